"""Every noun of mapper, as frozen dataclasses; the standard library only.

Offsets are half-open `str` indices into `Article.text`, and for every find
`article.quote(find.span) == find.text`.
Coordinates are WGS 84 degrees in the order (lat, lon); units stand in the names (`_km`, `_deg`).
A mention is named by its key `(article id, start, end)`, which does not change when the sources
come in another order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from importlib import import_module
from typing import Literal, Protocol, TypeAlias

MentionKind: TypeAlias = Literal["toponym", "facility", "demonym", "coreference"]
MentionRole: TypeAlias = Literal["literal", "associative"]
Status: TypeAlias = Literal[
    "visited",
    "passed",
    "origin",
    "destination",
    "planned",
    "cancelled",
    "speculated",
    "background",
    "other_traveller",
    "none",
]
Unit: TypeAlias = Literal["km", "m", "mile", "yard", "foot", "nmi"]
EndKind: TypeAlias = Literal["place", "border", "coast", "implicit", "moving"]
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
Attribution: TypeAlias = Literal["outlet", "attributed", "quoted"]
ConflictKind: TypeAlias = Literal[
    "distance", "duration", "date", "place", "order", "count", "status", "time_zone"
]
Severity: TypeAlias = Literal["none", "soft", "hard"]
Precision: TypeAlias = Literal["minute", "part", "day", "week", "month", "year", "open"]
Action: TypeAlias = Literal["arrive", "depart", "visit", "stay", "pass", "head"]
Modality: TypeAlias = Literal["asserted", "planned", "speculated", "cancelled", "background"]
PublishedFrom: TypeAlias = Literal["argument", "metadata", "text", "dateline", "cluster"]

MentionKey: TypeAlias = tuple[str, int, int]
LatLon: TypeAlias = tuple[float, float]
# A pin below this score is hollow, "to check", and has a stanza ready; re-measure with the scores.
CONFIDENT_SCORE = 0.6
MAX_LAT_DEG = 90.0
MAX_LON_DEG = 180.0


def content_id(prefix: str, *parts: object) -> str:
    """Return an id made from content alone, such as `content_id("claim", source, start, end)`.

    >>> content_id("c", "a.txt", 3, 9) == content_id("c", "a.txt", 3, 9)
    True
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode("utf8", "surrogatepass"), digest_size=5)
    return f"{prefix}-{digest.hexdigest()}"


# --- texts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of `str` indices into an article's text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Return whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A span that is not article, such as a credit, and why; nothing is recognized there."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document. `text` is the source as read, with nothing added, dropped or normalised."""

    id: str
    source: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    published_from: PublishedFrom | None = None
    published_text: Span | None = None
    language: str | None = None
    marked: tuple[Marked, ...] = ()
    byline: str | None = None

    def quote(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A source that could not be read: what, where, and what to do next, in `reason`."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An article that another one speaks for: a copy of it, or an older version of the same story.

    `of` is the id of the article that counts, `reason` says what tells so and what has changed.
    """

    article: Article
    kind: Literal["copy", "older version"]
    of: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedSource:
    """An address that was asked for: when (ISO 8601, UTC), and the SHA-256 of what it answered."""

    url: str
    fetched: str
    sha256: str


#: Hears of long work: what is being done, how much of it is done, and how much there is.
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of the sources: the articles, and those that could not be read.

    `notes` say what had to be guessed, such as an encoding, one line a source. `set_aside` holds
    copies and older versions; they are kept and count no second time. `fetched` lists the addresses
    that were asked, in their order.
    """

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    fetched: tuple[FetchedSource, ...] = ()


# --- what stands in a text -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place name, a demonym, a facility, or words that stand for one ("the spaceport").

    `name` is the form to look up ("North Korea" for "North Korean"); `feature_hint` the type word
    beside or inside the
    name ("airport", "region", "island"), `qualifiers` the names that locate it ("Nevada" in "Reno,
    Nevada"),
    `confidence` how surely this is a place at all, in 0..1; `inside` the longer name that holds it
    ("Berea Police Department" for "Berea"), None for a name of its own.
    """

    article: str
    span: Span
    text: str
    kind: MentionKind
    name: str
    role: MentionRole = "literal"
    feature_hint: str | None = None
    qualifiers: tuple[str, ...] = ()
    confidence: float = 1.0
    inside: str | None = None

    @property
    def key(self) -> MentionKey:
        """The name of this mention everywhere else."""
        return (self.article, self.span.start, self.span.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An interval in time; a bound that is None is open.

    Days are `date`, clock times are aware `datetime`s.
    """

    earliest: date | datetime | None
    latest: date | datetime | None
    precision: Precision

    @property
    def first_day(self) -> date | None:
        """The day of `earliest`."""
        return _day(self.earliest)

    @property
    def last_day(self) -> date | None:
        """The day of `latest`."""
        return _day(self.latest)


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words that say when, as a value that needs no calendar yet (`recognize.times.resolve_time`).

    `kind` tells how to read `fields`: "weekday" with weekday=6 and marker=last, "offset" with
    days=1 for "the next day". `reference` is what it counts from: the article's date, the
    traveller's last dated visit, or nothing.
    """

    article: str
    span: Span
    text: str
    kind: str
    fields: tuple[tuple[str, str], ...] = ()
    reference: Literal["article", "visit", "none"] = "article"
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TravellerMention:
    """Words that mean a traveller: a name, a title, a vehicle, a pronoun.

    `traveller` is the name they stand for.
    """

    article: str
    span: Span
    text: str
    traveller: str
    kind: Literal["person", "group", "vehicle", "pronoun", "title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A clause that puts a traveller at a place, as the text has it.

    `place` is the span of a mention; `cue` the words that decided (verb or noun), `times` the
    expressions that hold for it,
    nearest first; `traveller` is None where the text does not say who. `link` is how the text
    joins it to what it told before ("then", "earlier", "again"), `locating` that the name only
    says where another place of the clause lies, `by_noun` that a noun decided ("a visit to"),
    which asserts less than a verb.
    """

    article: str
    sentence: Span
    place: Span
    cue: Span
    cue_text: str
    action: Action
    modality: Modality
    traveller: str | None = None
    times: tuple[TimeExpression, ...] = ()
    mode: str | None = None
    link: str = ""
    locating: bool = False
    by_noun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDuration:
    """A stay or a journey with its stated length ("a six-day trip"), in days."""

    article: str
    span: Span
    text: str
    days_low: float
    days_high: float
    subject: str
    traveller: str | None = None
    includes_travel: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A length or a range of lengths; `high_km` None means no upper bound. low_km <= high_km."""

    low_km: float
    high_km: float | None

    def __post_init__(self) -> None:
        """Refuse a range that is upside down."""
        if self.low_km < 0 or (self.high_km is not None and self.high_km < self.low_km):
            message = f"Distance: {self.low_km} to {self.high_km} km is no range: low end first."
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit as written.

    `value` is None for a vague amount or a range, which has low and high.
    """

    span: Span
    text: str
    value: float | None
    unit: Unit
    value_low: float | None = None
    value_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEnd:
    """One end of a claim in the text; `span` is None where the text leaves it implicit."""

    kind: EndKind
    span: Span | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceClaim:
    """A stated distance between two places.

    `anchor` is the reference ("of X", "from X"), `target` the place so located.
    """

    id: str
    article: str
    span: Span
    text: str
    sentence: Span
    quantity: Quantity
    distance: Distance
    anchor: ClaimEnd
    target: ClaimEnd
    alternates: tuple[Quantity, ...] = ()
    hedge: str | None = None
    direction: str | None = None
    direction_text: str | None = None
    mode: str | None = None
    hours: tuple[float, float] | None = None
    attribution: Attribution = "outlet"
    attribution_source: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """All that was recognized in one article, each in the order of the text."""

    article: str
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    travellers: tuple[TravellerMention, ...] = ()
    movements: tuple[Movement, ...] = ()
    durations: tuple[StatedDuration, ...] = ()
    claims: tuple[DistanceClaim, ...] = ()


class NameIndex(Protocol):
    """What recognition may know of a gazetteer: names, not rows; no coordinates."""

    def longest_name(self, text: str, start: int) -> int | None:
        """Return the end of the longest name that begins at `start` and ends at a word's end.

        Or None.
        """
        ...

    def has_name(self, name: str) -> bool:
        """Return whether some place bears this name, by its exact or loose form."""
        ...

    def kinds(self, name: str) -> frozenset[str]:
        """Return the kinds of places that bear it (`PLACE_KINDS`.

        And "demonym", "abbreviation"); empty if none.
        """
        ...

    def importance(self, name: str) -> float:
        """Return the importance.

        In 0..1, of the most important place that bears it; 0.0 if none.
        """
        ...


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


# --- places --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gazetteer entry.

    `feature_code` is GeoNames' ("PPL", "ADM1", "AIRP"), `country` ISO 3166-1 alpha-2 or None.

    `kind` is one of `PLACE_KINDS`; `importance` in 0..1 (population, class and fame on one scale);
    `extent_km` the radius of
    a circle that holds it, None where unknown; `shape` the key of its area in the gazetteer's
    shapes, or None.
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


# --- journeys ------------------------------------------------------------------------------------


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


# --- the audit -----------------------------------------------------------------------------------


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


# --- corrections and the report ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One stanza of corrections.toml: where it applies, one verb with its value, and who says so.

    `article` is a source name or "*"; `line` is the line of the stanza in its file.
    """

    verb: str
    value: str | bool | date | Mapping[str, object]
    article: str
    quote: str = ""
    before: str = ""
    after: str = ""
    every: bool = False
    end: str = ""
    by: str = ""
    date: str = ""
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedCorrection:
    """A correction with the spans that it fits; without any it is stale and must be listed.

    `others` are the spans of the quote in its value, for `goes_before`, `same_stop`,
    `separate_stop` and `claim_end`.
    """

    correction: Correction
    spans: tuple[MentionKey, ...] = ()
    others: tuple[MentionKey, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A stanza ready to paste, for something that the machine could not settle.

    `impact` orders them, higher first.
    """

    article: str
    span: Span | None
    question: str
    stanza: str
    impact: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the report was made with; nothing here depends on a clock unless it was handed in."""

    version: str
    command: str = ""
    as_of: str | None = None
    gazetteer: tuple[tuple[str, str], ...] = ()
    credits: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    fetched: tuple[FetchedSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that mapper found.

    With the texts; what may leave the house is decided by the exporters.
    """

    title: str
    articles: tuple[Article, ...]
    annotations: tuple[Annotations, ...]
    resolutions: tuple[Resolution, ...]
    ordering: Ordering
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    corrections: tuple[AppliedCorrection, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    provenance: Provenance = field(default_factory=lambda: Provenance(version=""))

    @property
    def itineraries(self) -> tuple[Itinerary, ...]:
        """The journeys, one a traveller and trip."""
        return self.ordering.itineraries

    def _repr_html_(self) -> str:
        """Return the map as a sandboxed frame: what a notebook shows.

        The exporter is found by its name: the model imports nothing that stands above it.
        """
        return str(import_module("mapper.export.map").notebook_frame(self))

    def article(self, article_id: str) -> Article:
        """Return the article of an id. Raises KeyError where there is none."""
        for article in self.articles:
            if article.id == article_id:
                return article
        raise KeyError(article_id)
