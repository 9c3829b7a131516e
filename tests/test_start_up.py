"""`mapper --help` starts at once: nothing heavy is imported for it."""

import subprocess
import sys

HEAVY = {
    "folium", "geopy", "jinja2", "networkx", "numpy", "onnxruntime", "pandas", "pyproj",
    "requests", "scipy", "shapely", "tzfpy",
}  # fmt: skip


def imported(*command):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
    )
    lines = (line.rsplit("|", 1) for line in done.stderr.splitlines() if "|" in line)
    return {parts[1].strip() for parts in lines}


def test_help_imports_nothing_heavy():
    modules = imported("-m", "mapper", "--help")
    assert "click" in modules
    assert not {module.split(".")[0] for module in modules} & HEAVY


def test_importing_mapper_imports_nothing_heavy():
    modules = imported("-c", "import mapper")
    assert "mapper" in modules
    assert not {module.split(".")[0] for module in modules} & HEAVY
