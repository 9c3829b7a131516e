"""One question to a server: a GET that gives a JSON object, or says in words why there is none."""

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 5.0
LARGEST_ANSWER = 20_000_000  # bytes; a way across a continent with its full line is 2 MB
CHUNK = 65_536


class AnswerError(Exception):
    """Why a server gave no answer, in words that follow "No road route from ...: "."""


def fetch_json(url: str, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
    """Return the JSON object at a URL, also where it comes with an HTTP error status.

    Raises AnswerError where nothing whole comes within `timeout_s`, the connection fails, or what
    comes is no JSON object.
    """
    deadline = time.monotonic() + timeout_s
    request = urllib.request.Request(  # noqa: S310 - the caller lets http and https through alone
        url, headers={"User-Agent": "itinerary-mapper", "Accept": "application/json"}
    )
    try:
        try:
            response = urllib.request.urlopen(request, timeout=timeout_s)  # noqa: S310 - as above
        except urllib.error.HTTPError as error:
            response = error  # routing servers say "no route" with status 400 and JSON
        with response:
            body = _read(response, deadline)
    except TimeoutError as error:
        message = f"no answer within {timeout_s:g} seconds"
        raise AnswerError(message) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            message = f"no answer within {timeout_s:g} seconds"
        else:
            message = f"no connection ({type(reason).__name__})"
        raise AnswerError(message) from error
    return _object(body)


def _read(response: "http.client.HTTPResponse | urllib.error.HTTPError", deadline: float) -> bytes:
    """Return the whole body, or raise TimeoutError when it trickles in beyond the deadline."""
    body = bytearray()
    while piece := response.read1(CHUNK):
        body += piece
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) > LARGEST_ANSWER:
            message = f"an answer of more than {LARGEST_ANSWER:,} bytes"
            raise AnswerError(message)
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = f"an answer that is no JSON ({len(body)} bytes)"
        raise AnswerError(message) from error
    if not isinstance(answer, dict):
        message = f"an answer that is no JSON object ({len(body)} bytes)"
        raise AnswerError(message)
    return answer
