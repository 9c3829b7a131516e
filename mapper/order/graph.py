"""Orders visits as a directed graph: dates first, then what the text says, then how it is told.

An edge says "this visit before that one" with a weight. Edges go in from the surest down; one that
would close a cycle is left out, and reported where it was a statement and no mere order of telling.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mapper.model import MentionKey, Span, When
from mapper.order.claims import Claim
from mapper.order.intervals import before
from mapper.order.merge import Stop

# Sureness of an edge. Desk over dates over words over the order of telling; the weak ones give way.
DESK = 10.0
DATES = 5.0
PLANNED_LAST = 4.0  # what is planned comes after what is done
WORDS = 3.0  # "then", "before", "after", "from ... to"
DEPARTED = 2.5  # a place left comes before the place told next
SENTENCE = 2.0  # one sentence tells in order: 0.9 of the pairs in the development passages
PARAGRAPH = 1.0
LEAD = 0.25  # the first sentence tells how it ended
LEFT_ONLY = 0.2  # the one place that was only left is where it began
ARTICLE = 0.5  # news goes back and forth between paragraphs
_REPORTED = WORDS  # an edge this sure that gives way is a contradiction worth a note
# Sentences at the head of an article tell the end first, as news does.
_LEAD_PARAGRAPHS = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """`first` before `second` (indices of stops), how surely, and the words of the reason."""

    first: int
    second: int
    weight: float
    reason: str


def order_stops(
    stops: Sequence[Stop], edges: Sequence[Edge]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Return every settled pair, transitively closed, and notes on the statements that gave way."""
    # Bit b of after[a] says that a comes before b, and bit a of before[b] too: each edge closes
    # both at once, so that a cycle is one look and no search through the graph.
    after, before = [0] * len(stops), [0] * len(stops)
    notes: list[str] = []
    for edge in sorted(_netted(edges), key=lambda e: (-e.weight, e.first, e.second)):
        first, second = edge.first, edge.second
        if first == second or after[first] >> second & 1:
            continue
        if after[second] >> first & 1:
            if edge.weight >= _REPORTED:
                notes.append(edge.reason)
            continue
        earlier, later = before[first] | 1 << first, after[second] | 1 << second
        new_earlier, new_later = earlier & ~before[second], later & ~after[first]
        for a in _bits(new_earlier):  # the others know already
            after[a] |= later
        for b in _bits(new_later):
            before[b] |= earlier
    return [(a, b) for a, row in enumerate(after) for b in _bits(row)], notes


def _bits(mask: int) -> Iterator[int]:
    """Yield the places of the ones in a number, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _netted(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Yield the edges; of weak ones only those that more is told for than against."""
    votes: dict[tuple[int, int], float] = {}
    for edge in edges:
        if edge.weight < SENTENCE:
            votes[edge.first, edge.second] = votes.get((edge.first, edge.second), 0) + edge.weight
    for edge in edges:
        against = votes.get((edge.second, edge.first), 0.0)
        if edge.weight >= SENTENCE or votes[edge.first, edge.second] > against:
            yield edge


def moment_of(stop: Stop) -> When | None:
    """Return the interval by which a visit is ordered: of a place only left, its departure."""
    when = stop.when
    if when is None or all(claim.loose for claim in stop.dated()):
        return None
    if when.earliest is None:
        return When(earliest=when.latest, latest=when.latest, precision=when.precision)
    return when


def day_of(stop: Stop) -> date | None:
    """Return the first day of the moment of a visit, else its last."""
    when = moment_of(stop)
    return (when.first_day or when.last_day) if when else None


def date_edges(stops: Sequence[Stop]) -> Iterator[Edge]:
    """Yield an edge for each two visits whose times share nothing, and from done to planned."""
    moments = [moment_of(stop) for stop in stops]
    standing = [stop.stands for stop in stops]
    names = [_name(stop) for stop in stops]
    for i in range(len(stops)):
        for j in range(len(stops)):
            if i == j:
                continue
            first, second = moments[i], moments[j]
            if first and second and before(first, second):
                yield Edge(i, j, DATES, f"{names[i]} is dated before {names[j]}")
            elif (
                standing[i] and not standing[j] and not (first and second and before(second, first))
            ):
                yield Edge(i, j, PLANNED_LAST, f"{names[j]} is planned, {names[i]} done")


def _name(stop: Stop) -> str:
    place = stop.place
    return place.name if place else stop.claims[0].mention.text


def site_edges(stops: Sequence[Stop], pairs: Sequence[tuple[int, int]]) -> Iterator[Edge]:
    """Yield that a site of unknown position goes before and after what its town does.

    Its town is the one it was answered with, or where its article was last.
    """
    after: dict[int, list[int]] = {}
    for a, b in pairs:
        after.setdefault(a, []).append(b)
    for i, site in enumerate(stops):
        if site.places or not site.stands:
            continue
        host = _host_of(site, stops)
        if host is None:
            continue
        for b in after.get(host, ()):
            if b != i:
                yield Edge(i, b, LEAD, f"{_name(site)} is a site of {_name(stops[host])}")


def told_between(
    claims: Sequence[Claim],
    where: Mapping[MentionKey, list[int]],
    stops: Sequence[Stop],
    pairs: Sequence[tuple[int, int]],
) -> Iterator[Edge]:
    """Yield the place of a stop without a date in a story told on or told back.

    Told between two dated stops, it lies between them in time as well. At an end of the story it
    goes before or after them all, where more of the story is told in the order of the days.
    """
    settled = set(pairs)
    yield from _from_the_start(stops)
    for story in _stories(claims, where):
        yield from _before_the_lead(story, stops, settled)
        dated = [i for i in story if moment_of(stops[i]) is not None]
        onward = sum((a, b) in settled for a, b in pairwise(dated))
        back = sum((b, a) in settled for a, b in pairwise(dated))
        ahead = 0  # how many of the dated stops are told so far
        for i in story:
            if ahead < len(dated) and dated[ahead] == i:
                ahead += 1
                continue
            before = dated[ahead - 1] if ahead else None
            behind = dated[ahead] if ahead < len(dated) else None
            reason = f"{_name(stops[i])} is told between dated stops"
            order: tuple[int | None, ...] | None
            if before is not None and behind is not None:
                order = (before, i, behind) if (before, behind) in settled else None
                order = (behind, i, before) if (behind, before) in settled and back else order
            elif onward > back and before is not None:  # what is told first is how it ended
                order = (before, i, behind)
            else:
                order = None
            for a, b in pairwise([j for j in order or () if j is not None]):
                yield Edge(a, b, LEAD, reason)


def _from_the_start(stops: Sequence[Stop]) -> Iterator[Edge]:
    """Yield that the only stop of which no more is told than that it was left comes first."""
    standing = [i for i, stop in enumerate(stops) if stop.stands]
    left = [
        i
        for i in standing
        if all(c.movement.action == "depart" for c in stops[i].claims if c.stands)
    ]
    if len(left) == 1:
        for i in standing:
            if i != left[0]:
                yield Edge(left[0], i, LEFT_ONLY, f"{_name(stops[left[0]])} was only left")


def _before_the_lead(
    story: Sequence[int], stops: Sequence[Stop], settled: set[tuple[int, int]]
) -> Iterator[Edge]:
    """Yield that what a report tells behind its lead came first, where its days all did.

    "She reached X on Sunday", the first sentence says; where she was before is told then.
    """
    lead, *others = story
    dated = [i for i in others if moment_of(stops[i]) is not None]
    newest = moment_of(stops[lead]) is not None and all((i, lead) in settled for i in dated)
    if not (newest and (dated or _is_of_today(stops[lead]))):
        return
    for i in others:
        if moment_of(stops[i]) is None:
            yield Edge(i, lead, LEAD, f"{_name(stops[lead])} is where it had come to")


def _is_of_today(stop: Stop) -> bool:
    """Return whether a stop is of the day of its report, or of the day before."""
    last = stop.when.last_day if stop.when else None
    published = max((c.published for c in stop.claims if c.published), default=None)
    return bool(last and published and (published - last).days <= 1)


def _stories(claims: Sequence[Claim], where: Mapping[MentionKey, list[int]]) -> Iterator[list[int]]:
    """Yield, for each article, the stops in the order in which it first tells of them.

    What is done and what is planned are two stories.
    """
    stories: dict[tuple[int, bool], dict[int, None]] = {}
    for claim in claims:
        stops = where.get(claim.key, [])
        ahead = claim.own and (claim.modality == "planned" or claim.movement.action == "head")
        if (claim.stands or ahead) and len(stops) == 1:
            stories.setdefault((claim.rank[0], claim.stands), {}).setdefault(stops[0])
    yield from (list(story) for story in stories.values())


def _host_of(site: Stop, stops: Sequence[Stop]) -> int | None:
    towns = {claim.host.id for claim in site.claims if claim.host}
    rank = min(claim.rank for claim in site.claims)
    told = [
        (claim.rank, i)
        for i, stop in enumerate(stops)
        for claim in stop.claims
        if stop.places and claim.rank[0] == rank[0] and claim.rank < rank
    ]
    named = [i for i, stop in enumerate(stops) if towns & set(stop.places)]
    return named[0] if named else max(told, default=(None, None))[1]


def text_edges(
    claims: Sequence[Claim],
    where: Mapping[tuple[str, int, int], list[int]],
    paragraphs: Mapping[str, Sequence[int]],
) -> Iterator[Edge]:
    """Yield the edges that the words and the order of telling give, article by article.

    `where` gives the stops of a claim by its key (several for a region that holds them);
    `paragraphs` the start of each paragraph of an article.
    """
    told = _in_stages(
        [c for c in claims if c.own and c.modality in {"asserted", "planned"} and where.get(c.key)]
    )
    lead = {c.rank[0]: c.movement.sentence for c in reversed(told)}
    again = _told_again(told, where)
    for a, b in pairwise(told):
        if a.rank[0] != b.rank[0] or b.key in again:
            continue
        for forward, weight, reason in _between(a, b, paragraphs[a.key[0]]):
            opening = a.movement.sentence == lead[a.rank[0]] != b.movement.sentence
            edge = (forward, LEAD if opening and weight < WORDS else weight, reason)
            yield from _expand(edge, where[a.key], where[b.key])
    yield from _reached_at_last(told, where, lead)
    yield from _had_left(told, where)
    yield from _linked(told, where)
    yield from _final(told, where)


def _told_again(
    told: Sequence[Claim], where: Mapping[tuple[str, int, int], list[int]]
) -> set[tuple[str, int, int]]:
    """Return the claims that only come back to a stop told before, without going there anew."""
    seen: set[tuple[int, int]] = set()
    again: set[tuple[str, int, int]] = set()
    for claim in told:
        stops = {(claim.rank[0], i) for i in where[claim.key]}
        if stops <= seen and claim.movement.action in {"visit", "stay"}:
            again.add(claim.key)
        if len(stops) == 1:  # a region's mention tells of none of its stops
            seen |= stops
    return again


def _in_stages(told: Sequence[Claim]) -> list[Claim]:
    """Return the claims with each stage of one verb put in order: from, through, to.

    "across the Channel from Dover to Calais" is Dover, the Channel, Calais; "then" opens a stage.
    """
    stages: list[list[Claim]] = []
    for claim in told:
        last = stages[-1][-1] if stages else None
        same = last and last.movement.cue == claim.movement.cue and last.key[0] == claim.key[0]
        if same and claim.movement.link != "then":
            stages[-1].append(claim)
        else:
            stages.append([claim])
    return [claim for stage in stages for claim in sorted(stage, key=_role)]


def _role(claim: Claim) -> int:
    return {"depart": 0, "pass": 1}.get(claim.movement.action, 2)


def _expand(
    edge: tuple[bool, float, str], firsts: Sequence[int], seconds: Sequence[int]
) -> Iterator[Edge]:
    forward, weight, reason = edge
    if set(firsts) & set(seconds):
        return
    for i in firsts:
        for j in seconds:
            yield Edge(i, j, weight, reason) if forward else Edge(j, i, weight, reason)


def _between(a: Claim, b: Claim, starts: Sequence[int]) -> Iterator[tuple[bool, float, str]]:
    """Yield (a first?, weight, reason) for two claims told one after the other."""
    quote = f"“{a.mention.text}” and “{b.mention.text}”"
    if a.movement.sentence == b.movement.sentence:
        yield from _in_sentence(a, b, quote)
        return
    if _is_pluperfect(b) and not _is_pluperfect(a) and a.modality == b.modality:
        yield False, DEPARTED, f"{quote}: told with “had”"
        return
    if b.movement.link == "then" and b.modality == a.modality:
        yield True, WORDS, f"{quote}: told with “then” or the like"
        return
    if b.movement.link == "earlier" or a.modality != b.modality or a.movement.action == "head":
        return
    paragraph_a, paragraph_b = _paragraph(a, starts), _paragraph(b, starts)
    if paragraph_a < _LEAD_PARAGRAPHS and paragraph_b != paragraph_a:
        return
    if b.movement.by_noun and not b.when:
        return
    same = paragraph_a == paragraph_b
    yield True, PARAGRAPH if same else ARTICLE, f"{quote}: told in this order"


def _paragraph(claim: Claim, starts: Sequence[int]) -> int:
    return bisect_right(starts, claim.key[1]) - 1


def _in_sentence(a: Claim, b: Claim, quote: str) -> Iterator[tuple[bool, float, str]]:
    link_a, link_b = a.movement.link, b.movement.link
    one_verb = a.movement.cue == b.movement.cue
    leaves_a = a.movement.action == "depart"
    if one_verb:
        yield True, WORDS, f"{quote}: stages of one movement"
    elif _is_pluperfect(b) and not _is_pluperfect(a):
        yield False, DEPARTED, f"{quote}: told with “had”"
    elif link_a == "before" and link_b != "before":
        yield False, WORDS, f"{quote}: told with “before”"
    elif link_b == "after":
        yield False, WORDS, f"{quote}: told with “after”"
    elif link_a == "after":
        yield True, WORDS, f"{quote}: told with “after”"
    elif link_b in {"before", "then"}:
        yield True, WORDS, f"{quote}: told with “{link_b}”"
    elif link_b == "earlier" and link_a != "earlier":
        yield False, WORDS, f"{quote}: told with “earlier”"
    elif leaves_a and b.movement.action != "depart" and a.modality == b.modality:
        yield True, DEPARTED, f"{quote}: left the one, then at the other"
    elif a.modality == b.modality:
        yield True, SENTENCE, f"{quote}: told in this order in one sentence"


def _final(
    told: Sequence[Claim], where: Mapping[tuple[str, int, int], list[int]]
) -> Iterator[Edge]:
    """Yield that the end of a stated way ("plans to ride from X to Y") comes after its stops."""
    for a, b in pairwise(told):
        one_way = a.movement.cue == b.movement.cue or a.movement.sentence == b.movement.sentence
        meant = {a.modality, b.modality} <= {"planned", "asserted"} and b.modality == "planned"
        begun = a.modality == "planned" or a.movement.cue == b.movement.cue
        if not (one_way and meant and begun):
            continue
        if a.movement.action != "depart" or b.movement.action not in {"arrive", "visit", "head"}:
            continue
        ends = set(where[b.key])
        for claim in told:
            if claim.modality == "planned" and claim.rank[0] == b.rank[0]:
                for i in set(where[claim.key]) - ends:
                    for j in ends:
                        yield Edge(i, j, SENTENCE, f"“{b.mention.text}” is the end of the way")


def _reached_at_last(
    told: Sequence[Claim], where: Mapping[MentionKey, list[int]], lead: Mapping[int, Span]
) -> Iterator[Edge]:
    """Yield that a lead in the perfect ("has reached X") tells the end of what follows it."""
    for claim in told:
        perfect = claim.movement.cue_text.lower().startswith(("has ", "have "))
        if not (perfect and claim.stands and claim.movement.sentence == lead[claim.rank[0]]):
            continue
        for other in told:
            if other.rank[0] != claim.rank[0] or other.movement.sentence == claim.movement.sentence:
                continue
            if other.stands:
                for i in where[other.key]:
                    for j in where[claim.key]:
                        yield Edge(i, j, ARTICLE, f"“{claim.mention.text}” is where it has come to")


def _had_left(
    told: Sequence[Claim], where: Mapping[tuple[str, int, int], list[int]]
) -> Iterator[Edge]:
    """Yield that what a sentence tells with "had" comes before all that it told without."""
    for index, claim in enumerate(told):
        if not (claim.stands and _is_pluperfect(claim)):
            continue
        for other in reversed(told[:index]):
            if other.movement.sentence != claim.movement.sentence or other.rank[0] != claim.rank[0]:
                break
            if other.stands and not _is_pluperfect(other):
                for i in where[claim.key]:
                    for j in where[other.key]:
                        yield Edge(i, j, DEPARTED, f"“{claim.mention.text}” is told with “had”")


def _is_pluperfect(claim: Claim) -> bool:
    return claim.movement.cue_text.lower().startswith("had ")


def _linked(
    told: Sequence[Claim], where: Mapping[tuple[str, int, int], list[int]]
) -> Iterator[Edge]:
    """Yield the edges of "earlier": this before what the sentence before told."""
    for index, claim in enumerate(told):
        if claim.movement.link != "earlier" or not claim.stands:
            continue
        previous = next(
            (
                other
                for other in reversed(told[:index])
                if other.rank[0] == claim.rank[0]
                and other.movement.sentence != claim.movement.sentence
                and other.movement.link != "earlier"
                and other.stands
                and len(where[other.key]) == 1
                and not set(where[other.key]) & set(where[claim.key])
            ),
            None,
        ) or _before_sentence(told[:index], claim)
        if previous and not set(where[previous.key]) & set(where[claim.key]):
            reason = f"“{claim.mention.text}” is told as earlier than “{previous.mention.text}”"
            for i in where[claim.key]:
                for j in where[previous.key]:
                    yield Edge(i, j, WORDS, reason)


def _before_sentence(told: Sequence[Claim], claim: Claim) -> Claim | None:
    return next(
        (
            other
            for other in reversed(told)
            if other.rank[0] == claim.rank[0] and other.movement.sentence != claim.movement.sentence
        ),
        None,
    )
