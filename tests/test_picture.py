"""map.svg and card.png: drawn without a browser, fonts included, the same bytes twice."""

import hashlib
import re
import struct
import tomllib
from dataclasses import replace
from importlib.resources import files

from defusedxml import ElementTree
from sample_report import report_of_points, sample_report

from mapper.export import export_report
from mapper.export.page.drawing import _badge, _cut
from mapper.export.page.frame import Frame
from mapper.export.page.paint import Painter
from mapper.export.page.placing import overlap
from mapper.export.page.sheet import Sheet
from mapper.export.picture import card_png, card_svg, map_svg, svg_png, unfit_names
from mapper.settings import Settings

SVG = "{http://www.w3.org/2000/svg}"
ASSETS = files("mapper.export").joinpath("assets")


def texts(svg: str) -> list[str]:
    return [t.text or "" for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_card_is_a_small_png_of_the_social_size() -> None:
    png = card_png(sample_report())
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert len(png) <= 200_000


def test_a_square_card_is_written_where_it_is_asked_for(tmp_path) -> None:
    every = export_report(sample_report(), tmp_path / "all")
    assert not [path for path in every.files if "square" in path.name]
    asked = Settings(formats=("picture", "square"))
    export_report(sample_report(), tmp_path / "asked", settings=asked)
    png = (tmp_path / "asked" / "card-square.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (1080, 1080)
    assert (tmp_path / "asked" / "card.png").exists()


def test_a_long_title_stands_in_two_lines() -> None:
    title = "The envoy's long way through the towns of the old road and all the way back again"
    lines = texts(card_svg(sample_report(title)))
    assert [line for line in lines if line and title.startswith(line)]
    assert " ".join(line for line in lines if line in title and " " in line) == title


def test_pictures_are_the_same_bytes_twice() -> None:
    assert card_png(sample_report()) == card_png(sample_report())
    assert map_svg(sample_report()) == map_svg(sample_report())


def test_text_is_really_drawn() -> None:
    named = card_svg(sample_report())
    assert svg_png(named) != svg_png(named.replace("An envoy on the old road", ""))


def test_inferred_legs_are_dashed_and_stated_ones_are_not() -> None:
    dashes = {
        path.get("stroke-dasharray")
        for path in ElementTree.fromstring(map_svg(sample_report())).iter(f"{SVG}path")
        if path.get("stroke") == "#0b5394" and path.get("stroke-linecap") == "round"
    }
    assert {"none", "1 7", "9 7"} <= dashes


def test_a_picture_holds_literal_colours_and_one_font_alone() -> None:
    svg = map_svg(sample_report())
    assert "var(" not in svg
    assert "class=" not in svg
    families = {t.get("font-family") for t in ElementTree.fromstring(svg).iter(f"{SVG}text")}
    assert families == {"DejaVu Sans"}


def test_the_print_picture_brings_the_fonts_of_its_letters_along() -> None:
    svg = map_svg(sample_report())
    assert svg.count("@font-face") == 2
    greek = map_svg(report_of_points([("Αθήνα", 37.98, 23.73)]))
    assert greek.count("@font-face") == 4
    assert "url(data" not in re.sub(r'url\("data:font/woff2;base64,[A-Za-z0-9+/=]+"\)', "", greek)
    assert "http" not in greek.replace("http://www.w3.org/2000/svg", "")
    assert len(svg) < 120_000


def test_the_card_leaves_out_what_is_to_check_and_the_map_marks_it() -> None:
    assert "Zarafshan" not in card_svg(sample_report())
    assert "Zarafshan" in texts(map_svg(sample_report()))


def test_crowded_stops_get_an_inset() -> None:
    crowd = [("Far", 50.0, 10.0), ("One", 40.0, 20.0), ("Two", 40.2, 20.1), ("Three", 40.1, 20.3)]
    drawn = map_svg(report_of_points(crowd))
    scaled = [
        group.get("transform", "")
        for group in ElementTree.fromstring(drawn).iter(f"{SVG}g")
        if "scale(1.0400)" in group.get("transform", "")
    ]
    assert len(scaled) == 1
    assert "clip" not in drawn
    assert len(list(ElementTree.fromstring(drawn).iter(f"{SVG}svg"))) == 1


def test_nothing_in_an_inset_sticks_out_of_it() -> None:
    line = [(-50.0, 30.0), (50.0, 60.0), (150.0, 200.0), (150.0, -10.0)]
    frame = Frame(bounds=(0, 0, 1, 1), width=100, height=100)
    for part in (*_cut(line, frame), *_cut(line, frame, closed=True)):
        assert all(0 <= c <= 100 for point in part for c in point)
    assert list(_cut([(-5.0, -5.0), (-9.0, -5.0)], frame)) == []


def test_a_letter_that_the_font_lacks_is_left_out_and_said() -> None:
    report = report_of_points([("東京", 35.7, 139.7), ("Osaka", 34.7, 135.5)])
    assert unfit_names({"東京", "Osaka", "Ürümqi", "Владивосток"}) == {"東京"}
    svg = card_svg(report)
    assert "東京" not in "".join(texts(svg))
    assert any("lacks" in t for t in texts(svg))


def test_a_right_to_left_card_starts_on_the_right() -> None:
    svg = card_svg(sample_report(), settings=Settings(language="ar"))
    title = next(
        t for t in ElementTree.fromstring(svg).iter(f"{SVG}text") if t.get("font-size") == "34"
    )
    assert title.get("text-anchor") == "end"


def test_a_line_in_arabic_is_marked_as_such_for_the_renderer() -> None:
    lines = texts(card_svg(sample_report(), settings=Settings(language="ar")))
    footer = next(line for line in lines if "Natural Earth" in line)
    assert footer[0] == "\u202b"
    assert footer[-1] == "\u202c"
    assert not [line for line in texts(card_svg(sample_report())) if "\u202b" in line]


def test_a_badge_without_room_on_its_line_stands_beside_it_with_a_leader() -> None:
    claim = next(c for c in Sheet(report=sample_report()).claims if c.line)
    frame = Frame(bounds=(0.5, 0.3, 0.8, 0.5), width=1200, height=800)
    x, y = frame.px(claim.line[0])
    taken = [(x - 14, y - 14, x + 14, y + 14)]
    near = replace(claim, line=(claim.line[0], (claim.line[0][0] + 0.01, claim.line[0][1])))
    drawn = _badge(near, frame, Painter(mode="classes"), taken)
    assert "leader" in drawn
    assert near.label in drawn
    assert len(taken) == 2
    assert not overlap(*taken)
    assert "leader" not in _badge(claim, frame, Painter(mode="classes"), [])


def test_a_region_at_the_edge_is_named_all_the_same() -> None:
    assert "Karakalpakstan" in texts(map_svg(sample_report()))


def test_a_region_without_room_for_its_name_bears_its_number() -> None:
    for name, said in (("Westland", "2 Westland"), ("W" * 110, "2")):
        report = report_of_points([("Oban", 56.4, -5.5), (name, 57.0, -3.0), ("Wick", 58.4, -3.1)])
        [itinerary] = report.itineraries
        first, region, last = itinerary.visits
        region = replace(region, place=replace(region.place, kind="admin", extent_km=30.0))
        ordering = replace(
            report.ordering, itineraries=(replace(itinerary, visits=(first, region, last)),)
        )
        assert said in texts(map_svg(replace(report, ordering=ordering)))


def test_among_many_stops_the_first_and_the_last_are_named() -> None:
    points = [(f"Stop {n}", 40 + (n % 25) / 5, 20 + n / 20) for n in range(500)]
    svg = card_svg(report_of_points(points))
    assert {"Stop 0", "1", "Stop 499", "500"} <= set(texts(svg))
    assert "Stop 250" not in texts(svg)
    assert svg.count("<circle") == 500
    assert len(svg_png(svg)) <= 200_000


def test_no_stop_still_gives_a_card() -> None:
    assert card_png(report_of_points([]))[:4] == b"\x89PNG"
    empty = replace(sample_report(), ordering=replace(sample_report().ordering, itineraries=()))
    assert map_svg(empty)


def test_the_vendored_files_are_those_of_the_lock() -> None:
    lock = tomllib.loads(ASSETS.joinpath("vendor.toml").read_text("utf8"))["sha256"]
    for name, digest in lock.items():
        assert hashlib.sha256(ASSETS.joinpath(name).read_bytes()).hexdigest() == digest, name
    assert b"url(" not in ASSETS.joinpath("leaflet.css").read_bytes()
