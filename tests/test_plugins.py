"""Plug-ins of an installed distribution, found by its entry points: names, places, a format."""

import json

import pytest
from click.testing import CliRunner

from mapper.cli import main
from mapper.errors import PluginError
from mapper.plugins import load_plugin, plugin_names

MODULE = '''
"""What a newsroom's own package offers."""
import re
from mapper.model import Mention, Place, Span


def stations(article):
    for match in re.finditer(r"Station [A-Z]\\w+", article.text):
        span = Span(match.start(), match.end())
        yield Mention(article=article.id, span=span, text=match[0], kind="toponym", name=match[0])


def beside(article):
    yield Mention(article=article.id, span=Span(0, 3), text="Oslo", kind="toponym", name="Oslo")


def atlas(name, *, language):
    if name != "Station Boreas":
        return []
    return [Place(id=f"desk:{language}", name=name, lat=-71.5, lon=11.5, feature_code="STNB",
                  kind="facility", importance=0.3, source="desk")]


def breaks(*args, **kwargs):
    raise ZeroDivisionError("division by zero")


def titles(report, folder):
    (folder / "titles.txt").write_text(report.title, encoding="utf8")
'''
ENTRY_POINTS = """
[mapper.recognizers]
stations = newsdesk_plugins:stations
beside = newsdesk_plugins:beside
breaks = newsdesk_plugins:breaks
gone = newsdesk_plugins:gone

[mapper.geocoders]
atlas = newsdesk_plugins:atlas

[mapper.exporters]
titles = newsdesk_plugins:titles
"""
TEXT = (
    "OSLO, March 4, 2024 - Dr Jane Doe left Oslo on Monday. On Friday she reached Station Boreas, "
    "and the crew welcomed her with a cake."
)


@pytest.fixture
def article(tmp_path, monkeypatch):
    """Install a distribution as pip would leave it, and return the path of an article."""
    site = tmp_path / "site"
    info = site / "newsdesk_plugins-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "newsdesk_plugins.py").write_text(MODULE, "utf8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: newsdesk-plugins\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(str(site))
    path = tmp_path / "article.txt"
    path.write_text(TEXT, "utf8")
    return path


def mapped(path, *options):
    out = path.with_name("out")
    command = ["map", str(path), "-o", str(out), "--formats", "report,titles", *options]
    done = CliRunner().invoke(main, command)
    return done, out


def mentions(out):
    report = json.loads((out / "internal/report.json").read_text("utf8"))
    return {mention["text"]: mention["place"] for mention in report["mentions"]}


def test_a_recognizer_finds_the_names_and_a_geocoder_places_those_that_no_gazetteer_knows(article):
    done, out = mapped(article, "--recognizer", "stations", "--online", "atlas", "--language", "de")
    assert done.exit_code == 0, done.output
    assert mentions(out) == {"Station Boreas": "desk:de"}
    provenance = json.loads((out / "internal/report.json").read_text("utf8"))["provenance"]
    assert "Places that atlas found (a plug-in)" in provenance["credits"]


def test_an_exporter_writes_beside_our_own_formats(article):
    done, out = mapped(article)
    assert done.exit_code == 0, done.output
    assert (out / "titles.txt").read_text("utf8")
    assert "Oslo" in mentions(out)


# what is wrong with the plug-in, and what the one line says
WRONG = [
    ("unknown", "no plug-in called 'unknown'; known: beside, breaks, gone, stations."),
    ("gone", "(newsdesk_plugins:gone) does not load:"),
    ("breaks", "(newsdesk_plugins:breaks) failed: ZeroDivisionError: division by zero."),
    ("beside", "beside names 'Oslo' at 0-3 of article.txt, where 'OSL' stands."),
]


@pytest.mark.parametrize(("name", "said"), WRONG)
def test_a_plugin_that_fails_is_one_line_and_exit_code_2(article, name, said):
    done, out = mapped(article, "--recognizer", name)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not out.exists()


def test_a_plugin_geocoder_is_not_asked_offline(article):
    done, _ = mapped(article, "--online", "atlas", "--offline")
    assert done.exit_code == 2
    assert "leave out --offline" in done.stderr


@pytest.mark.usefixtures("article")
def test_what_is_installed_is_listed_by_group():
    assert plugin_names("mapper.geocoders") == ("atlas",)
    with pytest.raises(PluginError, match="none is installed"):
        load_plugin("mapper.nothing", "x")
