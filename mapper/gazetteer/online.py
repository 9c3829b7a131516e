"""Ask an online geocoder for what no gazetteer has: once, slowly, and remembered with its date.

geopy asks; everything round it is ours, because geopy's own limiter knows one process only and
turns an outage into "not found". Answers lie in a SQLite file in the cache folder, looked up before
any waiting, in three states: found, not found (forgotten after `NOT_FOUND_DAYS`), and error, which
is never stored. All processes of this user on this machine share one row that says when the next
request may go out.
"""

import json
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mapper.errors import GeocoderError, SettingsError
from mapper.model import Place

GAP_S = 1.1  # Nominatim's policy is one request a second; wake-up jitter measured up to 0.1 s
NOT_FOUND_DAYS = 30.0
MAX_WAIT_S = 120.0  # a clock set back must not stop the work for hours
MAX_ASKED = 100  # misses of one run: more is bulk geocoding, which the public server forbids
MAX_FAILURES = 5  # failures in a row after which the server is left alone
TIMEOUT_S = 10.0
BACK_OFF_S = 30.0  # pause after "too many requests" without a Retry-After
# What geopy's geocoders call the operator's key.
_KEY_OPTIONS = ("api_key", "apikey", "username", "access_token", "subscription_key")
_DAY_S = 86_400.0
_BUSY_S = 60.0
_TABLES = (
    (
        "create table if not exists answer (geocoder text, name text, language text, asked real, "
        "answer text, primary key (geocoder, name, language)) without rowid"
    ),
    ("create table if not exists pace (geocoder text primary key, next_at real) without rowid"),
)
CREDITS = {
    "nominatim": "© OpenStreetMap contributors (ODbL)",
    "photon": "© OpenStreetMap contributors",
}

Ask = Callable[[str, str], "list[Mapping[str, Any]]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineAnswer:
    """What a geocoder said: the places, when (seconds since 1970), and whether it was stored."""

    places: tuple[Place, ...]
    asked: float
    cached: bool
    credit: str


class OnlineGeocoder:
    """One geocoder with its store of answers and its pace. `ask` turns a name into raw answers."""

    def __init__(
        self,
        name: str,
        ask: Ask | None,
        cache: Path,
        *,
        server: str = "",
        gap_s: float = GAP_S,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Open the store; `open_geocoder` makes one from geopy's geocoders by name.

        Without `ask` only stored answers are given. `server` names one other than the geocoder's
        public one: its answers and its pace are kept apart.
        """
        self.name = name
        self._store_key = f"{name}@{server}" if server else name
        self.credit = CREDITS.get(name, f"geocoded by {name}")
        self._ask = ask
        self._cache = cache
        self._gap_s = gap_s
        self._clock = clock
        self._sleep = sleep
        self._asked = 0
        self._failures = 0
        cache.parent.mkdir(parents=True, exist_ok=True)
        with self._base() as base:
            for table in _TABLES:
                base.execute(table)

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        try:
            opened = sqlite3.connect(self._cache, timeout=_BUSY_S, isolation_level=None)
            with closing(opened) as base:
                base.execute("pragma journal_mode = wal")
                base.execute("pragma synchronous = normal")
                yield base
        except sqlite3.DatabaseError as error:
            message = (
                f"{self._cache}: the store of online answers cannot be used ({error}). Delete it, "
                "or set MAPPER_CACHE to another folder."
            )
            raise GeocoderError(message) from error

    def geocode(self, name: str, *, language: str = "en") -> OnlineAnswer:
        """Return the answer for a name: the stored one, or a new one after waiting for our turn.

        Not found is an answer without places. Raises GeocoderError (with `retry_after` where the
        server named a pause) for anything else; nothing is stored then.
        """
        stored = self._stored(name, language)
        if stored is not None:
            return stored
        if self._ask is None:
            message = f"Offline, and no stored answer of {self.name} holds it."
            raise GeocoderError(message)
        self._check_limits()
        self._wait_for_turn()
        self._asked += 1
        try:
            raw = self._ask(name, language)
        except GeocoderError as error:
            self._failures += 1
            if error.retry_after:
                self._postpone(error.retry_after)
            raise
        self._failures = 0
        asked = self._clock()
        self._store(name, language, asked, raw)
        return self._answer(raw, asked, cached=False)

    def _check_limits(self) -> None:
        if self._failures >= MAX_FAILURES:
            message = f"{self.name}: {MAX_FAILURES} failures in a row; not asked again in this run."
            raise GeocoderError(message)
        if self._asked >= MAX_ASKED:
            message = (
                f"{self.name}: {MAX_ASKED} names asked in this run; more is bulk geocoding. Import "
                "a larger gazetteer (`mapper gazetteer import`) or run a server of your own."
            )
            raise GeocoderError(message)

    def _stored(self, name: str, language: str) -> OnlineAnswer | None:
        with self._base() as base:
            row = base.execute(
                "select asked, answer from answer where geocoder = ? and name = ? and language = ?",
                (self._store_key, name, language),
            ).fetchone()
        if row is None:
            return None
        raw = json.loads(row[1])
        if not raw and self._clock() - row[0] > NOT_FOUND_DAYS * _DAY_S:
            return None
        return self._answer(raw, row[0], cached=True)

    def _store(self, name: str, language: str, asked: float, raw: list[Mapping[str, Any]]) -> None:
        row = (self._store_key, name, language, asked, json.dumps(raw, ensure_ascii=False))
        with self._base() as base:
            base.execute("begin immediate")
            base.execute("insert or replace into answer values (?, ?, ?, ?, ?)", row)
            base.execute("commit")

    def _wait_for_turn(self) -> None:
        """Take the next free moment of all processes and sleep until it."""
        now = self._clock()
        with self._base() as base:
            base.execute("begin immediate")
            row = base.execute(
                "select next_at from pace where geocoder = ?", (self._store_key,)
            ).fetchone()
            at = max(now, row[0]) if row and row[0] - now < MAX_WAIT_S else now
            base.execute(
                "insert or replace into pace values (?, ?)", (self._store_key, at + self._gap_s)
            )
            base.execute("commit")
        if at > now:
            self._sleep(at - now)

    def _postpone(self, pause_s: float) -> None:
        at = self._clock() + min(pause_s, MAX_WAIT_S - 1)
        with self._base() as base:
            base.execute("begin immediate")
            base.execute(
                "insert into pace values (?, ?) on conflict (geocoder) do update "
                "set next_at = max(next_at, excluded.next_at)",
                (self._store_key, at),
            )
            base.execute("commit")

    def _answer(self, raw: list[Mapping[str, Any]], asked: float, *, cached: bool) -> OnlineAnswer:
        places = tuple(_place_of(self.name, one, asked) for one in raw)
        return OnlineAnswer(places=places, asked=asked, cached=cached, credit=self.credit)


def _place_of(geocoder: str, raw: Mapping[str, Any], asked: float) -> Place:
    day = time.strftime("%Y-%m-%d", time.gmtime(asked))
    return Place(
        id=f"{geocoder}:{raw['id']}",
        name=raw["name"],
        lat=raw["lat"],
        lon=raw["lon"],
        feature_code=raw.get("feature_code", ""),
        kind=raw.get("kind", "city"),
        country=raw.get("country"),
        importance=raw.get("importance", 0.2),
        source=f"{geocoder}, asked {day}",
    )


def open_geocoder(
    name: str,
    *,
    user_agent: str | None,
    cache: Path,
    key: str | None = None,
    offline: bool = False,
    gap_s: float = GAP_S,
    **options: object,
) -> OnlineGeocoder:
    """Return a geopy geocoder by its name ("nominatim", "photon" ...), with store and pace.

    "nominatim:http://127.0.0.1:8080" asks a server of one's own. `key` is the operator's key where
    one is needed, `options` go to geopy's class; offline, stored answers alone are given. Raises
    SettingsError for an unknown name, and where the User-Agent is missing: servers refuse a
    library's default.
    """
    from geopy.geocoders import SERVICE_TO_GEOCODER

    name, _, url = name.partition(":")
    if name not in SERVICE_TO_GEOCODER:
        known = ", ".join(sorted(SERVICE_TO_GEOCODER))
        message = f"--online {name}: unknown geocoder. Known: {known}."
        raise SettingsError(message)
    address = _server_of(name, url)
    server = address.get("domain", "")
    if offline:
        return OnlineGeocoder(name, None, cache, server=server, gap_s=gap_s)
    if not user_agent or "geopy" in user_agent.lower():
        message = (
            f"--online {name}: a User-Agent of your own is needed, with an address where "
            "the operator reaches you, such as --user-agent 'daily-planet maps@planet.example'."
        )
        raise SettingsError(message)
    client = _client(name, key, {"user_agent": user_agent, **address, **options})
    return OnlineGeocoder(name, _asker(name, client), cache, server=server, gap_s=gap_s)


def _server_of(name: str, url: str) -> dict[str, str]:
    """Return geopy's options for a server's address; none where there is none."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        message = f"--online {name}:{url}: write the address, such as {name}:http://127.0.0.1:8080."
        raise SettingsError(message)
    return {"scheme": parts.scheme, "domain": parts.netloc + parts.path.rstrip("/")}


def _client(name: str, key: str | None, options: dict[str, object]) -> Any:  # noqa: ANN401
    """Return geopy's geocoder of a name, the key under the name that it has there."""
    from geopy.exc import ConfigurationError
    from geopy.geocoders import get_geocoder_for_service

    maker = get_geocoder_for_service(name)
    known = signature(maker).parameters
    if key:
        options.update({field: key for field in _KEY_OPTIONS if field in known})
    try:
        return maker(timeout=TIMEOUT_S, **options)
    except (ConfigurationError, TypeError) as error:
        message = (
            f"--online {name}: {error}. Where the operator asks for a key, set MAPPER_ONLINE_KEY."
        )
        raise SettingsError(message) from error


def _asker(name: str, server: Any) -> Ask:  # noqa: ANN401 (geopy is untyped)
    def ask(text: str, language: str) -> list[Mapping[str, Any]]:
        from geopy.exc import GeocoderRateLimited, GeopyError

        options = {"language": language} if name in {"nominatim", "photon"} else {}
        if name == "nominatim":
            options["addressdetails"] = True  # type: ignore[assignment]
        try:
            with warnings.catch_warnings():
                # geopy warns of a latitude beyond 90 degrees; here that is a broken answer.
                warnings.simplefilter("error", UserWarning)
                found = server.geocode(text, exactly_one=False, **options)
        except GeocoderRateLimited as error:
            message = f"{name}: too many requests. It is left alone for a while."
            raise GeocoderError(message, retry_after=error.retry_after or BACK_OFF_S) from error
        except (GeopyError, UserWarning, ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{name}: no answer for {text!r} ({type(error).__name__}: {error})."
            raise GeocoderError(message) from error
        return [_plain(text, location) for location in found or () if _is_sound(location)]

    return ask


def _is_sound(location: Any) -> bool:  # noqa: ANN401
    return bool(abs(location.latitude) <= 90 and abs(location.longitude) <= 180)  # noqa: PLR2004


def _plain(text: str, location: Any) -> dict[str, Any]:  # noqa: ANN401
    raw = location.raw if isinstance(location.raw, dict) else {}
    address = raw.get("address") if isinstance(raw.get("address"), dict) else {}
    spot = f"{location.latitude:.5f},{location.longitude:.5f}"
    code = (address or {}).get("country_code")
    return {
        "id": f"{raw['osm_type']}/{raw['osm_id']}"
        if "osm_id" in raw and "osm_type" in raw
        else spot,
        "name": raw.get("name") or str(location.address or text).split(",")[0],
        "lat": location.latitude,
        "lon": location.longitude,
        "country": code.upper() if isinstance(code, str) else None,
        "kind": _KINDS.get(str(raw.get("class") or raw.get("category")), "city"),
        "importance": min(1.0, max(0.0, float(raw.get("importance") or 0.2))),
    }


# OpenStreetMap's classes as our kinds; everything else that has a name is looked at as a town.
_KINDS = {
    "aeroway": "facility",
    "amenity": "facility",
    "railway": "facility",
    "building": "facility",
    "military": "facility",
    "tourism": "facility",
    "natural": "region",
    "waterway": "water",
    "boundary": "admin",
    "leisure": "park",
}
