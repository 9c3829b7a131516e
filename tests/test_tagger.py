"""Names in an article: spans that quote it, labels, probabilities; both taggers."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.errors import GazetteerError
from mapper.gazetteer import Gazetteer
from mapper.model import Article, Marked, Span
from mapper.recognize.tagger import long_text, place_spans, tag_names
from mapper.recognize.tagger.crf import load_crf, stretches
from mapper.recognize.tagger.encoder import best_path, load_encoder
from mapper.recognize.tagger.wordpiece import word_pieces
from mapper.recognize.tagger.words import split_words

both = pytest.mark.parametrize("fast", [True, False], ids=["crf", "encoder"])


@pytest.fixture(scope="module")
def names():
    return Gazetteer.open()


def article(text, **fields):
    return Article(id="a", source="a.txt", text=text, **fields)


def outer(text, names, *, fast):
    found = tag_names(article(text), names=names, fast=fast)
    return {tagged.text: tagged.label for tagged in found if tagged.inside is None}


# --- what is found ---


@both
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a person, a body and a city in one sentence
        (
            "Anna Petrova of the World Health Organization flew to Helsinki on Monday.",
            {"Anna Petrova": "PER", "World Health Organization": "ORG", "Helsinki": "LOC"},
        ),
        # a city and its state are two places, and the full stop stays
        (
            "A crash closed a bridge in Oakland, Calif., on Tuesday evening.",
            {"Oakland": "LOC", "Calif.": "LOC"},
        ),
        # a possessive and an article are no part of a name
        (
            "She praised the Netherlands' and Norway's ports.",
            {"Netherlands": "LOC", "Norway": "LOC"},
        ),
        # a name with hyphens is one place
        (
            "The governor met workers in Komsomolsk-on-Amur on Friday.",
            {"Komsomolsk-on-Amur": "LOC"},
        ),
        # the person whose name is a city
        (
            "Actor Denzel Washington arrived in Toronto.",
            {"Denzel Washington": "PER", "Toronto": "LOC"},
        ),
        # a nationality
        ("Two Canadian officials spoke in Ottawa.", {"Canadian": "NORP", "Ottawa": "LOC"}),
    ],
)
def test_names_are_found_with_their_labels(text, expected, names, fast):
    found = outer(text, names, fast=fast)
    assert {name: found.get(name) for name in expected} == expected


@both
def test_a_place_inside_a_body_is_marked_as_inside(names, fast):
    text = "Officers of the Toronto Police Service closed the road."
    found = tag_names(article(text), names=names, fast=fast)
    assert ("Toronto", "LOC", "ORG") in {(t.text, t.label, t.inside) for t in found}
    assert "Toronto" not in {t.text for t in place_spans(found, names=names)}
    assert "Toronto" in {t.text for t in place_spans(found, names=names, inside=True)}


@both
def test_a_sure_place_is_found_again_where_the_context_says_little(names, fast):
    text = "The mayor of Mansfield, Ohio, spoke in Mansfield on Monday.\n\nMansfield: vote today."
    found = tag_names(article(text), names=names, fast=fast)
    assert sum(t.text == "Mansfield" and t.label == "LOC" for t in found) == 3


@both
def test_a_marked_span_gives_no_names(names, fast):
    text = "Photo: Reuters, Paris. The minister went to Berlin."
    marked = (Marked(span=Span(0, 22), reason="credit"),)
    found = tag_names(article(text, marked=marked), names=names, fast=fast)
    assert [tagged.text for tagged in found if tagged.label == "LOC"] == ["Berlin"]


@both
def test_a_dateline_in_capitals_is_a_place(names, fast):
    text = (
        "ALBUQUERQUE, N.M. (AP) - A storm closed two roads. NATO - the alliance - had no comment."
    )
    found = tag_names(article(text), names=names, fast=fast)
    assert [t.text for t in found if t.label == "LOC"][:1] == ["ALBUQUERQUE"]
    assert "NATO" not in {t.text for t in found if t.label == "LOC"}


@both
def test_a_body_or_war_takes_in_the_place_beside_it(names, fast):
    text = "The Parliament of Iraq met on the anniversary of the Iraq War."
    found = place_spans(tag_names(article(text), names=names, fast=fast), names=names)
    assert found == ()


# --- bad input ---


@both
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n 12 -- 7 (((",
        "0123456789" * 30,
        "\ud800 Paris \udfff",
        "שלום עולם מירושלים",
        "这里是北京。",
        "((((" * 500 + "Paris" + "))))" * 500,
        "\u0301\u0301\u0301",
        "A" * 5000,
    ],
)
def test_bad_input_gives_spans_that_quote_or_none(text, names, fast):
    one = article(text)
    assert all(one.quote(t.span) == t.text for t in tag_names(one, names=names, fast=fast))


@both
@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_spans_quote_the_text_and_probabilities_are_in_range(text, names, fast):
    one = article(text)
    for tagged in tag_names(one, names=names, fast=fast):
        assert one.quote(tagged.span) == tagged.text
        assert tagged.text
        assert 0.0 <= tagged.probability <= 1.0


@both
def test_the_same_text_gives_the_same_names(names, fast):
    one = article("Kim left Vladivostok for Khasan, a Russian border town near North Korea.")
    assert tag_names(one, names=names, fast=fast) == tag_names(one, names=names, fast=fast)


def test_time_grows_with_the_length_of_the_text(names):
    paragraph = "The minister flew from Lagos to Abuja, Nigeria, with John Smith of Shell. "

    def seconds(times):
        begin = time.process_time()
        tag_names(article(paragraph * times), names=names, fast=True)
        return time.process_time() - begin

    seconds(50)
    assert seconds(1600) < 8 * max(seconds(400), 0.05)


# --- the parts ---


@given(st.text(max_size=100))
def test_words_stand_where_they_say(text):
    words = split_words(text, 0, len(text))
    for word, start, end in zip(words.texts, words.starts, words.ends, strict=True):
        assert text[start:end] == word


@given(st.text(min_size=1, max_size=30))
def test_every_word_has_a_piece(word):
    pieces = word_pieces(word, {"[UNK]": 0, "a": 1, "##a": 2})
    assert pieces
    assert set(pieces) <= {0, 1, 2}


def test_stretches_join_over_short_gaps_only():
    assert stretches("Bay of the Pigs and then also Cuba".split()) == [(0, 4), (7, 8)]


def test_the_best_path_never_begins_inside_a_name():
    import numpy as np

    labels = ["O", "B-LOC", "I-LOC"]
    scores = np.log(np.array([[0.3, 0.1, 0.6], [0.2, 0.1, 0.7]], np.float32))
    assert best_path(scores, labels)[0] != "I-LOC"


def test_a_missing_model_says_what_to_do():
    with pytest.raises(GazetteerError, match="reinstall"):
        load_crf(Path("nowhere.npz"))
    with pytest.raises(GazetteerError, match="reinstall"):
        load_encoder(Path("nowhere.onnx"))


@both
def test_what_a_disease_is_named_after_is_no_place(names, fast):
    text = "West Nile virus was found in Denver. Rift Valley fever reached Kenya."
    places = {name for name, label in outer(text, names, fast=fast).items() if label == "LOC"}
    assert "Denver" in places
    assert places.isdisjoint({"West Nile", "Rift Valley", "West Nile virus", "Rift Valley fever"})


# --- what a name stands for ---


@both
@pytest.mark.parametrize(
    ("text", "place"),
    [
        # a bloc of states is a place, whatever it does
        ("Officials said the EU and Norway had agreed on fishing quotas on Monday.", "EU"),
        # the seat of a member stands behind the letter of the party
        ("Rep. Donald Humason, R-Westfield, voted against the bill.", "Westfield"),
        ("Sen. Frank Lautenberg, D-N.J., reintroduced the measure.", "N.J."),
    ],
)
def test_the_words_of_a_name_or_its_neighbours_make_it_a_place(text, place, names, fast):
    assert outer(text, names, fast=fast)[place] == "LOC"


def test_no_place_stands_behind_the_letter_of_a_day(names):
    text = "It was the largest landing, D-Day, that Normandy had ever seen."
    assert "Day" not in outer(text, names, fast=True)


@both
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The minister, who was born in Lima, spoke in English.", "English"),
        ("She publishes a Spanish-language weekly in Chicago.", "Spanish"),
    ],
)
def test_a_language_is_no_nationality(text, word, names, fast):
    assert word not in outer(text, names, fast=fast)


@both
def test_a_nationality_that_is_also_a_language_stays_one(names, fast):
    found = outer("An English doctor and two French nurses reached Juba.", names, fast=fast)
    assert found["English"] == found["French"] == "NORP"


# --- very long texts ---


@given(st.text(alphabet="ab. \n", max_size=300), st.integers(3, 40))
def test_the_parts_of_a_text_are_the_text(text, longest):
    parts = list(long_text.text_parts(article(text), longest))
    assert "".join(part.text for _, part in parts) == text
    assert all(text[at:].startswith(part.text) for at, part in parts)
    assert all(len(part.text) <= longest for _, part in parts)


@both
def test_names_of_a_long_text_quote_it_and_stay_out_of_what_is_marked(names, fast, monkeypatch):
    monkeypatch.setattr(long_text.text_parts, "__defaults__", (120,))
    text = "The convoy left Lusaka for Nairobi.\n\n" * 9
    marked = Marked(span=Span(text.rindex("Nairobi"), len(text)), reason="credit")
    long = article(text, marked=(marked,))
    found = tag_names(long, names=names, fast=fast)
    assert [tagged.text for tagged in found] == ["Lusaka", "Nairobi"] * 8 + ["Lusaka"]
    assert all(long.quote(tagged.span) == tagged.text for tagged in found)
