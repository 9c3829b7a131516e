"""The desk's word is read with its lines, fitted to the text, and never lost."""

from datetime import date

import pytest

from mapper.corrections import (
    corrected_articles,
    fit_corrections,
    read_corrections,
    with_corrected_mentions,
)
from mapper.errors import SettingsError
from mapper.model import Annotations, Article

TEXT = "The ferry left Oban on Monday. It reached \u201cCraignure\u201d, and Oban again that night."
ARTICLE = Article(id="a1", source="desk/ferry.txt", text=TEXT)


def fitted(tmp_path, stanza):
    path = tmp_path / "corrections.toml"
    path.write_text(f"# ours\n\n[[correction]]\n{stanza}\n", encoding="utf8")
    return fit_corrections(read_corrections(path), [ARTICLE])[0]


def test_a_quote_that_stands_once_becomes_one_span(tmp_path):
    found = fitted(tmp_path, 'article = "ferry.txt"\nquote = "Craignure"\nplace = "geonames:1"')
    assert [TEXT[s:e] for _, s, e in found.spans] == ["Craignure"]
    assert found.correction.line == 3


def test_a_quote_that_stands_twice_asks_for_its_context(tmp_path):
    found = fitted(tmp_path, 'article = "ferry.txt"\nquote = "Oban"\nplace = "none"')
    assert not found.spans
    assert "stands 2 times" in found.note


@pytest.mark.parametrize(
    ("context", "starts"),
    [('before = "left"', [15]), ('after = "again"', [59]), ("all = true", [15, 59])],
)
def test_before_after_and_all_single_out_the_quote(tmp_path, context, starts):
    found = fitted(tmp_path, f'article = "ferry.txt"\nquote = "Oban"\nplace = "none"\n{context}')
    assert [start for _, start, _ in found.spans] == starts


def test_straight_quotation_marks_fit_curly_ones(tmp_path):
    found = fitted(tmp_path, "article = '*'\nquote = '\"Craignure\"'\nstatus = 'visited'")
    assert len(found.spans) == 1


def test_a_part_of_a_word_is_no_quote(tmp_path):
    found = fitted(tmp_path, 'article = "*"\nquote = "Craig"\nplace = "none"')
    assert not found.spans


def test_a_stanza_for_an_unknown_article_is_stale(tmp_path):
    found = fitted(tmp_path, 'article = "x.txt"\nquote = "Oban"\nplace = "none"')
    assert "no article" in found.note


def test_the_other_quote_is_fitted_too(tmp_path):
    found = fitted(
        tmp_path, 'article = "*"\nquote = "Oban"\nbefore = "left"\ngoes_before = "Craignure"'
    )
    assert [TEXT[s:e] for _, s, e in found.others] == ["Craignure"]


@pytest.mark.parametrize(
    ("stanza", "words"),
    [
        ('quote = "Oban"', "has none"),
        ('quote = "Oban"\nplace = "none"\nday = 2024-01-01', "place and day"),
        ('quote = "Oban"\nplcae = "none"', "unknown key 'plcae'"),
        ('quote = "Oban"\nstatus = "seen"', "status = 'seen'"),
        ('quote = "Oban"\nday = "soon"', "day = 'soon'"),
        ('quote = "Oban"\nplace = {name = "X", lat = 95.0, lon = 0.0}', "place ="),
        ('place = "none"', "needs the quote"),
        ('quote = "Oban"\nnot_a_claim = 1', "not_a_claim = 1"),
        ('quote = 7\nplace = "none"', "quotation marks"),
    ],
)
def test_a_wrong_stanza_names_its_line_and_what_is_wrong(tmp_path, stanza, words):
    with pytest.raises(SettingsError, match=r"corrections\.toml, line 3: ") as caught:
        fitted(tmp_path, stanza)
    assert words in str(caught.value)


def test_a_file_that_is_no_toml_is_one_clear_error(tmp_path):
    path = tmp_path / "corrections.toml"
    path.write_text("[[correction]\n", encoding="utf8")
    with pytest.raises(SettingsError, match="not a readable TOML file"):
        read_corrections(path)


def test_published_dates_the_article(tmp_path):
    found = fitted(tmp_path, 'article = "ferry.txt"\npublished = 2024-02-05')
    (article,) = corrected_articles([ARTICLE], [found])
    assert article.published == date(2024, 2, 5)
    assert article.published_from == "argument"


def test_a_span_without_a_mention_gets_one(tmp_path):
    found = fitted(tmp_path, 'article = "*"\nquote = "Craignure"\nplace = "geonames:1"')
    (annotation,) = with_corrected_mentions([Annotations(article="a1")], [found], [ARTICLE])
    assert [mention.text for mention in annotation.mentions] == ["Craignure"]
    assert with_corrected_mentions([annotation], [found], [ARTICLE]) == (annotation,)
