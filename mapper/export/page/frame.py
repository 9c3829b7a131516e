"""Rectangles of the Mercator world: what a picture of a given size shows, and where points fall."""

from dataclasses import dataclass
from functools import cached_property
from math import log2
from typing import TypeAlias

from mapper.export.page.projection import TILE_PX, near_lon, world_latlon, world_xy
from mapper.model import LatLon

Bounds: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom in world widths

SMALLEST_WORLD = 0.003  # about 1.1 degrees of longitude: closer, the basemap shows nothing
LONE_WORLD = 0.03  # about 11 degrees: round a single place, so that its country is to be seen
WORLD_BOUNDS: Bounds = (0.05, 0.25, 0.95, 0.72)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A picture of `width` x `height` pixels that shows a window of the world."""

    bounds: Bounds
    width: float
    height: float

    @cached_property
    def scale(self) -> float:
        """Pixels a world width."""
        return self.width / (self.bounds[2] - self.bounds[0])

    @property
    def middle_lon(self) -> float:
        """The longitude in the middle, in degrees."""
        return (self.bounds[0] + self.bounds[2]) / 2 * 360 - 180

    def px(self, point: LatLon) -> tuple[float, float]:
        """Return where a point falls, in pixels from the top left corner."""
        x, y = world_xy(point[0], point[1])
        return (x - self.bounds[0]) * self.scale, (y - self.bounds[1]) * self.scale

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Return whether a pixel lies inside, `margin` away from the edge."""
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def corners(self) -> tuple[LatLon, LatLon]:
        """Return the south-western and the north-eastern corner as (lat, lon)."""
        left, top, right, bottom = self.bounds
        return world_latlon(left, bottom), world_latlon(right, top)


def fit_frame(bounds: Bounds | None, width: float, height: float, pad: float) -> Frame:
    """Return the frame in which `bounds` lie `pad` pixels from the edges; the world for None."""
    left, top, right, bottom = bounds or WORLD_BOUNDS
    smallest = LONE_WORLD if (left, top) == (right, bottom) else SMALLEST_WORLD
    inner_width, inner_height = max(40.0, width - 2 * pad), max(40.0, height - 2 * pad)
    a_pixel = max(
        (right - left) / inner_width,
        (bottom - top) / inner_height,
        smallest / inner_width,
    )
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    half_x, half_y = a_pixel * width / 2, a_pixel * height / 2
    return Frame(
        bounds=(middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y),
        width=width,
        height=height,
    )


def first_bounds(bounds: Bounds | None) -> Bounds:
    """Return what a live map shows at first; a lone place with the land round it."""
    left, top, right, bottom = bounds or WORLD_BOUNDS
    if (left, top) != (right, bottom):
        return left, top, right, bottom
    half = LONE_WORLD / 2
    return left - half, top - half / 2, right + half, bottom + half / 2


def page_window(bounds: Bounds | None) -> Bounds:
    """Return the window of the page's basemap.

    It covers what a stage of 3:2 and of 1:1 shows at first, and as much again to move about in.
    """
    wide, tall = fit_frame(bounds, 300, 200, 30).bounds, fit_frame(bounds, 200, 240, 20).bounds
    left, right = min(wide[0], tall[0]), max(wide[2], tall[2])
    top, bottom = min(wide[1], tall[1]), max(wide[3], tall[3])
    grow_x, grow_y = (right - left) * 0.3, (bottom - top) * 0.3
    right_limit = left + 1 if right - left >= 1 else right + grow_x
    left = left if right - left >= 1 else left - grow_x
    return left, max(0.0, top - grow_y), min(right_limit, left + 1.0), min(1.0, bottom + grow_y)


def zoom_of(frame: Frame) -> float:
    """Return Leaflet's zoom at which a frame has its own scale."""
    return log2(frame.scale / TILE_PX)


def shift_near(point: LatLon, frame: Frame) -> LatLon:
    """Return the point with its longitude near the frame's middle."""
    return point[0], near_lon(point[1], frame.middle_lon)
