"""Train the fast tagger: `python -m mapper.recognize.training.train_crf FOLDER OUT.npz`.

FOLDER holds the annotated corpora. Needs python-crfsuite. Same corpora, gazetteer and release of
crfsuite: the same weights.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from mapper.model import NameIndex
from mapper.recognize.tagger.features import (
    INNER_HOLDERS,
    Clusters,
    article_hints,
    expand,
    gazetteer_marks,
    inner_keys,
    run_keys,
)
from mapper.recognize.tagger.spans import spans_of_labels
from mapper.recognize.training.corpora import UNSURE, Labelled
from mapper.recognize.training.examples import make_examples

ITERATIONS = 80
PENALTIES = {"c1": 0.05, "c2": 0.02}
SMALLEST_WEIGHT = 0.02  # share of the largest weight under which a feature is dropped


def training_sequences(
    documents: Iterable[Labelled], names: NameIndex, clusters: Clusters
) -> Iterator[tuple[list[list[str]], tuple[str, ...]]]:
    """Yield the features and labels of every run that has no unsure word."""
    for document in documents:
        examples = make_examples(document, names)
        hints = article_hints([example.words for example in examples])
        for example in examples:
            if UNSURE not in example.labels and len(example.words):
                marks = gazetteer_marks(document.text, example.words, names)
                keys = run_keys(example.words, marks, hints, 0, len(example.words))
                yield (
                    [
                        [feature for key in ones for feature in expand(key, clusters)]
                        for ones in keys
                    ],
                    example.labels,
                )


def inner_sequences(
    documents: Iterable[Labelled], names: NameIndex, clusters: Clusters
) -> Iterator[tuple[list[list[str]], tuple[str, ...]]]:
    """Yield the features and inner labels of every name of two words or more."""
    for document in documents:
        for example in make_examples(document, names) if document.inner is not None else ():
            marks = gazetteer_marks(document.text, example.words, names)
            for first, last, label in spans_of_labels(example.labels):
                if last - first > 1 and label in INNER_HOLDERS and example.inner is not None:
                    cut = slice(first, last)
                    keys = inner_keys(example.words.texts[cut], marks[cut], label)
                    yield (
                        [[part for key in ones for part in expand(key, clusters)] for ones in keys],
                        example.inner[cut],
                    )


def train_crf(
    sequences: Iterable[tuple[list[list[str]], tuple[str, ...]]], clusters: Clusters, out: Path
) -> None:
    """Train on `sequences` and write the model to `out`."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"feature.minfreq": 2, "max_iterations": ITERATIONS, **PENALTIES})
    for features, labels in sequences:
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    write_model(info.state_features, info.transitions, clusters, out)


def write_model(
    states: dict[tuple[str, str], float],
    moves: dict[tuple[str, str], float],
    clusters: Clusters,
    out: Path,
    *,
    temperature: float = 1.0,
) -> None:
    """Write weights as 16-bit whole numbers, the small ones left out."""
    labels = ["O", *sorted({label for _, label in states} - {"O"})]
    floor = SMALLEST_WEIGHT * float(np.percentile([abs(w) for w in states.values()], 99))
    kept = sorted({feature for (feature, _), weight in states.items() if abs(weight) >= floor})
    row_of = {feature: row for row, feature in enumerate(kept)}
    weights = np.zeros((len(kept), len(labels)))
    for (feature, label), weight in states.items():
        if feature in row_of:
            weights[row_of[feature], labels.index(label)] = weight
    scale = float(np.abs(weights).max()) / 32767
    transitions = np.full((len(labels), len(labels)), 0.0)
    for (first, second), weight in moves.items():
        transitions[labels.index(first), labels.index(second)] = weight
    for column, after in enumerate(labels):
        for row, before in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                transitions[row, column] = -1e3
    head = {"labels": labels, "scale": scale, "temperature": temperature}
    table = "\n".join("\t".join((word, *codes)) for word, codes in sorted(clusters.items()))
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out,
        features=np.frombuffer("\n".join(kept).encode("utf8"), np.uint8),
        head=np.frombuffer(json.dumps(head).encode(), np.uint8),
        weights=np.round(weights / scale).astype(np.int16),
        transitions=transitions.astype(np.float32),
        clusters=np.frombuffer(table.encode("utf8"), np.uint8),
    )
