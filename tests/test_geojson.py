"""Legs are cut at the antimeridian and nowhere else; positions stay on the globe."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mapper.export.geojson import cut_at_antimeridian, position
from mapper.geodesy import geodesic_line

POINT = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


def test_a_leg_over_the_date_line_is_two_lines_that_meet_it_at_the_same_latitude():
    line = geodesic_line((64.73, 177.5), (64.5, -165.4), 40.0)
    west, east = cut_at_antimeridian(line)
    assert west[-1][0] == 180
    assert east[0] == (-180, west[-1][1])
    assert west[0] == (177.5, 64.73)
    assert east[-1] == (-165.4, 64.5)


def test_a_leg_that_stays_on_one_side_is_one_line():
    (line,) = cut_at_antimeridian(geodesic_line((55.75, 37.62), (43.12, 131.9), 40.0))
    assert line[0] == (37.62, 55.75)


@given(POINT, POINT)
def test_every_part_lies_within_180_degrees_and_jumps_nowhere(origin, destination):
    for part in cut_at_antimeridian(geodesic_line(origin, destination, 40.0)):
        assert all(-180 <= lon <= 180 for lon, _ in part)
        assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(part))


def test_positions_have_six_decimals_and_wrapped_longitudes():
    assert position((43.1234567, 190.0)) == (-170.0, 43.123457)
