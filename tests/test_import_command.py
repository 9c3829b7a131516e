"""`mapper gazetteer import` on bad input: a clear error or a counted skip, never a lost file."""

import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from click.testing import CliRunner

from mapper.cli import main
from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.store import Gazetteer

GOOD = "id,name,lat,lon\nown:1,Old Place,10,20\n"


def row(number, name, lat=10, lon=20, code="PPL", **more):
    fields = [number, name, name, more.get("aliases", ""), lat, lon, more.get("fclass", "P"), code]
    fields += ["XY", "", more.get("admin1", ""), more.get("admin2", ""), "", "", 100, "", 5]
    return "\t".join(map(str, [*fields, "Etc/UTC", "2026-01-01"])) + "\n"


def run(*arguments):
    return CliRunner().invoke(main, ["gazetteer", "import", *map(str, arguments)])


def look(path, name):
    return Gazetteer([GazetteerFile(path)]).lookup(name)


@pytest.fixture
def target(tmp_path):
    """Return a gazetteer file that is there already and must stay."""
    source = tmp_path / "good.csv"
    source.write_text(GOOD, "utf8")
    path = tmp_path / "own.gaz"
    assert run(source, "-o", path).exit_code == 0
    return path


def zipped(path, member, content):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, content)
    return path


def cut_zip(folder):
    rows = "".join(row(number, f"Town {number}") for number in range(1, 3000))
    path = zipped(folder / "XY.zip", "XY.txt", rows)
    path.write_bytes(path.read_bytes()[:-3000])
    return path


def damaged_zip(folder):
    rows = "".join(row(number, f"Town {number}") for number in range(1, 3000))
    path = zipped(folder / "XY.zip", "XY.txt", rows)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)
    return path


def table(folder, text):
    path = folder / "bad.csv"
    path.write_text(text, "utf8")
    return path


BAD_WHOLE = {
    "a wrong column map": (lambda f: table(f, GOOD), ["--column", "name=Ort"], "Ort"),
    "an unknown field of ours": (lambda f: table(f, GOOD), ["--column", "nom=name"], "nom"),
    "a map without =": (lambda f: table(f, GOOD), ["--column", "name"], "such as name=Town"),
    "a truncated zip": (cut_zip, [], "Fetch it again"),
    "a damaged zip": (damaged_zip, [], "cut off or damaged"),
    "a zip bomb": (lambda f: zipped(f / "XY.zip", "XY.txt", "0" * 30_000_000), [], "zip bomb"),
    "a climbing path": (lambda f: zipped(f / "XY.zip", "../XY.txt", "x"), [], "climbs out"),
    "a missing file": (lambda f: f / "nowhere.zip", [], "no such file"),
    "an unknown form": (lambda f: (table(f, GOOD)).rename(f / "x.doc"), [], "unknown form"),
    "only wrong rows": (lambda f: table(f, "name,lat,lon\nA,99,200\n"), [], "line 2"),
}


@pytest.mark.parametrize("case", BAD_WHOLE)
def test_a_source_that_is_wrong_as_a_whole_is_refused(case, target, tmp_path):
    make, options, said = BAD_WHOLE[case]
    before = target.read_bytes()
    done = run(make(tmp_path), "-o", target, *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert target.read_bytes() == before
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".own")] == []


def test_wrong_rows_are_counted_with_their_lines_and_left_out(target, tmp_path):
    source = tmp_path / "XY.txt"
    rows = [
        row(1, "Good"),
        "too\tfew\n",
        row(2, "Swapped", 131.9, 43.1),
        row(3, "Off", 95, 200),
        row(1, "Twice"),
        row("x", "Unnumbered"),
    ]
    source.write_bytes("".join(rows).encode() + b"9\tB\xff\xfed\n")
    done = run(source, "-o", target)
    assert done.exit_code == 0, done.output
    assert "1 places" in done.stdout
    assert "1 rows gave an id that was there already" in done.stdout
    assert "5 rows left out:" in done.stdout
    for line, said in ((2, "columns"), (3, "swapped"), (4, "out of range")):
        assert any(f"line {line}: " in one and said in one for one in done.stdout.splitlines())
    assert "line 7: XY.txt: no UTF-8 at byte" in done.stdout


def test_a_file_of_an_older_version_is_refused_by_every_command(tmp_path, monkeypatch):
    monkeypatch.setattr("mapper.gazetteer.bundle.FORMAT", 0)
    source = tmp_path / "old.csv"
    source.write_text(GOOD, "utf8")
    old = tmp_path / "old.gaz"
    assert run(source, "-o", old).exit_code == 0
    monkeypatch.undo()
    done = CliRunner().invoke(main, ["where", "Old Place", "--gazetteer", str(old)])
    assert done.exit_code == 2
    assert "gazetteer format 0, this version reads 2" in done.stderr
    done = CliRunner().invoke(main, ["gazetteer", "verify", "--gazetteer", str(old)])
    assert done.exit_code == 1
    assert "format 0" in done.stdout


def test_further_tables_of_geonames_add_names_kinds_and_divisions(tmp_path):
    dump = zipped(
        tmp_path / "XY.zip",
        "XY.txt",
        row(1, "Upland", code="ADM1", fclass="A", admin1="07")
        + row(2, "Riverton", admin1="07")
        + row(3, "Lostham"),
    )
    names = tmp_path / "alternateNamesV2.zip"
    with zipfile.ZipFile(names, "w") as packed:
        packed.writestr("iso-languagecodes.txt", "x\n")
        packed.writestr(
            "alternateNamesV2.txt",
            "1\t2\tru\tРивертон\t\t\t\t\t\t\n2\t2\ten\tOld Ferry\t\t\t\t1\t\t\n"
            "3\t2\tlink\thttps://example.org\t\t\t\t\t\t\n4\t99\ten\tOrphan\t\t\t\t\t\t\nbad\n",
        )
    (tmp_path / "hierarchy.txt").write_text("1\t3\tADM\n", "utf8")
    (tmp_path / "admin1CodesASCII.txt").write_text("XY.07\tOberland\tOberland\t1\n", "utf8")
    target = tmp_path / "xy.gaz"
    done = run(
        dump, "-o", target, "--alternates", names, "--hierarchy", tmp_path / "hierarchy.txt",
        "--division-codes", tmp_path / "admin1CodesASCII.txt",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "1 further names belong to no place" in done.stdout
    assert "line 5: 1 columns" in done.stdout
    assert look(target, "ривертон")[0].place.name == "Riverton"
    assert look(target, "Old Ferry")[0].kind == "historic"
    assert look(target, "Riverton")[0].place.admin1 == "geonames:1"
    assert look(target, "Lostham")[0].place.admin1 == "geonames:1"
    assert look(target, "Oberland")[0].place.id == "geonames:1"
    assert look(target, "https://example.org") == ()


def test_an_import_that_was_killed_goes_on_where_it_stood(tmp_path):
    source = tmp_path / "XY.txt"
    source.write_text("".join(row(n, f"Town {n}") for n in range(1, 120_000)), "utf8")
    whole, target = tmp_path / "whole.gaz", tmp_path / "xy.gaz"
    assert run(source, "-o", whole).exit_code == 0
    command = [sys.executable, "-m", "mapper", "gazetteer", "import", source, "-o", target]
    spool = tmp_path / ".xy.gaz.spool"
    running = subprocess.Popen(command, env=os.environ)
    while not (spool.exists() and spool.stat().st_size > 6_000_000):
        assert running.poll() is None, "done before it could be killed"
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not target.exists()
    done = run(source, "-o", target)
    assert done.exit_code == 0, done.output
    assert "going on after" in done.stderr
    assert target.read_bytes() == whole.read_bytes()
    assert not spool.exists()
