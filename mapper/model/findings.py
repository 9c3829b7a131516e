"""The audit and the comparison: routes, measurements, verdicts, conflicts."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from mapper.model.found import ClaimEnd, DistanceClaim
from mapper.model.places import Place
from mapper.model.texts import LatLon, MentionKey

Verdict: TypeAlias = Literal[
    "supported",
    "supported_by_route",
    "plausible_as_route",
    "overstated",
    "understated",
    "contradictory",
    "unverifiable",
]
DirectionVerdict: TypeAlias = Literal["supported", "questionable", "contradictory"]
ConflictKind: TypeAlias = Literal[
    "distance", "duration", "date", "place", "order", "count", "status", "time_zone"
]
Severity: TypeAlias = Literal["none", "soft", "hard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way from one place to another.

    As an engine found it; `off_network_share` is the part of it that is no rail or road.
    """

    mode: str
    km: float
    engine: str
    data_date: str
    off_network_share: float = 0.0
    geometry: tuple[LatLon, ...] = ()


class Router(Protocol):
    """A source of routes: a callable found by the entry point `mapper.routers`."""

    def __call__(self, origin: Place, destination: Place, mode: str) -> Route | None:
        """Return the route, or None where there is none worth showing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedEnd:
    """An end of a claim with what it was taken to mean.

    `label` names it ("the Russia-North Korea border") and `reason` says why.
    """

    end: ClaimEnd
    label: str
    place: Place | None = None
    reason: str = ""
    countries: tuple[str, ...] = ()
    alternatives: tuple[Place, ...] = ()
    by_desk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One way to measure a claim in a straight line, from the anchor to the target.

    `label` is "reference points", "shared border line", "nearest territory" ...; `origin` and
    `destination` are where it was measured.
    """

    label: str
    low_km: float
    km: float
    high_km: float
    bearing_deg: float | None
    origin: LatLon
    destination: LatLon


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What a claim may be off, in km, split by its reasons; `total_km` is their sum."""

    rounding_km: float
    ends_km: float
    model_km: float

    @property
    def total_km(self) -> float:
        """The sum of the parts."""
        return self.rounding_km + self.ends_km + self.model_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim with its measurement and verdict.

    The verdict is that of the reading most favourable to the article.
    """

    claim: DistanceClaim
    anchor: ResolvedEnd
    target: ResolvedEnd
    verdict: Verdict
    explanation: str
    measurements: tuple[Measurement, ...] = ()
    routes: tuple[Route, ...] = ()
    direction_verdict: DirectionVerdict | None = None
    tolerance: Tolerance | None = None
    margin: float | None = None
    reading: str | None = None
    suggestion: str | None = None
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What articles say differently.

    The quotes concerned, how grave it is, and what it comes to.
    """

    id: str
    kind: ConflictKind
    members: tuple[MentionKey, ...]
    severity: Severity
    explanation: str
