"""Bytes to text, with the encoding named and nothing normalised.

The order: byte order mark, then strict UTF-8, then UTF-16 without a mark, then UTF-8 in some lines
and windows-1252 in the others, then what charset-normalizer thinks most likely. A byte order mark
stays as the first character, so that offsets count the characters of the file.
"""

import codecs
from dataclasses import dataclass

from mapper.errors import SourceError

# The first bytes of what people hand in by mistake, and what to say about it.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", "hand in the text of the article"),
    (b"\xff\xd8\xff", "a JPEG picture", "hand in the text of the article"),
    (b"GIF8", "a GIF picture", "hand in the text of the article"),
    (b"RIFF", "a sound, film or WebP file", "hand in the text of the article"),
    (b"PK\x03\x04", "a zipped file", "unpack it first"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"BZh", "a bzip2 file", "unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file", "unpack it first"),
    (b"\x7fELF", "a program", "hand in the text of the article"),
    (b"MZ\x90", "a program", "hand in the text of the article"),
    (b"PAR1", "a Parquet table", "export its texts as .csv or .jsonl"),
    (b"WARC/", "a web archive (WARC)", "save its pages as .html, or name their addresses"),
    (b"SQLite format 3\x00", "an SQLite database", "export its texts as .csv or .jsonl"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document", "save it as .docx or .txt"),
    (b"{\\rtf", "an RTF document", "save it as .docx or .txt"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Control characters that no text holds; tab, line ends, form feed and escape (ISO-2022) are text.
_BINARY = bytes(sorted({*range(32)} - {7, 8, 9, 10, 11, 12, 13, 26, 27}))
#: More of them than this share of the bytes is no text. Texts of the corpora hold none at all, the
#: pictures and archives tried here 5 % and more; 1 % leaves room for damaged wire copy.
_BINARY_SHARE = 0.01
#: What the detector looks at; its time grows with the size, its answer does not change with more.
_SAMPLE_BYTES = 65_536
#: A file is mixed where for so many lines that are no UTF-8 at least one is, beyond ASCII.
_CHANCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the encoding it was read by.

    `note` says what had to be guessed or replaced, "" where there was nothing to guess.
    """

    text: str
    encoding: str
    note: str = ""


def decode_bytes(raw: bytes, *, source: str, declared: str | None = None) -> Decoded:
    """Return the text of `raw`, every character kept as it is.

    `declared` is a label from outside, such as an HTTP header; it is a claim and tried first.
    Raises SourceError for what is no text: a picture, an archive, a program.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _by_mark(raw, encoding, source)
    refuse_binary(raw, source)
    if declared:
        decoded = _by_label(raw, declared)
        if decoded is not None:
            return decoded
    decoded = _as_utf8(raw) or _as_utf16(raw) or _mixed(raw)
    if decoded is None:
        _refuse_controls(raw, source)
        decoded = _guessed(raw, source)
    if declared:
        note = f"labelled {declared}, which its bytes are not; read as {decoded.encoding}"
        return Decoded(text=decoded.text, encoding=decoded.encoding, note=note)
    return decoded


def refuse_binary(raw: bytes, source: str) -> None:
    """Raise SourceError when the first bytes are those of a known kind of file that is no text."""
    for signature, kind, advice in _SIGNATURES:
        if raw.startswith(signature):
            message = f"{source}: this is {kind}, not text; {advice}."
            raise SourceError(message)


def _by_mark(raw: bytes, encoding: str, source: str) -> Decoded:
    try:
        return Decoded(text=raw.decode(encoding), encoding=encoding)
    except UnicodeDecodeError as error:
        text = raw.decode(encoding, errors="replace")
        note = f"damaged {encoding} from byte {error.start} on; unreadable bytes became U+FFFD"
        if text.count("\ufffd") > len(text) * _BINARY_SHARE:
            message = f"{source}: begins like {encoding} text but is none; save it as UTF-8."
            raise SourceError(message) from error
        return Decoded(text=text, encoding=encoding, note=note)


def _as_utf8(raw: bytes) -> Decoded | None:
    # Two encodings pass as UTF-8 without an error: UTF-16 (NULs) and ISO-2022 (escapes).
    if b"\x00" in raw or b"\x1b$" in raw or b"\x1b(" in raw:
        return None
    try:
        return Decoded(text=raw.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _mixed(raw: bytes) -> Decoded | None:
    """Read a file of which some lines are UTF-8 and some are not, each line by its own.

    Such files are pasted together from several; what is no UTF-8 is windows-1252 most often.
    """
    if b"\x00" in raw or b"\x1b" in raw:
        return None
    pieces: list[str] = []
    others: list[int] = []
    valid = 0
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            pieces.append(line.decode("utf-8"))
            valid += not line.isascii()
        except UnicodeDecodeError:
            pieces.append(line.decode("cp1252", errors="replace"))
            others.append(number)
    # A line of Korean or Chinese bytes may pass for UTF-8 by chance.
    if not others or valid * _CHANCE < len(others):
        return None
    where = f"line {others[0]}" if len(others) == 1 else f"{len(others)} lines from {others[0]} on"
    note = f"holds several encodings; {where} is no UTF-8 and was read as cp1252, check it"
    return Decoded(text="\n".join(pieces), encoding="utf-8", note=note)


def _as_utf16(raw: bytes) -> Decoded | None:
    """Read UTF-16 without a mark: every other byte of Latin text is NUL."""
    sample = raw[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 4 or min(even, odd) > len(sample) // 64:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Decoded(text=text, encoding=encoding, note=f"names no encoding; read as {encoding}")


def _by_label(raw: bytes, label: str) -> Decoded | None:
    # A page labelled latin-1 or us-ascii is windows-1252 in practice (WHATWG Encoding Standard).
    name = label.strip().strip("\"'").lower()
    alias = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252"}
    alias |= {"ascii": "cp1252", "gb2312": "gbk", "euc-kr": "cp949", "shift_jis": "cp932"}
    try:
        codec = codecs.lookup(alias.get(name, name)).name
        text = raw.decode(codec)
    except (LookupError, UnicodeError):
        return None
    return Decoded(text=text, encoding=codec) if isinstance(text, str) else None


def _guessed(raw: bytes, source: str) -> Decoded:
    # Loaded here: it takes 50 ms, and most sources are UTF-8.
    from charset_normalizer import from_bytes

    sample = raw[:_SAMPLE_BYTES]
    matches = list(from_bytes(sample))
    encoding = matches[0].encoding if matches else "cp1252"
    # Of equals, windows-1252: most pages and wires are in Western languages.
    rank = (matches[0].chaos, matches[0].coherence) if matches else (0.0, 0.0)
    equal = [match for match in matches if (match.chaos, match.coherence) == rank]
    if any("cp1252" in match.could_be_from_charset for match in equal):
        encoding = "cp1252"
    try:
        return Decoded(
            text=raw.decode(encoding),
            encoding=encoding,
            note=f"names no encoding; read as {encoding}, which fits best",
        )
    except (UnicodeDecodeError, LookupError):
        text = raw.decode("cp1252", errors="replace")
    lost = text.count("\ufffd")
    if lost > len(text) * 0.1:
        message = f"{source}: in no encoding that is known here; save it as UTF-8."
        raise SourceError(message)
    note = f"names no encoding; read as cp1252, {lost} unreadable bytes became U+FFFD"
    return Decoded(text=text, encoding="cp1252", note=note)


def _refuse_controls(raw: bytes, source: str) -> None:
    sample = raw[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _BINARY))
    if controls > len(sample) * _BINARY_SHARE:
        message = f"{source}: a binary file, not text; save the article as .txt in UTF-8."
        raise SourceError(message)
