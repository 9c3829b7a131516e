"""What all files of a report are drawn from, each part made once, when first asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mapper.export.page.basemap import BUDGET_BYTES, Basemap, MapLabel, draw_basemap
from mapper.export.page.claims import ClaimDrawing, claim_drawings
from mapper.export.page.drawing import base_paths, draw_base, draw_scene
from mapper.export.page.frame import Bounds, Frame, fit_frame, page_window, zoom_of
from mapper.export.page.leaflet import leaflet_script, tile_provider
from mapper.export.page.outlines import report_areas
from mapper.export.page.paint import Painter
from mapper.export.page.placing import cluster_stops
from mapper.export.page.scene import Scene, Stop, scene_bounds, whole_bounds
from mapper.export.page.staging import make_scene, public_scene
from mapper.export.page.templates import asset_text, page_script
from mapper.export.page.words import Words, words_of
from mapper.model import LatLon, Report
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas

STILL = (1000, 667)  # pixels of the still picture: the 3:2 of the stage
INSET = (300, 220)
INSET_GAIN = 2.2  # an inset is worth its room from this enlargement on
INSET_STOPS = 3  # crowded: so many places in one pill, or in a few that touch
CROWDED_PX = 76.0  # in the still picture: what one pill holds on a stage of three quarters its size
SEAM_UNITS = 6
DETAIL_GAIN = 2.5  # a finer window is worth its bytes from this enlargement on


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A report with its settings, and the scenes that are drawn of it.

    `outlines` are those of regions by place id; without them the shipped gazetteer is asked.
    """

    report: Report
    settings: Settings = field(default_factory=Settings)
    outlines: "Areas | None" = None

    @cached_property
    def words(self) -> Words:
        """The words of the page's language."""
        return words_of(self.settings.language)

    @cached_property
    def scene(self) -> Scene:
        """All that is drawn and listed."""
        areas = report_areas(self.report) if self.outlines is None else self.outlines
        return make_scene(self.report, areas)

    @cached_property
    def public(self) -> Scene:
        """The scene without the stops to check."""
        return public_scene(self.scene)

    @cached_property
    def claims(self) -> tuple[ClaimDrawing, ...]:
        """The distance claims, their lines near the route."""
        return claim_drawings(self.report, self.scene.middle_lon)

    @property
    def claim_ends(self) -> list[LatLon]:
        """Both ends of every claim that is drawn."""
        return [point for claim in self.claims for point in (claim.line[:1] + claim.line[-1:])]

    @cached_property
    def page(self) -> "Page":
        """The page with all stops."""
        return Page(sheet=self, scene=self.scene)

    @cached_property
    def public_page(self) -> "Page":
        """The page for embeds: the same where no stop is to check."""
        return self.page if self.public is self.scene else Page(sheet=self, scene=self.public)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A scene on a page: its windows of the basemap, its still picture, its script."""

    sheet: Sheet
    scene: Scene

    @cached_property
    def fit_bounds(self) -> Bounds | None:
        """What is seen at first."""
        return scene_bounds(self.scene, self.sheet.claim_ends)

    @cached_property
    def still(self) -> Frame:
        """The frame of the still picture."""
        return fit_frame(self.fit_bounds, *STILL, 70)

    @cached_property
    def crowd(self) -> tuple[Frame | None, tuple[Stop, ...]]:
        """The frame of the inset and its stops; None without one."""
        return find_inset(self.scene, self.still)

    @property
    def inset(self) -> Frame | None:
        """The frame of the inset, or None."""
        return self.crowd[0]

    @cached_property
    def basemaps(self) -> tuple[Basemap, ...]:
        """The basemap of each window, the outer one first."""
        whole = whole_bounds(self.scene, self.sheet.claim_ends)
        windows = _windows(self.fit_bounds, whole, self.inset)
        settings = self.sheet.settings
        return tuple(
            draw_basemap(
                window,
                language=self.sheet.words.language,
                borders=settings.borders,
                avoid=tuple(s.point for s in self.scene.drawn if s.point),
                budget=BUDGET_BYTES // len(windows),
            )
            for window in windows
        )

    @property
    def basemap(self) -> Basemap:
        """The basemap of the outer window."""
        return self.basemaps[0]

    @cached_property
    def labels(self) -> list[MapLabel]:
        """The basemap's names: those of the finest window first, then the outer ones' others."""
        known: dict[str, MapLabel] = {}
        for basemap in (*self.basemaps[1:], self.basemap):
            for label in basemap.labels:
                known.setdefault(label.text, label)
        return list(known.values())

    @cached_property
    def zooms(self) -> tuple[float, float]:
        """The least and the most zoom: the window on a small stage, and the closest stops."""
        left, _, right, _ = self.basemap.window
        least = zoom_of(Frame(bounds=(left, 0, right, 1), width=300, height=300))
        first = zoom_of(self.still)
        return round(least * 4) / 4, round(max(9.0, first + 4) * 4) / 4

    @cached_property
    def script(self) -> str:
        """Leaflet, the map's objects, and what the page does with them."""
        tiles = self.sheet.settings.tiles
        made = leaflet_script(
            self.scene,
            self.sheet.claims,
            self.basemap.window,
            zooms=self.zooms,
            tiles=tile_provider(tiles) if tiles else None,
        )
        return f"{asset_text('leaflet.js')}\n{made}\n{page_script()}"

    @cached_property
    def base_svg(self) -> str:
        """The outer window of the basemap and, over it, the finer ones in their places."""
        painter, outer = Painter(mode="classes"), self.basemap
        out = base_paths(outer, painter)
        unit = (outer.window[2] - outer.window[0]) / outer.width
        for detail in self.basemaps[1:]:
            x = (detail.window[0] - outer.window[0]) / unit
            y = (detail.window[1] - outer.window[1]) / unit
            scale = (detail.window[2] - detail.window[0]) / detail.width / unit
            # the sea ends short of the window's edge, where both scales' land would show a hairline
            width, height = detail.width - 2 * SEAM_UNITS, detail.height - 2 * SEAM_UNITS
            sea = f'<rect class="sea" x="{SEAM_UNITS}" y="{SEAM_UNITS}" '
            sea += f'width="{width}" height="{height}"/>'
            out += f'<g transform="translate({x:.2f} {y:.2f}) scale({scale:.6f})">{sea}'
            out += f"{base_paths(detail, painter)}</g>"
        return out

    @cached_property
    def still_svg(self) -> str:
        """The inside of the still picture, over the page's basemap."""
        return self._drawn(self.still, self.labels)

    @cached_property
    def inset_svg(self) -> str:
        """The inside of the inset, or an empty text."""
        return self._drawn(self.inset, ()) if self.inset else ""

    def _drawn(self, frame: Frame, labels: Sequence[MapLabel]) -> str:
        painter = Painter(mode="classes")
        base = draw_base(self.basemap, frame, painter, reuse=True)
        return base + draw_scene(self.scene, (), self.basemap, frame, painter, labels=labels)


def find_inset(scene: Scene, frame: Frame) -> tuple[Frame | None, tuple[Stop, ...]]:
    """Return the frame of an inset and its stops, where at least three places crowd together.

    What shares a pill with one of the crowd belongs to it, so that every pill comes apart inside.
    """
    crowd: tuple[Stop, ...] = ()
    for cluster in cluster_stops(scene.stops, frame, CROWDED_PX):
        places = {s.point for s in cluster.stops}
        if len(places) >= INSET_STOPS and len(cluster.stops) > len(crowd):
            crowd = cluster.stops
    if not crowd or scene.many:
        return None, ()
    shared = [
        c.stops for c in cluster_stops(scene.stops, frame) if not {*c.stops}.isdisjoint(crowd)
    ]
    crowd = tuple(s for s in scene.stops if any(s in stops for stops in shared))
    part = Scene(title="", travellers=(), stops=crowd, lines=())
    inset = fit_frame(scene_bounds(part), *INSET, 42)
    return (inset, crowd) if inset.scale >= INSET_GAIN * frame.scale else (None, ())


def _windows(first: Bounds | None, whole: Bounds | None, inset: Frame | None) -> list[Bounds]:
    """Return the windows of the basemap, each finer and inside the one before.

    The outer one reaches to all that is drawn, the next one is what is seen at first, the last one
    where stops crowd.
    """
    view = page_window(first)
    windows = [view]
    if whole and not _inside(whole, view):
        windows.insert(0, _around(page_window(whole), view))
    if inset:
        detail = page_window(inset.bounds)
        if (detail[2] - detail[0]) * DETAIL_GAIN < view[2] - view[0]:
            windows.append(detail)
    return windows


def _inside(inner: Bounds, outer: Bounds) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _around(a: Bounds, b: Bounds) -> Bounds:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
