"""Reads marked journeys: texts in which every place carries its status, with visits, order, days.

A marked text begins with `# traveller | YYYY-MM-DD`; in the text below every place stands as
`{Name|code}` or, where it is told of a visit, `{Name|code:visit}`: v visited stop, r region of one,
p passed through, o where the journey began, P planned or not yet reached, R region of such,
c cancelled or refused, s speculated, b another journey of the traveller, x somebody else's place,
d dateline, n anything else, t the region of the whole journey. Texts of one journey name it behind
the date. Lines at the end that begin with `= ` give the visits in their true order: ` < ` between
groups, `, ` inside a group whose order the text leaves open, `visit@YYYY-MM-DD` with the day of
arrival (of departure where the journey began), `@first..last` for a stretch of days.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

# The status and the reason that each code has in the gold of itineraries.
REASONS: Mapping[str, tuple[str, str]] = {
    "v": ("visited", "stop"),
    "r": ("visited", "region_of_stop"),
    "p": ("visited", "passed_through"),
    "o": ("origin", "departure"),
    "P": ("planned", "planned_stop"),
    "R": ("planned", "region_of_planned_stop"),
    "c": ("planned", "cancelled_or_refused"),
    "s": ("planned", "speculated"),
    "b": ("background", "earlier_or_other_trip"),
    "x": ("background", "other_traveller"),
    "d": ("not_visit", "dateline"),
    "n": ("not_visit", "topic"),
    "t": ("visited", "trip_container"),
}
_MARKED = re.compile(r"\{([^{}|]+)\|(\w)(?::([\w.-]+))?\}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?(\.\.\d{4}-\d\d-\d\d)?")
_ORDER = "\n= "


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A place of a text: [start, end) in characters, its code, and the visit it tells of."""

    start: int
    end: int
    code: str
    visit: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked text. `order` is empty where it names none; `days` holds those that are settled."""

    name: str
    group: str
    traveller: str
    published: str
    text: str
    places: tuple[MarkedPlace, ...]
    order: tuple[tuple[str, ...], ...]
    days: Mapping[str, str]


def parse_marked(name: str, marked: str) -> Marked:
    r"""Return a marked text.

    Raises ValueError where the first line, a code, a day or the order is none.

    >>> found = parse_marked("a", "# Ann | 2020-01-02\nIn {Rome|v:rome}.\n= rome@2020-01-01")
    >>> found.text, found.places[0].visit, found.order, found.days
    ('In Rome.', 'rome', (('rome',),), {'rome': '2020-01-01'})
    """
    head, _, rest = marked.partition("\n")
    facts = [part.strip() for part in head.removeprefix("#").split("|")]
    if not head.startswith("#") or len(facts) < 2:  # noqa: PLR2004 (who and when)
        message = f"{name}: the first line is {head!r}, expected '# traveller | YYYY-MM-DD'."
        raise ValueError(message)
    body, mark, tail = rest.partition(_ORDER)
    text, places = "", []
    done = 0
    for match in _MARKED.finditer(body):
        if match[2] not in REASONS:
            message = f"{name}: unknown code in {match[0]!r}; known: {' '.join(REASONS)}."
            raise ValueError(message)
        text += body[done : match.start()]
        places.append(MarkedPlace(len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        done = match.end()
    order, days = _order(name, tail if mark else "")
    return Marked(
        name=name,
        group=facts[2] if len(facts) > 2 else name,  # noqa: PLR2004 (the journey, where shared)
        traveller=facts[0],
        published=facts[1],
        text=text + body[done:],
        places=tuple(places),
        order=order,
        days=days,
    )


def _order(name: str, tail: str) -> tuple[tuple[tuple[str, ...], ...], dict[str, str]]:
    lines = [line.removeprefix("=").strip() for line in tail.splitlines()]
    groups: list[tuple[str, ...]] = []
    days: dict[str, str] = {}
    for group in filter(None, (part.strip() for part in " ".join(lines).split("<"))):
        visits = [visit.strip().partition("@") for visit in group.split(",")]
        groups.append(tuple(visit for visit, _, _ in visits))
        for visit, _, day in visits:
            if day and not _DAY.fullmatch(day):
                message = (
                    f"{name}: {day!r} is no day of {visit}; expected YYYY-MM-DD[..YYYY-MM-DD]."
                )
                raise ValueError(message)
            if day:
                days[visit] = day
    return tuple(groups), days


def gold_of(marked: Marked) -> dict[str, object]:
    """Return a marked text in the form of the itinerary gold.

    Mentions have status, reason and visit, visits their status and day; pairs are in order.
    """
    pairs = [
        [before, after]
        for earlier, later in combinations(marked.order, 2)
        for before, after in product(earlier, later)
    ]
    return {
        "id": marked.name,
        "dct": marked.published,
        "traveller": marked.traveller,
        "cluster": marked.group if marked.group != marked.name else None,
        "text": marked.text,
        "mentions": [
            {
                "start": place.start,
                "end": place.end,
                "text": marked.text[place.start : place.end],
                "status": REASONS[place.code][0],
                "reason": REASONS[place.code][1],
                "visit": place.visit,
            }
            for place in marked.places
        ],
        "visits": list(_visits(marked)),
        "order_groups": [list(group) for group in marked.order],
        "order_pairs": pairs,
    }


def _visits(marked: Marked) -> Iterator[dict[str, object]]:
    for visit in (visit for group in marked.order for visit in group):
        told = [place for place in marked.places if place.visit == visit]
        if told:
            named = next((place for place in told if place.code in "voP"), told[0])
            yield {
                "id": visit,
                "place": marked.text[named.start : named.end],
                "status": _status(told),
                "date": marked.days.get(visit),
                "mentioned": True,
            }


def _status(told: Sequence[MarkedPlace]) -> str:
    """Return the status of a visit: reached, where the journey began, or planned."""
    codes = {place.code for place in told}
    if "v" in codes:
        return "visited"
    if "o" in codes:
        return "origin"
    return "visited" if codes & set("rp") and not codes & set("PR") else "planned"
