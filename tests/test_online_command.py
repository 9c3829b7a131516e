"""Names that no gazetteer knows, asked online by the command line; and the desk's own table."""

import json

import pytest
from click.testing import CliRunner
from geocoder_stub import AGENT, Stub

from mapper.cli import main

# "Grzmot Island" is made up: no gazetteer has it.
ARTICLE = """Envoy lands on Grzmot Island

WARSAW, March 4, 2024 (Shore News) - Captain Jane Doe left Warsaw on Sunday and landed on
Grzmot Island on Monday. The mayor of Warsaw saw her off.
"""
ASKED = "Grzmot Island"
FOUND = [
    {
        "osm_type": "node", "osm_id": 99, "lat": "50.1", "lon": "20.2", "name": ASKED,
        "display_name": "Grzmot Island, Poland", "class": "place", "importance": 0.3,
        "address": {"country_code": "pl"},
    }
]  # fmt: skip
WARSAW_IN_INDIANA = "geonames:4927854"


@pytest.fixture
def stub(monkeypatch, tmp_path):
    # The answers go to a store of the test's own; the unpacked gazetteer stays where it is.
    monkeypatch.setattr("mapper.pipeline.ONLINE_STORE", tmp_path / "online.sqlite")
    made = Stub()
    made.body = json.dumps(FOUND)
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "desk" / "envoy.txt"
    path.parent.mkdir()
    path.write_text(ARTICLE, encoding="utf8")
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["map", "--json", *map(str, arguments)])


def report_of(*arguments):
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def online(stub, *more):
    return ["--online", f"nominatim:http://{stub.domain}", *more]


def places_of(report, text):
    return {one["place"] for one in report["mentions"] if one["text"] == text}


def test_an_unknown_name_is_asked_once_and_credited_on_the_map(stub, article, tmp_path):
    asking = online(stub, "--user-agent", AGENT)
    first = report_of(article, "-o", tmp_path / "out", *asking)
    assert places_of(first, ASKED) == {"nominatim:node/99"}
    assert len(stub.asked) == 1  # neither Warsaw nor the same name again
    again = report_of(article, "-o", tmp_path / "again", *asking)
    assert len(stub.asked) == 1
    assert again["mentions"] == first["mentions"]
    for report in (first, again):
        assert "© OpenStreetMap contributors (ODbL)" in report["provenance"]["credits"]
    assert first["places"]["nominatim:node/99"]["source"].startswith("nominatim, asked 20")
    assert "OpenStreetMap contributors (ODbL)" in (tmp_path / "out" / "map.html").read_text("utf8")


def test_without_online_nobody_is_asked(stub, article, tmp_path):
    report = report_of(article, "-o", tmp_path / "out", "--user-agent", AGENT)
    assert places_of(report, ASKED) == {None}
    assert stub.asked == []


def test_offline_wins_and_takes_stored_answers_alone(stub, article, tmp_path):
    report = report_of(article, "-o", tmp_path / "out", "--offline", *online(stub))
    assert (places_of(report, ASKED), stub.asked) == ({None}, [])
    assert any(ASKED in note and "Offline" in note for note in report["provenance"]["notes"])
    report_of(article, "-o", tmp_path / "online", *online(stub, "--user-agent", AGENT))
    report = report_of(article, "-o", tmp_path / "stored", "--offline", *online(stub))
    assert places_of(report, ASKED) == {"nominatim:node/99"}
    assert len(stub.asked) == 1


@pytest.mark.parametrize("agent", [[], ["--user-agent", "geopy/2.4.1"]])
def test_a_user_agent_of_ones_own_is_required(stub, article, tmp_path, agent):
    done = run(article, "-o", tmp_path / "out", *online(stub, *agent))
    assert done.exit_code == 2
    assert "--user-agent 'daily-planet maps@planet.example'" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("named", ["atlas-shrugged", "nominatim:ftp://127.0.0.1"])
def test_an_unknown_geocoder_is_refused_at_once(article, tmp_path, named):
    done = run(article, "-o", tmp_path / "out", "--online", named, "--user-agent", AGENT)
    assert done.exit_code == 2
    assert "nominatim" in done.stderr


@pytest.mark.parametrize(("status", "body"), [(503, ""), (429, ""), (200, "<html>"), (200, "[{")])
def test_an_outage_ends_with_an_unresolved_name_and_a_note(stub, article, tmp_path, status, body):
    stub.status, stub.body = status, body
    asking = online(stub, "--user-agent", AGENT)
    report = report_of(article, "-o", tmp_path / "out", *asking)
    assert places_of(report, ASKED) == {None}
    assert len(places_of(report, "Warsaw")) == 1
    assert None not in places_of(report, "Warsaw")
    assert any(note.startswith(f"Unresolved for want of an online answer: {ASKED}.")
               for note in report["provenance"]["notes"])  # fmt: skip
    assert "OpenStreetMap contributors (ODbL)" not in report["provenance"]["credits"]


def test_ones_own_gazetteer_comes_before_the_shipped_one_and_the_online_one(
    stub, article, tmp_path
):
    table = tmp_path / "own.csv"
    table.write_text(f"id,name,lat,lon,kind\nown:1,{ASKED},50.2,20.3,island\n", "utf8")
    made = CliRunner().invoke(
        main, ["gazetteer", "import", str(table), "-o", str(tmp_path / "own.gaz")]
    )
    assert made.exit_code == 0, made.output
    own = ["--gazetteer", tmp_path / "own.gaz"]
    asking = online(stub, "--user-agent", AGENT)
    report = report_of(article, "-o", tmp_path / "out", *own, *asking)
    assert places_of(report, ASKED) == {"own:1"}
    assert stub.asked == []


OVERRULES = f"""verb,name,place,why
prefer,Warsaw,{WARSAW_IN_INDIANA},the desk is in Indiana
alias,{ASKED},{WARSAW_IN_INDIANA},local use
"""


@pytest.mark.parametrize("beside", [True, False])
def test_the_desks_table_rules(article, tmp_path, beside):
    table = article.with_name("gazetteer.csv") if beside else tmp_path / "overrules.csv"
    table.write_text(OVERRULES, "utf8")
    named = [] if beside else ["--overrules", table]
    report = report_of(article.parent, "-o", tmp_path / "out", *named)
    assert places_of(report, ASKED) == {WARSAW_IN_INDIANA}
    assert WARSAW_IN_INDIANA in places_of(report, "Warsaw")
    assert report["provenance"]["skipped"] == []


def test_a_name_that_the_desk_strikes_is_no_place(article, tmp_path):
    table = tmp_path / "overrules.csv"
    table.write_text("verb,name,place,why\nnever,Warsaw,,a ship of ours\n", "utf8")
    report = report_of(article, "-o", tmp_path / "out", "--overrules", table)
    assert not any(one["text"] == "Warsaw" and one["place"] for one in report["mentions"])


def test_a_wrong_row_of_the_table_stops_the_work(article, tmp_path):
    table = tmp_path / "overrules.csv"
    table.write_text("verb,name,place,why\nprefer,Warsaw,geonames:0,\n", "utf8")
    done = run(article, "-o", tmp_path / "out", "--overrules", table)
    assert done.exit_code == 2
    assert f"{table}:2: no place has the id 'geonames:0'" in done.stderr
