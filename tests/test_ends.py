"""What the ends of claims mean, with the real gazetteer: capitals, datelines, parallels, lands."""

from functools import cache

import pytest

from mapper.audit import audit_claims
from mapper.audit.borders import parallel_deg
from mapper.audit.mentioned import mentioned
from mapper.audit.unread import unread_names
from mapper.errors import MapperError
from mapper.geocode import geocode_mentions
from mapper.model import Article, Route
from mapper.recognize.article import recognize_article


@cache
def gazetteer():
    from mapper.gazetteer import Gazetteer

    try:
        return Gazetteer.open()
    except MapperError as error:
        pytest.skip(f"the gazetteer is not built: {error}")


def finding_of(text):
    article = Article(id="a", source="a.txt", text=text)
    annotations = recognize_article(article, names=gazetteer())
    resolutions = geocode_mentions([article], [annotations], gazetteer())
    findings = audit_claims([article], [annotations], resolutions, gazetteer=gazetteer())
    assert len(findings) == 1, [finding.claim.text for finding in findings]
    return findings[0]


def names_of(text):
    finding = finding_of(text)
    return tuple(end.place.name if end.place else None for end in (finding.anchor, finding.target))


CAPITALS = [
    ("Rain fell in Peru. Huaraz, about 290 km north of the capital, was cut off.", "Lima"),
    ("Roads in Peru were shut. Huaraz lies 290 km from the Peruvian capital.", "Lima"),
    ("Gulu is about 270 km north of Uganda's capital.", "Kampala"),
    ("Gulu is about 270 km north of the capital of Uganda.", "Kampala"),
    ("Ground was lost at Gulu, 170 miles from the capital, Kampala.", "Kampala"),
    ("Show Low, Arizona, is 140 miles northeast of the state capital.", "Phoenix"),
]


@pytest.mark.parametrize(("text", "capital"), CAPITALS)
def test_a_nameless_capital_is_that_of_the_land_at_hand(text, capital):
    assert names_of(text)[0] == capital


@pytest.mark.parametrize(
    "text",
    [
        "Officials met. The camp is 90 km from the capital.",
        "Kampala is 270 km from the capital of Uganda.",
        "Gulu is 40 km from the former capital.",
    ],
)
def test_a_capital_that_nothing_settles_stays_open(text):
    assert names_of(text)[0] is None


def test_here_and_this_city_are_the_dateline():
    text = "TOLEDO, Ohio (Wire) -- A barge sank near Cleveland, 100 miles east of {}."
    assert names_of(text.format("here"))[0] == "Toledo"
    assert names_of(text.format("this city"))[0] == "Toledo"


def test_here_without_a_dateline_stays_open():
    assert names_of("A barge sank near Cleveland, 100 miles east of here.")[0] is None


def test_the_city_is_not_the_other_end_of_its_own_distance():
    text = "Shiraz is a city in Iran, far from Tehran. The city is 680 km south of Tehran."
    assert names_of(text) == ("Tehran", "Shiraz")


def test_a_parallel_is_a_line_of_latitude():
    finding = finding_of("Kaesong lies about 3 km south of the 38th parallel.")
    assert finding.anchor.label == "the 38th parallel"
    assert finding.measurements[0].km == pytest.approx(3.3, abs=1.5)
    assert parallel_deg("the 95th parallel") is None


def test_a_nameless_anchor_takes_the_spot_that_follows_it():
    text = "Erbil is about 80 km north of several large oil fields and a pipeline at Kirkuk."
    assert names_of(text) == ("Kirkuk", "Erbil")


def test_two_lands_are_measured_between_their_nearest_points():
    finding = finding_of("Cyprus lies about 100 km west of Syria.")
    assert finding.measurements[0].label == "nearest points of both"
    assert finding.measurements[0].km == pytest.approx(103, abs=4)
    assert finding.verdict == "supported"


def test_a_city_state_is_its_town():
    finding = finding_of("Malacca is about 200 km northwest of Singapore.")
    assert finding.anchor.place.kind == "city"


def test_the_capital_is_the_only_one_that_the_article_names():
    text = "Fuel ran out in Harare. A camp 60 km west of the capital was shut."
    assert names_of(text)[0] == "Harare"


def test_a_disputed_border_says_which_line_was_taken_and_what_the_other_gives():
    text = "Ukraine and Russia traded fire. Henichesk is 20 km from the Russian border."
    finding = finding_of(text)
    (note,) = [note for note in finding.notes if "disputed" in note]
    assert "Crimea" in note
    assert len({round(measured.km) for measured in finding.measurements}) > 1


def test_a_place_keeps_the_article_s_own_name():
    finding = finding_of("Peking lies about 110 km northwest of Tientsin, in China.")
    assert (finding.anchor.label, finding.target.label) == ("Tientsin", "Peking")
    assert finding.target.place.name == "Beijing"


def test_a_line_of_control_is_a_border_of_those_who_are_named():
    text = "Troops from Pakistan met those of India. Kargil is just 10 km from the Line of Control."
    finding = finding_of(text)
    assert finding.anchor.label == "the India-Pakistan border"
    assert "once" in finding.anchor.reason
    assert finding.verdict == "supported"


BAD_INPUT = [
    ("Reims is 0 km from Paris.", "unverifiable", "a distance of zero"),
    ("Reims is 12,000,000 miles from Paris.", "contradictory", "no two places on Earth"),
    (f"Reims is {'9' * 40} km from Paris.", "contradictory", "no two places on Earth"),
    ("Paris is 5 km from Paris.", "unverifiable", "the same place"),
    ("The hut is 20 km from the South Pole.", "unverifiable", "is open"),
    ("Honolulu is 3,850 km by road from San Francisco.", "supported", "3,857 km"),
]


@pytest.mark.parametrize(("text", "verdict", "words"), BAD_INPUT)
def test_what_cannot_be_checked_says_why(text, verdict, words):
    finding = finding_of(text)
    assert (finding.verdict, words in finding.explanation) == (verdict, True), finding.explanation


NAMESAKES = [
    # The other Philadelphia, of the state of New York, lies 253 miles off.
    (
        "He lives in New York, about 95 miles northeast of Philadelphia.",
        "anchor",
        "geonames:4560349",
    ),
    # The country named settles it: no line parts Libya and Syria.
    ("It fell in Tripoli, 30 km south of the Syrian border.", "target", "geonames:266826"),
]


@pytest.mark.parametrize(("text", "name", "place"), NAMESAKES)
def test_a_nearer_namesake_goes_before_a_contradiction(text, name, place):
    finding = finding_of(text)
    end = finding.anchor if name == "anchor" else finding.target
    assert end.place is not None
    assert end.place.id == place
    assert "no other place of that name" in end.reason
    assert finding.verdict in ("supported", "plausible_as_route")


def test_a_town_goes_before_the_province_of_its_name():
    # Chile's Santiago lies 5,700 km off.
    finding = finding_of("He toured Santiago, 155 km northwest of Santo Domingo.")
    assert finding.target is not None
    assert finding.target.place is not None
    assert finding.target.place.id == "geonames:3492914"
    assert finding.verdict in ("supported", "plausible_as_route")


def test_a_namesake_farther_off_never_makes_a_claim_true():
    finding = finding_of("He lives in New York, about 800 miles northeast of Philadelphia.")
    assert finding.verdict == "contradictory"


def test_an_end_that_is_absurdly_far_is_left_open():
    finding = finding_of("Some 20 km from the border with Chad lies the town of Tine, in Darfur.")
    assert finding.verdict == "unverifiable"
    assert finding.target.place is None


def test_the_coast_of_a_sea_is_that_of_its_parts_too():
    finding = finding_of("She was held in Granada, Spain, 40 miles from the Mediterranean coast.")
    assert finding.measurements[0].km == pytest.approx(49, abs=3)  # the Alboran Sea


def test_a_distance_further_on_counts_from_the_one_before():
    article = "It shook Tbilisi, 60 km southeast of Gori, and Yerevan, 170 km further south."
    source = Article(id="a", source="a.txt", text=article)
    annotations = recognize_article(source, names=gazetteer())
    assert annotations.claims[1].anchor.text == "Tbilisi"


def test_an_official_met_in_a_town_is_not_the_place():
    finding = finding_of("Baerbock met officials in Lviv, about 70 km from the Polish border.")
    assert finding.target.place is not None
    assert finding.target.place.name == "Lviv"
    assert finding.anchor.label == "the Ukraine-Poland border"


def test_no_way_by_sea_is_asked_between_two_towns_of_one_land():
    asked = []

    def router(_origin, _destination, mode):
        asked.append(mode)

    for text, modes in (
        ("A rocket hit Tripoli, 80 km north of Beirut, in Lebanon.", {"rail", "road"}),
        ("Palermo, Sicily, is 310 km from Naples, Italy.", {"rail", "road", "sea"}),
    ):
        asked.clear()
        article = Article(id="a", source="a.txt", text=text)
        annotations = recognize_article(article, names=gazetteer())
        found = geocode_mentions([article], [annotations], gazetteer())
        audit_claims([article], [annotations], found, gazetteer=gazetteer(), routers=(router,))
        assert set(asked) == modes


def test_a_nameless_site_is_the_one_of_its_kind_named_last():
    text = "Fire hit the Zaporizhzhia nuclear plant. The plant is 50 km southwest of {}."
    assert names_of(text.format("Zaporizhzhia"))[1] == "Zaporizhzhia Nuclear Power Plant"
    mine = "Fire hit the Zaporizhzhia nuclear plant. The mine is 50 km southwest of Zaporizhzhia."
    assert names_of(mine)[1] is None


def test_an_unsure_name_is_the_likeliest_beside_the_other_end():
    text = "It will drill offshore. The dock at Bay Bulls, Newfoundland, is 30 km from {}."
    place = finding_of(text.format("St. John's")).anchor.place
    assert place is not None
    assert place.country == "CA"


def test_a_site_is_sought_under_its_usual_type():
    text = "The well lies 35 km from the Ghawar field."
    article = Article(id="a", source="a.txt", text=text)
    (claim,) = recognize_article(article, names=gazetteer()).claims
    (name,) = unread_names(claim, mentioned(article, ()))
    assert (name.kind, name.name, name.feature_hint) == ("facility", "Ghawar oil field", "mine")
    assert article.quote(name.span) == name.text == "Ghawar field"


def test_a_misspelt_site_is_the_one_beside_the_other_end():
    text = "The equipment is for the Daqign oilfield, 160 km northwest of {}."
    assert names_of(text.format("Harbin"))[1] == "Daqing Oil Field"
    assert names_of(text.format("Lima"))[1] is None


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("A fire broke out near the Ghawar oil rig, 160 km from Dammam.", "Ghawar Field"),
        ("A strike hit the air base at Ouadi Doum, 130 km from Faya.", "Ouadi Doum Air Base"),
        (
            "Rain hit the gold mine at Johnny Mountain Camp, 80 km north of Stewart, Canada.",
            "Johnny Mountain Gold Mine",
        ),
    ],
)
def test_the_words_beside_a_name_say_what_bears_it(text, site):
    assert names_of(text)[1] == site


def test_a_town_in_another_spelling_is_the_one_beside_the_other_end():
    text = "The lake froze at Sestaponi, 35 km southeast of {}."
    assert names_of(text.format("Kutaisi"))[1] == "Zestaponi"
    assert names_of(text.format("Lima"))[1] is None


def test_a_nameless_site_is_the_only_one_beside_it_that_the_article_names():
    text = "It owns {}. It is drilling an ore body in the hills, 130 km north of Kotzebue, Alaska."
    assert names_of(text.format("the Red Dog venture"))[1] == "Red Dog mine"
    assert names_of(text.format("a red dog"))[1] is None


@pytest.mark.parametrize(("km", "shown"), [(600.0, 0), (330.0, 1)])
def test_a_sea_lane_that_goes_far_about_explains_nothing(km, shown):
    def lane(_origin, _destination, mode):
        route = Route(mode=mode, km=km, engine="made by hand", data_date="2024-04")
        return route if mode == "sea" else None

    article = Article(id="a", source="a.txt", text="Palermo is 310 km from Naples, Italy.")
    annotations = recognize_article(article, names=gazetteer())
    found = geocode_mentions([article], [annotations], gazetteer())
    (finding,) = audit_claims(
        [article], [annotations], found, gazetteer=gazetteer(), routers=(lane,)
    )
    assert len(finding.routes) == shown


def test_a_name_that_neither_figure_nor_wind_bears_out_is_its_namesake():
    text = (
        "Shells fell on Vovchansk, about 70 km northeast of Kharkiv. Belgorod was hit as well. "
        "Aid convoys now leave from Poltava, 140 km southwest of Kharkiv."
    )
    article = Article(id="a", source="a.txt", text=text)
    annotations = recognize_article(article, names=gazetteer())
    found = geocode_mentions([article], [annotations], gazetteer())
    findings = audit_claims([article], [annotations], found, gazetteer=gazetteer())
    assert findings[-1].direction_verdict == "supported"
    assert findings[-1].target.place == gazetteer().place("geonames:696643")


IMPLIED = [
    ("He was seen in Gori and again in Kutaisi, 120 km away.", "Gori"),
    ("Shells fell on Osijek. Vukovar, 33 km to the southeast, was quiet.", "Osijek"),
    ("Shells fell on Osijek and Vinkovci. Vukovar, 33 km away, was quiet.", None),
    ("He was seen in Gori and again in Kutaisi, 20 km away.", None),
    ("He was seen in Gori and again in Kutaisi, 120 km to the southeast.", None),
    ("Rain is expected. Kutaisi, 120 km away, was quiet.", None),
]


@pytest.mark.parametrize(("text", "anchor"), IMPLIED)
def test_an_anchor_left_out_is_the_only_place_named_before(text, anchor):
    finding = finding_of(text)
    assert (finding.anchor.place and finding.anchor.place.name) == anchor
    assert finding.verdict == ("unverifiable" if anchor is None else "supported")
