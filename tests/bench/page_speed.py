"""Time until a page can be used, in a slow browser: 4 times slower CPU, 1.6 Mbit/s, gzip.

Usage: python tests/bench/page_speed.py FOLDER [RUNS]

Serves `map.html` and `embed.html` of an output folder on loopback, gzipped, and prints for each the
milliseconds to the page's own mark "mapper:ready", the layout shift, and the bytes. At most 2,000
milliseconds and 0.02 are asked for.
"""

import gzip
import statistics
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from chromium import CHROMIUM, FLAGS

SLOWER = 4
BYTES_A_SECOND = 1_600_000 / 8
LATENCY_MS = 150
READY = """new Promise((done) => {
    let shift = 0;
    new PerformanceObserver((list) => {
        list.getEntries().forEach((e) => { shift += e.value; });
    }).observe({type: "layout-shift", buffered: true});
    const look = () => {
        const [mark] = performance.getEntriesByName("mapper:ready");
        if (mark) setTimeout(() => done([mark.startTime, shift]), 500);
        else setTimeout(look, 20);
    };
    look();
})"""


class Gzipped(BaseHTTPRequestHandler):
    """Answers with a file of the folder, gzipped."""

    def __init__(self, *arguments: Any, folder: Path) -> None:
        self.folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer one request."""
        body = gzip.compress((self.folder / Path(self.path).name).read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def timed(browser: Browser, url: str, width: int) -> tuple[float, float]:
    """Return the milliseconds to the mark and the layout shift."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    rates = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    devtools.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **rates}
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    ready, shift = page.evaluate(READY)
    page.close()
    return ready, shift


def main(folder: str, runs: int = 3) -> None:
    """Print the figures of both pages on a phone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipped, folder=Path(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in ("map.html", "embed.html"):
            url = f"http://127.0.0.1:{server.server_port}/{name}"
            found = [timed(browser, url, 360) for _ in range(runs)]
            raw = Path(folder, name).read_bytes()
            times = sorted(round(ready) for ready, _ in found)
            print(
                f"{name}: ready {statistics.median(times)} ms {times}, "
                f"shift {max(shift for _, shift in found):.3f}, "
                f"{len(raw)} bytes, {len(gzip.compress(raw))} gzipped"
            )
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
