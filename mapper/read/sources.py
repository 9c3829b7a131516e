"""Sources to articles: files, folders, globs and standard input.

Whatever cannot be read is listed with what, where and what to do next; the rest goes on.
"""

import glob
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO

from mapper.errors import SourceError
from mapper.model import Article, Reading, Skipped
from mapper.read.decode import decode_bytes
from mapper.read.plain import article_from_text

STANDARD_INPUT = "-"
#: Larger files are no single article; archives are read in batches.
MAX_BYTES = 100_000_000
#: What a folder is searched for; a file named by itself is read whatever its ending.
TEXT_ENDINGS = frozenset({".txt", ".text"})
#: Stand beside articles by design and are no articles; a folder is silent about them.
_BESIDE = frozenset({".toml", ".gitignore", ".ds_store", ".license"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    name: str


def read_articles(
    *sources: str | Path, published: date | None = None, stdin: IO[bytes] | None = None
) -> Reading:
    """Read every source as one or more articles, in the order given.

    A source is a file, a folder (searched through, in the order of names), a glob, or "-" for
    standard input (`stdin`, by default that of the process). `published` is the day for articles
    that carry none of their own. A file named twice is read once. Never raises for a bad source:
    those stand in `Reading.skipped`.
    """
    articles: list[Article] = []
    skipped: list[Skipped] = []
    notes: list[str] = []
    for item in _distinct(_expand(sources)):
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        try:
            raw = _standard_input(stdin) if item.name == STANDARD_INPUT else _file_bytes(item)
            article, note = _article(raw, item.name)
        except SourceError as error:
            skipped.append(Skipped(source=item.name, reason=str(error)))
            continue
        articles.append(_with_day(replace(article, id=f"a{len(articles) + 1}"), published))
        if note:
            notes.append(f"{item.name}: {note}.")
    return Reading(articles=tuple(articles), skipped=tuple(skipped), notes=tuple(notes))


def _with_day(article: Article, published: date | None) -> Article:
    if published is None or article.published is not None:
        return article
    return replace(article, published=published, published_from="argument")


def _article(raw: bytes, name: str) -> tuple[Article, str]:
    if not raw.strip():
        message = f"{name}: the file is empty; hand in the text of an article."
        raise SourceError(message)
    decoded = decode_bytes(raw, source=name)
    return article_from_text(decoded.text, source=name), decoded.note


def _expand(sources: Sequence[str | Path]) -> Iterator[_File | Skipped]:
    for source in sources:
        if str(source) == STANDARD_INPUT:
            yield _File(path=Path(STANDARD_INPUT), name=STANDARD_INPUT)
            continue
        path = Path(source)
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, ValueError) as error:
            yield Skipped(source=str(source), reason=f"{source!s:.200}: no usable path ({error}).")
            continue
        if is_folder:
            yield from _in_folder(path)
        elif exists:
            yield _File(path=path, name=path.name)
        else:
            yield from _in_glob(str(source))


def _in_folder(folder: Path) -> Iterator[_File | Skipped]:
    found = False
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or not path.is_file():
            continue
        if _is_output(path, folder):
            continue
        if path.suffix.lower() in TEXT_ENDINGS:
            found = True
            yield _File(path=path, name=path.name)
        elif path.suffix.lower() not in _BESIDE:
            known = ", ".join(sorted(TEXT_ENDINGS))
            reason = f"{path}: not read with its folder, which is searched for {known}; name it."
            yield Skipped(source=str(inside), reason=reason)
    if not found:
        reason = f"{folder}: no article in this folder; hand in files that end in .txt."
        yield Skipped(source=str(folder), reason=reason)


def _is_output(path: Path, folder: Path) -> bool:
    """Return whether a file lies in an output folder of mapper's own."""
    parents = [parent for parent in path.parents if parent.is_relative_to(folder)]
    return any((parent / "internal" / "report.json").is_file() for parent in parents)


def _in_glob(pattern: str) -> Iterator[_File | Skipped]:
    if not glob.has_magic(pattern):
        reason = f"{pattern}: no such file or folder; check the path."
        yield Skipped(source=pattern, reason=reason)
        return
    paths = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - takes absolute patterns
    files = [path for path in paths if path.is_file()]
    if not files:
        yield Skipped(source=pattern, reason=f"{pattern}: no file fits this pattern; check it.")
    for path in files:
        yield _File(path=path, name=path.name)


def _distinct(items: Iterator[_File | Skipped]) -> Iterator[_File | Skipped]:
    """Yield each file once; of files that share a name, the later ones bear their folder's too."""
    paths: set[Path] = set()
    names: set[str] = set()
    for item in items:
        if isinstance(item, _File):
            path = item.path.resolve()
            if path in paths:
                continue
            paths.add(path)
            parts = item.path.resolve().parts
            depth = 1
            name = item.name
            while name in names and depth < len(parts):
                depth += 1
                name = "/".join(parts[-depth:])
            names.add(name)
            yield replace(item, name=name)
        else:
            yield item


def _file_bytes(file: _File) -> bytes:
    try:
        if not file.path.is_file():
            message = f"{file.name}: no ordinary file; save the article as one."
            raise SourceError(message)
        size = file.path.stat().st_size
        if size > MAX_BYTES:
            message = (
                f"{file.name}: {size:,} bytes are too many for an article ({MAX_BYTES:,} at most); "
                "cut it into articles."
            )
            raise SourceError(message)
        return file.path.read_bytes()
    except OSError as error:
        if isinstance(error, SourceError):
            raise
        reason = error.strerror or str(error)
        message = f"{file.name}: cannot be read ({reason}); check its permissions."
        raise SourceError(message) from error


def _standard_input(stdin: IO[bytes] | None) -> bytes:
    stream = stdin if stdin is not None else sys.stdin.buffer
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"{STANDARD_INPUT}: more than {MAX_BYTES:,} bytes on standard input; cut it up."
        raise SourceError(message)
    return raw
