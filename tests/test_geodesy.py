"""Distances, bearings and borders, against geopy, GeographicLib and an exact projection."""

import itertools
import random

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from geographiclib.test.test_geodesic import GeodesicTest
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from shapely.ops import nearest_points

from mapper import geodesy

LATS = st.floats(-90, 90)
LONS = st.floats(-180, 180)
POINTS = st.tuples(LATS, LONS)


def aeqd_nearest_km(point, line):
    """Measure as the notes do: azimuthal equidistant projection centred on the point."""
    lat, lon = point
    crs = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84")
    project = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    fine = shapely.segmentize(line, 0.05)
    local = shapely.transform(fine, lambda xy: np.column_stack(project.transform(*xy.T)))
    near = nearest_points(shapely.Point(0, 0), local)[1]
    lon_b, lat_b = project.transform(near.x, near.y, direction="INVERSE")
    return Geod(ellps="WGS84").inv(lon, lat, lon_b, lat_b)[2] / 1000


def winding_line(rng, lat, lon, steps=40):
    """Make a line like a border: a walk of up to 1 degree a step."""
    xy = [(lon, lat)]
    for _ in range(steps):
        x, y = xy[-1]
        xy.append((x + rng.uniform(-1, 1), max(-85, min(85, y + rng.uniform(-0.5, 0.5)))))
    return shapely.LineString(xy)


@pytest.mark.parametrize("row", GeodesicTest.testcases)
def test_distance_and_bearing_hold_geographiclib_published_values(row):
    lat1, lon1, azimuth, lat2, lon2, _, metres = row[:7]
    a, b = (lat1, (lon1 + 180) % 360 - 180), (lat2, (lon2 + 180) % 360 - 180)
    assert geodesy.distance_km(a, b) * 1000 == pytest.approx(metres, abs=1e-6)
    assert geodesy.bearing_deg(a, b) == pytest.approx(azimuth % 360, abs=1e-9)


@given(POINTS, POINTS)
def test_distance_agrees_with_geopy(a, b):
    assert geodesy.distance_km(a, b) == pytest.approx(geodesic(a, b).km, abs=1e-6)


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_zero_on_itself(a, b):
    assert geodesy.distance_km(a, b) == pytest.approx(geodesy.distance_km(b, a), abs=1e-6)
    assert geodesy.distance_km(a, a) == 0.0


@given(POINTS, POINTS, POINTS)
def test_a_detour_is_never_shorter(a, b, c):
    direct = geodesy.distance_km(a, c)
    assert direct <= geodesy.distance_km(a, b) + geodesy.distance_km(b, c) + 1e-6


@given(POINTS, POINTS)
def test_going_the_bearing_for_the_distance_arrives(a, b):
    km, bearing = geodesy.measure(a, b)
    there = geodesy.destination(a, bearing, km)
    assert geodesy.distance_km(there, b) < 1e-6


@given(POINTS, POINTS, st.floats(20, 3000))
def test_a_geodesic_line_is_continuous_and_as_long_as_the_distance(a, b, step_km):
    km = geodesy.distance_km(a, b)
    assume(abs(a[0]) < 89 and abs(b[0]) < 89 and km < 19_000)
    line = geodesy.geodesic_line(a, b, step_km)
    steps = [geodesy.distance_km(p, q) for p, q in itertools.pairwise(line)]
    assert max(steps, default=0) <= step_km + 1e-6
    assert sum(steps) == pytest.approx(km, abs=1e-4)
    assert all(abs(q[1] - p[1]) <= 180 for p, q in itertools.pairwise(line))


def test_a_line_across_the_antimeridian_runs_on_past_180():
    line = geodesy.geodesic_line((52.0, 170.0), (52.0, -170.0), 200)
    assert line[-1] == (52.0, 190.0)
    assert all(p[1] < q[1] for p, q in itertools.pairwise(line))


def test_a_line_wants_a_step_above_zero():
    with pytest.raises(ValueError, match="never arrives"):
        geodesy.geodesic_line((0, 0), (1, 1), 0)


@pytest.mark.parametrize("point", [(91, 0), (float("nan"), 0), (131.9, 43.1)])
def test_what_is_no_point_is_refused(point):
    with pytest.raises(ValueError, match="no \\(lat, lon\\)"):
        geodesy.distance_km(point, (0, 0))


def test_poles_and_antipodes():
    assert geodesy.distance_km((90, 0), (90, 123)) == pytest.approx(0, abs=1e-9)
    assert geodesy.distance_km((90, 0), (-90, 0)) == pytest.approx(20003.931, abs=1e-3)
    assert geodesy.distance_km((0, 0), (0.5, 179.7)) == pytest.approx(19944.127421, abs=1e-3)


@given(st.floats(0, 360))
def test_a_wind_names_the_bearings_within_half_its_step(bearing):
    wind = geodesy.wind_name(bearing)
    assert geodesy.turn_deg(geodesy.wind_bearing(wind), bearing) <= geodesy.WIND_DEG / 2 + 1e-9


def test_winds_in_words():
    assert [geodesy.wind_name(d) for d in (0, 11, 12, 346, 359, 720)] == [
        *("N", "N", "NNE", "NNW", "N", "N")
    ]
    with pytest.raises(ValueError, match="none of the 16 winds"):
        geodesy.wind_bearing("offshore")


def test_border_distance_is_exact_on_random_points():
    rng = random.Random(4)  # noqa: S311 - no secret
    worst, asked = 0.0, 0
    for _ in range(50):
        line = winding_line(rng, rng.uniform(-75, 75), rng.uniform(-150, 150))
        x, y = line.coords[0]
        for _ in range(200):
            point = (max(-84, min(84, y + rng.gauss(0, 5))), x + rng.gauss(0, 8))
            point = (point[0], (point[1] + 180) % 360 - 180)
            got = geodesy.nearest_point(point, line)
            asked += 1
            if asked % 10 == 0:  # the projection is slow; tests/eval asks all of them
                worst = max(worst, abs(got.km - aeqd_nearest_km(point, line)))
            assert got.km == pytest.approx(geodesy.distance_km(point, got.point), abs=1e-6)
    assert worst <= 0.05


def test_a_border_beyond_the_antimeridian_is_near():
    coast = shapely.LineString([(-179.5, 60), (-179.5, 70)])
    assert geodesy.nearest_point((65, 179.5), coast).km == pytest.approx(47.1, abs=0.2)


def test_the_pole_is_as_near_to_a_parallel_from_everywhere():
    parallel = shapely.LineString([(lon, 80) for lon in range(-180, 181, 10)])
    quarter = Geodesic.WGS84.Inverse(80, 0, 90, 0)["s12"] / 1000
    assert geodesy.nearest_point((90, 0), parallel).km == pytest.approx(quarter, abs=1e-6)


def test_inside_an_area_the_distance_is_zero():
    square = shapely.box(10, 50, 12, 52)
    assert geodesy.nearest_point((51, 11), square).km == 0
    outside = geodesy.nearest_point((51, 13), square)
    assert outside.km == pytest.approx(70.2, abs=0.1)
    assert outside.lon == 12


def test_points_lines_and_areas_may_be_mixed():
    mixed = shapely.GeometryCollection(
        [shapely.Point(5, 5), shapely.LineString([(0, 0), (1, 0)]), shapely.box(9, 9, 10, 10)]
    )
    assert geodesy.nearest_point((5, 5.1), mixed).point == (5, 5)
    assert geodesy.nearest_point((-1, 0.5), mixed).point == pytest.approx((0, 0.5), abs=1e-5)
    assert geodesy.nearest_point((9.5, 9.5), mixed).km == 0


def test_an_empty_geometry_has_no_nearest_point():
    with pytest.raises(ValueError, match="empty"):
        geodesy.nearest_point((0, 0), shapely.LineString())


def test_the_gap_between_two_areas():
    a, b = shapely.box(0, 50, 1, 51), shapely.box(2, 50, 3, 51)
    on_a, on_b, km = geodesy.nearest_between(a, b)
    assert km == pytest.approx(70.14, abs=0.1)
    assert (on_a[1], on_b[1]) == (1, 2)
    assert geodesy.nearest_between(a, a)[2] == 0


def test_extent_is_the_radius_of_the_circle_round_the_center():
    assert geodesy.extent_km((0, 0), shapely.box(-1, 0, 1, 0)) == pytest.approx(111.32, abs=0.01)
