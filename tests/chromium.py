"""The system's Chromium for the tests: no network, every request and complaint written down."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parent / "browser" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = """
window.seen = [];
document.addEventListener("securitypolicyviolation", (e) => window.seen.push(e.violatedDirective));
"""


@dataclass
class Opened:
    """A page with what it did."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def axe(self) -> list[str]:
        """Return the violations, with their first element each."""
        self.page.evaluate(AXE.read_text("utf8") + ";0")
        found = self.page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS)
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser of the session; skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Any, path: Path | str, *, width: int = 1280, height: int = 800, **options: Any
) -> Iterator[Opened]:
    """Open a file with the network off."""
    options = {"offline": True, "color_scheme": "light"} | options
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.add_init_script(WATCH)
    page = context.new_page()
    seen = Opened(page=page)
    page.on("console", lambda m: seen.complaints.append(m.text))
    page.on("pageerror", lambda e: seen.complaints.append(str(e)))
    page.on("request", lambda r: seen.requests.append(r.url))

    def dismiss(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(path if isinstance(path, str) else path.as_uri())
    page.wait_for_timeout(250)
    yield seen
    context.close()
