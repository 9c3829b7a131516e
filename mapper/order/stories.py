"""The order that a story as a whole gives to stops without a date: told on or back, its sites."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from mapper.model import MentionKey
from mapper.order.claims import Claim
from mapper.order.graph import LEAD, LEFT_ONLY, Edge, moment_of, name_of
from mapper.order.stop import Stop


def site_edges(stops: Sequence[Stop], pairs: Sequence[tuple[int, int]]) -> Iterator[Edge]:
    """Yield that a site of unknown position goes before and after what its town does.

    Its town is the one it was answered with, or where its article was last.
    """
    after: dict[int, list[int]] = {}
    for a, b in pairs:
        after.setdefault(a, []).append(b)
    for i, site in enumerate(stops):
        if site.places or not site.stands:
            continue
        host = _host_of(site, stops)
        if host is None:
            continue
        for b in after.get(host, ()):
            if b != i:
                yield Edge(i, b, LEAD, f"{name_of(site)} is a site of {name_of(stops[host])}")


def told_between(
    claims: Sequence[Claim],
    where: Mapping[MentionKey, list[int]],
    stops: Sequence[Stop],
    pairs: Sequence[tuple[int, int]],
) -> Iterator[Edge]:
    """Yield the place of a stop without a date in a story told on or told back.

    Told between two dated stops, it lies between them in time as well. At an end of the story it
    goes before or after them all, where more of the story is told in the order of the days.
    """
    settled = set(pairs)
    yield from _from_the_start(stops)
    for story in _stories(claims, where):
        yield from _before_the_lead(story, stops, settled)
        dated = [i for i in story if moment_of(stops[i]) is not None]
        onward = sum((a, b) in settled for a, b in pairwise(dated))
        back = sum((b, a) in settled for a, b in pairwise(dated))
        ahead = 0  # how many of the dated stops are told so far
        for i in story:
            if ahead < len(dated) and dated[ahead] == i:
                ahead += 1
                continue
            before = dated[ahead - 1] if ahead else None
            behind = dated[ahead] if ahead < len(dated) else None
            reason = f"{name_of(stops[i])} is told between dated stops"
            order: tuple[int | None, ...] | None
            if before is not None and behind is not None:
                order = (before, i, behind) if (before, behind) in settled else None
                order = (behind, i, before) if (behind, before) in settled and back else order
            elif onward > back and before is not None:  # what is told first is how it ended
                order = (before, i, behind)
            else:
                order = None
            for a, b in pairwise([j for j in order or () if j is not None]):
                yield Edge(a, b, LEAD, reason)


def _from_the_start(stops: Sequence[Stop]) -> Iterator[Edge]:
    """Yield that the only stop of which no more is told than that it was left comes first."""
    standing = [i for i, stop in enumerate(stops) if stop.stands]
    left = [
        i
        for i in standing
        if all(c.movement.action == "depart" for c in stops[i].claims if c.stands)
    ]
    if len(left) == 1:
        for i in standing:
            if i != left[0]:
                yield Edge(left[0], i, LEFT_ONLY, f"{name_of(stops[left[0]])} was only left")


def _before_the_lead(
    story: Sequence[int], stops: Sequence[Stop], settled: set[tuple[int, int]]
) -> Iterator[Edge]:
    """Yield that what a report tells behind its lead came first, where its days all did.

    "She reached X on Sunday", the first sentence says; where she was before is told then.
    """
    lead, *others = story
    dated = [i for i in others if moment_of(stops[i]) is not None]
    newest = moment_of(stops[lead]) is not None and all((i, lead) in settled for i in dated)
    if not (newest and (dated or _is_of_today(stops[lead]))):
        return
    for i in others:
        if moment_of(stops[i]) is None:
            yield Edge(i, lead, LEAD, f"{name_of(stops[lead])} is where it had come to")


def _is_of_today(stop: Stop) -> bool:
    """Return whether a stop is of the day of its report, or of the day before."""
    last = stop.when.last_day if stop.when else None
    published = max((c.published for c in stop.claims if c.published), default=None)
    return bool(last and published and (published - last).days <= 1)


def _stories(claims: Sequence[Claim], where: Mapping[MentionKey, list[int]]) -> Iterator[list[int]]:
    """Yield, for each article, the stops in the order in which it first tells of them.

    What is done and what is planned are two stories.
    """
    stories: dict[tuple[int, bool], dict[int, None]] = {}
    for claim in claims:
        stops = where.get(claim.key, [])
        ahead = claim.own and (claim.modality == "planned" or claim.movement.action == "head")
        if (claim.stands or ahead) and len(stops) == 1:
            stories.setdefault((claim.rank[0], claim.stands), {}).setdefault(stops[0])
    yield from (list(story) for story in stories.values())


def _host_of(site: Stop, stops: Sequence[Stop]) -> int | None:
    towns = {claim.host.id for claim in site.claims if claim.host}
    rank = min(claim.rank for claim in site.claims)
    told = [
        (claim.rank, i)
        for i, stop in enumerate(stops)
        for claim in stop.claims
        if stop.places and claim.rank[0] == rank[0] and claim.rank < rank
    ]
    named = [i for i, stop in enumerate(stops) if towns & set(stop.places)]
    return named[0] if named else max(told, default=(None, None))[1]
