"""Sentences of a text, as spans; the unit in which claims, movements and times are read.

News is full of full stops that end nothing ("N. Korea", "Sept. 17", "U.S.", "6:00 a.m."), and its
headings end without one, so both are rules here; linear in the length of the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mapper.model import Marked, Span

# Words whose full stop is part of them: months, days and states as the AP stylebook abbreviates
# them, and titles. Units are left out: "90 km." ends more sentences than it goes on. Case counts:
# "Sat." is a day, "sat." ends a sentence.
ABBREVIATIONS = frozenset(
    """
    Mr Mrs Ms Dr Prof St Ste Mt Ft Gen Maj Col Lt Capt Cmdr Adm Sgt Cpl Pvt Gov Sen Rep Rev Hon Pres
    Jr Sr Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat
    Sun No Nos vs Vs etc approx est dept Dept Inc Corp Ltd Co Bros Ave Blvd Rd Hwy Rte
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev
    Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Que Ont Alta Sask Man
    sq cf viz ca al fig Fig pp
    """.split()
)

_BREAK = re.compile(
    r"""
    (?P<stop>[.!?\u2026]+)(?P<close>["'\u201d\u2019)\]]*)(?=[\s\u00a0]|$)  # a stop, marks, a blank
    | (?P<paragraph>\n[^\S\n]*\n)                                          # an empty line
    | (?P<line>\r?\n)                                                      # the end of a line
    """,
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"[^\s\u00a0(\"'\u201c\u2018]*$")
_LAST_WORD = (
    24  # characters looked back for the word before a stop; longer ones are no abbreviation
)
_WRAP_COLUMNS = (
    45,
    100,
)  # lines of hard-wrapped wire copy; web paragraphs are longer or end in a stop
_NEXT = re.compile(r"[\s\u00a0\"'\u201c\u2018(\[]*(\S)")


def split_sentences(text: str, marked: Sequence[Marked] = ()) -> tuple[Span, ...]:
    """Return the sentences of a text in order, without blanks at their ends.

    An empty line always ends a sentence; the end of a line does unless the text is hard-wrapped. A
    span that is `marked` is left out and ends the sentence before it. Empty text gives none.

    >>> text = "N. Korea's Kim left on Sept. 17. He went home."
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ["N. Korea's Kim left on Sept. 17.", 'He went home.']
    """
    return _sentences(text, tuple(marked))


# Characters; what goes on for longer without a stop is cut at a blank, so that whatever looks round
# in a sentence stays linear in the text. The longest sentence of LGL and GWN has under 1,000.
_LONGEST = 2_000


# Every recognizer asks for the sentences of the same article; the few latest stay at hand.
@lru_cache(maxsize=4)
def _sentences(text: str, marked: tuple[Marked, ...]) -> tuple[Span, ...]:
    wrapped = _is_hard_wrapped(text)
    pieces = (
        piece
        for start, end in _open_ranges(len(text), marked)
        for sentence in _split(text, start, end, wrapped=wrapped)
        for piece in _within_reach(text, sentence)
    )
    return tuple(
        span for span in (_strip(text, piece) for piece in pieces) if span.start < span.end
    )


def _open_ranges(length: int, marked: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    start = 0
    for span in sorted(mark.span for mark in marked):
        if span.start > start:
            yield start, span.start
        start = max(start, span.end)
    if start < length:
        yield start, length


def _split(text: str, start: int, end: int, *, wrapped: bool) -> Iterator[Span]:
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if match["stop"] and not _ends_sentence(text, match, end):
            continue
        if match["line"] and wrapped and not _starts_list_item(text, match.end()):
            continue
        cut = match.end() if match["stop"] else match.start()
        yield Span(begin, cut)
        begin = cut
    yield Span(begin, end)


def _within_reach(text: str, span: Span) -> Iterator[Span]:
    """Yield a sentence, one that is too long for one in pieces."""
    start = span.start
    while span.end - start > _LONGEST:
        blank = text.rfind(" ", start + 1, start + _LONGEST)
        cut = blank if blank > 0 else start + _LONGEST
        yield Span(start, cut)
        start = cut
    yield Span(start, span.end)


def _ends_sentence(text: str, match: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, match.end(), min(end, match.end() + _LAST_WORD))
    if following is None:
        return True
    if match["stop"] != "." or match["close"]:
        return not following[1].islower()
    before = _WORD_BEFORE.search(text, max(0, match.start() - _LAST_WORD), match.start())
    word = before[0] if before else ""
    if following[1].islower():
        return False
    if _is_abbreviation(word):
        return word == "No" and following[1].isalpha()
    initial = len(word) == 1 and word.isalpha() and word.isupper() and word != "I"
    dotted = "." in word and all(len(part) <= 1 for part in word.split(".") if part)
    if initial or dotted:
        return dotted and _opens_sentence(text, following.start(1))
    return True


def _is_abbreviation(word: str) -> bool:
    bare = word.rstrip(".")
    return bare in ABBREVIATIONS or (bare.isupper() and bare.capitalize() in ABBREVIATIONS)


# After "U.S." or "a.m." a capital may go on ("U.S. Navy") or begin; these words seldom go on.
_OPENERS = frozenset(
    "The A An He She It They We In On At But And Both This That These There After".split()
)
_WORD = re.compile(r"\w+")


def _opens_sentence(text: str, start: int) -> bool:
    word = _WORD.match(text, start)
    return word is not None and word[0] in _OPENERS


def _starts_list_item(text: str, start: int) -> bool:
    return text[start : start + 2] in {"- ", "* ", "\u2022 "}


def _is_hard_wrapped(text: str) -> bool:
    """Return whether most lines end in the middle of a sentence at about the same column."""
    lines = [line.strip() for line in text[:20_000].split("\n") if line.strip()]
    inner = [line for line in lines if _WRAP_COLUMNS[0] <= len(line) <= _WRAP_COLUMNS[1]]
    unfinished = [line for line in inner if line[-1] not in ".!?\u2026\"'\u201d\u2019:"]
    return len(unfinished) >= 3 and len(unfinished) > 0.6 * len(lines)  # noqa: PLR2004 (two may be headings)


def _strip(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
