"""Findings: ends, measurements, verdicts, directions, suggestions, conflicts, corrections.

Places and areas are made by hand on a small world of our own; the last tests use the real gazetteer
where it is built.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper import geodesy
from mapper.audit import audit_claims
from mapper.audit.verdict import granularity
from mapper.errors import GeocoderError
from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Candidate,
    Correction,
    Mention,
    Place,
    Resolution,
    Route,
    Span,
)
from mapper.recognize.claims import recognize_claims

SHARED = Path(os.environ.get("MAPPER_SHARED", Path(__file__).parents[2] / "shared"))


def place(name, lat, lon, kind="city", country="AA", **more):
    code = {"country": "PCLI", "city": "PPL"}.get(kind, "ADM1")
    return Place(
        id=f"t:{name}",
        name=name,
        lat=lat,
        lon=lon,
        feature_code=code,
        kind=kind,
        country=country,
        shape=f"shape:{name}" if kind != "city" else None,
        **more,
    )


ALBA = place("Alba", 50.0, 10.0)
BREN = place("Bren", 51.0, 10.0)  # 111.2 km north of Alba
CORT = place("Cort", 50.0, 12.0)  # 143.4 km east of Alba
OSTIA = place("Ostia", 50.0, 15.0, kind="country", country="BB")
AVIA = place("Avia", 50.0, 10.0, kind="country", country="AA")
ISLE = place("Skerra", 50.0, 5.0, kind="island")
PLACES = (ALBA, BREN, CORT, OSTIA, AVIA, ISLE)
DEMONYMS = {"Ostian": OSTIA, "Avian": AVIA}


class Shapes:
    """Two countries that meet at 13 degrees east, and an island of two degrees' width."""

    layer_name = "hand-made"
    layer_error_km = 5.0
    _areas = {  # noqa: RUF012 - a test's table
        "shape:Avia": shapely.box(8, 45, 13, 55),
        "shape:Ostia": shapely.box(13, 45, 18, 55),
        "shape:Skerra": shapely.box(4, 49, 6, 51),
    }

    def area(self, found):
        return self._areas.get(found.shape)

    def country_area(self, code):
        return self._areas[{"AA": "shape:Avia", "BB": "shape:Ostia"}[code]]

    def shared_border(self, _first, _second):
        return shapely.LineString([(13, 46), (13, 49)])

    def disputed_between(self, _first, _second):
        return ()

    def neighbours(self, code):
        return {"AA": ("BB",), "BB": ("AA",)}.get(code, ())

    def coast(self, _near):
        return shapely.LineString([(8, 45), (8, 55)])


class World:
    """A gazetteer of the places above."""

    shapes = Shapes()

    def lookup(self, _name):
        return ()

    def place(self, place_id):
        return next((found for found in PLACES if found.id == place_id), None)

    def country(self, code):
        return {"AA": AVIA, "BB": OSTIA}.get(code)

    def country_of(self, point):
        return "AA" if point[1] < 13 else "BB"


def audit(*texts, routers=(), corrections=(), gazetteer=None, others=()):
    """Audit texts of our own, every name resolved to the place that bears it."""
    articles = [Article(id=f"a{i}", source=f"{i}.txt", text=text) for i, text in enumerate(texts)]
    known = {found.name: found for found in (*PLACES, *others)} | DEMONYMS
    resolutions, annotations = [], []
    for article in articles:
        mentions = []
        for name, found in known.items():
            start = article.text.find(name)
            while start >= 0:
                mention = Mention(
                    article=article.id,
                    span=Span(start, start + len(name)),
                    text=name,
                    kind="demonym" if name in DEMONYMS else "toponym",
                    name=found.name,
                )
                mentions.append(mention)
                candidates = (Candidate(place=found, score=0.9),)
                resolutions.append(
                    Resolution(mention=mention, candidates=candidates, place=found, score=0.9)
                )
                start = article.text.find(name, start + 1)
        mentions.sort(key=lambda mention: mention.span)
        claims = recognize_claims(article, mentions, names=None)
        annotations.append(Annotations(article=article.id, mentions=tuple(mentions), claims=claims))
    return audit_claims(
        articles,
        annotations,
        resolutions,
        gazetteer=gazetteer or World(),
        routers=routers,
        corrections=corrections,
    )


def route_of(**kms):
    def router(_origin, _destination, mode):
        if mode not in kms:
            return None
        return Route(mode=mode, km=kms[mode], engine="test", data_date="2023-01-01")

    return router


VERDICTS = [
    # the figure is right, or right as rounded
    ("Bren is 111 km north of Alba.", "supported"),
    ("Bren is about 100 km north of Alba.", "supported"),
    ("Bren is 69 miles from Alba.", "supported"),
    # bounds
    ("Bren is more than 100 km from Alba.", "supported"),
    ("Bren is within 120 km of Alba.", "supported"),
    ("Bren is less than 60 km from Alba.", "understated"),
    ("Bren is less than 400 km from Alba.", "supported"),  # true, and not far from a bound
    ("Bren is less than 1,100 km from Alba.", "overstated"),  # true, and a digit too many
    ("Bren is within 1,100 km of Alba.", "supported"),  # reaches so far
    ("Bren is nearly 115 km from Alba.", "supported"),
    ("Bren is nearly 200 km from Alba.", "overstated"),
    ("Bren is more than 170 km from Alba.", "overstated"),
    # ranges
    ("Bren is 100 to 120 km from Alba.", "supported"),
    ("Bren is 160 to 200 km from Alba.", "plausible_as_route"),
    # too long: a way, too long for any way, beyond all reason
    ("Bren is 148 km from Alba.", "plausible_as_route"),
    ("Bren is 178 km from Alba.", "overstated"),
    ("Bren is 440 km from Alba.", "contradictory"),
    # no way is shorter than the straight line
    ("Bren is 77 km from Alba.", "understated"),
    ("Bren is 33 km from Alba.", "contradictory"),
    ("Bren is 148 km as the crow flies from Alba.", "overstated"),
    # nothing to check
    ("Bren is several miles from Alba.", "unverifiable"),
    ("The ship is 20 miles from Alba.", "unverifiable"),
    ("Bren is 0 km from Alba.", "unverifiable"),
    ("Bren is 50,000 km from Alba.", "contradictory"),
    ("Bren is " + "9" * 40 + " km from Alba.", "contradictory"),
    ("Alba is 20 km from Alba.", "unverifiable"),
]


@pytest.mark.parametrize(("text", "verdict"), VERDICTS)
def test_a_claim_has_its_verdict(text, verdict):
    (finding,) = audit(text)
    assert finding.verdict == verdict, finding.explanation
    assert finding.explanation.endswith(".")


def test_a_route_bears_out_what_the_straight_line_does_not():
    (finding,) = audit("Bren is 178 km from Alba.", routers=[route_of(rail=175, road=150)])
    assert (finding.verdict, finding.reading) == ("supported_by_route", "by rail")
    assert "consistent with" in finding.explanation
    assert "confirmed" not in finding.explanation


def test_a_stated_way_is_compared_with_that_way_alone():
    text = "Bren is 178 km by road from Alba."
    (finding,) = audit(text, routers=[route_of(rail=175, road=130)])
    assert finding.verdict == "overstated"
    assert [route.mode for route in finding.routes] == ["road"]


def test_a_router_that_fails_leaves_the_rest_standing():
    def down(_origin, _destination, _mode):
        message = "no answer"
        raise GeocoderError(message)

    (finding,) = audit("Bren is 178 km from Alba.", routers=[down, route_of(rail=175)])
    assert finding.verdict == "supported_by_route"


@pytest.mark.parametrize(
    ("wind", "verdict"),
    [
        ("north", "supported"),
        ("northwest", "supported"),
        ("northeast", "supported"),
        ("ENE", "questionable"),
        ("east", "contradictory"),
        ("south", "contradictory"),
    ],
)
def test_a_direction_has_its_own_verdict(wind, verdict):
    (finding,) = audit(f"Bren is 111 km {wind} of Alba.")
    assert finding.verdict == "supported"
    assert finding.direction_verdict == verdict


def test_a_border_is_read_as_the_shared_line_and_as_the_nearest_land():
    (finding,) = audit("Cort is 150 km from the Ostian border.")
    assert finding.anchor.countries == ("AA", "BB")
    labels = [measured.label for measured in finding.measurements]
    assert labels == ["shared border line", "nearest territory of Ostia"]
    line, land = (measured.km for measured in finding.measurements)
    assert land == pytest.approx(71.7, abs=0.2)
    assert line == pytest.approx(132.5, abs=1)
    assert finding.verdict == "supported"


def test_a_bare_border_is_that_of_the_country_at_hand():
    text = "Troops came from Ostia. From Cort it is about 130 km east to the border."
    (finding,) = audit(text)
    assert finding.target.label == "the Avia-Ostia border"
    assert "names Ostia most" in finding.target.reason
    assert finding.anchor.place == CORT


def test_a_border_stays_open_where_no_neighbour_is_named():
    (finding,) = audit("From Cort it is about 130 km east to the border.")
    assert finding.verdict == "unverifiable"
    assert "names no neighbour" in finding.explanation


def test_a_border_without_a_wind_is_seen_from_the_place():
    (finding,) = audit("Cort is 150 km from the Ostian border.")
    assert geodesy.turn_deg(finding.measurements[1].bearing_deg, 90) < 2


def test_a_wide_place_is_also_measured_from_its_edge():
    (finding,) = audit("Alba is 290 km east of Skerra.")
    labels = {measured.label: measured.km for measured in finding.measurements}
    assert labels["nearest point of Skerra"] == pytest.approx(286.7, abs=0.5)
    assert labels["reference points"] == pytest.approx(358.3, abs=0.5)
    assert finding.verdict == "supported"


def test_a_coast_is_the_nearest_one():
    (finding,) = audit("Alba lies 143 km from the coast.")
    assert finding.measurements[0].label == "nearest coast"
    assert finding.verdict == "supported"


def test_a_name_that_only_qualifies_is_no_end():
    (finding,) = audit("Ostia's rig is 20 km from Alba. The camp near Ostia is 9 km from Bren.")[:1]
    assert finding.target.place is None
    assert finding.verdict == "unverifiable"


def test_a_quote_gets_a_note_and_no_rewrite():
    (finding,) = audit("“Bren is 440 km from Alba,” said Petro.")
    assert finding.verdict == "contradictory"
    assert finding.suggestion is None
    assert any("direct quote" in note for note in finding.notes)


NOTES = [
    ("Bren is 69 km from Alba.", "kilometres had been taken"),
    ("Bren is 100 km (80 miles) from Alba.", "the two units differ"),
    ("Bren is 60 nautical miles from Alba.", "nautical miles"),
    ("Bren is 20 leagues from Alba.", "a league is read as three miles"),
    ("Bren is a one-hour drive, 111 km from Alba.", "111 km/h"),
    ("Bren is 148 km from Alba, an hour by road from Cort.", "unlikely"),
]


def test_notes_tell_unit_swaps_from_double_units():
    notes = {text: " ".join(audit(text)[0].notes) for text, _ in NOTES}
    assert "miles had been written as kilometres" in notes[NOTES[0][0]]
    for text, words in NOTES[1:5]:
        assert words in notes[text]


def test_a_claim_near_the_threshold_is_called_borderline_and_not_flagged():
    (finding,) = audit("Bren is 121 km from Alba.")
    assert finding.verdict == "supported"
    assert 0.8 <= finding.margin <= 1.25
    assert any(note.startswith("borderline") for note in finding.notes)


def test_a_claim_near_the_limit_says_so_and_by_how_much():
    (finding,) = audit("Bren is just 119 km from Alba.")
    assert finding.verdict == "supported"
    assert "km more than the straight line: this is near the limit" in finding.explanation


def test_a_flagged_claim_says_by_how_much_it_differs():
    (finding,) = audit("Bren is 77 km from Alba.")
    assert "34 km less than the straight line" in finding.explanation


def test_a_direction_names_both_ends():
    (finding,) = audit("Bren is 111 km east of Alba.")
    assert "Bren lies to the north of Alba" in finding.explanation


def test_figures_that_differ_for_one_pair_are_set_side_by_side():
    first, second, third = audit(
        "Bren is 111 km from Alba.",
        "The road is closed. Alba is about 200 km from Bren.",
        "Cort is 143 km from Alba.",
    )
    assert first.conflicts == (second.claim.id,)
    assert second.conflicts == (first.claim.id,)
    assert third.conflicts == ()
    assert any("differs" in note for note in first.notes)


def test_a_bound_and_a_figure_beyond_it_can_both_hold():
    first, _ = audit("Bren is more than 100 km from Alba.", "Bren is 170 km from Alba.")
    assert first.conflicts
    assert any("can hold at the same time" in note for note in first.notes)


def test_only_places_that_would_turn_the_verdict_are_alternatives():
    far, near = place("Bren", 58.0, 20.0, country="CC"), place("Bren", 51.01, 10.0, country="DD")
    article = Article(id="a0", source="0", text="Bren is 111 km from Alba.")
    mentions, resolutions = [], []
    for spot, others in ((BREN, (far, near)), (ALBA, ())):
        start = article.text.index(spot.name)
        span = Span(start, start + 4)
        mention = Mention(article="a0", span=span, text=spot.name, kind="toponym", name=spot.name)
        mentions.append(mention)
        candidates = tuple(Candidate(place=p, score=0.3) for p in (spot, *others))
        resolutions.append(
            Resolution(mention=mention, candidates=candidates, place=spot, score=0.6)
        )
    claims = recognize_claims(article, mentions, names=None)
    annotation = Annotations(article="a0", mentions=tuple(mentions), claims=claims)
    (finding,) = audit_claims([article], [annotation], resolutions, gazetteer=World())
    assert finding.target.alternatives == (far,)
    assert any("'Bren' meant Bren (CC)" in note for note in finding.notes)


def corrected(verb, value, quote, text, **more):
    start = text.index(quote)
    stanza = Correction(verb=verb, value=value, article="0.txt", quote=quote, **more)
    return AppliedCorrection(correction=stanza, spans=(("a0", start, start + len(quote)),))


def test_the_desk_strikes_off_a_claim():
    text = "Bren is 111 km from Alba."
    assert audit(text, corrections=[corrected("not_a_claim", True, "111 km", text)]) == ()


def test_the_desk_sets_an_end():
    text = "The camp is 111 km from Alba."
    assert audit(text)[0].verdict == "unverifiable"
    stanza = corrected("claim_end", "t:Bren", "The camp", text, why="the map of the ministry")
    (finding,) = audit(text, corrections=[stanza])
    assert finding.verdict == "supported"
    assert finding.target.by_desk == "the map of the ministry"


def test_the_desk_names_an_end_by_its_side_and_by_coordinates():
    text = "It is 111 km away from Alba."
    spot = {"name": "Camp", "lat": 51.0, "lon": 10.0}
    stanza = corrected("claim_end", spot, "111 km away from Alba", text, end="target", by="desk")
    (finding,) = audit(text, corrections=[stanza])
    assert (finding.verdict, finding.target.label) == ("supported", "Camp")


def test_the_desk_leaves_an_end_open():
    text = "Bren is 111 km from Alba."
    (finding,) = audit(text, corrections=[corrected("claim_end", "none", "Bren", text)])
    assert finding.verdict == "unverifiable"


def mended(text, suggestion):
    """Put a suggestion back where its sentence stood."""
    return text if suggestion is None else suggestion


UNITS = st.sampled_from(["km", "kilometres", "miles", "nautical miles"])
HEDGES = st.sampled_from(["", "about ", "more than ", "less than ", "just ", "nearly ", "up to "])
TIES = st.sampled_from(["from", "north of", "southwest of", "due east of"])
VALUES = st.integers(2, 3000)


@settings(max_examples=300, deadline=None)
@given(VALUES, UNITS, HEDGES, TIES, st.sampled_from([(), (route_of(rail=180, road=140),)]))
def test_every_suggestion_audits_as_supported_when_put_back(value, unit, hedge, tie, routers):
    text = f"Bren is {hedge}{value:,} {unit} {tie} Alba."
    (finding,) = audit(text, routers=routers)
    if finding.suggestion is None:
        assert finding.verdict in ("supported", "plausible_as_route", "supported_by_route")
        return
    (again,) = audit(finding.suggestion, routers=routers)
    assert again.verdict.startswith("supported"), finding.suggestion
    assert again.direction_verdict in (None, "supported")


@given(st.integers(1, 10_000))
def test_a_figure_is_a_multiple_of_its_granularity(value):
    step = granularity(value)
    assert step <= max(value / 4, 0.1)
    assert abs(value / step - round(value / step)) < 1e-6


def test_a_suggestion_keeps_the_unit_and_mends_the_conversion():
    (finding,) = audit("Bren is 440 km (270 miles) from Alba.")
    assert finding.suggestion == "Bren is 110 km (68 miles) in a straight line from Alba."


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((65.0, 179.5), (65.0, -179.5), 47),
        ((90.0, 0.0), (89.0, 77.0), 112),
        ((-90.0, 10.0), (-89.0, 170.0), 112),
    ],
)
def test_ends_across_the_antimeridian_and_at_the_poles(here, there, km):
    others = (place("Eastby", *here), place("Westby", *there))
    (finding,) = audit(f"Eastby is {km} km from Westby.", others=others)
    assert finding.verdict == "supported"


def test_the_same_input_gives_the_same_findings():
    text = "Bren is 440 km from Alba, and Cort is 150 km from the Ostian border."
    assert audit(text) == audit(text)


def test_without_a_gazetteer_points_are_measured():
    article = Article(id="a0", source="a", text="Bren is 111 km from Alba.")
    claims = recognize_claims(article, (), names=None)
    (finding,) = audit_claims(
        [article], [Annotations(article="a0", claims=claims)], [], gazetteer=None
    )
    assert finding.verdict == "unverifiable"


@pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason="../shared is not here")
def test_the_verdict_rule_keeps_its_figures():
    sys.path.insert(0, str(Path(__file__).parent / "eval"))
    try:
        from verdict_study import NoNames, study
    finally:
        sys.path.pop(0)
    figures = study(
        json.loads((SHARED / "bench" / "distance_dev.json").read_text("utf8")), NoNames()
    )
    assert figures["false_alarms"] <= 0.05
    assert figures["unit_swap_flagged"] >= 0.85
    assert figures["factor_ten_flagged"] >= 0.98
    assert figures["opposite_flagged"] >= 0.95


def test_replacing_a_finding_keeps_it_frozen():
    (finding,) = audit("Bren is 111 km from Alba.")
    assert replace(finding, conflicts=("x",)).conflicts == ("x",)
    with pytest.raises(AttributeError):
        finding.verdict = "supported"
