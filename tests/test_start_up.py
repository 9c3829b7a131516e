"""`mapper --help` starts at once: nothing heavy is imported for it."""

import json
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


def mapper(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "mapper", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_the_process_ends_with_the_exit_code_and_its_whole_output(tmp_path):
    # more than a pipe holds: what is still buffered at the end arrives
    line = '{"id": "a", "text": "' + "Kim was here. " * 20_000 + '"}\n'
    done = mapper("geoparse", "--fast", input=line)
    assert done.returncode == 0
    assert [json.loads(row)["id"] for row in done.stdout.splitlines()] == ["a"]
    missing = mapper("audit", str(tmp_path / "missing.txt"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "missing.txt" in missing.stderr


def test_what_libraries_registered_for_the_end_is_still_called():
    code = (
        "import atexit, sys; atexit.register(print, 'called');"
        "sys.argv = ['mapper', '--version'];"
        "import mapper.__main__; mapper.__main__.run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "called"
