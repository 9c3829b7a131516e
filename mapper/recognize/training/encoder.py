"""The encoder in PyTorch (BERT, Devlin et al. 2019): MiniLM-L6 with word case and two heads."""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512
CASES = 64  # rows of the word-case table: case and gazetteer mark together, with room
EPSILON = 1e-12


class Layer(nn.Module):
    """One layer: attention, then two linear maps, each added and normalised."""

    def __init__(self, dropout: float) -> None:
        """Make an untrained layer."""
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.first_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.second_norm = nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = dropout

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return the states after this layer; `mask` is True where there is a piece."""
        count, length, _ = states.shape
        shape = (count, length, HEADS, WIDTH // HEADS)
        query, key, value = (
            part(states).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None, :]
        )
        mixed = self.out(mixed.transpose(1, 2).reshape(count, length, WIDTH))
        states = self.first_norm(states + self._drop(mixed))
        inner = self.down(functional.gelu(self.up(states)))
        normed: Tensor = self.second_norm(states + self._drop(inner))
        return normed

    def _drop(self, states: Tensor) -> Tensor:
        return functional.dropout(states, self.dropout, self.training)


class Encoder(nn.Module):
    """Pieces with their cases to scores of the outer labels and of places inside names."""

    def __init__(self, vocabulary: int, labels: int, dropout: float = 0.1) -> None:
        """Make an untrained encoder."""
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.cases = nn.Embedding(CASES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.outer, self.inner = nn.Linear(WIDTH, labels), nn.Linear(WIDTH, 3)
        self.dropout = dropout

    def forward(self, pieces: Tensor, cases: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of both heads for each piece."""
        places = torch.arange(pieces.shape[1])[None]
        states = self.norm(self.pieces(pieces) + self.positions(places) + self.cases(cases))
        states = functional.dropout(states, self.dropout, self.training)
        for layer in self.layers:
            states = layer(states, mask)
        states = functional.dropout(states, self.dropout, self.training)
        return self.outer(states), self.inner(states)


_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "first_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "second_norm",
}


def pretrained_state(weights: dict[str, Tensor], kept_pieces: list[int]) -> dict[str, Tensor]:
    """Return the state of an `Encoder` from the published weights; heads are left out.

    Every row of the case table begins as the published row for "first sentence".
    """
    words = "embeddings.word_embeddings.weight"
    state = {
        "pieces.weight": weights[words][kept_pieces],
        "positions.weight": weights["embeddings.position_embeddings.weight"],
        "cases.weight": weights["embeddings.token_type_embeddings.weight"][:1].repeat(CASES, 1),
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for theirs, ours in _NAMES.items():
            for kind in ("weight", "bias"):
                state[f"layers.{layer}.{ours}.{kind}"] = weights[
                    f"encoder.layer.{layer}.{theirs}.{kind}"
                ]
    return state
