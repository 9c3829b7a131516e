"""What stands in a text: mentions, times, travellers, movements, lengths of stays, claims."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from mapper.model.texts import MentionKey, Span

MentionKind: TypeAlias = Literal["toponym", "facility", "demonym", "coreference"]
MentionRole: TypeAlias = Literal["literal", "associative"]
Unit: TypeAlias = Literal["km", "m", "mile", "yard", "foot", "nmi"]
EndKind: TypeAlias = Literal["place", "border", "coast", "implicit", "moving"]
Attribution: TypeAlias = Literal["outlet", "attributed", "quoted"]
Precision: TypeAlias = Literal["minute", "part", "day", "week", "month", "year", "open"]
Action: TypeAlias = Literal["arrive", "depart", "visit", "stay", "pass", "head"]
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
Side: TypeAlias = Literal["none", "route", "planned"]
Modality: TypeAlias = Literal["asserted", "planned", "speculated", "cancelled", "background"]


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
class StatusReading:
    """What a place reads as for the journey of its article, by the learned reader.

    `side` is whether that is a stop, a plan or neither, `probability` how surely it is that side.
    """

    status: Status
    side: Side
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A clause that puts a traveller at a place, as the text has it.

    `place` is the span of a mention; `cue` the words that decided (verb or noun), `times` the
    expressions that hold for it,
    nearest first; `traveller` is None where the text does not say who. `link` is how the text
    joins it to what it told before ("then", "earlier", "again"), `locating` that the name only
    says where another place of the clause lies, `by_noun` that a noun decided ("a visit to"),
    which asserts less than a verb. `reading` is the reader's second opinion; with `by_reading` it
    decided, and the cue is only the nearest verb.
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
    reading: StatusReading | None = None
    by_reading: bool = False


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
