"""Cases for fuzz_readers.py: seeds, mutations of their bytes, and documents out of a grammar.

Everything comes from the random numbers handed in, so that a case is known by its number.
"""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

#: The largest mutated case. Larger ones are refused by size or spend the time on parsing alone.
MAX_BYTES = 200_000
_WORDS = (
    "envoy ferry Varna Burgas lighthouse harbour Sunday 12 km north of 10 March 2024 (AFP) - "
    "Photo: “quoted” Besançon ① İ ß ½ \u00ad\u200b\u202e\u0301 03/04/2023 [ad_1] Source: & < > \" '"
).split(" ")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-7", "cp037")

_HTML_TAGS = (
    "div p span a b article section table tr td ul li h1 h2 blockquote pre form aside nav main "
    "figure figcaption time script style template svg math title br img meta noscript frameset "
    "select option textarea details iframe plaintext body html head"
).split()
_HTML_ATTRIBUTES = (
    "class=byline", "id=share", "datetime=2024-03-10T99:99", "itemprop=datePublished", "href='//x'",
    "content='2024-13-45'", "property='article:published_time'", "lang=zz", "style=display:none",
    "rel=canonical", "name=author", "x='<", "=", "src=data:,x", "charset=utf-16", "hidden",
)  # fmt: skip
_XML_TAGS = (
    "a", "b", "x:y", "w:p", "w:t", "w:r", "w:tab", "loc", "url", "news:news", "dc:title", "_",
)  # fmt: skip
_FEED_TAGS = (
    "title link description pubDate dc:date author guid content:encoded media:content enclosure "
    "source category updated published summary id atom:link itunes:author georss:point cloud "
    "textInput image geo:lat media:thumbnail psc:chapter issued modified expirationDate "
    "xhtml:body contributor rights generator ttl language prefix:unknown"
).split()
_TOKENS = (
    *(b"\xff\xfe", b"\xfe\xff", b"\x80", b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x00" * 8),
    *(token.encode("utf8") for token in (
        "<!DOCTYPE html>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='x'?>",
        "<script>", "</script", "<script type='application/ld+json'>", '{"@type":"NewsArticle",',
        '"datePublished":', '"headline":[[[', "&#xD800;", "&#0;", "&#x110000;", "&amp;amp;", "&lt",
        "\x00", "\ufeff", "\u2028", "\u202e", "\x1b$B", "\x85", "=", "<a", "</", "<p>", "</div>",
        "99999999999999999999", "-1", "2024-02-30", "Sun, 17 Sep 99999 05:37:00 +9999", "+0900",
        "<meta charset=utf-7>", "<base href=x>", "javascript:", "http://[::1", "//", "%00", "../",
        "xmlns=''", "xmlns:x='http://www.w3.org/2005/Atom'", "<rss>", "<feed>", "<item>", "<entry>",
        "<urlset>", "mode='base64'", "type='xhtml'", "type='application/xml'",
        "src='http://127.0.0.1/'", "word/document.xml", "PK\x03\x04", "PK\x01\x02", "PK\x05\x06",
        "docProps/core.xml",
    )),
)  # fmt: skip


def _text(random: Random, words: int = 60) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(random.randint(0, words)))


def _tree(random: Random, tags: tuple[str, ...] | list[str], depth: int) -> str:
    """Return nested elements, some unclosed, some closed twice or by another's name."""
    tag = random.choice(tags)
    attributes = " ".join(random.choice(_HTML_ATTRIBUTES) for _ in range(random.randint(0, 2)))
    inside = "".join(
        _tree(random, tags, depth - 1) if depth and random.random() < 0.6 else _text(random, 30)
        for _ in range(random.randint(0, 4))
    )
    end = f"</{tag}>" if random.random() < 0.9 else random.choice(("", f"</{random.choice(tags)}>"))
    return f"<{tag} {attributes}>{inside}{end}"


def _page(random: Random) -> bytes:
    body = "".join(_tree(random, _HTML_TAGS, random.randint(1, 5)) for _ in range(3))
    paragraphs = "".join(f"<p>{_text(random)}</p>" for _ in range(random.randint(0, 8)))
    deep = random.choice(("div", "span", "b", "table", "li")) if random.random() < 0.1 else ""
    nested = f"<{deep}>" * random.randint(1, 250) if deep else ""
    return f"<!doctype html><html>{nested}<article>{body}{paragraphs}</article>".encode()


def _xml(random: Random) -> bytes:
    body = _tree(random, _XML_TAGS, random.randint(1, 6)).replace("&", "&amp;")
    spaces = " ".join(f"xmlns:{name}='urn:{name}'" for name in ("x", "w", "news", "dc"))
    return f"<?xml version='1.0'?><root {spaces}>{body}</root>".encode()


def _well_formed(random: Random, depth: int) -> str:
    tag = random.choice(_XML_TAGS[:6])
    inside = "".join(
        _well_formed(random, depth - 1)
        if depth and random.random() < 0.6
        else _escaped(_text(random, 20))
        for _ in range(random.randint(0, 3))
    )
    return f"<{tag} a{random.randint(0, 9)}='{random.random()}'>{inside}</{tag}>"


def _escaped(text: str) -> str:
    return escape(text, {"'": "&#39;"})


def _feed(random: Random) -> bytes:
    atom = random.random() < 0.4
    item = "entry" if atom else "item"
    items = "".join(
        f"<{item}>{''.join(_field(random) for _ in range(random.randint(0, 6)))}</{item}>"
        for _ in range(random.randint(0, 6))
    )
    fields = "".join(_field(random) for _ in range(random.randint(0, 3)))
    if atom:
        space = random.choice(("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", ""))
        return f"<feed xmlns='{space}'>{fields}{items}</feed>".encode()
    version = random.choice(("2.0", "0.91", "1.0", "x", ""))
    return f"<rss version='{version}'><channel>{fields}{items}</channel></rss>".encode()


def _field(random: Random) -> str:
    tag = random.choice(_FEED_TAGS)
    kind = random.choice(("", " type='html'", " type='xhtml'", " mode='base64'", " href='x'"))
    choice = random.randrange(8)
    if choice == 0:
        inside = "".join(_field(random) for _ in range(2))
    elif choice == 1:
        inside = _tree(random, _HTML_TAGS[:12], 2)
    else:
        inside = (
            _escaped(_text(random)),
            f"<![CDATA[{_text(random)}]]>",
            _escaped("".join(f"<p>{_text(random)}</p>" for _ in range(9))),
            "Sun, 17 Sep 2023 05:37:00 +0900",
            "2024-03-10T08:00:00Z",
            "https://example.org/a?b=1&amp;c",
        )[choice - 2]
    return f"<{tag}{kind}>{inside}</{tag}>"


def _sitemap(random: Random) -> bytes:
    urls = "".join(
        f"<url><loc>https://example.org/{n}</loc><news:news><news:publication_date>"
        f"{random.choice(('2024-03-10', '0000-00-00', '2024-03-10T25:61Z', ''))}"
        f"</news:publication_date><news:title>{_escaped(_text(random, 9))}</news:title>"
        f"</news:news></url>"
        for n in range(random.randint(0, 5))
    )
    return (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{urls}</urlset>"
    ).encode()


def _zipped(document: bytes, random: Random) -> bytes:
    stream = io.BytesIO()
    level = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(stream, "w", level) as archive:
        archive.writestr("word/document.xml", document)
        if random.random() < 0.5:
            title = f"<dc:title>{_escaped(_text(random, 5))}</dc:title>"
            space = "http://purl.org/dc/elements/1.1/"
            archive.writestr("docProps/core.xml", f"<c xmlns:dc='{space}'>{title}</c>")
    return stream.getvalue()


def _document(random: Random) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    runs = ("<w:tab/>", "<w:br/>", "<w:del><w:r><w:t>x</w:t></w:r></w:del>", "<w:noBreakHyphen/>")
    body = "".join(
        f"<w:p><w:r><w:t>{_escaped(_text(random))}</w:t>{random.choice(runs)}</w:r></w:p>"
        for _ in range(random.randint(0, 12))
    )
    nested = _well_formed(random, 4).replace("x:y", "w:tbl") if random.random() < 0.5 else ""
    return f"<w:document xmlns:w='{space}'><w:body>{body}{nested}</w:body></w:document>".encode()


def _mutated(raw: bytes, others: list[bytes], random: Random) -> bytes:
    """Return bytes after one to eight changes."""
    body = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        at = random.randrange(len(body) + 1)
        size = random.choice((1, 2, 8, 40, 300, 3_000))
        kind = random.randrange(9)
        if kind == 0 and body:
            body[min(at, len(body) - 1)] ^= 1 << random.randrange(8)
        elif kind == 1:
            del body[at : at + size]
        elif kind == 2:
            body[at:at] = body[at : at + size] * random.choice((1, 2, 30))
        elif kind in (3, 4):
            body[at:at] = random.choice(_TOKENS)
        elif kind == 5:
            other = random.choice(others)
            start = random.randrange(len(other) + 1)
            body[at : at + size] = other[start : start + size]
        elif kind == 6:
            del body[at:]
        elif kind == 7:
            body[at : at + size] = random.randbytes(min(size, 40))
        else:
            body[at:at] = random.choice(_TOKENS) * random.choice((10, 300, 5_000))
        del body[MAX_BYTES:]
    return bytes(body)


def _tame(raw: bytes, random: Random) -> bytes:
    """Return XML with text or elements put in behind a tag: it stays well-formed mostly."""
    text = raw.decode("utf8", "replace")
    for _ in range(random.choice((1, 2, 5))):
        at = text.find(">", random.randrange(len(text) + 1)) + 1
        token = random.choice(_TOKENS).decode("utf8", "replace").replace("\0", "")
        piece = random.choice((_escaped(token), _escaped(_text(random, 9)), "<w:p/>", "<!--x-->"))
        text = text[:at] + piece * random.choice((1, 1, 40)) + text[at:]
    return text.encode()


def _recoded(raw: bytes, random: Random) -> bytes:
    encoding = random.choice(_ENCODINGS)
    return raw.decode("utf8", "replace").encode(encoding, "replace")


def page_seeds(folder: Path) -> list[bytes]:
    """Return the beginnings of saved pages in a folder, none where it is missing."""
    paths = sorted(folder.glob("*.html.gz"))
    return [gzip.decompress(path.read_bytes())[:60_000] for path in paths]


def maker(reader: str, seeds: list[bytes]) -> Callable[[Random], bytes]:
    """Return the function that makes a case for a reader: "html", "feed", "xml" or "docx"."""
    made = Random(1)  # noqa: S311 - cases, no secrets
    grammars = {"html": (_page,), "feed": (_feed, _sitemap), "xml": (_xml, _sitemap, _feed)}
    own = [make(made) for make in grammars.get(reader, (_document,)) for _ in range(40)]
    if reader == "docx":
        return lambda random: _docx_case(random, own)
    makers = grammars[reader]
    if reader == "xml":
        own += [f"<r xmlns:x='urn:x' xmlns:w='urn:w'>{_well_formed(made, 5)}</r>".encode()] * 40

    def case(random: Random) -> bytes:
        # A tenth of the pages begin from a real one: those take ten times as long.
        pool = seeds if seeds and random.random() < 0.1 else own
        choice = random.random()
        raw = random.choice(makers)(random) if choice < 0.35 else random.choice(pool)
        if choice > 0.6:
            raw = _mutated(raw, own + seeds[:5], random)
        elif choice > 0.2:
            raw = _tame(raw, random) if reader != "html" else _mutated(raw, own, random)
        return _recoded(raw, random) if random.random() < 0.07 else raw

    return case


def _docx_case(random: Random, own: list[bytes]) -> bytes:
    document = random.choice(own) if random.random() < 0.5 else _document(random)
    choice = random.random()
    if choice < 0.4:
        document = _mutated(document, own, random)
    elif choice < 0.8:
        document = _tame(document, random)
    packed = _zipped(document, random)
    return _mutated(packed, [packed], random) if choice > 0.8 else packed
