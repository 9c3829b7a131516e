"""What the templates of map and embed are filled with: text as text, numbers as numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from mapper.export.page.facts import FACTS_FOLDED, FACTS_SHOWN
from mapper.export.page.frame import Bounds, first_bounds, zoom_of
from mapper.export.page.leaflet import MAP_ID, many_layers, tile_provider
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import world_latlon
from mapper.export.page.scene import Line, Scene, Stop
from mapper.export.page.sheet import Page
from mapper.export.page.templates import content_policy, island_json, style_sheet
from mapper.export.page.words import Words, words_of
from mapper.model import LatLon, Report
from mapper.settings import Settings

ISLAND_WORDS = ("map_label", "position", "play", "pause", "zoom_in", "zoom_out")
PAGE_ROWS = 100  # stops a page of the list


def page_context(page: Page, *, embed: bool) -> dict[str, Any]:
    """Return what a template is filled with."""
    style = style_sheet(page.sheet.settings)
    hosts = _tile_hosts(page.sheet.settings)
    return {
        "page": page,
        "scene": page.scene,
        "claims": page.sheet.claims,
        "report": page.sheet.report,
        "w": page.sheet.words,
        "script": page.script,
        "style": style,
        "island": island_json(_island(page, embed=embed)),
        "csp": content_policy(page.script, style, hosts),
        "referrer": "strict-origin-when-cross-origin" if hosts else "no-referrer",
        "base": page.base_svg,
        "still": page.still_svg,
        "inset": page.inset_svg,
        "legs_from": _legs_from(page.scene),
        "inset_names": ", ".join(dict.fromkeys(s.name for s in page.crowd[1])),
        "facts_shown": FACTS_SHOWN,
        "facts_folded": FACTS_FOLDED,
        "page_rows": PAGE_ROWS,
        "when": page.sheet.words.when,
        "day": lambda day: page.sheet.words.day(date.fromisoformat(day)),
        "status": lambda stop: status_words(stop, page.sheet.words),
        "credits": _credits(page),
        "own_credit": plain_text(page.sheet.settings.credit or "", 200),
        "no_language": _missing_language(page.sheet.settings),
        "short_title": plain_text(page.scene.title, 120),
        "id": page_id(page.sheet.report),
    }


def _legs_from(scene: Scene) -> Mapping[str, Sequence[Line]]:
    legs: dict[str, list[Line]] = {}
    for line in scene.lines:
        legs.setdefault(line.origin, []).append(line)
    return legs


def page_id(report: Report) -> str:
    """Return a short name of the report's title, for messages to parent pages."""
    return f"mapper-{sha256(report.title.encode('utf8', 'replace')).hexdigest()[:10]}"


def status_words(stop: Stop, words: Words) -> str:
    """Return a stop's status, and whether it is to check."""
    text = words[f"status_{stop.visit.status}"]
    return f"{text}, {words['to_check']}" if stop.shape == "hollow" else text


def _tile_hosts(settings: Settings) -> tuple[str, ...]:
    if not settings.tiles:
        return ()
    url = tile_provider(settings.tiles).build_url(scale_factor="")
    host = url.split("/")[2].replace("{s}", "*")
    return (f"https://{host}",)


def _island(page: Page, *, embed: bool) -> dict[str, Any]:
    words, basemap = page.sheet.words, page.basemap
    return {
        "map": f"map_{MAP_ID}",
        "many": [f"geo_json_{key}" for key in many_layers(page.scene)] if page.scene.many else [],
        "embed": embed,
        "id": page_id(page.sheet.report),
        "words": {key: words[key] for key in ISLAND_WORDS},
        "base": {
            "width": basemap.width,
            "height": basemap.height,
            "bounds": _lat_lon_box(basemap.window),
        },
        "bounds": _lat_lon_box(first_bounds(page.fit_bounds)),
        "fitZoom": round(max(zoom_of(page.still) + 0.5, 1), 2),
        "maxZoom": page.zooms[1],
        "inset": _lat_lon_box(page.inset.bounds) if page.inset else None,
        "stops": [_island_stop(stop, words) for stop in page.scene.stops],
        "lines": [
            {"key": line.key, "side": line.side, "open": line.unconfirmed}
            for line in page.scene.lines
        ],
        "claims": [
            {"key": c.key, "label": c.label, "mark": c.mark} for c in page.sheet.claims if c.line
        ],
        "labels": [
            {"text": n.text, "at": [n.lat, n.lon], "kind": n.kind, "zoom": n.zoom}
            for n in page.labels
        ],
    }


def _island_stop(stop: Stop, words: Words) -> dict[str, Any]:
    fact = stop.facts[0] if stop.facts else None
    return {
        "key": stop.key,
        "label": stop.label,
        "name": stop.name,
        "short": stop.short,
        "shape": stop.shape,
        "at": [round(c, 4) for c in stop.point] if stop.point else None,
        "when": words.when(stop.visit.when),
        "status": status_words(stop, words),
        "quote": fact.quote if fact else "",
        "source": fact.source if fact else "",
    }


def _lat_lon_box(bounds: Bounds) -> list[LatLon]:
    south, west = world_latlon(bounds[0], bounds[3])
    north, east = world_latlon(bounds[2], bounds[1])
    return [(round(south, 4), round(west, 4)), (round(north, 4), round(east, 4))]


def _missing_language(settings: Settings) -> str:
    """Return what to say where the pages do not speak the language asked for; else empty."""
    words = words_of(settings.language)
    if words.language.casefold() in {
        settings.language.casefold(),
        settings.language.split("-", maxsplit=1)[0].casefold(),
    }:
        return ""
    return words.say("no_language", language=plain_text(settings.language, 40))


def _credits(page: Page) -> list[str]:
    words, provenance = page.sheet.words, page.sheet.report.provenance
    gazetteer = ", ".join(provenance.credits) or "GeoNames (CC BY 4.0)"
    lines = [words.say("credit", places=gazetteer)]
    if page.sheet.settings.tiles:
        provider = tile_provider(page.sheet.settings.tiles)
        lines.append(plain_text(str(provider.get("attribution", page.sheet.settings.tiles))))
    lines.append(words.say("method", version=provenance.version))
    if provenance.as_of:
        lines.append(words.say("as_of", day=provenance.as_of))
    return lines
