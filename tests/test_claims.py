"""Distance claims: a table of sentences, the benchmark, laws, and what must not be found."""

import json
import os
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.model import Article, Marked, Mention, Span
from mapper.recognize.claims import claimed_distance, hedge_class, km_of, recognize_claims
from mapper.recognize.claims.amounts import find_quantities, read_number

TABLE = tomllib.loads((Path(__file__).parent / "cases" / "claims.toml").read_text("utf8"))
NEWS = tomllib.loads((Path(__file__).parent / "cases" / "claims_news.toml").read_text("utf8"))
NOTHING = [text for group in TABLE["none"] for text in group["texts"]]
SHARED = Path(os.environ.get("MAPPER_SHARED", Path(__file__).parents[2] / "shared"))


class NoNames:
    """A gazetteer that knows no name; the grammar needs none."""

    def longest_name(self, _text, _start):
        return None

    def has_name(self, _name):
        return False

    def kinds(self, _name):
        return frozenset()

    def importance(self, _name):
        return 0.0


def claims_in(text, mentions=(), marked=()):
    article = Article(id="a", source="a.txt", text=text, marked=marked)
    return recognize_claims(article, mentions, names=NoNames())


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["why"])
def test_a_sentence_states_its_distance(case):
    (claim,) = claims_in(case["text"])
    quantity, value = claim.quantity, case["value"]
    if isinstance(value, list):
        assert (quantity.value, [quantity.value_low, quantity.value_high]) == (None, value)
    else:
        assert quantity.value == value
    assert quantity.unit == case["unit"]
    assert claim.hedge == case.get("hedge")
    assert claim.direction == case.get("direction")
    assert claim.mode == case.get("mode")
    assert len(claim.alternates) == case.get("alternates", 0)
    assert claim.attribution == case.get("attribution", "outlet")
    assert claim.hours == (tuple(case["hours"]) if "hours" in case else None)


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["why"])
def test_a_distance_has_its_ends(case):
    (claim,) = claims_in(case["text"])
    for name, end in (("anchor", claim.anchor), ("target", claim.target)):
        if case.get(name) == "*":
            continue
        assert end.text == case.get(name, "")
        assert (end.span is None) == (name not in case)
        kind = case.get(f"{name}_kind", "place" if name in case else "implicit")
        assert end.kind == kind


@pytest.mark.parametrize("case", NEWS["case"], ids=lambda case: case["text"][:60])
def test_news_of_all_kinds_is_read(case):
    assert [_row(claim) for claim in claims_in(case["text"])] == case["claims"]


def _row(claim):
    amount, unit = _amount(claim.quantity), claim.quantity.unit
    hedge, wind = claim.hedge or "", claim.direction or ""
    return [amount, unit, hedge, wind, claim.anchor.text, claim.target.text]


def _amount(quantity):
    if quantity.value is not None:
        return quantity.value
    return "" if quantity.value_low is None else [quantity.value_low, quantity.value_high]


@pytest.mark.parametrize("text", NOTHING)
def test_a_length_is_no_distance(text):
    assert claims_in(text) == ()


def test_two_distances_of_one_place_share_it():
    text = "The Terra field, lying 350 km east of Bay Town and 35 km southeast of Hibernia, is old."
    first, second = claims_in(text)
    assert first.target.text == second.target.text == "The Terra field"
    assert second.anchor.text == "Hibernia"


def test_a_mention_widens_an_end_to_the_whole_name():
    text = "The camp is 30 km from Bab el Mandeb."
    span = Span(text.index("Bab"), len(text) - 1)
    name = text[span.start : span.end]
    mention = Mention(article="a", span=span, text=name, kind="toponym", name=name)
    (claim,) = claims_in(text, [mention])
    assert claim.anchor.text == "Bab el Mandeb"


def test_nothing_is_found_in_what_is_marked():
    text = "Kars is 40 km from Ardahan."
    assert claims_in(text, marked=(Marked(span=Span(0, len(text)), reason="credit"),)) == ()


def test_a_pronoun_stands_for_the_subject_of_the_sentence_before():
    (claim,) = claims_in("The old mine was sold in May. It is 14 kilometres from Elko.")
    assert claim.target.text == "The old mine"


def test_ids_come_from_the_content_not_from_the_order():
    first = claims_in("Kars is 40 km from Ardahan.")
    assert first == claims_in("Kars is 40 km from Ardahan.")
    assert first[0].id.startswith("claim-")


@pytest.mark.parametrize(
    ("hedge", "low", "high"),
    [
        (None, 100, 100),
        ("about", 100, 100),
        ("more than", 100, None),
        ("within", 0, 100),
        ("nearly", 0, 100),
        ("just", 100, 100),
    ],
)
def test_bounds_are_open_on_one_side(hedge, low, high):
    (quantity,) = find_quantities("100 km")
    distance = claimed_distance(quantity, hedge)
    assert (distance.low_km, distance.high_km) == (low, high)


def test_hedges_know_their_class():
    assert hedge_class("More  than") == "lower"
    assert hedge_class("nonsense") is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,500", 1500),
        ("forty-five", 45),
        ("one hundred and twenty-five", 125),
        ("two thousand three hundred", 2300),
        ("three quarters of a", 0.75),
        ("two and a half", 2.5),
        ("2½", 2.5),
        ("1,5", 1.5),
        ("a dozen", 12),
        ("a couple of", 2),
        ("several", None),
        (".5", 0.5),
        ("1 500", 1500),
    ],
)
def test_numbers_as_news_writes_them(words, value):
    assert read_number(words) == value


@pytest.mark.parametrize(
    "text", ["0 km", "9" * 40 + " km", "5,000,000 miles", "km", "-- miles", ""]
)
def test_odd_amounts_break_nothing(text):
    for claim in claims_in(f"Kars is {text} from Ardahan."):
        assert claim.quantity.value is None or claim.quantity.value >= 0


WORDS = st.sampled_from(
    "Kars Paris the a of from km miles 12 1,500 about north to east border away ( ) , . and is was "
    "within half coast “ ” between St. it which that 20-30 feet m nautical off".split(" ")
)


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=40))
def test_every_find_quotes_its_text(words):
    text = " ".join(words)
    for claim in claims_in(text):
        spans = [(claim.span, claim.text), (claim.quantity.span, claim.quantity.text)]
        spans += [(end.span, end.text) for end in (claim.anchor, claim.target) if end.span]
        spans += [(other.span, other.text) for other in claim.alternates]
        for span, quoted in spans:
            assert text[span.start : span.end] == quoted
        assert claim.sentence.contains(claim.quantity.span)
        assert claim.distance.low_km >= 0


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    claims = claims_in(text)
    assert all(a.quantity.span.end <= b.quantity.span.start for a, b in pairwise(claims))


@given(st.floats(0.1, 1e5), st.sampled_from(["km", "m", "mile", "yard", "foot", "nmi"]))
def test_units_are_proportional(value, unit):
    assert km_of(2 * value, unit) == pytest.approx(2 * km_of(value, unit))


@pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason="../shared is not here")
def test_the_development_benchmark_keeps_its_floors():
    sys.path.insert(0, str(SHARED / "score"))
    try:
        from claims import _key, score
    finally:
        sys.path.pop(0)
    documents = json.loads((SHARED / "bench" / "distance_dev.json").read_text("utf8"))
    found = {
        _key(document): list(map(_fields, claims_in(document["text"]))) for document in documents
    }
    figures = score(documents, found)
    floors = {"f1": 0.98, "value": 0.99, "unit": 0.99, "hedge": 0.97, "direction": 0.98}
    floors |= {"anchor": 0.95, "target": 0.9}
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}


def _fields(claim):
    def span(end):
        return {"start": end.span.start, "end": end.span.end} if end.span else {"start": None}

    quantity = claim.quantity
    return {
        "quantity": {
            **span(quantity),
            "value": quantity.value,
            "value_high": quantity.value_high,
            "unit": quantity.unit,
        },
        "hedge": claim.hedge,
        "direction": claim.direction,
        "anchor": span(claim.anchor),
        "target": span(claim.target),
    }
