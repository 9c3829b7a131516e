"""A ready stanza names its quote so that it fits that one place, in TOML that mapper reads."""

import tomllib

from hypothesis import assume, given
from hypothesis import strategies as st

from mapper.corrections import fit_corrections, read_corrections
from mapper.model import Article, Ordering, Span
from mapper.suggest import stanza, suggest_corrections

NO_JOURNEY = Ordering(itineraries=(), statuses=())


def test_an_undated_article_is_asked_for_its_day():
    article = Article(id="a1", source="note.txt", text="He came.")
    (asked,) = suggest_corrections([article], [], NO_JOURNEY, [])
    assert "note.txt" in asked.question
    assert tomllib.loads(asked.stanza)["correction"][0]["published"] == ""


@given(st.text(min_size=1, max_size=60), st.data())
def test_a_stanza_fits_the_span_it_was_made_for(tmp_path_factory, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assume(quote.strip() and "\ufffd" not in text)
    assume(
        not (quote[0].isalnum() and start and (text[start - 1].isalnum() or text[start - 1] == "_"))
    )
    assume(
        not (quote[-1].isalnum() and end < len(text) and (text[end].isalnum() or text[end] == "_"))
    )
    article = Article(id="a1", source="note.txt", text=text)
    path = tmp_path_factory.mktemp("desk") / "corrections.toml"
    path.write_text(stanza(article, Span(start, end), 'place = "none"'), encoding="utf8")
    (applied,) = fit_corrections(read_corrections(path), [article])
    assert ("a1", start, end) in applied.spans


def test_a_quote_that_stands_twice_gets_its_context():
    text = "From Oban to Mull, and back to Oban by night."
    article = Article(id="a1", source="note.txt", text=text)
    written = stanza(article, Span(31, 35), 'place = "none"')
    assert "before" in written
