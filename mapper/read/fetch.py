"""Fetches pages politely and safely, and keeps what it got with its date.

Polite: robots.txt, one request a second and host, ETag and Last-Modified, our own name. Safe: only
public peers (`mapper.read.peers`), http and https only, limits on size, time and redirects.
"""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import requests
from urllib3.exceptions import HTTPError

from mapper.errors import SourceError
from mapper.read.peers import BlockedAddressError, peer_checking_session

ROBOT_NAME = "itinerary-mapper"
MAX_BYTES = 10_000_000
MAX_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 10.0, 20.0, 40.0
#: One request a second and host is what the strictest public services ask for.
PAUSE_SECONDS = 1.0
#: robots.txt may ask for longer pauses; more than this is a refusal in disguise.
MAX_PAUSE_SECONDS = 10.0
#: How long a kept page answers without asking again: articles a day, feeds a quarter of an hour.
FRESH_SECONDS = 86_400
FEED_FRESH_SECONDS = 900
_NOT_MODIFIED, _BAD_REQUEST, _SERVER_ERROR = 304, 400, 500
_FEED_TYPES = ("xml", "rss", "atom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered: the bytes, when, and their hash; `cached` if no one was asked."""

    url: str
    final_url: str
    body: bytes
    content_type: str
    charset: str | None
    fetched: str
    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    cached: bool = False


class Fetcher:
    """Fetches addresses one after the other; owns the session, the cache folder and the pauses.

    `folder` None keeps nothing; `offline` answers from the cache alone; `allow_hosts` names hosts
    that may lie at private addresses.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        offline: bool = False,
        allow_hosts: Sequence[str] = (),
        pause_seconds: float = PAUSE_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        """Make the session; nothing is fetched and no folder is made yet."""
        self._folder = folder
        self._offline = offline
        self._allowed = frozenset(host.lower().strip("[]") for host in allow_hosts)
        self._pause = pause_seconds
        self._seconds = total_seconds
        self._next: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}
        self._session = peer_checking_session(self._allowed)

    def fetch(self, url: str) -> Fetched:
        """Return what stands at an address, from the cache while it is fresh.

        Raises SourceError for a refused scheme or address, robots.txt's no, an error answer, and
        for what is too large or too slow.
        """
        url = url.split("#", maxsplit=1)[0]
        _check_address(url)
        kept = self._kept(url)
        if kept is not None and (self._offline or _is_fresh(kept)):
            return kept
        if self._offline:
            message = f"{url}: not in the cache, and the network is off; run it once online."
            raise SourceError(message)
        if not self._robots_of(url).can_fetch(ROBOT_NAME, url):
            message = (
                f"{url}: the site's robots.txt asks not to fetch this; save the page yourself."
            )
            raise SourceError(message)
        fetched = self._ask(url, kept)
        self._keep(fetched)
        return fetched

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    # --- asking ----------------------------------------------------------------------------------

    def _ask(self, url: str, kept: Fetched | None) -> Fetched:
        headers = {}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept is not None and kept.last_modified:
            headers["If-Modified-Since"] = kept.last_modified
        status, answer = self._get(url, headers)
        if status == _NOT_MODIFIED and kept is not None:
            return replace(kept, fetched=answer.fetched, cached=False)
        if status >= _BAD_REQUEST:
            message = f"{url}: the server answered {status}{_meaning(status)}."
            raise SourceError(message)
        return answer

    def _get(self, url: str, headers: dict[str, str]) -> tuple[int, Fetched]:
        """Ask once and return the status and the answer; redirects are followed by hand."""
        started = time.monotonic()
        address = url
        for _ in range(MAX_REDIRECTS + 1):
            _check_address(address)
            self._wait(address)
            try:
                with self._session.get(
                    address,
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                ) as response:
                    if not response.is_redirect:
                        body = _body(response, url, started + self._seconds)
                        return response.status_code, _fetched(url, address, response, body)
                    address = requests.compat.urljoin(address, response.headers["location"])
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                if isinstance(error, SourceError):
                    raise
                raise SourceError(_why(url, error)) from error
        message = f"{url}: redirects more than {MAX_REDIRECTS} times; open it in a browser."
        raise SourceError(message)

    def _wait(self, url: str) -> None:
        """Sleep until this host may be asked again."""
        host = urlsplit(url).netloc.lower()
        now = time.monotonic()
        due = self._next.get(host, now)
        if due > now:
            time.sleep(due - now)
        robots = self._robots.get(_root(url))
        asked = robots.crawl_delay(ROBOT_NAME) if robots else None
        pause = min(MAX_PAUSE_SECONDS, max(self._pause, float(asked or 0)))
        self._next[host] = max(now, due) + pause

    def _robots_of(self, url: str) -> RobotFileParser:
        """Return the rules of a site; a missing file allows all, a failing server nothing."""
        root = _root(url)
        if root in self._robots:
            return self._robots[root]
        robots = RobotFileParser()
        address = f"{root}/robots.txt"
        kept = self._kept(address)
        if kept is None or not _is_fresh(kept):
            try:
                status, kept = self._get(address, {})
            except SourceError as error:
                raise SourceError(str(error).replace(address, url)) from error
            if status >= _SERVER_ERROR:
                message = f"{url}: the site's robots.txt answers {status}; try again later."
                raise SourceError(message)
            if status >= _BAD_REQUEST:
                kept = replace(kept, body=b"", sha256=hashlib.sha256(b"").hexdigest())
            self._keep(kept)
        robots.parse(kept.body[:500_000].decode("utf8", "replace").splitlines())
        self._robots[root] = robots
        return robots

    # --- keeping ---------------------------------------------------------------------------------

    def _path(self, url: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(url.encode("utf8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / name

    def _kept(self, url: str) -> Fetched | None:
        """Return the kept answer, None where there is none or where it is damaged."""
        path = self._path(url)
        if path is None:
            return None
        try:
            head = json.loads(path.with_suffix(".json").read_text("utf8"))
            body = path.with_suffix(".body").read_bytes()
            kept = Fetched(**{**head, "body": body, "cached": True})
        except (OSError, ValueError, TypeError):
            return None
        is_whole = hashlib.sha256(body).hexdigest() == kept.sha256 and kept.url == url
        return kept if is_whole else None

    def _keep(self, fetched: Fetched) -> None:
        path = self._path(fetched.url)
        if path is None:
            return
        head = {k: v for k, v in asdict(fetched).items() if k not in {"body", "cached"}}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path.with_suffix(".body"), fetched.body)
            _replace(path.with_suffix(".json"), json.dumps(head, indent=1).encode())
        except OSError as error:
            message = f"{path.parent}: cannot keep pages here ({error.strerror}); set MAPPER_CACHE."
            raise SourceError(message) from error


def _replace(path: Path, raw: bytes) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(raw)
    draft.replace(path)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        message = f"{url!r:.200}: no usable address ({error})."
        raise SourceError(message) from error
    if parts.scheme not in {"http", "https"}:
        message = f"{url!s:.200}: only http and https addresses are fetched; save it as a file."
        raise SourceError(message)
    if not host or any(c in url for c in "\r\n\t\x00\\ "):
        message = f"{url!r:.200}: no usable address; check its spelling."
        raise SourceError(message)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _body(response: requests.Response, url: str, deadline: float) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_content(65_536):
        size += len(piece)
        if size > MAX_BYTES:
            message = f"{url}: answers with over {MAX_BYTES:,} bytes; save its text as .txt."
            raise SourceError(message)
        if time.monotonic() > deadline:
            message = f"{url}: too slow; try again later or save the page yourself."
            raise SourceError(message)
        pieces.append(piece)
    return b"".join(pieces)


def _fetched(url: str, address: str, response: requests.Response, body: bytes) -> Fetched:
    kind = response.headers.get("content-type", "")
    _, _, charset = kind.lower().partition("charset=")
    return Fetched(
        url=url,
        final_url=address,
        body=body,
        content_type=kind.split(";")[0].strip().lower(),
        charset=charset.split(";")[0].strip("\"' ") or None,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(body).hexdigest(),
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
    )


def _is_fresh(kept: Fetched) -> bool:
    try:
        age = (datetime.now(UTC) - datetime.fromisoformat(kept.fetched)).total_seconds()
    except (ValueError, TypeError):
        return False
    is_feed = any(word in kept.content_type for word in _FEED_TYPES)
    return 0 <= age < (FEED_FRESH_SECONDS if is_feed else FRESH_SECONDS)


def _meaning(status: int) -> str:
    words = {401: " (login needed)", 403: " (refused)", 404: " (not there)", 410: " (gone)"}
    words |= {429: " (too many requests; try again later)", 451: " (withheld by law)"}
    late = " (its own fault; try again later)" if status >= _SERVER_ERROR else ""
    return words.get(status, late) + "; save the page yourself if you can open it"


def _why(url: str, error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, BlockedAddressError):
            host = urlsplit(url).hostname
            return f"{url}: {cause}; allow it with --allow-host {host} if you mean it."
        reason = getattr(cause, "reason", None)
        nested = [arg for arg in getattr(cause, "args", ()) if isinstance(arg, BaseException)]
        inner = reason if isinstance(reason, BaseException) else nested[0] if nested else None
        cause = inner or cause.__cause__ or cause.__context__
    if isinstance(error, requests.exceptions.SSLError):
        return f"{url}: its certificate is not valid; open it in a browser and save the page."
    if isinstance(error, requests.Timeout):
        return f"{url}: did not answer in time; try again later."
    return f"{url}: cannot be fetched ({type(error).__name__}); check the address and the network."
