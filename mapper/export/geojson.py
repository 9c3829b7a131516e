"""The route as GeoJSON (RFC 7946): stops as points, legs as geodesics cut at the antimeridian.

Positions are (lon, lat) with at most six decimals, about a decimetre. There is no `crs` member.
"""

import json
from collections.abc import Sequence
from itertools import pairwise

from mapper.geodesy import geodesic_line
from mapper.model import MAX_LON_DEG, Itinerary, LatLon, Leg, Place, Report, Visit

DECIMALS = 6
STEP_KM = 40.0  # one point this often draws a geodesic without visible corners
_DRAWN = {"visited", "passed", "origin", "destination", "planned"}
Position = tuple[float, float]


def route_geojson(report: Report) -> str:
    """Return the itineraries as one FeatureCollection; visits without a place are left out."""
    features = [
        feature
        for itinerary in report.itineraries
        for feature in (*_stops(itinerary), *_legs(itinerary))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _stops(itinerary: Itinerary) -> list[dict[str, object]]:
    return [
        {
            "type": "Feature",
            "id": visit.id,
            "geometry": {
                "type": "Point",
                "coordinates": position((visit.place.lat, visit.place.lon)),
            },
            "properties": {
                "traveller": itinerary.traveller,
                "number": number,
                "name": visit.name,
                "place": visit.place.id,
                "status": visit.status,
                "earliest": visit.when.earliest.isoformat() if visit.when.earliest else None,
                "latest": visit.when.latest.isoformat() if visit.when.latest else None,
                "precision": visit.when.precision,
            },
        }
        for number, visit in enumerate(itinerary.visits, 1)
        if visit.place and visit.status in _DRAWN
    ]


def _legs(itinerary: Itinerary) -> list[dict[str, object]]:
    visits = {visit.id: visit for visit in itinerary.visits}
    return [
        _leg_feature(leg, visits[leg.origin], visits[leg.destination])
        for leg in itinerary.legs
        if visits[leg.origin].place and visits[leg.destination].place
    ]


def _leg_feature(leg: Leg, origin: Visit, destination: Visit) -> dict[str, object]:
    lines = cut_at_antimeridian(
        geodesic_line(_point(origin.place), _point(destination.place), STEP_KM)
    )
    geometry: dict[str, object] = (
        {"type": "LineString", "coordinates": lines[0]}
        if len(lines) == 1
        else {"type": "MultiLineString", "coordinates": lines}
    )
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {
            "from": leg.origin,
            "to": leg.destination,
            "mode": leg.mode,
            "stated": leg.stated,
            "straight_km": leg.straight_km,
            "route_km": leg.route_km,
        },
    }


def _point(place: Place | None) -> LatLon:
    if place is None:
        message = "a leg without coordinates cannot be drawn; leave it out first"
        raise ValueError(message)
    return place.lat, place.lon


def position(point: LatLon) -> Position:
    """Return (lon, lat) with six decimals, longitudes within 180 degrees."""
    lat, lon = point
    wrapped = (lon + MAX_LON_DEG) % (2 * MAX_LON_DEG) - MAX_LON_DEG
    return round(wrapped, DECIMALS), round(lat, DECIMALS)


def cut_at_antimeridian(points: Sequence[LatLon]) -> list[list[Position]]:
    """Return the line in parts that do not cross 180 degrees (RFC 7946, section 3.1.9).

    `points` have continuous longitudes, such as 177.5 ... 194.6; a line that does not cross gives
    one part, and one that only touches the meridian with its end is not cut there.
    """
    turn = 0.0  # what is subtracted from the longitudes of the part that is being written
    while abs(points[0][1] - turn) > MAX_LON_DEG:
        turn += 2 * MAX_LON_DEG if points[0][1] > turn else -2 * MAX_LON_DEG
    parts: list[list[Position]] = [[_rounded(points[0], turn)]]
    for before, after in pairwise(points):
        if abs(after[1] - turn) > MAX_LON_DEG:
            side = MAX_LON_DEG if after[1] > turn else -MAX_LON_DEG
            share = (turn + side - before[1]) / (after[1] - before[1])
            lat = round(before[0] + share * (after[0] - before[0]), DECIMALS)
            parts[-1].append((side, lat))
            parts.append([(-side, lat)])
            turn += 2 * side
        parts[-1].append(_rounded(after, turn))
    return [part for part in parts if len(set(part)) > 1] or parts[:1]


def _rounded(point: LatLon, turn: float) -> Position:
    return round(point[1] - turn, DECIMALS), round(point[0], DECIMALS)
