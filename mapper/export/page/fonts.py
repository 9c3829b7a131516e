"""Fonts that a picture brings along, so that it looks the same where DejaVu Sans is not installed.

`vendor.py` cuts the bundled fonts once more by script, as WOFF2; a picture holds those alone whose
letters it uses. Programs that read no fonts from a file (some drawing programs) take the installed
DejaVu Sans, or what they have in its place.
"""

from base64 import b64encode
from functools import lru_cache
from importlib.resources import files

from mapper.export.page.paint import FONT

# Letters by script, as CSS writes ranges; Latin with punctuation, arrows and the signs of badges.
SUBSETS = {
    "latin": "U+20-7E,U+A0-17F,U+1E00-1EFF,U+2010-2026,U+2030-203A,U+20AC,U+2190-2193,U+2248,"
    "U+2260,U+2264-2265,U+2713,U+FFFD",
    "greek": "U+370-3FF",
    "cyrillic": "U+400-52F",
    "armenian": "U+531-58F",
    "hebrew": "U+591-5F4,U+FB1D-FB4F",
    "arabic": "U+600-6FF,U+FB50-FDFF,U+FE70-FEFF",
    "georgian": "U+10A0-10FF",
}
WEIGHTS = {"regular": "normal", "bold": "bold"}


def font_name(subset: str, weight: str) -> str:
    """Return the asset of a subset, such as "dejavu-greek-bold.woff2"."""
    return f"dejavu-{subset}-{weight}.woff2"


def font_style(text: str) -> str:
    """Return the style element with the fonts for the letters of a text."""
    letters = {*map(ord, set(text))}
    used = [name for name in SUBSETS if not letters.isdisjoint(_codes(name))]
    return f"<style>{''.join(_face(n, w) for n in used for w in WEIGHTS)}</style>"


@lru_cache(maxsize=len(SUBSETS))
def _codes(subset: str) -> frozenset[int]:
    codes: set[int] = set()
    for part in SUBSETS[subset].replace("U+", "").split(","):
        first, _, last = part.partition("-")
        codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(codes)


@lru_cache(maxsize=2 * len(SUBSETS))
def _face(subset: str, weight: str) -> str:
    asset = files("mapper.export").joinpath("assets", font_name(subset, weight))
    data = b64encode(asset.read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"{FONT}";font-weight:{WEIGHTS[weight]};'
        f'src:url("data:font/woff2;base64,{data}") format("woff2");'
        f"unicode-range:{SUBSETS[subset]}}}"
    )
