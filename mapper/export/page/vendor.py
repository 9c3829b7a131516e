"""Make the vendored assets: `python -m mapper.export.page.vendor LEAFLET FONTS`.

LEAFLET is the unpacked npm package leaflet 1.9.4 (BSD-2-Clause), FONTS a folder with DejaVu Sans
2.37 (free licence, `DejaVuSans.ttf` and `DejaVuSans-Bold.ttf`); needs fontTools and brotli. Both
are committed in the form the pages use: Leaflet without its map of sources and without rules that
load pictures, the fonts cut to the scripts below and once more by script. `vendor.toml` holds the
hashes, and a test compares them.
"""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

from mapper.export.page.fonts import SUBSETS, WEIGHTS, font_name

ASSETS = Path(__file__).parent.parent / "assets"
# Latin with its extensions, IPA, Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian; punctuation,
# currency, letterlike, numbers, arrows, some shapes; Arabic presentation forms.
SCRIPTS = (
    "U+20-7E,U+A0-24F,U+250-2FF,U+300-36F,U+370-3FF,U+400-52F,U+531-58F,U+591-5F4,U+600-6FF,"
    "U+10A0-10FF,U+1E00-1EFF,U+2000-206F,U+20A0-20BF,U+2100-214F,U+2150-218F,U+2190-21FF,"
    "U+25A0-25FF,U+2713,U+FB50-FDFF,U+FE70-FEFF,U+FFFD"
)
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
LAST_MEASURED = 0x590  # Latin, Greek, Cyrillic, Armenian; the others count with a mean width
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")
PICTURE_RULE = re.compile(rb"[^{}]+\{[^{}]*url\([^)]*\)[^{}]*\}")  # layer, marker icons, VML


def write_assets(leaflet: Path, fonts: Path) -> None:
    """Write the assets; the caller compares `vendor.toml` in review."""
    script = SOURCE_MAP.sub(b"\n", (leaflet / "dist" / "leaflet.js").read_bytes())
    (ASSETS / "leaflet.js").write_bytes(script)
    style = PICTURE_RULE.sub(b"", (leaflet / "dist" / "leaflet.css").read_bytes())
    (ASSETS / "leaflet.css").write_bytes(style)
    (ASSETS / "leaflet.LICENSE").write_bytes((leaflet / "LICENSE").read_bytes())
    for name in FONTS:
        _cut_font(fonts / name, ASSETS / name)
    for weight, name in zip(WEIGHTS, FONTS, strict=True):
        for subset, ranges in SUBSETS.items():
            _cut_font(ASSETS / name, ASSETS / font_name(subset, weight), ranges, "--flavor=woff2")
    _write_coverage(ASSETS / FONTS[1])
    _write_advances(ASSETS / FONTS[1])
    lines = ["# sha256 of the vendored files, as written by mapper.export.page.vendor", "[sha256]"]
    cut = [font_name(subset, weight) for subset in SUBSETS for weight in WEIGHTS]
    names = ("leaflet.js", "leaflet.css", *FONTS, *cut)
    lines += [f'"{n}" = "{hashlib.sha256((ASSETS / n).read_bytes()).hexdigest()}"' for n in names]
    (ASSETS / "vendor.toml").write_text("\n".join(lines) + "\n", "utf8")


def _write_coverage(font: Path) -> None:
    """Write the characters that the font draws, as ranges, so that no run reads the font."""
    from fontTools.ttLib import TTFont

    codes = sorted(TTFont(font).getBestCmap())
    starts = [c for c in codes if c - 1 not in set(codes)]
    ends = [c for c in codes if c + 1 not in set(codes)]
    ranges = [f"{a:x}-{b:x}" for a, b in zip(starts, ends, strict=True)]
    (ASSETS / "coverage.txt").write_text(" ".join(ranges) + "\n", "ascii")


def _write_advances(font: Path) -> None:
    """Write how wide the letters are that names are set in: a line a width, in font units."""
    from fontTools.ttLib import TTFont

    face = TTFont(font)
    widths: dict[int, list[int]] = {}
    for code, glyph in face.getBestCmap().items():
        if code < LAST_MEASURED:
            widths.setdefault(face["hmtx"][glyph][0], []).append(code)
    lines = [
        f"{width} {' '.join(f'{c:x}' for c in sorted(codes))}"
        for width, codes in sorted(widths.items())
    ]
    (ASSETS / "advances.txt").write_text("\n".join(lines) + "\n", "ascii")


def _cut_font(source: Path, target: Path, ranges: str = SCRIPTS, *more: str) -> None:
    command = [sys.executable, "-m", "fontTools.subset", str(source), f"--unicodes={ranges}"]
    options = ["--layout-features=*", "--no-hinting", f"--output-file={target}", *more]
    subprocess.run([*command, *options, "--no-recalc-timestamp"], check=True)  # noqa: S603  # ours


if __name__ == "__main__":
    write_assets(Path(sys.argv[1]), Path(sys.argv[2]))
