"""What a gazetteer holds, from where, under which licences, and whether its files are whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mapper.errors import GazetteerError
from mapper.gazetteer.bundle import Bundle

GEONAMES_CREDIT = "Contains GeoNames data (geonames.org, CC BY 4.0)"
# The line that a page must carry for a source, by what the source's data are called.
CREDITS = (
    ("GeoNames", GEONAMES_CREDIT),
    ("Natural Earth", "Natural Earth (public domain)"),
    ("OurAirports", "OurAirports (public domain)"),
    ("CLDR", "names from ISO 3166 and Unicode CLDR (Unicode licence)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """One input: package or file, its version, what data it carries, licence, date, hash."""

    name: str
    version: str
    data: str
    licence: str
    date: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """One gazetteer file: where it lies, its size, what it counts, and from what it was made."""

    path: str
    size_bytes: int
    version: str
    digest: str
    counts: tuple[tuple[str, int], ...]
    sources: tuple[SourceInfo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerInfo:
    """What is open: the files in order, an identity for provenance, and the credits for pages."""

    files: tuple[FileInfo, ...]
    identity: tuple[tuple[str, str], ...]
    credits: tuple[str, ...]


def describe(bundles: Sequence[Bundle]) -> GazetteerInfo:
    """Return what these files hold. Same files: the same identity and credits."""
    files = tuple(_describe_file(bundle) for bundle in bundles)
    used = {source.data for file in files for source in file.sources}
    lines = [line for word, line in CREDITS if any(word in data for data in used)]
    own = {
        f"{source.data} ({source.licence})"
        for file in files
        for source in file.sources
        if not any(word in source.data for word, _ in CREDITS) and "curated" not in source.data
    }
    return GazetteerInfo(
        files=files,
        identity=tuple((_plain_name(file.path), f"{file.version} {file.digest}") for file in files),
        credits=(*lines, *sorted(own)),
    )


def _plain_name(path: str) -> str:
    """Return a file's name without the hash that the unpacked name carries."""
    return Path(path).stem.split("-")[0]


def _describe_file(bundle: Bundle) -> FileInfo:
    meta: dict[str, Any] = bundle.meta
    return FileInfo(
        path=str(bundle.path),
        size_bytes=bundle.path.stat().st_size,
        version=str(meta.get("version", "")),
        digest=bundle.digest,
        counts=tuple(sorted(meta.get("counts", {}).items())),
        sources=tuple(SourceInfo(**source) for source in meta.get("sources", [])),
    )


def verify(*paths: Path) -> tuple[tuple[str, str], ...]:
    """Check every block of the files and return (path, what is wrong), "" where it is whole."""
    found = []
    for path in paths:
        try:
            Bundle(path).check_all()
            found.append((str(path), ""))
        except GazetteerError as error:
            found.append((str(path), str(error)))
    return tuple(found)
