"""Puts the reader's second opinion on places beside what the rules found to govern them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from mapper.model import Action, Modality, Side, Span, Status, StatusReading
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.phrases import Attachment, Sentence

_ACTIONS: Mapping[Status, tuple[Action, Modality]] = {
    "visited": ("visit", "asserted"),
    "passed": ("pass", "asserted"),
    "origin": ("depart", "asserted"),
    "planned": ("arrive", "planned"),
    "cancelled": ("visit", "cancelled"),
    "speculated": ("visit", "speculated"),
    "background": ("visit", "background"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability an answer counts; see `thresholds.toml`."""

    new_stop: float
    new_plan: float
    own: float
    keep: float
    against_stop: float
    against_plan: float


@lru_cache(maxsize=1)
def thresholds() -> Thresholds:
    """Return the thresholds of the shipped file."""
    text = resources.files("mapper.recognize.status").joinpath("thresholds.toml").read_text("utf8")
    return Thresholds(**tomllib.loads(text))


def with_readings(
    sentence: Sentence,
    found: Mapping[int, Attachment],
    readings: Mapping[Span, StatusReading],
) -> dict[int, Attachment]:
    """Return the attachments of a sentence with the reader's: new ones, and those it overrules."""
    settled = dict(found)
    for index, token in enumerate(sentence.tokens):
        reading = readings.get(Span(token.start, token.end)) if token.tag == "PLACE" else None
        if reading is None:
            continue
        known = found.get(index)
        if known is None and _is_sure(reading):
            settled[index] = _read(sentence, index, reading)
        elif known is not None and _is_surer(reading, known):
            if reading.status == "none":
                del settled[index]
            else:
                settled[index] = _overruled(known, reading)
        elif known is not None and _is_made(reading, known):
            settled[index] = _reached(known, reading)
    return settled


def is_own(reading: StatusReading | None) -> bool:
    """Return whether the reader is sure that the traveller of the journey told is meant."""
    if reading is None or reading.side == "none":
        return False
    return reading.probability >= thresholds().own


def is_kept(reading: StatusReading | None) -> bool:
    """Return whether the reader holds a place for one of the journey where the rules drop it.

    As too vague ("a meeting is planned in X") or as too long ago.
    """
    if reading is None or reading.side == "none":
        return False
    return reading.probability >= thresholds().keep


def _is_sure(reading: StatusReading) -> bool:
    limits = {"route": thresholds().new_stop, "planned": thresholds().new_plan, "none": 2.0}
    return reading.probability >= limits[reading.side]


def _is_surer(reading: StatusReading, known: Attachment) -> bool:
    """Return whether the reader overrules a stop of the rules; their plans stand, being surer.

    A noun ("the ride to X") is left too: it is a plan anyhow where only plans tell of X.
    """
    if _side_of(known) != "route" or reading.side == "route":
        return False
    if known.noun and reading.status == "planned":
        return False
    return reading.probability >= thresholds().against_stop


def _is_made(reading: StatusReading, known: Attachment) -> bool:
    """Return whether the reader has seen a plan of the rules kept ("set off for X")."""
    sure = reading.side == "route" and reading.probability >= thresholds().against_plan
    return sure and _side_of(known) == "planned"


def _reached(attachment: Attachment, reading: StatusReading) -> Attachment:
    action, modality = _ACTIONS[reading.status]
    keeps = attachment.action if attachment.action != "head" else action
    return replace(attachment, action=keeps, modality=modality, read=True)


def _side_of(attachment: Attachment) -> Side:
    if attachment.modality in {"planned", "cancelled", "speculated"}:
        return "planned"
    if attachment.modality == "background":
        return "none"
    return "planned" if attachment.action == "head" else "route"


def _overruled(attachment: Attachment, reading: StatusReading) -> Attachment:
    """Return what the rules found with the reader's modality, and its action where that turns.

    Whose journey it is, is the subject's matter (`recognize_movements`).
    """
    if reading.status == "other_traveller":
        return replace(attachment, read=True)
    return _reached(attachment, reading)


def _read(sentence: Sentence, index: int, reading: StatusReading) -> Attachment:
    """Return the reader's stop, hung on the nearest verb of its clause for times and order."""
    action, modality = _ACTIONS[reading.status]
    verb = _nearest(sentence, index)
    return Attachment(
        place=index,
        cue=(verb.first, verb.main) if verb else (index, index),
        action=action,
        modality=modality,
        verb=verb,
        subject=None,
        preposition="",
        read=True,
    )


def _nearest(sentence: Sentence, index: int) -> VerbGroup | None:
    """Return the verb before a name in its clause, else the first one behind it."""
    before = sentence.before(index)
    if before is not None:
        between = sentence.tokens[before.last + 1 : index]
        if not any(token.text in {";", "\u2014"} for token in between):
            return before
    return sentence.after(index, finite=False)
