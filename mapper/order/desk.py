"""Applies the desk's corrections: status, day, goes_before, same_stop, separate_stop."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from mapper.model import (
    Action,
    Annotations,
    AppliedCorrection,
    Article,
    Mention,
    MentionKey,
    Modality,
    Movement,
    Resolution,
    Span,
    When,
)
from mapper.order.claims import Claim
from mapper.order.graph import DESK, Edge
from mapper.order.stop import Stop

_MODALITY: dict[str, Modality] = {
    "planned": "planned",
    "cancelled": "cancelled",
    "speculated": "speculated",
    "background": "background",
}
_ACTION: dict[str, Action] = {"passed": "pass", "origin": "depart", "destination": "head"}


def _who(applied: AppliedCorrection) -> str:
    return applied.correction.why or applied.correction.by or "desk"


def _hits(key: MentionKey, spans: Sequence[MentionKey]) -> bool:
    return any(a == key[0] and s < key[2] and key[1] < e for a, s, e in spans)


def _of(corrections: Sequence[AppliedCorrection], verb: str) -> list[AppliedCorrection]:
    return [c for c in corrections if c.correction.verb == verb and c.spans]


def correct_claims(
    claims: Sequence[Claim],
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolved: Mapping[MentionKey, Resolution],
    corrections: Sequence[AppliedCorrection],
) -> list[Claim]:
    """Return the claims with the desk's status and day; a mention that had no claim gets one."""
    wanted = [
        c for c in corrections if c.correction.verb in {"status", "day", "goes_before", "same_stop"}
    ]
    if not wanted:
        return list(claims)
    known = {claim.key for claim in claims}
    made = list(claims)
    rank = {article.id: index for index, article in enumerate(articles)}
    for article, found in zip(articles, annotations, strict=True):
        for mention in found.mentions:
            spans = [
                s for c in wanted if c.correction.verb != "same_stop" for s in (*c.spans, *c.others)
            ]
            if mention.key not in known and _hits(mention.key, spans):
                made.append(
                    _bare_claim(article, mention, resolved.get(mention.key), rank[article.id])
                )
    for applied in _of(corrections, "status"):
        made = [_with_status(c, applied) if _hits(c.key, applied.spans) else c for c in made]
    for applied in _of(corrections, "day"):
        made = [_with_day(c, applied) if _hits(c.key, applied.spans) else c for c in made]
    return sorted(made, key=lambda claim: claim.rank)


def _bare_claim(
    article: Article, mention: Mention, resolution: Resolution | None, rank: int
) -> Claim:
    span = Span(mention.span.start, mention.span.end)
    movement = Movement(
        article=article.id, sentence=span, place=span, cue=span, cue_text=mention.text,
        action="visit", modality="asserted",
    )  # fmt: skip
    return Claim(
        key=mention.key, movement=movement, mention=mention,
        place=resolution.place if resolution else None, when=None, modality="asserted", own=True,
        published=article.published, rank=(rank, span.start), by_desk="desk",
    )  # fmt: skip


def _with_status(claim: Claim, applied: AppliedCorrection) -> Claim:
    status = str(applied.correction.value)
    action = _ACTION.get(
        status, "visit" if claim.movement.action == "head" else claim.movement.action
    )
    if status == "visited" and action in {"pass", "head"}:
        action = "visit"
    return replace(
        claim,
        movement=replace(claim.movement, action=action, locating=False, by_noun=False),
        modality=_MODALITY.get(status, "asserted"),
        own=True,
        status=status,
        by_desk=_who(applied),
    )


def _with_day(claim: Claim, applied: AppliedCorrection) -> Claim:
    value = applied.correction.value
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    when = When(earliest=day, latest=day, precision="day")
    return replace(claim, when=when, loose=False, by_desk=_who(applied), evidence=(), own=True)


def correct_stops(stops: Sequence[Stop], corrections: Sequence[AppliedCorrection]) -> list[Stop]:
    """Return the visits with the desk's joins, partings and days; a day rules its whole visit."""
    made = list(stops)
    for applied in _of(corrections, "same_stop"):
        made = _join(made, applied)
    for applied in _of(corrections, "separate_stop"):
        made = _part(made, applied)
    for applied in _of(corrections, "day"):
        for stop in made:
            fixed = next((c.when for c in stop.claims if _hits(c.key, applied.spans)), None)
            if fixed:
                stop.claims = [
                    c if _hits(c.key, applied.spans) else replace(c, when=None) for c in stop.claims
                ]
    return made


def _join(stops: list[Stop], applied: AppliedCorrection) -> list[Stop]:
    spans = (*applied.spans, *applied.others)
    hit = [stop for stop in stops if any(_hits(key, spans) for key in stop.keys)]
    for other in hit[1:]:
        for claim in other.claims:
            hit[0].add(replace(claim, by_desk=_who(applied)))
    return [stop for stop in stops if stop not in hit[1:]]


def _part(stops: list[Stop], applied: AppliedCorrection) -> list[Stop]:
    made: list[Stop] = []
    for stop in stops:
        inside = [c for c in stop.claims if _hits(c.key, applied.spans)]
        outside = [c for c in stop.claims if c not in inside]
        for claims in (outside, inside) if inside and outside else (stop.claims,):
            part = Stop()
            for claim in claims:
                part.add(replace(claim, by_desk=_who(applied)) if claims is inside else claim)
            made.append(part)
    return made


def desk_edges(stops: Sequence[Stop], corrections: Sequence[AppliedCorrection]) -> Iterator[Edge]:
    """Yield the order that the desk stated; it rules over dates."""
    for applied in _of(corrections, "goes_before"):
        firsts = [i for i, s in enumerate(stops) if any(_hits(k, applied.spans) for k in s.keys)]
        seconds = [i for i, s in enumerate(stops) if any(_hits(k, applied.others) for k in s.keys)]
        for i in firsts:
            for j in seconds:
                yield Edge(i, j, DESK, _who(applied))
