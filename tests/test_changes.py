"""What a rerun changed, said only where a reader of the page sees it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sample_report import report_of_points, sample_report

from mapper.export.changes import report_changes
from mapper.model import When

DAY = date(2023, 9, 16)


def with_visit(**changes):
    report = report_of_points([("Oban", 56.41, -5.47), ("Glencoe", 56.68, -5.1)])
    [itinerary] = report.itineraries
    first, *others = itinerary.visits
    visits = (replace(first, **changes), *others)
    changed = replace(itinerary, visits=visits)
    return replace(report, ordering=replace(report.ordering, itineraries=(changed,)))


def when(earliest, latest, precision):
    return When(earliest=earliest, latest=latest, precision=precision)


SIX = datetime(2023, 9, 16, 6, 0, tzinfo=UTC)
CHANGES = [
    # another day
    (when(DAY, DAY, "day"), when(date(2023, 9, 15), date(2023, 9, 15), "day"),
     ["stop 1 Oban: 2023-09-15, now 2023-09-16"]),
    # a clock time is seen on the page
    (when(SIX, SIX, "minute"), when(DAY, DAY, "day"),
     ["stop 1 Oban: 16 Sep 2023, now 16 Sep 2023, 06:00"]),
    # a part of the same day is not
    (when(SIX, SIX.replace(hour=18), "part"), when(DAY, DAY, "day"), []),
    (when(DAY, DAY, "day"), when(None, None, "open"), ["stop 1 Oban: no date, now 2023-09-16"]),
]  # fmt: skip


@pytest.mark.parametrize(("after", "before", "said"), CHANGES)
def test_a_time_that_reads_the_same_is_no_change(after, before, said) -> None:
    assert list(report_changes(with_visit(when=before), with_visit(when=after))) == said


def test_a_moved_a_new_and_a_lost_stop_are_said() -> None:
    before, after = with_visit(), with_visit()
    place = before.itineraries[0].visits[0].place
    moved = with_visit(place=replace(place, lat=place.lat + 0.1262))
    assert report_changes(before, moved) == ("stop 1 Oban: moved 14 km",)
    shorter = replace(after.itineraries[0], visits=after.itineraries[0].visits[:1])
    lost = replace(after, ordering=replace(after.ordering, itineraries=(shorter,)))
    assert report_changes(before, lost) == ("stop 2 Glencoe: gone",)
    assert report_changes(lost, before) == ("stop 2 Glencoe: new",)
    assert report_changes(before, with_visit(status="planned")) == (
        "stop P1 Oban: visited, now planned",
    )


def test_stops_are_called_what_the_page_calls_them() -> None:
    before = with_visit()
    [itinerary] = before.itineraries
    loose = replace(itinerary, order=())
    place = itinerary.visits[0].place
    away = replace(loose.visits[0], place=replace(place, lat=place.lat + 0.1262))
    after = replace(loose, visits=(away, *loose.visits[1:]))
    said = [
        report_changes(*(replace(before, ordering=replace(before.ordering, itineraries=(i,)))
                         for i in pair))
        for pair in ((loose, after), (cancelled(loose), cancelled(after)))
    ]  # fmt: skip
    assert said == [("stop A Oban: moved 14 km",), ("Oban: moved 14 km",)]


def cancelled(itinerary):
    first, *others = itinerary.visits
    return replace(itinerary, visits=(replace(first, status="cancelled"), *others))


def test_another_verdict_is_said_and_the_same_report_says_nothing() -> None:
    before = sample_report()
    assert report_changes(before, before) == ()
    first, *others = before.findings
    after = replace(before, findings=(replace(first, verdict="overstated"), *others))
    [line] = report_changes(before, after)
    assert line.startswith("claim 1: ")
    assert line.endswith("now overstated")
