"""Movements read from sentences of our own: tests/cases/movements.toml."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Article, Mention, Span, StatusReading
from mapper.recognize.movements import recognize_movements
from mapper.recognize.movements.words import inflect
from mapper.recognize.times import recognize_times
from mapper.recognize.travellers import recognize_travellers

CASES = tomllib.loads((Path(__file__).parent / "cases" / "movements.toml").read_text("utf8"))[
    "case"
]


def mentions_of(text, names):
    found = []
    for name in names:
        start = text.index(name)
        found.append(
            Mention(
                article="a",
                span=Span(start, start + len(name)),
                text=name,
                kind="toponym",
                name=name,
            )
        )
    return tuple(sorted(found, key=lambda mention: mention.span))


def movements_of(text, names):
    article = Article(id="a", source="a.txt", text=text)
    mentions = mentions_of(text, names)
    travellers = recognize_travellers(article, mentions)
    found = recognize_movements(article, mentions, recognize_times(article), travellers)
    return article, found


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_each_place_means_what_the_case_says(case):
    article, found = movements_of(case["text"], case["places"])
    moves = [[article.quote(m.place), m.action, m.modality, m.traveller or ""] for m in found]
    assert moves == case["moves"]
    for place, words in case.get("times", {}).items():
        movement = next(m for m in found if article.quote(m.place) == place)
        assert [time.text for time in movement.times[:1]] == ([words] if words else [])


@given(
    st.text(alphabet=st.sampled_from("Anna went to Lima. in, (on) \n\u2019s and who"), max_size=80)
)
def test_any_text_gives_spans_that_quote_it(text):
    names = ["Lima"] if "Lima" in text else []
    article, found = movements_of(text, names)
    for movement in found:
        assert article.quote(movement.cue) == movement.cue_text
        assert movement.sentence.contains(movement.place)


def test_verbs_are_inflected_as_english_does():
    assert inflect("carry") == {
        "carry": "base", "carries": "s", "carrying": "ing", "carried": "past",
    }  # fmt: skip
    assert inflect("fly")["flew"] == "past"
    assert inflect("fly")["flown"] == "pp"


@pytest.mark.parametrize(
    ("text", "stops"),
    [("QUITO. Anna Berg spoke.", []), ("Quito. A queue, and rain.", ["Quito"])],
)
def test_a_dateline_that_a_full_stop_ends_is_no_stop_whatever_the_reader_says(text, stops):
    article = Article(id="a", source="a.txt", text=text)
    mention = Mention(article="a", span=Span(0, 5), text=text[:5], kind="toponym", name="Quito")
    reading = StatusReading(status="visited", side="route", probability=0.99)
    times, travellers = recognize_times(article), recognize_travellers(article, [mention])
    found = recognize_movements(article, [mention], times, travellers, {mention.span: reading})
    assert [article.quote(movement.place) for movement in found] == stops
