"""Routing servers by URL: OSRM's `/route/v1` and Valhalla's `/route`, both for the road.

A server that is down, slow or answers rubbish means no route and a note, never an exception: the
rest of the report stands. After `FAILURES_ALLOWED` failures in a row it is asked no more, so that a
dead server costs seconds and not minutes. A server learns two pairs of coordinates, nothing else.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

from mapper import geodesy
from mapper.errors import SettingsError
from mapper.model import LatLon, Place, Route
from mapper.routes.fetch import AnswerError, fetch_json
from mapper.routes.shown import SAME_PLACE_KM, shown_route

FAILURES_ALLOWED = 3
#: What servers say when there is simply no road, and no failure: OSRM's codes, Valhalla's numbers
#: (171 no edge near, 442 no path, 154 too far for it, 170 in unconnected regions).
NO_ROUTE = frozenset({"NoRoute", "NoSegment", 154, 170, 171, 442})

Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What a server found: its length, its line from snap point to snap point, its data's date."""

    km: float
    line: tuple[LatLon, ...]
    data_date: str


@dataclass(slots=True, kw_only=True)
class RouteServer:
    """A router that asks a server: callable as `model.Router`, with `notes` on what went wrong."""

    engine: str
    base: str
    address: Callable[[str, LatLon, LatLon], str]
    read: Callable[[Answer], Driven]
    ask_date: Callable[[str], str] | None = None
    notes: list[str] = field(default_factory=list)
    failures: int = 0
    data_date: str | None = None

    def __call__(self, origin: Place, destination: Place, mode: str) -> Route | None:
        """Return the server's way by road, or None: another mode, no way, or no answer."""
        start, end = (origin.lat, origin.lon), (destination.lat, destination.lon)
        straight = geodesy.distance_km(start, end)
        if mode != "road" or straight < SAME_PLACE_KM or self.failures >= FAILURES_ALLOWED:
            return None
        driven = self._ask(start, end)
        return None if driven is None else self._route(driven, start, end, straight)

    def _ask(self, start: LatLon, end: LatLon) -> Driven | None:
        try:
            answer = fetch_json(self.address(self.base, start, end))
            if answer.get("code", answer.get("error_code")) in NO_ROUTE:
                return None
            driven = self.read(answer)
        except AnswerError as error:
            self._failed(str(error))
            return None
        except (KeyError, IndexError, TypeError, ValueError) as error:
            self._failed(f"an answer that is no route ({type(error).__name__})")
            return None
        self.failures = 0
        return driven

    def _date(self) -> str:
        """Return the date of the server's data, asked for once; "unknown" where it does not say."""
        if self.data_date is None:
            self.data_date = (self.ask_date and self.ask_date(self.base)) or "unknown"
        return self.data_date

    def _failed(self, what: str) -> None:
        self.failures += 1
        rest = ", and it was asked no more" if self.failures >= FAILURES_ALLOWED else ""
        note = f"No road route from {self.engine} at {_shown(self.base)}: {what}{rest}."
        if note not in self.notes:
            self.notes.append(note)

    def _route(self, driven: Driven, start: LatLon, end: LatLon, straight: float) -> Route | None:
        access = geodesy.distance_km(start, driven.line[0]) + geodesy.distance_km(
            driven.line[-1], end
        )
        return shown_route(
            mode="road",
            engine=self.engine,
            data_date=driven.data_date or self._date(),
            network_km=driven.km,
            access_km=access,
            straight_km=straight,
            line=(start, *driven.line, end),
        )


def osrm(url: str) -> RouteServer:
    """Return a router that asks the OSRM server at a URL (such as "http://127.0.0.1:5000")."""
    return RouteServer(engine="OSRM", base=_checked(url), address=_osrm_address, read=_read_osrm)


def valhalla(url: str) -> RouteServer:
    """Return a router that asks the Valhalla server at a URL (such as "http://127.0.0.1:8002")."""
    return RouteServer(
        engine="Valhalla",
        base=_checked(url),
        address=_valhalla_address,
        read=_read_valhalla,
        ask_date=_valhalla_date,
    )


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        message = (
            f"{url!r} is no address of a routing server. "
            'Give one such as "osrm:http://127.0.0.1:5000".'
        )
        raise SettingsError(message)
    return url.rstrip("/")


def _shown(base: str) -> str:
    """Return a server's address without a name, password or query that it may carry."""
    parts = urlsplit(base)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _osrm_address(base: str, start: LatLon, end: LatLon) -> str:
    points = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (start, end))
    return f"{base}/route/v1/driving/{points}?overview=simplified&geometries=geojson"


def _read_osrm(answer: Answer) -> Driven:
    route = answer["routes"][0]
    line = tuple((float(lat), float(lon)) for lon, lat in route["geometry"]["coordinates"])
    first, last = (answer["waypoints"][i]["location"] for i in (0, -1))
    ends = (float(first[1]), float(first[0])), (float(last[1]), float(last[0]))
    return _driven(
        float(route["distance"]) / 1000,
        (ends[0], *line, ends[1]),
        str(answer.get("data_version") or ""),
    )


def _valhalla_address(base: str, start: LatLon, end: LatLon) -> str:
    question = {
        "locations": [{"lat": round(lat, 6), "lon": round(lon, 6)} for lat, lon in (start, end)],
        "costing": "auto",
        "units": "kilometers",
        "directions_type": "none",
    }
    return f"{base}/route?json={quote(json.dumps(question, separators=(',', ':')))}"


def _read_valhalla(answer: Answer) -> Driven:
    trip = answer["trip"]
    line = tuple(point for leg in trip["legs"] for point in decoded_polyline(leg["shape"]))
    return _driven(float(trip["summary"]["length"]), line, "")


def _valhalla_date(base: str) -> str:
    """Return the day on which a Valhalla server's tiles were built, "" where it does not say."""
    try:
        seconds = float(fetch_json(f"{base}/status")["tileset_last_modified"])
        return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat()
    except (AnswerError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return ""


def _driven(km: float, line: tuple[LatLon, ...], data_date: str) -> Driven:
    """Return a server's answer, or raise ValueError where it cannot be one."""
    for point in line:
        geodesy.check_point(point)
    if not line or not 0 < km < 100_000:  # noqa: PLR2004 - more than twice round the world
        message = f"no length or no line ({km} km, {len(line)} points)"
        raise ValueError(message)
    return Driven(km=km, line=line, data_date=data_date[:80])


def decoded_polyline(text: str) -> tuple[LatLon, ...]:
    """Return the points of an encoded polyline with six decimals, as Valhalla writes it.

    >>> decoded_polyline("_izlhA~rlgdF_{geC~ywl@")
    ((38.5, -120.2), (40.7, -120.95))
    """
    numbers: list[int] = []
    value = shift = 0
    for letter in text:
        code = ord(letter) - 63
        value |= (code & 31) << shift
        shift += 5
        if code < 32:  # noqa: PLR2004 - the sixth bit says that more follows
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lat = lon = 0
    points = []
    for down, across in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + down, lon + across
        points.append((lat / 1e6, lon / 1e6))
    return tuple(points)
