"""Sentences are spans that cover the text, in order, and end where a reader would end them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Marked, Span
from mapper.recognize.sentences import split_sentences

CASES = [
    # a stop that belongs to an abbreviation
    ("Mr. Lee met Gen. Park. They left.", ["Mr. Lee met Gen. Park.", "They left."]),
    # initials and compass letters before a name
    ("S. Korea and J. K. Rowling agreed. So it goes.", None),
    # a dotted abbreviation goes on before a name and ends before "The"
    ("The U.S. Navy sailed at 6 a.m. The crew slept.", None),
    # headings end with their line
    ("Ship leaves port\nThe crew waved.", ["Ship leaves port", "The crew waved."]),
    # closing quotes belong to the sentence
    ("\u201cWe go.\u201d He went.", ["\u201cWe go.\u201d", "He went."]),
    # a question mark inside a running sentence
    ("Why? he asked. Nobody knew.", ["Why? he asked.", "Nobody knew."]),
    # a dateline in capitals
    ("ST. LOUIS (AP) - He spoke. She left.", ["ST. LOUIS (AP) - He spoke.", "She left."]),
    # a decimal is no end
    ("It is 3.5 km away. Walk.", ["It is 3.5 km away.", "Walk."]),
]
EXPECTED = {
    CASES[1][0]: ["S. Korea and J. K. Rowling agreed.", "So it goes."],
    CASES[2][0]: ["The U.S. Navy sailed at 6 a.m.", "The crew slept."],
}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_sentence_ends_where_a_reader_would_end_it(text, expected):
    found = [text[span.start : span.end] for span in split_sentences(text)]
    assert found == (expected or EXPECTED[text])


def test_hard_wrapped_copy_is_joined_over_its_lines():
    line = "The convoy rolled slowly through the valley and over the old stone"
    text = f"{line}\n" * 4 + "bridge."
    assert len(split_sentences(text)) == 1


def test_marked_spans_are_left_out():
    text = "He came. Photo: Someone. He left."
    found = split_sentences(text, (Marked(span=Span(9, 24), reason="credit"),))
    assert [text[span.start : span.end] for span in found] == ["He came.", "He left."]


@given(st.text(max_size=400))
def test_spans_stand_in_order_and_lose_only_blanks(text):
    spans = split_sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())
