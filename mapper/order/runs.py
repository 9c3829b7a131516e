"""The order of whole runs: what a paragraph tells on and on, before or after what another tells.

In a run of a story each stop follows on the last; news then goes back, by a paragraph or with
"had". Where two runs have dates, these place the undated stops of both as well; else a run told
back lies before the run that it goes back from, and any other one after it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from mapper.model import MentionKey
from mapper.order.claims import Claim
from mapper.order.graph import ARTICLE, PARAGRAPH, Edge, day_of, name_of
from mapper.order.stop import Stop

#: Two runs by their dates; less than one sentence on another, more than mere order of telling.
_DATED = (PARAGRAPH + ARTICLE) / 2
_TOLD_WITH = ("had ", "having ")


@dataclass(slots=True)
class _Run:
    """Stops in the order in which one run tells of them, and how it begins."""

    article: str
    paragraph: int
    told_back: bool
    leads: bool  # news, from its newest on
    stops: list[int] = field(default_factory=list)

    def days(self, stops: Sequence[Stop]) -> list[date]:
        return [day for i in self.stops if (day := day_of(stops[i])) is not None]


def run_edges(
    claims: Sequence[Claim],
    where: Mapping[MentionKey, list[int]],
    stops: Sequence[Stop],
    paragraphs: Mapping[str, Sequence[int]],
) -> Iterator[Edge]:
    """Yield that all stops of one run come before all of another one of their article."""
    runs = list(_runs(claims, where, stops, paragraphs))
    for first, second in combinations(runs, 2):
        if first.article == second.article:
            order = _by_dates(first, second, stops)
            if order is not None:
                yield from _all_before(*order, _DATED, stops)
    for first, second in pairwise(runs):
        if first.article != second.article or _by_dates(first, second, stops) is not None:
            continue
        if first.days(stops) and second.days(stops):
            continue  # their days interleave
        if second.told_back:
            yield from _all_before(second, first, ARTICLE, stops)
        elif first.paragraph == second.paragraph or not first.leads:
            yield from _all_before(first, second, ARTICLE, stops)
    yield from _plans(claims, where, stops)


def _plans(
    claims: Sequence[Claim], where: Mapping[MentionKey, list[int]], stops: Sequence[Stop]
) -> Iterator[Edge]:
    """Yield each plan of an article before the next: in marked journeys 83 of 85 are told so."""
    told: dict[str, dict[int, None]] = {}
    for claim in claims:
        at = where.get(claim.key, [])
        if claim.own and claim.modality == "planned" and len(at) == 1 and not stops[at[0]].stands:
            told.setdefault(claim.key[0], {}).setdefault(at[0])
    for plans in told.values():
        for i, j in pairwise(plans):
            yield Edge(i, j, ARTICLE, f"{name_of(stops[i])} and {name_of(stops[j])}: planned so")


def _runs(
    claims: Sequence[Claim],
    where: Mapping[MentionKey, list[int]],
    stops: Sequence[Stop],
    paragraphs: Mapping[str, Sequence[int]],
) -> Iterator[_Run]:
    run: _Run | None = None
    seen: set[int] = set()
    for claim in claims:
        at = where.get(claim.key, [])
        if not claim.stands or len(at) != 1 or at[0] in seen:
            continue
        seen.add(at[0])
        article = claim.key[0]
        paragraph = bisect_right(paragraphs[article], claim.key[1])
        back = _goes_back(claim)
        goes_on = run is not None and (run.article, run.paragraph) == (article, paragraph)
        if run is not None and goes_on and back <= run.told_back:
            day, days = day_of(stops[at[0]]), run.days(stops)
            if not (day and days and day < max(days)):
                run.stops.append(at[0])
                continue
        if run is not None:
            yield run
        leads = claim.of_now and (run is None or run.article != article)
        run = _Run(article, paragraph, back, leads, [at[0]])
    if run is not None:
        yield run


def _goes_back(claim: Claim) -> bool:
    told_with = claim.movement.cue_text.lower().startswith(_TOLD_WITH)
    return told_with or claim.movement.link == "earlier"


def _by_dates(first: _Run, second: _Run, stops: Sequence[Stop]) -> tuple[_Run, _Run] | None:
    """Return the two runs in the order of their days, None where these do not settle it."""
    a, b = first.days(stops), second.days(stops)
    if not a or not b or {*a} == {*b}:
        return None
    if max(a) <= min(b):
        return first, second
    return (second, first) if max(b) <= min(a) else None


def _all_before(first: _Run, second: _Run, weight: float, stops: Sequence[Stop]) -> Iterator[Edge]:
    for i in first.stops:
        for j in second.stops:
            yield Edge(i, j, weight, f"{name_of(stops[i])} and {name_of(stops[j])}: told in runs")
