"""One file of named sections, mapped into memory, with a checksum for every block.

Layout: the sections one after another, each from a block's beginning; the CRC of every block, a
footer of JSON, and a trailer of 20 bytes: footer length, footer CRC, magic.
A block of 4 KiB is checked against its CRC when it is first touched, so that opening stays quick
and a damaged block is never read as an answer. A page of memory is as large: a look-up in a file
of a gigabyte touches a few blocks, and larger ones made the check the price of the first touch.
Why not a folder of files: one file is replaced in one step and has one name to hand around.
"""

import json
import mmap
import os
import struct
import tempfile
import zlib
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from mapper.errors import GazetteerError

FORMAT = 2
MAGIC = b"MAPPERGZ"
BLOCK_BITS = 12
BLOCK = 1 << BLOCK_BITS
_TRAILER = struct.Struct("<QI8s")


class Bundle:
    """A mapped file. Sections are read with `read`, which checks the blocks it touches.

    `digest` is the CRC of the footer, which holds the CRC of all blocks' CRCs: it names the
    content.
    """

    def __init__(self, path: Path) -> None:
        """Map the file and read its footer; raises GazetteerError where that is not whole."""
        self.path = path
        self.footer, self.digest = _read_footer(path)
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.view = memoryview(self._map)
        self.whole = self._map  # for bytes and slices of bytes, at half the price of the view's
        self.crcs = self._read_crcs()
        self.checked = bytearray(len(self.crcs))  # 1 for each block that was found whole

    def _read_crcs(self) -> memoryview:
        count, crc = self.footer["blocks"]
        raw = self.view[self.size : self.size + 4 * count]
        if zlib.crc32(raw) != crc:
            message = f"{self.path}: its checksums are damaged. {MEND}"
            raise GazetteerError(message)
        return raw.cast("I")

    @property
    def meta(self) -> dict[str, object]:
        """What the builder noted: sources, counts, version."""
        meta: dict[str, object] = self.footer["meta"]
        return meta

    def section(self, name: str) -> tuple[int, int]:
        """Return the first and last offset of a section in the file."""
        try:
            start, length, _ = self.footer["sections"][name]
        except KeyError:
            message = f"{self.path}: no section {name!r}: built by another version? {MEND}"
            raise GazetteerError(message) from None
        return start, start + length

    def check_section(self, name: str) -> tuple[int, int]:
        """Check a section as a whole, which is quicker than block by block; return its offsets."""
        start, end = self.section(name)
        if zlib.crc32(self.view[start:end]) != self.footer["sections"][name][2]:
            message = f"{self.path}: damaged in its part {name!r}. {MEND}"
            raise GazetteerError(message)
        return start, end

    def check(self, start: int, end: int) -> None:
        """Check the blocks that hold the bytes from `start` to `end`, each once."""
        checked = self.checked
        first = start >> BLOCK_BITS
        last = (end - 1) >> BLOCK_BITS if end > start else first
        if checked[first] and (first == last or (last == first + 1 and checked[last])):
            return
        for block in range(first, last + 1):
            if not checked[block]:
                self._check_block(block)

    def _check_block(self, block: int) -> None:
        if (
            zlib.crc32(self.view[block * BLOCK : min((block + 1) * BLOCK, self.size)])
            != (self.crcs[block])
        ):
            message = f"{self.path}: damaged at byte {block * BLOCK:,}. {MEND}"
            raise GazetteerError(message)
        self.checked[block] = 1

    @property
    def size(self) -> int:
        """Bytes that the checksums cover: all but themselves, footer and trailer."""
        covered: int = self.footer["size"]
        return covered

    def check_all(self) -> None:
        """Check every block; raises GazetteerError at the first damaged one."""
        self.check(0, self.size)

    def read(self, start: int, end: int) -> bytes:
        """Return checked bytes by absolute offset."""
        self.check(start, end)
        return bytes(self.view[start:end])


MEND = (
    "Delete the file and run again: the shipped gazetteer unpacks itself anew; one of your own "
    "must be imported again."
)


def _read_footer(path: Path) -> tuple[dict[str, Any], str]:
    try:
        with path.open("rb") as file:
            return _footer_of(file, path)
    except OSError as error:
        if isinstance(error, GazetteerError):
            raise
        message = f"{path}: cannot be read ({error.strerror}). Check the name and the rights."
        raise GazetteerError(message) from error


def _footer_of(file: BinaryIO, path: Path) -> tuple[dict[str, Any], str]:
    size = file.seek(0, os.SEEK_END)
    if size < _TRAILER.size:
        message = f"{path}: no gazetteer ({size} bytes). {MEND}"
        raise GazetteerError(message)
    file.seek(size - _TRAILER.size)
    length, crc, magic = _TRAILER.unpack(file.read(_TRAILER.size))
    if magic != MAGIC or length > size:
        message = f"{path}: no gazetteer, or cut off ({size:,} bytes). {MEND}"
        raise GazetteerError(message)
    file.seek(size - _TRAILER.size - length)
    raw = file.read(length)
    if zlib.crc32(raw) != crc:
        message = f"{path}: its table of contents is damaged. {MEND}"
        raise GazetteerError(message)
    footer: dict[str, Any] = json.loads(raw)
    fits = footer.get("format") == FORMAT and (
        footer["size"] + 4 * footer["blocks"][0] == size - _TRAILER.size - length
    )
    if not fits:
        message = (
            f"{path}: gazetteer format {footer.get('format')!r}, this version reads {FORMAT}. "
            "Build or import it again with this version."
        )
        raise GazetteerError(message)
    return footer, f"{crc:08x}"


def write_bundle(
    path: Path,
    sections: Iterable[tuple[str, Iterable[bytes | memoryview]]],
    meta: Mapping[str, object],
) -> None:
    """Write a bundle beside its final name, flush it to disk, and put it in place in one step.

    A kill at any moment leaves the old file as it was, and at most a `.part` file beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _write_sections(file, sections, meta)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)  # noqa: PTH105 (Path.replace is the same call; the name says atomic)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        message = f"{path}: cannot be written ({error.strerror}). The old file, if any, is whole."
        raise GazetteerError(message) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_sections(
    file: BinaryIO,
    sections: Iterable[tuple[str, Iterable[bytes | memoryview]]],
    meta: Mapping[str, object],
) -> None:
    crcs = array("I")
    pending = bytearray()
    places: dict[str, tuple[int, int, int]] = {}
    at = 0

    def put(chunk: bytes | memoryview) -> None:
        nonlocal at
        file.write(chunk)
        at += len(chunk)
        pending.extend(chunk)
        while len(pending) >= BLOCK:
            crcs.append(zlib.crc32(pending[:BLOCK]))
            del pending[:BLOCK]

    for name, chunks in sections:
        put(bytes(-at % BLOCK))
        start, crc = at, 0
        for chunk in chunks:
            put(chunk)
            crc = zlib.crc32(chunk, crc)
        places[name] = (start, at - start, crc)
    if pending:
        crcs.append(zlib.crc32(pending))
    checks = crcs.tobytes()
    file.write(checks)
    footer = {
        "format": FORMAT, "size": at, "sections": places, "meta": dict(meta),
        "blocks": (len(crcs), zlib.crc32(checks)),
    }  # fmt: skip
    raw = json.dumps(footer, ensure_ascii=False, sort_keys=True).encode()
    file.write(raw)
    file.write(_TRAILER.pack(len(raw), zlib.crc32(raw), MAGIC))
