"""Choosing places: context beats size, losers stay, the desk rules."""

import json
from dataclasses import replace

import pytest

from mapper.gazetteer import Gazetteer
from mapper.geocode import geocode_mentions, rank_places
from mapper.geocode.desk import unknown_places
from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Correction,
    Resolution,
)
from mapper.recognize.toponyms import recognize_toponyms


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


def resolved(gazetteer: Gazetteer, *texts: str, **options: object) -> dict[str, Resolution]:
    """Return the resolution of each mention by its words; the last of equal words wins."""
    articles = [Article(id=f"a{n}", source="s", text=text) for n, text in enumerate(texts)]
    annotations = [
        Annotations(article=a.id, mentions=recognize_toponyms(a, names=gazetteer)) for a in articles
    ]
    resolutions = geocode_mentions(articles, annotations, gazetteer, **options)
    return {resolution.mention.text: resolution for resolution in resolutions}


def test_company_beats_size(gazetteer) -> None:
    text = "The train left Khasan for Ussuriysk. Vladivostok lies beyond, in Russia."
    khasan = resolved(gazetteer, text)["Khasan"]
    assert khasan.place is not None
    assert khasan.place.country == "RU"
    assert {c.place.country for c in khasan.candidates} > {"RU"}, "the losers stay"


@pytest.mark.parametrize(
    ("text", "words", "country", "near"),
    [
        ("She lives in Paris, Texas, with a dog.", "Paris", "US", (33.7, -95.6)),
        ("She lives in Paris with a dog.", "Paris", "FR", (48.9, 2.4)),
        ("He was born in Long Beach, CA, in May.", "Long Beach", "US", (33.8, -118.2)),
        ("TROY, N.C. (AP) -- Fire broke out.", "TROY", "US", (35.4, -79.9)),
    ],
)
def test_the_name_behind_the_comma_decides(gazetteer, text, words, country, near) -> None:
    place = resolved(gazetteer, text)[words].place
    assert place is not None
    assert place.country == country
    assert abs(place.lat - near[0]) < 1
    assert abs(place.lon - near[1]) < 1


def test_georgia_is_a_state_beside_atlanta_and_a_country_beside_tbilisi(gazetteer) -> None:
    state = resolved(gazetteer, "Roads in Georgia froze; Atlanta and Savannah shut schools.")
    country = resolved(gazetteer, "Roads in Georgia froze; Tbilisi and Batumi shut schools.")
    assert state["Georgia"].place.feature_code == "ADM1"
    assert country["Georgia"].place.feature_code == "PCLI"


def test_a_facility_is_not_its_city(gazetteer) -> None:
    place = resolved(gazetteer, "He landed at the Knevichi airport.")["Knevichi airport"].place
    assert place.feature_code.startswith("AIR")


def test_a_facility_of_another_type_word_is_found(gazetteer) -> None:
    place = resolved(gazetteer, "They toured the Vostochny launch site.")["Vostochny launch site"]
    assert "Cosmodrome" in place.place.name


def test_a_nominal_takes_up_the_facility_named_before(gazetteer) -> None:
    text = "They met at the Vostochny Spaceport. After a tour of the spaceport they dined."
    nominal = resolved(gazetteer, text)["spaceport"]
    assert nominal.place is not None
    assert "Vostochny" in nominal.place.name


def test_a_nominal_behind_a_name_says_what_it_is(gazetteer) -> None:
    before = "The band played at Artyom station, in Primorye. "
    text = before + "The train is heading for Khasan, the last station before the river."
    station = resolved(gazetteer, text)["station"]
    assert station.place == resolved(gazetteer, text)["Khasan"].place
    assert station.reasons == ("says what Khasan is",)
    # a subject of its own: the station meant is the one named before
    text = before + "Off Khasan, the station was shut."
    assert resolved(gazetteer, text)["station"].reasons == ("takes up Artyom station",)


def test_a_nominal_takes_up_what_another_article_names(gazetteer) -> None:
    found = resolved(
        gazetteer,
        "Officers met at an airport near Vladivostok.",
        "Officers met at the Knevichi airport near Vladivostok.",
    )
    assert found["airport"].place == found["Knevichi airport"].place


def test_a_nominal_alone_stays_unresolved_and_says_so(gazetteer) -> None:
    aquarium = resolved(gazetteer, "He watched a walrus at an aquarium.")["aquarium"]
    assert aquarium.place is None
    assert aquarium.reasons


def test_an_unknown_name_spoils_nothing(gazetteer) -> None:
    found = resolved(gazetteer, "From the Zzyqqx Shipyard to Vladivostok it rained.")
    assert found["Vladivostok"].place is not None


def test_scores_are_probabilities_and_the_best_comes_first(gazetteer) -> None:
    text = "From Springfield to Paris, from Georgia to Khasan, from Moscow to the Kremlin."
    for resolution in resolved(gazetteer, text).values():
        scores = [candidate.score for candidate in resolution.candidates]
        assert all(0 <= score <= 1 for score in scores)
        assert scores == sorted(scores, reverse=True)
        if resolution.place is not None:
            assert resolution.reasons


def test_the_same_input_gives_the_same_resolutions(gazetteer) -> None:
    text = "From Springfield to Paris, from Georgia to Khasan."
    assert resolved(gazetteer, text) == resolved(gazetteer, text)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("geonames:2013348", "Vladivostok"),
        ({"name": "Our pier", "lat": 43.1, "lon": 131.9}, "Our pier"),
        ("none", None),
    ],
)
def test_the_desk_rules_and_the_machine_answer_stays(gazetteer, value, name) -> None:
    correction = Correction(verb="place", value=value, article="*", why="the desk knows")
    applied = (AppliedCorrection(correction=correction, spans=(("a0", 11, 17),)),)
    plain = resolved(gazetteer, "He flew to Moscow again.")["Moscow"]
    ruled = resolved(gazetteer, "He flew to Moscow again.", corrections=applied)["Moscow"]
    assert (ruled.place.name if ruled.place else None) == name
    assert ruled.by_desk == "the desk knows"
    assert ruled.machine == plain.place


def test_a_desk_place_that_no_gazetteer_holds_changes_nothing(gazetteer) -> None:
    correction = Correction(verb="place", value="geonames:0", article="*")
    applied = (AppliedCorrection(correction=correction, spans=(("a0", 11, 17),)),)
    text = "He flew to Moscow again."
    assert resolved(gazetteer, text, corrections=applied) == resolved(gazetteer, text)
    assert not unknown_places(applied, gazetteer)[0].spans


def test_a_bare_name_is_ranked_with_reasons(gazetteer) -> None:
    plain = rank_places("Paris", gazetteer)
    texan = rank_places("Paris", gazetteer, near=(33.0, -96.0), country="US")
    assert plain[0].place.country == "FR"
    assert texan[0].place.country == "US"
    assert rank_places("Qqqzzx", gazetteer) == ()


@pytest.mark.slow
def test_the_five_articles_are_pinned_right(gazetteer, shared) -> None:
    paths = sorted((shared / "articles").glob("*.txt"))
    articles = [
        Article(id=path.name, source=path.name, text=path.read_bytes().decode("utf8"))
        for path in paths
    ]
    annotations = [
        Annotations(article=a.id, mentions=recognize_toponyms(a, names=gazetteer)) for a in articles
    ]
    found = geocode_mentions(articles, annotations, gazetteer)
    wrong = []
    for gold in json.loads((shared / "gold" / "places.json").read_text("utf8")):
        over = [
            r
            for r in found
            if r.mention.article == gold["article"]
            and r.mention.span.start < gold["end"]
            and gold["start"] < r.mention.span.end
        ]
        if not over or over[0].place is None or not _within(over[0], gold):
            wrong.append((gold["article"], gold["text"]))
    assert not wrong


def _within(resolution: Resolution, gold: dict) -> bool:
    from mapper.geodesy import distance_km

    place = resolution.place
    away = distance_km((place.lat, place.lon), (gold["lat"], gold["lon"]))
    return away <= gold["tolerance_km"]


def test_mentions_keep_their_order(gazetteer) -> None:
    article = Article(id="a", source="s", text="Moscow, then the spaceport, then Reno, Nevada.")
    mentions = recognize_toponyms(article, names=gazetteer)
    turned = Annotations(article="a", mentions=tuple(reversed(mentions)))
    found = geocode_mentions([article], [turned], gazetteer)
    assert [r.mention for r in found] == list(turned.mentions)
    assert replace(found[0], score=0.0).mention == turned.mentions[0]


@pytest.mark.parametrize("city", ["Paris", "Seoul", "Juba", "Lima"])
def test_a_short_name_in_a_capitals_dateline_is_no_acronym(gazetteer, city) -> None:
    text = f"{city.upper()}, June 3 (AFP) - Officials met in {city} on Monday."
    article = Article(id="a", source="s", text=text)
    mentions = recognize_toponyms(article, names=gazetteer)
    found = geocode_mentions([article], [Annotations(article="a", mentions=mentions)], gazetteer)
    assert [r.place.name for r in found if r.place] == [city, city]


def test_a_name_borne_on_the_side_loses_to_who_bears_it(gazetteer) -> None:
    """The gazetteer knows "Birmingham" as an old name of a town in Georgia, beside Atlanta."""
    found = resolved(gazetteer, "The truck left Birmingham, 90 miles west of Atlanta, on Sunday.")
    birmingham = found["Birmingham"].place
    assert birmingham is not None
    assert birmingham.name == "Birmingham"


def test_the_middle_of_a_sea_is_less_sure_than_a_capital(gazetteer) -> None:
    text = "Ships from Lisbon cross the Atlantic Ocean. The crews live in Lisbon, Portugal."
    found = resolved(gazetteer, text)
    assert found["Atlantic Ocean"].score < found["Lisbon"].score


def test_an_unknown_facility_is_not_put_into_the_dateline(gazetteer) -> None:
    text = "WELLINGTON (AP) -- Snow closed the Quillfeather Bridge overnight, police said."
    bridge = resolved(gazetteer, text)["Quillfeather Bridge"]
    assert bridge.place is None


def test_a_bare_capital_is_not_the_state_of_its_name(gazetteer) -> None:
    washington = resolved(gazetteer, "He flew from Washington to Paris to meet French officials.")
    place = washington["Washington"].place
    assert place is not None
    assert place.feature_code == "PPLC"
