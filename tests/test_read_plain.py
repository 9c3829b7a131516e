"""Plain text: sources, encodings, publication, what is marked as no article, dates of a cluster."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_read_formats import as_pdf

from mapper.model import Article
from mapper.read import article_from_text, date_articles, date_doubts, read_articles
from mapper.recognize.times import recognize_times

SHARED = Path(os.environ.get("MAPPER_SHARED") or Path(__file__).resolve().parents[2] / "shared")
FIVE = SHARED / "articles"
needs_five = pytest.mark.skipif(not FIVE.is_dir(), reason="the five shared articles are not here")
STORY = (
    "Harbour talks end in Varna\n\nThe envoy left Varna by ferry on Sunday after two days there.\n"
)


def write(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def marks(text: str) -> list[tuple[str, str]]:
    article = article_from_text(text, source="test")
    return [(article.quote(mark.span), mark.reason) for mark in article.marked]


# --- sources -------------------------------------------------------------------------------------


def test_files_folders_and_globs_come_in_order_and_each_file_once(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    for name in ("b.txt", "a.txt"):
        write(folder, name, STORY.encode())
    write(folder, "corrections.toml", b"")
    reading = read_articles(folder / "b.txt", folder, str(folder / "*.txt"))
    assert [(a.id, a.source) for a in reading.articles] == [("a1", "b.txt"), ("a2", "a.txt")]
    assert reading.skipped == ()


def test_standard_input_is_read_as_it_is() -> None:
    reading = read_articles("-", stdin=io.BytesIO(STORY.encode()))
    assert reading.articles[0].text == STORY


def test_files_of_one_name_bear_their_folder(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "a.txt", STORY.encode())
    reading = read_articles(tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt")
    assert [article.source for article in reading.articles] == ["a.txt", "y/a.txt"]


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "PNG picture"),
        ("program", bytes(range(256)) * 40, "binary"),
        ("broken.pdf", b"%PDF-1.4\nnothing", "cannot be read, it is damaged"),
        ("scan.pdf", as_pdf(""), "it holds pictures and no text"),
        ("table.parquet", b"PAR1abcPAR1", "a Parquet table"),
        ("crawl.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "web archive"),
        ("picture.svg", b"<?xml version='1.0'?><svg><text>Words</text></svg>", "XML of a kind"),
        ("item.xml", b"<newsItem><contentSet/></newsItem>", "a news item without text"),
        ("cut.jsonl", b'{"text": "cut off', "damaged JSON"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Word document"),
    ],
)
def test_a_bad_file_gives_one_line_and_the_rest_goes_on(
    tmp_path: Path, name: str, raw: bytes, words: str
) -> None:
    bad, good = write(tmp_path, name, raw), write(tmp_path, "good.txt", STORY.encode())
    reading = read_articles(bad, good, tmp_path / "missing.txt", str(tmp_path / "*.none"))
    assert [article.source for article in reading.articles] == ["good.txt"]
    reasons = [skipped.reason for skipped in reading.skipped]
    assert name in reasons[0]
    assert words in reasons[0]
    assert "no such file" in reasons[1]
    assert "no file fits" in reasons[2]
    assert all("\n" not in reason for reason in reasons)


def test_an_output_folder_of_its_own_is_not_read_back(tmp_path: Path) -> None:
    (tmp_path / "out" / "internal").mkdir(parents=True)
    write(tmp_path / "out" / "internal", "report.json", b"{}")
    write(tmp_path / "out", "note.txt", STORY.encode())
    write(tmp_path, "a.txt", STORY.encode())
    assert [a.source for a in read_articles(tmp_path).articles] == ["a.txt"]


# --- encodings -----------------------------------------------------------------------------------

ACCENTED = (
    "Visite à Besançon\n\nLe ministre a été reçu à Besançon — « très bien », a-t-il dit.\n" * 4
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_text_is_the_files_own_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    raw = ACCENTED.encode(encoding)
    (article,) = read_articles(write(tmp_path, "a.txt", raw)).articles
    assert article.text.removeprefix("\ufeff") == ACCENTED


def test_a_guessed_encoding_is_named(tmp_path: Path) -> None:
    reading = read_articles(write(tmp_path, "a.txt", ACCENTED.encode("cp1252")))
    assert "a.txt: names no encoding; read as cp125" in reading.notes[0]


def test_several_encodings_in_one_file_are_read_line_by_line_and_named(tmp_path: Path) -> None:
    raw = "Visite à Besançon\n\n".encode() + "Reçu à Besançon.\n".encode("cp1252") + b"Fin.\n"
    reading = read_articles(write(tmp_path, "a.txt", raw))
    assert reading.articles[0].text == "Visite à Besançon\n\nReçu à Besançon.\nFin.\n"
    assert "a.txt: holds several encodings; line 3 is no UTF-8" in reading.notes[0]


def test_other_schemes_are_no_files() -> None:
    (skipped,) = read_articles("file:///etc/hosts").skipped
    assert "only http and https addresses" in skipped.reason


def test_line_ends_and_odd_characters_stay_so_that_offsets_hold(tmp_path: Path) -> None:
    text = "\ufeffHead\r\n\r\nA\u00a0b\u00adc\u200bd, caf\u0065\u0301.\r\n"
    (article,) = read_articles(write(tmp_path, "a.txt", text.encode())).articles
    assert article.text == text
    assert article.marked[0].reason == "byte order mark"


# --- title, day, publisher -----------------------------------------------------------------------

BODY = (
    "\n\nThe envoy toured the port of Varna and met officials there, her office said on Sunday.\n"
)


@pytest.mark.parametrize(
    ("head", "day", "origin", "publisher"),
    [
        ("Talks end\nPublished March 10,2024", "2024-03-10", "text", None),
        (" date 2024-03-10 News Politics Talks end", "2024-03-10", "text", None),
        ("Talks end\nEurope 17/03/2024 18:37", "2024-03-17", "text", None),
        ("Talks end\nBy Jane Doe | 10 March 2024", "2024-03-10", "text", None),
        ("Talks end\n\nVARNA, March 10, 2024 (AFP) - It is over.", "2024-03-10", "dateline", "AFP"),
        ("Talks end\n\nVarna, Mar 10 (EFE).- It is over.", None, None, "EFE"),
        ("Talks end\nUpdated March 10, 2024", None, None, None),
        ("Talks end\nOn March 10, 2024 it began.", None, None, None),
        ("Talks end\nSunday, 10 March 2024", "2024-03-10", "text", None),
        ("Talks end\nPublished 31 February 2024", None, None, None),
        ("Talks end\nPublished 03/09/2024", None, None, None),
    ],
)
def test_the_day_of_publication_is_read_where_the_text_gives_it(
    head: str, day: str | None, origin: str | None, publisher: str | None
) -> None:
    article = article_from_text(head + BODY, source="test")
    assert (article.published and article.published.isoformat()) == day
    assert article.published_from == origin
    assert article.publisher == publisher
    assert article.title == "Talks end"


@pytest.mark.parametrize(
    ("head", "metadata", "doubt"),
    [
        # two readings, and a weekday that settles them
        ("\nPublished 03/04/2023", None, "'03/04/2023' is 3 April 2023 or 4 March 2023"),
        ("\nMonday 03/04/2023", None, ""),
        ("\nPublished 03/04/2023", date(2023, 4, 3), ""),
        ("\nPublished 03/04/2023", date(2023, 9, 1), "another day; 1 September 2023 (metadata)"),
        # a stamp of an update is no day of publication
        ("\nUpdated March 10, 2024", None, "says when it was updated, not when it was published"),
        ("\nUpdated March 10, 2024", date(2024, 3, 1), ""),
        ("\nUpdated March 10, 2024", date(2024, 3, 15), "updated ('March 10, 2024') before"),
        # metadata against stamp and dateline; a day is the difference of time zones
        ("\nPublished March 10, 2024", date(2024, 3, 18), "'March 10, 2024', which is another day"),
        ("\nPublished March 10, 2024", date(2024, 3, 11), ""),
        ("\n\nVARNA, March 10 (AFP) - It ended.", date(2024, 3, 12), ""),
        (
            "\n\nVARNA, March 10 (AFP) - It ended.",
            date(2024, 1, 11),
            "its dateline says 'March 10'",
        ),
        ("\n\nVARNA, Dec 31 (AFP) - It ended.", date(2024, 1, 1), ""),
        ("\nSunday, 11 March 2024", None, "'11 March 2024' in its text was no Sunday"),
        # the text speaks of days long after
        ("\n\nOn 12 September 2023 it ended.", date(2019, 1, 1), "speaks of 12 September 2023"),
        ("\n\nIt is to open on 1 March 2019.", date(2019, 2, 1), ""),
    ],
)
def test_a_doubt_about_the_day_is_said(head: str, metadata: date | None, doubt: str) -> None:
    article = article_from_text(f"Talks end{head}{BODY}", source="a.txt", metadata_date=metadata)
    notes = date_doubts([article])
    assert len(notes) == bool(doubt)
    assert all(note.startswith("a.txt: ") and doubt in note for note in notes)


def test_the_given_day_is_for_articles_that_carry_none(tmp_path: Path) -> None:
    with_day = write(tmp_path, "a.txt", f"Talks end\nPublished March 10, 2024{BODY}".encode())
    without = write(tmp_path, "b.txt", STORY.encode())
    first, second = read_articles(with_day, without, published=date(2020, 1, 1)).articles
    assert (first.published, first.published_from) == (date(2024, 3, 10), "text")
    assert (second.published, second.published_from) == (date(2020, 1, 1), "argument")


def test_a_diary_keeps_its_headings() -> None:
    text = "At sea\n\nMonday, 4 March 2024\nWe left.\n\nTuesday, 5 March 2024\nWe sailed on.\n"
    article = article_from_text(text, source="test")
    assert article.published is None
    assert article.marked == ()


def test_a_pasted_paragraph_has_no_title() -> None:
    assert article_from_text("The envoy left Varna on Sunday.", source="-").title is None


# --- what is no article --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Photo: AFP/Jane Doe", "photo credit"),
        ("Image credit: City of Varna", "photo credit"),
        ("(AP Photo/Jane Doe)", "photo credit"),
        ("[ad_2]", "shortcode"),
        ("Source: Sofia News Agency", "agency credit"),
        ("(With inputs from agencies)", "agency credit"),
        ("Source link", "source link"),
        ("Related Stories", "related links"),
        ("READ MORE: Ferry fares to rise again next year", "related links"),
        ("Scroll to top", "page furniture"),
        ("Facebook Twitter WhatsApp", "share buttons"),
        ("Sign up for our daily newsletter.", "subscription notice"),
        ("This website uses cookies to improve your experience.", "cookie notice"),
        ("Leave a comment", "comments"),
        ("ADVERTISEMENT", "advertisement"),
        ("© 2024 The Harbour Times. All rights reserved.", "rights notice"),
        ("Last updated: 3 hours ago", "publication line"),
        ("(Reporting by Ann Field in Bonn; Editing by Joe Marsh)", "agency credit"),
        ("Reporting by Ann Field in Bonn; Editing by Joe Marsh", "reporting credit"),
        ("Additional reporting by LEE WONG and Ana de la Cruz.", "reporting credit"),
        ("Wire writers Ann Field and Joe Marsh contributed to this report.", "reporting credit"),
        ("The ferry docks in Varna on Sunday. (AP Photo/Jane Doe)", "photo caption"),
        ("Cranes at dawn [Jane Doe/AFP]", "photo caption"),
        ("A ship leaves port, March 3, 2024. REUTERS/Jane Doe/File Photo", "photo caption"),
        ("Share 12 0 3.4k", "share buttons"),
        ("Home | World | Contact us", "page furniture"),
        ("Please enable JavaScript to view the comments.", "page furniture"),
        ("---0---", "page furniture"),
        ("(END)", "page furniture"),
        ("This post may contain affiliate links.", "disclosure"),
        ("Wir und unsere Partner verwenden Cookies, um zu zählen.", "cookie notice"),
        ("Nous utilisons des cookies.", "cookie notice"),
        ("Tout accepter", "cookie notice"),
        ("Lire aussi : Le port ferme", "related links"),
        ("Lesen Sie auch", "related links"),
        ("La suite après cette publicité", "advertisement"),
        ("Compartir Facebook WhatsApp", "share buttons"),
        ("Подпишитесь на наш канал", "subscription notice"),
        ("Quelle: dpa", "agency credit"),
        ("Tutti i diritti riservati", "rights notice"),
    ],
)
def test_lines_that_are_no_article_are_marked_whole(line: str, reason: str) -> None:
    assert marks(f"{STORY}\n{line}\n") == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Following the summit, the envoy flew home.",
        "The source of the river lies in Georgia.",
        "Photo: a fleet of three ships lay in the harbour.",
        "Cookies were handed out to the sailors.",
        "By Monday, the fleet had left.",
        "Share the burden, minister tells allies",
        "Copyright law is to change in May, she said.",
        "Updated figures show 40 ships in port.",
        "Related work goes on in Burgas.",
        "More news of the fleet reached Varna on Friday.",
        "Home at last",
        "Follow him to the harbour and on to the ferry",
        "Reporting by The Times showed that the ferry had left.",
        "Germany and France contributed to this report’s costs.",
        "The picture by Jane Doe hangs in Varna.",
        "She had a photo of the ship in her hand.",
        "The end of the pier is closed.",
        "Learn more about ships, he told the pupils.",
        "We may get a storm, the captain said.",
        "Alert crews saved the ferry",
        "Editors: they were the first to leave the ship.",
    ],
)
def test_sentences_and_subheads_that_only_look_so_stay(line: str) -> None:
    assert marks(f"{STORY}\n{line}\n\nThe end of it.\n") == []


def test_a_repeated_headline_is_marked_but_the_first_one_stays() -> None:
    title = "Harbour talks end in Varna"
    assert marks(f"{title}\n{title}\n\nText of it.\n") == [(title, "repeat")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("BC-EU--Harbour Talks, 2nd Ld-Writethru", "wire slug"),
        ("URGENT", "wire slug"),
        ("AP Top News", "wire slug"),
        ("EMBARGOED until 0600 GMT", "wire slug"),
        ("Eds: UPDATES with quotes from the envoy.", "note to editors"),
        ("(Adds details, background)", "note to editors"),
        ("Jane Doe, Associated Press", "byline"),
        ("JANE DOE and JOHN ROE | Staff Writers", "byline"),
        ("By Jane Doe", "byline"),
        ("3 hours ago", "publication line"),
    ],
)
def test_headers_of_wires_are_marked_in_the_head_alone(line: str, reason: str) -> None:
    filler = "".join(f"The ship {n} left port at dawn.\n" for n in range(16))
    more = "".join(f"The ship {n} came back at dusk.\n" for n in range(16))
    assert marks(f"{line}\nHarbour talks end in Varna\n\n{filler}") == [(line, reason)]
    assert marks(f"Harbour talks end in Varna\n\n{filler}{line}\n{more}") == []


def test_the_list_below_a_widget_is_marked_and_an_articles_own_list_is_not() -> None:
    widget = "More on this story\n- Ferry fares rise\n- Port closed"
    own = "The fares:\n- One adult\n- Two children"
    found = [text for text, _ in marks(f"{STORY}\n{own}\nThat is all.\n{widget}\nIt rained.\n")]
    assert found == widget.split("\n")
    tail = "Recent Posts\nFerry fares to rise again\nHarbour closed"
    assert [text for text, _ in marks(f"{STORY}\n{tail}\n")] == tail.split("\n")
    signed = "Topics\nBulgaria\nReporting by Jane Doe; Editing by John Roe."
    assert [text for text, _ in marks(f"{STORY}\n{signed}\n")] == signed.split("\n")


def test_list_items_may_come_twice() -> None:
    assert marks("Fares\n\n- One adult, one way\n- One adult, one way\n") == []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200) | st.just(STORY))
def test_marks_lie_in_the_text_and_never_overlap(text: str) -> None:
    article = article_from_text(text, source="test")
    end = 0
    for mark in article.marked:
        assert end <= mark.span.start < mark.span.end <= len(text)
        end = mark.span.end


# --- the five articles ---------------------------------------------------------------------------

BOILERPLATE = {
    "000": ["DPA DIPLOMACY Published September 17,2023"],
    "001": ["[ad_1]", "(with agency input)", "[ad_2]", "Source link"],
    "002": ["Source: Yonhap News Agency", "Recent Posts"],
    "003": ["Photo: AFP/", "Photo: AFP/", "Photo: AFP/", "See Also", "We use", "Information and"],
    "004": ["Related Articles", "Back to top button"],
}


@needs_five
def test_twelve_lines_and_three_residues_are_marked_and_no_body_line_is() -> None:
    found = total = 0
    for article in read_articles(FIVE).articles:
        wanted = list(BOILERPLATE[article.source[:3]])
        total += len(wanted)
        for mark in article.marked:
            quote = article.quote(mark.span)
            hit = next((words for words in wanted if quote.startswith(words)), None)
            if hit is not None:
                wanted.remove(hit)
                found += 1
            else:
                expected = {"repeat", "publication line", "version label", "agency credit"}
                assert mark.reason in expected, quote
    assert (found, total) == (15, 15)


@needs_five
def test_offsets_are_those_of_the_files() -> None:
    for article in read_articles(FIVE).articles:
        assert article.text.encode() == (FIVE / article.source).read_bytes()


@needs_five
def test_the_cluster_dates_what_carries_no_date() -> None:
    articles = read_articles(FIVE).articles
    dated = date_articles(articles, [recognize_times(article) for article in articles])
    days = {
        article.source[:3]: (str(article.published), article.published_from) for article in dated
    }
    assert days == {
        "000": ("2023-09-17", "text"),
        "001": ("2023-09-17", "cluster"),
        "002": ("2023-09-17", "cluster"),
        "003": ("2023-09-17", "text"),
        "004": ("2023-09-13", "cluster"),
    }


@needs_five
def test_alone_no_article_gets_a_date_that_it_does_not_state() -> None:
    for article in read_articles(FIVE).articles:
        (alone,) = date_articles([article], [recognize_times(article)])
        assert alone.published == article.published


# --- dates from the other articles ---------------------------------------------------------------


def dated_story(head: str, source: str, day: str = "Sunday") -> Article:
    text = (
        f"{head}\n\nEnvoy Mara Petrova left Varna on the ferry Nesebar on {day}, the Black Sea\n"
        "Harbour Board and Minister Ivan Dimov said in Burgas.\n"
    )
    return article_from_text(text, source=source)


def dates(*articles: Article) -> list[str | None]:
    found = date_articles(articles, [recognize_times(article) for article in articles])
    return [article.published.isoformat() if article.published else None for article in found]


def test_an_undated_article_takes_the_day_of_its_story() -> None:
    dated = dated_story("Talks end\nPublished March 10, 2024", "a")
    assert dates(dated, dated_story("Envoy goes home", "b")) == ["2024-03-10", "2024-03-10"]


def test_a_weekday_that_does_not_fit_keeps_it_open() -> None:
    dated = dated_story("Talks end\nPublished March 10, 2024", "a")
    assert dates(dated, dated_story("Envoy goes home", "b", day="Wednesday"))[1] is None


def test_another_story_lends_no_date() -> None:
    other = article_from_text(
        "Rain\nPublished March 10, 2024\n\nIn Oslo, Kari Holm of the Norwegian Met Office\n"
        "saw Bergen under water on Sunday, Aftenposten said.\n",
        source="a",
    )
    assert dates(other, dated_story("Envoy goes home", "b"))[1] is None


def test_a_reading_that_the_other_articles_settle_is_said() -> None:
    dated = dated_story("Talks end\nPublished March 10, 2024", "a")
    open_ = dated_story("Envoy goes home\nPublished 10/03/2024", "b")
    found = date_articles([dated, open_], [recognize_times(one) for one in (dated, open_)])
    assert date_doubts(found) == (
        "b: '10/03/2024' has two readings; 10 March 2024 is near the other articles.",
    )


def test_a_dateline_takes_the_year_that_its_weekday_allows() -> None:
    dated = dated_story("Talks end\nPublished March 10, 2024", "a")
    text = dated.text.split("\n\n")[1].replace("Sunday", "Friday")
    sailed = article_from_text(f"Envoy sails\n\nVarna, Mar 8 (EFE).- {text}", source="b")
    assert dates(dated, sailed) == ["2024-03-10", "2024-03-08"]
