"""What articles of our own say differently."""

from dataclasses import replace
from itertools import zip_longest

import pytest
from test_order import read

from mapper.compare import compare_articles
from mapper.order import order_visits


def conflicts(*texts, publishers=()):
    articles, annotations, resolutions = read(texts)
    named = zip_longest(articles, publishers)
    articles = [replace(article, publisher=publisher) for article, publisher in named]
    ordering = order_visits(articles, annotations, resolutions)
    return compare_articles(articles, annotations, resolutions, ordering, ())


def test_lengths_that_differ_are_checked_against_the_dates():
    (found,) = conflicts(
        "Ada Lund ended a three-day trip. She arrived in Lima on Monday.",
        "Ada Lund, on a five-day trip, visited Quito on Wednesday.",
    )
    assert (found.kind, found.severity) == ("duration", "soft")
    assert "both counted, 3 days, 2 nights" in found.explanation
    assert "“five-day trip”" in found.explanation.split("Fits neither")[1]


# publishers of the articles, and what the conflict calls each
NAMED = [
    ((), ("0.txt", "1.txt")),
    (("Herald", None), ("Herald", "1.txt")),
    (("Herald", "Courier"), ("Herald", "Courier")),
    # one outlet, two articles: its name would not tell them apart
    (("Herald", "Herald"), ("0.txt", "1.txt")),
]


@pytest.mark.parametrize(("publishers", "named"), NAMED)
def test_articles_are_called_by_their_outlet_where_that_tells_them_apart(publishers, named):
    (found,) = conflicts(
        "Ada Lund ended a three-day trip. She arrived in Lima on Monday.",
        "Ada Lund, on a six-day trip, visited Quito on Wednesday.",
        publishers=publishers,
    )
    said = f"“three-day trip” ({named[0]}); “six-day trip” ({named[1]})"
    assert said in found.explanation


def test_equal_lengths_are_no_conflict():
    assert not conflicts(
        "Ada Lund ended a three-day trip. She arrived in Lima on Monday.",
        "Ada Lund, on a three-day trip, visited Quito on Wednesday.",
    )


def test_a_meeting_put_at_two_places_is_a_conflict_of_place():
    (found,) = conflicts(
        "On Monday Ada Lund met Carl Holm in Lima.", "Ada Lund met Carl Holm on Monday in Cuzco."
    )
    assert (found.kind, found.severity) == ("place", "soft")
    assert "km apart" in found.explanation


def test_a_plan_that_was_kept_is_settled():
    (found,) = conflicts(
        "Ada Lund is expected to visit Lima on 6 May.", "Ada Lund visited Lima on Monday."
    )
    assert (found.kind, found.severity) == ("status", "none")


def test_a_visit_dated_twice_is_a_conflict_of_date():
    (found,) = conflicts(
        "Ada Lund arrived in Lima on 6 May 2024.", "Ada Lund arrived in Lima on 7 May 2024."
    )
    assert (found.kind, found.severity) == ("date", "hard")
    assert "2024-05-06 by 0.txt and 2024-05-07 by 1.txt" in found.explanation


def test_leaving_the_country_is_not_leaving_its_last_stop():
    (found,) = conflicts(
        "Ada Lund visited Cuzco on Friday. She left Peru on Saturday.",
        "Ada Lund departed Lima on Saturday.",
    )
    assert found.kind == "place"
    assert "Left Peru" in found.explanation


def test_one_moment_in_two_zones_is_settled():
    (found,) = conflicts(
        "Ada Lund arrived in Lima at 6:30 a.m. local time on Monday (11:30 GMT on Monday)."
    )
    assert (found.kind, found.severity) == ("time_zone", "none")


def test_two_stops_told_in_opposite_order_are_a_conflict_of_order():
    (found,) = conflicts(
        "Ada Lund flew to Lima and then to Cuzco.", "Ada Lund flew to Cuzco and then to Lima."
    )
    assert (found.kind, found.severity) == ("order", "soft")
    assert "0.txt puts" in found.explanation
    assert "1.txt puts it after" in found.explanation
    assert {key[0] for key in found.members} == {"a0", "a1"}


def test_stops_told_in_one_order_are_no_conflict():
    assert not conflicts(
        "Ada Lund flew to Lima and then to Cuzco.", "Ada Lund visited Cuzco after visiting Lima."
    )


def test_one_article_that_goes_to_and_fro_is_no_conflict_of_order():
    assert not conflicts("Ada Lund flew to Lima and then to Cuzco. She then returned to Lima.")


def test_countries_counted_differently_are_a_conflict_of_count():
    (found,) = conflicts(
        "On a three-nation tour, Ada Lund visited Lima.",
        "Ada Lund, on a tour of four countries, visited Quito.",
    )
    assert (found.kind, found.severity) == ("count", "soft")
    assert "“three-nation tour” (0.txt); “tour of four countries” (1.txt)" in found.explanation
    assert "lie in 2 countries" in found.explanation


def test_equal_counts_and_counts_of_other_things_are_no_conflict():
    assert not conflicts(
        "On a three-nation tour, Ada Lund visited Lima.",
        "Ada Lund, on a tour of three countries with four cities, visited Quito.",
    )
