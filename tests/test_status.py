"""The learned reader of visit statuses: its windows, and what its answers change."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from mapper.model import (
    Annotations,
    Article,
    Mention,
    Place,
    Resolution,
    Span,
    StatusReading,
)
from mapper.order import order_visits
from mapper.recognize.movements import recognize_movements
from mapper.recognize.sentences import split_sentences
from mapper.recognize.status import read, read_statuses, status_notes
from mapper.recognize.status.windows import LONGEST_WINDOW, make_windows, roles_of
from mapper.recognize.times import recognize_times
from mapper.recognize.training.journeys import read_journeys, read_marked
from mapper.recognize.training.marked import gold_of, parse_marked
from mapper.recognize.travellers import recognize_travellers

PLACES = {"Lima": (-12.05, -77.04), "Cuzco": (-13.52, -71.97), "Quito": (-0.22, -78.51)}
VOCABULARY = {piece: row for row, piece in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])}


def mentions_of(article):
    found = []
    for name in PLACES:
        start = article.text.find(name)
        while start >= 0:
            span = Span(start, start + len(name))
            found.append(Mention(article="a", span=span, text=name, kind="toponym", name=name))
            start = article.text.find(name, start + 1)
    return tuple(sorted(found, key=lambda mention: mention.span))


def ordering(text, **answers):
    """Order the visits of a text whose places read as told: `Lima=("visited", "route", 0.9)`."""
    article = Article(id="a", source="a.txt", text=text, published=date(2024, 5, 12))
    mentions = mentions_of(article)
    times, travellers = recognize_times(article), recognize_travellers(article, mentions)
    readings = {}
    for mention in mentions:
        if mention.name in answers:
            status, side, probability = answers[mention.name]
            readings[mention.span] = StatusReading(
                status=status, side=side, probability=probability
            )
    movements = recognize_movements(article, mentions, times, travellers, readings)
    found = Annotations(
        article="a", mentions=mentions, times=times, travellers=travellers, movements=movements
    )
    resolutions = [
        Resolution(
            mention=mention,
            candidates=(),
            place=Place(
                id=mention.name, name=mention.name, kind="city", feature_code="PPL",
                lat=PLACES[mention.name][0], lon=PLACES[mention.name][1],
            ),
            score=1.0,
        )
        for mention in mentions
    ]  # fmt: skip
    return order_visits([article], [found], resolutions)


def status_of(found, number=0):
    return found.statuses[number].status, found.statuses[number].reason


SEQUENCE = "Ada Lund arrived in Lima on Monday. Then, on Wednesday, it was the turn of Cuzco."


def test_a_place_that_nothing_governs_becomes_a_dated_visit_where_the_reader_is_sure():
    found = ordering(SEQUENCE, Cuzco=("visited", "route", 0.95))
    assert status_of(found, 1) == ("visited", "reads as a stop of the journey (0.95)")
    (journey,) = found.itineraries
    assert [visit.name for visit in journey.visits] == ["Lima", "Cuzco"]
    assert journey.visits[1].when.first_day == date(2024, 5, 8)


def test_an_unsure_reader_changes_nothing():
    unsure = ordering(SEQUENCE, Lima=("none", "none", 0.45), Cuzco=("visited", "route", 0.45))
    assert unsure == ordering(SEQUENCE)


def test_what_reads_as_given_up_is_listed_and_not_drawn():
    found = ordering(
        "Ada Lund arrived in Lima on Monday. The storm put an end to Cuzco.",
        Cuzco=("cancelled", "planned", 0.97),
    )
    assert status_of(found, 1) == ("cancelled", "reads as a stop that was given up (0.97)")
    (journey,) = found.itineraries
    assert {v.name: v.status for v in journey.visits} == {"Lima": "visited", "Cuzco": "cancelled"}


def test_a_very_sure_reader_takes_back_a_stop_of_the_rules():
    text = "Ada Lund arrived in Lima on Monday. She visited Quito on Tuesday."
    other = ordering(text, Quito=("other_traveller", "none", 0.99))
    assert status_of(other, 1) == ("other_traveller", "reads as somebody else's place (0.99)")
    none = ordering(text, Quito=("none", "none", 0.99))
    assert none.statuses[1].status == "none"
    earlier = ordering(text, Quito=("background", "none", 0.99))
    assert status_of(earlier, 1) == ("background", "reads as another journey (0.99)")


def test_the_traveller_under_another_name_is_known_where_the_reader_is_sure():
    text = (
        "Ada Lund arrived in Lima on Monday. Ada Lund met traders. The ornithologist flew to Cuzco "
        "on Wednesday."
    )
    assert status_of(ordering(text), 1)[0] == "other_traveller"
    assert status_of(ordering(text, Cuzco=("visited", "route", 0.99)), 1)[0] == "visited"


def test_windows_hold_each_place_once_and_are_no_longer_than_the_reader_learned():
    text = " ".join(f"In week {n} Ada Lund went to Lima, then saw Quito." for n in range(60))
    article = Article(id="a", source="a.txt", text=text)
    mentions = mentions_of(article)
    places = [mention.span for mention in mentions]
    roles = roles_of(places, recognize_travellers(article, mentions))
    windows = list(make_windows(text, split_sentences(text, ()), places, roles, VOCABULARY))
    assert sorted(place for window in windows for place in window.places) == list(
        range(len(mentions))
    )
    assert max(len(window.pieces) for window in windows) <= LONGEST_WINDOW
    for window in windows:
        assert len(window.pieces) == len(window.cases)
        assert all(window.cases[head] % 8 == 1 for head in window.heads)  # the role of a place


def test_times_are_marked_as_before_ahead_or_long_before_the_article():
    text = "In 2019 he saw Lima; on 3 May 2024, Quito; on 20 May 2024 he will see Cuzco on Sunday."
    article = Article(id="a", source="a.txt", text=text, published=date(2024, 5, 12))
    marked = roles_of([], (), recognize_times(article), article.published)
    roles = {text[span.start : span.end]: role for span, role in marked}
    long_ago, before, ahead = roles["2019"], roles["3 May 2024"], roles["20 May 2024"]
    assert len({long_ago, before, ahead}) == 3
    undated = roles_of([], (), recognize_times(article), None)
    assert before not in {role for _, role in undated}


def test_a_text_without_places_has_no_window():
    assert list(make_windows("Nothing here.", [Span(0, 13)], [], (), VOCABULARY)) == []


def test_a_reading_is_the_likelier_side_and_its_likeliest_status():
    fine = np.array([0.3, 0.2, 0.2, 0.2, 0.1, 0, 0, 0, 0], np.float32)
    reading = read.reading_of(fine, np.array([0.2, 0.7, 0.1], np.float32))
    assert (reading.status, reading.side) == ("visited", "route")
    assert reading.probability == pytest.approx(0.65, abs=1e-3)


def test_a_plan_reads_as_given_up_only_where_that_is_likelier_than_all_else():
    sides = np.array([0, 0, 1], np.float32)
    unclear = np.array([0, 0, 0, 0, 0.35, 0.45, 0.2, 0, 0], np.float32)
    assert read.reading_of(unclear, sides).status == "planned"
    clear = np.array([0, 0, 0, 0, 0.25, 0.6, 0.15, 0, 0], np.float32)
    assert read.reading_of(clear, sides).status == "cancelled"


def test_without_its_file_the_reader_is_silent(monkeypatch):
    monkeypatch.setattr(read, "MODEL_FILE", Path("/nowhere/status.onnx"))
    article = Article(id="a", source="a.txt", text=SEQUENCE)
    assert read_statuses(article, mentions_of(article), ()) == {}
    assert status_notes() == (
        "Visit statuses are told by rules alone: status.onnx is not installed.",
    )


def test_every_journey_to_learn_from_can_be_read():
    journeys = read_journeys(Path(__file__).parent / "data" / "journeys")
    assert len(journeys) == 267
    for journey in journeys:
        date.fromisoformat(journey.published)
        assert "{" not in journey.text
        assert all(status in (*read.STATUSES, None) for _, _, status in journey.places)


def test_a_code_that_is_none_is_refused_with_its_name():
    with pytest.raises(ValueError, match="unknown code in"):
        read_marked("a", "# Ann | 2020-01-02\nIn {Rome|q}.")


MARKED = (
    "# Ann | 2020-01-05 | trip\nFrom {Bern|o:bern} to {Rome|v:rome}, {Italy|r:rome}; "
    "{Ostia|P:ostia} or {Anzio|P:anzio} follow, {Pisa|c} is out.\n"
    "= bern@2020-01-01 < rome@2020-01-01..2020-01-03\n= < ostia, anzio\n"
)


def test_a_marked_text_gives_the_gold_of_its_visits_their_order_and_days():
    gold = gold_of(parse_marked("a", MARKED))
    assert gold["text"] == "From Bern to Rome, Italy; Ostia or Anzio follow, Pisa is out."
    assert gold["cluster"] == "trip"
    assert [(m["text"], m["status"], m["reason"], m["visit"]) for m in gold["mentions"]] == [
        ("Bern", "origin", "departure", "bern"),
        ("Rome", "visited", "stop", "rome"),
        ("Italy", "visited", "region_of_stop", "rome"),
        ("Ostia", "planned", "planned_stop", "ostia"),
        ("Anzio", "planned", "planned_stop", "anzio"),
        ("Pisa", "planned", "cancelled_or_refused", None),
    ]
    assert [(v["id"], v["place"], v["status"], v["date"]) for v in gold["visits"]] == [
        ("bern", "Bern", "origin", "2020-01-01"),
        ("rome", "Rome", "visited", "2020-01-01..2020-01-03"),
        ("ostia", "Ostia", "planned", None),
        ("anzio", "Anzio", "planned", None),
    ]
    assert len(gold["order_pairs"]) == 5
    assert ["ostia", "anzio"] not in gold["order_pairs"]


def test_the_visits_of_the_journeys_are_those_of_their_order():
    folder = Path(__file__).parent / "data" / "journeys"
    read_all = [parse_marked(p.stem, p.read_text("utf8")) for p in sorted(folder.glob("*.txt"))]
    with_order = [marked for marked in read_all if marked.order]
    assert len(with_order) == 180
    for marked in with_order:
        told = {place.visit for place in marked.places if place.visit}
        assert {visit for group in marked.order for visit in group} <= told, marked.name


def test_a_day_that_is_none_is_refused_with_its_visit():
    with pytest.raises(ValueError, match="no day of rome"):
        parse_marked("a", "# Ann | 2020-01-02\n{Rome|v:rome}.\n= rome@yesterday")
