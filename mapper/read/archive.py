"""Members of zipped documents, read with an eye on bombs and on names that climb."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from mapper.errors import SourceError

#: Bytes that one member, and all members together, may unpack to.
MAX_MEMBER_BYTES = 50_000_000
MAX_TOTAL_BYTES = 200_000_000
#: Text packs 6 to 14 times, zeros 1,029 times.
MAX_RATIO = 100
MAX_MEMBERS = 5_000


def open_zip(raw: bytes, *, source: str) -> zipfile.ZipFile:
    """Return a zip archive whose table of contents is harmless.

    Raises SourceError for a damaged or encrypted archive, for one that unpacks to too much, and
    for names that climb out of it; nothing is unpacked yet, and names are never used as paths.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        message = f"{source}: a damaged zip file ({error}); save it again where it came from."
        raise SourceError(message) from error
    if len(members) > MAX_MEMBERS:
        message = f"{source}: {len(members):,} files in one archive ({MAX_MEMBERS:,} at most)."
        raise SourceError(message)
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL_BYTES or total > MAX_RATIO * max(len(raw), 100_000):
        message = f"{source}: unpacks to {total:,} bytes, which no document does; not read."
        raise SourceError(message)
    for member in members:
        if climbs(member.filename):
            message = (
                f"{source}: holds a file named {member.filename!r:.80} that leaves it; not read."
            )
            raise SourceError(message)
        if member.flag_bits & 1:
            message = f"{source}: is encrypted; save it without a password."
            raise SourceError(message)
    return archive


def read_member(archive: zipfile.ZipFile, name: str, *, source: str) -> bytes:
    """Return one member's bytes, stopped at the limit whatever its header says.

    Raises SourceError where it is missing, damaged or too large.
    """
    try:
        with archive.open(name) as stream:
            raw = stream.read(MAX_MEMBER_BYTES + 1)
    except KeyError as error:
        message = f"{source}: holds no {name}; it is no document of this kind."
        raise SourceError(message) from error
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        message = f"{source}: {name} in it is damaged ({error}); save it again."
        raise SourceError(message) from error
    except zlib.error as error:
        message = f"{source}: {name} in it is damaged ({error}); save it again."
        raise SourceError(message) from error
    if len(raw) > MAX_MEMBER_BYTES:
        message = f"{source}: {name} unpacks to over {MAX_MEMBER_BYTES:,} bytes; not read."
        raise SourceError(message)
    return raw


def climbs(name: str) -> bool:
    """Return whether a member's name leaves its archive: absolute, with "..", a drive or a NUL."""
    plain = name.replace("\\", "/")
    drive = len(plain) > 1 and plain[1] == ":"
    return plain.startswith("/") or drive or "\x00" in name or ".." in PurePosixPath(plain).parts
