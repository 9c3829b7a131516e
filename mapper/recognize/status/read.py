"""Reads what each place of an article is for the journey told, by a small transformer of our own.

A second opinion beside the rules of `movements`, which ask what word governs a name: the reader
sees the whole passage, so that it knows "Next came Sydney" and whose journey is meant. Of dates
it knows whether they are before or after the article's, and no other article.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mapper.model import (
    Article,
    Mention,
    Span,
    Status,
    StatusReading,
    TimeExpression,
    TravellerMention,
)
from mapper.recognize.sentences import split_sentences
from mapper.recognize.status.windows import make_windows, roles_of
from mapper.recognize.tagger.encoder import load_encoder, log_probabilities, run_batch

Floats = NDArray[np.float32]

MODEL_FILE = Path(__file__).parents[1] / "models" / "status.onnx"
STATUSES: tuple[Status, ...] = (
    "none", "visited", "passed", "origin", "planned",
    "cancelled", "speculated", "background", "other_traveller",
)  # fmt: skip
# What is drawn as a stop, what is listed as a plan, and what is neither.
SIDES = ("none", "route", "planned")
SIDE_OF: Mapping[str, str] = {
    "visited": "route", "passed": "route", "origin": "route",
    "planned": "planned", "cancelled": "planned", "speculated": "planned",
}  # fmt: skip


def can_read_statuses() -> bool:
    """Return whether the reader's model file is installed."""
    return MODEL_FILE.is_file()


def make_reader_ready() -> None:
    """Load the model before it is asked for, say in another thread; nothing without its file."""
    if can_read_statuses():
        load_encoder(MODEL_FILE)


def status_notes() -> tuple[str, ...]:
    """Return what a report should say where the model file is missing."""
    if can_read_statuses():
        return ()
    return (f"Visit statuses are told by rules alone: {MODEL_FILE.name} is not installed.",)


def read_statuses(
    article: Article,
    mentions: Sequence[Mention],
    travellers: Sequence[TravellerMention],
    times: Sequence[TimeExpression] = (),
) -> dict[Span, StatusReading]:
    """Return what each place mention reads as, by its span; peoples ("Russian") have none.

    Without the model file nothing is read.
    """
    places = [mention.span for mention in mentions if mention.kind != "demonym"]
    if not places or not can_read_statuses():
        return {}
    encoder = load_encoder(MODEL_FILE)
    sentences = split_sentences(article.text, article.marked)
    roles = roles_of(places, travellers, times, article.published)
    found: dict[Span, StatusReading] = {}
    # One by one: together they need more memory, and so more time.
    for window in make_windows(article.text, sentences, places, roles, encoder.vocabulary):
        fine, sides = (np.exp(log_probabilities(part)) for part in run_batch(encoder, [window]))
        for number, row, side in zip(window.places, fine, sides, strict=True):
            found[places[number]] = reading_of(row, side)
    return found


def reading_of(fine: Floats, sides: Floats) -> StatusReading:
    """Return the likelier side by both heads, and the likeliest status of that side.

    A plan reads as given up or only supposed where that is likelier than all else of its side.
    """
    summed = np.zeros(len(SIDES))
    for status, chance in zip(STATUSES, fine, strict=True):
        summed[SIDES.index(SIDE_OF.get(status, "none"))] += chance
    both = (summed + sides) / 2
    side = SIDES[int(both.argmax())]
    own = [at for at, status in enumerate(STATUSES) if SIDE_OF.get(status, "none") == side]
    best = max(own, key=lambda at: float(fine[at]))
    if side == "planned" and fine[best] <= summed[SIDES.index(side)] / 2:
        best = STATUSES.index("planned")
    return StatusReading(
        status=STATUSES[best],
        side=side,  # type: ignore[arg-type]  # one of the three above
        probability=round(float(both.max()), 4),
    )
