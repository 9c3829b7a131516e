"""Train the small transformer (PyTorch 2.13, CPU).

Labels that a corpus leaves out cost nothing: the loss is the logarithm of the probability that all
labels allowed for a word get together (a partial-label loss, Cour et al. 2011).
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from mapper.model import NameIndex
from mapper.recognize.tagger.chunks import case_row, pack
from mapper.recognize.tagger.features import gazetteer_marks
from mapper.recognize.tagger.wordpiece import PADDING
from mapper.recognize.tagger.words import word_case
from mapper.recognize.training.corpora import LABELS, UNSURE, Labelled
from mapper.recognize.training.encoder import Encoder
from mapper.recognize.training.examples import Example, make_examples

OUTER = ("O", *(f"{mark}-{label}" for label in LABELS for mark in "BI"))
INNER = ("O", "B-LOC", "I-LOC")
SEED = 20230917
BATCH = 16  # chunks a step
PEAK_RATE = 3e-4
WARM_SHARE = 0.06  # of the steps, while the rate rises
DECAY = 0.01
REPORT_EVERY = 50  # steps
NO_GAZETTEER = 0.3  # share of chunks seen without gazetteer marks, so that they stay a hint
ALL_CAPITALS, ALL_LOWER = 0.04, 0.03  # shares of chunks seen in the case of headlines and posts


@dataclass(slots=True)
class TrainingChunk:
    """One chunk with what is allowed for the first piece of each word."""

    pieces: list[int]
    bare_cases: list[int]
    cases: list[int]
    heads: list[int]
    allowed: Tensor
    inner: Tensor


def allowed_labels(label: str, document: Labelled) -> list[bool]:
    """Return which of `OUTER` may be right for a word that the corpus labels `label`."""
    if label == UNSURE:
        return [True] * len(OUTER)
    kinds = {label}
    if label == "O":
        kinds |= {f"{mark}-{kind}" for kind in document.hidden for mark in "BI"}
    elif document.coarse and label[2:] == "LOC":
        kinds.add(f"{label[:2]}FAC")
    return [name in kinds for name in OUTER]


def training_chunks(
    documents: Iterable[Labelled], names: NameIndex, vocabulary: Mapping[str, int]
) -> Iterator[TrainingChunk]:
    """Yield the chunks of all documents."""
    for document in documents:
        examples = make_examples(document, names)
        texts = [example.words.texts for example in examples]
        marks = [gazetteer_marks(document.text, example.words, names) for example in examples]
        bare = [["-"] * len(text) for text in texts]
        for chunk, plain in zip(
            pack(texts, marks, vocabulary), pack(texts, bare, vocabulary), strict=True
        ):
            labels = [examples[run].labels[at] for run, at in chunk.words]
            yield TrainingChunk(
                chunk.pieces,
                plain.cases,
                chunk.cases,
                chunk.heads,
                torch.tensor([allowed_labels(label, document) for label in labels]),
                torch.tensor([_inner_label(examples[run], at) for run, at in chunk.words]),
            )


def _inner_label(example: Example, at: int) -> int:
    """Return the place of the inner label in `INNER`; -100 where it is unknown or no name."""
    if example.inner is None or example.labels[at] == "O":
        return -100
    return INNER.index(example.inner[at])


def batches(chunks: Sequence[TrainingChunk], shuffler: random.Random) -> list[list[TrainingChunk]]:
    """Return one epoch's batches: chunks of like length together, in a random order."""
    order = sorted(chunks, key=lambda chunk: (len(chunk.pieces) // 16, shuffler.random()))
    groups = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    shuffler.shuffle(groups)
    return groups


def tensors(
    batch: Sequence[TrainingChunk], padding: int, shuffler: random.Random
) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, cases (with the chances of `NO_GAZETTEER` and so on) and mask, padded."""
    length = max(len(chunk.pieces) for chunk in batch)
    pieces = torch.full((len(batch), length), padding)
    cases = torch.zeros((len(batch), length), dtype=torch.long)
    mask = torch.zeros((len(batch), length), dtype=torch.bool)
    for row, chunk in enumerate(batch):
        size = len(chunk.pieces)
        pieces[row, :size] = torch.tensor(chunk.pieces)
        mask[row, :size] = True
        cases[row, :size] = torch.tensor(_played_cases(chunk, shuffler))
    return pieces, cases, mask


def _played_cases(chunk: TrainingChunk, shuffler: random.Random) -> list[int]:
    cases = chunk.bare_cases if shuffler.random() < NO_GAZETTEER else chunk.cases
    chance = shuffler.random()
    if chance < ALL_CAPITALS:
        upper = case_row(word_case("USA"), "-")
        return [upper + row % 8 if row // 8 != word_case("4") else row for row in cases]
    if chance < ALL_CAPITALS + ALL_LOWER:
        return [row if row // 8 == word_case("4") else 0 for row in cases]
    return cases


def loss_of(
    model: Encoder, batch: Sequence[TrainingChunk], padding: int, shuffler: random.Random
) -> Tensor:
    """Return the loss of a batch: outer labels, and half as much inner places."""
    pieces, cases, mask = tensors(batch, padding, shuffler)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outer, inner = model(pieces, cases, mask)
    rows = torch.cat([torch.full((len(c.heads),), row) for row, c in enumerate(batch)])
    heads = torch.cat([torch.tensor(chunk.heads) for chunk in batch])
    scores, inside = outer[rows, heads].float(), inner[rows, heads].float()
    allowed = torch.cat([chunk.allowed for chunk in batch])
    wanted = scores.masked_fill(~allowed, -1e4).logsumexp(1)
    loss = (scores.logsumexp(1) - wanted).mean()
    target = torch.cat([chunk.inner for chunk in batch])
    if (target >= 0).any():
        loss = loss + 0.5 * torch.nn.functional.cross_entropy(inside, target, ignore_index=-100)
    return loss


def train_encoder(
    model: Encoder,
    chunks: Sequence[TrainingChunk],
    padding: int,
    *,
    epochs: int,
    seed: int = SEED,
) -> Iterator[tuple[int, float]]:
    """Train in place; yield (step, mean loss) every `REPORT_EVERY` steps."""
    torch.manual_seed(seed)
    shuffler = random.Random(seed)  # noqa: S311 - the order of training, no secret
    steps = epochs * -(-len(chunks) // BATCH)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}],
        lr=PEAK_RATE,
        fused=True,
    )
    warm = max(1, int(WARM_SHARE * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    model.train()
    step, total = 0, 0.0
    for _ in range(epochs):
        for batch in batches(chunks, shuffler):
            loss = loss_of(model, batch, padding, shuffler)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step, total = step + 1, total + float(loss.detach())
            if step % REPORT_EVERY == 0:
                yield step, total / REPORT_EVERY
                total = 0.0


def pruned_vocabulary(
    published: Sequence[str], texts: Iterable[Sequence[str]], size: int
) -> list[int]:
    """Return the rows of the pieces to keep: special ones, single signs, then the most frequent."""
    from mapper.recognize.tagger.wordpiece import word_pieces

    everything = {piece: row for row, piece in enumerate(published)}
    counts: Counter[int] = Counter()
    for words in texts:
        for word in words:
            counts.update(word_pieces(word, everything))
    special = [everything[name] for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")]
    signs = [
        row
        for piece, row in everything.items()
        if len(piece.removeprefix("##")) == 1 and (piece.isascii() or counts[row])
    ]
    kept = dict.fromkeys([*special, *signs])
    for row, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if len(kept) >= size:
            break
        kept[row] = None
    return [*special, *sorted(set(kept) - set(special))]


__all__ = ["PADDING", "pruned_vocabulary", "train_encoder", "training_chunks"]
