"""Hostile text in every sink of map, embed, pictures, KML and GPX comes out as harmless text."""

from dataclasses import replace

import pytest
from chromium import opened
from defusedxml import ElementTree
from hostile import HOSTILE
from sample_report import report_of_points, sample_findings

from mapper.export.embed import embed_html, embed_snippets_html, oembed_json
from mapper.export.gpx import route_gpx
from mapper.export.kml import route_kml
from mapper.export.map import map_html
from mapper.export.picture import map_svg
from mapper.model import AppliedCorrection, Conflict, Correction, Report, Skipped, Span

AT_ONCE = 10
BATCHES = [HOSTILE[i : i + AT_ONCE] for i in range(0, len(HOSTILE), AT_ONCE)]


def hostile_report(strings: tuple[str, ...]) -> Report:
    """Put every string into stops, sentences, claims and all single texts of a report."""
    report = report_of_points([(s, 40.0 + i, 20.0 + i) for i, s in enumerate(strings)])
    every = " ".join(strings)
    itinerary = report.itineraries[0]
    visits = tuple(
        replace(v, by_desk=s, mode=s) for v, s in zip(itinerary.visits, strings, strict=True)
    )
    itinerary = replace(itinerary, visits=visits, traveller=strings[0], notes=strings)
    article = replace(
        report.articles[0],
        title=every,
        publisher=strings[0],
        source=strings[-1],
        url=f"https://example.org/{strings[0]}",
        language=strings[1],
    )
    claim = sample_findings()[0]
    findings = tuple(
        replace(
            claim,
            explanation=s,
            claim=replace(claim.claim, article="a1", text=s, sentence=Span(0, 400), id=s),
            routes=tuple(replace(r, mode=s) for r in claim.routes),
        )
        for s in strings
    )
    stanza = Correction(verb="place", value="x", article="*", quote=every, why=every, by=every)
    return replace(
        report,
        title=every,
        articles=(article,),
        ordering=replace(report.ordering, itineraries=(itinerary,)),
        findings=findings,
        conflicts=tuple(
            Conflict(id=s, kind="date", members=(), severity="soft", explanation=s) for s in strings
        ),
        corrections=(AppliedCorrection(correction=stanza, spans=(("a1", 0, 1),)),),
        provenance=replace(
            report.provenance,
            credits=strings,
            version=strings[0],
            skipped=(Skipped(source=every, reason=every),),
        ),
    )


def test_there_are_sixty_of_them() -> None:
    assert len(set(HOSTILE)) == 60


@pytest.mark.parametrize("batch", range(len(BATCHES)))
def test_nothing_is_executed_on_our_side_and_everything_can_be_written(batch) -> None:
    report = hostile_report(BATCHES[batch])
    texts = [
        map_html(report, changes=BATCHES[batch]),
        embed_html(report),
        embed_snippets_html(report),
        oembed_json(report),
        map_svg(report),
        route_kml(report),
        route_gpx(report),
    ]
    for text in texts:
        assert "54444439" not in text
        text.encode("utf8")
    for xml in texts[4:]:
        ElementTree.fromstring(xml)


@pytest.mark.browser
@pytest.mark.parametrize("batch", range(len(BATCHES)))
@pytest.mark.parametrize("name", ["map", "embed"])
def test_nothing_is_executed_in_the_browser(browser, tmp_path, batch, name) -> None:
    report = hostile_report(BATCHES[batch])
    text = map_html(report, changes=BATCHES[batch]) if name == "map" else embed_html(report)
    (tmp_path / "page.html").write_text(text, "utf8")
    with opened(browser, tmp_path / "page.html", reduced_motion="reduce") as seen:
        page = seen.page
        for _ in BATCHES[batch]:
            page.click("#next")
        assert page.evaluate("window.hit") is None
        assert seen.dialogs == []
        assert seen.complaints == []
        assert seen.requests == [(tmp_path / "page.html").as_uri()]
        assert page.evaluate("window.seen") == []
        assert page.locator(".pin:visible").count() >= 1
        strange = page.evaluate("""
            [...document.querySelectorAll('img,iframe,object,embed,video,base,math,template,marquee')]
              .length + document.scripts.length - 2
              + document.querySelectorAll('style').length - 1
              + [...document.querySelectorAll('*')].filter((e) =>
                  [...e.attributes].some((a) => a.name.startsWith('on'))).length""")
        assert strange == 0
