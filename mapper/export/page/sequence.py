"""Which number or letter a stop bears: numbers where the order is settled, a letter where not.

Visits of which neither comes before the other, by the settled pairs, stand in one group and share a
letter; groups so made follow each other in a settled order, so that the next number counts on.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from mapper.model import Itinerary, Visit

ON_THE_WAY = ("visited", "passed", "origin", "destination")
LETTERS = "ABDEFGHJKLMNPQRSTUVWXYZ"  # no C (claims), no I and O (figures)
LARGEST_GROUP = 4  # more than this on one letter tells nothing; the least settled are set apart
UNPLACED = "?"
MARKS = "ABDEFGHJKLMNQRSTUVWXYZ"  # of travellers; no P either, which is for planned stops


def stop_labels(itinerary: Itinerary, areas: Collection[str] = ()) -> Mapping[str, str]:
    """Return the label of each visit: "3", a shared letter, "?" (no place in the order), "P1", "".

    `areas` are visits to regions; one that the order does not place beside the other stops holds
    them ("in Russia") and gets no number. Cancelled and speculated visits get none either.
    """
    travelled = [v for v in itinerary.visits if v.status in ON_THE_WAY]
    open_pairs = _open_pairs(travelled, itinerary.order)
    labels: dict[str, str] = {}
    for visit in travelled:
        if visit.id in areas and open_pairs[visit.id]:
            labels[visit.id] = ""
            _drop(open_pairs, visit.id)
    groups = _groups(travelled, open_pairs, labels)
    position, letters = 1, iter(LETTERS)
    for group in groups:
        shared = next(letters, UNPLACED) if len(group) > 1 else str(position)
        labels |= dict.fromkeys(group, shared)
        position += len(group)
    planned = (v.id for v in itinerary.visits if v.status == "planned")
    labels |= {visit: f"P{n}" for n, visit in enumerate(planned, 1)}
    return {v.id: labels.get(v.id, "") for v in itinerary.visits}


def traveller_marks(names: Sequence[str]) -> tuple[str, ...]:
    """Return a letter a traveller, so that not colour alone tells whose a stop is; "" for one.

    The initial of the last word where it is free, else another initial or letter of the name, else
    the next free one.

    >>> traveller_marks(["Olga Brandt", "Marco Ferri", "Ida Ferri"]), traveller_marks(["Ida Ferri"])
    (('B', 'F', 'D'), ('',))
    """
    if len(names) < 2:  # noqa: PLR2004
        return ("",) * len(names)
    marks: list[str] = []
    for name in names:
        initials = [word[0] for word in reversed(name.split())]
        wanted = [*"".join(initials).upper(), *name.upper(), *MARKS]
        marks.append(next((c for c in wanted if c in MARKS and c not in marks), ""))
    return tuple(marks)


def _open_pairs(visits: Sequence[Visit], order: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    """Return for each visit those that it is not ordered against."""
    settled = set(order)
    open_pairs: dict[str, set[str]] = {v.id: set() for v in visits}
    for a, b in combinations((v.id for v in visits), 2):
        if (a, b) not in settled and (b, a) not in settled:
            open_pairs[a].add(b)
            open_pairs[b].add(a)
    return open_pairs


def _drop(open_pairs: dict[str, set[str]], visit: str) -> None:
    for other in open_pairs.pop(visit):
        open_pairs[other].discard(visit)


def _groups(
    visits: Sequence[Visit], open_pairs: dict[str, set[str]], labels: dict[str, str]
) -> list[list[str]]:
    """Return the groups in display order; what would blow one up is labelled "?" on the way."""
    ids = [v.id for v in visits if v.id in open_pairs]
    while True:
        groups = _components(ids, open_pairs)
        largest = max(groups, key=len, default=[])
        if len(largest) <= LARGEST_GROUP:
            return groups
        worst = max(largest, key=lambda v: (len(open_pairs[v]), ids.index(v)))
        labels[worst] = UNPLACED
        _drop(open_pairs, worst)
        ids.remove(worst)


def _components(ids: Sequence[str], open_pairs: Mapping[str, set[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    seen: set[str] = set()
    for start in ids:
        if start in seen:
            continue
        group, queue = set(), [start]
        while queue:
            visit = queue.pop()
            if visit not in group:
                group.add(visit)
                queue += open_pairs[visit] - group
        seen |= group
        groups.append([v for v in ids if v in group])
    return groups
