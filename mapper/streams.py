"""One document a line in, one answer a line out, at a steady memory: `geoparse` and `claims`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mapper.audit import audit_claims
from mapper.errors import SourceError
from mapper.export.report_json import claim_to_dict, mention_to_dict, place_object
from mapper.gazetteer import Gazetteer
from mapper.geocode import geocode_mentions
from mapper.model import (
    Annotations,
    Article,
    Candidate,
    Finding,
    Place,
    Resolution,
    Router,
    Span,
)
from mapper.read import article_from_text
from mapper.read.dates import find_dates
from mapper.recognize.claims import recognize_claims
from mapper.recognize.language import reads_as_english
from mapper.recognize.tagger import tag_names
from mapper.recognize.toponyms import mentions_at, recognize_tagged, recognize_toponyms

Json = dict[str, Any]
#: Mentions that are written at once.
PIECE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A line of input: its id as given, the article made from it, and the spans that came along."""

    id: object
    article: Article
    spans: tuple[Span, ...]


def read_documents(lines: Iterable[str]) -> Iterator[Document | Json]:
    """Yield a document for each JSON line `{"id", "text"}`.

    `published`, `publisher` and `mentions` may stand beside; a day of publication that is no ISO
    date is looked for in its words, and left out where none is found. A line that is no document
    yields `{"id", "error"}` instead, with the line's number; empty lines are passed over.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        fields: Any = None
        try:
            fields = json.loads(line)
            yield _document(fields)
        except (ValueError, KeyError, TypeError, SourceError) as error:
            known = fields.get("id") if isinstance(fields, dict) else None
            reason = f"missing {error}" if isinstance(error, KeyError) else str(error)
            yield {"id": known, "error": f"line {number}: {reason}; expected id and text."}


def _document(fields: Mapping[str, Any]) -> Document:
    text = fields["text"]
    if not isinstance(text, str):
        message = f"text is {type(text).__name__}, not a string"
        raise TypeError(message)
    article = article_from_text(
        text,
        source=str(fields["id"]),
        published=_published(str(fields.get("published") or "")),
        publisher=fields.get("publisher"),
    )
    spans = tuple(_given_span(mention, text) for mention in fields.get("mentions") or ())
    return Document(id=fields["id"], article=article, spans=spans)


def _given_span(mention: Mapping[str, Any], text: str) -> Span:
    start, end = mention["start"], mention["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        message = f"mention {start!r} to {end!r} is no span of a text of {len(text)} characters"
        raise ValueError(message)
    return Span(start, end)


def _published(words: str) -> date | None:
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        stated = find_dates(words)
        return stated[0].value if stated else None


def geoparse_lines(
    lines: Iterable[str],
    *,
    gazetteer: Gazetteer,
    gold_mentions: bool = False,
    fast: bool = False,
    demonyms: bool = True,
    inside: bool = True,
) -> Iterator[Json]:
    """Yield `{"id", "mentions"}` for each document, places as objects, null where nothing fits.

    A text that does not read as English has a `note` beside them that says so. The whole text
    counts, captions and credits too: whoever streams texts has chosen them. With `gold_mentions`
    exactly the given spans are resolved. Places inside longer names ("Berea" in "Berea Police
    Department") say so in `inside`, the longer name; without `inside` they stay out.
    """
    for document in read_documents(lines):
        if isinstance(document, dict):
            yield {**document, "mentions": []}
            continue
        spans = document.spans if gold_mentions else None
        article = replace(document.article, marked=())
        found = _resolutions(article, spans, gazetteer, fast=fast, inside=inside)
        shared = _Shared()
        mentions = [
            _mention(resolution, shared)
            for resolution in found
            if demonyms or resolution.mention.kind != "demonym"
        ]
        yield {"id": document.id, **_note(article), "mentions": mentions}


def claims_lines(
    lines: Iterable[str],
    *,
    gazetteer: Gazetteer,
    routers: tuple[Router, ...] = (),
    fast: bool = False,
) -> Iterator[Json]:
    """Yield `{"id", "claims"}` for each document, findings included, places as objects."""
    for document in read_documents(lines):
        if isinstance(document, dict):
            yield {**document, "claims": []}
            continue
        article = document.article
        tagged = tag_names(article, names=gazetteer, fast=fast)
        mentions = recognize_toponyms(article, names=gazetteer, tagged=tagged)
        annotations = Annotations(
            article=article.id,
            mentions=mentions,
            claims=recognize_claims(article, mentions, names=gazetteer),
        )
        resolutions = geocode_mentions([article], [annotations], gazetteer)
        findings = audit_claims(
            [article], [annotations], resolutions, gazetteer=gazetteer, routers=routers
        )
        claims = [_claim(finding) for finding in findings]
        yield {"id": document.id, **_note(article), "claims": claims}


def _note(article: Article) -> Json:
    """Return a note where a text is in a language that mapper does not read."""
    if reads_as_english(article.text) is not False:
        return {}
    return {"note": "does not read as English, the one language that names are found in"}


def _resolutions(
    article: Article,
    spans: tuple[Span, ...] | None,
    gazetteer: Gazetteer,
    *,
    fast: bool,
    inside: bool,
) -> tuple[Resolution, ...]:
    if spans is None:
        tagged = tag_names(article, names=gazetteer, fast=fast)
        mentions = recognize_tagged(article, tagged, names=gazetteer, inside_names=inside)
    else:
        mentions = mentions_at(article, spans, names=gazetteer)
    annotations = Annotations(article=article.id, mentions=mentions)
    return geocode_mentions([article], [annotations], gazetteer)


def _mention(resolution: Resolution, shared: "_Shared") -> Json:
    return {
        **mention_to_dict(resolution),
        "inside": resolution.mention.inside,
        "place": shared.place(resolution.place),
        "machine": shared.place(resolution.machine),
        "candidates": shared.candidates(resolution.candidates),
    }


class _Shared:
    """The places and candidates of an article as JSON; the mentions of one name share them."""

    def __init__(self) -> None:
        self._places: dict[str, Json | None] = {}
        self._made: dict[int, tuple[tuple[Candidate, ...], list[Json]]] = {}

    def place(self, place: Place | None) -> Json | None:
        """Return the same object for the same place."""
        if place is None:
            return None
        if place.id not in self._places:
            self._places[place.id] = place_object(place)
        return self._places[place.id]

    def candidates(self, candidates: tuple[Candidate, ...]) -> list[Json]:
        """Return the same list for the same candidates."""
        made = self._made.get(id(candidates))
        if made is None:
            rows: list[Json] = [
                {"place": self.place(c.place), "score": c.score, "reasons": list(c.reasons)}
                for c in candidates
            ]
            made = self._made[id(candidates)] = (candidates, rows)
        return made[1]


def _claim(finding: Finding) -> Json:
    fields = claim_to_dict(finding)
    for name, end in (("anchor", finding.anchor), ("target", finding.target)):
        alternatives: list[Place] = list(end.alternatives)
        fields[name] = {
            **fields[name],
            "place": place_object(end.place),
            "alternatives": [place_object(place) for place in alternatives],
        }
    return fields


def dump_line(fields: Json | list[Json]) -> str:
    """Return one line of JSON; lone surrogates stay escaped, so that the line always encodes.

    >>> dump_line({"id": 1})
    '{"id": 1}'
    """
    line = json.dumps(fields, ensure_ascii=False)
    return line if line.isascii() or _encodes(line) else json.dumps(fields)


def dump_pieces(fields: Json) -> Iterator[str]:
    r"""Yield a line of JSON with its line break, a long list at its end piece by piece.

    The answer to a book is as long as the book; so it never stands in memory as one string.

    >>> "".join(dump_pieces({"id": 1, "mentions": []}))
    '{"id": 1, "mentions": []}\n'
    """
    key = next(reversed(fields), "")
    rows = fields.get(key)
    if not isinstance(rows, list) or len(rows) <= PIECE:
        yield dump_line(fields) + "\n"
        return
    yield dump_line({**fields, key: []})[: -len("]}")]
    for at in range(0, len(rows), PIECE):
        yield (", " if at else "") + dump_line(rows[at : at + PIECE])[1:-1]
    yield "]}\n"


def _encodes(line: str) -> bool:
    try:
        line.encode("utf8")
    except UnicodeEncodeError:
        return False
    return True
