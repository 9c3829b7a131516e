"""A report is called by who went where and when; a folder by letters that are safe."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Article, Itinerary, Ordering, Visit, When
from mapper.title import report_title, slug

ARTICLE = Article(id="a1", source="a.txt", title="Ferry sails", text="Ferry sails")


def visit(name, day, status="visited"):
    when = When(earliest=day, latest=day, precision="day")
    return Visit(id=name, name=name, place=None, status=status, when=when, mentions=())


def journey(*visits, traveller="Jane Doe", settled=True):
    order = tuple((a.id, b.id) for a, b in combinations(visits, 2)) if settled else ()
    return Ordering(
        itineraries=(Itinerary(traveller=traveller, visits=visits, order=order),), statuses=()
    )


def test_the_title_says_who_from_where_to_where_and_when():
    ordering = journey(visit("Oban", date(2024, 3, 4)), visit("Mull", date(2024, 3, 6)))
    assert report_title([ARTICLE], ordering) == "Jane Doe: Oban to Mull, 4 to 6 March 2024"


def test_the_title_claims_no_way_whose_order_is_open():
    visits = [visit(name, None) for name in ("Oban", "Mull", "Iona", "Coll")]
    assert report_title([ARTICLE], journey(*visits[:2], settled=False)) == "Jane Doe: Oban and Mull"
    told = report_title([ARTICLE], journey(*visits, settled=False))
    assert told == "Jane Doe: Oban, Mull and 2 more"


def test_a_place_without_a_name_is_in_the_title_only_where_no_other_is():
    visits = [visit(name, None) for name in ("airstrip", "Oban", "Mull")]
    assert report_title([ARTICLE], journey(*visits)) == "Jane Doe: Oban to Mull"
    assert report_title([ARTICLE], journey(visits[0])) == "Jane Doe: airstrip"


def test_a_journey_of_nobody_that_is_named_is_called_by_its_way():
    ordering = journey(visit("Oban", None), visit("Mull", None), traveller="")
    assert report_title([ARTICLE], ordering) == "Oban to Mull"


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
