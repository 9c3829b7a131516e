"""Numbers with a unit of length: "1,500 km", "sixty miles", "half a mile", "20 to 30 miles".

A unit word is looked for first; the number is read from the few characters before it, so the work
is linear in the length of the text. What the length is of, is not asked here (context).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from mapper.model import Quantity, Span, Unit
from mapper.recognize.claims.words import any_of, claim_words

#: Characters before a unit in which its number is looked for: "between one hundred and twenty-five
#: and one hundred and fifty" has 60.
NUMBER_REACH = 96

#: Metres in a unit; NIST Special Publication 811, appendix B (the international foot and mile).
UNIT_M: dict[Unit, float] = {
    "km": 1000.0,
    "m": 1.0,
    "mile": 1609.344,
    "yard": 0.9144,
    "foot": 0.3048,
    "nmi": 1852.0,
}
LEAGUE_MILES = 3
#: Values that "a couple" stands for.
COUPLE = 2


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    low: float | None
    high: float | None


def km_of(value: float, unit: Unit) -> float:
    """Return a length in km.

    >>> km_of(1, "mile")
    1.609344
    """
    return value * UNIT_M[unit] / 1000


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, list[str]] = claim_words()["units"]
    names = {" ".join(name.split()): unit for unit, names in table.items() for name in names}
    pattern = re.compile(
        rf"""
        (?<![^\W\d_])                # no letter before: "150km" has a digit, "am" has none
        (?P<unit>{any_of(names)})
        (?:(?<=[\s\d](?:mi|km|ft|yd))\.(?=,|\s(?-i:[a-z])))?  # "45 mi. south"
        (?![^\W_]|['’]s|/[hs]|ph)    # nor a letter or digit after: "m" in "metro", "km/h"
        """,
        re.VERBOSE | re.IGNORECASE,
    )
    return pattern, names


@lru_cache(maxsize=1)
def _one() -> str:
    """Return the pattern of a single number, in digits or in words."""
    numbers = claim_words()["numbers"]
    plain, scale = any_of(numbers["ones"]), any_of(numbers["scales"])
    part = "(?:half|quarters?|thirds?|fifths?|tenths?)"
    group = r"\d{1,3}(?:[,\u00a0\u2009\u202f\x20]\d{3}){1,6}(?!\d)(?:\.\d{1,9})?"
    return rf"""(?:
          (?:{group} | \d{{1,60}}(?:[.,]\d{{1,9}})? | \.\d{{1,9}})              # 1,500  1 500  2.5
          (?:[-\s](?:and\s)?\d/\d{{1,2}} | \s?[½¼¾⅓⅔])?                       # 3-1/2  2½
          (?:[-\s]{scale})?                                                   # 1.5 thousand
        | \d{{1,2}}/\d{{1,2}} | [½¼¾⅓⅔]                                        # 1/2
        | (?:an?\s|{plain}[-\s])?{part}(?:\s(?:of\s)?an?)?  # half a, two thirds of a
        | (?:{plain}|(?:an?\s|half\sa\s)?{scale})                             # sixty, a hundred
          (?:
            (?:(?:(?<=hundred)|(?<=thousand))[-\s]and)?[-\s](?:{plain}|{scale})  # and twenty
          | [-\s]and[-\s](?:an?|one|two|three)[-\s](?:half|quarters?|thirds?)   # two and a half
          ){{0,6}}
        | a\scouple(?:\sof)?
        | {any_of(numbers["vague"]["words"])}
        | an?
        )"""


@lru_cache(maxsize=1)
def _number() -> re.Pattern[str]:
    """Return the pattern of a number that ends where the unit begins."""
    return re.compile(
        rf"""
        (?<![\w.,$€£¥/])
        (?P<one>{_one()})
        (?P<gap>[-‑\s]{{0,3}})
        (?:(?:more|additional|further|other)\s)?
        $""",
        re.VERBOSE | re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _range_start() -> re.Pattern[str]:
    """Return the pattern of the first number of a range, before the second."""
    return re.compile(
        rf"""
        (?<![\w.,$€£¥/])
        (?P<between>between\s)?
        (?P<one>{_one()})
        \s?(?P<to>-|–|—|\bto\b|\bor\b|\band\b)\s?
        $""",
        re.VERBOSE | re.IGNORECASE,
    )


def find_quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """Yield the lengths that a text states, in order; a range with two units is one.

    Vague amounts ("several miles") have no value; unit words without any amount are left out.
    """
    pattern, names = _units()
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        found = _read(text, match, names, start)
        if found is not None:
            yield found


def _read(text: str, match: re.Match[str], names: dict[str, str], floor: int) -> Quantity | None:
    word = match["unit"]
    if word[0].isupper() and word[1:].islower() and word not in ("Km", "Kms"):
        return None  # a name: "Three Mile Island"
    reach = max(floor, match.start() - NUMBER_REACH)
    number = _number().search(text[reach : match.start()])
    if number is None or (len(word) <= 1 and not number["gap"] and word != "m"):
        return None
    amount = _amount(number, text[reach : match.start()], reach)
    if amount is None:
        return None
    unit, factor = _unit(names[" ".join(word.lower().split())])
    more = _HALF_MORE.match(text, match.end())
    if more and amount.high is not None and amount.low is None:
        half = 0.5 if more["part"].lower() == "half" else 0.25
        amount = _Amount(amount.start, None, amount.high + half)
    end = more.end() if more else match.end()
    return _quantity(text, Span(amount.start, end), amount, unit, factor)


#: "a mile and a half"
_HALF_MORE = re.compile(r"\s(?:and|&)\san?\s(?P<part>half|quarter)\b", re.IGNORECASE)


def _unit(name: str) -> tuple[Unit, int]:
    if name == "league":
        return "mile", LEAGUE_MILES
    for unit in UNIT_M:
        if unit == name:
            return unit, 1
    message = f"words.toml: [units] {name!r} is no unit of the report ({', '.join(UNIT_M)})."
    raise ValueError(message)


def _quantity(text: str, span: Span, amount: _Amount, unit: Unit, factor: int) -> Quantity:
    low, high = amount.low, amount.high
    quote = text[span.start : span.end]
    if low is None or high is None:
        value = None if high is None else high * factor
        return Quantity(span=span, text=quote, value=value, unit=unit)
    low, high = sorted((low * factor, high * factor))
    return Quantity(span=span, text=quote, value=None, unit=unit, value_low=low, value_high=high)


def _amount(number: re.Match[str], before: str, offset: int) -> _Amount | None:
    """Return what the number means; None where it is no number after all."""
    high = read_number(number["one"])
    if high is None:
        return _Amount(offset + number.start("one"), None, None)
    if not isfinite(high):
        return None
    first = _range_start().search(before[: number.start("one")])
    low = read_number(first["one"]) if first else None
    if first is None or low is None or (first["to"].lower() == "and" and not first["between"]):
        return _Amount(offset + number.start("one"), None, high)
    return _Amount(offset + first.start("one"), low, high)


def read_number(text: str) -> float | None:
    """Return the value of a number as written; None for a vague amount.

    >>> read_number("1,500"), read_number("3-1/2"), read_number("forty-five"), read_number("half a")
    (1500.0, 3.5, 45.0, 0.5)
    >>> read_number("one hundred and twenty"), read_number("several")
    (120.0, None)
    >>> read_number("one-half"), read_number("one and three quarters")
    (0.5, 1.75)
    """
    lowered = text.lower().strip()
    if lowered in claim_words()["numbers"]["vague"]["words"]:
        return None
    if lowered.startswith("a couple"):
        return float(COUPLE)
    if lowered in ("a", "an"):
        return 1.0
    if any(c.isdigit() or c in "½¼¾⅓⅔" for c in lowered):
        return _read_digits(lowered)
    return _read_words(re.split(r"[-\s]+", lowered))


def _read_digits(text: str) -> float:
    scales = claim_words()["numbers"]["scales"]
    fractions = claim_words()["numbers"]["fractions"]
    scale = next((scales[word] for word in scales if text.endswith(word)), 1)
    total = 0.0
    for token in re.findall(r"\d+/\d+|[\d.,\u00a0\u2009\u202f]+(?:\x20\d{3}(?!\d))*|[½¼¾⅓⅔]", text):
        if token in fractions:
            total += fractions[token]
        elif "/" in token:
            above, below = token.split("/")
            total += float(above) / float(below) if float(below) else 0.0
        else:
            total += _plain(token)
    return total * float(scale)


def _plain(token: str) -> float:
    """Return digits with separators as a number; a comma before one or two digits is decimal."""
    token = re.sub(r"[\x20\u00a0\u2009\u202f]", "", token).strip(",")
    if re.fullmatch(r"\d+,\d{1,2}", token):
        return float(token.replace(",", "."))
    token = token.replace(",", "")
    return float(token) if token.strip(".") else 0.0


def _read_words(tokens: list[str]) -> float:
    numbers = claim_words()["numbers"]
    if "and" in tokens and tokens[-1] in numbers["fractions"]:
        last = len(tokens) - tokens[::-1].index("and")
        return _read_words(tokens[: last - 1]) + _read_words(tokens[last:])
    total = current = 0.0
    for token in tokens:
        if token in numbers["ones"]:
            current += numbers["ones"][token]
        elif token in numbers["fractions"]:
            share = numbers["fractions"][token]
            current = current * share if current else share
        elif token in numbers["scales"]:
            scale = numbers["scales"][token]
            current = (current or 1) * scale
            if scale >= 1000:  # noqa: PLR2004 - thousands close a group
                total, current = total + current, 0.0
    return total + current
