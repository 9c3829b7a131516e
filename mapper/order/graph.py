"""Orders visits as a directed graph: dates first, then what the text says, then how it is told.

The edges of the text come from `telling` and `stories`. An edge says "this visit before that one"
with a weight. Edges go in from the surest down; one that would close a cycle is left out, and
reported where it was a statement and no mere order of telling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mapper.model import When
from mapper.order.intervals import before
from mapper.order.stop import Stop

# Sureness of an edge. Desk over dates over words over the order of telling; the weak ones give way.
DESK = 10.0
BEGUN = 2.7  # the reader holds a place for where the journey began; dates and words rule over it
DATES = 5.0
PLANNED_LAST = 4.0  # what is planned comes after what is done
WORDS = 3.0  # "then", "before", "after", "from ... to"
OPENED = 2.8  # "the tour opened in X", "it ended in Y": before and after all the others
DEPARTED = 2.5  # a place left comes before the place told next
SENTENCE = 2.0  # one sentence tells in order: 0.9 of the pairs in the development passages
PARAGRAPH = 1.0
NEWEST = 0.4  # the lead tells where news has come to: 32 of 38 lie before it in marked journeys
LEAD = 0.25  # the first sentence tells how it ended
LEFT_ONLY = 0.2  # the one place that was only left is where it began
ARTICLE = 0.5  # news goes back and forth between paragraphs
_REPORTED = WORDS  # an edge this sure that gives way is a contradiction worth a note


@dataclass(frozen=True, slots=True)
class Edge:
    """`first` before `second` (indices of stops), how surely, and the words of the reason."""

    first: int
    second: int
    weight: float
    reason: str


def order_stops(
    stops: Sequence[Stop], edges: Sequence[Edge]
) -> tuple[list[tuple[int, int]], list[str]]:
    """Return every settled pair, transitively closed, and notes on the statements that gave way."""
    # Bit b of after[a] says that a comes before b, and bit a of before[b] too: each edge closes
    # both at once, so that a cycle is one look and no search through the graph.
    after, before = [0] * len(stops), [0] * len(stops)
    notes: list[str] = []
    for edge in sorted(_netted(edges), key=lambda e: (-e.weight, e.first, e.second)):
        first, second = edge.first, edge.second
        if first == second or after[first] >> second & 1:
            continue
        if after[second] >> first & 1:
            if edge.weight >= _REPORTED:
                notes.append(edge.reason)
            continue
        earlier, later = before[first] | 1 << first, after[second] | 1 << second
        new_earlier, new_later = earlier & ~before[second], later & ~after[first]
        for a in _bits(new_earlier):  # the others know already
            after[a] |= later
        for b in _bits(new_later):
            before[b] |= earlier
    return [(a, b) for a, row in enumerate(after) for b in _bits(row)], notes


def _bits(mask: int) -> Iterator[int]:
    """Yield the places of the ones in a number, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _netted(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Yield the edges; of weak ones only those that more is told for than against."""
    votes: dict[tuple[int, int], float] = {}
    for edge in edges:
        if edge.weight < SENTENCE:
            votes[edge.first, edge.second] = votes.get((edge.first, edge.second), 0) + edge.weight
    for edge in edges:
        against = votes.get((edge.second, edge.first), 0.0)
        if edge.weight >= SENTENCE or votes[edge.first, edge.second] > against:
            yield edge


def moment_of(stop: Stop) -> When | None:
    """Return the interval by which a visit is ordered: of a place only left, its departure."""
    when = stop.when
    if when is None or all(claim.loose for claim in stop.dated()):
        return None
    if when.earliest is None:
        return When(earliest=when.latest, latest=when.latest, precision=when.precision)
    return when


def day_of(stop: Stop) -> date | None:
    """Return the first day of the moment of a visit, else its last."""
    when = moment_of(stop)
    return (when.first_day or when.last_day) if when else None


def date_edges(stops: Sequence[Stop]) -> Iterator[Edge]:
    """Yield an edge for each two visits whose times share nothing, and from done to planned."""
    moments = [moment_of(stop) for stop in stops]
    standing = [stop.stands for stop in stops]
    names = [name_of(stop) for stop in stops]
    for i in range(len(stops)):
        for j in range(len(stops)):
            if i == j:
                continue
            first, second = moments[i], moments[j]
            if first and second and before(first, second):
                yield Edge(i, j, DATES, f"{names[i]} is dated before {names[j]}")
            elif (
                standing[i] and not standing[j] and not (first and second and before(second, first))
            ):
                yield Edge(i, j, PLANNED_LAST, f"{names[j]} is planned, {names[i]} done")


def name_of(stop: Stop) -> str:
    """Return a stop's name for a reason: of its place, else its first words."""
    place = stop.place
    return place.name if place else stop.claims[0].mention.text
