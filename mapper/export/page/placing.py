"""Where names and pins go in a picture so that they do not collide: greedy, over ten positions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from math import copysign
from typing import TypeAlias
from unicodedata import east_asian_width

from mapper.export.page.frame import Frame
from mapper.export.page.scene import Stop

Box: TypeAlias = tuple[float, float, float, float]

NEAR_PX = 26.0  # pins closer than this share one pill
SPOTS = (
    (1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1), (1.6, -0.6), (1.6, 0.6),
)  # fmt: skip
CENTER_SPOTS = ((0, 0), (0, -26), (0, 26))
REGION_SPOTS = (*CENTER_SPOTS, (1, 0), (-1, 0), (1, -9), (1, 9), (-1, -9), (-1, 9))
LETTER, WIDE_LETTER = 0.66, 1.1  # of the font size: a letter that was not measured, and a CJK one
UNITS_PER_EM = 2048  # of DejaVu Sans Bold
MOST_LABELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Stops whose pins would overlap, drawn as one pill at their middle."""

    stops: tuple[Stop, ...]
    x: float
    y: float

    @property
    def text(self) -> str:
        """What stands on the pill: "2·9", each label once; "1·2·3+4" where there are many."""
        labels = list(dict.fromkeys(s.label or "·" for s in self.stops))
        if len(labels) > MOST_LABELS:
            return "·".join(labels[:3]) + f"+{len(labels) - 3}"
        return "·".join(labels)

    @property
    def names(self) -> str:
        """The names of its places, two at most."""
        names = self._place_names
        return " · ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")  # noqa: PLR2004

    @property
    def short_name(self) -> str:
        """The name of its first place, and how many others there are."""
        first, *others = self._place_names
        return first + (f" +{len(others)}" if others else "")

    @property
    def _place_names(self) -> list[str]:
        """One name a place, in the order of the stops."""
        names: dict[object, str] = {}
        for stop in self.stops:
            names.setdefault(stop.point, stop.short)
        return list(dict.fromkeys(names.values()))

    @property
    def width(self) -> float:
        """The width of the pill in pixels."""
        return max(26.0, 14 + 8.2 * len(self.text))


def cluster_stops(stops: Iterable[Stop], frame: Frame, near: float = NEAR_PX) -> list[Cluster]:
    """Return the pins of a frame, those that would overlap joined; in the order of the stops."""
    groups: list[tuple[float, float, list[Stop]]] = []
    for stop in stops:
        if stop.point is None or not stop.pinned:
            continue
        x, y = frame.px(stop.point)
        if not frame.holds(x, y, -near):
            continue
        for gx, gy, members in groups:
            if (gx - x) ** 2 + (gy - y) ** 2 < near**2:
                members.append(stop)
                break
        else:
            groups.append((x, y, [stop]))
    return _merged([Cluster(stops=tuple(members), x=x, y=y) for x, y, members in groups])


def _merged(clusters: list[Cluster]) -> list[Cluster]:
    """Return the clusters with those joined whose pills would overlap."""
    for i, a in enumerate(clusters):
        for b in clusters[i + 1 :]:
            if abs(a.y - b.y) < NEAR_PX and abs(a.x - b.x) < (a.width + b.width) / 2:
                stops = sorted((*a.stops, *b.stops), key=lambda s: int(s.key[1:]))
                rest = [c for c in clusters if c is not a and c is not b]
                return _merged([*rest[:i], Cluster(stops=tuple(stops), x=a.x, y=a.y), *rest[i:]])
    return clusters


def text_width(text: str, size: float) -> float:
    """Return how wide a text is set in DejaVu Sans Bold, in pixels."""
    known = _advances()
    return size * sum(
        known.get(c) or (WIDE_LETTER if east_asian_width(c) in "WF" else LETTER) for c in text
    )


@lru_cache(maxsize=1)
def _advances() -> dict[str, float]:
    """Return the width of each measured letter, of the font size."""
    rows = files("mapper.export").joinpath("assets", "advances.txt").read_text("ascii")
    return {
        chr(int(code, 16)): int(width) / UNITS_PER_EM
        for width, *codes in map(str.split, rows.splitlines())
        for code in codes
    }


def place_text(
    text: str,
    size: float,
    at: tuple[float, float],
    gap: tuple[float, float],
    *,
    frame: Frame,
    taken: list[Box],
    ways: Sequence[Box] = (),
    spots: Sequence[tuple[float, float]] = SPOTS,
) -> tuple[float, float] | None:
    """Return the middle of a text that hits nothing in `taken`, and take it; None without room.

    `gap` is how far it stays off beside and above; a place off the `ways` is sought first.
    """
    width, height = text_width(text, size), size * 1.25
    for free, (dx, dy) in product((ways, ()) if ways else ((),), spots):
        x = at[0] + dx * gap[0] + (copysign(width / 2, dx) if dx else 0)
        y = at[1] + dy * gap[1] + (dy * 2 if dx else (copysign(height / 2, dy) if dy else 0))
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        inside = frame.holds(box[0], box[1], 3) and frame.holds(box[2], box[3], 3)
        if inside and not any(overlap(box, other) for other in (*taken, *free)):
            taken.append(box)
            return x, y
    return None


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes share a pixel."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
