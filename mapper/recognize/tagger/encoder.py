"""The default tagger: a small transformer in ONNX, 8-bit, run by onnxruntime on one thread.

Sentences without a capital but at their start are skipped, chunks of like length share a batch.
Labels by Viterbi over BIO; a place and a facility count together against all else, so that doubt
between the two does not lose a place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mapper.errors import GazetteerError
from mapper.recognize.tagger.chunks import pack
from mapper.recognize.tagger.spans import spans_of_labels
from mapper.recognize.tagger.words import Words

Floats = NDArray[np.float32]

MODEL_FILE = Path(__file__).parents[1] / "models" / "encoder.onnx"
INNER_LABELS = ("O", "B-LOC", "I-LOC")
_BLOCK = 500  # sentences packed at once; bounds the memory of a very long article
_BATCH = 8  # chunks; more gains nothing on one core and costs memory
_SLOWER_FUSIONS = [
    "SkipLayerNormFusion"
]  # onnxruntime 1.32: the fused node takes 1.4 times as long
# Words that open a sentence with a capital and are no name; "I" has one everywhere.
_OPENERS = frozenset(
    """the a an he she it they we you i in on at but and if when while as for this that these those
    there here what how why who his her their its our my your no not so then after before since with
    by from to of one some many most all both each according also although because during however
    meanwhile despite until where which although even now yes well two three it's that's he's she's
    they're we're i'm don't i've""".split()
)
_SHORT = 2  # letters of a word that are looked at for a capital: "iPhone", "McGill", "al-Shabab"


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded model: its session, labels and vocabulary."""

    session: Any
    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]


class Packed(Protocol):
    """A sequence of pieces: each with its row of the case table, and the pieces to be scored."""

    pieces: list[int]
    cases: list[int]
    heads: list[int]


@lru_cache(maxsize=2)
def load_encoder(path: Path = MODEL_FILE) -> Encoder:
    """Return the model of a file written by `training/export_onnx.py`.

    Raises GazetteerError where the file is missing.
    """
    if not path.is_file():
        message = f"{path}: no model file; reinstall mapper, or use --fast."
        raise GazetteerError(message)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps its peak for good
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=_SLOWER_FUSIONS,
    )
    facts = session.get_modelmeta().custom_metadata_map
    pieces = facts["vocabulary"].split("\n")
    return Encoder(
        session,
        tuple(facts["labels"].split("\n")),
        {piece: row for row, piece in enumerate(pieces)},
    )


def encode_runs(
    encoder: Encoder, parts: Sequence[Words], marks: Sequence[Sequence[str]]
) -> Iterator[tuple[int, Floats, Floats]]:
    """Yield (run, outer scores, inner scores) of each run that may hold a name."""
    runs = [run for run, part in enumerate(parts) if _may_hold_name(part)]
    for at in range(0, len(runs), _BLOCK):
        yield from _encode_block(encoder, parts, marks, runs[at : at + _BLOCK])


def _encode_block(
    encoder: Encoder,
    parts: Sequence[Words],
    marks: Sequence[Sequence[str]],
    runs: Sequence[int],
) -> Iterator[tuple[int, Floats, Floats]]:
    texts = [parts[run].texts for run in runs]
    chunks = list(pack(texts, [marks[run] for run in runs], encoder.vocabulary))
    outer = [np.zeros((len(words), len(encoder.labels)), np.float32) for words in texts]
    inner = [np.zeros((len(words), 3), np.float32) for words in texts]
    order = sorted(range(len(chunks)), key=lambda at: len(chunks[at].pieces))
    for at in range(0, len(order), _BATCH):
        batch = [chunks[row] for row in order[at : at + _BATCH]]
        places = [place for chunk in batch for place in chunk.words]
        for (run, word), first, second in zip(places, *run_batch(encoder, batch), strict=True):
            outer[run][word] = first
            inner[run][word] = second
    yield from zip(runs, outer, inner, strict=True)


def _may_hold_name(part: Words) -> bool:
    return any(
        not word[:_SHORT].islower() and word[0].isalpha() and word.lower() not in _OPENERS
        for word in part.texts
    )


def run_batch(encoder: Encoder, batch: Sequence[Packed]) -> tuple[Floats, Floats]:
    """Return the outer and inner scores of the heads of all sequences, one after the other."""
    length = max(len(chunk.pieces) for chunk in batch)
    pieces = np.full((len(batch), length), encoder.vocabulary["[PAD]"], np.int64)
    cases = np.zeros((len(batch), length), np.int64)
    rows = [(row, head) for row, chunk in enumerate(batch) for head in chunk.heads]
    for row, chunk in enumerate(batch):
        pieces[row, : len(chunk.pieces)] = chunk.pieces
        cases[row, : len(chunk.cases)] = chunk.cases
    outer, inner = encoder.session.run(
        None,
        {
            "pieces": pieces,
            "cases": cases,
            "places": np.arange(length),
            "lengths": np.array([len(chunk.pieces) for chunk in batch], np.int32),
            "rows": np.array(rows, np.int64),
        },
    )
    return outer, inner


def log_probabilities(scores: Floats) -> Floats:
    """Return scores as the logarithms of probabilities, row by row."""
    high = scores.max(axis=1, keepdims=True)
    shifted = scores - high
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


def names_of_scores(scores: Floats, labels: Sequence[str]) -> Iterator[tuple[int, int, str, float]]:
    """Yield (first, last excluded, label, probability) of each name in a run's scores.

    Place and facility share their probability; whichever is higher names the span.
    """
    chances = np.exp(log_probabilities(scores))
    merged, kept = _without_facility(chances, labels)
    path = best_path(np.log(np.maximum(merged, 1e-9)), kept)
    for first, last, label in spans_of_labels(path):
        columns = [kept.index(name) for name in path[first:last]]
        sure = float(np.exp(np.log(merged[range(first, last), columns]).mean()))
        is_place = label == "LOC" and "B-FAC" in labels
        kind = _place_or_facility(chances[first:last], labels) if is_place else label
        yield first, last, kind, min(1.0, sure)


def _without_facility(chances: Floats, labels: Sequence[str]) -> tuple[Floats, list[str]]:
    kept = [label for label in labels if not label.endswith("-FAC")]
    merged = chances[:, [labels.index(label) for label in kept]].copy()
    for mark in "BI":
        if f"{mark}-FAC" in labels:
            merged[:, kept.index(f"{mark}-LOC")] += chances[:, labels.index(f"{mark}-FAC")]
    return merged, kept


def _place_or_facility(chances: Floats, labels: Sequence[str]) -> str:
    sums = {
        label: sum(float(chances[:, labels.index(f"{mark}-{label}")].sum()) for mark in "BI")
        for label in ("LOC", "FAC")
    }
    return max(sums, key=lambda label: sums[label])


def best_path(logs: Floats, labels: Sequence[str]) -> list[str]:
    """Return the likeliest labels in which every I- follows a B- or I- of its kind (Viterbi)."""
    penalty = _penalties(tuple(labels))
    reached = logs[0] + penalty[labels.index("O")]
    back = np.zeros(logs.shape, np.int64)
    for at in range(1, len(logs)):
        ways = reached[:, None] + penalty
        back[at] = ways.argmax(axis=0)
        reached = ways.max(axis=0) + logs[at]
    path = [int(reached.argmax())]
    for at in range(len(logs) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return [labels[label] for label in reversed(path)]


@lru_cache(maxsize=4)
def _penalties(labels: tuple[str, ...]) -> Floats:
    barred = np.array([[not _may_follow(before, after) for after in labels] for before in labels])
    return np.where(barred, -1e4, 0.0).astype(np.float32)


def _may_follow(before: str, after: str) -> bool:
    return not after.startswith("I-") or before[2:] == after[2:]
