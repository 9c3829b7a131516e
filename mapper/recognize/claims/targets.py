"""The target of a distance: what it locates, mostly named before the number.

"Kars, 40 km east of Ardahan": Kars. A pronoun stands for the subject of the sentence before; what
is no thing on a map ("the sea", "takeoff") for the subject of its own.
"""

import re
from functools import lru_cache

from mapper.model import ClaimEnd, Span
from mapper.recognize.claims.context import wind_pattern
from mapper.recognize.claims.frame import IMPLICIT, Frame, make_end
from mapper.recognize.claims.phrases import in_list, is_verb, phrase_after, phrase_before
from mapper.recognize.claims.words import any_of, claim_words


def target_of(frame: Frame, anchor: ClaimEnd, end: int) -> ClaimEnd:
    """Return what the distance locates: before the number, else after the claim's words."""
    text = frame.text
    cut = _trimmed(text, frame.sentence.start, frame.start)
    if _at_start(text, frame.sentence.start, cut):
        return _target_later(frame, end)
    if frame.sibling and _coordinated(text, frame.sibling_end, frame.start):
        return frame.sibling
    if anchor.text.lower() in ("each other", "one another"):
        return make_end(text, _first_phrase(text, frame.sentence))
    found = _target_before(frame, cut)
    return _named_later(frame, found, end)


#: What may stand between the target and the number: ", located", ", which is now", " at a point"
_TRAILING = re.compile(r"[\s,(–—-]+$")
#: "The pond is | a" 16-kilometer drive
_LONE_ARTICLE = re.compile(r"(?<=[\s,])(?:an?|another)$")
_IN_WATER = re.compile(
    r",?\s+(?:in\s+)?[\w,.]+\s+(?:feet|meters|metres|fathoms|m|ft)\s+(?:of\s+water|above\s+sea\s+level|high)(?:,|,?\s+and)?$"
)


#: "Pichincha, | about three hours by road, or" 120 km; "Ness City is | a half-hour drive, or"
_TIME_AWAY = re.compile(
    r"(?:,\s(?:about\s|some\s|just\s)?|\s(?=an?\s))(?:[\w.-]+\s){1,3}?(?:hours?|minutes?)(?:['’]s?)?"
    r"(?:\s(?:by|on)\s\w+|\s\w+)?,?\s(?:or|and)(?:\s(?:about|around|some))?$"
)


@lru_cache(maxsize=1)
def _located() -> re.Pattern[str]:
    listed = claim_words()["ends"]["located"]
    return re.compile(rf"[\s,]+{any_of(listed)}$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _copula() -> re.Pattern[str]:
    listed = claim_words()["ends"]["copulas"]
    return re.compile(rf"(?:\b|(?=['’])){any_of(listed)}{_DONE}$", re.VERBOSE | re.IGNORECASE)


#: What may follow a verb of being: "was | still", "were | killed", "was | found dead on Monday",
#: "was set | ablaze", "was | visible"
_DONE = r"""
    (?:\s(?:\w+ly|now|still|also|not|last|first|being))?
    (?-i:\s(?:[a-z]+(?:ed|en|wn|und|ught|unk|uck|ilt|eld)|cut|hit|shot|lost|left|set|put|felt|heard))?
    (?-i:\s(?!(?:an?|the|and|or|in|at|on|of|to|from|by|off|about|over|than|its|their)\b)[a-z]{4,20})?
    (?-i:\s(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\s(?:yesterday|today))?
    """


@lru_cache(maxsize=1)
def _going() -> re.Pattern[str]:
    listed = claim_words()["ends"]["going"]
    return re.compile(rf"\b{any_of(listed)}(?:\s(?:\w+ly|another|the|back|on))?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _also_located() -> re.Pattern[str]:
    """Return the pattern of a first wind: "Balige, | south of Lake Toba and"."""
    wind = wind_pattern()
    return re.compile(rf",?\s{wind}\sof\s[^,;]{{1,60}}\sand$", re.VERBOSE | re.IGNORECASE)


def _trimmed(text: str, floor: int, end: int) -> int:
    """Return where the words before a number stop once commas and "located" are taken off."""
    for _ in range(4):
        before = end
        blank = _TRAILING.search(text, max(floor, end - 8), end)
        end = blank.start() if blank else end
        for pattern in (
            _LONE_ARTICLE,
            _IN_WATER,
            _TIME_AWAY,
            _located(),
            _also_located(),
            _near_and(),
        ):
            match = pattern.search(text, max(floor, end - 90), end)
            end = match.start() if match else end
        if end == before:
            break
    return max(end, floor)


def _at_start(text: str, floor: int, cut: int) -> bool:
    opening = text[floor:cut].strip("\"'“”‘’([—–- ")
    return _when().fullmatch(opening) is not None or in_list("located", opening.lower())


@lru_cache(maxsize=1)
def _when() -> re.Pattern[str]:
    """Return the pattern of an opening that is no place: "At dawn, | eight km from"."""
    hours = any_of(claim_words()["ends"]["hours_of_day"])
    before = "(?:(?:Just|Shortly|Soon)\\s)?(?:At|By|Before|After|Around|Since)"
    return re.compile(rf"(?:{before}\s{hours})?")


def _coordinated(text: str, sibling_end: int, start: int) -> bool:
    """Return whether a distance follows another: "... of St. John's | and 35 km from"."""
    return (
        bool(sibling_end)
        and re.fullmatch(r",?\s(?:and|but|or)\s|,\s", text[sibling_end:start]) is not None
    )


def _target_before(frame: Frame, cut: int) -> ClaimEnd:
    text, floor = frame.text, frame.sentence.start
    near = max(floor, cut - 40)
    going = _going().search(text, near, cut)
    if going is not None:
        return make_end(text, _destination(text, floor, going.start()) or subject(frame))
    copula = _copula().search(text, near, cut)
    if copula is not None:
        return make_end(text, _subject_before(frame, copula.start()))
    relative = _RELATIVE.search(text, near, cut)
    if relative:
        cut = relative.start()
    closed = relative is not None or text[cut : cut + 1] == ","
    span = phrase_before(text, cut, floor)
    if span is None or is_verb(text[span.start : span.end]):
        return make_end(text, subject(frame))
    if _no_thing().search(text[span.start : span.end]):
        return make_end(text, subject(frame))
    return make_end(text, _named_before(text, floor, span, closed=closed))


@lru_cache(maxsize=1)
def _near_and() -> re.Pattern[str]:
    """Return the pattern of another nearness: "Diffa, | close to the border with Niger and".

    Between commas too: "Adre, | just across the border, some 30 km from".
    """
    near = any_of(claim_words()["ends"]["nearness"])
    beside = any_of(claim_words()["ends"]["beside"])
    return re.compile(
        rf",?\s{near}\s[^,;]{{1,60}}\sand$|,\s(?:{near}|{beside})\s[^,;]{{1,60}}(?<!\sand)$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _no_thing() -> re.Pattern[str]:
    """Return the pattern of what no distance locates: "crashed into | the sea, 25 miles off"."""
    listed = any_of(claim_words()["ends"]["no_things"])
    return re.compile(
        rf"(?:^|\s)(?:(?:the|open|international|deep)\s){{0,2}}(?:{listed}|hour['’]s\s.*)$",
        re.IGNORECASE,
    )


#: "Dvani, | a village of 200 people", "Bodo is | a town in Norway"
_COMMA = re.compile(r",\s+$")
_IS_A = re.compile(r"\s(?:is|was|are|were)\s+$")
#: "Lofoten is | a chain of steep islands in" Norway
_IS_A_KIND = re.compile(r"\s(?:is|was|are|were)\s(?:an?|one)\s[^,;:.()]{0,60}\s(?:in|of|on)\s+$")
#: "Bonn is on | the Rhine, 15 miles"
_IS_BY = re.compile(r"\s(?:is|was|lies|lay|stands|sits)\s(?:on|by|near|beside|along)\s+$")
_ARTICLE = re.compile(r"(?:an?|the|one)\s", re.IGNORECASE)


def _named_before(text: str, floor: int, span: Span, *, closed: bool) -> Span:
    """Return the name that a description stands for, if one stands before it; else the span.

    `closed` tells that the description ends with a comma or goes on with "that is".
    """
    kind_of = _IS_A_KIND.search(text, max(floor, span.start - 80), span.start)
    kind_of = kind_of or (
        _IS_BY.search(text, max(floor, span.start - 16), span.start) if closed else None
    )
    if kind_of is not None:
        relative = _RELATIVE.search(text, max(floor, kind_of.start() - 8), kind_of.start())
        start = relative.start() if relative else kind_of.start()
        return phrase_before(text, start, floor) or span
    article = _ARTICLE.match(text, span.start, span.end)
    near = max(floor, span.start - 6)
    town = _with_town(text, floor, span)
    if article is None or town != span:
        return town
    copula = _IS_A.search(text, near, span.start)
    if copula is not None and article[0][0] in "aoAO":
        return phrase_before(text, copula.start(), floor) or span
    comma = _COMMA.search(text, near, span.start)
    if comma is None:
        return span
    named = phrase_before(text, comma.start(), floor)
    if named is None or not (closed or (article[0][0] in "aA" and text[named.start].isupper())):
        return span
    return named


#: "Akuressa, | in Matara district", "Reno, | Nevada"
_IN_REGION = re.compile(r",\s+(?:(?:in|on|near)\s+)?$")


def _with_town(text: str, floor: int, span: Span) -> Span:
    """Take in the town that stands before its region."""
    match = _IN_REGION.search(text, max(floor, span.start - 9), span.start)
    town = phrase_before(text, match.start(), floor) if match else None
    if match is None or town is None:
        return span
    bare = match[0].strip() == ","
    if bare and not (text[span.start].isupper() and text[town.end - 1 : town.end].isalpha()):
        return span
    return Span(town.start, span.end) if text[town.start : town.end] != "" else span


_RELATIVE = re.compile(r",?\s+(?:which|that|who)\s*$", re.IGNORECASE)
_PRONOUNS = ("it", "they", "he", "she", "we", "i", "you", "this", "that", "these", "those")
_PRONOUN = re.compile(rf"\b({'|'.join(_PRONOUNS)})\s*$", re.IGNORECASE)


def _subject_before(frame: Frame, end: int) -> Span | None:
    """Return the subject of a verb that starts at `end`; a pronoun's antecedent where it is one."""
    text, floor = frame.text, frame.sentence.start
    cut = _TRAILING.search(text, max(floor, end - 8), end)
    end = cut.start() if cut else end
    relative = _RELATIVE.search(text, max(floor, end - 10), end)
    if relative is not None:
        span = phrase_before(text, relative.start(), floor)
        return _named_before(text, floor, span, closed=True) if span else None
    if _PRONOUN.search(text, max(floor, end - 8), end):
        return _antecedent(frame)
    framed = _framed(text, floor, end) if cut and "," in cut[0] else None
    if framed is not None:
        return framed
    span = phrase_before(text, end, floor)
    if span and _SIZE.search(text, span.start, span.end):
        return _first_phrase(text, Span(floor, end))
    if span is None or (cut and "," in cut[0] and not re.search("[A-Z]", text[span.start : end])):
        return _first_phrase(text, Span(floor, end))  # "The slick, now 15 miles wide, | is"
    return span


#: "An oil slick 12 miles long and | three miles wide | was"
_SIZE = re.compile(r"\s(?:wide|long|deep|high|tall|thick)$")


def _framed(text: str, floor: int, end: int) -> Span | None:
    """Return the subject before a clause in commas: "Kaliningrad, | wedged between ..., is"."""
    first = _first_phrase(text, Span(floor, end))
    if first is None or not _ASIDE.match(text, first.end, end):
        return None
    region = _LAST_REGION.search(text, first.end + 1, end)
    return first if "," not in text[first.end + 1 : region.start() if region else end] else None


#: "wedged between", "near Timmins", "a mining town", "Europe's largest plant"
_ASIDE = re.compile(
    r",\s(?:(?:[a-z]+(?:ed|ing|en)|which|who|on|in|near)\b|(?:an?|the|one|its)\s|[A-Z][\w-]+['’]s?\s)"
)
#: "near Timmins, | Ontario"
_LAST_REGION = re.compile(r",\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?$")


def _antecedent(frame: Frame) -> Span | None:
    """Return what a pronoun stands for: the phrase that opens the sentence before."""
    if frame.previous is None:
        return None
    match = _SAID.match(frame.text, frame.previous.start, frame.previous.end)
    start = match.end() if match else frame.previous.start
    return _first_phrase(frame.text, Span(start, frame.previous.end))


#: "He said | the well ..."
_SAID = re.compile(r"[^.,;]{1,60}?\s(?:said|says?|reported|told\s\w+)\s(?:that\s)?(?=[a-z])")


def subject(frame: Frame) -> Span | None:
    """Return the phrase that opens the sentence, up to the number: what somebody said, not who."""
    said = _SAID.match(frame.text, frame.sentence.start, frame.start)
    start = said.end() if said and not _THEY.match(frame.text, said.end()) else frame.sentence.start
    return _first_phrase(frame.text, Span(start, frame.start))


#: "Rebels said | they had advanced": the speakers
_THEY = re.compile(r"(?:they|it|he|she|we)\b")


_OPENING = re.compile(
    r"""[\s"'“‘(]*(?:(?:But|And|However|Meanwhile|Also|Still|Yet|Then|In|On|At|As|For|After)\b[^,.;]{0,60},\s+)?"""
)


def _first_phrase(text: str, span: Span) -> Span | None:
    line = _DATELINE.match(text, span.start, span.end)
    start = line.end() if line else span.start
    match = _OPENING.match(text, start, span.end)
    return phrase_after(text, match.end() if match else start, span.end)


#: "RENO, Nev. (Wire) -- |"
_DATELINE = re.compile(
    r"[A-Z][\w'’.-]+(?:\s[A-Z][\w'’.-]+){0,3}(?:,\s[A-Z][\w. ]{1,24})?(?:,\s\w{3,9}\.?\s\d{1,2})?"
    r"\s?(?:\([^)]{2,40}\)\s?)?(?:--|[–—]|-\s)\s*"
)


#: "arrived at the launch site on Wednesday, travelling 900 km north of Omsk"
_ARRIVED = re.compile(
    r"\b(?:arriv\w+\s(?:at|in)|reach\w*|visit\w*|enter\w*|head\w*\s(?:to|for)|to|at)\s"
    r"(?=(?:the|an?|its|their)\s|[A-Z])"
)


def _destination(text: str, floor: int, end: int) -> Span | None:
    """Return where a going that was told before the number led to; the last place of arrival."""
    found = None
    for match in _ARRIVED.finditer(text, floor, end):
        found = phrase_after(text, match.end(), end) or found
    return found


#: "Some 40 km north of Kirkuk lies Dibis", "..., rebels took the town of Hola"
_LATER = re.compile(
    r",\s[a-z][^,;.]{1,40},\s(?:lies|is|sits|stands|lay|stood)\s+"
    r"|,\s(?:in|at|near)\s(?=[A-Z])|,?\s+(?:lies|lie|is|are|was|were|stands|sits|stood|lay)\s+|,\s+"
)


def _target_later(frame: Frame, end: int) -> ClaimEnd:
    match = _LATER.match(frame.text, end, frame.sentence.end)
    if match is None:
        return IMPLICIT
    return make_end(frame.text, phrase_after(frame.text, match.end(), frame.sentence.end))


def _named_later(frame: Frame, found: ClaimEnd, end: int) -> ClaimEnd:
    """Prefer the place named right after the anchor to a nameless thing before the number."""
    if re.search("[A-Z]", found.text[1:]) or found.text[:1].isupper():
        return found
    match = re.compile(r"\sat\s(?=[A-Z])").match(frame.text, end, frame.sentence.end)
    if match is None:
        return found
    span = phrase_after(frame.text, match.end(), frame.sentence.end)
    return make_end(frame.text, span) if span else found
