"""The command line: one clear line for what is wrong, exit codes that scripts can rely on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mapper import streams
from mapper.cli import main

ARTICLE = """Ferry crew reaches Oban

GLASGOW, March 4, 2024 (Shore News) - Captain Jane Doe arrived in Oban on Monday. The town is about
95 kilometres northwest of Glasgow.
"""


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf8")
    return path


def test_map_writes_the_folder_and_says_what_may_leave_the_house(article, tmp_path):
    done = run("map", article, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "Oban" in done.stdout
    assert "may leave the house: map.html" in done.stdout
    assert (tmp_path / "out" / "internal" / "report.json").stat().st_size


def test_the_same_input_gives_the_same_bytes(article, tmp_path):
    command = [sys.executable, "-m", "mapper", "map", str(article), "-o", "out"]
    contents = []
    for seed in ("1", "2"):
        subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
        )
        files = sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file())
        contents.append({path.name: path.read_bytes() for path in files})
        shutil.rmtree(tmp_path / "out")
    assert contents[0] == contents[1]
    assert len(contents[0]) > 6


def test_audit_of_a_pasted_paragraph_answers_with_what_is_missing():
    done = run("audit", "-", stdin="Oban is about 95 kilometres northwest of Glasgow.")
    assert done.exit_code == 0, done.output
    assert "supported" in done.stdout
    assert 'published = ""' in done.stdout


def test_a_pasted_paragraph_is_called_standard_input():
    result = run("audit", "-", stdin="Kutaisi lies 120 km west of Gori.")
    assert '"120 km west of Gori" (standard input).' in result.output
    assert "(-)" not in result.output


def test_audit_exits_1_when_a_claim_asks_for_an_editor():
    done = run("audit", "-", stdin="Oban is about 950 kilometres northwest of Glasgow.")
    assert done.exit_code == 1
    assert run("audit", "-", "--fail-on", "", stdin="Oban is 950 km from Glasgow.").exit_code == 0
    # the length holds, the direction is the opposite
    done = run("audit", "-", stdin="Oban is about 95 kilometres southeast of Glasgow.")
    assert "supported, direction contradictory" in done.stdout
    assert done.exit_code == 1


def test_audit_json_is_json():
    done = run("audit", "-", "--json", stdin="Oban is about 95 kilometres from Glasgow.")
    claim = json.loads(done.stdout)["claims"][0]
    assert claim["quantity"]["value"] == 95


def bad_sources(folder):
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    return [folder / "empty.txt", folder / "picture.txt", folder / "nowhere.txt"]


def test_nothing_readable_is_one_line_each_and_exit_2(tmp_path):
    for path in bad_sources(tmp_path):
        done = run("map", path, "-o", tmp_path / "out")
        assert done.exit_code == 2
        assert path.name in done.stderr
        assert "Traceback" not in done.output
        assert not (tmp_path / "out").exists()


def test_bad_sources_are_listed_and_the_rest_goes_on(article, tmp_path):
    done = run("map", *bad_sources(tmp_path), article, "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert done.stderr.count("skipped:") == 3
    report = json.loads((tmp_path / "out" / "internal" / "report.json").read_text("utf8"))
    assert len(report["provenance"]["skipped"]) == 3


def test_no_source_is_wrong_use():
    done = run("map")
    assert done.exit_code == 2
    assert "no source" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_line(article, tmp_path):
    (tmp_path / "out").write_text("a file stands here")
    done = run("map", article, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "out: a file, where the folder should be; choose another folder" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_refused_before_reading(article, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    done = run("map", article, "-o", tmp_path / "locked" / "out")
    assert done.exit_code == 2
    assert "locked: cannot be written (no permission)" in done.stderr


def test_a_wrong_correction_names_its_line(article, tmp_path):
    (tmp_path / "corrections.toml").write_text('[[correction]]\nquote = "Oban"\nstatsu = "x"\n')
    done = run("map", article, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "corrections.toml, line 1: unknown key 'statsu'" in done.stderr


def test_a_correction_that_fits_nothing_is_listed_with_its_line(article, tmp_path):
    stanza = '# ours\n[[correction]]\narticle = "*"\nquote = "Mallaig"\nplace = "none"\n'
    (tmp_path / "corrections.toml").write_text(stanza)
    done = run("map", article, "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "line 2: 'Mallaig' is not found there" in done.stdout


def test_an_unknown_format_lists_the_known_ones(article, tmp_path):
    done = run("map", article, "-o", tmp_path / "out", "--formats", "pdf")
    assert done.exit_code == 2
    assert "geojson" in done.stderr


def test_a_text_without_any_place_gives_a_report(tmp_path):
    (tmp_path / "a.txt").write_text("He said that it was late, and nobody answered him.")
    done = run("map", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "no visit found" in done.stdout
    assert (tmp_path / "out" / "map.html").exists()


@pytest.mark.slow
def test_an_article_of_10_mb_gives_a_report(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE + ARTICLE.split("\n\n", 1)[1] * 70_000)
    done = run("audit", tmp_path / "a.txt")
    assert done.exit_code in {0, 1}


def test_a_reviewed_folder_is_not_replaced_unless_asked(article, tmp_path):
    (tmp_path / "corrections.toml").write_text('[[correction]]\narticle = "*"\nreviewed = "ed"\n')
    assert run("map", article, "-o", tmp_path / "out").exit_code == 0
    again = run("map", article, "-o", tmp_path / "out")
    assert again.exit_code == 2
    assert "--replace" in again.stderr
    assert run("map", article, "-o", tmp_path / "out", "--replace").exit_code == 0


def test_geoparse_answers_each_line_and_goes_on_after_a_bad_one():
    lines = ['{"id": 1, "text": "She lives in Glasgow."}', "not json", '{"id": 3, "text": "-"}']
    done = run("geoparse", stdin="\n".join(lines))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, None, 3]
    assert rows[0]["mentions"][0]["place"]["country"] == "GB"
    assert "line 2" in rows[1]["error"]


def test_geoparse_takes_the_whole_text_as_given():
    """A saved page's caption is no article; a streamed text has been chosen by whoever sends it."""
    caption = "Rescue boats lie in the harbour of Bergen, Norway, May 2, 2018. (AP Photo/A. Nordby)"
    line = json.dumps({"id": 1, "text": f"{caption}\n\nOSLO (AP) -- The storm has passed."})
    (row,) = map(json.loads, run("geoparse", "--fast", stdin=line).stdout.splitlines())
    assert {"Bergen", "Norway"} <= {mention["text"] for mention in row["mentions"]}


def test_the_answer_to_a_long_text_is_written_in_pieces_of_one_line(monkeypatch):
    monkeypatch.setattr(streams, "PIECE", 2)
    line = json.dumps({"id": "\ud800", "text": "Oslo, Bergen, Rome, Paris and Madrid."})
    done = run("geoparse", "--fast", stdin=line)
    (row,) = map(json.loads, done.stdout.splitlines())
    found = [mention["text"] for mention in row["mentions"]]
    assert found == ["Oslo", "Bergen", "Rome", "Paris", "Madrid"]


@pytest.mark.parametrize("command", ["geoparse", "claims"])
def test_a_text_in_another_language_says_so(command):
    german = "Der Minister reiste am Montag mit dem Zug von Berlin nach Prag zu Gesprächen. " * 5
    english = "The minister went from Berlin to Prague by train on Monday for talks with her. " * 5
    lines = [json.dumps({"id": 1, "text": text}) for text in (german, english, "Prag.")]
    rows = [json.loads(row) for row in run(command, stdin="\n".join(lines)).stdout.splitlines()]
    assert "does not read as English" in rows[0]["note"]
    assert all("note" not in row for row in rows[1:])


def test_geoparse_resolves_exactly_the_given_mentions():
    line = '{"id": 1, "text": "From Oban to Glasgow.", "mentions": [{"start": 13, "end": 20}]}'
    rows = [
        json.loads(line)
        for line in run("geoparse", "--gold-mentions", stdin=line).stdout.splitlines()
    ]
    assert [mention["text"] for mention in rows[0]["mentions"]] == ["Glasgow"]


def test_claims_come_with_their_findings():
    line = '{"id": "x", "text": "Oban is about 95 kilometres northwest of Glasgow."}'
    claim = json.loads(run("claims", stdin=line).stdout)["claims"][0]
    assert claim["verdict"] == "supported"
    assert claim["anchor"]["place"]["name"] == "Glasgow"


def test_where_says_why():
    done = run("where", "Glasgow", "--json")
    found = json.loads(done.stdout)
    assert found["candidates"][0]["place"]["country"] == "GB"
    assert found["candidates"][0]["reasons"]
    assert run("where", "Xyzzyqq").exit_code == 0
    assert "did you mean Vladivostok (RU, geonames:2013348)" in run("where", "Vladivostock").stdout


def test_where_answers_in_the_words_of_the_question():
    done = run("where", "Springfield", "--near", "39.8,-89.6", "--country", "us")
    first = done.stdout.splitlines()[0]
    assert "geonames:4250542  4 km from the given point; lies in US; " in first
    assert "outlet" not in done.stdout
    assert "does not lie in FR; " in run("where", "Glasgow", "--country", "FR").stdout


# what is wrong, and what the message says to write
WRONG_QUESTIONS = [
    (("--country", "XX"), "no country's code; write two letters, such as US"),
    (("--near", "200,500"), "latitude goes to 90 and longitude to 180"),
    (("--near", "nan,1"), "latitude goes to 90"),
    (("--near", "Oban"), "write latitude and longitude in degrees"),
]


@pytest.mark.parametrize(("options", "said"), WRONG_QUESTIONS)
def test_where_refuses_what_it_cannot_use(options, said):
    done = run("where", "Springfield", *options)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())


def test_a_day_that_is_none_is_refused_with_an_example():
    done = run("audit", "-", "--published", "17.09.2023", stdin="x")
    assert done.exit_code == 2
    assert "'17.09.2023' is no day; write it as 2023-09-17." in done.stderr


def test_the_samples_ship_with_the_package(tmp_path):
    done = run("map", "--example", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    for name in ("Khasan", "Vostochny", "aircraft plant", "Artyom"):
        assert name in done.stdout
    assert Path(tmp_path / "out" / "audit.html").exists()


def test_a_stream_of_rubbish_alone_is_wrong_use():
    assert run("geoparse", stdin="not json\n{}\n").exit_code == 2


def test_a_span_outside_its_text_is_an_error_of_that_document():
    line = '{"id": 1, "text": "Paris", "mentions": [{"start": 0, "end": 500}]}'
    good = '{"id": 2, "text": "Paris", "mentions": [{"start": 0, "end": 5}]}'
    rows = [
        json.loads(row)
        for row in run("geoparse", "--gold-mentions", stdin=f"{line}\n{good}").stdout.splitlines()
    ]
    assert "no span of a text of 5 characters" in rows[0]["error"]
    assert rows[1]["mentions"][0]["text"] == "Paris"


def test_a_verdict_that_does_not_exist_cannot_switch_the_check_off():
    done = run("audit", "-", "--fail-on", "nonsense", stdin="Oban is 950 km from Glasgow.")
    assert done.exit_code == 2
    assert "understated" in done.stderr


def test_public_pages_name_no_folder_of_this_machine(article, tmp_path):
    command = [sys.executable, "-m", "mapper", "map", str(article), "-o", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    for path in (tmp_path / "out").iterdir():
        if path.is_file():
            assert str(tmp_path) not in path.read_text("utf8", "ignore"), path.name


def test_a_folder_whose_report_cannot_be_read_is_not_replaced_unless_asked(article, tmp_path):
    (tmp_path / "out" / "internal").mkdir(parents=True)
    (tmp_path / "out" / "internal" / "report.json").write_text("{}", encoding="utf8")
    again = run("map", article, "-o", tmp_path / "out")
    assert again.exit_code == 2
    assert "--replace" in again.stderr
    assert run("map", article, "-o", tmp_path / "out", "--replace").exit_code == 0


def test_a_desk_place_that_does_not_exist_is_listed_and_moves_no_pin(article, tmp_path):
    stanza = '[[correction]]\narticle = "*"\nquote = "Oban"\nall = true\nplace = "geonames:0"\n'
    (tmp_path / "corrections.toml").write_text(stanza)
    done = run("map", article, "-o", tmp_path / "out")
    assert "line 1: 'geonames:0' is no place of the gazetteer" in done.stdout
    assert "Oban (not located)" not in done.stdout
