"""Puts the comparisons of all kinds together."""

from collections.abc import Sequence

from mapper.compare.counts import compare_counts
from mapper.compare.distances import compare_distances
from mapper.compare.durations import compare_durations
from mapper.compare.moments import compare_clock_times, compare_days
from mapper.compare.orders import compare_orders
from mapper.compare.places import compare_departures, compare_meetings
from mapper.compare.statuses import compare_statuses
from mapper.model import Annotations, Article, Conflict, Finding, Ordering, Resolution


def compare_articles(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
    ordering: Ordering,
    findings: Sequence[Finding],
) -> tuple[Conflict, ...]:
    """Return what the articles, or one article in two places, say differently.

    Severity "none" is what only looks like a conflict, with the reason that settles it. Nothing is
    decided for either side; the members are the quotes concerned.
    """
    texts = {article.id: article for article in articles}
    conflicts = (
        *compare_distances(texts, findings),
        *compare_durations(texts, annotations, ordering),
        *compare_meetings(texts, annotations, ordering),
        *compare_departures(texts, annotations, resolutions, ordering),
        *compare_days(texts, annotations, resolutions, ordering),
        *compare_clock_times(texts, annotations, resolutions),
        *compare_statuses(texts, annotations, ordering),
        *compare_orders(texts, annotations, ordering),
        *compare_counts(texts, ordering),
    )
    return tuple(sorted(conflicts, key=lambda c: (c.severity == "none", c.kind, c.members)))
