"""Offline routes: lengths that are published, refusals, and ends that no network can serve."""

import lzma
import os
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper import geodesy
from mapper.errors import GazetteerError, PluginError, SettingsError
from mapper.model import Place
from mapper.routes import network as networks
from mapper.routes import offline_route, open_routers, route_via, router_credits
from mapper.routes.network import open_network
from mapper.routes.search import shortest_path
from mapper.routes.shown import LINE_POINTS, thinned

TOWNS = {
    "Artyom": (43.3595, 132.188),
    "Beijing": (39.9042, 116.4074),
    "Busan": (35.10, 129.04),
    "Colombo": (6.93, 79.86),
    "Akuressa": (6.1, 80.48),
    "Edinburgh": (55.953, -3.188),
    "Khabarovsk": (48.4827, 135.084),
    "Khasan": (42.4286, 130.6456),
    "Labasa": (-16.43, 179.37),
    "London": (51.507, -0.1276),
    "Paris": (48.8566, 2.3522),
    "Reykjavik": (64.15, -21.94),
    "Shanghai": (31.2304, 121.4737),
    "Suva": (-18.14, 178.44),
    "Ussuriysk": (43.797, 131.952),
    "Vladivostok": (43.115, 131.885),
    "Amundsen-Scott": (-90.0, 0.0),
}


def place(name):
    lat, lon = TOWNS[name]
    return Place(id=name, name=name, lat=lat, lon=lon, feature_code="PPL", kind="city")


def at(lat, lon):
    return Place(id="x", name="x", lat=lat, lon=lon, feature_code="PPL", kind="city")


@pytest.mark.parametrize(
    ("origin", "destination", "mode", "km", "share"),
    [
        ("Ussuriysk", "Vladivostok", "rail", 111, 0.02),
        ("Khabarovsk", "Vladivostok", "rail", 767, 0.02),
        ("Artyom", "Khasan", "rail", 309, 0.05),
        ("Beijing", "Shanghai", "rail", 1318, 0.02),  # the high-speed line
        ("London", "Edinburgh", "rail", 632, 0.02),  # King's Cross to Waverley
        ("Artyom", "Khasan", "road", 272, 0.05),
        ("Busan", "Vladivostok", "sea", 940, 0.05),
    ],
)
def test_a_route_is_as_long_as_it_is_published(origin, destination, mode, km, share):
    route = offline_route(place(origin), place(destination), mode)
    assert route is not None
    assert route.km == pytest.approx(km, rel=share)
    assert (route.mode, route.data_date[:2]) == (mode, "20")


def test_a_route_is_the_same_both_ways():
    there = offline_route(place("Artyom"), place("Khasan"), "rail")
    back = offline_route(place("Khasan"), place("Artyom"), "rail")
    assert there.km == pytest.approx(back.km, abs=0.01)


def test_a_second_run_gives_the_same_route():
    first = offline_route(place("Paris"), place("London"), "rail")
    offline_route.__globals__["_route"].cache_clear()
    assert offline_route(place("Paris"), place("London"), "rail") == first


@pytest.mark.parametrize(
    ("origin", "destination", "mode"),
    [
        ("Reykjavik", "London", "road"),  # an island: no way at all
        ("Suva", "Labasa", "road"),  # two islands
        ("London", "Paris", "road"),  # the sea between them
        ("Colombo", "Akuressa", "rail"),  # the railway ends far from the town
        ("Amundsen-Scott", "Suva", "sea"),  # a pole
        ("Paris", "Khasan", "sea"),  # an inland end
        ("Artyom", "Khasan", "donkey"),  # a mode that nobody has
        ("Artyom", "Artyom", "road"),  # no way to go
    ],
)
def test_what_no_network_serves_is_no_route(origin, destination, mode):
    assert offline_route(place(origin), place(destination), mode) is None


def test_the_access_legs_are_part_of_the_length_and_reported():
    route = offline_route(place("Ussuriysk"), place("Vladivostok"), "rail")
    legs = [geodesy.distance_km(*pair) for pair in pairwise(route.geometry)]
    assert 0 < route.off_network_share < 0.15
    assert route.off_network_share * route.km == pytest.approx(legs[0] + legs[-1], abs=0.01)


def test_the_line_runs_from_place_to_place_and_is_no_longer_than_the_route():
    route = offline_route(place("Khabarovsk"), place("Vladivostok"), "rail")
    assert route.geometry[0] == TOWNS["Khabarovsk"]
    assert route.geometry[-1] == TOWNS["Vladivostok"]
    drawn = sum(geodesy.distance_km(*pair) for pair in pairwise(route.geometry))
    assert drawn <= route.km + 0.1


def test_two_places_beside_one_long_edge_go_along_it():
    # The line over the Nullarbor Plain is one edge of 1,184 km.
    west, east = at(-30.95, 123.5), at(-30.85, 128.5)
    route = offline_route(west, east, "rail")
    straight = geodesy.distance_km((west.lat, west.lon), (east.lat, east.lon))
    assert route is not None
    assert straight <= route.km < 1.1 * straight


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.floats(35, 60), st.floats(-5, 60)), st.tuples(st.floats(35, 60), st.floats(-5, 60))
)
def test_no_route_is_shorter_than_the_straight_line_or_three_times_as_long(a, b):
    straight = geodesy.distance_km(a, b)
    for mode in ("rail", "road", "sea"):
        route = offline_route(at(*a), at(*b), mode)
        if route is not None:
            assert 0.995 * straight <= route.km <= 3 * straight
            assert route.off_network_share <= 0.15


def test_the_search_finds_what_dijkstra_finds():
    import networkx as nx

    rail = open_network("rail")
    region = [
        i for i in range(len(rail.lat)) if 42 < rail.lat[i] < 46 and 130 < rail.lon[i] < 134.5
    ]
    inside = set(region)
    graph = nx.Graph()
    for i in region:
        for edge in range(rail.starts[i], rail.starts[i + 1]):
            if rail.heads[edge] in inside:
                graph.add_edge(i, rail.heads[edge], km=rail.lengths[edge])
    part = sorted(max(nx.connected_components(graph), key=len))
    for a, b in [(part[0], part[-1]), (part[5], part[len(part) // 2]), (part[-9], part[30])]:
        goal = (rail.x[b], rail.y[b], rail.z[b])
        found = shortest_path(rail, {a: 0.0}, {b: 0.0}, goal, 1e5)
        inner = nx.dijkstra_path_length(graph, a, b, "km")
        assert found.cost <= inner + 1e-6  # outside the region there may be a shorter way
        assert (found.points[0], found.points[-1]) == (a, b)
        if inside.issuperset(found.points):
            assert found.cost == pytest.approx(inner, abs=1e-3)


def test_a_via_station_puts_the_way_on_its_line():
    route = route_via(
        offline_route, [place("Vladivostok"), place("Ussuriysk"), place("Khabarovsk")], "rail"
    )
    direct = offline_route(place("Vladivostok"), place("Khabarovsk"), "rail")
    assert route.km >= direct.km
    assert route.geometry[0] == TOWNS["Vladivostok"]


def test_a_way_with_a_stretch_that_has_none_is_none():
    places = [place("Paris"), place("London"), place("Reykjavik")]
    assert route_via(offline_route, places, "rail") is None
    assert route_via(offline_route, places[:1], "rail") is None


def test_a_point_on_a_border_river_joins_the_railway_of_its_own_bank():
    # The nearest track lies 9.6 km off in North Korea, the Russian line 14 km to the north-east.
    route = offline_route(place("Artyom"), at(42.5305, 130.5308), "rail")
    assert route.km == pytest.approx(288, rel=0.03)
    assert all(lat > 42.5 for lat, _ in route.geometry)


def test_a_long_line_is_thinned_and_keeps_its_ends():
    line = tuple((i / 100, i / 50) for i in range(5000))
    short = thinned(line)
    assert len(short) <= LINE_POINTS + 4
    assert (short[:2], short[-2:]) == (line[:2], line[-2:])


def test_without_a_name_the_offline_networks_answer():
    assert open_routers() == open_routers(()) == open_routers(["offline"]) == (offline_route,)


def test_an_unknown_router_is_an_error_that_lists_the_known_ones():
    with pytest.raises(PluginError, match=r"'osmr'.*offline.*osrm:URL.*valhalla:URL"):
        open_routers(["osmr"])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "127.0.0.1:5000", "http://", "http://[::1"])
def test_a_server_without_a_proper_address_is_an_error(url):
    with pytest.raises(SettingsError, match="osrm:http"):
        open_routers([f"osrm:{url}"])


def test_the_credits_name_openstreetmap():
    credits_shown = router_credits([offline_route])
    assert any("OpenStreetMap" in credit and "ODbL" in credit for credit in credits_shown)
    assert router_credits([]) == ()


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Give a folder of shipped networks and a cache that a test may break."""
    folder = tmp_path / "data" / "routes"
    folder.mkdir(parents=True)
    source = networks.data_folder() / "routes" / "sea.xz"
    shutil.copy(source, folder)
    monkeypatch.setattr(networks, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setenv("MAPPER_CACHE", str(tmp_path / "cache"))
    open_network.cache_clear()
    yield folder
    open_network.cache_clear()


@pytest.mark.usefixtures("shipped")
def test_a_network_is_unpacked_once_and_whole(tmp_path):
    assert open_network("sea") is not None
    folders = list((tmp_path / "cache" / "routes").iterdir())
    before = {path: path.stat().st_mtime_ns for path in folders[0].iterdir()}
    open_network.cache_clear()
    assert open_network("sea") is not None
    assert list((tmp_path / "cache" / "routes").iterdir()) == folders
    assert {path: path.stat().st_mtime_ns for path in folders[0].iterdir()} == before


@pytest.mark.parametrize(
    "raw",
    [b"no archive", lzma.compress(b"{}\n"), lzma.compress(b'{"format": "x", "points": 1}'), b""],
)
def test_a_broken_network_file_is_an_error_that_says_what_to_do(shipped, raw):
    (shipped / "sea.xz").write_bytes(raw)
    with pytest.raises(GazetteerError, match=r"sea\.xz.*build\.py"):
        open_network("sea")


@pytest.mark.usefixtures("shipped")
def test_a_cache_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(GazetteerError, match="MAPPER_CACHE"):
        open_network("sea")


@pytest.mark.usefixtures("shipped")
def test_processes_that_unpack_at_once_all_find_the_network(tmp_path):
    ask = "from mapper.routes.network import open_network; print(open_network('sea').mode)"
    environment = os.environ | {"MAPPER_CACHE": str(tmp_path / "cache")}
    runs = [
        subprocess.Popen([sys.executable, "-c", ask], env=environment, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [run.communicate()[0].split() for run in runs] == [[b"sea"]] * 4
    assert len(list((tmp_path / "cache" / "routes").iterdir())) == 1


def test_a_network_that_is_not_shipped_gives_no_route(shipped):
    (shipped / "sea.xz").unlink()
    assert open_network("sea") is None
