"""Groups of like words for the fast tagger, from the published encoder's table of pieces.

Words that are pieces of their own (about 21,000) are grouped by k-means on their vectors, coarsely
and finely: "Moscow" learns from "Kiev", "Lavrov" from "Merkel". Same table, same groups.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZES = (64, 400)  # coarse and fine; each word of a run costs one look-up whatever their number
ROUNDS = 20
SEED = 7


def word_clusters(
    pieces: Sequence[str], vectors: NDArray[np.float32]
) -> dict[str, tuple[str, ...]]:
    """Return the group numbers of every piece that is a whole word of letters."""
    rows = [row for row, piece in enumerate(pieces) if piece.isalpha() and len(piece) > 1]
    points = vectors[rows] - vectors[rows].mean(axis=0)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    groups = [_nearest_centres(points, size) for size in SIZES]
    return {pieces[row]: tuple(str(group[at]) for group in groups) for at, row in enumerate(rows)}


def _nearest_centres(points: NDArray[np.float32], size: int) -> NDArray[np.int64]:
    """Return the group of each point: spherical k-means, begun at points drawn with a seed."""
    chooser = np.random.default_rng(SEED)
    centres = points[chooser.choice(len(points), size, replace=False)]
    chosen = np.zeros(len(points), np.int64)
    for _ in range(ROUNDS):
        chosen = (points @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, chosen, points)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return chosen
