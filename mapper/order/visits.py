"""Turns the movements of all articles into the journeys of their travellers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Itinerary,
    MentionKey,
    MentionStatus,
    Ordering,
    Place,
    Resolution,
    Router,
    Span,
    Status,
    Visit,
    When,
    content_id,
)
from mapper.order.bounds import date_between
from mapper.order.claims import Claim, make_claims
from mapper.order.desk import correct_claims, correct_stops, desk_edges
from mapper.order.graph import date_edges, day_of, order_stops
from mapper.order.legs import make_legs
from mapper.order.merge import merge_claims
from mapper.order.places import Containment
from mapper.order.regions import containers, date_inside, mark_reached
from mapper.order.runs import run_edges
from mapper.order.statuses import drop_vague, is_void, settle_nouns, status_of, stop_status
from mapper.order.stop import Stop
from mapper.order.stories import site_edges, told_between
from mapper.order.telling import text_edges
from mapper.order.travellers import Cast, find_casts
from mapper.order.trips import split_trips

if TYPE_CHECKING:
    from mapper.gazetteer import Gazetteer

# Movements of one journey that are ordered: far more than news tells of one, and so few that the
# pairs of visits, which grow with the square, stay within seconds.
MOST_CLAIMS = 2_000
_BEYOND = f"stands behind the first {MOST_CLAIMS:,} movements of the journey, which are ordered"
_OPEN = When(earliest=None, latest=None, precision="open")


def order_visits(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
    *,
    gazetteer: "Gazetteer | None" = None,
    traveller: str | None = None,
    corrections: Sequence[AppliedCorrection] = (),
    routers: Sequence[Router] = (),
) -> Ordering:
    """Return the journeys that the articles tell, and what every mention means for them.

    One itinerary a traveller and trip. `traveller` asks for one by name; without it, it is who
    moves most in each group of articles. Without a gazetteer only equal places join, without
    `routers` no leg has the length of its way. No movement at all gives no itinerary and a note.
    """
    resolved = {resolution.mention.key: resolution for resolution in resolutions}
    containment = Containment(gazetteer)
    casts = find_casts(articles, annotations, traveller)
    itineraries: list[Itinerary] = []
    statuses: dict[MentionKey, MentionStatus] = {}
    notes: list[str] = []
    for cast in casts:
        made, said = _journeys(cast, articles, annotations, resolved, containment, corrections)
        itineraries += (_with_legs(itinerary, routers) for itinerary in made)
        for status in said:
            known = statuses.get(status.key)
            if known is None or known.status in {"none", "other_traveller"}:
                statuses[status.key] = status
    if not itineraries:
        notes.append(_nothing(traveller))
    every = [
        statuses.get(mention.key, MentionStatus(key=mention.key, status="none", reason=_UNGOVERNED))
        for found in annotations
        for mention in found.mentions
    ]
    return Ordering(itineraries=tuple(itineraries), statuses=tuple(every), notes=tuple(notes))


def _with_legs(itinerary: Itinerary, routers: Sequence[Router]) -> Itinerary:
    return replace(itinerary, legs=make_legs(itinerary.visits, set(itinerary.order), routers))


_UNGOVERNED = "no verb or noun of movement governs it"


def _nothing(traveller: str | None) -> str:
    if traveller is None:
        return "No journey found: no sentence puts a traveller at a place."
    return (
        f"No journey of {traveller!r} found: the name moves in no article; "
        "leave --traveller out to see who does."
    )


def _journeys(
    cast: Cast,
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolved: Mapping[MentionKey, Resolution],
    containment: Containment,
    corrections: Sequence[AppliedCorrection],
) -> tuple[list[Itinerary], list[MentionStatus]]:
    claims = make_claims(articles, annotations, resolved, cast)
    about = [c for c in claims if c.key[0] in cast.articles]
    about = correct_claims(about, articles, annotations, resolved, corrections)
    pool = [c for c in about if c.own and not is_void(c)]
    left_out, pool = {claim.key for claim in pool[MOST_CLAIMS:]}, pool[:MOST_CLAIMS]
    stops = settle_nouns(drop_vague(merge_claims(pool, containment)))
    mark_reached(stops, containment)
    stops = date_inside(correct_stops(stops, corrections), containment)
    paragraphs = {article.id: _paragraphs(article.text) for article in articles}
    sources = {article.id: article.source for article in articles}
    itineraries: list[Itinerary] = []
    visit_of: dict[MentionKey, tuple[Stop, str | None, Status]] = {}
    for trip in split_trips(stops):
        itinerary, found = _itinerary(
            cast, trip, about, containment, paragraphs, sources, corrections
        )
        visit_of |= found
        if itinerary.visits:
            itineraries.append(itinerary)
    if left_out and itineraries:
        note = (
            f"Only the first {MOST_CLAIMS:,} movements are ordered; {len(left_out):,} are left out."
        )
        itineraries[0] = replace(itineraries[0], notes=(*itineraries[0].notes, note))
    settled = {claim.key: claim for stop in stops for claim in stop.claims}
    beside = {(key[0], stop_claim.movement.cue): found for key, found in visit_of.items()
              for stop_claim in found[0].claims if stop_claim.key == key}  # fmt: skip
    statuses = [
        MentionStatus(key=c.key, status="none", reason=_BEYOND)
        if c.key in left_out
        else _mention_status(settled.get(c.key, c), visit_of, beside)
        for c in about
    ]
    return itineraries, statuses


def _paragraphs(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        if text[position + 1 : position + 2].strip():
            starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _itinerary(
    cast: Cast,
    trip: Sequence[Stop],
    claims: Sequence[Claim],
    containment: Containment,
    paragraphs: Mapping[str, Sequence[int]],
    sources: Mapping[str, str],
    corrections: Sequence[AppliedCorrection],
) -> tuple[Itinerary, dict[MentionKey, tuple[Stop, str | None, Status]]]:
    held = containers(trip, containment)
    stops = [stop for stop in trip if id(stop) not in held]
    drawn = [stop for stop in stops if stop.modality in {"asserted", "planned"}]
    where = _where(stops=drawn, regions=[s for s in trip if id(s) in held], held=held)
    edges = [
        *date_edges(drawn),
        *text_edges(claims, where, paragraphs),
        *run_edges(claims, where, drawn, paragraphs),
        *desk_edges(drawn, corrections),
    ]
    pairs, notes = order_stops(drawn, edges)
    edges += site_edges(drawn, pairs)
    pairs, _ = order_stops(drawn, [*edges, *told_between(claims, where, drawn, pairs)])
    origin = _origin(drawn, pairs)
    between = {id(drawn[i]): when for i, when in date_between(drawn, pairs).items()}
    visits = [
        _visit(stop, stop_status(stop, origin=stop is origin), sources, between.get(id(stop)))
        for stop in stops
    ]
    ids = {id(stop): visit.id for stop, visit in zip(stops, visits, strict=True)}
    found: dict[MentionKey, tuple[Stop, str | None, Status]] = {}
    for stop, visit in zip(stops, visits, strict=True):
        found |= {claim.key: (stop, visit.id, visit.status) for claim in stop.claims}
    for stop in trip:
        if id(stop) in held:
            there = any(other.stands for other in held[id(stop)])
            status: Status = "visited" if there else "planned"
            found |= {c.key: (stop, _inner(c, held[id(stop)], ids), status) for c in stop.claims}
    order = tuple((ids[id(drawn[a])], ids[id(drawn[b])]) for a, b in pairs)
    shown = _display(stops, drawn, pairs, ids, {v.id: v for v in visits})
    return Itinerary(
        traveller=cast.name,
        visits=shown,
        order=order,
        notes=tuple(notes),
    ), found


def _where(
    stops: Sequence[Stop], regions: Sequence[Stop], held: Mapping[int, Sequence[Stop]]
) -> dict[MentionKey, list[int]]:
    """Return the indices of the drawn stops that each claim speaks of."""
    index = {id(stop): i for i, stop in enumerate(stops)}
    where = {key: [i] for i, stop in enumerate(stops) for key in stop.keys}
    for region in regions:
        inside = [index[id(stop)] for stop in held[id(region)] if id(stop) in index]
        for claim in region.claims:
            if claim.movement.action not in {"depart", "head"}:
                where[claim.key] = inside
    return where


def _inner(claim: Claim, inside: Sequence[Stop], ids: Mapping[int, str]) -> str | None:
    """Return the visit of a region's mention: the only stop in it, none where there are several."""
    return ids.get(id(inside[0])) if len(inside) == 1 and claim.stands else None


def _origin(drawn: Sequence[Stop], pairs: Sequence[tuple[int, int]]) -> Stop | None:
    """Return the stop that the journey began at: only ever left, and nothing comes before it."""
    later = {b for _, b in pairs}
    for i, stop in enumerate(drawn):
        leaves = stop.stands and all(c.movement.action == "depart" for c in stop.claims if c.stands)
        if leaves and i not in later and (len(drawn) > 1):
            return stop
    return None


def _display(
    stops: Sequence[Stop],
    drawn: Sequence[Stop],
    pairs: Sequence[tuple[int, int]],
    ids: Mapping[int, str],
    visits: Mapping[str, Visit],
) -> tuple[Visit, ...]:
    """Return the visits in one order that keeps every settled pair, the undrawn ones last."""
    before = dict.fromkeys(range(len(drawn)), 0)
    for _, b in pairs:
        before[b] += 1
    rank = {i: min(c.rank for c in stop.claims) for i, stop in enumerate(drawn)}
    days = _display_days(drawn, pairs)
    order: list[int] = []
    after: dict[int, list[int]] = {i: [] for i in before}
    for a, b in pairs:
        after[a].append(b)
    ready = [(days[i], rank[i], i) for i, count in before.items() if not count]
    heapify(ready)
    while ready:
        chosen = heappop(ready)[2]
        order.append(chosen)
        for i in after[chosen]:
            before[i] -= 1
            if not before[i]:
                heappush(ready, (days[i], rank[i], i))
    first = [visits[ids[id(drawn[i])]] for i in order]
    shown = {id(stop) for stop in drawn}
    rest = [visits[ids[id(stop)]] for stop in stops if id(stop) not in shown]
    return (*first, *rest)


def _display_days(drawn: Sequence[Stop], pairs: Sequence[tuple[int, int]]) -> list[date]:
    """Return a day to show each visit at: its own, else of the last one before it, or the next."""
    own = [day_of(stop) for stop in drawn]
    last: dict[int, date] = {}
    following: dict[int, date] = {}
    for a, b in pairs:
        if (earlier := own[a]) is not None:
            last[b] = max(last.get(b, earlier), earlier)
        if (later := own[b]) is not None:
            following[a] = min(following.get(a, later), later)
    return [day or last.get(i) or following.get(i) or date.max for i, day in enumerate(own)]


def _visit(stop: Stop, status: Status, sources: Mapping[str, str], between: When | None) -> Visit:
    claims = sorted(stop.claims, key=lambda claim: claim.rank)
    place = stop.place
    lead = next((c for c in claims if c.place == place), claims[0])
    dated = [claim for claim in stop.dated() if claim.evidence]
    first = min((sources[article], start) for article, start, _ in stop.keys)
    mode = next(
        (c.movement.mode for c in claims if c.movement.mode and c.movement.action != "visit"), None
    )
    return Visit(
        id=content_id("v", *first),
        name=_name(stop, place) or lead.mention.text,
        place=place,
        status=status,
        when=stop.when or between or _OPEN,
        mentions=tuple(sorted(stop.keys)),
        evidence=tuple(dict.fromkeys(e for claim in dated for e in claim.evidence)),
        mode=mode,
        score=round(max(c.mention.confidence for c in claims), 3),
        by_desk=next((c.by_desk for c in claims if c.by_desk), None),
    )


def _name(stop: Stop, place: Place | None) -> str | None:
    """Return the articles' own name of a visit's place, as they write it most often."""
    named = Counter(
        claim.mention.text
        for claim in stop.claims
        if place
        and claim.place
        and claim.place.id == place.id
        and claim.mention.kind != "coreference"
    )
    if not named:
        return place.name if place else None
    text = min(named, key=lambda text: (text.isupper(), -named[text], text))
    return " ".join(text.title().split()) if text.isupper() and len(text) > _ACRONYM else text


_ACRONYM = 4  # letters; longer words in capitals are shouted, not abbreviated


def _mention_status(
    claim: Claim,
    visit_of: Mapping[MentionKey, tuple[Stop, str | None, Status]],
    beside: Mapping[tuple[str, Span], tuple[Stop, str | None, Status]],
) -> MentionStatus:
    unknown: tuple[Stop | None, str | None, Status] = (None, None, "none")
    if claim.movement.locating and claim.own and claim.modality == "planned":
        # "She will stop in Praia in Cape Verde": the country as the stop that it locates.
        unknown = beside.get((claim.key[0], claim.movement.cue), unknown)
    stop, visit, status = visit_of.get(claim.key, unknown)
    said, reason = status_of(claim, stop, status)
    return MentionStatus(
        key=claim.key,
        status=said,
        visit=visit if said not in {"none", "background", "other_traveller"} else None,
        cue=claim.movement.cue,
        reason=reason,
        by_desk=claim.by_desk,
    )
