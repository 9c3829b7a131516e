"""Two stylings of one drawing: classes for the page's style sheet, literal values for pictures.

Pictures go to renderers that know neither CSS variables nor `vector-effect` nor system fonts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from unicodedata import bidirectional

from markupsafe import escape

from mapper.errors import SettingsError

# Light colours of `templates/page.css`; a test holds the two together and checks their contrast.
COLORS: Mapping[str, str] = {
    "page": "#ffffff",
    "ink": "#1b1f23",
    "soft": "#55606b",
    "sea": "#dbe7ee",
    "land": "#f8f6f1",
    "river": "#b5cbd9",
    "border": "#a39d92",
    "halo": "#ffffff",
    "sea-name": "#3f637c",
    "country-name": "#6a655c",
    "t0": "#0b5394",
    "t1": "#9c2a10",
    "t2": "#2a662a",
    "t3": "#6a3d9a",
    "on": "#ffffff",
    "good": "#1c6537",
    "fair": "#51585f",
    "bad": "#a3300b",
}
DARK_GROUNDS = {"page": "#12171c", "sea": "#15222c", "land": "#29323a", "on": "#0c1116"}
# What `--color` may set, and the variable of the style sheet that it is.
COLOR_NAMES = {"route": "t0", "route-2": "t1", "route-3": "t2", "route-4": "t3"}
DARK = "-dark"
LEAST_LINE, LEAST_TEXT = 3.0, 4.5  # contrast by WCAG 2.2, 1.4.11 and 1.4.3
FONT = "DejaVu Sans"
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Painter:
    """Writes SVG elements for the page ("classes") or for a picture ("literal").

    With `for_resvg` a text and its halo are one element, which resvg lays out once; programs that
    do not know `paint-order` would draw the halo over the letters.
    """

    mode: Literal["classes", "literal"]
    colors: Mapping[str, str] = field(default_factory=lambda: COLORS)
    for_resvg: bool = False

    def style(self, classes: str, **attributes: str | float) -> str:
        """Return the attributes: the classes, or the attributes with their colours filled in."""
        if self.mode == "classes":
            return f' class="{classes}"'
        return "".join(
            f' {name.replace("_", "-")}="{self.colors.get(str(value), value)}"'
            for name, value in attributes.items()
        )

    def text(
        self, x: float, y: float, words: str, classes: str, *, size: float, fill: str, bold: bool
    ) -> str:
        """Return a text set around (x, y), with a halo in pictures."""
        place = f'x="{x:.1f}" y="{y + size * 0.36:.1f}" text-anchor="middle"'
        if self.mode == "classes":
            return f'<text {place} class="{classes}" font-size="{size:g}">{escape(words)}</text>'
        words = in_its_order(words)
        weight = ' font-weight="bold"' if bold else ""
        look = f'font-family="{FONT}" font-size="{size:g}"{weight} fill="{self.colors[fill]}"'
        if fill == "on":
            return f"<text {place} {look}>{escape(words)}</text>"
        halo = f'stroke="{self.colors["halo"]}" stroke-width="3.5" stroke-linejoin="round"'
        if self.for_resvg:
            return f'<text {place} {look} {halo} paint-order="stroke">{escape(words)}</text>'
        return (
            f"<text {place} {look} {halo}>{escape(words)}</text>"
            f"<text {place} {look}>{escape(words)}</text>"
        )


def in_its_order(words: str) -> str:
    """Return a line that begins in a right-to-left script so marked: resvg takes all as the other.

    Without the marks (an embedding, U+202B to U+202C) its Latin words and figures change places.
    """
    first = next((bidirectional(c) for c in words if bidirectional(c) in {"L", "R", "AL"}), "L")
    return words if first == "L" else f"\u202b{words}\u202c"


def chosen_colors(pairs: Sequence[tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the colours that a newsroom set, for light and for dark pages, by variable.

    Raises SettingsError for an unknown name, for what is no colour, and for one that does not
    stand out: 3 to 1 from land, sea and page, and 4.5 to 1 from the page and from a pin's number.
    """
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for name, color in pairs:
        variable = COLOR_NAMES.get(name.removesuffix(DARK))
        if variable is None:
            message = f"--color {name}: no such colour; known are {', '.join(COLOR_NAMES)}."
            raise SettingsError(message)
        if not _HEX.fullmatch(color):
            message = f"--color {name}={color}: write the colour as #rrggbb."
            raise SettingsError(message)
        _check_contrast(name, color, DARK_GROUNDS if name.endswith(DARK) else COLORS)
        (dark if name.endswith(DARK) else light)[variable] = color.lower()
    return light, dark


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours (`#rrggbb`) as WCAG 2.2 defines it, 1 to 21."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)  # noqa: PLR2004 (sRGB)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _check_contrast(name: str, color: str, grounds: Mapping[str, str]) -> None:
    for ground in ("land", "sea", "page", "on"):
        least = LEAST_TEXT if ground in {"page", "on"} else LEAST_LINE
        found = contrast(color, grounds[ground])
        if found < least:
            what = "a pin's number" if ground == "on" else f"the {ground}"
            message = (
                f"--color {name}={color}: its contrast to {what} ({grounds[ground]}) is "
                f"{found:.1f}, at least {least:g} is needed; choose a stronger colour."
            )
            raise SettingsError(message)
