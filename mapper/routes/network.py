"""A route network as arrays mapped from disk: unpacked once, opened in milliseconds after that.

`gazetteer/routes/build.py` makes the packed files and describes their columns. They are unpacked
into `settings.cache_folder()`, into a folder named by the packed file's hash, so that an update
never meets the arrays of its predecessor; the folder appears whole or not at all.
"""

import hashlib
import json
import logging
import lzma
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from mapper.errors import GazetteerError
from mapper.settings import cache_folder, data_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

logger = logging.getLogger(__name__)

FORMAT = "mapper-network/1"
MODES = ("rail", "road", "sea")
STEPS_PER_DEGREE = 1000
STEPS_PER_KM = 100
#: Semi-major axis in km and squared eccentricity of WGS 84 (EPSG 7030).
AXIS_KM, ECCENTRICITY_2 = 6378.137, 0.0066943799901413165
#: An edge this long is kept in a list of its own: its ends may lie far from a place beside it.
LONG_EDGE_KM = 30.0
HEAD_BYTES = 4096  # hold the line of JSON at the head of a packed file
COLUMNS = ("lat", "lon", "xyz", "start", "head", "km", "component", "long_tail", "long_edge")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Points and edges of one mode of transport.

    The edges of point i are `head[start[i]:start[i + 1]]`, each edge standing at both its ends.
    `xyz` are geocentric coordinates in km; a chord between them is never longer than the way.
    `x`, `y`, `z`, `starts`, `heads`, `lengths` show the same memory to plain Python, which reads
    a memoryview five times as fast as an array.
    """

    mode: str
    credit: str
    data_date: str
    lat: "Array"
    lon: "Array"
    xyz: "Array"
    start: "Array"
    head: "Array"
    km: "Array"
    component: "Array"
    long_tail: "Array"
    long_edge: "Array"
    x: memoryview
    y: memoryview
    z: memoryview
    starts: memoryview
    heads: memoryview
    lengths: memoryview


@lru_cache(maxsize=len(MODES))
def open_network(mode: str) -> Network | None:
    """Return the network of a mode ("rail", "road", "sea"), unpacking it the first time (1 s).

    None where no such file is shipped. Raises GazetteerError where the file is broken.
    """
    packed = data_folder() / "routes" / f"{mode}.xz"
    if mode not in MODES or not packed.is_file():
        return None
    raw = packed.read_bytes()
    folder = cache_folder() / "routes" / f"{mode}-{hashlib.sha256(raw).hexdigest()[:12]}"
    if not (folder / "about.json").is_file():
        _unpack(packed, raw, folder)
    return _mapped(folder)


def network_credit(mode: str) -> str:
    """Return the credit that a page with a route of a mode must show, "" where none is shipped.

    Only the head of the packed file is read.
    """
    packed = data_folder() / "routes" / f"{mode}.xz"
    if not packed.is_file():
        return ""
    try:
        head = lzma.LZMADecompressor().decompress(packed.read_bytes(), max_length=HEAD_BYTES)
        return str(json.loads(head.split(b"\n", 1)[0])["credit"])
    except (lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise GazetteerError(_broken(packed)) from error


def geocentric(lat: "Array | float", lon: "Array | float") -> "Array":
    """Return points on WGS 84 as an array of x, y and z in km."""
    import numpy as np

    phi, lam = np.radians(lat), np.radians(lon)
    normal = AXIS_KM / np.sqrt(1 - ECCENTRICITY_2 * np.sin(phi) ** 2)
    return np.stack(
        [
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - ECCENTRICITY_2) * np.sin(phi),
        ]
    )


def _mapped(folder: Path) -> Network:
    import numpy as np

    about = json.loads((folder / "about.json").read_text(encoding="utf8"))
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in COLUMNS}
    x, y, z = arrays["xyz"]
    return Network(
        mode=about["mode"],
        credit=about["credit"],
        data_date=about["data_date"],
        **arrays,
        x=memoryview(x),
        y=memoryview(y),
        z=memoryview(z),
        starts=memoryview(arrays["start"]),
        heads=memoryview(arrays["head"]),
        lengths=memoryview(arrays["km"]),
    )


def _unpack(packed: Path, raw: bytes, folder: Path) -> None:
    """Write the arrays of a packed network into a folder, whole or not at all."""
    import numpy as np

    logger.info("Unpacking %s once into %s", packed.name, folder)
    about, arrays = _decoded(packed, raw)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise GazetteerError(_no_room(folder, error)) from error
    try:
        for name, array in arrays.items():
            np.save(temporary / f"{name}.npy", array)
        (temporary / "about.json").write_text(json.dumps(about), encoding="utf8")
        temporary.replace(folder)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if not (folder / "about.json").is_file():  # else another process was quicker
            raise GazetteerError(_no_room(folder, error)) from error


def _no_room(folder: Path, error: OSError) -> str:
    return (
        f"{folder}: the route network cannot be unpacked there ({error.strerror}). "
        "Make room, or name another folder in MAPPER_CACHE."
    )


def _decoded(packed: Path, raw: bytes) -> tuple[dict[str, Any], dict[str, "Array"]]:
    """Return what the file says about itself, and its arrays as `Network` wants them."""
    try:
        first, body = lzma.decompress(raw).split(b"\n", 1)
        about = json.loads(first)
        points, edges = int(about["points"]), int(about["edges"])
        whole = about["format"] == FORMAT and len(body) == 16 * points + 8 * edges
    except (lzma.LZMAError, ValueError, KeyError, TypeError) as error:
        raise GazetteerError(_broken(packed)) from error
    if not whole:
        raise GazetteerError(_broken(packed))
    return about, _arrays(body, points, edges)


def _broken(packed: Path) -> str:
    return (
        f"{packed}: no whole route network of format {FORMAT}. "
        "Install mapper again, or rebuild the file with gazetteer/routes/build.py."
    )


def _arrays(body: bytes, points: int, edges: int) -> dict[str, "Array"]:
    import numpy as np

    columns, at = [], 0
    for count in (points, points, points, edges, edges, points):
        columns.append(_numbers(body[at : at + 4 * count]))
        at += 4 * count
    lat, lon = (np.cumsum(column) / STEPS_PER_DEGREE for column in columns[:2])
    xyz = geocentric(lat, lon).astype(np.float32)
    low = np.repeat(np.arange(points), columns[2])
    high = low + columns[3]
    chord = np.sqrt(np.sum((xyz[:, low] - xyz[:, high]).astype(np.float64) ** 2, axis=0))
    km = (chord + columns[4] / STEPS_PER_KM).astype(np.float32)
    both = np.concatenate([low, high]), np.concatenate([high, low])
    rows = np.lexsort((both[1], both[0]))
    tail, head, km = both[0][rows], both[1][rows], np.concatenate([km, km])[rows]
    long_edge = np.flatnonzero((km > LONG_EDGE_KM) & (tail < head))
    return {
        "lat": lat.astype(np.float32),
        "lon": lon.astype(np.float32),
        "xyz": xyz,
        "start": np.searchsorted(tail, np.arange(points + 1)).astype(np.int32),
        "head": head.astype(np.int32),
        "km": km,
        "component": columns[5].astype(np.int32),
        "long_tail": tail[long_edge].astype(np.int32),
        "long_edge": long_edge.astype(np.int32),
    }


def _numbers(planes: bytes) -> "Array":
    """Return whole numbers from zigzag codes that lie byte plane by byte plane."""
    import numpy as np

    grid = np.frombuffer(planes, dtype=np.uint8).reshape(4, -1)
    code = np.ascontiguousarray(grid.T).view("<u4").ravel().astype(np.int64)
    return (code >> 1) ^ -(code & 1)
