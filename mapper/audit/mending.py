"""The suggestion: the sentence with its figure mended, in the outlet's unit, rounded as it was.

Put back into the article, a suggestion audits as supported (a property test holds it to that).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor

from mapper import geodesy
from mapper.audit.rules import rule_list
from mapper.audit.verdict import FLAGGED, Judged, granularity, judge
from mapper.audit.wording import WAYS, wind_words
from mapper.model import (
    Article,
    DirectionVerdict,
    DistanceClaim,
    Quantity,
    Route,
    Span,
)
from mapper.recognize.claims import hedge_class, km_of

_UNIT = re.compile(r"(?P<gap>[\s-]*)(?P<unit>(?:nautical[\s-]|sea\s|statute\s)?[A-Za-z]+)$")
_PLURAL = {
    "mile": "miles",
    "foot": "feet",
    "yard": "yards",
    "kilometer": "kilometers",
    "kilometre": "kilometres",
    "meter": "meters",
    "metre": "metres",
    "nautical mile": "nautical miles",
}
#: A mended figure is rounded finer until the claim is well within tolerance again.
SAFE_MARGIN = 0.9
#: Characters; what is longer is no sentence but a text that never ends one.
LONGEST_SENTENCE = 2000


def suggest(
    article: Article,
    claim: DistanceClaim,
    judged: Judged,
    routes: tuple[Route, ...],
    direction_verdict: DirectionVerdict | None,
    ends_km: float,
) -> str | None:
    """Return the sentence mended, or None where nothing is to mend or it is a quote."""
    length = claim.sentence.end - claim.sentence.start
    if claim.attribution == "quoted" or length > LONGEST_SENTENCE:
        return None
    edits: list[tuple[Span, str]] = []
    turned = direction_verdict in ("questionable", "contradictory")
    if judged.verdict in FLAGGED or (turned and judged.verdict == "plausible_as_route"):
        edits = list(_figure_edits(article, claim, judged, routes, ends_km))
        if not edits:
            return None
    elif judged.verdict == "supported_by_route" and claim.mode is None and judged.route:
        head = _head(article, claim)
        edits = [(Span(head, head), f" {WAYS.get(judged.route.mode, judged.route.mode)}")]
    if turned:
        edits += _direction_edit(article, claim, judged)
    return _applied(article, claim.sentence, edits) if edits else None


def _figure_edits(
    article: Article,
    claim: DistanceClaim,
    judged: Judged,
    routes: tuple[Route, ...],
    ends_km: float,
) -> Iterator[tuple[Span, str]]:
    way = next((route for route in routes if route.mode == claim.mode), None)
    if claim.mode in WAYS and way is None:
        return
    km = way.km if way else judged.measurement.km
    quantity = _mended(claim, km, judged, (way,) if way else (), ends_km)
    if quantity is None:
        return
    yield claim.quantity.span, quantity.text
    for other in claim.alternates:
        yield other.span, _converted(quantity, other).text
    if claim.mode is None:
        head = _head(article, claim)
        yield Span(head, head), " in a straight line"


def _mended(
    claim: DistanceClaim, km: float, judged: Judged, routes: tuple[Route, ...], ends_km: float
) -> Quantity | None:
    """Return the quantity with a figure that holds: as coarse as the old one where that does."""
    own = claim.quantity
    value = own.value if own.value is not None else own.value_high
    measured = replace(judged.measurement, km=km)
    for step in _steps(granularity(value or 1.0)):
        quantity = _rounded(claim, km / km_of(1, own.unit), step)
        again = judge(replace(claim, quantity=quantity), (measured,), routes, ends_km)
        if again and again.verdict.startswith("supported") and abs(again.margin) <= SAFE_MARGIN:
            return quantity
    return None


def _steps(coarsest: float) -> Iterator[float]:
    yield coarsest
    for step in reversed(rule_list("rounding", "steps")):
        if step < coarsest:
            yield step


def _rounded(claim: DistanceClaim, value: float, step: float) -> Quantity:
    own = claim.quantity
    low, high = floor(value / step) * step, ceil(value / step) * step
    if own.value is None:
        if high == low:
            high += step
        words = f"{_digits(low, own.text)} to {_digits(high, own.text)}{_unit(own.text, high)}"
        return replace(own, value_low=low, value_high=high, text=words)
    effect = hedge_class(claim.hedge)
    near = round(value / step) * step
    figure = low if effect == "lower" else high if effect in ("upper", "reach", "short") else near
    return replace(own, value=figure, text=f"{_digits(figure, own.text)}{_unit(own.text, figure)}")


def _converted(quantity: Quantity, other: Quantity) -> Quantity:
    """Return the conversion of a mended quantity, to three figures."""
    km = km_of(quantity.value or quantity.value_high or 0.0, quantity.unit)
    value = km / km_of(1, other.unit)
    step = 10.0 ** max(0 if value >= 10 else -1, len(str(int(value))) - 3)  # noqa: PLR2004 - 68, 6.8
    value = round(value / step) * step
    return replace(
        other, value=value, text=f"{_digits(value, other.text)}{_unit(other.text, value)}"
    )


def _digits(value: float, model: str) -> str:
    """Return a number written as the model writes its own: with or without separators."""
    if abs(value - round(value)) > 1e-6:  # noqa: PLR2004 - a whole number
        return f"{value:.2f}".rstrip("0")
    plain = re.search(r"\d{4}", model) is not None
    return f"{value:.0f}" if plain else f"{value:,.0f}"


def _unit(text: str, value: float) -> str:
    match = _UNIT.search(text)
    if match is None:
        return ""
    gap, unit = match["gap"], match["unit"]
    if "-" in gap or abs(value - 1) < 1e-6:  # noqa: PLR2004
        return gap + unit
    return (gap or ("" if len(unit) < 3 else " ")) + _PLURAL.get(unit.lower(), unit)  # noqa: PLR2004


def _head(article: Article, claim: DistanceClaim) -> int:
    """Return where the quantity and its conversions end."""
    last = (claim.alternates or (claim.quantity,))[-1].span.end
    closes = re.compile(r"\s?[)\]]").match(article.text, last) if claim.alternates else None
    return closes.end() if closes else last


def _direction_edit(
    article: Article, claim: DistanceClaim, judged: Judged
) -> list[tuple[Span, str]]:
    bearing, words = judged.measurement.bearing_deg, claim.direction_text
    if bearing is None or not words or claim.direction is None:
        return []
    start = article.text.find(words, claim.quantity.span.end, claim.sentence.end)
    if start < 0:
        return []
    coarse = len(claim.direction) < 3  # noqa: PLR2004 - NNE
    wind = geodesy.wind_name(round(bearing / 45) * 45 if coarse else bearing)
    return [(Span(start, start + len(words)), wind if words.isupper() else wind_words(wind))]


def _applied(article: Article, sentence: Span, edits: list[tuple[Span, str]]) -> str:
    """Return the sentence with its edits made, from the last to the first."""
    text = article.quote(sentence)
    for span, words in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end), reverse=True):
        text = text[: span.start - sentence.start] + words + text[span.end - sentence.start :]
    return text
