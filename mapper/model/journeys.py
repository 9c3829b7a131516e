"""Who was where: statuses, visits, legs, itineraries."""

from dataclasses import dataclass

from mapper.model.found import Status, When
from mapper.model.places import Place
from mapper.model.texts import MentionKey, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionStatus:
    """What a mention means for the journey.

    The visit it belongs to, and the words that decided it.
    """

    key: MentionKey
    status: Status
    visit: str | None = None
    cue: Span | None = None
    reason: str = ""
    by_desk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A stay of the traveller at a place in a time, with every mention that reports it.

    `place` is None for an unnamed facility that nothing located; `name` then is its words.
    `evidence` are the spans of the
    words that date it, each as (article, start, end).
    """

    id: str
    name: str
    place: Place | None
    status: Status
    when: When
    mentions: tuple[MentionKey, ...]
    evidence: tuple[MentionKey, ...] = ()
    mode: str | None = None
    score: float = 1.0
    by_desk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The movement between two visits that follow each other.

    `stated` where the text says it, else inferred.
    """

    origin: str
    destination: str
    mode: str | None
    stated: bool
    straight_km: float | None
    route_km: float | None = None
    hours: float | None = None
    feasible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """One traveller's trip.

    `visits` stand in display order; `order` lists every settled pair (a before b), transitively
    closed.
    """

    traveller: str
    visits: tuple[Visit, ...]
    order: tuple[tuple[str, str], ...]
    legs: tuple[Leg, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """What `order_visits` found.

    Itineraries (one a traveller and trip), and the status of every mention.
    """

    itineraries: tuple[Itinerary, ...]
    statuses: tuple[MentionStatus, ...]
    notes: tuple[str, ...] = ()
