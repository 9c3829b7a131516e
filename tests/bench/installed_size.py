"""Megabytes of mapper installed with all it needs, in a fresh environment: `installed_size.py`.

Makes an environment in a temporary folder, installs this checkout there with one `pip install`, and
prints what the packages take, the ten largest, and pip and setuptools apart, which Python brings.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROUGHT = frozenset({"pip", "setuptools", "pkg_resources", "_distutils_hack"})


def megabytes(path: Path) -> float:
    """Return the size of a file or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def main() -> None:
    """Print the sizes as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT)], check=True)
        (packages,) = Path(folder).glob("lib/python*/site-packages")
        sizes = {entry.name: megabytes(entry) for entry in packages.iterdir()}
    brought = sum(size for name, size in sizes.items() if name.split("-")[0] in BROUGHT)
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:10]
    figures = {
        "megabytes": round(sum(sizes.values()) - brought, 1),
        "pip_and_setuptools": round(brought, 1),
        "largest": {name: round(size, 1) for name, size in largest},
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
