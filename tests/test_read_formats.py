"""Formats: what becomes of pages, feeds and documents; spans quote their text in every one."""

import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper.errors import SourceError
from mapper.gazetteer import Gazetteer
from mapper.model import Article
from mapper.read import article_from_text, read_articles
from mapper.read.dates import find_dates
from mapper.read.feed import (
    Entry,
    EntryChoice,
    choose_entries,
    feed_entries,
    looks_like_feed,
)
from mapper.read.page import PageReader
from mapper.read.versions import set_aside_repeats
from mapper.recognize.article import recognize_article
from mapper.recognize.times import recognize_times

SHARED = Path(os.environ.get("MAPPER_SHARED") or Path(__file__).resolve().parents[2] / "shared")
PAGES = SHARED / "bench" / "pages"
STORY = (
    "The envoy reached the harbour of Varna on Sunday, 10 March 2024, and met the port's board.\n\n"
    "She had left Burgas by ferry a day earlier, her office said in a statement to reporters.\n\n"
    "The next day she is to inspect a lighthouse about 12 km north of the town, it said.\n"
)


def docx(text: str) -> bytes:
    from xml.sax.saxutils import escape

    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f"<w:p><w:r><w:t xml:space='preserve'>{escape(line)}</w:t></w:r></w:p>"
        for line in text.split("\n")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"<w:document xmlns:w='{space}'><w:body>{body}</w:body></w:document>",
        )
    return stream.getvalue()


def as_page(text: str) -> str:
    from html import escape

    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body><article><h1>Visit</h1>{paragraphs}</article></body></html>"


def as_csv(text: str) -> bytes:
    import csv

    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["id", "text", "date"], ["7", text, "2024-03-10"]])
    return stream.getvalue().encode()


def as_newsml(text: str) -> bytes:
    from xml.sax.saxutils import escape

    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n") if part.strip())
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:a' xml:lang='en-GB'>"
        "<itemMeta><provider literal='Harbour Wire'/>"
        "<versionCreated>2024-03-11T08:00:00Z</versionCreated></itemMeta>"
        "<contentMeta><contentCreated>2024-03-10T21:00:00+02:00</contentCreated>"
        "<headline>Envoy in Varna</headline><by>Jane Doe</by></contentMeta>"
        "<contentSet><inlineXML contenttype='application/xhtml+xml'>"
        "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>"
        f"<body>{paragraphs}</body></html></inlineXML></contentSet></newsItem>"
    ).encode()


def as_pdf(text: str) -> bytes:
    """Return a PDF of one page, a line of text a line, in ASCII."""
    escaped = [line.translate({40: "\\(", 41: "\\)", 92: "\\\\"}) for line in text.split("\n")]
    drawn = " ".join(f"({line}) Tj T*" for line in escaped)
    stream = f"BT /F1 12 Tf 50 780 Td 16 TL {drawn} ET"
    box, font = "/MediaBox [0 0 600 840]", "/Font << /F1 5 0 R >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {box} /Contents 4 0 R /Resources << {font} >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    raw, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(raw))
        raw += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    raw_table = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(raw)}\n%%EOF\n"
    return raw + raw_table.encode() + end.encode()


CONTAINERS: dict[str, Callable[[str], bytes]] = {
    "a.txt": lambda text: text.encode(),
    "a.md": lambda text: b"---\ntitle: Visit\ndate: 2024-03-10\n---\n" + text.encode(),
    "a.docx": docx,
    "a.jsonl": lambda text: json.dumps({"text": text, "date": "2024-03-10"}).encode(),
    "a.json": lambda text: json.dumps(
        {
            "uri": "x",
            "versioncreated": "2024-03-10T01:00:00Z",
            "headline": "Visit",
            "body_text": text,
        }
    ).encode(),
    "a.csv": as_csv,
    "a.html": lambda text: as_page(text).encode(),
    "a.xml": as_newsml,
    "a.pdf": as_pdf,
}
#: In these the text is laid out anew, so that line ends and spaces are the reader's.
LAID_OUT = {"a.html", "a.xml", "a.pdf"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def read(folder: Path, name: str, raw: bytes) -> Article:
    path = folder / name
    path.write_bytes(raw)
    reading = read_articles(path)
    assert reading.skipped == ()
    return reading.articles[0]


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_format_gives_its_text_and_its_spans_quote_it(tmp_path: Path, name: str) -> None:
    article = read(tmp_path, name, CONTAINERS[name](STORY * 2))
    assert "lighthouse about 12 km north" in article.text
    times = recognize_times(article)
    assert {"Sunday, 10 March 2024", "The next day"} <= {time.text for time in times}
    assert all(article.quote(time.span) == time.text for time in times)


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name not in LAID_OUT])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_no_character_of_a_document_is_changed(tmp_path: Path, name: str, text: str) -> None:
    body = f"{STORY}{text}"
    if name == "a.docx" and any(not c.isprintable() for c in text):
        return
    article = read(tmp_path, name, CONTAINERS[name](body))
    assert article.text.endswith(body)
    for mark in article.marked:
        assert 0 <= mark.span.start < mark.span.end <= len(article.text)


#: Words and characters that shift offsets where text is trimmed, folded or decoded twice.
PIECES = st.sampled_from(
    [
        *("The envoy reached Varna", " on Sunday, 10 March 2024", " 12 km north of Burgas", ". "),
        *(
            "Photo: AFP/Jane Doe",
            "\n",
            "\n\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u00ad",
            "\u200b",
            "\ufeff",
        ),
        *(
            "“İstanbul”",
            "caf\u0065\u0301",
            "½",
            "ß",
            "👩‍🚀",
            "𝔙arna",
            "\u202e",
            "שלום",
            '& < > "',
            "|",
        ),
    ]
)


@pytest.mark.parametrize("name", CONTAINERS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=st.lists(PIECES, max_size=30))
def test_every_span_of_every_reader_quotes_its_text(
    tmp_path: Path, gazetteer: Gazetteer, name: str, pieces: list[str]
) -> None:
    """Marks, dates, times, names and claims: half-open, inside the text, equal to their words."""
    text = "".join(pieces)
    if name == "a.pdf":
        text = text.encode("ascii", "ignore").decode()
    article = read(tmp_path, name, CONTAINERS[name](f"{STORY}{text}\n{STORY}"))
    whole, size = article.text, len(article.text)
    last = 0
    for mark in article.marked:
        assert last <= mark.span.start < mark.span.end <= size
        last = mark.span.end
    if article.published_text is not None:
        assert find_dates(whole, article.published_text.start, article.published_text.end)
    found = recognize_article(article, names=gazetteer, fast=True)
    quoted = [*found.mentions, *found.times, *found.claims]
    assert {"Varna", "Burgas"} & {mention.text for mention in found.mentions}
    for one in quoted:
        assert 0 <= one.span.start < one.span.end <= size
        assert article.quote(one.span) == one.text
    for claim in found.claims:
        assert article.quote(claim.quantity.span) == claim.quantity.text


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.md"])
def test_the_day_that_a_container_states_is_metadata(tmp_path: Path, name: str) -> None:
    article = read(tmp_path, name, CONTAINERS[name](STORY))
    assert (article.published, article.published_from) == (date(2024, 3, 10), "metadata")


def test_a_day_in_words_is_read_and_one_with_two_readings_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"{day},{STORY!r}" for day in ('"10 March 2024"', "03/04/2024")]
    path.write_text("date,text\n" + "\n".join(lines).replace("'", '"'), encoding="utf8")
    reading = read_articles(path)
    days = [
        article.published
        for article in (*reading.articles, *(a.article for a in reading.set_aside))
    ]
    assert set(days) == {date(2024, 3, 10), None}
    assert "a.csv: its date '03/04/2024' names no day for sure." in reading.notes


def test_lines_of_json_are_articles_of_their_own(tmp_path: Path) -> None:
    lines = [{"id": n, "text": f"{STORY} Number {n}. {f'pier{n} ' * 40}"} for n in (4, 5)]
    path = tmp_path / "wire.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf8")
    reading = read_articles(path)
    assert [a.source for a in reading.articles] == ["wire.jsonl#line 4", "wire.jsonl#line 5"]


def test_a_table_without_a_text_column_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n", encoding="utf8")
    assert "no column" in read_articles(path).skipped[0].reason


def test_ninjs_bodies_and_names_are_read(tmp_path: Path) -> None:
    item = {
        "uri": "tag:1", "language": "en-GB", "versioncreated": "2024-03-10T23:30:00+09:00",
        "headlines": [{"role": "main", "value": "Visit"}], "by": "Jane Doe",
        "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{STORY}</p>"}],
    }  # fmt: skip
    article = read(tmp_path, "a.json", json.dumps(item).encode())
    assert (article.title, article.language) == ("Visit", "en")
    assert article.published == date(2024, 3, 10)
    assert "<p>" not in article.text


def test_newsml_says_who_when_and_where(tmp_path: Path) -> None:
    article = read(tmp_path, "a.xml", as_newsml(STORY))
    assert (article.title, article.byline) == ("Envoy in Varna", "Jane Doe")
    assert (article.publisher, article.language) == ("Harbour Wire", "en")
    assert (article.published, article.published_from) == (date(2024, 3, 10), "metadata")
    assert article.text == "\n\n".join(STORY.split("\n\n")).strip()


def test_a_missing_reader_is_named_with_its_install_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapper.read.documents.find_spec", lambda _: None)
    path = tmp_path / "a.pdf"
    path.write_bytes(as_pdf(STORY))
    (skipped,) = read_articles(path).skipped
    assert skipped.reason.startswith("a.pdf: a PDF document, and the reader for these")
    assert "pip install 'itinerary-mapper[pdf]'" in skipped.reason


# --- pages ---------------------------------------------------------------------------------------


def test_a_page_says_who_when_and_where(tmp_path: Path) -> None:
    linked = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Site"},
            {
                "@type": "NewsArticle",
                "headline": "Envoy in Varna",
                "datePublished": "2024-03-10T23:30:00+02:00",
                "dateModified": "2024-03-12T10:00:00+02:00",
                "author": [{"name": "Jane Doe"}],
                "publisher": {"name": "Harbour Times"},
            },
        ],
    }
    raw = as_page(STORY * 2).replace(
        "<html>",
        "<html lang='en-GB'><head><link rel='canonical' href='https://example.org/a'>"
        f"<script type='application/ld+json'>{json.dumps(linked)}</script></head>",
    )
    article = read(tmp_path, "a.html", raw.encode())
    assert (article.title, article.byline) == ("Envoy in Varna", "Jane Doe")
    assert (article.publisher, article.url) == ("Harbour Times", "https://example.org/a")
    assert (article.published, article.published_from) == (date(2024, 3, 10), "metadata")
    assert article.language == "en"


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-8", "iso-8859-1x"), ("cp1252", "utf-8")],
)
def test_a_page_is_read_whatever_its_label_claims(
    tmp_path: Path, encoding: str, label: str
) -> None:
    text = as_page(STORY.replace("Varna", "Besançon — “là”"))
    raw = text.replace("<html>", f"<html><head><meta charset='{label}'></head>")
    assert "Besançon — “là”" in read(tmp_path, "a.html", raw.encode(encoding)).text


@pytest.mark.skipif(not PAGES.is_dir(), reason="the shared saved pages are not here")
@pytest.mark.slow
def test_body_text_is_no_worse_than_the_extractors_own_and_cleaner() -> None:
    import gzip
    import re

    import trafilatura

    def counted(text: str) -> Counter[str]:
        return Counter(re.findall(r"\w+", text.lower()))

    chosen = sorted(PAGES.glob("*.html.gz"))[::4]
    totals = {"ours": [0.0, 0.0, 0.0], "theirs": [0.0, 0.0, 0.0]}
    with PageReader() as pages:
        for path in chosen:
            gold = json.loads(
                path.with_name(path.name.replace(".html.gz", ".json")).read_text("utf8")
            )
            raw = gzip.decompress(path.read_bytes())
            found = trafilatura.bare_extraction(
                raw, url=gold["url"], include_comments=False, with_metadata=True
            )
            page = pages.read(raw, source=path.name, url=gold["url"])
            body = body_of(article_from_text(page.text, source="page"))
            theirs = "" if found is None or isinstance(found, dict) else found.text or ""
            day = (gold["publish_date"] or "")[:10]
            for name, text in (("ours", body), ("theirs", theirs)):
                one, other = counted(text), counted(gold["main_content"])
                shared = (one & other).total()
                totals[name][0] += shared / max(1, one.total())
                totals[name][1] += 2 * shared / max(1, one.total() + other.total())
            totals["ours"][2] += str(page.published) == day
            totals["theirs"][2] += getattr(found, "date", None) == day
    assert totals["ours"][0] >= totals["theirs"][0] + 0.01 * len(chosen), totals
    assert totals["ours"][1] >= totals["theirs"][1], totals
    assert totals["ours"][2] >= totals["theirs"][2], totals


def body_of(article: Article) -> str:
    pieces, position = [], 0
    for mark in article.marked:
        pieces.append(article.text[position : mark.span.start])
        position = mark.span.end
    return " ".join([*pieces, article.text[position:]])


# --- feeds ---------------------------------------------------------------------------------------


def feed(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def test_the_day_of_an_entry_is_that_of_its_publisher() -> None:
    raw = feed(
        "<item><title>A</title><link>https://example.org/a</link>"
        "<pubDate>Sun, 17 Sep 2023 05:37:00 +0900</pubDate></item>"
    )
    assert feed_entries(raw, source="feed")[0].published == date(2023, 9, 17)


def dated_entries() -> tuple[Entry, ...]:
    days = [date(2024, 3, 1), None, date(2024, 3, 4), date(2024, 3, 2)]
    titles = ["Rain", "Envoy at sea", "Envoy in port", "Envoy at sea"]
    return tuple(
        Entry(title=title, url=f"https://example.org/{n}", published=day)
        for n, (title, day) in enumerate(zip(titles, days, strict=True), start=1)
    )


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (EntryChoice(), "1234"),
        (EntryChoice(newest=2), "34"),  # newest first
        (EntryChoice(newest=4), "3412"),  # what has no day comes last
        (EntryChoice(since=date(2024, 3, 2)), "34"),  # in the order of the feed, the day included
        (EntryChoice(match="ENVOY"), "234"),
        (EntryChoice(match="envoy*sea"), "24"),
        (EntryChoice(match="example.org/1"), "1"),  # the address counts too
        (EntryChoice(newest=1, match="sea"), "4"),
    ],
)
def test_entries_are_chosen_by_number_day_and_pattern(choice: EntryChoice, wanted: str) -> None:
    chosen = choose_entries(dated_entries(), choice, source="feed")
    assert "".join((entry.url or "")[-1] for entry in chosen) == wanted


def test_a_choice_that_leaves_nothing_names_its_options() -> None:
    choice = EntryChoice(newest=3, since=date(2024, 4, 1), match="ship")
    with pytest.raises(SourceError, match="--newest 3 --since 2024-04-01 --match ship"):
        choose_entries(dated_entries(), choice, source="feed")


def test_an_index_of_sitemaps_names_those_to_hand_in() -> None:
    raw = (
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap>"
        b"<loc>https://example.org/news.xml</loc></sitemap></sitemapindex>"
    )
    assert looks_like_feed(raw)
    with pytest.raises(SourceError, match=r"hand in one of them \(https://example\.org/news\.xml"):
        feed_entries(raw, source="sitemap.xml")


def test_a_feed_that_brings_whole_articles_needs_no_fetching(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    text = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in (STORY * 6).split("\n\n"))
    path.write_bytes(feed(f"<item><title>A</title><description>{text}</description></item>"))
    (article,) = read_articles(path, offline=True).articles
    assert article.publisher == "Wire"
    assert "lighthouse about 12 km" in article.text


def test_a_news_sitemap_lists_pages_with_their_days() -> None:
    raw = (
        b"<?xml version='1.0' encoding='UTF-8'?>"
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        b"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
        b"<loc>https://example.org/a</loc><news:news><news:publication><news:name>Wire"
        b"</news:name></news:publication><news:publication_date>2024-03-10</news:publication_date>"
        b"<news:title>Visit</news:title></news:news></url></urlset>"
    )
    (entry,) = feed_entries(raw, source="sitemap.xml")
    assert (entry.url, entry.title) == ("https://example.org/a", "Visit")
    assert (entry.publisher, entry.published) == ("Wire", date(2024, 3, 10))


# --- copies and versions -------------------------------------------------------------------------

LONG = STORY * 2


def article(text: str, source: str, **named: str) -> Article:
    return article_from_text(text, source=source, **named)  # type: ignore[arg-type]


def test_the_same_story_from_two_outlets_counts_once() -> None:
    one = article(f"Envoy in Varna\n\n{LONG}", "a", publisher="A")
    other = article(f"Visit to the port\n\n{LONG}", "b", publisher="B")
    counted, aside = set_aside_repeats([one, other])
    assert [found.source for found in counted] == ["a"]
    assert (aside[0].kind, aside[0].of, aside[0].article.source) == ("copy", "a1", "b")


def test_the_latest_version_speaks_and_the_change_is_named() -> None:
    first = article(f"(LEAD) Envoy in Varna\n\n{LONG}", "a", publisher="A")
    later = article(
        f"(2nd LD) Envoy in Varna\n\n{LONG.replace('12 km', '15 km')}", "b", publisher="A"
    )
    counted, (older,) = set_aside_repeats([later, first])
    assert [(found.id, found.source) for found in counted] == [("a1", "b")]
    assert older.kind == "older version"
    assert "12 km to 15 km" in older.reason


def test_the_same_address_with_new_text_is_a_version() -> None:
    url = "https://example.org/a"
    first = article(f"Envoy in Varna\n\n{LONG}", "a", url=url)
    later = article(f"Envoy home again\n\nShe is back in Sofia, {LONG[300:]}", "b", url=url)
    counted, _ = set_aside_repeats([first, later])
    assert [found.source for found in counted] == ["b"]


def test_two_reports_of_one_event_stay_two() -> None:
    one = article(f"Envoy in Varna\n\n{LONG}", "a")
    words = "On Sunday the port of Varna saw the envoy, who came by sea from Burgas. "
    other = article(f"Envoy in Varna\n\n{words}Her ferry docked at noon. {words[::-1]}" * 3, "b")
    counted, aside = set_aside_repeats([one, other])
    assert (len(counted), aside) == (2, ())


def test_copies_that_state_other_figures_stay_apart() -> None:
    one = article(f"Envoy in Varna\n\n{LONG}", "a", publisher="A")
    other = article(f"Envoy in Varna\n\n{LONG.replace('12 km', '15 km')}", "b", publisher="B")
    assert len(set_aside_repeats([one, other])[0]) == 2
