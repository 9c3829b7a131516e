"""Train the status reader (PyTorch, CPU): journeys with the status of each place to weights.

Each epoch tells the journeys in other ways (`retold`). Two heads: the nine statuses, and the three
sides that are scored. The pieces and positions stay as they were published: the journeys have few
of them, new names have all.
"""

import random
from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from mapper.model import NameIndex, Span
from mapper.recognize.sentences import split_sentences
from mapper.recognize.status.read import SIDE_OF, SIDES, STATUSES
from mapper.recognize.status.windows import Window, make_windows, roles_of
from mapper.recognize.training.encoder import Encoder, pretrained_state
from mapper.recognize.training.retold import (
    Told,
    name_pools,
    openings,
    renamed,
    with_stranger,
)

LAYERS = 4  # of the six published; the upper ones gain less than they cost in time
SEED = 20230917
BATCH = 4  # windows a step
SORTED = 8 * BATCH  # windows sorted by length at a time: less padding
RATE, NEW_RATE = 2e-4, 1e-3  # of what was published, of heads and roles
LOWEST = 0.05  # share of the rate at the end
WARM_SHARE = 0.1
DECAY = 0.01
SMOOTHING = 0.05
RENAMED = 0.7  # share of the readings of a journey in which its names are exchanged
STRANGERS = 0.15  # share in which somebody else's journey stands in it
UNMARKED = 0.2  # share of the readings without marks of people, or of times: they stay a hint


def windows_of(
    told: Told, vocabulary: Mapping[str, int], *, people: bool = True, times: bool = True
) -> list[Window]:
    """Return the windows of a journey as the reader sees them."""
    places = [Span(start, end) for start, end, _ in told.journey.places]
    roles = roles_of(
        places,
        told.travellers if people else (),
        told.times if times else (),
        told.article.published,
    )
    sentences = split_sentences(told.article.text, told.article.marked)
    return list(make_windows(told.article.text, sentences, places, roles, vocabulary))


def new_model(vocabulary: int, weights: dict[str, Tensor], kept: list[int]) -> Encoder:
    """Return a model with the published weights of the lower layers and new heads."""
    model = Encoder(vocabulary, len(STATUSES))
    model.load_state_dict(pretrained_state(weights, kept), strict=False)
    model.layers = nn.ModuleList(list(model.layers)[:LAYERS])
    model.pieces.requires_grad_(requires_grad=False)
    model.positions.requires_grad_(requires_grad=False)
    return model


def batch_tensors(windows: Sequence[Window], padding: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, cases and mask, padded to the longest window."""
    length = max(len(window.pieces) for window in windows)
    pieces = torch.full((len(windows), length), padding)
    cases = torch.zeros((len(windows), length), dtype=torch.long)
    mask = torch.zeros((len(windows), length), dtype=torch.bool)
    for row, window in enumerate(windows):
        pieces[row, : len(window.pieces)] = torch.tensor(window.pieces)
        cases[row, : len(window.cases)] = torch.tensor(window.cases)
        mask[row, : len(window.pieces)] = True
    return pieces, cases, mask


def scores_of(model: Encoder, windows: Sequence[Window], padding: int) -> tuple[Tensor, Tensor]:
    """Return the scores of both heads at the places of all windows, in their order."""
    pieces, cases, mask = batch_tensors(windows, padding)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outer, inner = model(pieces, cases, mask)
    rows = torch.cat([torch.full((len(w.heads),), row) for row, w in enumerate(windows)])
    heads = torch.cat([torch.tensor(window.heads) for window in windows])
    return outer[rows, heads].float(), inner[rows, heads].float()


def _targets(told: Told, window: Window) -> tuple[list[int], list[int]]:
    statuses = [told.journey.places[place][2] for place in window.places]
    fine = [-100 if s is None else STATUSES.index(s) for s in statuses]
    sides = [-100 if s is None else SIDES.index(SIDE_OF.get(s, "none")) for s in statuses]
    return fine, sides


_Read = tuple[Window, list[int], list[int]]


def _batches(read: list[_Read], chance: random.Random) -> list[list[_Read]]:
    """Return all windows in batches of like length, in random order."""
    chance.shuffle(read)
    near = [
        window
        for at in range(0, len(read), SORTED)
        for window in sorted(read[at : at + SORTED], key=lambda each: len(each[0].pieces))
    ]
    batches = [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    chance.shuffle(batches)
    return batches


_NEW = ("outer", "inner", "cases")


def train_status(
    journeys: Sequence[Told],
    model: Encoder,
    vocabulary: Mapping[str, int],
    names: NameIndex,
    *,
    epochs: int,
    seed: int = SEED,
) -> Iterator[tuple[int, float]]:
    """Train in place; yield (epoch, mean loss)."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - the order of training, no secret
    pools, kind = name_pools([told.journey for told in journeys], names)
    learned = [(name, part) for name, part in model.named_parameters() if part.requires_grad]
    new = [part for name, part in learned if name.startswith(_NEW)]
    body = [part for name, part in learned if not name.startswith(_NEW)]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": new, "lr": NEW_RATE}],
        weight_decay=DECAY,
        fused=True,
    )
    count = sum(len(windows_of(told, vocabulary)) for told in journeys)
    steps = epochs * -(-count // BATCH)
    warm = max(1, int(WARM_SHARE * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(LOWEST, (steps - step) / (steps - warm)))
    )
    padding = vocabulary["[PAD]"]
    strangers = openings(journeys)
    model.train()
    for epoch in range(epochs):
        read: list[_Read] = []
        for told in journeys:
            joined = with_stranger(told, strangers, chance) if chance.random() < STRANGERS else told
            played = renamed(joined, pools, kind, chance) if chance.random() < RENAMED else joined
            windows = windows_of(
                played,
                vocabulary,
                people=chance.random() > UNMARKED,
                times=chance.random() > UNMARKED,
            )
            read += [(window, *_targets(played, window)) for window in windows]
        total = 0.0
        for batch in _batches(read, chance):
            fine, sides = scores_of(model, [window for window, _, _ in batch], padding)
            loss = functional.cross_entropy(
                fine,
                torch.tensor([t for _, targets, _ in batch for t in targets]),
                label_smoothing=SMOOTHING,
            ) + 0.5 * functional.cross_entropy(
                sides,
                torch.tensor([t for _, _, targets in batch for t in targets]),
                label_smoothing=SMOOTHING,
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        yield epoch, total / len(read)
