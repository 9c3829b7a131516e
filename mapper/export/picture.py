"""map.svg and card.png: the same map as a picture, drawn without a browser, fonts included.

The writer is ours and the renderer resvg: cairosvg needs a system library, staticmap needs tiles.
resvg draws no text at all with a generic family such as sans-serif, so that DejaVu Sans is bundled.
"""

from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from markupsafe import escape

from mapper.export.page.basemap import draw_basemap
from mapper.export.page.drawing import draw_base, draw_scene
from mapper.export.page.fonts import font_style
from mapper.export.page.frame import Frame, fit_frame
from mapper.export.page.paint import COLORS, FONT, Painter, chosen_colors, in_its_order
from mapper.export.page.placing import text_width
from mapper.export.page.plain import plain_text
from mapper.export.page.scene import Scene, scene_bounds
from mapper.export.page.sheet import Sheet, find_inset
from mapper.export.page.words import Words
from mapper.model import Report
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
MAP_SIZE = (1200, 800)
CARD_SIZE = (1200, 630)
SQUARE_SIZE = (1080, 1080)
TITLE_PX, SMALLEST_TITLE_PX, SMALL_PX = 34, 22, 15
HEADER_PX, FOOTER_PX, MARGIN_PX = 84, 34, 28
PICTURE_BUDGET = 60_000  # bytes of basemap path data
INSET_SHARE = 0.26  # of the picture's width


def map_svg(
    report: Report, *, settings: Settings | None = None, areas: "Areas | None" = None
) -> str:
    """Return the map with title, claims and credit as an SVG picture for print."""
    return draw_svg(Sheet(report=report, settings=settings or Settings(), outlines=areas))


def draw_svg(sheet: Sheet) -> str:
    """Return the print picture of a sheet, its fonts in it."""
    drawn = _picture(sheet, sheet.scene, MAP_SIZE, print_svg=True)
    start = drawn.index("<title>")
    return drawn[:start] + font_style(drawn) + drawn[start:]


def card_svg(
    report: Report, *, settings: Settings | None = None, areas: "Areas | None" = None
) -> str:
    """Return the social card as SVG; stops to check and claims are left out."""
    sheet = Sheet(report=report, settings=settings or Settings(), outlines=areas)
    return _picture(sheet, sheet.public, CARD_SIZE, print_svg=False)


def card_png(
    report: Report, *, settings: Settings | None = None, areas: "Areas | None" = None
) -> bytes:
    """Return the social card, 1200 x 630 pixels; the same report, the same bytes."""
    return draw_card(Sheet(report=report, settings=settings or Settings(), outlines=areas))


def draw_card(sheet: Sheet) -> bytes:
    """Return the social card of a sheet as PNG."""
    return svg_png(_picture(sheet, sheet.public, CARD_SIZE, print_svg=False))


def draw_square(sheet: Sheet) -> bytes:
    """Return the social card of a sheet as a square PNG, 1080 pixels wide and high."""
    return svg_png(_picture(sheet, sheet.public, SQUARE_SIZE, print_svg=False))


def svg_png(svg: str) -> bytes:
    """Return an SVG picture as PNG, with the bundled fonts alone."""
    import resvg_py

    assets = files("mapper.export").joinpath("assets")
    with as_file(assets) as folder:
        fonts = [str(folder / name) for name in FONTS]
        png = resvg_py.svg_to_bytes(
            svg_string=svg, font_files=fonts, skip_system_fonts=True, font_family=FONT
        )
    return bytes(png)


def unfit_names(names: set[str]) -> frozenset[str]:
    """Return the names with a letter that the bundled font cannot draw."""
    covered = _coverage()
    return frozenset(n for n in names if any(ord(c) not in covered for c in n))


@lru_cache(maxsize=1)
def _coverage() -> frozenset[int]:
    text = files("mapper.export").joinpath("assets", "coverage.txt").read_text("ascii")
    codes: set[int] = set()
    for part in text.split():
        first, last = part.split("-")
        codes.update(range(int(first, 16), int(last, 16) + 1))
    return frozenset(codes)


def _picture(sheet: Sheet, scene: Scene, size: tuple[int, int], *, print_svg: bool) -> str:
    """Return the picture of a scene: for print with the claims, else for resvg without them."""
    width, height = size
    words, settings = sheet.words, sheet.settings
    colors = {**COLORS, **chosen_colors(settings.colors)[0]}
    painter = Painter(mode="literal", colors=colors, for_resvg=not print_svg)
    drawings = sheet.claims if print_svg else ()
    ends = sheet.claim_ends if print_svg else []
    map_height = height - HEADER_PX - FOOTER_PX
    frame = fit_frame(scene_bounds(scene, ends), width, map_height, 76)
    basemap = draw_basemap(
        frame.bounds,
        language=words.language,
        borders=settings.borders,
        avoid=tuple(s.point for s in scene.drawn if s.point),
        budget=PICTURE_BUDGET,
    )
    unfit = unfit_names({name for s in scene.stops for name in (s.name, s.short)})
    labels = [n for n in basemap.labels if not unfit_names({n.text})]
    drawn = draw_scene(scene, drawings, basemap, frame, painter, unfit=unfit, labels=labels)
    inside = draw_base(basemap, frame, painter, reuse=False) + drawn
    inside += _inset(scene, frame, settings, painter, unfit)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(plain_text(scene.title, 200))}</title>"
        # header and footer cover what the map lets stick out: a clip would double resvg's time
        f'<g transform="translate(0 {HEADER_PX})">{inside}</g>'
        f'<rect width="{width}" height="{HEADER_PX}" fill="{COLORS["page"]}"/>'
        f'<rect y="{height - FOOTER_PX}" width="{width}" height="{FOOTER_PX}" '
        f'fill="{COLORS["page"]}"/>'
        f"{_header(scene, width, words)}"
        f"{_footer(size, words, len(unfit), settings.credit)}</svg>\n"
    )


def _inset(
    scene: Scene, frame: Frame, settings: Settings, painter: Painter, unfit: frozenset[str]
) -> str:
    """Return the enlarged part where stops crowd, in the corner that hides the fewest pins."""
    part, crowd = find_inset(scene, frame)
    if part is None:
        return ""
    width = frame.width * INSET_SHARE
    height = width * part.height / part.width
    points = [frame.px(s.point) for s in scene.drawn if s.point]
    corners = [
        (x, y) for y in (frame.height - height - 14, 14.0) for x in (14.0, frame.width - width - 14)
    ]
    x, y = min(
        corners,
        key=lambda c: sum(
            c[0] - 20 < px < c[0] + width + 20 and c[1] - 20 < py < c[1] + height + 20
            for px, py in points
        ),
    )
    base = draw_basemap(
        part.bounds, borders=settings.borders, units=900, budget=20_000, named=False
    )
    inside = draw_base(base, part, painter, reuse=False)
    inside += draw_scene(scene, (), base, part, painter, unfit=unfit, labels=[], cut=True)
    box = _box(crowd_box(frame, part))
    return (
        f"{box}"
        f'<g transform="translate({x:.1f} {y:.1f}) scale({width / part.width:.4f})">{inside}</g>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="none" '
        f'stroke="{COLORS["ink"]}" stroke-width="1.5"/>'
        if crowd
        else ""
    )


def crowd_box(frame: Frame, part: Frame) -> tuple[float, float, float, float]:
    """Return where the inset's window lies in the frame: x, y, width, height in pixels."""
    left, top, right, bottom = part.bounds
    scale = frame.scale
    return (
        (left - frame.bounds[0]) * scale,
        (top - frame.bounds[1]) * scale,
        (right - left) * scale,
        (bottom - top) * scale,
    )


def _box(box: tuple[float, float, float, float]) -> str:
    x, y, width, height = box
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="none" '
        f'stroke="{COLORS["ink"]}" stroke-width="1" stroke-dasharray="3 3"/>'
    )


def _header(scene: Scene, width: int, words: Words) -> str:
    draft = words["draft"] if scene.reviewed_by is None else ""
    room = width - 2 * MARGIN_PX - (text_width(draft, SMALL_PX) + 40 if draft else 0)
    sizes = range(TITLE_PX, SMALLEST_TITLE_PX, -2)
    size = next((s for s in sizes if text_width(scene.title, s) <= room), SMALLEST_TITLE_PX)
    rtl = words.direction == "rtl"
    start, end = (width - MARGIN_PX, MARGIN_PX) if rtl else (MARGIN_PX, width - MARGIN_PX)
    anchor = "end" if rtl else "start"
    first, second = _in_two(scene.title, size, room)
    out = _text(start, 38 if second else 48, first, size, "ink", bold=True, anchor=anchor)
    if second:
        out += _text(start, 68, second, size, "ink", bold=True, anchor=anchor)
    else:
        travellers = _fitted(" · ".join(scene.travellers[:3]), SMALL_PX + 1, width / 2)
        out += _text(start, 72, travellers, SMALL_PX + 1, "soft", anchor=anchor)
    if draft:
        half = text_width(draft, SMALL_PX) / 2 + 8
        middle = end + half if rtl else end - half
        out += (
            f'<rect x="{middle - half:.1f}" y="22" width="{2 * half:.1f}" height="28" rx="3" '
            f'fill="none" stroke="{COLORS["bad"]}" stroke-width="1.5" stroke-dasharray="4 3"/>'
        )
        out += _text(middle, 41, draft, SMALL_PX, "bad", bold=True, anchor="middle")
    return out


def _in_two(title: str, size: float, room: float) -> tuple[str, str]:
    """Return the title in one line or in two, the second cut to fit and empty without need."""
    if text_width(title, size) <= room:
        return _fitted(title, size, room), ""
    words = title.split()
    count = len(words) - 1
    while count > 1 and text_width(" ".join(words[:count]), size) > room:
        count -= 1
    return (
        _fitted(" ".join(words[:count]), size, room),
        _fitted(" ".join(words[count:]), size, room),
    )


def _footer(size: tuple[int, int], words: Words, left_out: int, own: str | None) -> str:
    width, height = size
    credit = words["embed_credit"]
    if own:
        credit = f"{plain_text(own, 120)} · {credit}"
    if left_out:
        credit += f" · {words.say('left_out', names=left_out)}"
    rtl = words.direction == "rtl"
    x = width - MARGIN_PX if rtl else MARGIN_PX
    anchor = "end" if rtl else "start"
    return _text(x, height - 12, _fitted(credit, 13, width - 60), 13, "soft", anchor=anchor)


def _fitted(text: str, size: float, room: float) -> str:
    """Return the text cut to fit, without letters that the font cannot draw."""
    covered = _coverage()
    text = "".join(c if ord(c) in covered else "\ufffd" for c in text)
    while text and text_width(text, size) > room:
        text = text[: int(len(text) * 0.9)].rstrip("… ") + "…" if len(text) > 3 else ""  # noqa: PLR2004 (the dots)
    return text


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    fill: str,
    *,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{FONT}" '
        f'font-size="{size:g}"{weight} fill="{COLORS[fill]}">{escape(in_its_order(words))}</text>'
    )
