"""The five articles that the user gave, as a newsroom would use them: together, and each alone."""

import importlib.util
import json

import pytest

from mapper import export_report, map_articles


def scorer(shared, name):
    spec = importlib.util.spec_from_file_location(name, shared / "score" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(shared, tmp_path_factory):
    target = tmp_path_factory.mktemp("five")
    return export_report(map_articles(shared / "articles"), target).folder


def articles(shared):
    return sorted((shared / "articles").glob("*.txt"))


def test_no_date_is_invented_for_an_article_alone(shared):
    dated = {path.name[:3]: map_articles(path).articles[0].published for path in articles(shared)}
    assert {name for name, day in dated.items() if day is None} == {"001", "002", "004"}
    for path in articles(shared):
        if path.name[:3] in {"001", "002"}:
            report = map_articles(path)
            whens = [visit.when for itinerary in report.itineraries for visit in itinerary.visits]
            assert not any(when.earliest or when.latest for when in whens)


def test_what_is_missing_is_said_with_a_stanza(shared):
    for path in articles(shared):
        report = map_articles(path)
        asked = {s.article for s in report.suggestions if 'published = ""' in s.stanza}
        undated = {article.id for article in report.articles if article.published is None}
        assert asked == undated
        for finding in report.findings:
            for end in (finding.anchor, finding.target):
                if end.place is None and not end.countries and end.end.kind != "moving":
                    assert any("claim_end" in s.stanza for s in report.suggestions)


def test_together_they_are_dated_from_each_other(folder):
    report = json.loads((folder / "internal" / "report.json").read_text("utf8"))
    dates = {article["source"][:3]: article["published"] for article in report["articles"]}
    assert dates == {
        "000": "2023-09-17",
        "001": "2023-09-17",
        "002": "2023-09-17",
        "003": "2023-09-17",
        "004": "2023-09-13",
    }
    origins = {article["source"][:3]: article["published_from"] for article in report["articles"]}
    assert {origins[name] for name in ("001", "002")} == {"cluster"}
