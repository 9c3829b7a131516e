"""What lies at the top of the output folder may leave the house; hostile text stays text."""

import csv
import html.parser
import json
import re
import tomllib
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from mapper import export_report, map_articles
from mapper.errors import SettingsError
from mapper.examples import example_sources
from mapper.export.folder import check_settings
from mapper.export.report_json import report_to_json
from mapper.export.report_read import report_from_json
from mapper.recognize.sentences import split_sentences
from mapper.settings import Settings

HALF = 4  # words on each side of a sentence's end; eight in a row over it are no chance

HOSTILE = """{{ 7*7 }} </script><script>alert(1)</script> in Oban

GLASGOW, March 4, 2024 (${alert(2)}) - Captain `Jane` <img src=x onerror=alert(3)> Doe arrived
in Oban on Monday. =HYPERLINK("http://x.example") said {% raw %} the harbour. Oban is about 950
kilometres {{ cycler.__init__.__globals__ }} northwest of Glasgow. javascript:alert(4) @SUM(A1)
\u2028 [x](javascript:alert(5)) "quoted" 'single' ]]> -->.
=cmd()|x arrived in Glasgow on Tuesday. She visited +Paris</textarea></style></title> on Wednesday.
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    report = map_articles(*example_sources())
    return report, export_report(report, folder)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "{{7*7}}.txt").write_text(HOSTILE, encoding="utf8")
    report = map_articles(folder / "{{7*7}}.txt")
    return report, export_report(report, folder / "out")


def words(text):
    return re.findall(r"\w+", text.casefold())


class _Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.pieces = []
        self.tags = []

    def handle_data(self, data):
        self.pieces.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def parsed(path):
    parser = _Text()
    parser.feed(path.read_text("utf8"))
    return parser


def said(path):
    """Return the words that a file shows, one string, blanks around each."""
    text = (
        " ".join(parsed(path).pieces)
        if path.suffix == ".html"
        else path.read_text("utf8", "ignore")
    )
    return f" {' '.join(words(text))} "


def test_nothing_at_the_top_carries_more_than_single_sentences(example):
    report, exported = example
    public = {path: said(path) for path in exported.public if path.suffix != ".png"}
    assert len(public) >= 6
    for article in report.articles:
        sentences = [words(article.quote(s)) for s in split_sentences(article.text, article.marked)]
        for before, after in pairwise(sentences):
            run = f" {' '.join([*before[-HALF:], *after[:HALF]])} "
            for path, text in public.items():
                assert run not in text, f"{path.name} runs on over a sentence of {article.source}"


def test_the_full_texts_stay_inside(example):
    report, exported = example
    inside = exported.folder / "internal" / "report.json"
    texts = [article["text"] for article in json.loads(inside.read_text("utf8"))["articles"]]
    assert texts == [article.text for article in report.articles]


def test_report_json_reads_back_as_the_same_report(example, hostile):
    for report, _ in (example, hostile):
        assert report_from_json(report_to_json(report)) == report


def test_every_span_quotes_its_text(example, hostile):
    for report, _ in (example, hostile):
        for fields in json.loads(report_to_json(report))["mentions"]:
            article = report.article(fields["article"])
            assert article.text[fields["start"] : fields["end"]] == fields["text"]
        for finding in report.findings:
            claim = finding.claim
            assert report.article(claim.article).quote(claim.span) == claim.text


def test_hostile_text_makes_no_element_and_no_script(hostile, example):
    _, exported = hostile
    _, clean = example
    for path in exported.public:
        if path.suffix != ".html":
            continue
        page, plain = parsed(path), parsed(clean.folder / path.name)
        scripts = [tag for tag, _ in page.tags if tag == "script"]
        assert len(scripts) == len([tag for tag, _ in plain.tags if tag == "script"])
        assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
        links = [attrs.get("href") or attrs.get("src") or "" for _, attrs in page.tags]
        assert not any("javascript:" in link.casefold() for link in links)
        assert "{{" not in re.sub(
            r"\{\{ 7\*7 \}\}|\{\{7\*7\}\}|\{\{ cycler", "", path.read_text("utf8")
        )
        assert "49" not in [piece.strip() for piece in page.pieces]


def test_no_cell_is_a_formula(hostile):
    _, exported = hostile
    tables = list(exported.folder.rglob("*.csv"))
    assert len(tables) >= 3
    for path in tables:
        with path.open(encoding="utf8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        for cell in cells:
            assert not cell.startswith(("=", "+", "@")), f"{path.name}: {cell!r}"
            assert not cell.startswith("-") or re.fullmatch(r"-?\d+(\.\d+)?", cell)


def test_tables_are_read_back_by_pandas(example):
    report, exported = example
    visits = pd.read_csv(exported.folder / "visits.csv")
    assert len(visits) == sum(len(i.visits) for i in report.itineraries)
    placed = [v.place for i in report.itineraries for v in i.visits if v.place]
    assert visits["lat"].dropna().tolist() == [place.lat for place in placed]
    mentions = pd.read_csv(exported.folder / "internal" / "mentions.csv")
    assert mentions["text"].tolist() == [r.mention.text for r in report.resolutions]


def test_suggested_stanzas_are_toml(hostile):
    _, exported = hostile
    text = (exported.folder / "internal" / "corrections-suggested.toml").read_text("utf8")
    tomllib.loads(text)


def test_an_interrupted_write_leaves_the_old_file(example, tmp_path, monkeypatch):
    report, _ = example
    export_report(report, tmp_path)
    before = (tmp_path / "map.html").read_bytes()

    def full(_path, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        export_report(report, tmp_path)
    monkeypatch.undo()
    assert (tmp_path / "map.html").read_bytes() == before
    assert not list(tmp_path.rglob("*.part"))


def test_hashed_names_are_of_the_content_and_stay_when_the_latest_changes(example, tmp_path):
    report, _ = example
    own = Settings(hashed=True, formats=("map", "picture"))
    first = export_report(report, tmp_path, settings=own)
    kept = [path for path in first.files if re.search(r"-[0-9a-f]{12}\.", path.name)]
    assert {path.name.split("-")[0] for path in kept} == {"map", "card"}
    for path in kept:
        latest = path.with_name(re.sub(r"-[0-9a-f]{12}", "", path.name))
        assert latest.read_bytes() == path.read_bytes()
    before = {path: path.read_bytes() for path in kept}
    export_report(replace(report, title="Another title"), tmp_path, settings=own)
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(list(tmp_path.glob("map-*.html"))) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        Settings(borders="none-such"),
        Settings(tiles="none-such"),
        Settings(public_url="javascript:alert(1)"),
        Settings(formats=("none-such",)),
        Settings(colors=(("route", "#eeeeee"),)),
    ],
)
def test_a_wrong_setting_is_refused_before_any_article_is_read(wrong):
    with pytest.raises(SettingsError):
        check_settings(wrong)


def test_a_report_does_not_depend_on_the_order_of_its_sources(example):
    report, _ = example
    assert map_articles(*reversed(example_sources())) == report


def test_ids_stay_when_another_article_comes_in(example, tmp_path):
    report, _ = example
    (tmp_path / "00-first.txt").write_text("A ferry reached Oban on Monday.", encoding="utf8")
    more = map_articles(tmp_path / "00-first.txt", *example_sources())
    kept = {visit.id for itinerary in more.itineraries for visit in itinerary.visits}
    assert {visit.id for itinerary in report.itineraries for visit in itinerary.visits} <= kept
    assert {f.claim.id for f in report.findings} <= {f.claim.id for f in more.findings}
    assert {c.id for c in report.conflicts} <= {c.id for c in more.conflicts}
