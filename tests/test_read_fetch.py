"""Fetching: nothing private is reached, the rules of sites hold, the cache answers again."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from mapper.errors import SourceError
from mapper.read import read_articles
from mapper.read.fetch import Fetcher
from mapper.read.peers import is_public

PROSE = (
    "The envoy reached the harbour of Varna on Sunday and met the board of the port there. "
    "She had left Burgas by ferry a day earlier, her office said in a statement to reporters. "
)


def page(number: int = 1) -> str:
    body = "".join(f"<p>{PROSE} Berth {number} was {n} metres long.</p>" for n in range(3, 7))
    return (
        f"<html lang='en'><head><title>Visit {number}</title>"
        "<meta property='article:published_time' content='2024-03-10T08:00:00Z'></head>"
        f"<body><article><h1>Visit {number}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    made = Fetcher(tmp_path / "pages", allow_hosts=("127.0.0.1", "localhost"), pause_seconds=0)
    yield made
    made.close()


# --- addresses -----------------------------------------------------------------------------------

PRIVATE_IPS = """
    127.0.0.1 127.1.2.3 127.255.255.254 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.1
    192.168.0.1 192.168.255.255 169.254.169.254 169.254.0.1 100.64.0.1 100.127.255.254 192.0.0.1
    192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 ::1 :: ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:1::1 fe80::1 fe80::1%eth0
    fc00::1 fd12:3456::1 ff02::1 ff0e::1 fec0::1 2001:db8::1 2001:0:7f00:1::1 100::1 ::a00:1
""".split()
PUBLIC_IPS = ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE_IPS)
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC_IPS)
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert is_public(address)


LOOPBACK_SPELLINGS = """
    127.0.0.1 2130706433 0x7f000001 017700000001 127.1 127.0.1 0x7f.1 0177.0.0.1 localhost
    LOCALHOST localhost. [::ffff:127.0.0.1] 0.0.0.0 0 user@127.0.0.1 user:pw@localhost
    1.1.1.1@127.0.0.1 127.0.0.1. [::1] [::]
""".split()


LOOPBACK = ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::"]  # noqa: S104


@pytest.mark.allow_hosts(LOOPBACK)
@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
def test_no_spelling_of_loopback_is_reached(httpserver: HTTPServer, host: str) -> None:
    httpserver.expect_request("/secret").respond_with_data("secret")
    fetcher = Fetcher(None, pause_seconds=0)
    with pytest.raises(SourceError):
        fetcher.fetch(f"http://{host}:{httpserver.port}/secret")
    fetcher.close()
    assert httpserver.log == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hosts",
        "gopher://127.0.0.1/x",
        "ftp://example.org/a",
        "data:text/html,x",
        "javascript:alert(1)",
        "http:///nothing",
        "http://[::1",
        "http://a:99999999/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: x",
        "http://127.0.0.1\\@example.org/",
        "dict://127.0.0.1:11211/",
        "//127.0.0.1/",
        "",
    ],
)
def test_no_other_scheme_and_no_broken_address_is_followed(address: str) -> None:
    fetcher = Fetcher(None, pause_seconds=0)
    with pytest.raises(SourceError):
        fetcher.fetch(address)
    fetcher.close()


@pytest.mark.allow_hosts(LOOPBACK)
def test_a_redirect_to_a_private_address_is_not_followed(
    httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/go").respond_with_data(
        "", status=302, headers={"Location": f"http://127.0.0.2:{httpserver.port}/secret"}
    )
    httpserver.expect_request("/secret").respond_with_data("secret")
    fetcher = Fetcher(tmp_path, allow_hosts=("localhost",), pause_seconds=0)
    with pytest.raises(SourceError, match=r"127\.0\.0\.2|cannot be fetched"):
        fetcher.fetch(f"http://localhost:{httpserver.port}/go")
    fetcher.close()
    assert all(request.path != "/secret" for request, _ in httpserver.log)


def test_a_name_that_answers_with_loopback_is_refused_with_the_way_out(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def rebound(host: str, *rest: object, **named: object) -> object:
        return real("127.0.0.1" if host == "news.example" else host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    fetcher = Fetcher(None, pause_seconds=0)
    with pytest.raises(SourceError, match=r"--allow-host news\.example"):
        fetcher.fetch(f"http://news.example:{httpserver.port}/secret")
    fetcher.close()
    assert httpserver.log == []


def test_proxies_of_the_environment_are_not_used(
    httpserver: HTTPServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    httpserver.expect_request("/a").respond_with_data("x")
    assert fetcher.fetch(httpserver.url_for("/a")).body == b"x"


# --- manners and limits --------------------------------------------------------------------------


def test_robots_txt_is_obeyed(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /in")
    httpserver.expect_request("/in").respond_with_data("x")
    with pytest.raises(SourceError, match=r"robots\.txt"):
        fetcher.fetch(httpserver.url_for("/in"))


def test_too_large_an_answer_is_stopped_even_when_packed(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    import gzip

    bomb = gzip.compress(b"\0" * 30_000_000)
    httpserver.expect_request("/big").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceError, match="over 10,000,000 bytes"):
        fetcher.fetch(httpserver.url_for("/big"))


def test_endless_redirects_end(httpserver: HTTPServer, fetcher: Fetcher) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/loop").respond_with_data(
        "", status=302, headers={"Location": "/loop"}
    )
    with pytest.raises(SourceError, match="redirects more than"):
        fetcher.fetch(httpserver.url_for("/loop"))


def test_a_dripping_server_is_left(httpserver: HTTPServer, tmp_path: Path) -> None:
    import time

    def drip(_: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            for _ in range(40):
                time.sleep(0.1)
                yield b"x" * 70_000

        return Response(pieces())

    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/drip").respond_with_handler(drip)
    fetcher = Fetcher(
        tmp_path, allow_hosts=("localhost", "127.0.0.1"), pause_seconds=0, total_seconds=0.5
    )
    with pytest.raises(SourceError, match="too slow"):
        fetcher.fetch(httpserver.url_for("/drip"))
    fetcher.close()


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
def test_an_error_answer_is_named_and_never_kept(
    httpserver: HTTPServer, fetcher: Fetcher, status: int
) -> None:
    httpserver.expect_ordered_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_ordered_request("/a").respond_with_data(page(), status=status)
    httpserver.expect_ordered_request("/a").respond_with_data("now")
    with pytest.raises(SourceError, match=str(status)):
        fetcher.fetch(httpserver.url_for("/a"))
    assert fetcher.fetch(httpserver.url_for("/a")).body == b"now"


def test_hosts_are_asked_at_their_pace(httpserver: HTTPServer, tmp_path: Path) -> None:
    import time

    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/a").respond_with_data("x")
    httpserver.expect_request("/b").respond_with_data("x")
    fetcher = Fetcher(tmp_path, allow_hosts=("localhost", "127.0.0.1"), pause_seconds=0.2)
    started = time.monotonic()
    fetcher.fetch(httpserver.url_for("/a"))
    fetcher.fetch(httpserver.url_for("/b"))
    fetcher.close()
    assert time.monotonic() - started >= 0.4


# --- the cache -----------------------------------------------------------------------------------


def test_offline_answers_from_the_cache_alone(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/a").respond_with_data("kept")
    first = fetcher.fetch(httpserver.url_for("/a"))
    asked = len(httpserver.log)
    offline = Fetcher(tmp_path / "pages", offline=True)
    again = offline.fetch(httpserver.url_for("/a"))
    assert (again.body, again.sha256, again.fetched) == (b"kept", first.sha256, first.fetched)
    with pytest.raises(SourceError, match="not in the cache"):
        offline.fetch(httpserver.url_for("/b"))
    assert len(httpserver.log) == asked


def test_a_damaged_cache_entry_is_no_answer(
    httpserver: HTTPServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/a").respond_with_data("kept")
    fetcher.fetch(httpserver.url_for("/a"))
    for path in (tmp_path / "pages").rglob("*.body"):
        path.write_bytes(b"poisoned")
    assert fetcher.fetch(httpserver.url_for("/a")).body == b"kept"


def test_a_stale_page_is_asked_for_by_its_etag(
    httpserver: HTTPServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_oneshot_request("/a").respond_with_data("kept", headers={"ETag": '"1"'})
    httpserver.expect_oneshot_request("/a", headers={"If-None-Match": '"1"'}).respond_with_data(
        "", status=304
    )
    fetcher.fetch(httpserver.url_for("/a"))
    monkeypatch.setattr("mapper.read.fetch.FRESH_SECONDS", 0)
    assert fetcher.fetch(httpserver.url_for("/a")).body == b"kept"


# --- a feed --------------------------------------------------------------------------------------


def test_a_feed_of_200_with_failures_gives_180_articles_and_asks_nothing_twice(
    httpserver: HTTPServer, fetcher: Fetcher
) -> None:
    items = "".join(
        f"<item><title>Visit {n}</title><link>{httpserver.url_for(f'/{n}')}</link></item>"
        for n in range(200)
    )
    feed = f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>"
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="application/rss+xml")
    for n in range(200):
        words = " ".join(f"word{n}x{i}" for i in range(80))
        body = (
            page(n)
            .replace("<article>", f"<article><p>{words}.</p>")
            .replace(PROSE, f"Pier {n}. " * 20)
        )
        httpserver.expect_request(f"/{n}").respond_with_data(
            body, status=500 if n % 10 == 0 else 200, content_type="text/html"
        )
    first = read_articles(httpserver.url_for("/feed"), fetcher=fetcher)
    assert len(first.articles) + len(first.set_aside) == 180
    assert len(first.skipped) == 20
    assert all("answered 500" in skipped.reason for skipped in first.skipped)
    asked = [request.path for request, _ in httpserver.log]
    second = read_articles(httpserver.url_for("/feed"), fetcher=fetcher)
    assert second.articles == first.articles
    again = [request.path for request, _ in httpserver.log][len(asked) :]
    assert sorted(again) == sorted(f"/{n}" for n in range(0, 200, 10))
    assert first.articles[0].published_from == "metadata"
