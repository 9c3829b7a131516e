"""Train the status reader (PyTorch, CPU): journeys with the status of each place to weights.

Names are exchanged at random between the journeys (countries for countries), so that no place is
learned as a stop. Two heads: the nine statuses, and the three sides that are scored.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from mapper.model import Article, NameIndex, Span, TravellerMention
from mapper.recognize.sentences import split_sentences
from mapper.recognize.status.read import SIDE_OF, SIDES, STATUSES
from mapper.recognize.status.windows import Window, make_windows
from mapper.recognize.training.encoder import Encoder, pretrained_state
from mapper.recognize.training.journeys import Journey

LAYERS = 3  # of the six published; the upper ones gain less than they cost in time
SEED = 20230917
BATCH = 6  # windows a step
RATE, HEAD_RATE = 2e-4, 1e-3
WARM_SHARE = 0.1
DECAY = 0.01
SMOOTHING = 0.05
RENAMED = 0.7  # share of the readings of a journey in which its names are exchanged
NO_TRAVELLERS = 0.2  # share of the readings in which nobody is marked: the marks stay a hint


@dataclass(frozen=True, slots=True)
class Told:
    """A journey with who is spoken of in it."""

    journey: Journey
    article: Article
    travellers: tuple[TravellerMention, ...]


def renamed(told: Told, pools: Mapping[str, Sequence[str]], kind: Mapping[str, str],
            chance: random.Random) -> Told:  # fmt: skip
    """Return the journey with other names, each name everywhere exchanged for the same one."""
    names: dict[str, str] = {}
    text, done = "", 0
    moved: list[tuple[int, int]] = []  # where a piece of the old text begins, and its shift
    places = []
    for start, end, status in told.journey.places:
        old = told.journey.text[start:end]
        new = names.setdefault(old, chance.choice(pools[kind[old]]))
        new = new.upper() if old.isupper() and len(old) > len("U.S.") else new
        text += told.journey.text[done:start]
        places.append((len(text), len(text) + len(new), status))
        text += new
        done = end
        moved.append((end, len(text) - end))
    text += told.journey.text[done:]
    article = Article(id=told.article.id, source=told.article.source, text=text)
    kept = [t for t in told.travellers if _outside(t.span, told.journey)]
    travellers = [_shifted(t, moved) for t in kept]
    journey = Journey(
        told.journey.name, told.journey.group, told.journey.published, text, tuple(places)
    )
    return Told(journey, article, tuple(travellers))


def _outside(span: Span, journey: Journey) -> bool:
    return not any(span.start < end and start < span.end for start, end, _ in journey.places)


def _shifted(mention: TravellerMention, moved: Sequence[tuple[int, int]]) -> TravellerMention:
    shift = 0
    for end, by in moved:
        if end <= mention.span.start:
            shift = by
    span = Span(mention.span.start + shift, mention.span.end + shift)
    return TravellerMention(
        article=mention.article,
        span=span,
        text=mention.text,
        traveller=mention.traveller,
        kind=mention.kind,
    )


def windows_of(told: Told, vocabulary: Mapping[str, int], *, marked: bool = True) -> list[Window]:
    """Return the windows of a journey as the reader sees them."""
    return list(
        make_windows(
            told.article.text,
            split_sentences(told.article.text, told.article.marked),
            [Span(start, end) for start, end, _ in told.journey.places],
            told.travellers if marked else (),
            vocabulary,
        )
    )


def name_pools(journeys: Sequence[Journey], names: NameIndex) -> tuple[
    dict[str, list[str]], dict[str, str]
]:  # fmt: skip
    """Return the names to exchange by their kind, and the kind of each name."""
    kind: dict[str, str] = {}
    for journey in journeys:
        for start, end, _ in journey.places:
            name = journey.text[start:end]
            kind[name] = _kind(name, names)
    pools: dict[str, list[str]] = {}
    for name in sorted(kind):
        if not name.isupper():
            pools.setdefault(kind[name], []).append(name)
    for each in set(kind.values()):
        pools.setdefault(each, [name for name in sorted(kind) if kind[name] == each])
    return pools, kind


def _kind(name: str, names: NameIndex) -> str:
    kinds = names.kinds(name.title() if name.isupper() else name)
    for known in ("country", "demonym", "water", "facility", "admin"):
        if known in kinds and ("city" not in kinds or known == "country"):
            return known
    return "other" if kinds else "unknown"


def new_model(vocabulary: int, weights: dict[str, Tensor], kept: list[int]) -> Encoder:
    """Return a model with the published weights of the lower layers and new heads."""
    model = Encoder(vocabulary, len(STATUSES))
    model.load_state_dict(pretrained_state(weights, kept), strict=False)
    model.layers = nn.ModuleList(list(model.layers)[:LAYERS])
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
    heads = [*model.outer.parameters(), *model.inner.parameters()]
    body = [p for n, p in model.named_parameters() if not n.startswith(("outer", "inner"))]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=DECAY,
        fused=True,
    )
    count = sum(len(windows_of(told, vocabulary)) for told in journeys)
    steps = epochs * -(-count // BATCH)
    warm = max(1, int(WARM_SHARE * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm)))
    )
    padding = vocabulary["[PAD]"]
    model.train()
    for epoch in range(epochs):
        read: list[tuple[Window, list[int], list[int]]] = []
        for told in journeys:
            played = renamed(told, pools, kind, chance) if chance.random() < RENAMED else told
            windows = windows_of(played, vocabulary, marked=chance.random() > NO_TRAVELLERS)
            read += [(window, *_targets(told, window)) for window in windows]
        chance.shuffle(read)
        total = 0.0
        for at in range(0, len(read), BATCH):
            batch = read[at : at + BATCH]
            fine, sides = scores_of(model, [window for window, _, _ in batch], padding)
            loss = functional.cross_entropy(
                fine,
                torch.tensor([t for _, targets, _ in batch for t in targets]),
                label_smoothing=SMOOTHING,
            ) + 0.5 * functional.cross_entropy(
                sides, torch.tensor([t for _, _, targets in batch for t in targets])
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        yield epoch, total / len(read)
