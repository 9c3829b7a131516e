"""Text of articles made fit for a page: no controls, no marks that turn it round, not endless."""

import re
from urllib.parse import urlsplit

ELLIPSIS = "…"
# Everything that no reader sees and that a page or an XML parser may choke on or be fooled by.
_UNSEEN = re.compile(
    r"""
    [\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]   # controls (tab and line ends are blanks, below)
    | [\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]  # marks and overrides of direction
    | [\ufff9-\ufffb\ufeff\ufffe\uffff\u2060-\u2064]  # interlinear marks, byte order marks, non-characters
    """,  # noqa: E501
    re.VERBOSE,
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_LINK_CHARACTERS = re.compile(r"[!#-;=?-\[\]_a-z~%\u00a1-\ud7ff]+", re.IGNORECASE)
LINK_SCHEMES = ("http", "https")


def plain_text(text: str, limit: int = 400) -> str:
    r"""Return one line of at most `limit` characters: blanks joined, controls dropped.

    >>> plain_text("two\n lines\u202e")
    'two lines'
    >>> plain_text("abcdef", limit=4)
    'abc…'
    """
    text = _SURROGATES.sub("\ufffd", text[: limit * 4])
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def writable(value: object) -> object:
    """Return a text without what cannot be written or seen; anything else as it is.

    Markup of our own (`markupsafe.Markup`) is no plain `str` and passes.
    """
    if type(value) is not str:
        return value
    return _SURROGATES.sub("\ufffd", _UNSEEN.sub("", value))


def safe_link(url: str | None) -> str | None:
    """Return an http(s) address that may stand in a link, or None.

    >>> safe_link("javascript:alert(1)") is None
    True
    """
    if not url or not _LINK_CHARACTERS.fullmatch(url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in LINK_SCHEMES and parts.hostname else None
