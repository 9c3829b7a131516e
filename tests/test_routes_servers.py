"""OSRM and Valhalla by URL: recorded answers over the loopback, and the engines themselves.

The answers in cases/routing/ were recorded from osrm-bindings 26.10.0 and pyvalhalla 3.9.1 with
small.osm, whose roads are three straight lines. To run the engines too, install their wheels:

    pip install --target engines --python-version 3.12 --only-binary=:all: --no-deps \
        osrm-bindings==26.10.0 pyvalhalla==3.9.1
    MAPPER_ENGINES=engines python -m pytest tests/test_routes_servers.py
"""

import itertools
import json
import os
import runpy
import socket
import subprocess
import time
from pathlib import Path

import pytest
from werkzeug import Response

from mapper import geodesy
from mapper.model import Place
from mapper.routes import fetch, open_routers, router_notes
from mapper.routes.servers import FAILURES_ALLOWED, decoded_polyline

ANSWERS = Path(__file__).parent / "cases" / "routing"
ROAD = [(43.115, 131.885), (43.355, 132.188), (43.797, 131.952), (44.163, 133.267)]
ISLAND = (43.02, 133.05)
ENGINES = Path(os.environ.get("MAPPER_ENGINES", "no-engines"))


def at(point):
    return Place(
        id=str(point), name="x", lat=point[0], lon=point[1], feature_code="PPL", kind="city"
    )


def road_km():
    return sum(geodesy.distance_km(a, b) for a, b in itertools.pairwise(ROAD))


def answer(name):
    return json.loads((ANSWERS / f"{name}.json").read_text("utf8"))


def ask(router, a=ROAD[0], b=ROAD[-1], mode="road"):
    return router(at(a), at(b), mode)


@pytest.fixture(params=["osrm", "valhalla"])
def kind(request):
    return request.param


@pytest.fixture
def router(httpserver, kind):
    """Give a router of each kind whose server has no handler yet."""
    return open_routers([f"{kind}:{httpserver.url_for('')}"])[0]


def path(kind):
    return (
        "/route/v1/driving/131.885000,43.115000;133.267000,44.163000"
        if kind == "osrm"
        else "/route"
    )


def test_a_recorded_answer_is_a_route(httpserver, router, kind):
    httpserver.expect_request(path(kind)).respond_with_json(answer(f"{kind}-route"))
    httpserver.expect_request("/status").respond_with_json(answer("valhalla-status"))
    route = ask(router)
    assert route.km == pytest.approx(road_km(), rel=0.002)
    assert route.engine == {"osrm": "OSRM", "valhalla": "Valhalla"}[kind]
    assert route.data_date == {"osrm": "2026-11-01", "valhalla": "2026-11-22"}[kind]
    assert route.off_network_share == pytest.approx(0, abs=1e-6)
    assert route.geometry[0] == ROAD[0]
    assert router_notes([router]) == ()


def test_the_question_holds_coordinates_alone(httpserver, router, kind):
    httpserver.expect_request(path(kind)).respond_with_json(answer(f"{kind}-route"))
    ask(router)
    request = httpserver.log[0][0]
    if kind == "valhalla":
        assert json.loads(request.args["json"])["locations"] == [
            {"lat": 43.115, "lon": 131.885},
            {"lat": 44.163, "lon": 133.267},
        ]
    assert "x" not in request.path
    assert request.headers["User-Agent"].startswith("itinerary-mapper")


def test_no_road_is_no_route_and_no_failure(httpserver, router, kind):
    httpserver.expect_request(path(kind)).respond_with_json(answer(f"{kind}-none"), status=400)
    assert ask(router) is None
    assert router_notes([router]) == ()


@pytest.mark.parametrize(
    "body",
    [
        "<html>busy</html>",
        "",
        "[]",
        "null",
        "{}",
        '{"code": "Ok", "routes": []}',
        '{"code": ["Ok"], "trip": 5, "routes": "no"}',
        '{"routes": [{"distance": "long", "geometry": {"coordinates": [[1, 2]]}}]}',
        (
            '{"routes": [{"distance": 1e300, "geometry": {"coordinates": [[131, 43]]}}],'
            ' "waypoints": [{"location": [131, 43]}]}'
        ),
        (
            '{"routes": [{"distance": 9e5, "geometry": {"coordinates": [[1e9, -200]]}}],'
            ' "waypoints": [{"location": [131, 43]}]}'
        ),
        '{"trip": {"summary": {"length": NaN}, "legs": [{"shape": "o~ofqAo{rpzF"}]}}',
        '{"trip": {"summary": {"length": 9}, "legs": [{"shape": "~~~~~~~~~~~~~~~"}]}}',
        "[" * 100_000,
    ],
)
def test_rubbish_is_no_route_and_a_note(httpserver, router, kind, body):
    httpserver.expect_request(path(kind)).respond_with_data(body)
    assert ask(router) is None
    [note] = router_notes([router])
    assert note.startswith("No road route from ")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_no_route_and_a_note(httpserver, router, kind, status):
    httpserver.expect_request(path(kind)).respond_with_data("sorry", status=status)
    assert ask(router) is None
    assert len(router_notes([router])) == 1


def test_a_slow_server_is_given_up(httpserver, router, kind, monkeypatch):
    monkeypatch.setattr(fetch.fetch_json, "__defaults__", (0.2,))

    def late(_):
        time.sleep(0.6)
        return Response("{}")

    httpserver.expect_request(path(kind)).respond_with_handler(late)
    started = time.monotonic()
    assert ask(router) is None
    assert time.monotonic() - started < 0.5
    assert "no answer within 0.2 seconds" in router_notes([router])[0]


def test_an_answer_that_trickles_in_is_given_up(httpserver, router, kind, monkeypatch):
    monkeypatch.setattr(fetch.fetch_json, "__defaults__", (0.3,))

    def drops():
        for _ in range(20):
            time.sleep(0.1)
            yield b" "

    httpserver.expect_request(path(kind)).respond_with_handler(lambda _: Response(drops()))
    started = time.monotonic()
    assert ask(router) is None
    assert time.monotonic() - started < 1
    assert "no answer within" in router_notes([router])[0]


def test_an_endless_answer_is_given_up(httpserver, router, kind, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST_ANSWER", 1000)
    httpserver.expect_request(path(kind)).respond_with_data("x" * 100_000)
    assert ask(router) is None
    assert "more than 1,000 bytes" in router_notes([router])[0]


def test_a_dead_server_is_asked_no_more_and_its_password_is_not_shown(kind):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    [router] = open_routers([f"{kind}:http://127.0.0.1:{port}/base?key=secret"])
    router.base = f"http://user:secret@127.0.0.1:{port}"
    for _ in range(FAILURES_ALLOWED + 2):
        assert ask(router) is None
    assert router.failures == FAILURES_ALLOWED
    assert "asked no more" in router_notes([router])[-1]
    assert not any("secret" in note for note in router_notes([router]))


def test_another_mode_or_the_same_place_asks_nobody(httpserver, router):
    assert ask(router, mode="rail") is None
    assert ask(router, b=ROAD[0]) is None
    assert httpserver.log == []


def test_a_place_far_from_the_road_is_refused(httpserver, router, kind):
    for route_path in (path(kind), "/route/v1/driving/131.000000,43.115000;133.267000,44.163000"):
        httpserver.expect_request(route_path).respond_with_json(answer(f"{kind}-route"))
    assert ask(router, a=(43.115, 131.0)) is None
    assert router_notes([router]) == ()


def test_a_shape_of_odd_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        decoded_polyline("_izlhA")


# --- the engines themselves ----------------------------------------------------------------------


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def started(command, folder, port):
    """Start a server and wait, at most 20 s, until it takes connections."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    server.wait()
    pytest.fail((folder / "log").read_text("utf8", "replace"))


def run(*command, folder):
    for program in (command[0],):
        Path(program).chmod(0o755)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def engine(kind, tmp_path):
    """Give the URL of a real engine with the roads of small.osm."""
    home = ENGINES.absolute() / kind
    if not (home / "bin").is_dir():
        pytest.skip(f"no {kind} engine: see the head of this file for how to install it")
    (tmp_path / "small.osm").write_bytes((ANSWERS / "small.osm").read_bytes())
    port = free_port()
    prepare = {"osrm": prepared_osrm, "valhalla": prepared_valhalla}[kind]
    server = started(prepare(home, tmp_path, port), tmp_path, port)
    yield f"{kind}:http://127.0.0.1:{port}"
    server.kill()
    server.wait()


def prepared_osrm(home, folder, port):
    tools = home / "bin"
    profile = str(home / "share" / "profiles" / "car.lua")
    extract = (str(tools / "osrm-extract"), "-p", profile, "--data_version", "2026-11-01")
    run(*extract, "small.osm", folder=folder)
    run(str(tools / "osrm-contract"), "small.osrm", folder=folder)
    (tools / "osrm-routed").chmod(0o755)
    return [str(tools / "osrm-routed"), "-p", str(port), "-i", "127.0.0.1", "small.osrm"]


def prepared_valhalla(home, folder, port):
    config = runpy.run_path(str(home / "valhalla_build_config.py"))["config"]
    settings = json.loads(json.dumps(config, default=lambda _: None))
    settings = without_nulls(settings)
    (folder / "tiles").mkdir()
    settings["mjolnir"] |= {"tile_dir": str(folder / "tiles"), "tile_extract": ""}
    settings["mjolnir"] |= {"admin": "", "timezone": ""}
    settings["httpd"]["service"] |= {
        "listen": f"tcp://127.0.0.1:{port}",
        "loopback": f"ipc://{folder}/loopback",
        "interrupt": f"ipc://{folder}/interrupt",
    }
    for stage in ("loki", "thor", "odin", "meili"):
        settings[stage].setdefault("service", {})["proxy"] = f"ipc://{folder}/{stage}"
    (folder / "valhalla.json").write_text(json.dumps(settings), "utf8")
    run(
        str(home / "bin" / "valhalla_build_tiles"),
        "-c",
        "valhalla.json",
        "small.osm",
        folder=folder,
    )
    (home / "bin" / "valhalla_service").chmod(0o755)
    return [str(home / "bin" / "valhalla_service"), "valhalla.json", "1"]


def without_nulls(settings):
    if not isinstance(settings, dict):
        return settings
    return {key: without_nulls(value) for key, value in settings.items() if value is not None}


@pytest.mark.slow
def test_a_real_engine_measures_the_road(engine):
    [router] = open_routers([engine])
    route = ask(router)
    assert router_notes([router]) == ()
    assert route.km == pytest.approx(road_km(), rel=0.002)
    assert route.data_date.startswith("20")


@pytest.mark.slow
def test_a_real_engine_finds_no_road_to_an_island(engine):
    [router] = open_routers([engine])
    assert ask(router, b=ISLAND) is None
    assert router_notes([router]) == ()
