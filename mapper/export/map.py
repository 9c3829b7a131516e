"""map.html: the whole journey in one file that asks no one for anything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from mapper.export.page.compose import page_context
from mapper.export.page.plain import plain_text
from mapper.export.page.sheet import Sheet
from mapper.export.page.templates import render_template
from mapper.model import AppliedCorrection, Report
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas


def map_html(
    report: Report,
    *,
    settings: Settings | None = None,
    areas: "Areas | None" = None,
    changes: Sequence[str] = (),
) -> str:
    """Return the page of a report; the same report and settings, the same text.

    `areas` are outlines of regions by place id (shapely, lon/lat); a region without one is drawn
    as a rough circle and says so. `changes` are the lines of the note on what a rerun changed.
    """
    return draw_map(Sheet(report=report, settings=settings or Settings(), outlines=areas), changes)


def draw_map(sheet: Sheet, changes: Sequence[str] = ()) -> str:
    """Return the page of a sheet."""
    applied = sheet.report.corrections
    context: dict[str, Any] = page_context(sheet.page, embed=False)
    context |= {
        "changes": [plain_text(line) for line in changes],
        "corrections": [_correction(correction) for correction in applied if correction.spans],
    }
    return render_template("map.html.j2", context)


def notebook_frame(report: Report, *, height: int = 640) -> str:
    """Return the embed as a frame for notebooks (`_repr_html_`): sandboxed, without a file."""
    from mapper.export.embed import embed_html

    page = escape(embed_html(report))
    title = escape(plain_text(report.title, 120))
    return (
        f'<iframe srcdoc="{page}" title="{title}" width="100%" height="{height}" '
        f'frameborder="0" sandbox="allow-scripts"></iframe>'
    )


def _correction(applied: AppliedCorrection) -> str:
    """Return a correction in one line: what, by whom, when and why."""
    stanza = applied.correction
    what = f"{stanza.verb.replace('_', ' ')}: {stanza.quote}" if stanza.quote else stanza.verb
    who = ", ".join(part for part in (stanza.by, str(stanza.date)) if part)
    return plain_text(" – ".join(part for part in (what, stanza.why, who) if part))
