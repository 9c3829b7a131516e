"""Find the place names of an article: `recognize_toponyms`.

Three steps: read each run of capitalised words (`reading`), let the article as a whole
settle the lone names (a surname stays a surname, a name that is sure once is a place again), then
add what stands for places without naming them (`nominals`). Rules and a gazetteer alone,
no model; `recognize/tagger` does better where it is installed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mapper.model import Article, Mention, MentionKind, MentionRole, NameIndex, Span
from mapper.recognize.tagger.spans import TaggedSpan, place_spans
from mapper.recognize.toponyms.datelines import dateline_span
from mapper.recognize.toponyms.nominals import find_nominals
from mapper.recognize.toponyms.reading import read_run
from mapper.recognize.toponyms.runs import find_runs
from mapper.recognize.toponyms.scan import (
    CUED,
    STRONG_CUES,
    SURE,
    WEIGHTY,
    Find,
    Scan,
    cue_before,
    feature_beside,
    is_demonym,
    with_ending,
)
from mapper.recognize.toponyms.second_look import taken_back
from mapper.recognize.toponyms.tables import Tables, tables
from mapper.recognize.toponyms.tagged import inside_of, overlooked, with_tagged

# Finds below this are dropped unless the article vouches for the name elsewhere.
KEPT = 0.5
# A nation or great city is not taken for a surname because someone bears its name.
NATION_KINDS = frozenset({"country", "continent", "admin"})

# "Paris, Lamar County, Texas, United States" has as many as there are.
MOST_QUALIFIERS = 3

_ALIAS = re.compile(r"[ \u00a0]?\((?:the )?([A-Z][A-Za-z]{1,9})\)")
_QUALIFIER = re.compile(r",[ \u00a0](?:(?:in|a|an)[ \u00a0])?(?:the[ \u00a0])?")
_AFTER_NAME = re.compile(r"[ \u00a0]([a-z]{2,14})\b")
_AGE_AFTER = re.compile(r",[ \u00a0]\d{1,2},")


def recognize_toponyms(
    article: Article,
    *,
    names: NameIndex,
    tagged: Sequence[TaggedSpan] | None = None,
    inside_names: bool = False,
) -> tuple[Mention, ...]:
    """Return every place name, facility, demonym and nominal of an article, in text order.

    With `tagged` (`recognize.tagger.tag_names`), rules and tagger correct each other. With
    `inside_names`, places inside the names of bodies too ("Reno" in "Reno Police Department"), as
    associative mentions, and inside facilities that no gazetteer holds instead of these.
    `recognize_tagged` lists more of a text's places, this names fewer that are none.

    Spans never overlap and quote their text; nothing inside `article.marked` is returned. A text
    without places gives an empty tuple.
    """
    scan = Scan(text=article.text, names=names, tables=tables(), inside_names=inside_names)
    for run in find_runs(article.text, article.marked):
        read_run(scan, run)
    settled = _settled(scan)
    if tagged is not None:
        settled = with_tagged(scan, settled, taken_back(scan, tagged))
    finds = _apart(settled)
    by_start = {find.start: find for find in finds}
    mentions = [_mention(article, scan, find, by_start) for find in finds]
    taken = [mention.span for mention in mentions]
    mentions.extend(find_nominals(article, scan.tables, taken))
    return tuple(sorted(mentions, key=lambda mention: mention.span))


def recognize_tagged(
    article: Article,
    tagged: Sequence[TaggedSpan],
    *,
    names: NameIndex,
    inside_names: bool = True,
) -> tuple[Mention, ...]:
    """Return the places of tagged spans, and the nominals, in text order.

    For listing every place of a text: spans and labels are the tagger's (`recognize.tagger`), kind,
    role, type word and qualifiers the rules'. Nationalities and countries that it overlooked are
    added where it sees no name at all. With `inside_names`, places inside longer names come too,
    as associative mentions whose `inside` is the longer name. Spans never overlap.
    """
    scan = Scan(text=article.text, names=names, tables=tables(), inside_names=True)
    for run in find_runs(article.text, article.marked):
        read_run(scan, run)
    ruled = {(find.start, find.end): find for find in _settled(scan)}
    tagged = taken_back(scan, tagged)
    places = place_spans(tagged, names=names, inside=inside_names)
    finds = [_tagged_find(scan, tag, ruled) for tag in places]
    finds = _apart([*finds, *overlooked(scan, list(ruled.values()), tagged)])
    by_start = {find.start: find for find in finds}
    holders = dict(inside_of(tagged))
    mentions = [
        replace(_mention(article, scan, find, by_start), inside=holders.get((find.start, find.end)))
        for find in finds
    ]
    mentions.extend(find_nominals(article, scan.tables, [m.span for m in mentions]))
    return tuple(sorted(mentions, key=lambda mention: mention.span))


def _tagged_find(scan: Scan, tag: TaggedSpan, ruled: Mapping[tuple[int, int], Find]) -> Find:
    """Return a tagged span as a find, with the type word that the rules see in or beside it."""
    start, end = tag.span.start, with_ending(scan, tag.span.start, tag.span.end)
    find = ruled.get((start, end))
    if find is None or find.label in {"person", "body"}:
        find = _find_at(scan, Span(start, end))
    if tag.inside is not None:
        return find._replace(label="inside", confidence=tag.probability)
    label = {"NORP": "demonym", "FAC": "facility"}.get(tag.label, find.label)
    if label == "inside":
        label = "place"
    return find._replace(label=label, confidence=tag.probability)


def mentions_at(
    article: Article, spans: Sequence[Span], *, names: NameIndex
) -> tuple[Mention, ...]:
    """Return exactly these spans as mentions, each read as `recognize_toponyms` would read it.

    For spans that came from elsewhere: gold annotations, another recognizer, an editor. Nothing is
    added, dropped or moved; the order is that of `spans`.
    """
    scan = Scan(text=article.text, names=names, tables=tables())
    for run in find_runs(article.text, article.marked):
        read_run(scan, run)
    found = {(find.start, find.end): find for find in _settled(scan)}
    finds = [found.get((span.start, span.end)) or _find_at(scan, span) for span in spans]
    by_start = {find.start: find for find in finds}
    return tuple(_mention(article, scan, find, by_start) for find in finds)


def _find_at(scan: Scan, span: Span) -> Find:
    """Return a span as a find: what it is by its own words, whatever stands around it."""
    name = bare_name(scan.text[span.start : span.end])
    last = name.rpartition(" ")[2].lower()
    hint = feature_beside(scan, span.start, span.end)
    if " " in name and last in scan.tables.facility_heads:
        hint = scan.tables.facility_heads[last]
        short = name[: -len(last) - 1]
        return Find(span.start, span.end, "facility", name, CUED, hint, short)
    label = "demonym" if is_demonym(scan, name) else "place"
    return Find(span.start, span.end, label, name, CUED if hint else WEIGHTY, hint)


def bare_name(text: str) -> str:
    """Return a name without "the", a possessive ending and marks at its ends.

    >>> bare_name("the Netherlands\u2019s")
    'Netherlands'
    """
    name = text.strip(" \u00a0\t\r\n\"'\u2018\u2019\u201c\u201d,;:()")
    if name.endswith(("'s", "\u2019s")):
        name = name[:-2]
    return name[4:] if name[:4].lower() == "the " and name[4:] else name


# --- the article as a whole ----------------------------------------------------------------------


def _settled(scan: Scan) -> list[Find]:
    """Return the finds that are places, each lone name judged by the whole article."""
    sure = {find.name for find in scan.finds if find.label == "place" and find.confidence >= CUED}
    shorts, aliases = _short_names(scan, sure)
    placed = _placed_by_form(scan)
    kept: list[Find] = []
    for find in scan.finds:
        if find.label in {"person", "body"} or (find.label == "inside" and not scan.inside_names):
            continue
        if scan.inside_names and find.label == "facility" and not scan.names.has_name(find.name):
            continue
        if find.label == "place" and find.name in shorts and not scan.inside_names:
            full = shorts[find.name]
            kept.append(find._replace(label="facility", name=full.name, hint=full.hint))
        elif find.label == "facility" and find.short in aliases:
            kept.append(find._replace(name=aliases[find.short].name))
        elif find.label == "place" and find.start in placed:
            kept.append(find._replace(confidence=max(find.confidence, CUED)))
        elif find.label != "place" or _is_kept(scan, find, sure):
            kept.append(find)
    if not scan.inside_names:
        kept.extend(_recalled(scan, {**shorts, **aliases}))
    return kept


def _placed_by_form(scan: Scan) -> set[int]:
    """Return where finds start that form makes places: in a dateline, or before ", Nevada"."""
    dateline = dateline_span(scan.text)
    places = [find for find in scan.finds if find.label == "place"]
    divisions = {f.start for f in places if scan.names.kinds(f.name) & NATION_KINDS}
    found = set()
    for find in places:
        match = _QUALIFIER.match(scan.text, find.end)
        qualified = match is not None and match.end() in divisions
        if qualified and find.name not in scan.persons:
            found.add(find.start)
        if dateline and dateline.start <= find.start and find.end <= dateline.end:
            found.add(find.start)
    return found


def _is_kept(scan: Scan, find: Find, sure: set[str]) -> bool:
    if find.name in scan.persons and not _outweighs_person(scan, find):
        return False
    if _AGE_AFTER.match(scan.text, find.end):
        return False
    return find.confidence >= KEPT or find.name in sure


def _outweighs_person(scan: Scan, find: Find) -> bool:
    """Return whether a name that a person bears is a place here: a nation, or a cue before it."""
    if scan.names.kinds(find.name) & {"country", "continent"}:
        return True
    return find.confidence >= CUED and cue_before(scan, find.start) in STRONG_CUES


def _short_names(scan: Scan, sure: set[str]) -> tuple[dict[str, Find], dict[str, Find]]:
    """Return the facilities that a short form or an acronym in brackets means later on.

    "Vostochny" after "Vostochny Spaceport" is the spaceport, but "Artyom" is a city of its own
    where the article says "the city of Artyom".
    """
    shorts: dict[str, Find] = {}
    aliases: dict[str, Find] = {}
    for find in scan.finds:
        if find.label != "facility":
            continue
        if find.short and find.short not in sure and _is_rare(scan, find.short):
            shorts.setdefault(find.short, find)
        match = _ALIAS.match(scan.text, find.end)
        if match:
            aliases.setdefault(match.group(1), find)
    return shorts, aliases


def _is_rare(scan: Scan, name: str) -> bool:
    return scan.names.importance(name) < WEIGHTY - 0.2 and name not in scan.persons


def _recalled(scan: Scan, known: dict[str, Find]) -> Iterator[Find]:
    """Return the later mentions of facilities by short form or acronym that no find covers yet."""
    if not known:
        return
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(known)))})(?![\w-])")
    starts = {find.start for find in scan.finds if find.label != "person"}
    for match in pattern.finditer(scan.text):
        full = known[match.group()]
        if match.start() not in starts and match.start() >= full.end:
            yield Find(match.start(), match.end(), "facility", full.name, CUED, full.hint)


def _apart(finds: Sequence[Find]) -> list[Find]:
    """Return finds without overlaps: the earlier start, then the longer, wins."""
    kept: list[Find] = []
    for find in sorted(finds, key=lambda find: (find.start, -find.end)):
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept


# --- mentions ------------------------------------------------------------------------------------

_KINDS: dict[str, MentionKind] = {
    "place": "toponym",
    "facility": "facility",
    "demonym": "demonym",
    "inside": "toponym",
}


def _mention(article: Article, scan: Scan, find: Find, by_start: dict[int, Find]) -> Mention:
    qualifiers = _qualifiers(scan, find, by_start)
    return Mention(
        article=article.id,
        span=Span(find.start, find.end),
        text=article.text[find.start : find.end],
        kind=_KINDS[find.label],
        name=find.name,
        role=_role(scan.text, find, scan.tables),
        feature_hint=find.hint,
        qualifiers=qualifiers,
        confidence=SURE if qualifiers else find.confidence,
    )


def _qualifiers(scan: Scan, find: Find, by_start: dict[int, Find]) -> tuple[str, ...]:
    """Return the names that follow after a comma, or in brackets ("Reno, Nevada")."""
    found: list[str] = []
    end = find.end
    while len(found) < MOST_QUALIFIERS:
        match = _QUALIFIER.match(scan.text, end)
        follower = by_start.get(match.end()) if match else None
        if follower is None or follower.label != "place":
            break
        if not scan.names.kinds(follower.name) & NATION_KINDS:
            break
        found.append(follower.name)
        end = follower.end
    return tuple(found)


def _role(text: str, find: Find, tables: Tables) -> MentionRole:
    """Return "associative" for demonyms, bodies' places and names that act ("Moscow said")."""
    if find.label in {"demonym", "inside"}:
        return "associative"
    match = _AFTER_NAME.match(text, find.end)
    return "associative" if match and match.group(1) in tables.actor_verbs else "literal"
