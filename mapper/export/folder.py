"""The output folder: which files there are, and how they get there whole or not at all.

What may leave the house lies at the top and carries of an article at most the one sentence behind a
fact; `internal/` holds the full texts and what helps to correct them.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mapper.errors import SettingsError, SourceError
from mapper.export.changes import report_changes
from mapper.export.report_json import report_to_json
from mapper.export.report_read import report_from_json
from mapper.model import Report
from mapper.plugins import EXPORTERS, load_plugin, plugin_names
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.export.page.sheet import Sheet

INTERNAL = "internal"
ARCHIVED = ("map.html", "audit.html", "embed.html", "map.svg", "card.png")  # what others link to
HASH_DIGITS = 12
REPORT_FILE = f"{INTERNAL}/report.json"
#: What a file is made from: the sheet of the report, and what changed against the last run.
Render: TypeAlias = "Callable[[Sheet, tuple[str, ...]], str | bytes | None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """One file of the output folder; `format` is what `--formats` calls it.

    What is `asked` for is written only where `--formats` names it.
    """

    path: str
    format: str
    render: Render
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the folder, its files in order, and what changed against the last run."""

    folder: Path
    files: tuple[Path, ...]
    changes: tuple[str, ...] = ()

    @property
    def public(self) -> tuple[Path, ...]:
        """The files that may leave the house."""
        return tuple(path for path in self.files if path.parent == self.folder)


def export_report(
    report: Report,
    folder: str | Path,
    *,
    settings: Settings | None = None,
    replace: bool = False,
) -> Exported:
    """Write a report to a folder, every file beside its place and then moved into it.

    Formats that `settings.formats` does not name are left out; report.json is always written.
    Raises SourceError where the folder cannot be written, and SettingsError where it holds a page
    that was marked reviewed and `replace` is not given.
    """
    settings = settings or Settings()
    target = Path(folder)
    before = _last_report(target, replace=replace)
    if before and not replace and is_reviewed(before):
        message = (
            f"{target}: its page was marked reviewed; pass --replace to write over it, "
            "or choose another folder with -o."
        )
        raise SettingsError(message)
    from mapper.export.page.sheet import Sheet

    chosen = _chosen(settings.formats)
    changes = report_changes(before, report) if before else ()
    sheet = Sheet(report=report, settings=settings)
    rendered = [(file.path, file.render(sheet, changes)) for file in chosen]
    written = [_write(target / path, content) for path, content in rendered if content is not None]
    if settings.hashed:
        written += [_archive(path) for path in written if path.name in ARCHIVED]
    for name in settings.formats:
        if name not in formats():
            load_plugin(EXPORTERS, name)(report, target)
    return Exported(folder=target, files=tuple(written), changes=changes)


def check_folder(folder: Path) -> None:
    """Raise SourceError for a folder that cannot be written, before any article is read."""
    there = next(path for path in (folder, *folder.parents) if os.access(path, os.F_OK))
    if not there.is_dir():
        message = f"{there}: a file, where the folder should be; choose another folder with -o."
        raise SourceError(message)
    if not os.access(there, os.W_OK | os.X_OK):
        message = f"{there}: cannot be written (no permission); choose another folder with -o."
        raise SourceError(message)


def check_settings(settings: Settings) -> None:
    """Raise SettingsError for what no page can be drawn with, before any article is read."""
    from mapper.export.page.basemap import check_borders
    from mapper.export.page.paint import chosen_colors
    from mapper.export.page.plain import safe_link

    _check_formats(settings.formats)
    if settings.public_url and safe_link(settings.public_url) is None:
        message = f"--public-url {settings.public_url}: write the folder's http or https address."
        raise SettingsError(message)
    check_borders(settings.borders)
    chosen_colors(settings.colors)
    if settings.tiles:
        from mapper.export.page.leaflet import tile_provider

        tile_provider(settings.tiles)


def is_reviewed(report: Report) -> bool:
    """Return whether the desk marked this page as reviewed."""
    return any(
        applied.correction.verb == "reviewed"
        and applied.correction.value
        and not applied.correction.quote  # with a quote it speaks of one claim
        and applied.spans
        for applied in report.corrections
    )


def formats() -> tuple[str, ...]:
    """Return the names of the formats that mapper writes itself, in the order of the folder."""
    return tuple(dict.fromkeys(file.format for file in exported_files()))


def _check_formats(names: Sequence[str]) -> None:
    known = (*formats(), *plugin_names(EXPORTERS)) if names else ()
    for name in names:
        if name not in known:
            message = f"--formats {name}: unknown; known are {', '.join(known)}."
            raise SettingsError(message)


def _chosen(names: Sequence[str]) -> list[ExportedFile]:
    _check_formats(names)
    return [
        file
        for file in exported_files()
        if file.format in {*names, "report"} or not (names or file.asked)
    ]


def exported_files() -> tuple[ExportedFile, ...]:
    """Return every file that mapper writes; the exporters are imported when this is called."""
    from mapper.export import audit_report, embed, geojson, gpx, kml, picture, suggested, tables
    from mapper.export import map as map_page

    return (
        _file("map.html", "map", map_page.draw_map),
        _file("audit.html", "audit", lambda s, _: audit_report.audit_html(s.report)),
        _file("audit.md", "audit", lambda s, _: audit_report.audit_markdown(s.report)),
        _file("claims.csv", "csv", lambda s, _: audit_report.claims_csv(s.report)),
        _file("embed.html", "embed", lambda s, _: embed.draw_embed(s)),
        _file("embed-snippets.html", "embed", lambda s, _: embed.draw_snippets(s)),
        _file(
            "oembed.json", "embed", lambda s, _: embed.oembed_json(s.report, settings=s.settings)
        ),
        _file("visits.csv", "csv", lambda s, _: tables.visits_csv(s.report)),
        _file("route.geojson", "geojson", lambda s, _: geojson.route_geojson(s.report)),
        _file("route.kml", "kml", lambda s, _: kml.draw_kml(s.scene)),
        _file("route.gpx", "gpx", lambda s, _: gpx.draw_gpx(s.scene)),
        _file("map.svg", "picture", lambda s, _: picture.draw_svg(s)),
        _file("card.png", "picture", lambda s, _: picture.draw_card(s)),
        _file("card-square.png", "square", lambda s, _: picture.draw_square(s), asked=True),
        _file("claimreview.json", "audit", lambda s, _: audit_report.claim_review_json(s.report)),
        _file(REPORT_FILE, "report", lambda s, _: report_to_json(s.report)),
        _file(f"{INTERNAL}/mentions.csv", "report", lambda s, _: tables.mentions_csv(s.report)),
        _file(
            f"{INTERNAL}/corrections-suggested.toml",
            "report",
            lambda s, _: suggested.suggested_toml(s.report),
        ),
    )


def _file(path: str, name: str, render: Render, *, asked: bool = False) -> ExportedFile:
    return ExportedFile(path=path, format=name, render=render, asked=asked)


def _last_report(folder: Path, *, replace: bool) -> Report | None:
    """Return the report of an earlier run; one that cannot be read may have been reviewed."""
    path = folder / REPORT_FILE
    try:
        return report_from_json(path.read_text(encoding="utf8"), source=str(path))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        if replace or isinstance(error, NotADirectoryError):
            return None  # where a file stands in the folder's place, writing says so
        message = (
            f"{path}: cannot be read, so nobody knows whether that page was reviewed; "
            "pass --replace to write over it, or choose another folder with -o."
        )
        raise SettingsError(message) from error


def _archive(latest: Path) -> Path:
    """Write a file once more under a name of its content, beside the latest; it never changes."""
    content = latest.read_bytes()
    digest = sha256(content).hexdigest()[:HASH_DIGITS]
    path = latest.with_name(f"{latest.stem}-{digest}{latest.suffix}")
    return path if path.exists() else _write(path, content)


def _write(path: Path, content: str | bytes) -> Path:
    part = path.with_name(f".{path.name}.part")
    encoded = content.encode("utf8", "surrogatepass") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(encoded)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True) if part.parent.is_dir() else None
        message = f"{path}: cannot be written ({error.strerror}); choose another folder with -o."
        raise SourceError(message) from error
    return path
