"""A report as a scene: which stops are drawn, how, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mapper.export.page.facts import Fact, visit_facts
from mapper.export.page.lines import bridged, inside_world, leg_line, side_by_side, stop_lines
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import LAT_LIMIT, near_lon
from mapper.export.page.scene import (
    MOST_TRACKS,
    NAME_LIMIT,
    NOT_DRAWN,
    Line,
    Scene,
    Shape,
    Stop,
    is_area,
)
from mapper.export.page.sequence import stop_labels, traveller_marks
from mapper.model import CONFIDENT_SCORE, Itinerary, LatLon, MentionKey, Place, Report, Visit

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas


def make_scene(report: Report, areas: "Areas | None" = None) -> Scene:
    """Return the scene of a report; `areas` are outlines by place id, as the gazetteer has them."""
    facts = visit_facts(report)
    sure = _place_scores(report)
    ranked = _ranked(report)
    marks = traveller_marks([i.traveller for i in ranked])
    labels = visit_labels(report)
    stops: list[Stop] = []
    lines: list[Line] = []
    reference: float | None = None
    for track, itinerary in enumerate(ranked):
        made = list(_stops(itinerary, track, len(stops), labels, facts, sure))
        if track < MOST_TRACKS:
            made = _placed(made, areas or {}, reference)
            lines += stop_lines(itinerary, made, track, len(lines))
        stops += made
        reference = next((s.lon for s in stops if s.lon is not None), None)
    lons = [s.lon for s in stops if s.lon is not None]
    return Scene(
        title=plain_text(report.title, 300) or "mapper",
        travellers=tuple(
            f"{mark} {plain_text(i.traveller, NAME_LIMIT)}".strip()
            for mark, i in zip(marks, ranked, strict=True)
        ),
        stops=tuple(stops),
        lines=tuple(side_by_side(lines)),
        conflicts=report.conflicts,
        notes=tuple(plain_text(n) for i in ranked for n in i.notes),
        reviewed_by=reviewed_by(report),
        middle_lon=(min(lons) + max(lons)) / 2 if lons else 0.0,
    )


def visit_labels(report: Report) -> Mapping[str, str]:
    """Return the label of each visit as the map shows it, by the visit's id.

    With several travellers each label begins with a letter of its own: "F3".
    """
    ranked = _ranked(report)
    labels: dict[str, str] = {}
    for mark, itinerary in zip(traveller_marks([i.traveller for i in ranked]), ranked, strict=True):
        areas = {v.id for v in itinerary.visits if v.place and is_area(v.place)}
        made = stop_labels(itinerary, areas)
        labels |= {visit: f"{mark}{label}" if label else "" for visit, label in made.items()}
    return labels


def _ranked(report: Report) -> list[Itinerary]:
    return sorted(report.itineraries, key=lambda i: -len(i.visits))


def public_scene(scene: Scene) -> Scene:
    """Return the scene for embed and card: stops to check are left out until somebody accepts them.

    The legs that led over them become one inferred leg; the other stops keep their labels.
    """
    hidden = {s.key for s in scene.stops if s.shape == "hollow"}
    if not hidden:
        return scene
    kept = {s.key: s for s in scene.stops if s.key not in hidden}
    legs = bridged([(n.origin, n.destination) for n in scene.lines], hidden)
    known = {(n.origin, n.destination): n for n in scene.lines}
    lines = [
        known.get((a, b)) or leg_line(f"g{len(scene.lines) + i}", kept[a], kept[b], None)
        for i, (a, b) in enumerate(legs)
        if a in kept and b in kept
    ]
    return replace(scene, stops=tuple(kept.values()), lines=tuple(side_by_side(lines)))


def reviewed_by(report: Report) -> str | None:
    """Return who reviewed the page ("" where the desk gave no name); None while it is a draft."""
    state: str | None = None
    for applied in report.corrections:
        correction = applied.correction
        if correction.verb == "reviewed" and correction.value:
            named = correction.value if isinstance(correction.value, str) else correction.by
            state = plain_text(named, 80)
        elif correction.verb == "draft" and correction.value:
            state = None
    return state


def _place_scores(report: Report) -> Mapping[MentionKey, tuple[str, float]]:
    return {
        r.mention.key: (r.place.id, 1.0 if r.by_desk else r.score)
        for r in report.resolutions
        if r.place
    }


def _confidence(visit: Visit, sure: Mapping[MentionKey, tuple[str, float]]) -> float:
    """Return how sure the place is: the best of its mentions, 1 where the desk set it."""
    if visit.by_desk:
        return 1.0
    own = [
        score
        for key in visit.mentions
        if key in sure and visit.place
        for place, score in [sure[key]]
        if place == visit.place.id
    ]
    return min(visit.score, max(own)) if own else visit.score


def _stops(
    itinerary: Itinerary,
    track: int,
    first: int,
    labels: Mapping[str, str],
    facts: Mapping[str, tuple[Fact, ...]],
    sure: Mapping[MentionKey, tuple[str, float]],
) -> Iterator[Stop]:
    for number, visit in enumerate(itinerary.visits, first + 1):
        yield Stop(
            key=f"s{number}",
            track=track,
            visit=visit,
            label=labels[visit.id],
            name=plain_text(visit.place.name if visit.place else visit.name, NAME_LIMIT) or "?",
            shape=_shape(visit, _confidence(visit, sure)),
            facts=facts.get(visit.id, ()),
            notes=_notes(visit),
        )


def _shape(visit: Visit, confidence: float) -> Shape:
    if visit.place is None or visit.status in NOT_DRAWN:
        return "none"
    if is_area(visit.place):
        return "area"
    return "pin" if confidence >= CONFIDENT_SCORE else "hollow"


def _notes(visit: Visit) -> tuple[str, ...]:
    if visit.status in NOT_DRAWN:
        return ("not_drawn",)
    if visit.place is None:
        return ("nowhere",)
    return ("pole",) if abs(visit.place.lat) > LAT_LIMIT else ()


def _placed(stops: Sequence[Stop], areas: "Areas", reference: float | None) -> list[Stop]:
    """Return the stops with points: each longitude the short way from the stop before."""
    out = []
    for stop in stops:
        if stop.shape == "none" or stop.visit.place is None:
            out.append(stop)
            continue
        place = stop.visit.place
        lon = place.lon if reference is None else near_lon(place.lon, reference)
        if stop.shape == "area":
            out.append(_area(stop, place, areas, lon))
        else:
            lat = max(-LAT_LIMIT, min(LAT_LIMIT, place.lat))
            out.append(replace(stop, lat=lat, lon=lon))
        reference = lon
    return out


def _area(stop: Stop, place: Place, areas: "Areas", lon: float) -> Stop:
    """Return a stop with the outline of its region; a rough circle where there is none."""
    from shapely.affinity import translate

    geometry = areas.get(place.id)
    if geometry is None or geometry.is_empty:
        circle = _circle((place.lat, lon), place.extent_km) if place.extent_km else ()
        if any(abs(lat) > LAT_LIMIT for lat, _ in circle):  # round a pole it would be a line
            circle = ()
        around = (circle,) if circle else ()
        return replace(stop, lat=place.lat, lon=lon, rings=around, rough=True)
    west, south, east, north = geometry.bounds
    thin = geometry.simplify(max(east - west, north - south) / 300)
    parts = sorted(getattr(thin, "geoms", [thin]), key=lambda p: -p.area)
    whole = parts[0].area
    kept = [p for p in parts if p.geom_type == "Polygon" and p.area > whole / 200]
    shifted = [translate(p, xoff=near_lon(p.centroid.x, lon) - p.centroid.x) for p in kept]
    inside = shifted[0].representative_point()
    rings = tuple(tuple((y, x) for x, y in p.exterior.coords) for p in shifted)
    return replace(stop, lat=inside.y, lon=inside.x, rings=rings)


def _circle(center: LatLon, radius_km: float) -> tuple[LatLon, ...]:
    """Return a circle for drawing only, on a sphere, held off the poles."""
    from mapper.geodesy import destination

    ring = [destination(inside_world(center), d, radius_km) for d in range(0, 361, 15)]
    return tuple((lat, near_lon(lon, center[1])) for lat, lon in ring)
