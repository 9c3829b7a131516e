"""Who may travel in an article, in sentences of our own."""

import pytest

from mapper.model import Article, Mention, Span
from mapper.recognize.durations import recognize_durations
from mapper.recognize.travellers import recognize_travellers


def travellers_of(text):
    article = Article(id="a", source="a.txt", text=text)
    return [(t.text, t.traveller) for t in recognize_travellers(article, ())]


def test_a_short_name_stands_for_the_full_one():
    found = travellers_of("President Ada Lund landed. Lund smiled.")
    assert found == [("Ada Lund", "Ada Lund"), ("Lund", "Ada Lund")]


def test_a_surname_may_end_like_a_point_of_the_compass():
    assert travellers_of("Premier Jane Ahern landed.") == [("Jane Ahern", "Jane Ahern")]


def test_a_word_behind_a_dateline_is_nobody_by_its_capital_alone():
    assert travellers_of("OSLO, May 14 - Shells fell on the town.") == []
    found = travellers_of("OSLO, May 14 - Lund landed. A day later Lund left.")
    assert found == [("Lund", "Lund"), ("Lund", "Lund")]


def test_a_pronoun_stands_for_the_subject_before():
    found = travellers_of("Ada Lund landed in the rain. She waved.")
    assert ("She", "Ada Lund") in found


def test_an_object_pronoun_is_not_the_subject_of_its_sentence():
    found = travellers_of("Ada Lund landed. Minister Bo Krag showed him the harbour.")
    assert ("him", "Ada Lund") in found


def test_a_title_stands_for_its_bearer():
    found = travellers_of("Danish minister Ada Lund landed. The minister waved.")
    assert ("The minister", "Ada Lund") in found


def test_one_of_a_people_stands_for_the_one_told_of():
    text = "Ada Lund landed. The Scot waved."
    start = text.index("Scot")
    scot = Mention(
        article="a", span=Span(start, start + 4), text="Scot", kind="demonym", name="Scot"
    )
    found = recognize_travellers(Article(id="a", source="a.txt", text=text), (scot,))
    assert ("Scot", "Ada Lund") in [(t.text, t.traveller) for t in found]


def test_he_and_she_are_told_apart():
    text = "Queen Ada Lund landed. King Bo Krag met her. She waved. He left."
    found = travellers_of(text)
    assert ("She", "Ada Lund") in found
    assert ("He", "Bo Krag") in found


def test_they_are_the_group_told_of_last():
    assert ("They", "convoy") in travellers_of("The convoy left. The convoy halted. They slept.")


def test_a_numeral_and_initials_stand_inside_a_name():
    found = travellers_of("Pope Paul VI met George W. Bush on Monday. Bush smiled.")
    assert ("Paul VI", "Paul VI") in found
    assert ("Bush", "George W. Bush") in found


def test_a_train_belongs_to_its_passenger():
    found = travellers_of("The train carrying Ada Lund arrived. It left at noon.")
    assert ("The train", "Ada Lund") in found
    assert ("It", "Ada Lund") in found


@pytest.mark.parametrize(
    "name",
    ["Penelope van der Berg", "Maeve O'Connell", "Luc de Vries", "Omar bin Said"],
)
def test_small_words_and_apostrophes_stand_inside_a_name(name):
    assert (name, name) in travellers_of(f"Yesterday {name} landed in the rain.")


def test_a_quoted_nickname_stands_inside_a_name():
    found = travellers_of('Comedian Tunde "Big Boy" Okafor left. Okafor waved.')
    assert ("Okafor", "Tunde Big Boy Okafor") in found


def test_who_opens_a_report_unnamed_is_the_one_named_next():
    found = travellers_of("A woman who skied alone came back. Ada Lund, 41, smiled.")
    assert ("A woman", "Ada Lund") in found


def test_an_age_a_couple_and_a_state_aircraft_stand_for_the_one_told_of():
    text = "Ada Lund landed. The 29-year-old waved. The couple left. Air Force One refuelled."
    found = travellers_of(text)
    assert ("29-year-old", "Ada Lund") in found
    assert ("The couple", "Ada Lund") in found
    assert ("One", "Ada Lund") in found


def test_a_named_ship_is_the_vessel():
    found = travellers_of("The aid ship Esperanza sailed. The vessel is slow.")
    assert ("The vessel", "Esperanza") in found


def test_a_ship_stands_for_itself_where_nobody_is_named():
    assert ("the ship", "ship") in travellers_of("On Monday the ship sailed.")


@pytest.mark.parametrize("text", ["The Daily Herald said so.", "UN and NATO officials spoke."])
def test_newspapers_and_agencies_are_no_people(text):
    assert travellers_of(text) == []


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("He ended a six-day trip.", "six-day trip", (6, 6)),
        ("She spent about two weeks in Peru.", "about two weeks in Peru", (14, 14)),
        ("A week-long visit began.", "A week-long visit", (7, 7)),
        ("The speech lasted.", None, None),
        ("Counting travel, he spent a total of nine days away.", "a total of nine days", (9, 9)),
    ],
)
def test_lengths_of_trips_are_read_in_days(text, words, days):
    found = recognize_durations(Article(id="a", source="a.txt", text=text), ())
    assert [d.text for d in found] == ([words] if words else [])
    if days:
        assert (found[0].days_low, found[0].days_high) == days
