"""Places, and what a mention may mean."""

from dataclasses import dataclass

from mapper.model.found import Mention

# A pin below this score is hollow, "to check", and has a stanza ready; re-measure with the scores.
CONFIDENT_SCORE = 0.6
MAX_LAT_DEG = 90.0
MAX_LON_DEG = 180.0
PLACE_KINDS = (
    "country",
    "admin",
    "city",
    "region",
    "water",
    "island",
    "mountain",
    "facility",
    "park",
    "continent",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gazetteer entry.

    `feature_code` is GeoNames' ("PPL", "ADM1", "AIRP"), `country` ISO 3166-1 alpha-2 or None.

    `kind` is one of `PLACE_KINDS`; `importance` in 0..1 (population, class and fame on one scale);
    `extent_km` the radius of a circle that holds it, None where unknown; `shape` the key of its
    area in the gazetteer's shapes, or None.
    """

    id: str
    name: str
    lat: float
    lon: float
    feature_code: str
    kind: str
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    importance: float = 0.0
    extent_km: float | None = None
    shape: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that may be meant.

    `score` in 0..1, the reasons in words that an editor understands.
    """

    place: Place
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A mention and the places it may mean, best first; the losers stay for the editor to see.

    `place` is the choice, None where nothing fits well enough; `score` the calibrated probability
    that it is right;
    `by_desk` is set where a correction chose, and `machine` then keeps what would have been chosen
    without it.
    """

    mention: Mention
    candidates: tuple[Candidate, ...]
    place: Place | None
    score: float
    reasons: tuple[str, ...] = ()
    by_desk: str | None = None
    machine: Place | None = None
