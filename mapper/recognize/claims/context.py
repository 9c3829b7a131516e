"""What a length is of: a distance between two places, or anything else.

Everything that follows a quantity is tried against `RELATIONS`, in order; a quantity that none fits
is no claim, so that lengths, depths, speeds and areas fall away without a list of their own. The
vetoes of words.toml take out the few that fit all the same.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from mapper.model import Quantity, Span
from mapper.recognize.claims.words import any_of, claim_words

#: Characters read before and after a quantity.
BEFORE, AFTER = 160, 120


@dataclass(frozen=True, slots=True)
class Relation:
    """How a quantity is tied to its places.

    `kind` is one of of, to, from, off, away, apart, bare, river, within, way, between; `end` is
    where the next noun phrase may begin, `direction` the wind in its 16-wind abbreviation.
    """

    kind: str
    end: int
    direction: str | None = None
    direction_text: str | None = None
    mode: str | None = None


@lru_cache(maxsize=1)
def wind_pattern() -> str:
    """Return the pattern of a direction: "north", "north-east", "SSW", "north and west"."""
    base = "(?:north|south|east|west)"
    return rf"""(?:
        (?:{base}[-\s]?(?:by[-\s])?){{0,2}}{base}(?:erly|wards?)?(?:\sand\s{base})?
        | (?-i:[NSEW]{{1,3}})(?=[\s.,;])
        )"""


def wind_of(text: str) -> str | None:
    """Return the 16-wind abbreviation of direction words; None where they name no wind.

    >>> wind_of("north-east"), wind_of("south southwest"), wind_of("N"), wind_of("offshore")
    ('NE', 'SSW', 'N', None)
    """
    if text.isupper() and len(text) <= 3:  # noqa: PLR2004 - NNE
        letters = text
    else:
        letters = "".join(w[0].upper() for w in re.findall("north|south|east|west", text.lower()))
    if letters in ("WN", "WS", "EN", "ES"):
        letters = letters[::-1]
    return letters if letters in _WINDS else None


_WINDS = frozenset("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split())


#: What follows a quantity, in the order in which it is tried; {wind}, {fill}, {mode}, {trips} and
#: {spread} stand for the patterns of `_parts`.
RELATIONS = (
    # east of Bahrain | due north of | away to the south of | northwest from
    (
        "of",
        r"""{fill},?(?:\saway)?(?:\sto)?(?:\s(?:the|due|just|almost|immediately|further|farther))*
        \s(?P<dir>{wind})(?:\s(?:side|part))?\s(?:of|from|off|outside)\s""",
    ),
    # south to the border
    ("to", r"{fill}(?:\s(?:due|further|farther))?\s(?P<dir>{wind})(?:\s{mode})?\sto\s"),
    # to the north | away to the north-east; not "to the North Korean border"
    (
        "bare",
        r"""{fill},?(?:\saway)?{spread}\s(?:off\s)?to(?:wards?)?\s(?:the|its)\s(?P<dir>{wind})\b
        (?!\s(?-i:[A-Z])|\s(?:\w+\s)?(?:border|coast|shore|bank|edge|end|side)\b)""",
    ),
    # from | away from | inland from | down the road from
    (
        "from",
        r"""{fill}(?:,?\s(?:away|distant|distance|inland|offshore|out\sto\ssea|out|upstream
        |downstream|up|down|off|ahead|clear)){{0,2}}{spread}(?:,?\s{mode})?,?\sfrom\s""",
    ),
    # above Whakatane on the Rangitaiki river
    (
        "river",
        r"""\s(?:above|below)\s(?=(?-i:[A-Z])[\w'’-]*(?:\s(?-i:[A-Z])[\w'’-]*){{0,3}}
        \s(?:on|along)\sthe\s(?:[\w'’-]+\s){{1,3}}river)""",
    ),
    # above the Arctic Circle
    ("river", r"\s(?:above|below)\s(?=the\s(?:(?:Ant)?[Aa]rctic\sCircle|[Ee]quator)\b)"),
    # upstream of, down river of
    ("river", r"\s(?:up|down)\s?(?:stream|river)\sof\s"),
    # off the coast | off Jakarta | outside Kabul | short of the border | inside Iraq
    (
        "off",
        r"""\s(?:just\s)?(?:off|outside(?:\sof)?|short\sof|shy\sof|inside|offshore|out\sof|beyond|past)
        \s(?=the\s|an?\s|its\s|(?-i:[A-Z]))""",
    ),
    # half a mile apart
    ("apart", r"{fill}\sapart\b(?!\sin)"),
    # ten miles away, offshore, out to sea
    (
        "away",
        r"""{fill},?\s(?:away|distant|offshore|inland|off\sshore|off-shore|out\s(?:to|at)\ssea
        |upstream|downstream)\b(?:\s{mode})?""",
    ),
    # the 150 km between Amman and Damascus | separating A from B
    ("between", r"(?:\s(?:that|which))?\s(?:between|separat(?:ing|es?|ed)|divid(?:ing|es?))\s"),
    # 60-mile drive from A to B
    ("way", r"[\s-](?:{trips}|{mode})\s(?=from\s|between\s|to\s|north|south|east|west)"),
    # 30 miles north.
    (
        "bare",
        r"""{fill}(?:\s(?:due|farther|further))?\s(?P<dir>{wind})
        (?=\s*[.,;:)]|\s(?:in|at|on|near|along|and|by|across|where|with|when)\b|$)""",
    ),
)
#: Words that may stand between a quantity and what ties it to its places.
FILL = r"(?:,?\s(?:or\s(?:so|more|less)|plus|further|farther|straight|directly|{mode}),?)?"
#: "down the road", "across the strait"
SPREAD = r"(?:\s(?:down|up|along|across)\s(?:the\s)?(?:[\w-]{1,20}\s){0,2}[\w-]{1,20})?"


@cache
def _relation(row: int) -> re.Pattern[str]:
    """Return the pattern of a row of RELATIONS; most texts need the first ones alone."""
    return re.compile(RELATIONS[row][1].format(**_parts()), re.VERBOSE | re.IGNORECASE)


@cache
def _parts() -> dict[str, str]:
    mode = any_of(way for ways in claim_words()["modes"].values() for way in ways)
    return {
        "wind": wind_pattern(),
        "mode": mode,
        "trips": any_of(claim_words()["ends"]["trips"]),
        "fill": FILL.format(mode=mode),
        "spread": SPREAD,
    }


def find_relation(
    text: str, quantity: Quantity, start: int, head: int, sentence: Span
) -> Relation | None:
    """Return what ties the quantity to its places, or None where it is no distance.

    `start` is where quantity and hedge begin, `head` where the quantity and its conversions end.
    """
    before = text[max(sentence.start, start - BEFORE) : start]
    if _vetoed(before, text, head, small=quantity.unit in _SMALL):
        return None
    limit = min(sentence.end, head + AFTER)
    found = _within(text, before, quantity, head, limit) or _follows(text, quantity, head, limit)
    if found is None:
        found = _stated_way(text, before, head)
    if found is None or _anchor_vetoed(text, found, limit):
        return None
    return found


def _follows(text: str, quantity: Quantity, head: int, limit: int) -> Relation | None:
    adjective = _is_adjective(quantity)
    for row, (kind, _) in enumerate(RELATIONS):
        if adjective and kind not in ("way", "of", "from"):
            continue
        match = _relation(row).match(text, head, limit)
        if match is None:
            continue
        named = match.groupdict().get("dir")
        direction = wind_of(named) if named else None
        return Relation(kind, match.end(), direction, named, _mode(match[0]))
    return None


def _is_adjective(quantity: Quantity) -> bool:
    """Return whether the unit is used as an adjective: "a 22-mile journey", not "half a mile"."""
    value = quantity.value_high if quantity.value is None else quantity.value
    singular = quantity.text.lower().endswith(("mile", "meter", "metre", "yard", "foot"))
    singular = singular or "-k" in quantity.text.lower()
    return singular and value is not None and value > 1


#: "within 5 miles of the White House"; "came within a mile of"
_OF = re.compile(r"\sof\s+")
_WITHIN = re.compile(r"\b(?:within|inside|came|come|comes|closer|close\sas)\b", re.IGNORECASE)
_PLACE_AHEAD = re.compile(
    r"""
    (?:(?:the|an?|its|their)\s)?(?:[\w'’-]+\s){0,3}?
    (?:[A-Z0-9][\w'’.-]+|border|frontier|coast|shore|capital|city|each\sother|one\sanother)\b
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=1)
def _sites_ahead() -> re.Pattern[str]:
    """Return the pattern of a nameless site: "within 3 km of | the volcano's crater"."""
    nouns = any_of(claim_words()["ends"]["nouns"])
    return re.compile(rf"(?:the|its|their)\s(?:[\w'’-]+\s){{0,2}}?{nouns}s?\b", re.IGNORECASE)


def _within(text: str, before: str, quantity: Quantity, head: int, limit: int) -> Relation | None:
    match = _OF.match(text, head, limit)
    if match is None:
        return None
    small = quantity.unit in _SMALL
    if not _PLACE_AHEAD.match(text, match.end(), limit) and (
        small or not _sites_ahead().match(text, match.end(), limit)
    ):
        return None
    tail = before[-40:] + text[quantity.span.start - 12 : quantity.span.start]
    if not _WITHIN.search(tail):
        return None
    return Relation("within", match.end())


#: "The distance between Minsk and Vilnius is 180 km"; "From the station it is 250 km"
_STATED = re.compile(
    r"\bdistance\s(?:between|from|to|by)\b.{1,100}\b(?:is|was|of|being)\s(?:\w+\s){0,3}$"
    r"|\b[Ff]rom\s.{2,60}?\b(?:it\s(?:is|was)|it['’]s)\s(?:\w+\s){0,2}$"
    r"|\b[Ff]rom\s[^.;]{2,80}\sto\s[^.;]{2,60},\s(?:a|some)\sdistance\sof\s(?:\w+\s){0,2}$"
    r"|\b[Ff]rom\s[^.;,]{2,60}\sto\s[^.;,]{2,60}\s(?:is|was)\s(?:\w+\s){0,2}$"
    r"|\bseparat(?:ed|es)\sfrom\s.{2,60}\sby\s(?:\w+\s){0,2}$",
    re.DOTALL,
)
_TO_PLACE = re.compile(r"\s(?:by\s\w+\s)?to\s")
_IT_IS = re.compile(r"\b(?:it|It|border|It['’]s|it['’]s)\s?(?:is|was|remains)?\s(?:\w+\s){0,2}$")


def _stated_way(text: str, before: str, head: int) -> Relation | None:
    match = _TO_PLACE.match(text, head)
    if match and _IT_IS.search(before):
        return Relation("to", match.end(), None, None, _mode(match[0]))
    return Relation("stated", head) if _STATED.search(before) else None


def _mode(text: str) -> str | None:
    lowered = " ".join(text.lower().split())
    for mode, ways in claim_words()["modes"].items():
        said = (way for way in ways if way in lowered)
        if any(re.search(rf"\b{re.escape(way)}\b", lowered) for way in said):
            return str(mode)
    return None


@lru_cache(maxsize=1)
def _vetoes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = claim_words()["vetoes"]
    before = re.compile(rf"\b{any_of(table['before'])}\s(?:\w+\s){{0,2}}$", re.IGNORECASE)
    verbs = re.compile(rf"\b{any_of(table['verbs'])}\s(?:[\w'’-]+\s){{0,3}}$", re.IGNORECASE)
    anchors = re.compile(
        rf"""(?:the\s|an?\s|its\s)?(?:\w+\s)?{any_of(table["anchors"])}\b(?!\sof\s(?:the\s)?(?-i:[A-Z]))
        |\$?\d|an?\s(?:year|month|week)\b""",
        re.VERBOSE | re.IGNORECASE,
    )
    return before, verbs, anchors


#: Units in which things fall and are thrown.
_SMALL = ("m", "yard", "foot")


def _vetoed(before: str, text: str, head: int, *, small: bool) -> bool:
    first, verbs, _ = _vetoes()
    clause = re.split(r"[,;:()—–]", before)[-1]
    if first.search(before) or (small and verbs.search(clause)):
        return True
    return text[head : head + 1] in ("/", "²", "³")


def _anchor_vetoed(text: str, relation: Relation, limit: int) -> bool:
    if relation.kind not in ("from", "off", "of", "within"):
        return False
    return _vetoes()[2].match(text, relation.end, limit) is not None
