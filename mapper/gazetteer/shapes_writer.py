"""Write shapes as a file: encoded geometries, their boxes, and notes."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mapper.gazetteer.bundle import write_bundle
from mapper.gazetteer.geometry import encode

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# What a coarse shape may lose: 0.003 degree is 330 m, under a tenth of the layer's own error.
COARSE_DEG = 0.003
_KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry on its way into the file. Countries and borders stay `fine`, corner for corner."""

    geometry: "BaseGeometry"
    fine: bool = True
    note: str = ""


def extent_km_of(geometry: "BaseGeometry") -> float:
    """Return half the diagonal of the box around a geometry, in km, on the sphere.

    A box that spans more than half the globe (across the antimeridian) is measured by its parts'
    largest one.
    """
    import shapely

    west, south, east, north = geometry.bounds
    if east - west > 180:  # noqa: PLR2004 (half the globe)
        parts = shapely.get_parts(geometry)
        west, south, east, north = max(parts, key=lambda part: part.area).bounds
    across = (east - west) * math.cos(math.radians((south + north) / 2))
    return max(0.5, math.hypot(across, north - south) * _KM_PER_DEGREE / 2)


def write_shapes(path: Path, shapes: Mapping[str, Shape], meta: Mapping[str, object]) -> None:
    """Write the shapes, each under its key."""
    index: dict[str, list[object]] = {}
    chunks: list[bytes] = []
    at = 0
    for key in sorted(shapes):
        shape = shapes[key]
        geometry = shape.geometry if shape.fine else shape.geometry.simplify(COARSE_DEG)
        raw = encode(geometry)
        box = [round(value, 5) for value in geometry.bounds]
        index[key] = [at, len(raw), *box, shape.note]
        chunks.append(raw)
        at += len(raw)
    listing = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    write_bundle(path, (("data", chunks), ("index", [listing])), meta)
