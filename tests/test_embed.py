"""The embed's height in five kinds of parent, and how tall it is on a phone."""

import json

import pytest
from chromium import opened
from sample_report import sample_report

from mapper.export.embed import HEIGHTS, LISTENER, embed_html
from mapper.export.page.compose import page_id

pytestmark = pytest.mark.browser

FRAME = "const frame = document.querySelector('iframe');"
# What each parent's own script does with the message, in its documented form.
PARENTS = {
    "datawrapper": """
        if (typeof e.data["datawrapper-height"] !== "undefined")
          for (const id in e.data["datawrapper-height"])
            frame.style.height = e.data["datawrapper-height"][id] + "px";""",
    "pym": """
        if (typeof e.data === "string" && e.data.startsWith("pymxPYMx")) {
          const [, , kind, value] = e.data.split("xPYMx").length === 4
            ? ["", ...e.data.split("xPYMx").slice(1)] : e.data.split("xPYMx");
          frame.style.height = e.data.split("xPYMx").pop() + "px";
        }""",
    "amp": """
        if (e.data && e.data.sentinel === "amp" && e.data.type === "embed-size")
          frame.style.height = e.data.height + "px";""",
    "newswire": """
        let data = e.data;
        if (data && data.sentinel === "amp" && data.type === "embed-size")
          frame.setAttribute("height", data.height), frame.style.height = data.height + "px";""",
}


def parent_page(kind: str, source: str, width: int) -> str:
    name = page_id(sample_report())
    script = (
        LISTENER.format(id=name, tallest=4000)
        if kind == "own"
        else f"{FRAME} window.addEventListener('message', (e) => {{ {PARENTS[kind]} }});"
    )
    return (
        f'<!DOCTYPE html><body style="margin:0"><iframe id="{name}" src="{source}?childId=p1" '
        f'style="width:{width}px;border:0;height:100px" sandbox="allow-scripts"></iframe>'
        f"<script>{script}</script>"
    )


@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("kind", ["own", *PARENTS])
def test_the_frame_takes_the_height_of_its_content(browser, tmp_path, kind, width) -> None:
    (tmp_path / "embed.html").write_text(embed_html(sample_report()), "utf8")
    parent = tmp_path / "parent.html"
    parent.write_text(parent_page(kind, (tmp_path / "embed.html").as_uri(), width), "utf8")
    with opened(browser, parent, width=width, height=900) as seen:
        seen.page.wait_for_timeout(500)
        frame = seen.page.frames[1]
        content = frame.evaluate("document.body.getBoundingClientRect().height")
        height = seen.page.evaluate(
            "document.querySelector('iframe').getBoundingClientRect().height"
        )
        assert abs(height - content) <= 4
        assert seen.complaints == []
        frame.click("summary")
        seen.page.wait_for_timeout(200)
        content = frame.evaluate("document.body.getBoundingClientRect().height")
        height = seen.page.evaluate(
            "document.querySelector('iframe').getBoundingClientRect().height"
        )
        assert abs(height - content) <= 4


@pytest.mark.parametrize("title", ["Short", "A long title that fills two lines on a phone " * 4])
def test_the_fixed_heights_of_the_snippet_hold_the_content(browser, tmp_path, title) -> None:
    (tmp_path / "embed.html").write_text(embed_html(sample_report(title)), "utf8")
    for least, tall in HEIGHTS:
        with opened(browser, tmp_path / "embed.html", width=max(360, least)) as seen:
            for _ in range(3):
                seen.page.click("#next")
            height = seen.page.evaluate("document.body.getBoundingClientRect().height")
            assert height <= tall
    assert HEIGHTS[0][1] <= 640


def test_the_listener_hears_the_frame_alone() -> None:
    assert "e.source===f.contentWindow" in LISTENER
    assert json.dumps(page_id(sample_report())).startswith('"mapper-')
