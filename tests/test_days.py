"""Which day each visit comes to, from its own words, those around it, and the visits beside it.

Stories of our own; the places are those of `test_order`.
"""

from datetime import date

import pytest
from test_order import only

SUNDAY = date(2024, 5, 12)


def days(text, published=SUNDAY):
    """Return first and last day of each visit as day of the month, None where it is not dated."""
    trip = only(text, published=published)
    found = {}
    for visit in trip.visits:
        whens = (visit.when.first_day, visit.when.last_day)
        found[visit.name] = tuple(day and day.day for day in whens)
    return found


# what is told, and the days of the visits
@pytest.mark.parametrize(
    ("about", "text", "expected"),
    [
        (
            "a stop between two of one day is of that day",
            (
                "Ada Lund reached Lima on Monday morning, then visited Cuzco, "
                "and flew to Quito on Monday night."
            ),
            {"Lima": (6, 6), "Cuzco": (6, 6), "Quito": (6, 6)},
        ),
        (
            "what is done is no later than its report",
            "Ada Lund reached Lima on Saturday, then went to Cuzco.",
            {"Lima": (11, 11), "Cuzco": (11, 12)},
        ),
        (
            "bounds further apart than a day date nothing",
            "Ada Lund reached Lima on Monday, then went to Cuzco, then reached Quito on Friday.",
            {"Lima": (6, 6), "Cuzco": (None, None), "Quito": (10, 10)},
        ),
        (
            "a plan lies ahead, whatever the verb of its clause",
            "Ada Lund is due in Lima on Tuesday and in Quito on Thursday.",
            {"Lima": (14, 14), "Quito": (16, 16)},
        ),
        (
            "the weekdays of a plan in one sentence go on",
            "Ada Lund will be in Lima on Friday and in Quito on Tuesday.",
            {"Lima": (17, 17), "Quito": (21, 21)},
        ),
        (
            "what is done does not count from a plan",
            (
                "Ada Lund arrived in Lima on Friday. She will fly to Quito on Tuesday. "
                "The day before, in Cuzco, she spoke."
            ),
            {"Lima": (10, 10), "Quito": (14, 14), "Cuzco": (9, 9)},
        ),
        (
            "that day is the day told last, also where nobody travels",
            "A storm broke over the coast on Thursday. Ada Lund left Lima that day for Quito.",
            {"Lima": (None, 9)},
        ),
        (
            "that day is not what was told with had",
            (
                "Ada Lund reached Lima on Tuesday. She had left Quito on Sunday. "
                "Later that day she spoke in Cuzco."
            ),
            {"Lima": (7, 7), "Cuzco": (7, 7)},
        ),
    ],
)
def test_a_visit_comes_to_the_day_that_the_text_settles(about, text, expected):
    found = days(text)
    assert {name: found[name] for name in expected} == expected, about


def test_today_is_the_day_of_the_dateline():
    text = "LIMA, May 10. - Ada Lund arrived in Cuzco today, and will leave for Quito tomorrow."
    assert days(text)["Cuzco"] == (10, 10)
    assert days("LIMA, March 1. - Ada Lund arrived in Cuzco today.")["Cuzco"] == (12, 12)


def test_a_reference_work_carries_the_year_that_it_names():
    text = "In 1985 Ada Lund toured the coast. She reached Lima on 17 March and Cuzco on 3 May."
    trip = only(text)
    assert [visit.when.first_day for visit in trip.visits] == [date(1985, 3, 17), date(1985, 5, 3)]
    news = only(
        "The prize was founded in 1985. Ada Lund reached Lima on 6 May, officials said Monday."
    )
    assert [visit.when.first_day for visit in news.visits] == [date(2024, 5, 6)]
