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
    no_stop: float
    not_yet: float
    no_plan: float
    reached: float
    own: float
    keep: float


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
    """Return the attachments of a sentence with the reader's: new ones, and those it overrules.

    Where both find a plan, the reader says whether it was given up.
    """
    settled = dict(found)
    for index, token in enumerate(sentence.tokens):
        reading = readings.get(Span(token.start, token.end)) if token.tag == "PLACE" else None
        known = found.get(index)
        if reading is None or not _rules(reading, known):
            continue
        if known is None:
            settled[index] = _read(sentence, index, reading)
        elif reading.status == "none":
            del settled[index]
        elif reading.status == "other_traveller":  # whose journey it is: `recognize_movements`
            settled[index] = replace(known, read=True)
        else:
            settled[index] = _turned(known, reading)
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


def _rules(reading: StatusReading, known: Attachment | None) -> bool:
    """Return whether the reader's answer goes before what the rules found."""
    side = _side_of(known) if known else "none"
    if known and reading.side == side == "planned":
        heads = known.action == "head" and reading.status == "planned"
        return not heads and _ACTIONS[reading.status][1] != known.modality
    if reading.side == side:
        return False
    limits = thresholds()
    limit = {
        ("none", "route"): limits.new_stop,
        ("none", "planned"): limits.new_plan,
        ("route", "none"): limits.no_stop,
        ("route", "planned"): limits.not_yet,
        ("planned", "none"): limits.no_plan,
        ("planned", "route"): limits.reached,
    }[side, reading.side]
    return reading.probability >= limit


def _turned(attachment: Attachment, reading: StatusReading) -> Attachment:
    """Return what the rules found with the reader's modality, and its action where that turns."""
    action, modality = _ACTIONS[reading.status]
    keeps = attachment.action if attachment.action != "head" else action
    return replace(attachment, action=keeps, modality=modality, read=True)


def _side_of(attachment: Attachment) -> Side:
    if attachment.modality in {"planned", "cancelled", "speculated"}:
        return "planned"
    if attachment.modality == "background":
        return "none"
    return "planned" if attachment.action == "head" else "route"


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
