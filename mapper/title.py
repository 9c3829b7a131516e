"""The title of a report, made from what was found, and the folder's name made from the title."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from mapper.model import Article, Itinerary, Ordering, Visit

_ROUTE = {"visited", "passed", "origin"}
_MAX_SLUG = 60  # folder names stay readable in a terminal and short enough for every file system
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def report_title(articles: Sequence[Article], ordering: Ordering) -> str:
    """Return who went from where to where and when, or the first article's headline.

    With several journeys the one with the most stops names the report.
    """
    journeys = [i for i in ordering.itineraries if _stops(i)]
    if not journeys:
        return articles[0].title or articles[0].source
    longest = max(journeys, key=lambda itinerary: len(_stops(itinerary)))
    days = sorted(day for visit in _stops(longest) for day in _days(visit))
    when = f", {format_days(days[0], days[-1])}" if days else ""
    who = f"{longest.traveller}: " if longest.traveller else ""
    return f"{who}{_way(longest)}{when}"


def _way(journey: Itinerary) -> str:
    """Return from where to where a journey went; where the order is open, what places it knows.

    A stop that has no name ("airstrip") is passed over where another has one.
    """
    stops = [stop for stop in _stops(journey) if not stop.name[:1].islower()] or _stops(journey)
    names = list(dict.fromkeys(visit.name for visit in stops))
    first, last = stops[0], stops[-1]
    if len(names) == 1:
        return names[0]
    if (first.id, last.id) in journey.order:
        return f"{first.name} to {last.name}"
    rest = len(names) - _NAMED
    return " and ".join(names) if not rest else f"{', '.join(names[:_NAMED])} and {rest} more"


_NAMED = 2  # places that a title names where it does not know which came first


def _stops(itinerary: Itinerary) -> list[Visit]:
    return [visit for visit in itinerary.visits if visit.status in _ROUTE]


def _days(visit: Visit) -> list[date]:
    return [day for day in (visit.when.first_day, visit.when.last_day) if day]


def format_days(first: date, last: date) -> str:
    """Return a range of days as news writes it.

    >>> format_days(date(2023, 9, 10), date(2023, 9, 17))
    '10 to 17 September 2023'
    >>> format_days(date(2023, 12, 30), date(2024, 1, 2))
    '30 December 2023 to 2 January 2024'
    """
    end = f"{last.day} {last:%B} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {end}"
    return f"{first.day} {first:%B} {first.year} to {end}"


def slug(title: str) -> str:
    """Return a folder name: ASCII letters, digits and hyphens; never empty, never a path.

    >>> slug("Kim Jong Un: Pyongyang to Artyom")
    'kim-jong-un-pyongyang-to-artyom'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain)[:_MAX_SLUG].strip("-") or "report"
