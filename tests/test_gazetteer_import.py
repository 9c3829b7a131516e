"""Imports and files that are wrong: counted and reported rows, clear errors, never a lost file."""

import json
import lzma
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from mapper.errors import GazetteerError
from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.importing import import_source
from mapper.gazetteer.info import verify
from mapper.gazetteer.store import Gazetteer
from mapper.gazetteer.unpack import shipped_file

SHARED = Path(os.environ.get("MAPPER_SHARED", Path(__file__).resolve().parents[2] / "shared"))
KILLS = int(os.environ.get("MAPPER_KILLS", "6"))  # 200 by hand; a few in every run
SEED = 11


def dump_row(number, name, lat, lon, code="PPL", **more):
    row = [str(number), name, name, more.get("aliases", ""), str(lat), str(lon)]
    row += [more.get("fclass", "P"), code, "XY", "", more.get("admin1", "01"), "", "", ""]
    return "\t".join([*row, str(more.get("population", 0)), "", "5", "Etc/UTC", "2026-01-01"])


def write_dump(path, rows):
    path.write_text("\n".join(rows) + "\n", "utf8")
    return path


@pytest.fixture
def dump(tmp_path):
    rows = [dump_row(1, "Provincia", 10, 10, "ADM1", fclass="A")]
    rows += [
        dump_row(n, f"Town {n}", n % 80, n % 170, aliases=f"Tawn {n},Τόπος {n}", population=n)
        for n in range(2, 3000)
    ]
    return write_dump(tmp_path / "XY.txt", rows)


def look(path, name):
    return Gazetteer([GazetteerFile(path)]).lookup(name)


def read(path, name):
    """Return what a look-up finds, read to the end: places come from the file when asked for."""
    return [(one.place, one.name, one.kind, one.exact) for one in look(path, name)]


def test_a_dump_is_read_with_names_and_divisions(dump, tmp_path):
    report = import_source(dump, tmp_path / "xy.gaz")
    assert (report.places, report.skipped, report.doubles) == (2999, 0, 0)
    found = look(tmp_path / "xy.gaz", "τοποσ 17")
    assert found[0].place.name == "Town 17"
    assert found[0].name == "Τόπος 17"
    assert found[0].place.admin1 == "geonames:1"


def test_the_same_import_gives_the_same_bytes(dump, tmp_path):
    for name in ("a.gaz", "b.gaz"):
        import_source(dump, tmp_path / name)
    assert (tmp_path / "a.gaz").read_bytes() == (tmp_path / "b.gaz").read_bytes()


def test_every_row_of_a_country_dump_is_read(tmp_path):
    packed = SHARED / "data" / "geonames" / "NL.txt.xz"
    if not packed.exists():
        pytest.skip("the country dump lies in ../shared, which is not here")
    source = tmp_path / "NL.txt"
    source.write_bytes(lzma.decompress(packed.read_bytes()))
    report = import_source(source, tmp_path / "nl.gaz")
    assert (report.places, report.skipped) == (22_852, 0)
    assert look(tmp_path / "nl.gaz", "Delft")[0].place.country == "NL"


def test_wrong_rows_are_counted_with_their_lines(tmp_path):
    rows = [
        dump_row(1, "Good", 10, 20),
        "too\tfew\tcolumns",
        dump_row(2, "Swapped", 131.9, 43.1),
        dump_row(3, "Nowhere", "", ""),
        dump_row(1, "Twice", 11, 21),
    ]
    source = write_dump(tmp_path / "XY.txt", rows)
    with source.open("ab") as file:
        file.write(b"9\tB\xff\xfed\n")
    report = import_source(source, tmp_path / "xy.gaz")
    assert (report.places, report.skipped, report.doubles) == (1, 4, 1)
    assert [line for line, _ in report.reasons] == [2, 3, 4, 6]
    assert "swapped" in report.reasons[1][1]


def test_a_table_is_read_by_a_column_map(tmp_path):
    source = tmp_path / "desk.csv"
    source.write_text("Title,lat\n", "utf8")
    with pytest.raises(
        GazetteerError,
        match=r"no column name, lon; its columns are Title, lat.*--column name=HEADING",
    ):
        import_source(source, tmp_path / "desk.gaz")
    with pytest.raises(GazetteerError, match="--column nam=Title: mapper has no field nam"):
        import_source(source, tmp_path / "desk.gaz", columns={"nam": "Title"})
    source.write_text(
        "Ort,Breite,Länge,Art,aliases\nPress Club,43.1,131.9,facility,The Club|Club House\n"
        "Odd,43.1,131.9,castle,\n",
        "utf8",
    )
    columns = {"name": "Ort", "lat": "Breite", "lon": "Länge", "kind": "Art"}
    report = import_source(source, tmp_path / "desk.gaz", columns=columns)
    assert (report.places, report.skipped) == (1, 1)
    assert look(tmp_path / "desk.gaz", "club house")[0].place.kind == "facility"


def test_a_table_with_semicolons_may_have_decimal_commas(tmp_path):
    source = tmp_path / "desk.csv"
    source.write_text("name;lat;lon;aliases\nPress Club;43,1;131,9;The Club|Club, old\n", "utf8")
    assert import_source(source, tmp_path / "desk.gaz").places == 1
    place = look(tmp_path / "desk.gaz", "Club, old")[0].place
    assert (place.lat, place.lon) == pytest.approx((43.1, 131.9), abs=1e-4)


def test_geojson_areas_stand_at_a_point_inside(tmp_path):
    ring = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4], [0, 0]]
    features = [
        {"type": "Feature", "id": 7, "properties": {"name": "Ell", "kind": "park"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"name": "Nil"}, "geometry": None},
    ]  # fmt: skip
    source = tmp_path / "areas.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf8")
    report = import_source(source, tmp_path / "areas.gaz")
    assert (report.places, report.skipped) == (1, 1)
    assert look(tmp_path / "areas.gaz", "Ell")[0].place.id == "7"


@pytest.mark.parametrize(
    ("member", "content", "said"),
    [
        ("../XY.txt", "x", "climbs out"),
        ("/XY.txt", "x", "climbs out"),
        ("XY.txt", "0" * 30_000_000, "zip bomb"),
        ("notes.doc", "x", "one is expected"),
    ],
)
def test_a_hostile_zip_is_refused_whole(tmp_path, member, content, said):
    source = tmp_path / "XY.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, content)
    with pytest.raises(GazetteerError, match=said):
        import_source(source, tmp_path / "xy.gaz")
    assert not (tmp_path / "xy.gaz").exists()


def test_a_cut_zip_leaves_the_old_file(dump, tmp_path):
    target = tmp_path / "xy.gaz"
    import_source(dump, target)
    before = target.read_bytes()
    source = tmp_path / "XY.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(dump, "XY.txt")
    source.write_bytes(source.read_bytes()[:-2000])
    with pytest.raises(GazetteerError, match="nothing was changed"):
        import_source(source, target)
    assert target.read_bytes() == before


def test_an_empty_source_does_not_replace_a_good_file(dump, tmp_path):
    target = tmp_path / "xy.gaz"
    import_source(dump, target)
    with pytest.raises(GazetteerError, match="no place could be read"):
        import_source(write_dump(tmp_path / "empty.txt", []), target)
    assert look(target, "Town 5")


def test_fifty_damaged_files_never_answer_wrongly(dump, tmp_path):
    target = tmp_path / "xy.gaz"
    import_source(dump, target)
    sound = target.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 (places of damage, no secrets)
    names = ["Town 5", "Tawn 2999", "Provincia", "Nothing"]
    right = [read(target, name) for name in names]
    for round_ in range(50):
        broken = bytearray(sound)
        if round_ % 5 == 0:
            del broken[chance.randrange(len(broken)) :]
        else:
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        damaged = tmp_path / f"damaged-{round_}.gaz"
        damaged.write_bytes(broken)
        assert verify(damaged)[0][1], round_
        with suppress(GazetteerError):
            assert [read(damaged, name) for name in names] == right


def test_a_file_of_another_version_says_so(dump, tmp_path, monkeypatch):
    monkeypatch.setattr("mapper.gazetteer.bundle.FORMAT", 99)
    import_source(dump, tmp_path / "xy.gaz")
    monkeypatch.undo()
    with pytest.raises(GazetteerError, match="format 99, this version reads 2"):
        GazetteerFile(tmp_path / "xy.gaz")


IMPORT = (
    "import sys; from pathlib import Path; "
    "from mapper.gazetteer.importing import import_source; "
    "import_source(Path(sys.argv[1]), Path(sys.argv[2]))"
)


def test_a_kill_at_any_moment_leaves_the_old_file_whole(dump, tmp_path):
    target = tmp_path / "xy.gaz"
    import_source(dump, target)
    before = target.read_bytes()
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORT, dump, target], check=True)
    whole_s = time.monotonic() - start
    chance = random.Random(SEED)  # noqa: S311 (places of damage, no secrets)
    for _ in range(KILLS):
        running = subprocess.Popen([sys.executable, "-c", IMPORT, dump, target])
        time.sleep(chance.uniform(0.0, whole_s * 1.1))
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert target.read_bytes() == before
        assert verify(target)[0][1] == ""
    import_source(dump, target)
    assert target.read_bytes() == before


def test_a_full_disk_is_said_and_the_old_file_stays(dump, tmp_path):
    target = tmp_path / "xy.gaz"
    import_source(dump, target)
    before = target.read_bytes()
    code = f"{IMPORT.rsplit('; ', 1)[0]}; import resource; from mapper.errors import GazetteerError"
    code += (
        "\nresource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))"
        "\ntry: import_source(Path(sys.argv[1]), Path(sys.argv[2]))"
        "\nexcept GazetteerError as error: print('said', error)"
    )
    for limit in range(1_000, len(before), len(before) // 20):
        done = subprocess.run(
            [sys.executable, "-c", code, dump, target, str(limit)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "said" in done.stdout, limit
        assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".xy")] == []


def unpack_in(folder):
    environment = {**os.environ, "MAPPER_CACHE": str(folder)}
    code = "from mapper.gazetteer.unpack import shipped_file; print(shipped_file('shapes'))"
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_processes_that_unpack_at_once_agree(tmp_path):
    running = [unpack_in(tmp_path) for _ in range(4)]
    paths = {process.communicate()[0].strip() for process in running}
    assert len(paths) == 1
    assert verify(Path(paths.pop()))[0][1] == ""
    assert len(list(tmp_path.iterdir())) == 1


def test_a_cut_cache_unpacks_itself_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("MAPPER_CACHE", str(tmp_path))
    path = shipped_file("shapes")
    path.write_bytes(path.read_bytes()[:1000])
    assert verify(shipped_file("shapes"))[0][1] == ""


def test_a_cache_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MAPPER_CACHE", str(tmp_path / "file"))
    with pytest.raises(GazetteerError, match="MAPPER_CACHE"):
        shipped_file("shapes")
