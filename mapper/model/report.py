"""The report and what a desk says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

from mapper.model.findings import Conflict, Finding
from mapper.model.found import Annotations
from mapper.model.journeys import Itinerary, Ordering
from mapper.model.places import Resolution
from mapper.model.texts import Article, FetchedSource, MentionKey, SetAside, Skipped, Span


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

    With the texts; what may leave the house is decided by the exporters. `set_aside` keeps copies
    and older versions of the articles; they count nowhere.
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
    set_aside: tuple[SetAside, ...] = ()

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
