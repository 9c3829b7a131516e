"""Two stylings of one drawing: classes for the page's style sheet, literal values for pictures.

Pictures go to renderers that know neither CSS variables nor `vector-effect` nor system fonts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import escape

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
FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Painter:
    """Writes SVG elements for the page ("classes") or for a picture ("literal")."""

    mode: Literal["classes", "literal"]

    def style(self, classes: str, **attributes: str | float) -> str:
        """Return the attributes: the classes, or the attributes with their colours filled in."""
        if self.mode == "classes":
            return f' class="{classes}"'
        return "".join(
            f' {name.replace("_", "-")}="{COLORS.get(str(value), value)}"'
            for name, value in attributes.items()
        )

    def text(
        self, x: float, y: float, words: str, classes: str, *, size: float, fill: str, bold: bool
    ) -> str:
        """Return a text set around (x, y), with a halo in pictures."""
        place = f'x="{x:.1f}" y="{y + size * 0.36:.1f}" text-anchor="middle"'
        if self.mode == "classes":
            return f'<text {place} class="{classes}" font-size="{size:g}">{escape(words)}</text>'
        weight = ' font-weight="bold"' if bold else ""
        look = f'font-family="{FONT}" font-size="{size:g}"{weight} fill="{COLORS[fill]}"'
        halo = ""
        if fill != "on":
            halo = (
                f'<text {place} {look} stroke="{COLORS["halo"]}" stroke-width="3.5" '
                f'stroke-linejoin="round">{escape(words)}</text>'
            )
        return f"{halo}<text {place} {look}>{escape(words)}</text>"
