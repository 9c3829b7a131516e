"""Shows where one article expects what another reports as done, or as not done."""

from collections.abc import Iterator, Mapping, Sequence

from mapper.compare.outlets import outlet_of
from mapper.model import Annotations, Article, Conflict, MentionKey, Ordering, content_id

_EXPECTED = frozenset({"planned", "speculated"})
_DONE = frozenset({"visited", "passed", "origin"})


def compare_statuses(
    texts: Mapping[str, Article], annotations: Sequence[Annotations], ordering: Ordering
) -> Iterator[Conflict]:
    """Yield, for each visit that was expected and then made, a settled pair; cancelled ones soft.

    A stop that one article calls off and another reports as made is a real conflict.
    """
    del annotations  # the statuses hold all that is needed
    status_of = {status.key: status.status for status in ordering.statuses}
    for itinerary in ordering.itineraries:
        for visit in itinerary.visits:
            done = [key for key in visit.mentions if status_of.get(key) in _DONE]
            expected = [key for key in visit.mentions if status_of.get(key) in _EXPECTED]
            off = [key for key in visit.mentions if status_of.get(key) == "cancelled"]
            if done and off:
                yield _conflict(texts, visit.name, (off[0], done[0]), settled=False)
            elif done and expected and expected[0][0] != done[0][0]:
                yield _conflict(texts, visit.name, (expected[0], done[0]), settled=True)


def _conflict(
    texts: Mapping[str, Article],
    name: str,
    members: tuple[MentionKey, MentionKey],
    *,
    settled: bool,
) -> Conflict:
    first, second = (outlet_of(key[0], texts) for key in members)
    explanation = (
        f"{name} is still to come in {first} and reported as visited in {second}: it was kept to."
        if settled
        else f"{name} is called off in {first} and reported as visited in {second}."
    )
    return Conflict(
        id=content_id("x", "status", *(f"{texts[a].source}:{s}" for a, s, _ in members)),
        kind="status",
        members=members,
        severity="none" if settled else "soft",
        explanation=explanation,
    )
