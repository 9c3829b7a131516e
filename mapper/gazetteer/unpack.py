"""Unpack the shipped files once into the user's cache folder, safely with many processes at once.

`manifest.json` beside the packed files names, for each, its size and SHA-256 before and after
packing. A file is unpacked beside its final name, checked while it is written, and put in place in
one step; its name carries the hash, so that a new version never meets an old file. Processes that
come at the same time do the same work and put the same bytes in place.
Packed with xz in several streams, records column by column, which threads unpack side by side
(lzma frees the GIL).
"""

import json
import lzma
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from mapper.errors import GazetteerError
from mapper.settings import cache_folder, data_folder

MANIFEST = "manifest.json"
_REINSTALL = "Install mapper again, or build it with `mapper gazetteer build`."


def shipped_file(name: str) -> Path:
    """Return the unpacked path of a shipped file ("places", "shapes"), unpacking it if needed.

    Raises GazetteerError where the shipped file is missing or damaged, or the disk is full.
    """
    folder = data_folder()
    facts = read_manifest(folder)["files"].get(name)
    if facts is None:
        message = f"{folder / MANIFEST}: names no file {name!r}. {_REINSTALL}"
        raise GazetteerError(message)
    target = cache_folder() / f"{name}-{facts['sha256'][:16]}.gaz"
    if not _is_whole(target, facts["size"]):
        _unpack(folder, facts, target)
    return target


def read_manifest(folder: Path) -> dict:  # type: ignore[type-arg]
    """Return the manifest of a data folder. Raises GazetteerError where there is none."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, object] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{path}: the shipped gazetteer is missing or damaged ({error}). {_REINSTALL}"
        raise GazetteerError(message) from error
    return manifest


def _is_whole(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except OSError:
        return False


def _unpack(folder: Path, facts: dict, target: Path) -> None:  # type: ignore[type-arg]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        message = (
            f"{target.parent}: cannot hold the unpacked gazetteer ({error.strerror}). "
            "Set MAPPER_CACHE to a folder that can be written."
        )
        raise GazetteerError(message) from error
    try:
        with os.fdopen(handle, "wb") as file:
            _write_checked(file, folder, facts)
        Path(part).chmod(0o644)
        os.replace(part, target)  # noqa: PTH105 (the name says atomic)
    except OSError as error:
        Path(part).unlink(missing_ok=True)
        if isinstance(error, GazetteerError):
            raise
        message = (
            f"{target}: cannot be written ({error.strerror}); {facts['size'] / 1e6:.0f} MB are "
            "needed. Free some space, or set MAPPER_CACHE to another folder."
        )
        raise GazetteerError(message) from error
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _write_checked(file: BinaryIO, folder: Path, facts: dict) -> None:  # type: ignore[type-arg]
    digest = sha256()
    for chunk in _unpacked(folder, facts["parts"]):
        file.write(chunk)
        digest.update(chunk)
    if digest.hexdigest() != facts["sha256"]:
        message = f"{folder}: the packed gazetteer is damaged (wrong hash). {_REINSTALL}"
        raise GazetteerError(message)


def _unpacked(folder: Path, parts: list[dict[str, Any]]) -> Iterator[bytes]:
    with ThreadPoolExecutor(max_workers=min(len(parts), os.cpu_count() or 1)) as pool:
        yield from pool.map(lambda part: _unpack_part(folder / part["file"], part["width"]), parts)


def by_column(raw: bytes, width: int) -> bytes:
    """Return records of `width` bytes with all first bytes first, then all second ones, ...

    >>> by_column(b"a1b2c3", 2), by_row(by_column(b"a1b2c3", 2), 2)
    (b'abc123', b'a1b2c3')
    """
    return b"".join(raw[at::width] for at in range(width))


def by_row(columns: bytes, width: int) -> bytes:
    """Return the records that `by_column` took apart; the length is a multiple of the width."""
    count = len(columns) // width
    raw = bytearray(len(columns))
    for at in range(width):
        raw[at::width] = columns[at * count : (at + 1) * count]
    return bytes(raw)


def _unpack_part(path: Path, width: int) -> bytes:
    try:
        raw = lzma.decompress(path.read_bytes())
        return by_row(raw, width) if width > 1 else raw
    except (OSError, lzma.LZMAError) as error:
        message = f"{path}: the packed gazetteer is missing or damaged ({error}). {_REINSTALL}"
        raise GazetteerError(message) from error
