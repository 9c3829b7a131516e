"""The audit page in a real browser, from disk, with the network off."""

import pytest
from chromium import opened
from sample_audit import HOSTILE, article, hostile_report, report_of, two_claims

from mapper.export.audit_report import audit_html

pytestmark = pytest.mark.browser

REPORTS = {
    "two claims": two_claims,
    "no claim": lambda: report_of([article(text="Nothing was measured.")], []),
    "long names": lambda: hostile_report("N" * 10_000),
    "markup": lambda: hostile_report(" ".join(HOSTILE[:8])),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    for name, make in REPORTS.items():
        (folder / f"{name}.html").write_text(audit_html(make()), "utf8")
    return {name: folder / f"{name}.html" for name in REPORTS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", list(REPORTS))
def test_the_page_fits_asks_for_nothing_and_axe_finds_nothing(browser, pages, name, width, scheme):
    with opened(browser, pages[name], width=width, color_scheme=scheme, bypass_csp=False) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.requests == [pages[name].as_uri()]
        assert (seen.complaints, seen.dialogs) == ([], [])
        assert seen.page.evaluate("window.seen") == []
        assert seen.axe() == []


def test_the_page_reads_without_javascript(browser, pages):
    with opened(browser, pages["two claims"], java_script_enabled=False) as seen:
        text = seen.page.inner_text("main")
        assert "168 km in a straight line" in text
        assert seen.page.locator("svg.map").count() == 2


def test_no_label_of_a_picture_is_cut_off(browser, pages):
    with opened(browser, pages["two claims"], width=360) as seen:
        cut = seen.page.evaluate(
            """() => [...document.querySelectorAll("svg text")].filter(text => {
                const box = text.getBoundingClientRect();
                const frame = text.closest("svg").getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1;
            }).map(text => text.textContent)"""
        )
        assert cut == []


def test_the_page_prints_every_card_in_black_on_white(browser, pages):
    with opened(browser, pages["two claims"], color_scheme="dark") as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )
        assert seen.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert seen.page.pdf().startswith(b"%PDF")
