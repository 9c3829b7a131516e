"""Online geocoding against loopback servers: pace, states, hostile answers, processes."""

import json
import os
import subprocess
import sys

import pytest
from geocoder_stub import AGENT, FOUND, Stub

from mapper.errors import GeocoderError, SettingsError
from mapper.gazetteer.online import NOT_FOUND_DAYS, OnlineGeocoder, open_geocoder

PROCESSES = 8


@pytest.fixture
def stub():
    made = Stub()
    yield made
    made.server.shutdown()
    made.server.server_close()


def geocoder(stub, tmp_path, **options):
    return open_geocoder(
        "nominatim",
        user_agent=AGENT,
        cache=tmp_path / "online.sqlite",
        domain=stub.domain,
        scheme="http",
        **{"gap_s": 0.0, **options},
    )


def test_a_found_place_is_asked_once_and_kept_with_date_and_credit(stub, tmp_path):
    first = geocoder(stub, tmp_path).geocode("Artyom")
    second = geocoder(stub, tmp_path).geocode("Artyom")
    assert (first.cached, second.cached, len(stub.asked)) == (False, True, 1)
    assert first.places == second.places
    place = first.places[0]
    assert (place.id, place.country, place.kind) == ("nominatim:node/7", "RU", "city")
    assert "asked 20" in place.source
    assert "OpenStreetMap" in first.credit


def test_not_found_is_kept_and_forgotten_after_its_time(tmp_path):
    now = [1_000_000.0]
    calls = []

    def ask(name, language):
        calls.append((name, language))
        return []

    asker = OnlineGeocoder("stub", ask, tmp_path / "o.sqlite", clock=lambda: now[0], sleep=len)
    assert asker.geocode("Nowhere").places == ()
    assert asker.geocode("Nowhere").cached
    now[0] += NOT_FOUND_DAYS * 86_400 + 1
    assert not asker.geocode("Nowhere").cached
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (500, "", {}),
        (502, "<html>bad gateway</html>", {}),
        (503, "", {}),
        (403, "blocked", {}),
        (200, "<html>maintenance</html>", {}),
        (200, '[{"lat": "43', {}),
        (200, '[{"lat": "north", "lon": "1", "display_name": "x"}]', {}),
        (429, "", {}),
    ],
)
def test_an_error_is_raised_and_never_kept(stub, tmp_path, status, body, headers):
    stub.status, stub.body, stub.headers = status, body, headers
    asker = geocoder(stub, tmp_path)
    with pytest.raises(GeocoderError):
        asker.geocode("Artyom")
    stub.status, stub.body = 200, json.dumps(FOUND)
    assert geocoder(stub, tmp_path)._stored("Artyom", "en") is None  # noqa: SLF001 (the store)


def test_retry_after_is_obeyed(stub, tmp_path):
    stub.status, stub.headers = 429, {"Retry-After": "2"}
    asker = geocoder(stub, tmp_path)
    with pytest.raises(GeocoderError) as caught:
        asker.geocode("Artyom")
    assert caught.value.retry_after == 2
    stub.status, stub.headers = 200, {}
    asker.geocode("Artyom")
    assert stub.asked[1] - stub.asked[0] >= 1.9


def test_coordinates_off_the_globe_are_no_place(stub, tmp_path):
    stub.body = json.dumps([{**FOUND[0], "lat": "143.1"}])
    with pytest.raises(GeocoderError):
        geocoder(stub, tmp_path).geocode("Artyom")


def test_a_server_that_fails_again_and_again_is_left_alone(stub, tmp_path):
    stub.status = 500
    asker = geocoder(stub, tmp_path)
    for number in range(5):
        with pytest.raises(GeocoderError):
            asker.geocode(f"Town {number}")
    with pytest.raises(GeocoderError, match="in a row"):
        asker.geocode("Town 6")
    assert len(stub.asked) == 5


def test_a_user_agent_of_ones_own_is_required(tmp_path):
    for agent in (None, "", "geopy/2.4"):
        with pytest.raises(SettingsError, match="User-Agent"):
            open_geocoder("nominatim", user_agent=agent, cache=tmp_path / "o.sqlite")


def test_an_unknown_geocoder_lists_the_known_ones(tmp_path):
    with pytest.raises(SettingsError, match="nominatim"):
        open_geocoder("atlas-shrugged", user_agent=AGENT, cache=tmp_path / "o.sqlite")


def test_a_damaged_store_says_where_it_is(tmp_path):
    store = tmp_path / "online.sqlite"
    store.write_bytes(b"no database" * 1000)
    with pytest.raises(GeocoderError, match=r"online\.sqlite"):
        OnlineGeocoder("stub", lambda *_: [], store)


ASK = """
import sys
from pathlib import Path
from mapper.gazetteer.online import open_geocoder
asker = open_geocoder("nominatim", user_agent=sys.argv[1], cache=Path(sys.argv[2]),
                      domain=sys.argv[3], scheme="http")
for number in range(2):
    asker.geocode(f"Town {sys.argv[4]}-{number}")
"""


@pytest.mark.slow
def test_eight_processes_ask_at_most_once_a_second_together(stub, tmp_path):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, AGENT, tmp_path / "o.sqlite", stub.domain, str(number)],
            stderr=subprocess.PIPE,
            env=os.environ,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, said
    gaps = [later - sooner for sooner, later in zip(stub.asked, stub.asked[1:], strict=False)]
    assert len(stub.asked) == 2 * PROCESSES
    assert min(gaps) >= 1.0
