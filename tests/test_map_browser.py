"""The pages in a real browser, from disk, with the network off."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import opened
from sample_report import report_of_points, sample_report

from mapper.export.embed import embed_html
from mapper.export.map import map_html
from mapper.export.picture import map_svg
from mapper.settings import Settings

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 768, 1280, 1440)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    report = sample_report()
    texts = {
        "map": map_html(report),
        "embed": embed_html(report),
        "arabic": map_html(report, settings=Settings(language="ar")),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf8")
    return {name: folder / f"{name}.html" for name in texts}


def tour(page) -> None:
    for _ in range(3):
        page.click("#next")
        page.wait_for_timeout(150)
    page.click("#previous")
    page.click("#overview")
    if page.query_selector("#show-claims"):
        page.click("#show-claims")
        page.click("#show-claims")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["map", "embed", "arabic"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(browser, pages, name, width) -> None:
    with opened(browser, pages[name], width=width, reduced_motion="reduce") as seen:
        tour(seen.page)
        assert seen.requests == [pages[name].as_uri()]
        assert seen.complaints == []
        assert seen.page.evaluate("window.seen") == []
        assert seen.page.context.cookies() == []
        assert seen.page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["map", "embed", "arabic"])
def test_axe_finds_nothing_before_and_after_a_tour(browser, pages, name, width, scheme) -> None:
    options = {"width": width, "color_scheme": scheme, "reduced_motion": "reduce"}
    with opened(browser, pages[name], **options) as seen:
        assert seen.axe() == []
        tour(seen.page)
        seen.page.click("#next")
        assert seen.axe() == []


def test_a_sandboxed_frame_draws_the_map(browser, pages, tmp_path) -> None:
    parent = tmp_path / "parent.html"
    parent.write_text(
        f'<iframe sandbox="allow-scripts" src="{pages["embed"].as_uri()}" width="360" height="640">'
        "</iframe>"
    )
    with opened(browser, parent) as seen:
        frame = seen.page.frames[1]
        assert frame.locator(".pin:visible").count() > 2
        assert seen.complaints == []


def test_without_javascript_picture_list_and_table_remain(browser, pages) -> None:
    with opened(browser, pages["map"], java_script_enabled=False) as seen:
        page = seen.page
        assert page.locator("svg.still").is_visible()
        boxes = [m.bounding_box() for m in page.locator("svg.still .mark").all()]
        assert len(boxes) >= 6
        assert all(box["width"] > 15 and box["height"] > 15 for box in boxes)
        assert page.locator(".stops > li").count() >= 13
        assert page.locator("table tbody tr").count() == 14
        assert page.locator("#map_m").is_hidden()
        assert not page.locator("#play").is_visible()


def test_the_whole_journey_can_be_walked_by_keyboard(browser, pages) -> None:
    with opened(browser, pages["map"], reduced_motion="reduce") as seen:
        page = seen.page
        reached = []
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "document.activeElement.id || document.activeElement.className.split(' ')[0]"
                )
            )
            if reached[-1] == "go":
                break
        assert {"skip", "map_m", "pin", "previous", "play", "next", "go"} <= {
            "pin" if "pin" in name or name == "leaflet-marker-icon" else name for name in reached
        }
        page.focus("#next")
        for _ in range(2):
            page.keyboard.press("Enter")
        assert page.inner_text("#card-name") == "Samarkand"
        page.focus(".leaflet-marker-icon.pin:not(.gone)")
        page.keyboard.press("Enter")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"


@pytest.mark.parametrize("name", ["map", "embed"])
@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_24_pixels_wide_and_high(browser, pages, name, width) -> None:
    with opened(browser, pages[name], width=width) as seen:
        small = seen.page.evaluate("""
            [...document.querySelectorAll('button, input, summary, .pin, .leaflet-bar a')]
              .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
              .filter(([, r]) => r.width && (r.width < 24 || r.height < 24))
              .map(([html]) => html)""")
        assert small == []


def test_the_frame_does_not_jump_while_it_loads(browser, pages) -> None:
    for name in ("map", "embed"):
        for width in (360, 1280):
            with opened(browser, pages[name], width=width) as seen:
                shift = seen.page.evaluate("""new Promise((done) => {
                    let total = 0;
                    new PerformanceObserver((list) => {
                        list.getEntries().forEach((e) => { total += e.value; });
                    }).observe({type: 'layout-shift', buffered: true});
                    setTimeout(() => done(total), 300);
                })""")
                assert shift <= 0.02, (name, width)


def test_the_right_to_left_page_is_turned_but_its_map_is_not(browser, pages) -> None:
    with opened(browser, pages["arabic"]) as seen:
        page = seen.page
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.stage')).direction") == "ltr"
        )
        map_box = page.locator(".stage").bounding_box()
        list_box = page.locator(".stops").first.bounding_box()
        assert map_box["x"] > list_box["x"]


def test_paper_shows_the_still_picture_and_every_stop(browser, pages) -> None:
    with opened(browser, pages["map"]) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.locator("svg.still").is_visible()
        assert not seen.page.locator("#map_m").is_visible()


def test_reduced_motion_jumps_instead_of_flying(browser, pages) -> None:
    with opened(browser, pages["map"], reduced_motion="reduce") as seen:
        seen.page.click("#next")
        first = seen.page.evaluate("map_m.getCenter().toString()")
        seen.page.wait_for_timeout(400)
        assert seen.page.evaluate("map_m.getCenter().toString()") == first


def test_names_wait_for_the_end_of_a_flight(browser, pages) -> None:
    hidden = "document.querySelector('.leaflet-names-pane').classList.contains('unseen')"
    with opened(browser, pages["map"]) as seen:
        step = f"(document.getElementById('next').click(), {hidden})"
        assert seen.page.evaluate(step)
        seen.page.evaluate("new Promise((done) => map_m.once('moveend', done))")
        assert not seen.page.evaluate(hidden)


def test_play_walks_on_and_can_be_stopped(browser, pages) -> None:
    with opened(browser, pages["map"]) as seen:
        seen.page.click("#play")
        assert seen.page.inner_text("#play") == "Pause"
        seen.page.click("#play")
        assert seen.page.inner_text("#play") == "Play"
        assert seen.page.inner_text("#card-name") == "Tashkent"


def test_a_pill_of_two_stops_at_one_place_opens_both_in_turn(browser, pages) -> None:
    with opened(browser, pages["map"], reduced_motion="reduce") as seen:
        page = seen.page
        pill = page.locator(".pin", has_text="1·11").first
        pill.click()
        first = page.inner_text("#card-when")
        pill.click()
        assert page.inner_text("#card-when") != first


def with_statuses(report, *statuses):
    [itinerary] = report.itineraries
    pairs = zip(itinerary.visits, statuses, strict=True)
    visits = tuple(replace(visit, status=status) for visit, status in pairs)
    ordering = replace(report.ordering, itineraries=(replace(itinerary, visits=visits),))
    return replace(report, ordering=ordering)


@pytest.mark.parametrize(
    ("statuses", "solid"), [(("planned", "visited"), True), (("planned", "planned"), False)]
)
def test_a_pill_is_an_outline_where_all_its_stops_are(browser, tmp_path, statuses, solid) -> None:
    points = [("Oban", 56.41, -5.47), ("Kerrera", 56.4, -5.52)]
    points += [("Ayr", 55.46, -4.63), ("Perth", 56.4, -3.43)]
    report = with_statuses(report_of_points(points), *statuses, "visited", "visited")
    (tmp_path / "map.html").write_text(map_html(report), "utf8")
    with opened(browser, tmp_path / "map.html") as seen:
        pill = seen.page.locator(".pin.group:not(.gone)")
        assert pill.count() == 1
        style = "e => [getComputedStyle(e).borderStyle, getComputedStyle(e).backgroundColor]"
        border, ground = pill.evaluate(style)
        assert (border == "solid") is solid
        assert (ground == "rgb(11, 83, 148)") is solid
        still = seen.page.locator("svg.still .mark.planned").count()
        assert (still == 0) is solid


def test_pills_stand_inside_the_map_of_a_phone(browser, tmp_path) -> None:
    points = [(f"Stop {n}", 38 + n % 7, -9 + n) for n in range(40)]
    (tmp_path / "map.html").write_text(map_html(report_of_points(points)), "utf8")
    with opened(browser, tmp_path / "map.html", width=320) as seen:
        stage = seen.page.locator("#stage").bounding_box()
        boxes = [pill.bounding_box() for pill in seen.page.locator(".pin.group:not(.gone)").all()]
    assert boxes
    for box in boxes:
        assert box["x"] >= stage["x"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"]


@pytest.mark.parametrize("width", [700, 1000, 1440])
def test_the_inset_hides_no_pin(browser, tmp_path, width) -> None:
    town = [(f"Quay {n}", 54.6 + n / 90, -5.9 + n / 70) for n in range(4)]
    points = [("Bantry", 51.68, -9.45), ("Galway", 53.27, -9.05), *town, ("Ullapool", 57.9, -5.16)]
    (tmp_path / "map.html").write_text(map_html(report_of_points(points)), "utf8")
    with opened(browser, tmp_path / "map.html", width=width) as seen:
        inset = seen.page.locator("#inset").bounding_box()
        pins = [pin.bounding_box() for pin in seen.page.locator(".pin:not(.gone)").all()]
    assert inset["width"] > 100
    assert len(pins) >= 4
    for pin in pins:
        beside = pin["x"] + pin["width"] < inset["x"] or pin["x"] > inset["x"] + inset["width"]
        assert (
            beside
            or pin["y"] + pin["height"] < inset["y"]
            or (pin["y"] > inset["y"] + inset["height"])
        )


def test_five_hundred_stops_are_drawn_and_the_chosen_one_is_marked(browser, tmp_path) -> None:
    points = [(f"Stop {n}", 40 + (n % 25) / 5, 20 + n / 20) for n in range(500)]
    (tmp_path / "map.html").write_text(map_html(report_of_points(points)), "utf8")
    with opened(browser, tmp_path / "map.html", reduced_motion="reduce") as seen:
        drawn = seen.page.evaluate("geo_json_many1.getLayers().length")
        assert drawn == 500
        assert seen.page.locator("#map_m path.leaflet-interactive").count() >= 100
        seen.page.click("#next")
        assert seen.page.locator("path.here").count() == 1
        assert seen.complaints == []


def test_an_online_basemap_is_added_where_it_was_asked_for(browser, tmp_path) -> None:
    own = Settings(tiles="OpenStreetMap.Mapnik")
    (tmp_path / "map.html").write_text(map_html(sample_report(), settings=own), "utf8")
    with opened(browser, tmp_path / "map.html") as seen:
        asked = [url for url in seen.requests if url.startswith("https://tile.openstreetmap.org/")]
        assert asked
        assert seen.page.evaluate("window.seen") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["map", "embed", "arabic"])
def test_pages_are_photographed_for_people_to_look_at(
    browser, pages, tmp_path, name, width, scheme
) -> None:
    kept = Path(os.environ.get("MAPPER_ARTEFACTS", tmp_path))
    picture = kept / f"{name}-{width}-{scheme}.png"
    with opened(browser, pages[name], width=width, color_scheme=scheme) as seen:
        seen.page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 10_000


def test_high_contrast_shows_pins_and_controls(browser, pages) -> None:
    with opened(browser, pages["map"], forced_colors="active", contrast="more") as seen:
        assert seen.axe() == []
        assert seen.page.locator(".pin:visible").count() > 3


def test_a_reviewed_page_bears_no_draft_mark(browser, tmp_path) -> None:
    from mapper.model import AppliedCorrection, Correction

    stanza = Correction(verb="reviewed", value=True, article="*", by="A. Reader")
    report = replace(
        sample_report(),
        corrections=(AppliedCorrection(correction=stanza, spans=(("a1", 0, 4),)),),
    )
    (tmp_path / "map.html").write_text(map_html(report), "utf8")
    with opened(browser, tmp_path / "map.html") as seen:
        assert "Draft" not in seen.page.inner_text("body")
        assert "Reviewed by A. Reader" in seen.page.inner_text("body")


def test_the_table_keeps_its_words_whole_on_a_phone(browser, pages) -> None:
    with opened(browser, pages["map"], width=360) as seen:
        height = seen.page.evaluate("document.querySelector('tbody th').offsetHeight")
        assert height < 80
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_measured_claim_has_its_badge_at_first_view(browser, pages) -> None:
    with opened(browser, pages["map"]) as seen:
        shown = seen.page.locator(".badge:visible").count()
        assert shown == seen.page.evaluate(
            "JSON.parse(document.getElementById('island').textContent).claims.length"
        )


def test_the_print_picture_is_set_in_its_own_fonts(browser, tmp_path) -> None:
    (tmp_path / "map.svg").write_text(map_svg(sample_report()), "utf8")
    with opened(browser, tmp_path / "map.svg") as seen:
        seen.page.wait_for_function("document.fonts.status === 'loaded'")
        used = seen.page.evaluate("[...document.fonts].map(f => f.status)")
        assert used == ["loaded", "loaded"]
        assert seen.complaints == []
        assert len(seen.requests) == 1 or all(r.startswith("data:") for r in seen.requests[1:])
