"""Makes visit claims of movements: a place, a time and whose journey it is.

Dates are resolved here, since a place's time zone and the traveller's last dated visit are known
only now.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mapper.model import (
    Annotations,
    Article,
    Mention,
    MentionKey,
    Modality,
    Movement,
    Place,
    Resolution,
    When,
)
from mapper.order.background import with_background, with_other_times
from mapper.order.days import Days
from mapper.order.travellers import Cast, is_force
from mapper.recognize.movements.readings import is_own

# The date of one row of several places ("in May Peru, Chile and Bolivia") bounds each, dates none.
_SHARED_PLACES = 2


# A facility that was answered with such a place is in it; where exactly is not known.
_HOSTS = frozenset({"city", "admin", "country"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One movement with its place and time.

    `rank` orders the claims of all articles as told. `own` is whether the traveller of the journey
    moves; `of_town` that a country locates a place with a name ("X in Peru"); `loose` that the
    time only bounds it; `host` the town of a site of unknown position; `by_desk` that a correction
    set status or day; `of_now` that the article tells of days near its own, as news does;
    `joined` that its place only says where the one named right before it lies, or in it ("the Seine
    at Paris").
    """

    key: MentionKey
    movement: Movement
    mention: Mention
    place: Place | None
    when: When | None
    modality: Modality
    own: bool
    published: date | None
    rank: tuple[int, int]
    evidence: tuple[MentionKey, ...] = ()
    loose: bool = False
    status: str | None = None
    by_desk: str | None = field(default=None)
    host: Place | None = None
    of_town: bool = False
    of_now: bool = True
    joined: bool = False

    @property
    def stands(self) -> bool:
        """Return whether the traveller was there, by this claim."""
        return self.own and self.modality == "asserted" and self.movement.action != "head"


def make_claims(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolutions: Mapping[MentionKey, Resolution],
    cast: Cast,
) -> list[Claim]:
    """Return the claims of all articles in the order in which they are told."""
    claims: list[Claim] = []
    for index, (article, found) in enumerate(zip(articles, annotations, strict=True)):
        claims += _of_article(index, article, found, resolutions, cast)
    return claims


def _of_article(
    index: int,
    article: Article,
    found: Annotations,
    resolutions: Mapping[MentionKey, Resolution],
    cast: Cast,
) -> list[Claim]:
    mentions = {(m.span.start, m.span.end): m for m in found.mentions}
    days = Days(article, found.times)
    claims: list[Claim] = []
    for movement in sorted(found.movements, key=lambda m: m.place):
        mention = mentions.get((movement.place.start, movement.place.end))
        if mention is None:
            continue
        resolution = resolutions.get(mention.key)
        place = resolution.place if resolution else None
        host = None
        if place and mention.kind == "facility" and place.kind in _HOSTS:
            place, host = None, place
        own = _is_own(movement, article, cast)
        when, time = days.of(movement, place)
        modality = _modality(movement, when, days.published)
        claims.append(
            Claim(
                key=mention.key,
                movement=movement,
                mention=mention,
                place=place,
                host=host,
                when=when,
                modality=modality,
                own=own,
                published=days.published,
                rank=(index, movement.place.start),
                of_town=_locates_a_town(movement, claims),
                of_now=days.of_now,
                joined=_is_joined(article, mention, claims),
                evidence=((article.id, time.span.start, time.span.end),) if time else (),
            )
        )
        if own and when:
            days.tell(movement, when, modality)
    claims = _loosen(claims)
    return with_background(with_other_times(claims)) if days.of_now else claims


def _is_own(movement: Movement, article: Article, cast: Cast) -> bool:
    """Return whether the traveller moves: by the subject, or by a reader who is surer of it."""
    if cast.is_main(movement.traveller, article.id):
        return True
    if is_force(movement.traveller):
        return False
    return article.id in cast.articles and is_own(movement.reading)


#: What stands between two names of one spot: "the Seine at Paris", "Rochester, in Kent".
_JOINT = re.compile(r",?\s(?:in|at|on|upon)\s(?:the\s)?")


def _is_joined(article: Article, mention: Mention, told: Sequence[Claim]) -> bool:
    last = told[-1].key if told else None
    if last is None or not 0 < mention.span.start - last[2] <= _LONGEST_JOINT:
        return False
    return _JOINT.fullmatch(article.text, last[2], mention.span.start) is not None


_LONGEST_JOINT = 10  # characters: ", upon the "


def _locates_a_town(movement: Movement, told: Sequence[Claim]) -> bool:
    last = told[-1] if told and movement.locating else None
    return last is not None and last.movement.cue == movement.cue and last.mention.kind == "toponym"


def _modality(movement: Movement, when: When | None, published: date | None) -> Modality:
    """Return a movement's modality; the present with a date to come is a plan ("leaves Friday")."""
    first = when.first_day if when else None
    if movement.modality == "asserted" and first and published and first > published:
        return "planned"
    return movement.modality


def _loosen(claims: list[Claim]) -> list[Claim]:
    """Mark the ranges that one verb shares among several places as bounds only."""
    rows: dict[tuple[int, int, MentionKey], int] = {}
    for claim in claims:
        if claim.when and _is_range(claim.when) and not claim.movement.locating:
            row = _row(claim)
            rows[row] = rows.get(row, 0) + 1
    return [
        replace(claim, loose=True)
        if claim.when and rows.get(_row(claim), 0) >= _SHARED_PLACES and _is_range(claim.when)
        else claim
        for claim in claims
    ]


def _row(claim: Claim) -> tuple[int, int, MentionKey]:
    cue = claim.movement.cue
    return (cue.start, cue.end, claim.evidence[0] if claim.evidence else ("", 0, 0))


def _is_range(when: When) -> bool:
    first, last = when.first_day, when.last_day
    return first is not None and last is not None and (last - first).days > 1
