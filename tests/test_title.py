"""A report is called by who went where and when; a folder by letters that are safe."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Article, Itinerary, Ordering, Visit, When
from mapper.title import report_title, slug

ARTICLE = Article(id="a1", source="a.txt", title="Ferry sails", text="Ferry sails")


def visit(name, day, status="visited"):
    when = When(earliest=day, latest=day, precision="day")
    return Visit(id=name, name=name, place=None, status=status, when=when, mentions=())


def journey(*visits):
    return Ordering(
        itineraries=(Itinerary(traveller="Jane Doe", visits=visits, order=()),), statuses=()
    )


def test_the_title_says_who_from_where_to_where_and_when():
    ordering = journey(visit("Oban", date(2024, 3, 4)), visit("Mull", date(2024, 3, 6)))
    assert report_title([ARTICLE], ordering) == "Jane Doe: Oban to Mull, 4 to 6 March 2024"


def test_a_planned_stop_is_not_in_the_title():
    ordering = journey(visit("Oban", date(2024, 3, 4)), visit("Iona", None, "planned"))
    assert report_title([ARTICLE], ordering) == "Jane Doe: Oban, 4 March 2024"


def test_without_a_journey_the_headline_names_the_report():
    assert report_title([ARTICLE], journey()) == "Ferry sails"


@given(st.text())
def test_a_folder_name_is_never_empty_and_never_a_path(title):
    name = slug(title)
    assert name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("title", ["..", "/etc", "C:\\x", "金正恩", ""])
def test_titles_without_letters_give_a_name_too(title):
    assert slug(title)
