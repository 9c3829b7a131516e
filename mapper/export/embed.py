"""embed.html: the map in small, and what a newsroom pastes to show it: snippets and oEmbed."""

import json
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from mapper.export.page.compose import page_context, page_id
from mapper.export.page.plain import plain_text, safe_link
from mapper.export.page.sheet import Sheet
from mapper.export.page.templates import (
    render_template,
    snippet_policy,
    style_sheet,
    template_text,
)
from mapper.model import Report
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas

EMBED_FILE, CARD_FILE, MAP_FILE = "embed.html", "card.png", "map.html"
OEMBED_FILE, SNIPPETS_FILE = "oembed.json", "embed-snippets.html"
# Heights that hold the embed without a script: (least width of the frame, height), in pixels;
# measured in Chromium at these widths with a title of two lines, and a test holds them.
HEIGHTS = ((0, 640), (640, 730))
TALLEST_PX = 4000
PLACEHOLDER_URL = "https://example.org/maps/this-map/"
LISTENER = (
    'addEventListener("message",function(e){{var f=document.getElementById("{id}"),d=e.data;'
    'if(f&&e.source===f.contentWindow&&d&&d.type==="mapper:height"&&d.height>0)'
    'f.style.height=Math.min(d.height,{tallest})+"px"}})'
)


def embed_html(
    report: Report, *, settings: Settings | None = None, areas: "Areas | None" = None
) -> str:
    """Return the compact page: title, map, one card, claims in a fold.

    Stops to check are left out. It posts its height to the page round it in four protocols.
    """
    return draw_embed(Sheet(report=report, settings=settings or Settings(), outlines=areas))


def draw_embed(sheet: Sheet) -> str:
    """Return the compact page of a sheet."""
    settings = sheet.settings
    context: dict[str, Any] = page_context(sheet.public_page, embed=True)
    base = _base_url(settings) if settings.public_url else None
    context |= {
        "full_map": f"{base}{MAP_FILE}" if base else None,
        "oembed": f"{base}{OEMBED_FILE}" if base else None,
    }
    return render_template("embed.html.j2", context)


def embed_snippets_html(
    report: Report, *, settings: Settings | None = None, areas: "Areas | None" = None
) -> str:
    """Return a page with the five snippets, each shown, as text to copy, and explained."""
    return draw_snippets(Sheet(report=report, settings=settings or Settings(), outlines=areas))


def draw_snippets(sheet: Sheet) -> str:
    """Return the page with the snippets of a sheet."""
    settings, scene = sheet.settings, sheet.scene
    script, style = template_text("snippets.js"), style_sheet()
    context = {
        "scene": scene,
        "short_title": plain_text(scene.title, 120),
        "w": sheet.words,
        "snippets": _snippets(sheet.report, settings, scene.title),
        "script": script,
        "style": style,
        "csp": snippet_policy(script, style),
        "has_url": bool(settings.public_url),
        "url": _base_url(settings),
    }
    return render_template("snippets.html.j2", context)


def oembed_json(report: Report, *, settings: Settings | None = None) -> str:
    """Return the oEmbed answer (version 1.0, type "rich") for `settings.public_url`."""
    settings = settings or Settings()
    base = _base_url(settings)
    title = plain_text(report.title, 200) or "mapper"
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "mapper",
        "html": _iframe(report, base, title),
        "width": 640,
        "height": HEIGHTS[-1][1],
        "thumbnail_url": f"{base}{CARD_FILE}",
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "cache_age": 3600,
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _base_url(settings: Settings) -> str:
    """Return the folder's public address with its slash; an example where none is given."""
    url = safe_link(settings.public_url) or PLACEHOLDER_URL
    return url if url.endswith("/") else url + "/"


def _iframe(report: Report, base: str, title: str, extra: str = "") -> str:
    return (
        f'<iframe id="{page_id(report)}" src="{escape(base)}{EMBED_FILE}" title="{escape(title)}" '
        f'width="100%" height="{HEIGHTS[0][1]}" loading="lazy" frameborder="0" '
        f'sandbox="allow-scripts allow-popups"{extra}></iframe>'
    )


def _snippets(report: Report, settings: Settings, title: str) -> list[dict[str, str]]:
    base, name = _base_url(settings), page_id(report)
    listener = LISTENER.format(id=name, tallest=TALLEST_PX)
    fixed = _iframe(report, base, title)
    style = "".join(
        f"@media(min-width:{width}px){{#{name}{{height:{height}px}}}}"
        for width, height in HEIGHTS
        if width
    )
    picture = (
        f'<figure><a href="{escape(base)}{MAP_FILE}"><img src="{escape(base)}{CARD_FILE}" '
        f'width="1200" height="630" alt="{escape(title)}" loading="lazy"></a>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )
    amp = (
        f'<amp-iframe width="360" height="{HEIGHTS[0][1]}" layout="responsive" resizable '
        f'sandbox="allow-scripts allow-popups" title="{escape(title)}" '
        f'src="{escape(base)}{EMBED_FILE}"><amp-img placeholder layout="fill" '
        f'src="{escape(base)}{CARD_FILE}"></amp-img><div overflow tabindex="0" role="button" '
        f'aria-label="{escape(title)}">…</div></amp-iframe>'
    )
    link = (
        f'<link rel="alternate" type="application/json+oembed" href="{escape(base)}{OEMBED_FILE}" '
        f'title="{escape(title)}">'
    )
    return [
        {
            "name": "Frame with fixed heights",
            "note": "Needs no script. One height for phones, one from 640 px on.",
            "code": f"<style>{style}</style>{fixed}",
        },
        {
            "name": "Frame that fits its content",
            "note": "The script takes the height from the frame alone and stops at 4,000 px.",
            "code": f"{fixed}<script>{listener}</script>",
        },
        {
            "name": "AMP",
            "note": "Needs https and another origin than the article's.",
            "code": amp,
        },
        {
            "name": "Picture with a link",
            "note": "For newsletters and systems that strip frames.",
            "code": picture,
        },
        {
            "name": "oEmbed",
            "note": "In the head of the page that is shared; the answer is oembed.json.",
            "code": link,
        },
    ]
