"""Recognition of places in text, with the shipped gazetteer's names."""

import itertools
import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper.gazetteer import Gazetteer
from mapper.model import Article, Marked, Mention, Span
from mapper.recognize.tagger import tag_names
from mapper.recognize.tagger.spans import TaggedSpan
from mapper.recognize.toponyms import mentions_at, recognize_tagged, recognize_toponyms
from mapper.recognize.toponyms.datelines import dateline_span

ODD_WORDS = (
    *("Moscow", "in", "the", "Kim", "Bank", "of", "China", "Reno,", "Nevada", "station", "I'm"),
    *("(", "KnAAZ)", "\n", "’s", "St.", "North", "Korea-Russia", "\ud800", "عمان", "PARIS"),
)
CASES = tomllib.loads((Path(__file__).parent / "cases" / "toponyms.toml").read_text("utf8"))["case"]


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    return Gazetteer.open()


def mentions_of(text: str, names: Gazetteer, **options: object) -> tuple[Mention, ...]:
    return recognize_toponyms(Article(id="a", source="a.txt", text=text), names=names, **options)


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_case(case, names) -> None:
    mentions = mentions_of(case["text"], names)
    kinds = {mention.text: mention.kind for mention in mentions}
    for words, kind in case.get("found", {}).items():
        assert kinds.get(words) == kind, mentions
    places = [m for m in mentions if m.kind in {"toponym", "facility"}]
    for words in case.get("not_found", ()):
        assert not [m for m in places if words in m.text], mentions


def test_a_name_behind_the_comma_is_a_qualifier(names) -> None:
    reno = mentions_of("She teaches in Reno, Nevada, and sings.", names)[0]
    assert reno.qualifiers == ("Nevada",)


def test_a_capital_that_speaks_is_associative(names) -> None:
    spoke, stood = mentions_of("Moscow said so. He stood in Vladivostok.", names)
    assert (spoke.role, stood.role) == ("associative", "literal")


def test_the_type_word_is_a_hint(names) -> None:
    hints = {m.text: m.feature_hint for m in mentions_of("From Amur region to Lake Khanka.", names)}
    assert hints["Amur region" if "Amur region" in hints else "Amur"] == "region"


def test_nominals_are_coreference_without_their_determiner(names) -> None:
    text = "They met at an airport near Vladivostok and later at the spaceport."
    nominals = [m for m in mentions_of(text, names) if m.kind == "coreference"]
    assert [(m.text, m.feature_hint, m.qualifiers) for m in nominals] == [
        ("airport", "airport", ("Vladivostok",)),
        ("spaceport", "spaceport", ()),
    ]


def test_nothing_is_recognized_in_what_is_marked(names) -> None:
    text = "Photo in Moscow\nRain fell in Vladivostok."
    article = Article(
        id="a", source="a", text=text, marked=(Marked(span=Span(0, 15), reason="credit"),)
    )
    assert [m.text for m in recognize_toponyms(article, names=names)] == ["Vladivostok"]


def test_places_inside_bodies_come_when_asked_for(names) -> None:
    text = "The Reno Police Department hired two clerks."
    assert [m.text for m in mentions_of(text, names, inside_names=True)] == ["Reno"]


def test_given_spans_come_back_in_their_order(names) -> None:
    text = "From Vladivostok to the Netherlands’ capital."
    spans = (Span(24, 35), Span(5, 16))
    mentions = mentions_at(Article(id="a", source="a", text=text), spans, names=names)
    assert tuple(m.span for m in mentions) == spans
    assert mentions[0].name == "Netherlands"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("RENO, Nev. (AP) -- Snow fell.", "RENO, Nev."),
        ("Title here\n\nSeoul, Sep 13 (EFE).- Kim spoke.", "Seoul"),
        ("NEW YORK — Snow fell.", "NEW YORK"),
        ("Snow fell all over the state.", None),
    ],
)
def test_a_dateline_is_found_at_the_head(text, place) -> None:
    span = dateline_span(text)
    assert (text[span.start : span.end] if span else None) == place


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(ODD_WORDS),
        max_size=30,
    ).map(" ".join)
)
def test_every_span_quotes_its_text_and_none_overlap(names, text) -> None:
    mentions = mentions_of(text, names)
    for mention in mentions:
        assert text[mention.span.start : mention.span.end] == mention.text
    for one, other in itertools.pairwise(mentions):
        assert one.span.end <= other.span.start


@pytest.mark.parametrize(
    "text", ["", "123 456", "(" * 5000, "A" * 20000, "Kim " * 3000, "of of " * 2000]
)
def test_odd_texts_do_not_break_it(names, text) -> None:
    mentions_of(text, names)


def test_time_grows_with_the_length(names) -> None:
    text = "Kim left Moscow for Reno, Nevada, with the Bank of China at the Knevichi airport. "

    def seconds(times: int) -> float:
        begin = process_time()
        mentions_of(text * times, names)
        return process_time() - begin

    seconds(50)
    assert seconds(1600) < 16 * max(seconds(200), 0.02), (
        "8 times the text in twice 8 times the time"
    )


def tagged_mentions_of(text: str, names: Gazetteer, **options: bool) -> tuple[Mention, ...]:
    article = Article(id="a", source="a.txt", text=text)
    fast = options.pop("fast", False)
    tagged = tag_names(article, names=names, fast=fast)
    return recognize_tagged(article, tagged, names=names, **options)


def test_a_place_inside_a_longer_name_says_which(names) -> None:
    text = "The Reno Police Department hired two clerks from Fresno."
    found = {m.text: (m.inside, m.role) for m in tagged_mentions_of(text, names)}
    assert found["Reno"] == ("Reno Police Department", "associative")
    assert found["Fresno"] == (None, "literal")
    without = tagged_mentions_of(text, names, inside_names=False)
    assert [m.text for m in without] == ["Fresno"]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("name", ["Hampshire Police", "Iraq War", "Parliament of Iraq"])
def test_a_place_in_a_longer_name_always_says_in_which(names, fast, name) -> None:
    mentions = tagged_mentions_of(f"She had studied the {name} for years.", names, fast=fast)
    assert all(mention.inside for mention in mentions)


@pytest.mark.parametrize("fast", [False, True])
def test_persons_papers_and_ships_are_no_places_for_the_tagger(names, fast) -> None:
    text = (
        "Santiago Ramos of the Jakarta Post said that the Norwegian tanker left Valparaíso for "
        "Punta Arenas, Chile."
    )
    mentions = tagged_mentions_of(text, names, inside_names=False, fast=fast)
    assert [(m.text, m.kind) for m in mentions] == [
        ("Norwegian", "demonym"),
        ("Valparaíso", "toponym"),
        ("Punta Arenas", "toponym"),
        ("Chile", "toponym"),
    ]
    assert mentions[2].qualifiers == ("Chile",)


@pytest.mark.parametrize("fast", [False, True])
@given(words=st.lists(st.sampled_from(ODD_WORDS), max_size=25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_tagged_spans_quote_their_text_and_keep_apart(names, fast, words) -> None:
    text = " ".join(words)
    mentions = tagged_mentions_of(text, names, fast=fast)
    assert all(text[m.span.start : m.span.end] == m.text for m in mentions)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("In St. John's, Newfoundland, boats left.", ["St. John's", "Newfoundland"]),
        ("They drove from King's Lynn to Norwich.", ["King's Lynn", "Norwich"]),
        ("Moscow's mayor flew to Minsk.", ["Moscow", "Minsk"]),
        ("Sydney Pollock went from Geelong to Devonport.", ["Geelong", "Devonport"]),
        ("Israel Katz arrived in Doha.", ["Doha"]),
        ("DPRK envoys reached Khasan.", ["DPRK", "Khasan"]),
        ("She grew up in the German town of Gernrode.", ["Gernrode"]),  # Germantown is in Ohio
    ],
)
def test_rules_and_tagger_correct_each_other(names, text, places) -> None:
    article = Article(id="a", source="a.txt", text=text)
    tagged = tag_names(article, names=names)
    mentions = recognize_toponyms(article, names=names, tagged=tagged)
    assert [m.text for m in mentions if m.kind == "toponym"] == places


@pytest.mark.parametrize("fast", [False, True])
def test_a_long_line_takes_linear_time_with_the_tagger(names, fast) -> None:
    sentence = "The minister flew from Nairobi to Mombasa. Sydney Pollock met him in Valparaíso. "
    short, long = (_seconds_with(sentence * count, names, fast=fast) for count in (100, 800))
    assert long < 8 * 2.5 * short


def _seconds_with(text: str, names: Gazetteer, *, fast: bool) -> float:
    article = Article(id="a", source="a.txt", text=text)
    tagged = tag_names(article, names=names, fast=fast)
    started = process_time()
    recognize_toponyms(article, names=names, tagged=tagged)
    recognize_tagged(article, tagged, names=names)
    return process_time() - started


# --- a second look at what the tagger takes for persons and bodies ---


def spans_of(text, *labelled):
    return [
        TaggedSpan(
            span=Span(text.index(name), text.index(name) + len(name)),
            text=name,
            label=label,
            probability=sure,
        )
        for name, label, sure in labelled
    ]


@pytest.mark.parametrize(
    ("text", "tagged", "places"),
    [
        # a town that nobody bears: the tagger's doubt, or a capital's weight, gives it back
        ("Lome and Abuja are next.", [("Lome", "PER", 0.96), ("Abuja", "LOC", 0.97)], 2),
        ("In its place came Ipoh, on Monday.", [("Ipoh", "ORG", 0.51)], 1),
        # a hamlet only behind a preposition
        ("They had come to Bartica by boat.", [("Bartica", "PER", 0.88)], 1),
        ("Bartica told the court nothing.", [("Bartica", "PER", 0.95)], 0),
        # a name that someone bears, or that the lists hold, stays a person's
        ("Juba rang Ana Juba.", [("Juba", "PER", 0.6), ("Ana Juba", "PER", 0.9)], 0),
        ("Austin left early.", [("Austin", "PER", 0.95)], 0),
    ],
)
def test_a_town_that_is_taken_for_a_person_is_given_back(names, text, tagged, places) -> None:
    article = Article(id="a", source="a.txt", text=text)
    for found in (
        recognize_toponyms(article, names=names, tagged=spans_of(text, *tagged)),
        recognize_tagged(article, spans_of(text, *tagged), names=names),
    ):
        assert len(found) == places


@pytest.mark.parametrize(
    ("text", "tagged", "place"),
    [
        # the tagger alone sees it: a name of the gazetteer that is also a word, an apostrophe
        ("A night in Reading followed.", ("Reading", "LOC", 0.97), "Reading"),
        ("They hope to see N'Djamena.", ("N'Djamena", "LOC", 0.87), "N'Djamena"),
        # no gazetteer knows it
        ("A convoy to Loguatuo was shot at.", ("Loguatuo", "LOC", 0.8), "Loguatuo"),
        ("It fired the Kalibrat missile twice.", ("Kalibrat", "LOC", 0.95), None),
    ],
)
def test_a_place_that_only_the_tagger_sees_is_kept(names, text, tagged, place) -> None:
    article = Article(id="a", source="a.txt", text=text)
    found = recognize_toponyms(article, names=names, tagged=spans_of(text, tagged))
    assert [mention.text for mention in found] == ([place] if place else [])
