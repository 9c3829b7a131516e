"""Long work: progress on a terminal alone, Ctrl-C keeps what is done, a summary of the rest."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from test_read_fetch import page

TEXT = """Ferry crew reaches Oban

GLASGOW, March 4, 2024 (Shore News) - Captain Jane Doe arrived in Oban on Monday. The town is about
95 kilometres northwest of Glasgow. Her crew of {n} had slept {n} hours, she said.
"""


def mapper(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "mapper", *map(str, arguments)]


@pytest.fixture
def feed(httpserver: HTTPServer) -> Iterator[HTTPServer]:
    items = "".join(
        f"<item><title>Visit {n}</title><link>{httpserver.url_for(f'/{n}')}</link>"
        f"<pubDate>{n:02} Mar 2024 08:00:00 +0000</pubDate></item>"
        for n in range(1, 10)
    )
    body = f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>"
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/feed").respond_with_data(body, content_type="application/rss+xml")
    for n in range(1, 10):
        # Words of its own for each page, or they would be set aside as copies.
        own = " ".join(f"berth{n}x{i}" for i in range(200))
        httpserver.expect_request(f"/{n}").respond_with_data(
            page(n).replace("<article>", f"<article><p>{own}.</p>"), content_type="text/html"
        )
    return httpserver


def reported(folder: Path) -> dict[str, list[dict[str, str]]]:
    report: dict[str, list[dict[str, str]]] = json.loads(
        (folder / "internal" / "report.json").read_text("utf8")
    )
    return report


def command(feed: HTTPServer, *more: object) -> list[str]:
    return mapper("map", feed.url_for("/feed"), "--allow-host", "localhost", *more)


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "MAPPER_CACHE": str(tmp_path / "cache")}


def test_a_feed_is_read_by_number_and_pattern_and_says_what_was_left(
    feed: HTTPServer, tmp_path: Path
) -> None:
    done = subprocess.run(
        command(feed, "--newest", 2, "--match", "visit", "-o", tmp_path / "out"),
        capture_output=True, text=True, check=True, env=environment(tmp_path),
    )  # fmt: skip
    assert "2 of 9 entries read (--newest 2 --match visit)" in done.stderr
    assert "fetched: 3 pages" in done.stderr
    assert "sha256" not in done.stderr
    report = reported(tmp_path / "out")
    assert sorted(article["title"] for article in report["articles"]) == ["Visit 8", "Visit 9"]
    fetched = report["provenance"]["fetched"]  # type: ignore[call-overload]
    assert [len(one["sha256"]) for one in fetched] == [64, 64, 64]


def test_ctrl_c_while_reading_maps_what_is_read(feed: HTTPServer, tmp_path: Path) -> None:
    running = subprocess.Popen(
        command(feed, "-o", tmp_path / "out"),
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(tmp_path),
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while "/3" not in [request.path for request, _ in feed.log]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert "going on with what is read" in said
    assert "note: Stopped by hand after" in said
    titles = [article["title"] for article in reported(tmp_path / "out")["articles"]]
    assert 2 <= len(titles) < 9
    assert "/9" not in [request.path for request, _ in feed.log]


def test_ctrl_c_before_anything_is_read_writes_nothing(tmp_path: Path) -> None:
    running = subprocess.Popen(
        mapper("map", "-", "-o", tmp_path / "out"),
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "by hand" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_progress_is_for_terminals_alone(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf8")
    ours, theirs = pty.openpty()
    running = mapper("audit", *tmp_path.glob("*.txt"))
    watched = subprocess.run(running, stderr=theirs, stdout=subprocess.PIPE, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "\rreading, 3 of 3" in shown
    assert "\rsearching, 2 of 3" in shown
    assert "reading" not in watched.stdout.decode()
    piped = subprocess.run(running, capture_output=True, check=True)
    assert b"reading," not in piped.stderr
    assert b"\r" not in piped.stderr


def test_what_could_not_be_read_is_counted_and_explained(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT.format(n=4), encoding="utf8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    done = subprocess.run(mapper("audit", tmp_path), capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("skipped: empty.txt")
    assert lines[1].startswith("skipped: photo.txt")
    assert lines[2] == "not read: 2 sources, each for its reason above"
