"""Areas and lines as bytes: whole numbers of 1e-5 degree (1.1 m), each as the step from the last.

x and y stand in two planes, because their steps compress better apart. Corners that two countries
share stay shared, because equal coordinates give equal numbers.
"""

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

STEP_DEG = 1e-5
_HEAD = struct.Struct("<BBII")  # what it is, rings or lines per part follow, parts, coordinates
_AREA, _LINE = 1, 2


def encode(geometry: "BaseGeometry") -> bytes:
    """Return a (multi)polygon or (multi)line as bytes."""
    import numpy as np
    import shapely

    parts = shapely.get_parts(geometry)
    area = parts[0].geom_type == "Polygon"
    _, coords, offsets = shapely.to_ragged_array(parts)
    steps = np.rint(coords[:, :2] / STEP_DEG).astype(np.int64)
    deltas = np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)).astype("<i4")
    rings = offsets[0].astype("<u4")
    ends = offsets[1].astype("<u4") if area else np.zeros(0, "<u4")
    head = _HEAD.pack(_AREA if area else _LINE, 0, len(rings), len(deltas))
    count = struct.pack("<I", len(ends))
    return b"".join(
        (
            head,
            count,
            rings.tobytes(),
            ends.tobytes(),
            deltas[:, 0].tobytes(),
            deltas[:, 1].tobytes(),
        )
    )


def decode(raw: bytes) -> "BaseGeometry":
    """Return the geometry of `encode`'s bytes, as a MultiPolygon or a MultiLineString."""
    import numpy as np
    import shapely

    what, _, rings_count, points = _HEAD.unpack_from(raw)
    (ends_count,) = struct.unpack_from("<I", raw, _HEAD.size)
    at = _HEAD.size + 4
    rings = np.frombuffer(raw, "<u4", rings_count, at).astype(np.int64)
    at += 4 * rings_count
    ends = np.frombuffer(raw, "<u4", ends_count, at).astype(np.int64)
    at += 4 * ends_count
    x = np.cumsum(np.frombuffer(raw, "<i4", points, at), dtype=np.int64)
    y = np.cumsum(np.frombuffer(raw, "<i4", points, at + 4 * points), dtype=np.int64)
    coords = np.column_stack((x, y)) * STEP_DEG
    kind: Any = shapely.GeometryType.POLYGON if what == _AREA else shapely.GeometryType.LINESTRING
    offsets = (rings, ends) if what == _AREA else (rings,)
    parts = shapely.from_ragged_array(kind, coords, offsets)
    whole: Any = shapely.multipolygons if what == _AREA else shapely.multilinestrings
    geometry: BaseGeometry = whole(parts)
    return geometry
