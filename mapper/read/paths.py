"""Names of sources to files and addresses: folders are searched, globs expanded, each file once."""

import glob
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mapper.model import Skipped
from mapper.read.formats import FOLDER_ENDINGS
from mapper.settings import OVERRULES_NAME

STANDARD_INPUT = "-"
#: Stand beside articles by design and are no articles; a folder is silent about them.
_BESIDE = frozenset({".toml", ".gitignore", ".ds_store", ".license"})
_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file by its path and the name it bears in the report, or an address (`path` None)."""

    path: Path | None
    name: str


def find_sources(named: Sequence[str | Path]) -> Iterator[Source | Skipped]:
    """Yield each file and address that the names stand for, once, or why there is none."""
    return _distinct(_expand(named))


def _expand(sources: Sequence[str | Path]) -> Iterator[Source | Skipped]:
    for source in sources:
        if str(source) == STANDARD_INPUT or str(source).lower().startswith(_SCHEMES):
            yield Source(path=None, name=str(source))
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
            yield Source(path=path, name=path.name)
        else:
            yield from _in_glob(str(source))


def _in_folder(folder: Path) -> Iterator[Source | Skipped]:
    found = False
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or not path.is_file():
            continue
        if _is_output(path, folder):
            continue
        if path.suffix.lower() in FOLDER_ENDINGS:
            found = True
            yield Source(path=path, name=path.name)
        elif path.suffix.lower() not in _BESIDE and path.name != OVERRULES_NAME:
            known = ", ".join(sorted(FOLDER_ENDINGS))
            reason = f"{path}: not read with its folder, which is searched for {known}; name it."
            yield Skipped(source=str(inside), reason=reason)
    if not found:
        reason = f"{folder}: no article in this folder; hand in files such as .txt or .html."
        yield Skipped(source=str(folder), reason=reason)


def _is_output(path: Path, folder: Path) -> bool:
    """Return whether a file lies in an output folder of mapper's own."""
    parents = [parent for parent in path.parents if parent.is_relative_to(folder)]
    return any((parent / "internal" / "report.json").is_file() for parent in parents)


def _in_glob(pattern: str) -> Iterator[Source | Skipped]:
    if "://" in pattern:
        reason = f"{pattern}: only http and https addresses are fetched; save it as a file."
        yield Skipped(source=pattern, reason=reason)
        return
    if not glob.has_magic(pattern):
        reason = f"{pattern}: no such file or folder; check the path."
        yield Skipped(source=pattern, reason=reason)
        return
    paths = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - takes absolute patterns
    files = [path for path in paths if path.is_file()]
    if not files:
        yield Skipped(source=pattern, reason=f"{pattern}: no file fits this pattern; check it.")
    for path in files:
        yield Source(path=path, name=path.name)


def _distinct(items: Iterator[Source | Skipped]) -> Iterator[Source | Skipped]:
    """Yield each file once; of files that share a name, the later ones bear their folder's too."""
    paths: set[Path] = set()
    names: set[str] = set()
    for item in items:
        if isinstance(item, Source) and item.path is None:
            if item.name not in names:
                names.add(item.name)
                yield item
        elif isinstance(item, Source) and item.path is not None:
            path = item.path.resolve()
            if path in paths:
                continue
            paths.add(path)
            parts = path.parts
            depth = 1
            name = item.name
            while name in names and depth < len(parts):
                depth += 1
                name = "/".join(parts[-depth:])
            names.add(name)
            yield replace(item, name=name)
        else:
            yield item
