"""An editor who knows the gold mends everything in one rerun, and nothing else moves."""

import importlib.util
import json
import sys

import pytest

from mapper import export_report, map_articles
from mapper.model import Article, Span
from mapper.settings import Settings
from mapper.suggest import stanza, toml_text

# The shared scorers leave the files that they read to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
STATUSES = {"not_visit": "none"}


@pytest.fixture(scope="module")
def scores(shared):
    sys.path.insert(0, str(shared / "score"))
    modules = {}
    for name in ("articles", "itinerary"):
        spec = importlib.util.spec_from_file_location(name, shared / "score" / f"{name}.py")
        modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(modules[name])
    sys.path.remove(str(shared / "score"))
    return modules


def report_of(folder, shared, corrections=None):
    settings = Settings(corrections=corrections, title="five", offline=True)
    report = map_articles(shared / "articles", settings=settings)
    export_report(report, folder, settings=Settings(formats=("report",)))
    path = folder / "internal" / "report.json"
    return path, json.loads(path.read_text("utf8"))


class Editor:
    """Collects stanzas for what differs from the gold."""

    def __init__(self, report):
        self.articles = {
            a["source"]: Article(id=a["id"], source=a["source"], text=a["text"])
            for a in report["articles"]
        }
        self.names = {a["id"]: a["source"] for a in report["articles"]}
        self.stanzas = []
        self.touched = set()

    def says(self, article, start, end, verb):
        self.stanzas.append(stanza(self.articles[article], Span(start, end), verb))
        self.touched.add((article, start, end))


def correct_places(editor, report, scores, shared):
    for gold in json.loads((shared / "gold" / "places.json").read_text("utf8")):
        hits = [
            m
            for m in report["mentions"]
            if editor.names[m["article"]] == gold["article"]
            and m["start"] < gold["end"]
            and gold["start"] < m["end"]
        ]
        place = (
            hits
            and max(
                hits, key=lambda m: min(m["end"], gold["end"]) - max(m["start"], gold["start"])
            )["place"]
        )
        found = report["places"].get(place) if place else None
        km = scores["articles"].km
        if (
            found is None
            or km(gold["lat"], gold["lon"], found["lat"], found["lon"]) > gold["tolerance_km"]
        ):
            name, lat, lon = toml_text(gold["text"]), gold["lat"], gold["lon"]
            verb = f"place = {{name = {name}, lat = {lat:.4f}, lon = {lon:.4f}}}"
            editor.says(gold["article"], gold["start"], gold["end"], verb)


def correct_statuses(editor, report, scores, gold_mentions):
    itinerary = scores["itinerary"]
    classes = itinerary._class  # noqa: SLF001 (the scorer's own rule, not a copy of it)
    counted = [
        m
        for m in gold_mentions
        if m["kind"] not in {"demonym", "organisation"} and m["reason"] != "trip_container"
    ]
    spans = [
        (editor.names[m["article"]], m["start"], m["end"], m["status"]) for m in report["mentions"]
    ]
    for m in counted:
        hit = next(
            (s for s in spans if s[0] == m["article"] and s[1] < m["end"] and m["start"] < s[2]),
            None,
        )
        truth = STATUSES.get(m["status"], m["status"])
        if classes(hit[3] if hit else "none") != classes(truth):
            editor.says(m["article"], m["start"], m["end"], f'status = "{truth}"')
    for article, start, end, status in spans:
        known = any(
            m["article"] == article and start < m["end"] and m["start"] < end for m in gold_mentions
        )
        if classes(status) != "none" and not known:
            editor.says(article, start, end, 'status = "none"')


def correct_days(editor, path, scores, gold_mentions, gold_visits):
    itinerary = scores["itinerary"]
    mentions, visits, _ = itinerary.read_report(path, single=False)
    aligned = itinerary.align(gold_mentions, visits)
    for visit in gold_visits:
        alone = itinerary.dates(aligned, [visit], visits)
        if alone["dated"] and not alone["right"]:
            words = next(
                m for m in gold_mentions if m["visit"] == visit["id"] and m["kind"] != "demonym"
            )
            day = str(visit["date"])[:10]
            editor.says(words["article"], words["start"], words["end"], f"day = {day}")
    return mentions


@pytest.fixture(scope="module")
def edited(shared, scores, tmp_path_factory):
    before_path, before = report_of(tmp_path_factory.mktemp("before"), shared)
    gold_path = shared / "gold" / "itinerary.json"
    gold_mentions, gold_visits, _ = scores["itinerary"].read_gold(gold_path)
    editor = Editor(before)
    correct_places(editor, before, scores, shared)
    correct_statuses(editor, before, scores, gold_mentions)
    correct_days(editor, before_path, scores, gold_mentions, gold_visits)
    corrections = tmp_path_factory.mktemp("desk") / "corrections.toml"
    corrections.write_text("\n".join(editor.stanzas), encoding="utf8")
    after_path, after = report_of(tmp_path_factory.mktemp("after"), shared, corrections)
    return editor, before, after, after_path


def test_every_stanza_fits(edited):
    _, _, after, _ = edited
    assert [c["note"] for c in after["corrections"] if not c["spans"]] == []


def test_places_route_and_days_are_all_right_after_one_rerun(edited, scores, shared):
    _, _, after, after_path = edited
    names = {a["id"]: a["source"] for a in after["articles"]}
    assert scores["articles"].places(after, names) == (
        True,
        "87 of 87 place mentions right, 0 wrong, 0 missing",
    )
    gold_mentions, gold_visits, _ = scores["itinerary"].read_gold(
        shared / "gold" / "itinerary.json"
    )
    predicted, visits, _ = scores["itinerary"].read_report(after_path, single=False)
    aligned = scores["itinerary"].align(gold_mentions, visits)
    assert scores["itinerary"].status(gold_mentions, predicted)["route_f1"] == 1.0
    assert scores["itinerary"].dates(aligned, gold_visits, visits)["accuracy"] == 1.0


def test_what_no_stanza_names_stays_as_it_was(edited):
    editor, before, after, _ = edited

    def untouched(report):
        return {
            (m["article"], m["start"], m["end"]): (m["place"], m["status"])
            for m in report["mentions"]
            if not any(
                editor.names[m["article"]] == article and m["start"] < end and start < m["end"]
                for article, start, end in editor.touched
            )
        }

    assert untouched(after) == untouched(before)
    verdicts = [{c["id"]: c["verdict"] for c in report["claims"]} for report in (before, after)]
    assert verdicts[0] == verdicts[1]
