"""Says what a mention means for the journey, from its claim and the visit that the claim is of."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from mapper.model import Status
from mapper.order.claims import Claim
from mapper.order.stop import Stop
from mapper.recognize.movements.readings import is_kept

_BY_MODALITY: dict[str, Status] = {
    "planned": "planned",
    "speculated": "speculated",
    "cancelled": "cancelled",
    "background": "background",
}


def is_void(claim: Claim) -> bool:
    """Return whether a claim makes no stop: background, or a country that only locates a place."""
    if claim.status is not None:
        return claim.status in {"none", "background", "other_traveller"}
    if claim.modality == "background":
        return True
    country = claim.place is not None and claim.place.kind in {"country", "continent"}
    return claim.movement.locating and country and not claim.of_town


def drop_vague(stops: Sequence[Stop]) -> list[Stop]:
    """Leave out the stops of which no claim says who: "a meeting is planned in X".

    A movement without a subject ("Arrives in Rome") stays.
    """
    return [stop for stop in stops if not all(_is_vague(claim) for claim in stop.claims)]


def _is_vague(claim: Claim) -> bool:
    if claim.movement.traveller is not None or claim.by_desk or claim.modality == "cancelled":
        return False
    if claim.movement.by_reading or is_kept(claim.movement.reading):
        return False
    words = claim.movement.cue_text.lower().split()
    entry = words[0] in _ENTRIES and len(words) == 1
    stays = claim.movement.action == "stay" and words[-1] not in _IS  # "two days were spent in X"
    moves = entry or stays or claim.movement.action in {"arrive", "depart", "pass", "head"}
    return claim.modality != "asserted" or not moves


_IS = frozenset("is was are were be been am 's".split())
# The cue of a diary's line without a verb ("16 March: In Abidjan"): its author was there.
_ENTRIES = frozenset("in at on".split())


def settle_nouns(stops: Sequence[Stop]) -> list[Stop]:
    """Take a bare noun ("the visit to X") as planned where only plans tell of the place."""
    for stop in stops:
        planned = any(c.modality == "planned" and not c.movement.by_noun for c in stop.claims)
        standing = [c for c in stop.claims if c.stands]
        bare = [
            c
            for c in standing
            if c.movement.by_noun and c.movement.link != "while" and not c.by_desk
        ]
        if planned and standing and len(bare) == len(standing):
            stop.claims = [replace(c, modality="planned") if c in bare else c for c in stop.claims]
    return list(stops)


def stop_status(stop: Stop, *, origin: bool) -> Status:
    """Return the status of a visit: the surest of its claims."""
    desk = next((c.status for c in stop.claims if c.status), None)
    if desk is not None and not any(c.stands and not c.status for c in stop.claims):
        return cast("Status", desk)
    if stop.stands:
        if origin:
            return "origin"
        passed = {c.movement.action for c in stop.claims if c.stands} == {"pass"}
        return "passed" if passed else "visited"
    if any(c.modality == "asserted" and c.movement.action == "head" for c in stop.claims):
        return "destination"
    return _BY_MODALITY.get(stop.modality, "visited")


def status_of(claim: Claim, stop: Stop | None, visit: Status) -> tuple[Status, str]:
    """Return the status of a mention and the words that decided it."""
    status, reason = _by_rules(claim, stop, visit)
    reading = claim.movement.reading
    if not claim.movement.by_reading or reading is None or claim.status or status == "none":
        return status, reason
    return status, f"reads as {_READ_AS[reading.status]} ({reading.probability:.2f})"


_READ_AS = {
    "visited": "a stop of the journey",
    "passed": "passed through on the journey",
    "origin": "where the journey began",
    "planned": "a stop still planned",
    "cancelled": "a stop that was given up",
    "speculated": "a stop that is only supposed",
    "background": "another journey",
    "other_traveller": "somebody else's place",
}


def _by_rules(claim: Claim, stop: Stop | None, visit: Status) -> tuple[Status, str]:  # noqa: PLR0911 (one case a line)
    cue = f"“{' '.join(claim.movement.cue_text.split())}”"
    if claim.status is not None:
        return cast("Status", claim.status), "set by the desk"
    if not claim.own:
        who = claim.movement.traveller or "somebody else"
        return "other_traveller", f"{cue} is said of {who}"
    if claim.modality == "background":
        return "background", f"{cue} is said of another time"
    if stop is None:
        return "none", f"only locates another place of {cue}"
    there = stop.stands or visit == "visited"
    if claim.modality == "planned" and claim.movement.action == "depart" and there:
        return ("origin" if visit == "origin" else "visited"), cue
    kept = claim.movement.cue_text.lower().startswith(("was to", "were to"))
    if claim.modality == "planned" and stop.stands and kept:
        return visit if visit != "origin" else "visited", f"{cue}, and seen there"
    if claim.modality in _BY_MODALITY:
        return _BY_MODALITY[claim.modality], f"{cue}, {claim.modality}"
    if claim.movement.action == "head" and not stop.stands:
        return "destination", cue
    if claim.movement.action == "pass":
        return "passed", cue
    if visit == "origin" and claim.movement.action == "depart":
        return "origin", cue
    return "visited", cue
