"""Convert the route networks to the compressed files beside this recipe.

Run it in an environment of its own, since the two data packages are no dependency of mapper:

    python -m venv scratch
    scratch/bin/pip install scgraph==2.0.0 scgraph_data==2.0.0 searoute==1.6.0 numpy scipy pyproj
    scratch/bin/python gazetteer/routes/build.py

It writes `rail.xz`, `road.xz` and `sea.xz`; README.md beside it says what they hold. The same
packages give the same bytes.
"""

import importlib
import json
import lzma
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

HERE = Path(__file__).parent
FORMAT = "mapper-network/1"
GEOD = Geod(ellps="WGS84")
STEPS_PER_DEGREE = 1000  # the sources' own precision: 0.001 degrees, at most 111 m
STEPS_PER_KM = 100  # lengths are kept to 10 m
SPHERE_KM = 6371.0  # the radius with which scgraph_data computed its lengths
GAP_KM = 0.5  # parts of a network nearer than this are one: breaks of the simplification
PASSAGES_CLOSED = {"northwest"}  # closed by ice most of the year; searoute closes it by default too
ODBL = {
    "licence": "ODbL-1.0",
    "credit": "© OpenStreetMap contributors (ODbL), simplified by scgraph_data 2.0.0",
    "data_date": "2024-04",
}
APACHE = {
    "licence": "Apache-2.0",
    "credit": "sea lanes of searoute 1.6.0 (Apache-2.0), after Eurostat's SeaRoute",
    "data_date": "2026-05",
}


@dataclass(frozen=True)
class Network:
    """Points in thousandths of a degree, and edges (from, to) with their lengths in km."""

    lat: np.ndarray
    lon: np.ndarray
    tail: np.ndarray
    head: np.ndarray
    km: np.ndarray


def main() -> int:
    """Write the three files and say what each holds."""
    networks = {
        "rail": (from_scgraph("world_railways"), ODBL),
        "road": (from_scgraph("world_highways"), ODBL),
        "sea": (from_searoute(), APACHE),
    }
    for mode, (network, notice) in networks.items():
        packed = pack(mode, ordered(joined(network)), notice)
        (HERE / f"{mode}.xz").write_bytes(packed)
        sys.stdout.write(
            f"{mode}: {len(network.lat)} points, {len(network.km)} edges, {len(packed)} bytes\n"
        )
    return 0


def from_scgraph(name: str) -> Network:
    """Return a network of scgraph_data with its lengths carried from the sphere to WGS 84.

    The lengths in the package are sums of haversine steps along the unsimplified line; each is
    multiplied by what the ellipsoid makes of the straight line between its ends (at most 0.6 %).
    """
    module = importlib.import_module(f"scgraph_data.{name}")
    points = np.rint(np.array(module.nodes) * STEPS_PER_DEGREE).astype(np.int64)
    rows = [
        (tail, head, km)
        for tail, edges in enumerate(module.graph)
        for head, km in edges.items()
        if tail < head
    ]
    tail, head = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    lat, lon = points[:, 0], wrapped(points[:, 1])
    straight = geodesic_km(lat, lon, tail, head)
    km = np.array([row[2] for row in rows]) * straight / haversine_km(lat, lon, tail, head)
    return Network(lat, lon, tail, head, np.maximum(km, straight))


def from_searoute() -> Network:
    """Return searoute's sea lanes, every point of a line a point of the network."""
    source = files("searoute") / "data" / "marnet_searoute.geojson"
    pairs = set()
    for line in sea_lines(json.loads(source.read_text(encoding="utf8"))):
        steps = [
            (round(lat * STEPS_PER_DEGREE), int(wrapped(np.rint(lon * STEPS_PER_DEGREE))))
            for lon, lat in line
        ]
        pairs.update((min(a, b), max(a, b)) for a, b in pairwise(steps))
    pairs = sorted(pair for pair in pairs if pair[0] != pair[1])
    points = sorted({point for pair in pairs for point in pair})
    number = {point: i for i, point in enumerate(points)}
    tail = np.array([number[a] for a, _ in pairs], dtype=np.int64)
    head = np.array([number[b] for _, b in pairs], dtype=np.int64)
    lat, lon = (np.array(axis, dtype=np.int64) for axis in zip(*points, strict=True))
    return Network(lat, lon, tail, head, geodesic_km(lat, lon, tail, head))


def sea_lines(collection: dict) -> Iterator[list]:
    """Yield the coordinate lists of the lanes that are open."""
    for feature in collection["features"]:
        if feature["properties"].get("passage") in PASSAGES_CLOSED:
            continue
        shape = feature["geometry"]
        if shape["type"] == "LineString":
            yield shape["coordinates"]
        else:
            yield from shape["coordinates"]


def wrapped(lon: np.ndarray) -> np.ndarray:
    """Return longitudes in thousandths brought into -180 (included) to 180 (excluded) degrees."""
    half = 180 * STEPS_PER_DEGREE
    return ((np.asarray(lon) + half) % (2 * half) - half).astype(np.int64)


def geodesic_km(lat: np.ndarray, lon: np.ndarray, tail: np.ndarray, head: np.ndarray) -> np.ndarray:
    """Return the straight length of every edge on WGS 84, in km."""
    y, x = lat / STEPS_PER_DEGREE, lon / STEPS_PER_DEGREE
    return GEOD.inv(x[tail], y[tail], x[head], y[head])[2] / 1000


def haversine_km(
    lat: np.ndarray, lon: np.ndarray, tail: np.ndarray, head: np.ndarray
) -> np.ndarray:
    """Return the straight length of every edge on the sphere, in km."""
    y, x = np.radians(lat / STEPS_PER_DEGREE), np.radians(lon / STEPS_PER_DEGREE)
    across = np.cos(y[tail]) * np.cos(y[head]) * np.sin((x[head] - x[tail]) / 2) ** 2
    return 2 * SPHERE_KM * np.arcsin(np.sqrt(np.sin((y[head] - y[tail]) / 2) ** 2 + across))


def joined(network: Network) -> Network:
    """Return the network with an edge over every gap of at most `GAP_KM` between two parts of it.

    The simplification of the sources leaves parts that end metres from each other.
    """
    part = components(network)
    points = geocentric_km(network)
    gaps = cKDTree(points).query_pairs(GAP_KM, output_type="ndarray")
    gaps = gaps[part[gaps[:, 0]] != part[gaps[:, 1]]]
    gaps = gaps[np.lexsort((gaps[:, 1], gaps[:, 0]))]
    km = np.linalg.norm(points[gaps[:, 0]] - points[gaps[:, 1]], axis=1)
    return Network(
        network.lat,
        network.lon,
        np.concatenate([network.tail, gaps[:, 0]]),
        np.concatenate([network.head, gaps[:, 1]]),
        np.concatenate([network.km, km]),
    )


def ordered(network: Network) -> Network:
    """Return the network with neighbours numbered near each other, so that it packs small."""
    order = np.lexsort((network.lon, network.lat, z_order(network.lat, network.lon)))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    ends = number[network.tail], number[network.head]
    low, high = np.minimum(*ends), np.maximum(*ends)
    rows = np.lexsort((network.km, high, low))
    return Network(network.lat[order], network.lon[order], low[rows], high[rows], network.km[rows])


def z_order(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return the Morton code of each point: latitude and longitude bit by bit."""
    y, x = lat + 90 * STEPS_PER_DEGREE, lon + 180 * STEPS_PER_DEGREE
    code = np.zeros(len(lat), dtype=np.int64)
    for bit in range(20):
        code |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    return code


def pack(mode: str, network: Network, notice: dict[str, str]) -> bytes:
    """Return a network as one LZMA stream: a line of JSON, then six columns of whole numbers.

    The columns: latitude and longitude as steps from the point before, the number of edges to
    points with a higher number, the step to that number, and the length above the chord through
    the ellipsoid; then the component of each point, the largest being 0.
    """
    points, edges = len(network.lat), len(network.km)
    excess = np.maximum(np.rint((network.km - chord_km(network)) * STEPS_PER_KM), 0)
    columns = [
        np.diff(network.lat, prepend=0),
        np.diff(network.lon, prepend=0),
        np.bincount(network.tail, minlength=points),
        network.head - network.tail,
        excess,
        components(network),
    ]
    head = {"format": FORMAT, "mode": mode, "points": points, "edges": edges, **notice}
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode("utf8") + b"\n"
    body = b"".join(byte_planes(column) for column in columns)
    return lzma.compress(text + body, preset=9 | lzma.PRESET_EXTREME)


def chord_km(network: Network) -> np.ndarray:
    """Return the straight line through the ellipsoid for every edge, in km.

    `mapper.routes.network` does the same sum: a chord takes no library and 0.1 s for a million
    edges, and is 1 m shorter than the geodesic at 100 km.
    """
    points = geocentric_km(network)
    return np.linalg.norm(points[network.tail] - points[network.head], axis=1)


def geocentric_km(network: Network) -> np.ndarray:
    """Return the points as geocentric (x, y, z) in km, a row each."""
    lat = np.radians(network.lat / STEPS_PER_DEGREE)
    lon = np.radians(network.lon / STEPS_PER_DEGREE)
    normal = GEOD.a / 1000 / np.sqrt(1 - GEOD.es * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - GEOD.es) * np.sin(lat),
        ]
    )


def components(network: Network) -> np.ndarray:
    """Return for each point which connected part it lies in, the largest part being 0."""
    size = len(network.lat)
    matrix = coo_array((network.km + 1, (network.tail, network.head)), shape=(size, size))
    labels = connected_components(matrix, directed=False)[1]
    counts = np.bincount(labels)
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((np.arange(len(counts)), -counts))] = np.arange(len(counts))
    return rank[labels]


def byte_planes(column: np.ndarray) -> bytes:
    """Return whole numbers as zigzag codes, all first bytes together, then all second ones."""
    value = column.astype(np.int64)
    code = ((value << 1) ^ (value >> 63)).astype("<u4")
    return code.view(np.uint8).reshape(-1, 4).T.tobytes()


if __name__ == "__main__":
    raise SystemExit(main())
