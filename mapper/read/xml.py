"""XML trees without entities, document types or fetching.

A document type is refused, not passed over: parsers that skip entities cut the text where they
stood. The search is in the decoded text, as UTF-16 hides the words from a search in bytes.
"""

import re
from xml.etree.ElementTree import Element, ParseError

from mapper.errors import SourceError
from mapper.read.decode import decode_bytes

MAX_XML_BYTES = 50_000_000
#: Elements of feeds and documents nest some tens deep; a recursive reader must not be surprised.
MAX_XML_DEPTH = 200

_ENCODING = re.compile(rb"<\?xml[^<>]{0,100}?encoding\s{0,3}=\s{0,3}[\"']([\w.-]{2,40})[\"']")
_DECLARATION = re.compile(r"^\ufeff?\s{0,99}<\?xml[^<>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*>")


def xml_text(raw: bytes, *, source: str) -> str:
    """Return the decoded text of an XML document, refused where it declares types or entities."""
    if len(raw) > MAX_XML_BYTES:
        message = f"{source}: {len(raw):,} bytes are too many for XML ({MAX_XML_BYTES:,} at most)."
        raise SourceError(message)
    stated = _ENCODING.match(raw[:300])
    label = stated.group(1).decode("ascii") if stated else None
    text = decode_bytes(raw, source=source, declared=label).text
    if _DOCTYPE.search(text):
        message = f"{source}: declares XML entities or a document type, which is not read."
        raise SourceError(message)
    return text


def xml_tree(raw: bytes, *, source: str) -> Element:
    """Return the root element of a harmless XML document; raises SourceError for all others."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    text = without_declaration(xml_text(raw, source=source))
    if xml_depth(text) > MAX_XML_DEPTH:
        message = f"{source}: elements nest over {MAX_XML_DEPTH} deep, which no document needs."
        raise SourceError(message)
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        message = f"{source}: no well-formed XML ({error}); save it again where it came from."
        raise SourceError(message) from error
    return root


def without_declaration(text: str) -> str:
    """Return decoded XML without its declaration, whose encoding holds no more."""
    return _DECLARATION.sub("", text, count=1).lstrip("\ufeff")


def xml_depth(text: str) -> int:
    """Return how deep elements nest; linear in the length."""
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match.group(1):
            depth -= 1
        elif not match.group().endswith("/>"):
            depth += 1
            deepest = max(deepest, depth)
    return deepest
