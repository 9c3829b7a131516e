"""Visits made of movements of several articles of our own."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Correction,
    Mention,
    Place,
    Resolution,
    Route,
    Span,
)
from mapper.order import order_visits
from mapper.order.graph import Edge, order_stops
from mapper.order.stop import Stop
from mapper.recognize.durations import recognize_durations
from mapper.recognize.movements import recognize_movements
from mapper.recognize.times import recognize_times
from mapper.recognize.travellers import recognize_travellers

PLACES = {
    name: Place(
        id=f"t:{name}", name=name, lat=lat, lon=lon, feature_code="PPL", kind=kind, country=country
    )
    for name, lat, lon, kind, country in (
        ("Lima", -12.05, -77.04, "city", "PE"),
        ("Cuzco", -13.52, -71.97, "city", "PE"),
        ("Peru", -10.0, -76.0, "country", "PE"),
        ("Quito", -0.22, -78.51, "city", "EC"),
        ("Bogota", 4.61, -74.08, "city", "CO"),
        ("Panama", 8.98, -79.52, "city", "PA"),
        ("Titicaca", -15.8, -69.4, "water", None),
    )
}


NOWHERE = ("Erewhon",)  # names that no place fits


def read(texts, published=date(2024, 5, 12)):
    articles, annotations, resolutions = [], [], []
    for number, text in enumerate(texts):
        article = Article(id=f"a{number}", source=f"{number}.txt", text=text, published=published)
        mentions = []
        for name in (*PLACES, *NOWHERE):
            start = text.find(name)
            while start >= 0:
                span = Span(start, start + len(name))
                mentions.append(
                    Mention(article=article.id, span=span, text=name, kind="toponym", name=name)
                )
                start = text.find(name, start + 1)
        mentions.sort(key=lambda mention: mention.span)
        times = recognize_times(article)
        travellers = recognize_travellers(article, mentions)
        articles.append(article)
        annotations.append(
            Annotations(
                article=article.id,
                mentions=tuple(mentions),
                times=times,
                travellers=travellers,
                movements=recognize_movements(article, mentions, times, travellers),
                durations=recognize_durations(article, travellers),
            )
        )
        resolutions += [
            Resolution(mention=m, candidates=(), place=PLACES.get(m.name), score=1.0)
            for m in mentions
        ]
    return articles, annotations, resolutions


def journeys(*texts, corrections=(), traveller=None, published=date(2024, 5, 12)):
    return order_visits(*read(texts, published), corrections=corrections, traveller=traveller)


def only(*texts, **options):
    (itinerary,) = journeys(*texts, **options).itineraries
    return itinerary


def names_in_order(itinerary):
    name = {visit.id: visit.name for visit in itinerary.visits}
    return {(name[a], name[b]) for a, b in itinerary.order}


def test_news_told_backwards_is_put_in_the_order_of_its_dates():
    trip = only(
        "Ada Lund left Quito on Saturday. On Monday she had met traders in Lima. "
        "On Wednesday she visited Cuzco."
    )
    assert [visit.name for visit in trip.visits] == ["Lima", "Cuzco", "Quito"]
    assert trip.visits[0].when.first_day == date(2024, 5, 6)


def test_the_next_day_counts_from_the_last_visit_and_not_from_the_article():
    trip = only("On Monday Ada Lund arrived in Lima. The next day she visited Cuzco.")
    assert trip.visits[1].when.first_day == date(2024, 5, 7)


def test_two_articles_make_one_visit_with_both_sources():
    trip = only("Ada Lund visited Lima on Monday.", "On Monday, Ada Lund toured Lima.")
    (visit,) = trip.visits
    assert {key[0] for key in visit.mentions} == {"a0", "a1"}


def test_a_later_article_turns_a_plan_into_a_visit():
    ordering = journeys(
        "Ada Lund is expected to visit Lima on 6 May.", "Ada Lund visited Lima on Monday."
    )
    (trip,) = ordering.itineraries
    assert [visit.status for visit in trip.visits] == ["visited"]
    assert [status.status for status in ordering.statuses] == ["planned", "visited"]


def test_a_cancelled_stop_is_listed_and_never_ordered():
    trip = only("Ada Lund visited Lima on Monday. She cancelled a visit to Quito.")
    quito = trip.visits[-1]
    assert (quito.name, quito.status) == ("Quito", "cancelled")
    assert not any(quito.id in pair for pair in trip.order)


def test_a_planned_visit_comes_after_what_is_done():
    trip = only("Ada Lund will fly to Quito. She visited Lima on Monday.")
    assert names_in_order(trip) == {("Lima", "Quito")}


def test_a_country_that_holds_stops_is_no_stop():
    trip = only("Ada Lund toured Peru. She visited Lima on Monday.")
    assert [visit.name for visit in trip.visits] == ["Lima"]


def test_a_town_and_the_water_that_it_lies_on_are_one_stop():
    trip = only("Ada Lund landed on the Titicaca at Cuzco on Monday and flew to Lima.")
    assert [visit.name for visit in trip.visits] == ["Cuzco", "Lima"]


def test_a_sea_that_is_only_toured_is_no_stop():
    trip = only("Ada Lund, on a tour of the Titicaca, landed in Lima and flew to Cuzco.")
    assert [visit.name for visit in trip.visits] == ["Lima", "Cuzco"]


@pytest.mark.parametrize("told", ["on a tour of the Erewhon", "on an Erewhon trip"])
def test_an_unknown_region_that_is_only_toured_is_no_stop(told):
    trip = only(f"Ada Lund, {told}, landed in Lima and flew to Cuzco.")
    assert [visit.name for visit in trip.visits] == ["Lima", "Cuzco"]


def test_a_return_is_a_second_visit_of_the_same_place():
    trip = only("Ada Lund flew to Lima and then to Cuzco. She came back to Lima.")
    assert [visit.name for visit in trip.visits] == ["Lima", "Cuzco", "Lima"]


def test_somebody_elses_stop_is_not_drawn():
    ordering = journeys("Ada Lund visited Lima and flew to Cuzco. The envoys were flown to Quito.")
    assert [status.status for status in ordering.statuses][-1] == "other_traveller"


def test_the_kin_of_the_traveller_is_not_the_traveller():
    (trip,) = journeys(
        "Ada Lund was in Lima. Her grandfather flew to Quito, sailed to Panama and rode to Bogota."
    ).itineraries
    assert (trip.traveller, [visit.name for visit in trip.visits]) == ("Ada Lund", ["Lima"])


@pytest.mark.parametrize("what", ["A fire", "Shells", "The storm"])
def test_what_is_no_traveller_makes_no_journey(what):
    ordering = journeys(f"{what} reached Lima. Ada Lund flew to Quito and to Cuzco.")
    (trip,) = ordering.itineraries
    assert (trip.traveller, len(trip.visits)) == ("Ada Lund", 2)


def test_a_place_only_left_and_nothing_before_it_is_the_origin():
    trip = only("Ada Lund left Quito on Monday and arrived in Lima on Tuesday.")
    assert [visit.status for visit in trip.visits] == ["origin", "visited"]


def test_two_trips_in_one_folder_are_two_itineraries():
    trips = journeys(
        "Ada Lund visited Lima on 2 April 2024.", "Ada Lund visited Quito on 9 May 2024."
    ).itineraries
    assert [[visit.name for visit in trip.visits] for trip in trips] == [["Lima"], ["Quito"]]


def _a_way_of(km, asked=None):
    def router(origin, destination, mode):
        if asked is not None:
            asked.append((origin.name, destination.name, mode))
        return Route(mode=mode, km=km, engine="t", data_date="2024-01-01", off_network_share=0.0)

    return router


def _out_of_order(*_):
    raise OSError


# what is told of the way from Lima to Cuzco, and what a router is asked for
@pytest.mark.parametrize(
    ("told", "way"),
    [("by train", "rail"), ("by car", "road"), ("by ferry", "sea"), ("by plane", None), ("", None)],
)
def test_a_leg_by_rail_road_or_sea_has_the_length_of_its_way(told, way):
    text = f"Ada Lund arrived in Lima on Monday. On Tuesday she went to Cuzco {told}."
    asked = []
    routers = (_out_of_order, _a_way_of(912.34, asked))
    (trip,) = order_visits(*read([text]), routers=routers).itineraries
    assert [(leg.mode is None, leg.route_km) for leg in trip.legs] == [
        (not told, 912.3 if way else None)
    ]
    assert asked == ([("Lima", "Cuzco", way)] if way else [])


def test_a_leg_to_a_country_has_no_way():
    text = "Ada Lund arrived in Lima on Monday. On Wednesday she went to Panama by ship."
    places = read([text.replace("Panama", "Peru")])
    (trip,) = order_visits(*places, routers=(_a_way_of(1.0),)).itineraries
    assert all(leg.route_km is None for leg in trip.legs)


def test_an_impossible_leg_is_flagged_and_a_possible_one_is_not():
    trip = only(
        "Ada Lund walked on foot to Lima on Monday. On Tuesday she walked on foot to Bogota.",
    )
    assert [leg.feasible for leg in trip.legs] == [False]
    assert [
        leg.feasible
        for leg in only("Ada Lund flew to Lima on Monday. On Tuesday she flew to Bogota.").legs
    ] == [True]


def test_no_movement_gives_no_itinerary_and_says_so():
    ordering = journeys("Prices rose.")
    assert ordering.itineraries == ()
    assert "No journey found" in ordering.notes[0]


def test_a_traveller_who_does_not_occur_is_named_in_the_note():
    ordering = journeys("Ada Lund visited Lima.", traveller="Bo Krag")
    assert ordering.itineraries == ()
    assert "'Bo Krag'" in ordering.notes[0]


def test_an_undated_article_invents_no_date():
    trip = only("Ada Lund visited Lima on Monday and flew to Quito.", published=None)
    assert all(visit.when.first_day is None for visit in trip.visits)


def correction(verb, value, *spans, others=()):
    return AppliedCorrection(
        correction=Correction(verb=verb, value=value, article="*", why="the desk knows"),
        spans=spans,
        others=others,
    )


# what is said on 12 May, and the status of Quito
ON_THE_WAY = [
    ("Her train is heading for Quito.", "destination"),
    ("Her train is heading for Quito on 20 May.", "planned"),
]


@pytest.mark.parametrize(("said", "status"), ON_THE_WAY)
def test_a_train_under_way_has_a_destination_and_one_of_a_later_day_a_plan(said, status):
    trip = only(f"Ada Lund left Lima on Sunday. {said}")
    assert [visit.status for visit in trip.visits if visit.name == "Quito"] == [status]


def test_the_desk_rules_over_status_and_day():
    text = "Ada Lund will visit Lima."
    start = text.index("Lima")
    spans = ("a0", start, start + 4)
    ordering = journeys(
        text,
        corrections=(
            correction("status", "visited", spans),
            correction("day", date(2024, 5, 1), spans),
        ),
    )
    (visit,) = ordering.itineraries[0].visits
    assert (visit.status, visit.when.first_day, visit.by_desk) == (
        "visited", date(2024, 5, 1), "the desk knows",
    )  # fmt: skip
    assert ordering.statuses[0].by_desk == "the desk knows"


def test_the_desk_rules_over_the_order_of_dates():
    text = "Ada Lund visited Lima on Monday. On Tuesday she visited Quito."
    lima, quito = text.index("Lima"), text.index("Quito")
    trip = only(
        text,
        corrections=(
            correction(
                "goes_before", "Lima", ("a0", quito, quito + 5), others=(("a0", lima, lima + 4),)
            ),
        ),
    )
    assert names_in_order(trip) == {("Quito", "Lima")}


def test_the_desk_parts_and_joins_stops():
    text = "Ada Lund visited Lima on Monday. She later met traders in Lima. She visited Quito."
    first, second, quito = text.index("Lima"), text.rindex("Lima"), text.index("Quito")
    parted = only(
        text, corrections=(correction("separate_stop", True, ("a0", second, second + 4)),)
    )
    assert [visit.name for visit in parted.visits].count("Lima") == 2
    joined = only(
        text,
        corrections=(
            correction(
                "same_stop", "Lima", ("a0", quito, quito + 5), others=(("a0", first, first + 4),)
            ),
        ),
    )
    assert len(joined.visits) == 1


def test_the_sources_may_come_in_any_order():
    texts = ["Ada Lund visited Lima on Monday.", "On Wednesday Ada Lund flew to Quito."]
    there = names_in_order(only(*texts))
    assert there == names_in_order(only(*reversed(texts))) == {("Lima", "Quito")}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0.25, 5.0)), max_size=20))
def test_settled_pairs_are_a_strict_partial_order(edges):
    pairs, _ = order_stops(
        [Stop() for _ in range(6)],
        [Edge(first=a, second=b, weight=w, reason="") for a, b, w in edges],
    )
    settled = set(pairs)
    assert not any((b, a) in settled for a, b in settled)
    assert all((a, d) in settled for a, b in settled for c, d in settled if b == c)


@pytest.mark.parametrize("clock", ["6:00 a.m. local time"])
def test_a_clock_time_stands_in_the_places_own_zone(clock):
    trip = only(f"Ada Lund arrived in Lima at {clock} on Monday.")
    earliest = trip.visits[0].when.earliest
    assert isinstance(earliest, datetime)
    assert earliest.utcoffset().total_seconds() == -5 * 3600


def test_no_word_list_holds_a_place_of_the_five_articles():
    words = (Path(__file__).parent.parent / "mapper/recognize/movements/words.toml").read_text(
        "utf8"
    )
    assert "khasan" not in words.lower()


def test_a_stop_without_a_date_stands_between_the_dated_ones_it_is_told_between():
    trip = only(
        "Ada Lund landed in Lima on Monday.\n\nMany came to her visit to Cuzco.\n\n"
        "On Wednesday she flew to Quito.\n\nOn Thursday she left Quito."
    )
    assert {("Lima", "Cuzco"), ("Cuzco", "Quito")} <= names_in_order(trip)


# what is told, and a pair that it settles
@pytest.mark.parametrize(
    ("text", "pair"),
    [
        # the lead tells where it has come to
        ("Ada Lund spoke in Lima, she said.\n\nShe slept in Cuzco.", ("Cuzco", "Lima")),
        # unless the story goes on from there
        ("On Monday Ada Lund was in Lima.\n\nOn Friday she was in Cuzco.", ("Lima", "Cuzco")),
        # a beginning told last
        ("Ada Lund spoke in Lima. She slept in Cuzco. She began in Quito.", ("Quito", "Lima")),
        # an end told first
        (
            "The tour of Ada Lund ended in Lima. She was in Cuzco. She was in Quito.",
            ("Quito", "Lima"),
        ),
        # "later" goes on from what "had" goes back from
        (
            "Ada Lund came to Lima. She had left Quito. Later that day she visited Cuzco.",
            ("Lima", "Cuzco"),
        ),
        # plans go on from paragraph to paragraph
        ("Ada Lund will fly to Lima.\n\nShe will speak in Cuzco.", ("Lima", "Cuzco")),
    ],
)
def test_news_is_told_from_its_end_and_plans_from_their_beginning(text, pair):
    assert pair in names_in_order(only(text))


def test_what_a_paragraph_tells_stands_as_one_before_or_after_another():
    trip = only(
        "On Friday Ada Lund was in Quito.\n\nOn Monday she was in Lima. She walked to Cuzco.\n\n"
        "On Wednesday she was in Bogota. She sailed to Panama."
    )
    order = names_in_order(trip)
    assert {("Cuzco", "Bogota"), ("Cuzco", "Panama"), ("Panama", "Quito")} <= order


def test_what_is_told_with_had_stands_as_one_before_what_it_goes_back_from():
    trip = only(
        "Ada Lund spoke in Quito. She slept in Bogota.\n\n"
        "She had landed in Lima. She had driven to Cuzco."
    )
    order = names_in_order(trip)
    assert {("Lima", "Cuzco"), ("Lima", "Quito"), ("Cuzco", "Quito"), ("Cuzco", "Bogota")} <= order


def test_the_only_place_that_was_left_is_where_it_began():
    trip = only("Ada Lund slept in Lima. She spoke in Cuzco.", "Ada Lund fled Quito in a hurry.")
    assert {("Quito", "Lima"), ("Quito", "Cuzco")} <= names_in_order(trip)


def test_what_stands_beyond_the_last_movement_ordered_says_so(monkeypatch):
    monkeypatch.setattr("mapper.order.visits.MOST_CLAIMS", 1)
    ordering = journeys("On Monday Ada Lund arrived in Lima. On Tuesday she visited Cuzco.")
    assert [status.status for status in ordering.statuses] == ["visited", "none"]
    assert "which are ordered" in ordering.statuses[1].reason
