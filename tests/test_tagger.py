"""Names in an article: spans that quote it, labels, probabilities; both taggers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.gazetteer import Gazetteer
from mapper.model import Article
from mapper.recognize.tagger import tag_names


@pytest.fixture(scope="module")
def names():
    return Gazetteer.open()


def article(text):
    return Article(id="a", source="a.txt", text=text)


def labels(text, names, **options):
    return {
        tagged.text: tagged.label for tagged in tag_names(article(text), names=names, **options)
    }


def test_a_place_a_person_and_an_organisation_are_told_apart(names):
    text = "Anna Petrova of the World Health Organization flew to Helsinki on Monday."
    found = labels(text, names, fast=True)
    assert found["Helsinki"] == "LOC"
    assert found["Anna Petrova"] == "PER"
    assert found["World Health Organization"] == "ORG"


def test_a_city_and_its_state_are_two_places_and_the_full_stop_stays(names):
    found = labels("A crash closed the bridge in Oakland, Calif., on Tuesday.", names, fast=True)
    assert found["Oakland"] == "LOC"
    assert found["Calif."] == "LOC"


def test_empty_text_and_text_without_words_have_no_names(names):
    assert tag_names(article(""), names=names, fast=True) == ()
    assert tag_names(article(" \n 12 -- 7 ((("), names=names, fast=True) == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_spans_quote_the_text_and_probabilities_are_in_range(names, text):
    one = article(text)
    for tagged in tag_names(one, names=names, fast=True):
        assert one.quote(tagged.span) == tagged.text
        assert 0.0 <= tagged.probability <= 1.0
