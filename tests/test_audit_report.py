"""The audit as page, Markdown, table and ClaimReview, from reports made by hand."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from sample_audit import (
    FIRST,
    HOSTILE,
    article,
    claim_in,
    hostile_report,
    report_of,
    two_claims,
)

from mapper.export.audit_report import (
    audit_html,
    audit_markdown,
    claim_review_json,
    claims_csv,
)
from mapper.export.audit_report.picture import MAPS_DRAWN
from mapper.model import (
    AppliedCorrection,
    ClaimEnd,
    Correction,
    Distance,
    Finding,
    Provenance,
    ResolvedEnd,
)


@pytest.fixture
def report():
    return two_claims()


class Tags(HTMLParser):
    """All tags of a page with their attributes, and every end tag matched to its start."""

    def __init__(self, page):
        super().__init__()
        self.seen, self.open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br", "path", "rect", "circle", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


# --- the page ------------------------------------------------------------------------------------


def test_the_page_says_what_a_card_must_say(report):
    text = words_of(audit_html(report))
    for wanted in (
        "2 stated distances in 2 articles",
        "consistent with a route",
        "differs: shorter than the straight line",
        "168 km in a straight line, about 272 km by road; the article says 250.",
        "Suggested wording",
        "Alba Gazette",
        "t:Port Alba, 43.3600, 132.1900",
        "SW, 226 degrees",
        "article says south: questionable",
        "made by hand, data of 2024-04; 1.62 times the straight line; 2% of it off the network",
        "rounding 38 km, ends 6.0 km, model 8.4 km",
        "1.10 (borderline)",
        "a direct quotation",
        "2 to 3 hours",
        "It looks like 155 miles.",
        "Where the articles differ",
        "Not read: b.pdf : not text",
        "GeoNames: 2026-11-01",
        "OpenStreetMap",
        "2026-11-20",
        "mapper map a1.txt",
    ):
        assert wanted in text, wanted


def test_the_gravest_claim_comes_first_and_names_the_other(report):
    page = audit_html(report)
    assert page.index("C2: differs: shorter") < page.index("C1: consistent with a route")
    assert '<a href="#c2">C2</a>' in page


def test_a_claim_has_the_same_label_in_every_file(report):
    label = "C2"
    assert f"{label} < differs: shorter" in audit_markdown(report)
    rows = csv.DictReader(io.StringIO(claims_csv(report)))
    assert [row["label"] for row in rows if row["verdict"] == "understated"] == [label]


def test_the_page_needs_nothing_but_itself(report):
    page = audit_html(report)
    tags = Tags(page).seen
    assert not [tag for tag, _ in tags if tag in {"script", "link", "img", "iframe", "object"}]
    assert not [a for _, attrs in tags for a in attrs if a == "style" or a.startswith("on")]
    policy = next(a["content"] for t, a in tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in page
    assert "unsafe" not in policy


def test_the_page_quotes_one_sentence_a_claim_and_no_more(report):
    page, table, text = audit_html(report), claims_csv(report), audit_markdown(report)
    for output in (page, table, text):
        assert "The rest of this article" not in output
        assert "The convoy left at dawn" not in output
        assert "Nobody met it" not in output


def test_every_part_of_the_page_is_closed_and_named(report):
    tags = Tags(audit_html(report))
    assert tags.open == []
    ids = [attrs["id"] for _, attrs in tags.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in tags.seen:
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in ids


def test_the_same_report_gives_the_same_bytes(report):
    assert audit_html(report) == audit_html(report)


def test_a_report_without_a_claim_is_a_sound_page():
    empty = report_of([article(text="Nothing was measured.")], [])
    page = audit_html(empty)
    assert Tags(page).open == []
    assert "no stated distance between two places was found" in page
    assert claims_csv(empty).count("\n") == 1
    assert claim_review_json(empty) is None
    assert "0 stated distances" in audit_markdown(empty)


def test_a_report_without_an_article_is_a_sound_page():
    page = audit_html(report_of([], [], provenance=Provenance(version="")))
    assert Tags(page).open == []


def test_an_unverifiable_claim_says_what_could_not_be_done():
    source = article(text="It stood several miles from the border.")
    claim = claim_in(
        source, "several miles from the border", "several miles", km=Distance(low_km=0, high_km=0)
    )
    found = Finding(
        claim=claim,
        anchor=ResolvedEnd(end=ClaimEnd(kind="border"), label="", reason="no country at hand"),
        target=ResolvedEnd(end=ClaimEnd(kind="implicit"), label=""),
        verdict="unverifiable",
        explanation="Which border is meant is not said.",
    )
    page = audit_html(report_of([source], [found]))
    text = words_of(page)
    assert Tags(page).open == []
    assert "cannot be checked" in text
    assert "not said in the sentence" in text
    assert "no country at hand" in text
    assert "<svg class=" not in page


@pytest.mark.parametrize(
    ("origin", "target", "drawn"),
    [
        ((-16.4, 179.4), (-16.9, -179.9), True),  # over the antimeridian
        ((89.9, 0.0), (-89.9, 0.0), False),  # the poles
        ((0.0, 0.0), (0.0, 0.0), True),  # no distance at all
    ],
)
def test_odd_ends_are_drawn_or_left_out(report, origin, target, drawn):
    found = report.findings[0]
    measured = replace(found.measurements[0], origin=origin, destination=target, km=0.0, low_km=0.0)
    odd = replace(found, measurements=(measured,), routes=())
    page = audit_html(replace(report, findings=(odd,)))
    assert Tags(page).open == []
    assert ('<svg class="map"' in page) == drawn
    assert "nan" not in page.casefold().replace("unannounced", "")


@pytest.mark.parametrize(("words", "said"), [("250 km", False), ("quarter of 1,000 km", True)])
def test_how_a_figure_was_read_is_said_where_it_differs(report, words, said):
    found = report.findings[0]
    amount = replace(found.claim.quantity, text=words, value=250.0, unit="km")
    shown = replace(found, claim=replace(found.claim, quantity=amount))
    page = words_of(audit_html(replace(report, findings=(shown,))))
    assert ("read as 250 km" in page) == said


@pytest.mark.parametrize(
    "km", [(0.0, 0.0), (1e40, 1e40), (0.0, 5.0), (7.0, None), (1e-9, 1e-9), (250.0, 300.0)]
)
def test_odd_amounts_give_a_sound_page(report, km):
    found = report.findings[0]
    claim = replace(found.claim, distance=Distance(low_km=km[0], high_km=km[1]))
    odd = replace(report, findings=(replace(found, claim=claim),))
    for output in (audit_html(odd), audit_markdown(odd), claims_csv(odd)):
        assert "inf" not in re.findall(r"\binf\b", output)
    assert Tags(audit_html(odd)).open == []


def test_a_page_of_many_claims_draws_the_first_maps_alone(report):
    found = report.findings[0]
    many = tuple(
        replace(found, claim=replace(found.claim, id=f"c{i}"), conflicts=()) for i in range(70)
    )
    page = audit_html(replace(report, findings=many, conflicts=()))
    assert page.count('<svg class="map"') == MAPS_DRAWN
    assert page.count('<svg class="bars"') == len(many)


def test_a_desk_that_reviewed_the_page_is_named(report):
    def applied(verb, value, quote="", spans=(("a1", 0, 0),)):
        correction = Correction(verb=verb, value=value, article="*", quote=quote, by="Desk B")
        return AppliedCorrection(correction=correction, spans=spans)

    assert "Not reviewed" in audit_html(report)
    whole = replace(report, corrections=(applied("reviewed", value=True),))
    assert "Reviewed by <bdi>Desk B</bdi>" in audit_html(whole)
    again = replace(whole, corrections=(*whole.corrections, applied("draft", value=True)))
    assert "Not reviewed" in audit_html(again)
    stale = replace(report, corrections=(applied("place", "none", "gone", ()),))
    assert "fits nothing any more" in audit_html(stale)


# --- hostile text --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_comes_out_harmless(text):
    made = hostile_report(text)
    harmless = hostile_report("harmless words")
    page = audit_html(made)
    tags = Tags(page)
    assert tags.open == []
    assert [t for t, _ in tags.seen if t != "a"] == [
        t for t, _ in Tags(audit_html(harmless)).seen if t != "a"
    ]
    assert not [a for _, attrs in tags.seen for a in attrs if a.startswith("on")]
    assert not [a for _, a in tags.seen if "javascript" in a.get("href", "")]
    assert ">49<" not in page
    assert len(page) < 200_000
    page.encode("utf8")


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_hostile_text_is_no_markup_in_markdown_and_no_formula_in_a_table(text):
    made = hostile_report(text)
    document = audit_markdown(made)
    assert "<" not in document.replace("&lt;", "")
    assert "{{" not in document
    assert "{%" not in document
    assert len(document.splitlines()) == len(
        audit_markdown(hostile_report("harmless words")).splitlines()
    )
    rows = list(csv.DictReader(io.StringIO(claims_csv(made))))
    assert len(rows) == 1
    for cell in rows[0].values():
        assert not cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r", "\0"))
        if cell.startswith("-"):
            float(cell)
    review = claim_review_json(made)
    assert "<" not in review
    json.loads(review)


# --- the table and ClaimReview -------------------------------------------------------------------


def test_the_table_has_a_row_a_claim_with_figures(report):
    rows = list(csv.DictReader(io.StringIO(claims_csv(report))))
    assert [row["verdict"] for row in rows] == ["supported_by_route", "understated"]
    assert rows[0]["quote"] == "about 250 kilometres south of Port Alba"
    assert rows[0]["sentence"] == "The mine lies about 250 kilometres south of Port Alba."
    assert (rows[0]["straight_min_km"], rows[0]["straight_max_km"]) == ("162.0", "174.0")
    assert (rows[0]["road_km"], rows[0]["rail_km"]) == ("272.0", "")
    assert rows[0]["ratio"] == "1.488"
    assert rows[0]["wind"] == "SW"
    assert rows[1]["unit"] == "mile"


def test_only_a_reviewed_claim_becomes_a_claim_review(report):
    assert claim_review_json(report) is None
    claim = report.findings[0].claim
    spans = ((claim.article, claim.quantity.span.start, claim.quantity.span.end),)
    stanza = Correction(
        verb="reviewed",
        value=True,
        article="a1.txt",
        quote="250 kilometres",
        by="Fact desk",
        date="2026-11-19",
    )
    reviewed = replace(report, corrections=(AppliedCorrection(correction=stanza, spans=spans),))
    [review] = json.loads(claim_review_json(reviewed))["@graph"]
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == claim.text
    assert review["author"]["name"] == "Fact desk"
    assert review["datePublished"] == "2026-11-19"
    assert review["itemReviewed"]["appearance"]["url"] == "https://example.org/a1"
    assert review["reviewRating"]["ratingValue"] == 5
    assert "false" not in review["reviewRating"]["alternateName"]


def test_a_page_marked_reviewed_as_a_whole_makes_no_claim_review(report):
    stanza = Correction(verb="reviewed", value=True, article="*")
    spans = (("a1", 0, len(FIRST)),)
    whole = replace(report, corrections=(AppliedCorrection(correction=stanza, spans=spans),))
    assert claim_review_json(whole) is None


def test_each_end_of_the_map_bears_its_own_name():
    # A border is seen from the place, so that the line may start at either end.
    def named(report):
        page = audit_html(report)
        found = re.findall(r'<circle class="(\w+)" cx="([\d.]+)".*?<text[^>]*>([^<]+)</text>', page)
        return {name: (kind, float(x)) for kind, x, name in found}

    report = two_claims()
    turned = tuple(
        replace(
            finding,
            measurements=tuple(
                replace(m, origin=m.destination, destination=m.origin, bearing_deg=46.0)
                for m in finding.measurements
            ),
        )
        for finding in report.findings
    )
    before, after = named(report), named(replace(report, findings=turned))
    assert before["Port Alba"][0] == after["Port Alba"][0] == "anchor"
    assert before["Port Alba"][1] > before["mine"][1]  # it lies to the east
    assert after["Port Alba"][1] > after["mine"][1]
