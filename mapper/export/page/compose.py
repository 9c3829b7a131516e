"""What the templates of map and embed are filled with: text as text, numbers as numbers."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mapper.export.page.basemap import BUDGET_BYTES, Basemap, MapLabel, draw_basemap
from mapper.export.page.claims import ClaimDrawing, claim_drawings
from mapper.export.page.drawing import base_paths, draw_base, draw_scene
from mapper.export.page.facts import FACTS_FOLDED, FACTS_SHOWN
from mapper.export.page.frame import WORLD_BOUNDS, Bounds, Frame, fit_frame, page_window, zoom_of
from mapper.export.page.leaflet import (
    MANY,
    MAP_ID,
    leaflet_script,
    many_layers,
    tile_provider,
)
from mapper.export.page.outlines import report_areas
from mapper.export.page.paint import Painter, chosen_colors
from mapper.export.page.placing import cluster_stops
from mapper.export.page.plain import plain_text, safe_link, writable
from mapper.export.page.projection import world_latlon
from mapper.export.page.scene import (
    Scene,
    Stop,
    make_scene,
    public_scene,
    scene_bounds,
    whole_bounds,
)
from mapper.export.page.words import Words, words_of
from mapper.model import LatLon, Report
from mapper.settings import Settings

if TYPE_CHECKING:
    from jinja2 import Environment

    from mapper.export.page.scene import Areas

STILL = (1000, 667)  # pixels of the still picture: the 3:2 of the stage
INSET = (300, 220)
INSET_GAIN = 2.2  # an inset is worth its room from this enlargement on
INSET_STOPS = 3  # crowded: so many places in one pill, or in a few that touch
CROWDED_PX = 60.0
ISLAND_WORDS = ("map_label", "position", "play", "pause", "zoom_in", "zoom_out")
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
SEAM_UNITS = 6
DETAIL_GAIN = 2.5  # a finer window is worth its bytes from this enlargement on
PAGE_ROWS = 100  # stops a page of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A scene with all that both pages need of it."""

    report: Report
    scene: Scene
    claims: tuple[ClaimDrawing, ...]
    basemap: Basemap
    details: tuple[Basemap, ...]
    still: Frame
    words: Words
    settings: Settings
    inset: Frame | None
    inset_stops: tuple[Stop, ...]
    fit_bounds: Bounds | None


def make_page(
    report: Report,
    settings: Settings | None,
    areas: "Areas | None",
    *,
    public: bool,
) -> Page:
    """Return the page of a report; `public` leaves out the stops to check (for embeds)."""
    settings = settings or Settings()
    scene = make_scene(report, report_areas(report) if areas is None else areas)
    scene = public_scene(scene) if public else scene
    claims = claim_drawings(report, scene.middle_lon)
    ends = [p for c in claims for p in (c.line[:1] + c.line[-1:])]
    bounds = scene_bounds(scene, ends)
    still = fit_frame(bounds, *STILL, 70)
    inset, crowd = find_inset(scene, still)
    windows = _windows(bounds, whole_bounds(scene, ends), inset)
    avoid = tuple(s.point for s in scene.drawn if s.point)
    basemap, *details = (
        draw_basemap(
            window,
            language=words_of(settings.language).language,
            borders=settings.borders,
            avoid=avoid,
            budget=BUDGET_BYTES // len(windows),
        )
        for window in windows
    )
    return Page(
        report=report,
        scene=scene,
        claims=claims,
        basemap=basemap,
        details=tuple(details),
        still=still,
        words=words_of(settings.language),
        settings=settings,
        inset=inset,
        inset_stops=crowd,
        fit_bounds=bounds,
    )


def find_inset(scene: Scene, frame: Frame) -> tuple[Frame | None, tuple[Stop, ...]]:
    """Return the frame of an inset and its stops, where at least three places crowd together."""
    crowd: tuple[Stop, ...] = ()
    for cluster in cluster_stops(scene.stops, frame, CROWDED_PX):
        places = {s.point for s in cluster.stops}
        if len(places) >= INSET_STOPS and len(cluster.stops) > len(crowd):
            crowd = cluster.stops
    if not crowd or len(scene.drawn) > MANY:
        return None, ()
    part = Scene(title="", travellers=(), stops=crowd, lines=())
    inset = fit_frame(scene_bounds(part), *INSET, 42)
    return (inset, crowd) if inset.scale >= INSET_GAIN * frame.scale else (None, ())


def page_context(page: Page, *, embed: bool) -> dict[str, Any]:
    """Return what a template is filled with."""
    script = _script(page)
    style = style_sheet(page.settings)
    hosts = _tile_hosts(page.settings)
    return {
        "page": page,
        "scene": page.scene,
        "claims": page.claims,
        "report": page.report,
        "w": page.words,
        "script": script,
        "style": style,
        "island": island_json(_island(page, embed=embed)),
        "csp": content_policy(script, style, hosts),
        "referrer": "strict-origin-when-cross-origin" if hosts else "no-referrer",
        "base": _base(page),
        "still": still_svg(page),
        "inset": inset_svg(page),
        "inset_names": ", ".join(dict.fromkeys(s.name for s in page.inset_stops)),
        "facts_shown": FACTS_SHOWN,
        "facts_folded": FACTS_FOLDED,
        "page_rows": PAGE_ROWS,
        "when": page.words.when,
        "status": lambda stop: status_words(stop, page.words),
        "credits": _credits(page),
        "own_credit": plain_text(page.settings.credit or "", 200),
        "no_language": _missing_language(page.settings),
        "short_title": plain_text(page.scene.title, 120),
        "id": page_id(page.report),
    }


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


def _base(page: Page) -> str:
    """Return the page's basemap: the outer window and, over it, the finer ones in their places."""
    painter, outer = Painter(mode="classes"), page.basemap
    out = base_paths(outer, painter)
    unit = (outer.window[2] - outer.window[0]) / outer.width
    for detail in page.details:
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


def page_id(report: Report) -> str:
    """Return a short name of the report's title, for messages to parent pages."""
    return f"mapper-{sha256(report.title.encode('utf8', 'replace')).hexdigest()[:10]}"


def status_words(stop: Stop, words: Words) -> str:
    """Return a stop's status, and whether it is to check."""
    text = words[f"status_{stop.visit.status}"]
    return f"{text}, {words['to_check']}" if stop.shape == "hollow" else text


def style_sheet(settings: Settings | None = None) -> str:
    """Return the one style sheet of all pages, with the newsroom's colours."""
    light, dark = chosen_colors(settings.colors if settings else ())
    own = "".join(
        f"@media {media} {{ :root {{ {_variables(colors)} }} }}\n"
        for media, colors in (
            ("screen and (prefers-color-scheme: light)", light),
            ("screen and (prefers-color-scheme: dark)", dark),
            ("print", light),
        )
        if colors
    )
    return _asset("leaflet.css") + _template("page.css") + own


def _variables(colors: Mapping[str, str]) -> str:
    return "; ".join(f"--{name}: {color}" for name, color in colors.items())


def render_template(name: str, context: Mapping[str, Any]) -> str:
    """Return a template of ours filled in; every value is escaped unless the template says safe."""
    return _environment().get_template(name).render(context)


def island_json(data: object) -> str:
    r"""Return JSON that may stand in a script element: no character that a parser could act on.

    >>> island_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return text


def content_policy(script: str, style: str, image_hosts: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy that allows this script and this style and no other."""
    images = " ".join(["data:", *image_hosts])
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        f"img-src {images}; base-uri 'none'; form-action 'none'"
    )


def snippet_policy(script: str, style: str) -> str:
    """Return the policy of the snippets' page: it shows the embed and the card beside it."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src 'self' file:; frame-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def still_svg(page: Page) -> str:
    """Return the inside of the still picture, over the page's basemap."""
    painter = Painter(mode="classes")
    base = draw_base(page.basemap, page.still, painter, reuse=True)
    labels = _labels(page)
    return base + draw_scene(page.scene, (), page.basemap, page.still, painter, labels=labels)


def inset_svg(page: Page) -> str:
    """Return the inside of the inset, or an empty text."""
    if page.inset is None:
        return ""
    painter = Painter(mode="classes")
    base = draw_base(page.basemap, page.inset, painter, reuse=True)
    return base + draw_scene(page.scene, (), page.basemap, page.inset, painter, labels=())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _script(page: Page) -> str:
    provider = tile_provider(page.settings.tiles) if page.settings.tiles else None
    made = leaflet_script(
        page.scene, page.claims, page.basemap.window, zooms=_zooms(page), tiles=provider
    )
    return f"{_asset('leaflet.js')}\n{made}\n{_template('page.js')}"


def _zooms(page: Page) -> tuple[float, float]:
    """Return the least and the most zoom: the window on a small stage, and the closest stops."""
    left, _, right, _ = page.basemap.window
    least = zoom_of(Frame(bounds=(left, 0, right, 1), width=300, height=300))
    first = zoom_of(page.still)
    return round(least * 4) / 4, round(max(9.0, first + 4) * 4) / 4


def _tile_hosts(settings: Settings) -> tuple[str, ...]:
    if not settings.tiles:
        return ()
    url = tile_provider(settings.tiles).build_url(scale_factor="")
    host = url.split("/")[2].replace("{s}", "*")
    return (f"https://{host}",)


def _island(page: Page, *, embed: bool) -> dict[str, Any]:
    words, basemap = page.words, page.basemap
    many = len(page.scene.drawn) > MANY
    return {
        "map": f"map_{MAP_ID}",
        "many": [f"geo_json_{key}" for key in many_layers(page.scene)] if many else [],
        "embed": embed,
        "id": page_id(page.report),
        "words": {key: words[key] for key in ISLAND_WORDS},
        "base": {
            "width": basemap.width,
            "height": basemap.height,
            "bounds": _lat_lon_box(basemap.window),
        },
        "bounds": _lat_lon_box(page.fit_bounds or WORLD_BOUNDS),
        "fitZoom": round(max(zoom_of(page.still) + 0.5, 1), 2),
        "maxZoom": _zooms(page)[1],
        "inset": _lat_lon_box(page.inset.bounds) if page.inset else None,
        "stops": [_island_stop(stop, words) for stop in page.scene.stops],
        "lines": [
            {"key": line.key, "side": line.side, "open": line.unconfirmed}
            for line in page.scene.lines
        ],
        "claims": [{"key": c.key, "label": c.label, "mark": c.mark} for c in page.claims if c.line],
        "labels": [
            {"text": n.text, "at": [n.lat, n.lon], "kind": n.kind, "zoom": n.zoom}
            for n in _labels(page)
        ],
    }


def _labels(page: Page) -> list[MapLabel]:
    """Return the basemap's names: those of the first view, then the outer window's others."""
    known: dict[str, MapLabel] = {}
    for basemap in (*page.details, page.basemap):
        for label in basemap.labels:
            known.setdefault(label.text, label)
    return list(known.values())


def _island_stop(stop: Stop, words: Words) -> dict[str, Any]:
    fact = stop.facts[0] if stop.facts else None
    return {
        "key": stop.key,
        "label": stop.label,
        "name": stop.name,
        "short": stop.short,
        "shape": stop.shape,
        "at": [round(c, 4) for c in stop.point] if stop.point else None,
        "when": words.when(stop.visit.when),
        "status": status_words(stop, words),
        "quote": fact.quote if fact else "",
        "source": fact.source if fact else "",
    }


def _lat_lon_box(bounds: Bounds) -> list[LatLon]:
    south, west = world_latlon(bounds[0], bounds[3])
    north, east = world_latlon(bounds[2], bounds[1])
    return [(round(south, 4), round(west, 4)), (round(north, 4), round(east, 4))]


def _missing_language(settings: Settings) -> str:
    """Return what to say where the pages do not speak the language asked for; else empty."""
    words = words_of(settings.language)
    if words.language.casefold() in {
        settings.language.casefold(),
        settings.language.split("-", maxsplit=1)[0].casefold(),
    }:
        return ""
    return words.say("no_language", language=plain_text(settings.language, 40))


def _credits(page: Page) -> list[str]:
    words, provenance = page.words, page.report.provenance
    gazetteer = ", ".join(provenance.credits) or "GeoNames (CC BY 4.0)"
    lines = [words.say("credit", places=gazetteer)]
    if page.settings.tiles:
        provider = tile_provider(page.settings.tiles)
        lines.append(plain_text(str(provider.get("attribution", page.settings.tiles))))
    lines.append(words.say("method", version=provenance.version))
    if provenance.as_of:
        lines.append(words.say("as_of", day=provenance.as_of))
    return lines


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    return files("mapper.export").joinpath("assets", name).read_text("utf8")


@lru_cache(maxsize=8)
def _template(name: str) -> str:
    return files("mapper.export").joinpath("templates", name).read_text("utf8")


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        finalize=writable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain_text
    environment.filters["link"] = safe_link
    return environment
