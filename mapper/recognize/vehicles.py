"""Whose train, ship or aircraft a vehicle is: its owner's, its passenger's, or the one before."""

from collections.abc import Sequence

from mapper.recognize.cast import Cast, person_of
from mapper.recognize.movements.tokens import Token


def is_state_craft(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a run ends "Air Force One", "Air Force Two", "Marine One"."""
    before = tokens[index - 1].text if index else ""
    return tokens[index].text in {"One", "Two"} and before in {"Force", "Marine"}


def bears_somebody(tokens: Sequence[Token], index: int, cast: Cast) -> bool:
    """Return whether a vehicle is that of somebody named: "a train carrying Ada Lund"."""
    behind = [t for t in tokens[index + 2 : index + 8] if t.text[0].isupper()]
    bearing = index + 1 < len(tokens) and tokens[index + 1].low in _BEARING
    return bearing and person_of(behind[:1], cast) is not None


_BEARING = frozenset({"carrying", "with", "bearing", "of"})  # "the train of Kim Jong Un"


def owner_of(
    tokens: Sequence[Token], start: int, index: int, cast: Cast, subject: str | None
) -> tuple[str | None, str, int]:
    """Return whose vehicle it is: the owner before it, the passenger behind it, or as before."""
    low = tokens[index].low
    opener = tokens[start]
    owner = None
    if opener.tag == "POSS":
        before = [t for t in tokens[max(0, start - 3) : start] if t.text[0].isupper()]
        owner = (person_of(before, cast) or person_of(before[-1:], cast)) if before else subject
        start += 1
    elif opener.low in {"his", "her", "their"}:
        owner = subject
    elif index + 2 < len(tokens) and tokens[index + 1].low in _BEARING:
        behind = tokens[index + 2 : index + 8]
        ahead = [t for t in behind if t.text[0].isupper() and t.tag != "DEMONYM"]
        owner = person_of(ahead[:1], cast) or person_of(ahead, cast) if ahead else None
    if owner:
        cast.vehicles[low] = cast.vehicle = owner
        return owner, "vehicle", start
    if opener.low in {"the", "this"}:
        return cast.vehicles.get(low) or cast.craft or low, "vehicle", start
    return None, "", start
