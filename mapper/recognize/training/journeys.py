"""Reads journeys with the visit status of every place: marked texts and the shared gold."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mapper.recognize.training.marked import parse_marked

# What each code of a marked text teaches; the region of a whole journey is learned neither way.
_CODES: dict[str, str | None] = {
    "v": "visited", "r": "visited", "p": "passed", "o": "origin", "P": "planned",
    "R": "planned", "c": "cancelled", "s": "speculated", "b": "background",
    "x": "other_traveller", "d": "none", "n": "none", "t": None,
}  # fmt: skip
_BY_REASON = {
    "cancelled_or_refused": "cancelled", "speculated": "speculated",
    "speculated_venue": "speculated", "region_of_speculated_venue": "speculated",
    "distance_reference_and_expected_venue_not_realised": "speculated",
    "earlier_or_other_trip": "background", "past_event": "background",
    "distance_reference_and_past_meeting": "background",
    "other_traveller": "other_traveller", "other_traveller_past": "other_traveller",
    "passed": "passed",
}  # fmt: skip
_BY_STATUS = {"visited": "visited", "origin": "origin", "planned": "planned",
              "destination": "planned", "background": "background"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Journey:
    """A text and the status of each place in it: (start, end, status), None where it is open.

    Texts of one `group` tell of one journey: no model may learn from one and be tried on the other.
    """

    name: str
    group: str
    published: str
    text: str
    places: tuple[tuple[int, int, str | None], ...]


def read_journeys(folder: Path, shared: Path | None = None) -> list[Journey]:
    """Return the marked texts of a folder, and with `shared` the development gold there too."""
    journeys = [
        read_marked(path.stem, path.read_text("utf8")) for path in sorted(folder.glob("*.txt"))
    ]
    if shared is not None:
        journeys += _gold_passages(shared / "bench" / "itinerary")
        journeys += _gold_articles(shared)
    return journeys


def read_marked(name: str, marked: str) -> Journey:
    r"""Return a marked text. Raises ValueError where it is none (`marked.parse_marked`).

    >>> read_marked("a", "# Ann | 2020-01-02\nIn {Rome|v}.").places
    ((3, 7, 'visited'),)
    """
    read = parse_marked(name, marked)
    places = tuple((place.start, place.end, _CODES[place.code]) for place in read.places)
    return Journey(name, read.group, read.published, read.text, places)


def _gold_passages(folder: Path) -> list[Journey]:
    return [
        Journey(
            path.stem,
            gold["cluster"] or path.stem,
            gold["dct"][:10],
            gold["text"],
            _places(gold["mentions"]),
        )
        for path in sorted(folder.glob("h*.json"))
        for gold in [json.loads(path.read_text("utf8"))]
    ]


def _gold_articles(shared: Path) -> list[Journey]:
    gold = json.loads((shared / "gold" / "itinerary.json").read_text("utf8"))
    return [
        Journey(
            article["file"],
            "five articles",
            article["dct"][:10],
            (shared / "articles" / article["file"]).open(newline="", encoding="utf8").read(),
            _places(article["mentions"]),
        )
        for article in gold["articles"]
    ]


def _places(mentions: Iterable[dict[str, str]]) -> tuple[tuple[int, int, str | None], ...]:
    return tuple(
        (int(m["start"]), int(m["end"]), _status(m))
        for m in mentions
        if m.get("kind") not in {"demonym", "organisation"}
    )


def _status(mention: dict[str, str]) -> str | None:
    reason = mention["reason"]
    if reason == "trip_container":  # the region of the whole journey is on no side
        return None
    if reason == "passed_through" and mention["status"] == "visited":
        return "passed"
    return _BY_REASON.get(reason) or _BY_STATUS.get(mention["status"], "none")
