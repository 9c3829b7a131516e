"""The shipped gazetteer: names, places, parents, neighbours, areas, borders, disputed areas."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper import geocode_mentions, recognize_article
from mapper.errors import SettingsError
from mapper.gazetteer import Gazetteer
from mapper.gazetteer.keys import fold_window, loose_key, loosen, strict_key
from mapper.gazetteer.writer import cell_of
from mapper.model import Article

TABLES = Path(__file__).parent.parent / "gazetteer" / "tables"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.open()


@given(st.text(max_size=40))
def test_a_key_of_a_key_is_the_key(text):
    assert strict_key(strict_key(text)) == strict_key(text)
    assert loosen(loose_key(text)) == loose_key(text)


@given(st.text(max_size=40))
def test_a_folded_window_ends_inside_its_text_and_never_goes_back(text):
    folded, ends = fold_window(text)
    assert len(folded) == len(ends)
    assert list(ends) == sorted(ends)
    assert not ends or ends[-1] <= len(text)


@pytest.mark.parametrize(
    ("name", "feature", "country"),
    [
        ("N. Korea", "PCLI", "KP"),  # an abbreviation with a dot
        ("Vostochny Cosmodrome", "SPCP", "RU"),  # no package has it
        ("russky island", "ISL", "RU"),  # in lower case
        ("Sana’a", "PPLC", "YE"),  # a typographic apostrophe
        ("Владивосток", "PPLA", "RU"),  # another script
        ("W. Va.", "ADM1", "US"),  # the AP stylebook's abbreviation
        ("Ohioans", "ADM1", "US"),  # people of a state
        ("Amur Region", "ADM1", "RU"),  # a division with its type word
        ("Harwinton", "PPL", "US"),  # only the postal list has it
        ("Lake Baikal", "LK", None),  # nature
    ],
)
def test_a_name_finds_its_place_first(gazetteer, name, feature, country):
    place = gazetteer.lookup(name)[0].place
    assert place.feature_code == feature
    assert country in {None, place.country}


def test_the_longest_name_ends_at_a_word_end(gazetteer):
    text = "A train to Komsomolsk-on-Amur, not Komsomolskoye."
    start = text.index("Komsomolsk-on")
    assert text[start : gazetteer.longest_name(text, start)] == "Komsomolsk-on-Amur"


def test_a_name_over_a_line_break_is_found(gazetteer):
    text = "the Far Eastern\nFederal  University"
    assert gazetteer.longest_name(text, 4) == len(text)


def test_demonyms_and_abbreviations_say_what_they_are(gazetteer):
    assert "demonym" in gazetteer.kinds("Russian")
    assert "abbreviation" in gazetteer.kinds("UAE")
    assert gazetteer.kinds("Xyzzyville") == frozenset()
    assert gazetteer.importance("Xyzzyville") == 0.0


def test_exact_names_come_before_loose_ones(gazetteer):
    exact = [named.exact for named in gazetteer.lookup("St. Louis")]
    assert exact == sorted(exact, reverse=True)


def test_one_wrong_letter_is_forgiven_only_on_request(gazetteer):
    assert gazetteer.lookup("Vladivostock") == ()
    assert gazetteer.similar("Vladivostock")[0].place.name == "Vladivostok"


def test_parents_go_from_division_to_country(gazetteer):
    place = gazetteer.place("geonames:2013348")
    assert [parent.feature_code for parent in gazetteer.parents(place)][-2:] == ["ADM1", "PCLI"]


def test_near_is_sorted_and_crosses_the_antimeridian(gazetteer):
    found = gazetteer.near((-16.8, 179.98), 120)
    assert [km for km, _ in found] == sorted(km for km, _ in found)
    assert {place.lon > 0 for _, place in found} == {True, False}


def test_every_id_leads_back_to_its_place(gazetteer):
    file = gazetteer.files[-1]
    for row in range(0, file.count, 7919):
        assert gazetteer.place(file.place(row).id) == file.place(row)
    assert gazetteer.place("geonames:999999999") is None


@pytest.mark.parametrize(
    ("point", "code", "area"),
    [
        ((44.95, 34.10), None, "crimea"),
        ((27.15, -13.20), "EH", "western-sahara"),
        ((34.09, 74.80), None, "kashmir"),
        ((32.99, 35.69), None, "golan-heights"),
        ((44.05, 145.85), None, "kuril-islands"),
        ((25.03, 121.56), "TW", "taiwan"),
        ((35.32, 33.32), None, "northern-cyprus"),
        ((9.56, 44.06), None, "somaliland"),
        ((43.11, 131.87), "RU", None),
    ],
)
def test_no_country_is_forced_on_a_disputed_area(gazetteer, point, code, area):
    found = gazetteer.shapes.disputed_at(point)
    assert gazetteer.country_of(point) == code
    assert (found.id if found else None) == area


def test_a_disputed_area_has_two_readings(gazetteer):
    shapes = gazetteer.shapes
    assert "crimea" in {area.id for area in shapes.disputed_between("UA", "RU")}
    assert shapes.claimed_area("UA").area > shapes.country_area("UA").area
    assert shapes.undisputed_area("RU").area < shapes.country_area("RU").area


def test_the_border_of_two_countries_is_theirs_alone(gazetteer):
    shapes = gazetteer.shapes
    west, south, east, north = shapes.shared_border("KP", "RU").bounds
    assert 130 < west < east < 131
    assert 42 < south < north < 43
    assert shapes.shared_border("KP", "JP") is None
    assert shapes.neighbours("KP") == ("CN", "KR", "RU")
    assert shapes.layer_error_km == 5.0


def test_areas_hold_their_places(gazetteer):
    sea = gazetteer.lookup("Sea of Japan")[0].place
    assert gazetteer.shapes.contains(sea, (40.0, 135.0))
    assert not gazetteer.shapes.contains(sea, (43.80, 131.95))


def test_coast_is_found_near_and_far_from_it(gazetteer):
    assert not gazetteer.shapes.coast((43.1, 131.9)).is_empty
    assert not gazetteer.shapes.coast((0.0, -150.0)).is_empty


def test_info_names_sources_and_credits(gazetteer):
    info = gazetteer.info()
    assert dict(info.files[0].counts)["places"] > 300_000
    assert all(source.licence and source.sha256 for source in info.files[0].sources)
    assert any("GeoNames" in line and "CC BY 4.0" in line for line in info.credits)
    assert not any("ODbL" in source.licence for source in info.files[0].sources)


def test_every_curated_row_has_a_source_and_a_sound_point():
    for name in ("landmarks", "regions", "abbreviations", "demonyms", "aliases", "disputed"):
        with (TABLES / f"{name}.csv").open(encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert all(row["source"] and None not in row for row in rows), name
        if name == "landmarks":
            assert len(rows) >= 400
            assert all(abs(float(row["lat"])) <= 90 for row in rows)
            assert len({row["id"] for row in rows}) == len(rows)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_a_cell(lat, lon):
    assert 0 <= cell_of(lat, lon) < 180 * 360


def test_a_desk_overrules_entries(gazetteer, tmp_path):
    artyom = "geonames:2027456"
    table = tmp_path / "overrules.csv"
    table.write_text(
        "verb,name,place,why\n"
        f"alias,Coal Town,{artyom},local use\n"
        "never,Primorye,geonames:2017622,the old region\n"
        "prefer,Moscow,geonames:5601538,the desk is in Idaho\n",
        "utf8",
    )
    gazetteer = gazetteer.overruled(table)
    assert gazetteer.lookup("coal town")[0].place.id == artyom
    assert gazetteer.has_name("Coal Town")
    assert "geonames:2017622" not in {n.place.id for n in gazetteer.lookup("Primorye")}
    assert gazetteer.lookup("Moscow")[0].place.country == "US"


def test_a_wrong_overrule_names_its_line(tmp_path):
    table = tmp_path / "overrules.csv"
    table.write_text("verb,name,place,why\nprefer,Moscow,geonames:1,\n", "utf8")
    with pytest.raises(SettingsError, match=r"csv:2: no place has the id 'geonames:1'"):
        Gazetteer.open().overruled(table)


@pytest.mark.parametrize(
    ("name", "feature", "country"),
    [
        ("Brasilia", "PPLC", "BR"),  # the capital, not the country that lists it among its names
        ("EU", "RGN", None),  # not the French town
        ("PAK", "PCLI", "PK"),  # a code in capitals
        ("Singapore", "PCLI", "SG"),  # a country that bears its capital's name officially
    ],
)
def test_names_that_the_inputs_give_away_stay_with_their_place(gazetteer, name, feature, country):
    first = gazetteer.lookup(name)[0].place
    assert (first.feature_code, first.country) == (feature, country)


@pytest.mark.parametrize("name", ["Pak", "Can", "Per"])
def test_a_code_in_another_case_is_no_country(gazetteer, name):
    assert "country" not in gazetteer.kinds(name)
    assert all(named.place.kind != "country" for named in gazetteer.lookup(name))


def test_a_word_for_a_people_is_no_airport(gazetteer):
    assert {named.place.kind for named in gazetteer.lookup("Kurdish")} == {"region"}
    assert "demonym" in gazetteer.kinds("Kurdish")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The mayor flew to Moscow on Friday.", "US"),
        ("The mayor flew to Moscow, Russia, on Friday.", "RU"),
    ],
)
def test_a_preferred_place_rules_unless_a_qualifier_names_another(
    gazetteer, tmp_path, text, country
):
    table = tmp_path / "gazetteer.csv"
    row = "prefer,Moscow,geonames:5601538,the desk is in Idaho\n"
    table.write_text(f"verb,name,place,why\n{row}", "utf8")
    gazetteer = gazetteer.overruled(table)
    article = Article(id="a", source="a.txt", text=text)
    annotations = recognize_article(article, names=gazetteer)
    moscow, *_ = geocode_mentions([article], [annotations], gazetteer)
    assert moscow.place.country == country
    put_first = "put first for this name by the desk's table"
    assert (put_first in moscow.reasons) == (country == "US")
