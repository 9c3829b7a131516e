"""Open the one text file of a zip that is no bomb and climbs nowhere, and read it line by line."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mapper.errors import GazetteerError

MAX_UNPACKED = 20_000_000_000  # bytes; allCountries is 1.7 GB, alternateNamesV2 0.8 GB
MAX_RATIO = 200  # GeoNames' text packs 1 : 5; a bomb 1 : 1000
_MAX_LINE = 1 << 20
_BESIDE = {"readme.txt", "iso-languagecodes.txt"}  # what GeoNames packs beside its tables


def numbered_lines(source: Path, ending: str = ".txt") -> Iterator[tuple[int, bytes]]:
    """Yield (line number, bytes) of a text file or of the one in a zip.

    Raises GazetteerError where the file is missing, cut off, a zip bomb, or holds a path that
    climbs out.
    """
    with _open_text(source, ending) as file:
        number = 0
        try:
            while line := file.readline(_MAX_LINE):
                number += 1
                yield number, line
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            message = (
                f"{source}: cut off or damaged after line {number:,} ({error}). Fetch it again; "
                "nothing was changed."
            )
            raise GazetteerError(message) from error


@contextmanager
def _open_text(source: Path, ending: str) -> Iterator[BinaryIO]:
    if source.suffix.lower() != ".zip":
        try:
            file = source.open("rb")
        except OSError as error:
            message = f"{source}: cannot be read ({error.strerror}). Check the name and the rights."
            raise GazetteerError(message) from error
        with file:
            yield file
        return
    try:
        packed = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        message = f"{source}: no whole zip file ({error}). Fetch it again; nothing was changed."
        raise GazetteerError(message) from error
    with packed, packed.open(_only_member(packed, source, ending)) as member:
        yield member  # type: ignore[misc]


def _only_member(packed: zipfile.ZipFile, source: Path, ending: str) -> zipfile.ZipInfo:
    wanted = []
    for info in packed.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            message = f"{source}: holds {info.filename!r}, a path that climbs out. Not read."
            raise GazetteerError(message)
        too_packed = info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if info.file_size > MAX_UNPACKED or (too_packed and info.file_size > _MAX_LINE):
            message = (
                f"{source}: {info.filename!r} would unpack to {info.file_size:,} bytes from "
                f"{info.compress_size:,}: a zip bomb? Not read."
            )
            raise GazetteerError(message)
        if path.suffix == ending and path.name.lower() not in _BESIDE:
            wanted.append(info)
    if len(wanted) != 1:
        message = f"{source}: holds {len(wanted)} files *{ending}, one is expected."
        raise GazetteerError(message)
    return wanted[0]
