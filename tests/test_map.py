"""The map page, the embed and the exports as text: what they carry and what they never do."""

import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import jinja2
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_report import report_of_points, sample_report

from mapper.errors import SettingsError
from mapper.export.embed import embed_html, embed_snippets_html, oembed_json
from mapper.export.geojson import route_geojson
from mapper.export.gpx import route_gpx
from mapper.export.kml import route_kml
from mapper.export.map import map_html, notebook_frame
from mapper.export.page.basemap import draw_basemap
from mapper.export.page.claims import from_target, stated_arc
from mapper.export.page.facts import best_mentions, visit_facts
from mapper.export.page.frame import fit_frame
from mapper.export.page.paint import COLORS
from mapper.export.page.plain import plain_text, safe_link
from mapper.export.page.sequence import stop_labels
from mapper.export.page.staging import make_scene, public_scene
from mapper.export.page.templates import content_policy, island_json
from mapper.export.page.words import languages, words_of
from mapper.export.picture import map_svg
from mapper.model import AppliedCorrection, Correction, Movement, Span
from mapper.settings import Settings

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"


class Tags(HTMLParser):
    """Collects elements and attributes as a browser's parser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def scene():
    return make_scene(sample_report(), {})


def stop_of(name: str, nth: int = 0):
    return [s for s in scene().stops if s.visit.name == name][nth]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert map_html(sample_report()) == map_html(sample_report())
    assert embed_html(sample_report()) == embed_html(sample_report())


def test_pages_stay_under_their_sizes() -> None:
    page = map_html(sample_report()).encode()
    assert len(page) <= 350_000
    assert len(gzip.compress(page)) <= 110_000
    assert len(embed_html(sample_report()).encode()) <= 300_000


def test_a_page_loads_nothing_from_anywhere() -> None:
    for text in (map_html(sample_report()), embed_html(sample_report())):
        tags = Tags(text)
        loading = [
            (tag, name, value)
            for tag, name, value in tags.attributes
            if name in {"src", "srcset", "data", "action", "poster"}
            or (tag == "link" and name == "href")
        ]
        assert loading == []
        assert "url(" not in text.split("</style>")[0]
        assert not [a for a in tags.attributes if a[1].startswith("on") or a[1] == "style"]


def test_the_policy_allows_our_script_and_style_and_nothing_else() -> None:
    policy = content_policy("a", "b")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_numbers_where_the_order_is_settled_and_one_letter_where_it_is_not() -> None:
    assert [s.label for s in scene().stops[:10]] == [
        "1", "2", "3", "4", "5", "6", "A", "A", "", "9",
    ]  # fmt: skip


def test_a_visit_without_any_order_does_not_blow_up_the_others_numbers() -> None:
    itinerary = sample_report().itineraries[0]
    loose = replace(itinerary, order=tuple(p for p in itinerary.order if "v3" not in p))
    labels = stop_labels(loose)
    assert labels["v3"] == "?"
    assert labels["v1"] == "1"


def test_a_doubtful_place_is_hollow_and_not_in_the_embed() -> None:
    assert stop_of("Zarafshan").shape == "hollow"
    public = public_scene(scene())
    assert "Zarafshan" not in [s.name for s in public.stops]
    assert "Zarafshan" not in embed_html(sample_report())
    bukhara, khiva = stop_of("Bukhara").key, stop_of("Khiva").key
    bridge = [n for n in public.lines if (n.origin, n.destination) == (bukhara, khiva)]
    assert len(bridge) == 1
    assert not bridge[0].stated


def test_a_region_is_an_area_and_never_a_pin() -> None:
    region = stop_of("Karakalpakstan")
    assert region.shape == "area"
    page = map_html(sample_report())
    assert f"marker_{region.key} " not in page
    assert f"polygon_{region.key}r0 " in page


def test_a_region_takes_its_outline_from_the_areas_given() -> None:
    from shapely.geometry import box

    made = make_scene(sample_report(), {"test:Karakalpakstan": box(56, 41, 61, 45)})
    region = next(s for s in made.stops if s.name == "Karakalpakstan")
    assert not region.rough
    assert (45.0, 61.0) in region.rings[0]


def test_an_end_that_nobody_confirmed_gets_an_open_arrow() -> None:
    last = [n for n in scene().lines if n.destination == stop_of("Tashkent", 1).key]
    assert [n.unconfirmed for n in last] == [True]
    assert map_html(sample_report()).count("arrow t0 unconfirmed") >= 1


def test_cancelled_and_unnamed_places_are_listed_and_not_drawn() -> None:
    for name in ("Termez", "a riverside guesthouse"):
        assert stop_of(name).point is None
        assert name in map_html(sample_report())


def test_out_and_back_are_drawn_side_by_side() -> None:
    sides = {(n.origin, n.destination): n.side for n in scene().lines}
    assert sides[(stop_of("Tashkent").key, stop_of("Samarkand").key)] == 1
    assert sides[(stop_of("Samarkand", 1).key, stop_of("Tashkent", 1).key)] == 2


def test_every_page_is_a_draft_until_it_is_reviewed() -> None:
    assert 'class="draft"' in map_html(sample_report())
    assert 'class="draft"' in embed_html(sample_report())
    stanza = Correction(verb="reviewed", value="desk", article="*")
    applied = (AppliedCorrection(correction=stanza, spans=(("a1", 0, 1),)),)
    reviewed = replace(sample_report(), corrections=applied)
    assert 'class="draft"' not in map_html(reviewed)
    assert 'class="watermark"' not in map_html(reviewed)
    assert 'class="draft"' not in embed_html(reviewed)


def test_a_stop_shows_one_sentence_and_folds_those_of_other_articles() -> None:
    report = sample_report()
    for facts in visit_facts(report).values():
        assert len({(f.source, f.published) for f in facts}) == len(facts)
    page = map_html(report)
    items = re.findall(r"<li>\s*<(?:button|div)[^>]*class=\"go\".*?</li>", page, re.DOTALL)
    assert items
    for item in items:
        assert item.split("<details")[0].count("<blockquote") <= 1


def test_a_quote_leaves_out_a_dateline_that_it_is_not_about() -> None:
    head, body = "OBAN, Scotland, March 4, 2024 (West Wire) - ", "The envoy reached Glencoe."
    report = report_of_points([("Oban", 56.41, -5.47), ("Glencoe", 56.68, -5.1)])
    [article], [itinerary] = report.articles, report.itineraries
    day = head.index("March"), head.index(" (")
    article = replace(
        article, text=head + body, published_from="dateline", published_text=Span(*day)
    )
    places = [(head + body).index(name) for name in ("OBAN", "Glencoe")]
    visits = tuple(
        replace(visit, mentions=((article.id, at, at + len(visit.name)),))
        for visit, at in zip(itinerary.visits, places, strict=True)
    )
    ordering = replace(report.ordering, itineraries=(replace(itinerary, visits=visits),))
    facts = visit_facts(replace(report, articles=(article,), ordering=ordering))
    assert [fact.quote for of_visit in facts.values() for fact in of_visit] == [head + body, body]


def test_a_long_name_of_the_gazetteer_gives_way_on_the_map_to_the_articles_own() -> None:
    stop = stop_of("Bukhara")
    place = replace(stop.visit.place, name="Bukhara Tumangang border crossing point")
    long = replace(stop, name=place.name, visit=replace(stop.visit, place=place))
    assert long.short == "Bukhara"
    assert long.said == "Bukhara"
    unnamed = replace(long, visit=replace(long.visit, name="the crossing"))
    assert unnamed.short == place.name
    assert unnamed.said == ""


def test_a_newsrooms_credit_stands_on_page_embed_and_picture_as_text() -> None:
    own = Settings(credit="Graphic: <b>The Daily</b>")
    for text in (
        map_html(sample_report(), settings=own),
        embed_html(sample_report(), settings=own),
        map_svg(sample_report(), settings=own),
    ):
        assert "Graphic: &lt;b&gt;The Daily&lt;/b&gt;" in text


def test_a_newsrooms_colours_are_used_on_paper_screen_and_picture() -> None:
    own = Settings(colors=(("route", "#7A0045"), ("route-dark", "#ffb3d9")))
    page = map_html(sample_report(), settings=own)
    assert page.count("--t0: #7a0045") == 2
    assert "(prefers-color-scheme: dark) { :root { --t0: #ffb3d9 } }" in page
    assert "#7a0045" in map_svg(sample_report(), settings=own)
    assert COLORS["t0"] not in map_svg(sample_report(), settings=own)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("route", "#ffee00"), "contrast"),
        (("route-dark", "#333333"), "contrast"),
        (("road", "#000000"), "known are route"),
        (("route", "red"), "#rrggbb"),
    ],
)
def test_a_colour_that_does_not_stand_out_is_refused(pair, said) -> None:
    with pytest.raises(SettingsError, match=said):
        map_html(sample_report(), settings=Settings(colors=(pair,)))


def test_a_language_without_words_is_said_on_the_page() -> None:
    assert "does not speak the language fi" in map_html(
        sample_report(), settings=Settings(language="fi")
    )
    for language in ("en", "en-GB", "ar"):
        page = map_html(sample_report(), settings=Settings(language=language))
        assert "does not speak" not in page


@pytest.mark.parametrize(
    ("window", "share"),
    [
        ((0.5, 0.25, 0.9, 0.45), 0.825),
        ((0.98, 0.2, 1.12, 0.3), 0.4955),
        ((0.0, 0.1, 1.0, 0.8), 0.3026),
    ],
    ids=["Eurasia", "Bering Sea", "the world"],
)
def test_land_is_drawn_whole(window, share) -> None:
    basemap = draw_basemap(window)
    land = 0.0
    for ring in dict(basemap.paths)["land"].split("z")[:-1]:
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        numbers = [int(n) for n in re.findall(r"-?\d+", steps)]
        around = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            around.append((around[-1][0] + dx, around[-1][1] + dy))
        land += sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*around, around[0]])) / 2
    assert abs(land) / (basemap.width * basemap.height) == pytest.approx(share, abs=0.002)


def test_seas_are_named_in_the_language_of_the_page() -> None:
    window = (0.84, 0.33, 0.92, 0.43)
    names = {
        language: {
            n.text for n in draw_basemap(window, language=language).labels if n.kind == "sea"
        }
        for language in ("en", "ar")
    }
    assert "Sea of Japan / East Sea" in names["en"]
    assert "بحر اليابان / البحر الشرقي" in names["ar"]
    assert len(names["ar"]) == len(names["en"])
    assert not [name for name in names["ar"] if re.search("[A-Za-z]", name)]


def test_the_way_of_a_leg_stands_in_table_and_geojson() -> None:
    page = map_html(sample_report())
    assert "<td>stated, 250 km (straight line), by train: 331 km</td>" in page
    assert "<td>stated, 250 km (straight line)</td>" in page
    legs = [f["properties"] for f in json.loads(route_geojson(sample_report()))["features"]]
    assert [leg["route_km"] for leg in legs if "route_km" in leg][:2] == [331.4, None]


def test_letters_tell_whose_stop_it_is_where_there_are_several_travellers() -> None:
    one = report_of_points([("Berlin", 52.52, 13.41), ("Vienna", 48.21, 16.37)])
    two = report_of_points(
        [("Rome", 41.89, 12.51), ("Vienna", 48.21, 16.37), ("Bern", 46.95, 7.45)]
    )
    [first], [second] = one.itineraries, two.itineraries
    visits = tuple(replace(v, id=f"w{v.id}", mentions=()) for v in second.visits)
    order = tuple((f"w{a}", f"w{b}") for a, b in second.order)
    second = replace(second, traveller="Marco Ferri", visits=visits, order=order)
    both = (replace(first, traveller="Olga Brandt"), second)
    report = replace(one, ordering=replace(one.ordering, itineraries=both))
    scene = make_scene(report)
    assert [s.label for s in scene.stops] == ["F1", "F2", "F3", "B1", "B2"]
    assert len(scene.lines) == 3
    for page in (map_html(report), embed_html(report), map_svg(report)):
        assert "F Marco Ferri · B Olga Brandt" in page
        assert "F2·B2" in page
    assert [s.label for s in make_scene(one).stops] == ["1", "2"]


def test_a_narrow_sea_is_named_when_its_name_fits() -> None:
    world = {n.text: n.zoom for n in draw_basemap((0.0, 0.1, 1.0, 0.9)).labels}
    assert world["Adriatic Sea"] > 3
    assert world["Indian Ocean"] < 2


def test_round_a_pole_no_circle_is_drawn() -> None:
    report = report_of_points([("Alert", 82.5, -62.3), ("North Pole", 90.0, 0.0)])
    [itinerary] = report.itineraries
    first, pole = itinerary.visits
    region = replace(pole.place, kind="region", extent_km=300.0)
    visits = (first, replace(pole, place=region))
    ordering = replace(report.ordering, itineraries=(replace(itinerary, visits=visits),))
    drawn = make_scene(replace(report, ordering=ordering)).drawn[1]
    assert drawn.shape == "area"
    assert drawn.rings == ()
    assert "pole" in drawn.notes


def test_a_single_place_is_shown_with_the_land_round_it() -> None:
    lone, pair = (0.5, 0.4, 0.5, 0.4), (0.5, 0.4, 0.501, 0.4)
    assert fit_frame(lone, 300, 200, 0).bounds[2] - 0.5 > 2 * (
        fit_frame(pair, 300, 200, 0).bounds[2] - 0.5
    )


def test_a_notebook_shows_the_map_in_a_sandbox() -> None:
    shown = sample_report()._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in shown


def test_no_script_is_compiled_once_more_as_a_template(monkeypatch) -> None:
    compiled = []
    real = jinja2.Environment.from_string

    def watched(self, source, *arguments, **more):
        compiled.append(str(source))
        return real(self, source, *arguments, **more)

    monkeypatch.setattr(jinja2.Environment, "from_string", watched)
    assert "L.marker(" in map_html(sample_report("Another title"))
    assert not [source for source in compiled if "marker_s1 = " in source]


def test_a_stop_quotes_first_what_tells_it_as_done_at_the_place_itself() -> None:
    report = report_of_points([("Oban", 56.4, -5.5)])
    [visit] = report.itineraries[0].visits
    keys = tuple(("a1", start, start + 1) for start in range(5))
    told = movement_at(keys[4])
    rivals = (
        replace(movement_at(keys[0]), modality="speculated"),
        replace(movement_at(keys[1]), locating=True),
        replace(movement_at(keys[2]), by_noun=True),
    )  # and keys[3] is only named
    found = replace(report.annotations[0], movements=(*rivals, told))
    changed = replace(report, annotations=(found,))
    ranked = best_mentions([replace(visit, mentions=keys)], changed)[visit.id]
    assert ranked == (keys[4], keys[2], keys[1], keys[0], keys[3])


def movement_at(key) -> Movement:
    return Movement(
        article=key[0], sentence=Span(0, 9), place=Span(*key[1:]), cue=Span(0, 3), cue_text="The",
        action="visit", modality="asserted",
    )  # fmt: skip


def test_the_stated_arc_lies_off_the_anchor_from_whichever_end_the_line_was_measured() -> None:
    finding = next(f for f in sample_report().findings if f.measurements and f.claim.direction)
    measured = finding.measurements[0]
    turned = replace(measured, origin=measured.destination, destination=measured.origin)
    assert not from_target(finding, measured)
    assert from_target(finding, turned)
    assert stated_arc(finding, measured) == stated_arc(finding, turned)


def test_the_note_says_what_a_rerun_changed() -> None:
    text = map_html(sample_report(), changes=("stop 3 moved 14 km <b>",))
    assert "stop 3 moved 14 km &lt;b&gt;" in text


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([], id="no stop"),
        pytest.param([("Ulan", 47.9, 106.9)], id="one stop"),
        pytest.param([("Here", 10.0, 20.0)] * 4, id="all in one place"),
        pytest.param([("Nome", 64.5, -165.4), ("Anadyr", 64.7, 177.5)], id="antimeridian"),
        pytest.param([("Pole", 90.0, 0.0), ("South", -90.0, 0.0)], id="poles"),
        pytest.param([("Quito", -0.2, -78.5), ("Padang", 0.2, 101.5)], id="antipodes"),
    ],
)
def test_odd_journeys_make_a_page_and_all_exports(points) -> None:
    report = report_of_points(points)
    page = map_html(report)
    for name, _, _ in points:
        assert name in page
    embed_html(report)
    embed_snippets_html(report)
    ElementTree.fromstring(route_kml(report))
    ElementTree.fromstring(route_gpx(report))


def test_the_antimeridian_is_crossed_the_short_way() -> None:
    report = report_of_points([("Nome", 64.5, -165.4), ("Anadyr", 64.7, 177.5)])
    lons = [lon for _, lon in make_scene(report, {}).lines[0].points]
    assert max(lons) - min(lons) < 20
    for track in ElementTree.fromstring(route_gpx(report)).iter(f"{GPX}trkseg"):
        along = [float(p.get("lon")) for p in track]
        assert max(along) - min(along) < 180
        assert all(-180 <= lon < 180 for lon in along)


def test_five_hundred_stops_fit_in_two_megabytes() -> None:
    points = [(f"Stop {n}", 40 + (n % 25) / 5, 20 + n / 20) for n in range(500)]
    page = map_html(report_of_points(points))
    assert len(page.encode()) <= 2_000_000
    assert "geo_json_many1" in page


def test_a_title_of_ten_thousand_characters_is_cut() -> None:
    page = map_html(sample_report("long " * 2000))
    assert len(page) < 350_000
    assert "…" in page


def test_names_in_ten_scripts_stand_in_the_page() -> None:
    names = ["Zürich", "Владивосток", "Αθήνα", "القاهرة", "ירושלים", "東京", "서울", "दिल्ली",
             "กรุงเทพ", "თბილისი", "Երևան"]  # fmt: skip
    report = report_of_points([(n, 10.0 + i, 20.0 + i) for i, n in enumerate(names)])
    page = map_html(report)
    assert all(name in page for name in names)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", " javascript:x", "vbscript:x",
     "file:///etc/passwd", "http:x", "//host/x", "https://", 'https://a.b/"onx=1', "java\nscript:x",
     "https://[bad", "ftp://a.b"],
)  # fmt: skip
def test_links_other_than_http_are_no_links(url) -> None:
    assert safe_link(url) is None
    articles = tuple(replace(a, url=url) for a in sample_report().articles)
    page = map_html(replace(sample_report(), articles=articles))
    assert not [
        a for a in Tags(page).attributes if a[0] == "a" and a[1] == "href" and a[2] != "#stops"
    ]


def test_web_links_open_apart_and_tell_nothing() -> None:
    tags = Tags(map_html(sample_report()))
    assert ("a", "rel", "noopener noreferrer") in tags.attributes
    assert ("meta", "content", "no-referrer") in tags.attributes


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_leaves_a_live_character_in_the_island(text) -> None:
    made = island_json({"x": text})
    assert not re.search("[<>&\u2028\u2029]", made)
    assert json.loads(made) == {"x": text}


@given(st.text(max_size=600))
@settings(max_examples=300, deadline=None)
def test_plain_text_is_one_short_line_that_can_be_written(text) -> None:
    made = plain_text(text, 100)
    assert len(made) <= 100
    assert "\n" not in made
    made.encode("utf8")


def test_kml_is_read_back_with_its_points_and_lines() -> None:
    root = ElementTree.fromstring(route_kml(sample_report()))
    marks = list(root.iter(f"{KML}Placemark"))
    names = [m.find(f"{KML}name").text for m in marks]
    assert "1 Tashkent" in names
    point = next(m for m in marks if m.get("id") == "s1").find(f"{KML}Point/{KML}coordinates").text
    assert point == "69.216300,41.264600"
    assert len(list(root.iter(f"{KML}LineString"))) == len(scene().lines)
    assert not [m for m in marks if m.find(f"{KML}Point") is not None and "Karak" in m[0].text]


def test_gpx_is_read_back_with_way_points_and_segments() -> None:
    root = ElementTree.fromstring(route_gpx(sample_report()))
    assert root.get("version") == "1.1"
    names = [w.find(f"{GPX}name").text for w in root.iter(f"{GPX}wpt")]
    assert "A Khiva" in names
    assert not [n for n in names if "Karakalpakstan" in n]
    assert len(list(root.iter(f"{GPX}trkseg"))) == len(scene().lines)


def test_oembed_has_what_version_one_asks_of_rich_content() -> None:
    answer = json.loads(
        oembed_json(sample_report(), settings=Settings(public_url="https://news.example/m"))
    )
    assert {"version", "type", "html", "width", "height"} <= answer.keys()
    assert answer["thumbnail_url"] == "https://news.example/m/card.png"
    embed = embed_html(sample_report(), settings=Settings(public_url="https://news.example/m"))
    assert 'href="https://news.example/m/oembed.json"' in embed


def test_the_five_snippets_are_shown_and_can_be_copied() -> None:
    tags = Tags(embed_snippets_html(sample_report()))
    assert tags.tags.count("textarea") == 5
    assert len([a for a in tags.attributes if a[1] == "data-copy"]) == 5


def test_an_unknown_policy_on_borders_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="natural-earth"):
        map_html(sample_report(), settings=Settings(borders="ours"))


def test_an_unknown_online_basemap_is_an_error() -> None:
    with pytest.raises(SettingsError, match="no such provider"):
        map_html(sample_report(), settings=Settings(tiles="Nobody.Tiles"))


def test_an_online_basemap_by_choice_adds_its_host_alone_to_the_policy() -> None:
    page = map_html(sample_report(), settings=Settings(tiles="OpenStreetMap.Mapnik"))
    policy = next(v for t, n, v in Tags(page).attributes if n == "content" and "default-src" in v)
    assert "img-src data: https://tile.openstreetmap.org;" in policy
    assert "OpenStreetMap" in page


def test_a_notebook_shows_the_embed_in_a_sandbox() -> None:
    frame = Tags(notebook_frame(sample_report()))
    assert frame.tags == ["iframe"]
    assert ("iframe", "sandbox", "allow-scripts") in frame.attributes


def test_english_and_arabic_have_every_word() -> None:
    english, arabic = words_of("en").table, words_of("ar").table
    assert words_of("ar").direction == "rtl"
    same = {key for key in english if english[key] == arabic[key]}
    assert same <= {"date", "day_month"}
    assert {"en", "ar", "de"} <= set(languages())
    assert words_of("xx").language == "en"


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def palettes() -> list[dict[str, str]]:
    style = re.findall(r":root \{([^}]*--sea-name[^}]*)\}", map_html(sample_report()))
    return [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", block)) for block in style[:2]]


def test_colours_have_the_contrast_that_text_and_lines_need() -> None:
    for palette in palettes():
        for ground in ("land", "sea", "page"):
            for line in ("t0", "t1", "t2", "t3", "good", "fair", "bad"):
                assert contrast(palette[line], palette[ground]) >= 3, (line, ground)
        for text in ("ink", "soft", "good", "fair", "bad", "t0"):
            assert contrast(palette[text], palette["page"]) >= 4.5, text
        for name, ground in (("sea-name", "sea"), ("country-name", "land"), ("ink", "land")):
            assert contrast(palette[name], palette[ground]) >= 4.5, name
        for track in ("t0", "t1", "t2", "t3"):
            assert contrast(palette["on"], palette[track]) >= 4.5, track


def test_pictures_have_the_colours_of_the_page() -> None:
    light = palettes()[0]
    assert {key: light[key] for key in COLORS} == dict(COLORS)
