"""What lists and tables give to the gazetteer, and how its file is packed and split."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.gazetteer import Gazetteer, from_towns
from mapper.gazetteer.entry import Entry
from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.from_towns import add_towns
from mapper.gazetteer.keys import both_keys, loosen, strict_key
from mapper.gazetteer.repairs import drop_codes_of_others, drop_names_of_others
from mapper.gazetteer.romanize import read_romanization
from mapper.gazetteer.seats import seat_of, seats_by_name
from mapper.gazetteer.spool import write_stream
from mapper.gazetteer.tries import Tries, split_keys
from mapper.gazetteer.unpack import by_column, by_row
from mapper.settings import data_folder


def entry(number, name, **more):
    given_ = {"lat": 1.0, "lon": 2.0, "feature_code": "PPL", "kind": "city", "country": "XY"}
    return Entry(id=f"geonames:{number}", name=name, **{**given_, **more})


@pytest.mark.parametrize(
    ("country", "written", "spelt"),
    [
        ("UA", "Згурівка", "Zghurivka"),
        ("UA", "Юр'ївка", "Yurivka"),
        ("UA", "Бабина Долина", "Babyna Dolyna"),
        ("UA", "Веселоіванівське", "Veseloivanivske"),
        ("RU", "Ельня", "Yelnya"),
        ("RU", "Подъездное", "Podyezdnoye"),
        ("RU", "Обозерский", "Obozerskiy"),
        ("BY", "Докудово", "Dokudovo"),
    ],
)
def test_cyrillic_names_are_spelt_as_their_state_does(country, written, spelt):
    table = data_folder() / "tables" / "romanization.csv"
    if not table.exists():
        pytest.skip("the curated tables are in the repository only")
    assert read_romanization(table)[country].spell(written) == spelt


def test_a_division_without_a_point_lies_at_the_town_of_its_name():
    towns = [
        entry(1, "Belomorsk", admin1="geonames:9", population=10, lat=64.5, lon=34.8),
        entry(2, "Belomorsk", admin1="geonames:8", population=99, lat=0.0, lon=0.0),
        entry(3, "Yŏnan-ŭp", admin1="geonames:9", lat=37.9, lon=126.1),
    ]
    seats, codes = seats_by_name(towns), {"RU.28": "geonames:9"}
    row = ["Belomorskiy Rayon", "", "RU.28.577920", "577920", "", ""]
    assert seat_of(row, codes, seats) == [(64.5, 34.8)]
    row = ["Yŏnan-gun", "", "RU.28.1", "1", "", ""]
    assert seat_of(row, codes, seats) == [(37.9, 126.1)]
    assert seat_of(["Nowhere", "", "RU.28.2", "2", "", ""], codes, seats) == []


def town_row(name, lat, lon, number=-1, **more):
    return {
        "NAME": name, "NAMEASCII": name, "NAME_EN": None, "ISO_A2": "XY",
        "LATITUDE": lat, "LONGITUDE": lon, "GEONAMEID": number, "POP_MIN": 500,
        "FEATURECLA": "Populated place", **more,
    }  # fmt: skip


def test_towns_that_no_list_has_are_added(monkeypatch):
    entries = {e.id: e for e in (entry(1, "Osh"), entry(2, "Kara"), entry(3, "Dal"))}
    rows = [
        town_row("Och", 1.01, 2.01, number=1),  # GeoNames' Osh in another spelling
        town_row("Kara", 1.1, 2.1),  # known by its name and place
        town_row("Dal", 9.0, 9.0, POP_MIN=90_000),  # a namesake elsewhere in the country
        town_row("Cold Station", 5.0, 5.0, FEATURECLA="Scientific station"),
        town_row("New Town", 6.0, 6.0, POP_MIN=-99),
    ]
    monkeypatch.setattr(from_towns, "read_layer", lambda _inputs, _name: ((r, None) for r in rows))
    add_towns(entries, None)
    added = {e.name: e for e in entries.values() if e.id.startswith("ne:")}
    assert set(added) == {"Dal", "Cold Station", "New Town"}
    assert (added["Cold Station"].kind, added["New Town"].population) == ("facility", 0)
    assert added["Dal"].importance < 0.2  # the figure may be that of the namesake


def test_names_of_other_places_are_taken_from_countries():
    columbia = entry(1, "Columbia", country="US", importance=0.64)
    colombia = entry(2, "Colombia", kind="country", country="CO", importance=0.97)
    netherlands = entry(3, "The Netherlands", kind="country", country="NL", importance=0.96)
    holland = entry(4, "Holland", country="US", importance=0.56)
    colombia.add_name("Columbia")
    netherlands.add_name("Holland")
    found = {one.id: one for one in (columbia, colombia, netherlands, holland)}
    assert drop_names_of_others(found) == 1
    assert "Columbia" not in colombia.names
    assert "Holland" in netherlands.names


def test_a_city_keeps_no_code_of_a_division():
    city = entry(1, "New York City", country="US")
    state = entry(2, "United States", kind="country", country="US")
    for one in (city, state):
        for code in ("NY", "US", "SA"):
            one.add_name(code)
    drop_codes_of_others({"1": city, "2": state}, {"US-NY": "geonames:5128638"})
    assert set(city.names) == {"US", "SA"}
    assert set(state.names) == {"US"}


@given(st.binary(max_size=500), st.integers(1, 50))
def test_records_come_back_from_their_columns(raw, width):
    whole = raw[: len(raw) // width * width]
    assert by_row(by_column(whole, width), width) == whole


@given(st.text(max_size=40))
def test_both_keys_are_the_strict_and_the_loose_one(name):
    assert both_keys(name) == (strict_key(name), loosen(strict_key(name)))


def test_many_tries_answer_as_one(tmp_path, monkeypatch):
    chance = random.Random(5)  # noqa: S311 (made-up names)
    letters = "abcdeé xyzя"
    names = {"".join(chance.choices(letters, k=chance.randint(2, 7))).strip() for _ in range(900)}
    places = [
        entry(number, name.title())
        for number, name in enumerate(sorted(names), start=1)
        if strict_key(name)
    ]
    write_stream(tmp_path / "one.gaz", iter(places), {})
    monkeypatch.setattr("mapper.gazetteer.tries.KEYS_A_TRIE", 60)
    write_stream(tmp_path / "many.gaz", iter(places), {})
    one, many = (GazetteerFile(tmp_path / f"{name}.gaz") for name in ("one", "many"))
    assert isinstance(many.trie, Tries)
    assert not isinstance(one.trie, Tries)
    assert sorted(many.trie) == sorted(one.trie)
    assert all(many.trie.get(many.trie.restore_key(n)) == n for n in range(len(many.trie)))
    first, second = Gazetteer([one]), Gazetteer([many])
    for name in [*sorted(names), "nothing", "", "zz"]:
        assert many.trie.prefixes(f"{name} at sea") == one.trie.prefixes(f"{name} at sea")
        assert [hit.place for hit in second.lookup(name)] == [
            hit.place for hit in first.lookup(name)
        ]
        assert second.has_name(name) == first.has_name(name)


def test_runs_end_between_two_first_letters(monkeypatch):
    monkeypatch.setattr("mapper.gazetteer.tries.KEYS_A_TRIE", 2)
    keys = ["a", "ab", "ac", "b", "ba", "c"]
    assert [list(run) for run in split_keys(iter(keys))] == [["a", "ab", "ac"], ["b", "ba"], ["c"]]
    assert [list(run) for run in split_keys(iter([]))] == []


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("North Kivu", "geonames:206938"),
        ("Amur Oblast", "geonames:2027748"),
        ("Heathrow", "icao:EGLL"),
        ("Dulles International Airport", "icao:KIAD"),
        ("Loudon Co.", "geonames:4638283"),
        ("Robotyne", "postal:UA-robotyne"),
        ("Scotforth", "postal:GB-scotforth"),
        ("Ghawar", "mapper:ghawar-field"),
        ("Baikonur", "mapper:baikonur-cosmodrome"),
        ("Norfolk", "geonames:4776222"),
        ("NY", "geonames:5128638"),
    ],
)
def test_a_name_means_this_place_first(name, place):
    assert Gazetteer.open().lookup(name)[0].place.id == place


@pytest.mark.parametrize("name", ["German", "Honduran", "Kenyan", "Salvadoran", "French"])
def test_a_word_for_the_people_of_a_country_is_a_demonym(name):
    found = Gazetteer.open().lookup(name)[0]
    assert (found.kind, found.place.kind) == ("demonym", "country")
