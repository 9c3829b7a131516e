"""What the report says of each claim, in words and figures ready to be shown; no markup here."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from mapper import geodesy
from mapper.audit.rules import rule
from mapper.audit.wording import UNIT_NAMES
from mapper.export.page.plain import plain_text, safe_link
from mapper.model import (
    Article,
    Conflict,
    Distance,
    Finding,
    LatLon,
    Measurement,
    MentionKey,
    Place,
    Quantity,
    Report,
    ResolvedEnd,
    Span,
)

NAME_LIMIT = 120  # characters of a name; a longer one is cut
QUOTE_LIMIT = 600  # characters of a sentence; a longer one is cut round the claim
ALTERNATIVES_SHOWN = 4
FLAGGED_DIRECTIONS = {"questionable", "contradictory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence with the words of the claim in its middle, and where it stands."""

    before: str
    words: str
    after: str
    source: str
    url: str | None
    published: str
    language: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a card's table: a term, its value, and more on it."""

    term: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A finding as the report shows it."""

    key: str
    label: str
    finding: Finding
    mark: str
    tone: str
    verdict: str
    quote: Quote
    stated: str
    measured: str
    explanation: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    suggestion: str | None
    same_pair: tuple[str, ...]
    by_desk: str | None

    @property
    def flagged(self) -> bool:
        """Whether an editor should look at it."""
        return is_flagged(self.finding)


def is_flagged(finding: Finding) -> bool:
    """Return whether a finding is for an editor: the distance or the direction differs."""
    return (
        words()["verdict"][finding.verdict]["tone"] == "bad"
        or finding.direction_verdict in FLAGGED_DIRECTIONS
    )


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return what the report calls verdicts, directions, sources and modes."""
    text = files("mapper.export.audit_report").joinpath("words.toml").read_text(encoding="utf8")
    return tomllib.loads(text)


def make_cards(report: Report) -> tuple[Card, ...]:
    """Return the findings as cards: those for an editor first, gravest first, then as they came."""
    verdicts = words()["verdict"]
    labels = {finding.claim.id: label for finding, label in labelled(report)}
    findings = sorted(
        report.findings, key=lambda f: (not is_flagged(f), verdicts[f.verdict]["rank"])
    )
    return tuple(_card(report, finding, labels) for finding in findings)


def labelled(report: Report) -> tuple[tuple[Finding, str], ...]:
    """Return the findings in their order, each with the label it has in every file: "C1"."""
    return tuple((finding, f"C{number}") for number, finding in enumerate(report.findings, 1))


def _card(report: Report, finding: Finding, labels: Mapping[str, str]) -> Card:
    word = words()["verdict"][finding.verdict]
    claim = finding.claim
    return Card(
        key=labels[claim.id].lower(),
        label=labels[claim.id],
        finding=finding,
        mark=word["mark"],
        tone=word["tone"],
        verdict=word["label"] + _direction_label(finding),
        quote=quote_of(report.article(claim.article), claim.span, claim.sentence),
        stated=stated_text(finding),
        measured=measured_text(finding),
        explanation=plain_text(finding.explanation, 600),
        rows=tuple(_rows(report, finding)),
        notes=tuple(plain_text(note, 400) for note in _notes(finding)),
        suggestion=plain_text(finding.suggestion, QUOTE_LIMIT) if finding.suggestion else None,
        same_pair=tuple(labels[other] for other in finding.conflicts if other in labels),
        by_desk=_by_desk(finding),
    )


def _direction_label(finding: Finding) -> str:
    labels = {"questionable": "; direction questionable", "contradictory": "; direction differs"}
    return labels.get(finding.direction_verdict or "", "")


def quote_of(article: Article, span: Span, sentence: Span) -> Quote:
    """Return the one sentence behind a fact, cut round the span where it is very long."""
    start, end = min(sentence.start, span.start), max(sentence.end, span.end)
    room = max(40, (QUOTE_LIMIT - (span.end - span.start)) // 2)
    before, after = article.text[start : span.start], article.text[span.end : end]
    if len(before) > room:
        before = "… " + (before[-room:].partition(" ")[2] or before[-room:])
    if len(after) > room:
        after = (after[:room].rpartition(" ")[0] or after[:room]) + " …"
    return Quote(
        before=_joined(before, left=True),
        words=plain_text(article.quote(span), QUOTE_LIMIT),
        after=_joined(after, left=False),
        source=plain_text(article.publisher or article.called, NAME_LIMIT),
        url=safe_link(article.url),
        published=article.published.isoformat() if article.published else "",
        language=article.language,
        start=span.start,
        end=span.end,
    )


def _joined(text: str, *, left: bool) -> str:
    """Return text on one line, with a blank kept where it meets the words of the claim."""
    line = plain_text(text, 2 * QUOTE_LIMIT)
    if left:
        return line + (" " if text[-1:].isspace() and line else "")
    return (" " if text[:1].isspace() and line else "") + line


def stated_text(finding: Finding) -> str:
    """Return what the article says: "about 250 kilometres" and, for other units, in km."""
    claim = finding.claim
    amounts = [plain_text(claim.quantity.text, 60)]
    amounts += [plain_text(other.text, 60) for other in claim.alternates]
    text = amounts[0] + (f" ({', '.join(amounts[1:])})" if amounts[1:] else "")
    hedge = plain_text(claim.hedge, 40) if claim.hedge else ""
    if hedge and hedge.casefold() not in text.casefold():
        text = f"{hedge} {text}"
    return text if claim.quantity.unit == "km" else f"{text} = {range_text(claim.distance)}"


def range_text(distance: Distance) -> str:
    """Return a range in km.

    >>> range_text(Distance(low_km=32.0, high_km=48.0))
    '32 to 48 km'
    >>> range_text(Distance(low_km=9.0, high_km=None))
    '9.0 km or more'
    """
    if distance.high_km is None:
        return f"{km_text(distance.low_km)} or more"
    if distance.low_km == 0 and distance.high_km > 0:
        return f"at most {km_text(distance.high_km)}"
    return span_text(distance.low_km, distance.high_km)


def span_text(low: float, high: float) -> str:
    """Return two lengths as one figure where they read the same, else as a range."""
    first, last = km_text(low), km_text(high)
    return last if first == last else f"{first.removesuffix(' km')} to {last}"


def km_text(km: float) -> str:
    """Return a length as one reads it: no more figures than the measurement bears.

    >>> km_text(1011.48), km_text(3.14159), km_text(0.2)
    ('1,011 km', '3.1 km', '0.20 km')
    """
    if not km < 1e6:  # noqa: PLR2004 - beyond any distance on the globe; nan too
        return f"{km:.3g} km"
    return f"{km:,.0f} km" if km >= 10 else f"{km:.1f} km" if km >= 1 else f"{km:.2f} km"  # noqa: PLR2004


def measured_text(finding: Finding) -> str:
    """Return the measured figures in one line, "" where nothing was measured."""
    straight = straight_range(finding)
    parts = [f"{span_text(*straight)} in a straight line"] if straight else []
    parts += [f"{km_text(route.km)} {mode_text(route.mode)}" for route in finding.routes]
    return ", ".join(parts)


def straight_range(finding: Finding) -> tuple[float, float] | None:
    """Return the shortest and the longest straight line in km, over all readings of the ends."""
    if not finding.measurements:
        return None
    return (
        min(measured.low_km for measured in finding.measurements),
        max(measured.high_km for measured in finding.measurements),
    )


def mode_text(mode: str) -> str:
    """Return "by rail" for "rail"; an unknown mode as it is."""
    text: str = words()["mode"].get(mode, f"by {plain_text(mode, 40)}")
    return text


def chosen_measurement(finding: Finding) -> Measurement | None:
    """Return the measurement whose reading the verdict took, else the first; None if none."""
    for measured in finding.measurements:
        if measured.label == finding.reading:
            return measured
    return finding.measurements[0] if finding.measurements else None


def point_text(point: LatLon) -> str:
    """Return coordinates as "43.3595, 132.1880" (about 10 m)."""
    return f"{point[0]:.4f}, {point[1]:.4f}"


def _rows(report: Report, finding: Finding) -> Iterator[Row]:
    claim = finding.claim
    yield Row(term="Article says", value=stated_text(finding), more=_amount_text(claim.quantity))
    yield _end_row("From", finding.anchor)
    yield _end_row("To", finding.target)
    yield from _straight_rows(finding)
    yield from _direction_rows(finding)
    yield from _route_rows(finding)
    yield from _tolerance_rows(finding)
    yield Row(term="Said by", value=_said_by(report, finding))
    if claim.hours:
        yield Row(term="Time stated", value=_hours_text(claim.hours))


def _amount_text(quantity: Quantity) -> str:
    """Return how an amount was read, empty where it is read as it stands."""
    if quantity.value is not None:
        figure = f"{quantity.value:,.15g}"
    elif quantity.value_low is not None and quantity.value_high is not None:
        figure = f"{quantity.value_low:,.15g} to {quantity.value_high:,.15g}"
    else:
        return "no figure"
    amount = f"{figure} {UNIT_NAMES[quantity.unit]}"
    return "" if " ".join(quantity.text.split()) == amount else f"read as {amount}"


def _end_row(term: str, end: ResolvedEnd) -> Row:
    name = plain_text(end.label or end.end.text, NAME_LIMIT) or "not said in the sentence"
    more = [plain_text(end.reason, 300)] if end.reason else []
    if end.place:
        where = point_text((end.place.lat, end.place.lon))
        made_up = end.place.id.startswith("point:")
        more.insert(0, where if made_up else f"{plain_text(end.place.id, 60)}, {where}")
    if end.alternatives:
        others = [_known_as(place) for place in end.alternatives[:ALTERNATIVES_SHOWN]]
        more.append(f"would turn the verdict: {'; '.join(others)}")
    if end.by_desk:
        more.append(f"set by the desk: {plain_text(end.by_desk, 200)}")
    return Row(term=term, value=name, more="; ".join(more))


def _known_as(place: Place) -> str:
    country = f"{plain_text(place.country, 10)}, " if place.country else ""
    return f"{plain_text(place.name, 60)} ({country}{point_text((place.lat, place.lon))})"


def _straight_rows(finding: Finding) -> Iterator[Row]:
    for measured in finding.measurements:
        ends = f"{point_text(measured.origin)} to {point_text(measured.destination)}"
        taken = len(finding.measurements) > 1 and measured.label == finding.reading
        label = plain_text(measured.label, 60) + (", taken for the verdict" if taken else "")
        yield Row(
            term="Straight line",
            value=km_text(measured.km),
            more=f"{label}; {span_text(measured.low_km, measured.high_km)} over the ends; {ends}",
        )


def _direction_rows(finding: Finding) -> Iterator[Row]:
    measured = chosen_measurement(finding)
    if measured is None or measured.bearing_deg is None:
        return
    bearing = f"{geodesy.wind_name(measured.bearing_deg)}, {measured.bearing_deg:.0f} degrees"
    claim = finding.claim
    more = ""
    if claim.direction:
        said = plain_text(claim.direction_text or claim.direction, 60)
        verdict = words()["direction"].get(finding.direction_verdict, "not judged")
        more = f"article says {said}: {verdict}"
    yield Row(term="Direction", value=bearing, more=more)


def _route_rows(finding: Finding) -> Iterator[Row]:
    measured = chosen_measurement(finding)
    for route in finding.routes:
        more = [f"{plain_text(route.engine, 60)}, data of {plain_text(route.data_date, 40)}"]
        if measured and measured.km > 0:
            more.append(f"{route.km / measured.km:.2f} times the straight line")
        if route.off_network_share >= 0.005:  # noqa: PLR2004 - rounds to 0 % below
            more.append(f"{route.off_network_share:.0%} of it off the network")
        label = mode_text(route.mode).capitalize()
        yield Row(term=label, value=km_text(route.km), more="; ".join(more))


def _tolerance_rows(finding: Finding) -> Iterator[Row]:
    measured, tolerance = chosen_measurement(finding), finding.tolerance
    if measured and measured.km > 0:
        stated = finding.claim.distance
        ends = {stated.low_km, stated.high_km or stated.low_km} - {0.0}
        figures = " to ".join(f"{km / measured.km:.2f}" for km in sorted(ends))
        if figures:
            yield Row(term="Ratio", value=figures, more="stated to straight line")
    if tolerance:
        parts = (
            f"rounding {km_text(tolerance.rounding_km)}, "
            f"ends {km_text(tolerance.ends_km)}, model {km_text(tolerance.model_km)}"
        )
        yield Row(term="Tolerance", value=km_text(tolerance.total_km), more=parts)
    if finding.margin is not None:
        near = " (borderline)" if is_borderline(finding) else ""
        yield Row(
            term="Margin",
            value=f"{finding.margin:.2f}{near}",
            more="the difference as a multiple of the tolerance",
        )


def _said_by(report: Report, finding: Finding) -> str:
    claim = finding.claim
    text: str = words()["attribution"].get(claim.attribution, claim.attribution)
    if claim.attribution_source is None:
        return text
    name = report.article(claim.article).quote(claim.attribution_source)
    return f"{text}: {plain_text(name, NAME_LIMIT)}"


def _hours_text(hours: tuple[float, float]) -> str:
    low, high = hours
    return f"{low:g} hours" if low == high else f"{low:g} to {high:g} hours"


def _notes(finding: Finding) -> Iterable[str]:
    yield from (note[:1].upper() + note[1:] for note in finding.notes)
    told = any("borderline" in note.casefold() for note in finding.notes)
    if is_borderline(finding) and not told:
        yield "Borderline: near the tolerance, so that other ends would give another verdict."


def is_borderline(finding: Finding) -> bool:
    """Return whether other reference points could turn the verdict, as the audit's rules say."""
    low, high = rule("verdict", "borderline_from"), rule("verdict", "borderline_to")
    return finding.margin is not None and low <= finding.margin <= high


def _by_desk(finding: Finding) -> str | None:
    why = finding.anchor.by_desk or finding.target.by_desk
    return plain_text(why, 200) if why else None


# --- conflicts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A conflict as the report shows it: what it is about, how grave, and the sentences."""

    conflict: Conflict
    severity: str
    explanation: str
    quotes: tuple[Quote, ...]


MEASURED_KINDS = {"distance", "duration"}  # stand before the others of the same severity
QUOTES_SHOWN = 8  # of a conflict; its members may be many


def make_disputes(report: Report) -> tuple[Dispute, ...]:
    """Return what the articles say differently, gravest first; each member with its sentence."""
    order = ("hard", "soft", "none")
    conflicts = sorted(
        report.conflicts, key=lambda c: (order.index(c.severity), c.kind not in MEASURED_KINDS)
    )
    known = _sentences(report)
    return tuple(
        Dispute(
            conflict=conflict,
            severity=words()["severity"][conflict.severity],
            explanation=plain_text(conflict.explanation, 600),
            quotes=tuple(
                quote_of(
                    report.article(key[0]), Span(key[1], key[2]), known.get(key, Span(*key[1:]))
                )
                for key in conflict.members[:QUOTES_SHOWN]
            ),
        )
        for conflict in conflicts
    )


def _sentences(report: Report) -> dict[MentionKey, Span]:
    """Return the sentence of every claim, by the keys that a conflict may name it with."""
    found = {}
    for finding in report.findings:
        claim = finding.claim
        for span in (claim.span, claim.quantity.span):
            found[claim.article, span.start, span.end] = claim.sentence
    return found
