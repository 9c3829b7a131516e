"""Sites that an article misspells: looked for round the other end, by a name that is one slip off.

Only sites (oil fields, mines, dams), which lie thinly: among towns a name one letter off is mostly
another town. The figure gives the reach of the search alone, so that it can still be checked.
"""

from collections.abc import Iterator
from dataclasses import replace

from mapper.audit.ends import unread_names
from mapper.audit.ground import Ground
from mapper.audit.mentioned import Mentioned, point_of
from mapper.audit.rules import rule
from mapper.geocode.hints import agreement
from mapper.geocode.options import facility_stem
from mapper.model import DistanceClaim, Mention, Place, ResolvedEnd

#: Letters of a name in which one slip still leaves a likeness.
LEAST_LETTERS = 6


def misspelt_site(
    claim: DistanceClaim, end: ResolvedEnd, other: Place, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    """Return an open end as the only site of its type beside the other one slip off its name."""
    for mention in unread_names(claim, known):
        if mention.kind != "facility" or not (end.end.span and end.end.span.overlaps(mention.span)):
            continue
        found = list(_alike(claim, mention, other, ground))
        if len(found) == 1:
            reason = f"{mention.text!r} is taken as {found[0].name}, spelt with one slip"
            return replace(end, place=found[0], label=mention.text, reason=reason)
    return end


def _alike(claim: DistanceClaim, mention: Mention, other: Place, ground: Ground) -> Iterator[Place]:
    stated = claim.distance.high_km or claim.distance.low_km
    stem = facility_stem(mention.name).casefold()
    if len(stem) < LEAST_LETTERS:
        return
    for place in ground.sites_near(point_of(other), rule("together", "beside_times") * stated):
        of_type = agreement(mention.feature_hint, place) == "agrees"
        if of_type and one_slip(stem, facility_stem(place.name).casefold()):
            yield place


def one_slip(written: str, meant: str) -> bool:
    """Return whether one letter was changed, left out, put in, or exchanged with the next.

    >>> one_slip("daqign", "daqing"), one_slip("burgan", "burghan"), one_slip("zubair", "zubara")
    (True, True, False)
    """
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if first is None:  # one more letter at the end
        return True
    mine, theirs = written[first:], meant[first:]
    exchanged = mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:]
    return exchanged or mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:]
