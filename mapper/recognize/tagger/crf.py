"""The fast tagger: a linear-chain CRF whose weights are added up once a word and decoded in numpy.

Only stretches round words with a capital are decoded; all else is no name. That, and the sums kept
for each word at each distance, make it several times faster than a CRF library on the same weights.
Lafferty et al. 2001; marginals by the forward-backward recursions.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mapper.errors import GazetteerError
from mapper.recognize.tagger.features import (
    Clusters,
    article_hints,
    expand,
    inner_keys,
    run_keys,
)
from mapper.recognize.tagger.spans import spans_of_labels
from mapper.recognize.tagger.words import Words

Floats = NDArray[np.float32]

MODEL_FILE = Path(__file__).parents[1] / "models" / "crf.npz"
INNER_FILE = MODEL_FILE.with_name("crf_inner.npz")

_MOST_SUMS = 200_000  # sums kept; 13 floats each, 10 MB, then forgotten and begun anew
_LONGEST_GAP = 2  # words without a capital that a name may run through: "Bay of the Pigs"
_PARTICLES = frozenset({"al", "el", "de", "da", "du", "van", "von", "bin", "ibn", "la", "le", "-"})
_SUMMED_AT_ONCE = 1_000  # words; bounds the memory of a very long article
_SIDE_BY_SIDE = 256  # sequences solved at once; bounds the memory that padding takes
_IMPOSSIBLE = -1e4  # stands for minus infinity in sums of logarithms


@dataclass(slots=True)
class Crf:
    """Weights of a CRF, and the sums of them that were needed so far."""

    labels: tuple[str, ...]
    rows: dict[str, int]
    weights: Floats
    transitions: Floats
    clusters: Clusters
    temperature: float = 1.0
    sums: Floats = field(default_factory=lambda: np.zeros((1024, 1), np.float32))
    sum_rows: dict[str, int] = field(default_factory=dict)
    filled: int = 1  # rows of `sums` in use; row 0 stays zeros


@lru_cache(maxsize=4)
def load_crf(path: Path = MODEL_FILE) -> Crf:
    """Return the model of a file written by `training/train_crf.py`.

    Raises GazetteerError where the file is missing.
    """
    if not path.is_file():
        message = (
            f"{path}: no model file; reinstall mapper or run mapper.recognize.training.train_crf."
        )
        raise GazetteerError(message)
    with np.load(path) as arrays:
        features = arrays["features"].tobytes().decode("utf8").split("\n")
        head = json.loads(arrays["head"].tobytes())
        weights = arrays["weights"].astype(np.float32) * np.float32(head["scale"])
        clusters = _read_clusters(arrays["clusters"].tobytes().decode("utf8"))
        return Crf(
            tuple(head["labels"]),
            {feature: row for row, feature in enumerate(features)},
            weights,
            arrays["transitions"].astype(np.float32),
            clusters,
            head["temperature"],
            np.zeros((1024, len(head["labels"])), np.float32),
        )


def _read_clusters(text: str) -> Clusters:
    rows = (line.split("\t") for line in text.split("\n") if line)
    return {row[0]: tuple(row[1:]) for row in rows}


def label_runs(
    crf: Crf, parts: Sequence[Words], marks: Sequence[Sequence[str]]
) -> Iterator[tuple[int, int, int, str, float]]:
    """Yield (run, first, last excluded, label, probability) of each name of an article.

    The probability is that of the name's least sure word.
    """
    hints = article_hints(parts)
    wheres = [(run, *reach) for run, part in enumerate(parts) for reach in stretches(part.texts)]
    keys = (run_keys(parts[run], marks[run], hints, first, last) for run, first, last in wheres)
    emissions = list(_emissions(crf, keys))
    for (run, begin, _), (labels, marginals) in zip(wheres, _solve(crf, emissions), strict=True):
        for first, last, label in spans_of_labels(labels):
            sure = _least_sure(crf, labels, marginals, first, last)
            yield run, begin + first, begin + last, label, sure


def label_inside(
    crf: Crf, holders: Sequence[tuple[Sequence[str], Sequence[str], str]]
) -> list[list[tuple[int, int, float]]]:
    """Return (first, last excluded, probability) of the places inside each name.

    A name comes as its words, their gazetteer marks and its label.
    """
    emissions = list(_emissions(crf, (inner_keys(*holder) for holder in holders)))
    return [
        [
            (first, last, _least_sure(crf, labels, marginals, first, last))
            for first, last, _ in spans_of_labels(labels)
        ]
        for labels, marginals in _solve(crf, emissions)
    ]


def _least_sure(crf: Crf, labels: Sequence[str], marginals: Floats, first: int, last: int) -> float:
    columns = [crf.labels.index(label) for label in labels[first:last]]
    return min(1.0, float(marginals[range(first, last), columns].min()))


def stretches(words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the ranges of words round capitals, joined over short gaps.

    >>> stretches("he left the Bay of the Pigs and he met al - Assad .".split())
    [(3, 7), (10, 13)]
    """
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if (not any(map(str.isupper, word[:2])) and not word[0].isalpha()) or word.islower():
            continue
        begin = at
        while begin and at - begin < _LONGEST_GAP and words[begin - 1].lower() in _PARTICLES:
            begin -= 1
        if found and begin - found[-1][1] <= _LONGEST_GAP:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((begin, at + 1))
    return found


def _emissions(crf: Crf, sequences: Iterable[Sequence[Sequence[str]]]) -> Iterator[Floats]:
    """Yield the summed weights of each sequence, a row a word; many words are summed at once."""
    words: list[Sequence[str]] = []
    lengths: list[int] = []
    for sequence in sequences:
        words += sequence
        lengths.append(len(sequence))
        if len(words) >= _SUMMED_AT_ONCE:
            yield from _cut(_summed(crf, words), lengths)
            words, lengths = [], []
    if words:
        yield from _cut(_summed(crf, words), lengths)


def _cut(rows: Floats, lengths: Sequence[int]) -> list[Floats]:
    return np.split(rows, np.cumsum(lengths)[:-1])


def _summed(crf: Crf, words: Sequence[Sequence[str]]) -> Floats:
    """Return the summed weights of words, each given by its keys."""
    if len(crf.sum_rows) > _MOST_SUMS:
        crf.sum_rows.clear()
        crf.filled = 1
    flat = [key for keys in words for key in keys]
    known = crf.sum_rows
    fresh = [key for key in dict.fromkeys(flat) if key not in known]
    if fresh:
        _learn(crf, fresh)
    starts = np.cumsum([0, *map(len, words)])[:-1]
    rows = np.fromiter(map(known.__getitem__, flat), np.int64, len(flat))
    sums: Floats = np.add.reduceat(crf.sums[rows], starts, axis=0)
    return sums


def _learn(crf: Crf, keys: Sequence[str]) -> None:
    """Add the sums of keys; those without a feature that was ever seen share row 0, all zeros."""
    features: list[int] = []
    starts: list[int] = []
    for key in keys:
        rows = [crf.rows[feature] for feature in expand(key, crf.clusters) if feature in crf.rows]
        crf.sum_rows[key] = crf.filled + len(starts) if rows else 0
        if rows:
            starts.append(len(features))
            features += rows
    end = crf.filled + len(starts)
    if end > len(crf.sums):
        more = np.zeros((end, crf.sums.shape[1]), np.float32)
        crf.sums = np.concatenate([crf.sums, more])
    if starts:
        crf.sums[crf.filled : end] = np.add.reduceat(crf.weights[features], starts, axis=0)
    crf.filled = end


def _solve(crf: Crf, emissions: Sequence[Floats]) -> list[tuple[tuple[str, ...], Floats]]:
    """Return the best labels and the marginals of each sequence; those of like length together."""
    order = sorted(range(len(emissions)), key=lambda at: len(emissions[at]))
    solved: list[tuple[tuple[str, ...], Floats]] = [((), np.zeros((0, 0), np.float32))] * len(order)
    for begin in range(0, len(order), _SIDE_BY_SIDE):
        block = order[begin : begin + _SIDE_BY_SIDE]
        for at, one in zip(block, _solve_block(crf, [emissions[at] for at in block]), strict=True):
            solved[at] = one
    return solved


def _solve_block(crf: Crf, emissions: Sequence[Floats]) -> list[tuple[tuple[str, ...], Floats]]:
    longest = max(map(len, emissions))
    outside = crf.labels.index("O")
    scores = np.full((len(emissions), longest + 1, len(crf.labels)), _IMPOSSIBLE, np.float32)
    scores[:, :, outside] = 0.0
    for at, sequence in enumerate(emissions):
        scores[at, : len(sequence)] = sequence
    best = _viterbi(scores, crf.transitions, outside)
    marginals = _marginals(scores / crf.temperature, crf.transitions / crf.temperature, outside)
    return [
        (tuple(crf.labels[label] for label in best[at, : len(one)]), marginals[at, : len(one)])
        for at, one in enumerate(emissions)
    ]


def _viterbi(scores: Floats, transitions: Floats, outside: int) -> NDArray[np.int64]:
    count, length, _ = scores.shape
    reached = scores[:, 0] + transitions[outside]
    back = np.zeros(scores.shape, np.int64)
    for at in range(1, length):
        ways = reached[:, :, None] + transitions[None]
        back[:, at] = ways.argmax(axis=1)
        reached = ways.max(axis=1) + scores[:, at]
    best = np.zeros((count, length), np.int64)
    best[:, -1] = reached.argmax(axis=1)
    every = np.arange(count)
    for at in range(length - 1, 0, -1):
        best[:, at - 1] = back[every, at, best[:, at]]
    return best


def _marginals(scores: Floats, transitions: Floats, outside: int) -> Floats:
    length = scores.shape[1]
    ways = np.exp(transitions - transitions.max())
    high = scores.max(axis=2, keepdims=True)
    local = np.exp(scores - high)
    forward = np.zeros_like(scores)
    backward = np.ones_like(scores)
    state = local[:, 0] * ways[outside]
    forward[:, 0] = state / state.sum(axis=1, keepdims=True)
    for at in range(1, length):
        state = (forward[:, at - 1] @ ways) * local[:, at]
        forward[:, at] = state / state.sum(axis=1, keepdims=True)
    for at in range(length - 2, -1, -1):
        state = (backward[:, at + 1] * local[:, at + 1]) @ ways.T
        backward[:, at] = state / state.sum(axis=1, keepdims=True)
    both = forward * backward
    marginals: Floats = both / both.sum(axis=2, keepdims=True)
    return marginals
