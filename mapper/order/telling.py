"""The edges that the words of an article and the order of its telling give, claim by claim."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from mapper.model import MentionKey, Span
from mapper.order.claims import Claim
from mapper.order.graph import (
    ARTICLE,
    BEGUN,
    DEPARTED,
    LEAD,
    NEWEST,
    OPENED,
    PARAGRAPH,
    SENTENCE,
    WORDS,
    Edge,
)
from mapper.recognize.movements.readings import is_own

# Sentences at the head of an article tell the end first, as news does.
_LEAD_PARAGRAPHS = 2


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
    yield from _ends(told, where)
    yield from _newest(told, where, paragraphs)
    yield from _reached_at_last(told, where, lead)
    yield from _had_left(told, where)
    yield from _went_on(told, where)
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
    aims = a.movement.action == "head" and a.modality != "planned"
    if b.movement.link == "earlier" or a.modality != b.modality or aims:
        return
    paragraph_a, paragraph_b = _paragraph(a, starts), _paragraph(b, starts)
    done = b.modality == "asserted"
    if done and a.of_now and paragraph_a < _LEAD_PARAGRAPHS and paragraph_b != paragraph_a:
        return
    if b.movement.by_noun and not b.when and not is_own(b.movement.reading):
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


# What says of a journey, not of the traveller's acts there, that it began or ended at a place.
_BEGINS = frozenset("began begin begins begun opened opens started starts commenced".split())
_ENDS = frozenset("ended ends concluded concludes finished finishes closed closes".split())


def _ends(told: Sequence[Claim], where: Mapping[MentionKey, list[int]]) -> Iterator[Edge]:
    """Yield that where a journey began comes before its other stops, where it ended after them."""
    for claim in told:
        cue = claim.movement.cue_text.lower().split()
        reading = claim.movement.reading
        begun = reading is not None and reading.status == "origin" and is_own(reading)
        first, last = cue[-1] in _BEGINS, cue[-1] in _ENDS and claim.stands
        if not (begun or first or last):
            continue
        weight = BEGUN if begun else OPENED
        for other in told:
            if other.rank[0] != claim.rank[0] or (last and not other.stands):
                continue
            for i in where[claim.key]:
                for j in where[other.key]:
                    a, b = (j, i) if last and not begun else (i, j)
                    yield Edge(a, b, weight, f"“{claim.mention.text}” is an end of the journey")


def _newest(
    told: Sequence[Claim],
    where: Mapping[MentionKey, list[int]],
    paragraphs: Mapping[str, Sequence[int]],
) -> Iterator[Edge]:
    """Yield that what news tells in its first paragraph came after what it tells behind it."""
    for article in dict.fromkeys(c.key[0] for c in told):
        done = [c for c in told if c.key[0] == article and c.stands and c.of_now]
        numbers = [_paragraph(c, paragraphs[article]) for c in done]
        if not done or numbers[0] >= _LEAD_PARAGRAPHS:  # a headline may stand before the lead
            continue
        lead = [c for c, number in zip(done, numbers, strict=True) if number == numbers[0]]
        behind = done[len(lead) :]
        if _goes_on_from(lead, behind):
            continue
        newest = {i for c in lead for i in where[c.key]}
        for claim in behind:
            for i in set(where[claim.key]) - newest:
                for j in newest:
                    yield Edge(i, j, NEWEST, f"“{claim.mention.text}” is told behind the lead")


def _goes_on_from(lead: Sequence[Claim], behind: Sequence[Claim]) -> bool:
    """Return whether a story is told on from its lead: a day told behind it is later."""
    ends, days = (
        [c.when.last_day for c in claims if c.when and c.when.last_day and not c.loose]
        for claims in (lead, behind)
    )
    return bool(ends and days) and max(days) > max(ends)


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


def _went_on(
    told: Sequence[Claim], where: Mapping[tuple[str, int, int], list[int]]
) -> Iterator[Edge]:
    """Yield that "later that day" goes on from what was told last without "had"."""
    for index, claim in enumerate(told):
        same = any(
            time.reference == "visit" and ("count", "0") in time.fields
            for time in claim.movement.times
        )
        later = claim.movement.link == "then" and same
        if not later or not index or not _is_pluperfect(told[index - 1]):
            continue
        last = next((c for c in reversed(told[:index]) if c.stands and not _is_pluperfect(c)), None)
        if last is None or last.rank[0] != claim.rank[0] or not claim.stands:
            continue
        reason = f"“{last.mention.text}” and “{claim.mention.text}”: told as later that day"
        yield from _expand((True, WORDS, reason), where[last.key], where[claim.key])


def _is_pluperfect(claim: Claim) -> bool:
    return claim.movement.cue_text.lower().startswith(("had ", "having "))


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
