"""Finds the time expressions of an article: atoms joined, with tense, bound and reference."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from mapper.model import Article, Span, TimeExpression
from mapper.recognize.sentences import split_sentences
from mapper.recognize.times.grammar import find_atoms
from mapper.recognize.times.resolve import resolve_time
from mapper.recognize.times.tense import CHARS, is_future
from mapper.recognize.times.words import Atom
from mapper.spans import SpanIndex

__all__ = ["recognize_times", "resolve_time"]

#: What may stand between two pieces of one expression ("6:00 a.m." on "Tuesday").
_JOINTS = frozenset(
    [
        *("", ",", "(", "on", ", on", "at", ", at", "of", "of the", "of on", "in", "in the", "the"),
        *(", the", "on the", "from", "by", "about", "around", "at about", "at around"),
        *("just after", "shortly after", "just before", "shortly before"),
    ]
)
_JOINT_CHARS = 16
_DAYS = frozenset({"date", "weekday", "offset", "day_of_month", "holiday"})
_HOURS = frozenset({"clock", "part", "edge"})
_BOUNDS = {
    "until": "until",
    "till": "until",
    "by": "until",
    "before": "until",
    "since": "since",
    "after": "since",
}


def recognize_times(article: Article) -> tuple[TimeExpression, ...]:
    """Return the time expressions of an article, in its order; none where a text is marked.

    Spans leave out a leading preposition ("Sunday" of "on Sunday") and keep what narrows the time
    ("early on Saturday", "6:00 a.m. local time Tuesday"). `future` is the tense of the governing
    verb by a rule (`tense`). A date that heads a line or a paragraph ("Monday, 4 May:")
    carries the field heading=1: it holds until the next heading.
    """
    marked = SpanIndex((mark.span, mark) for mark in article.marked)
    atoms = [atom for atom in find_atoms(article.text) if not marked.overlapped(atom.span)]
    joined = _join(article.text, atoms)
    sentences = split_sentences(article.text, article.marked)
    found: list[TimeExpression] = []
    position = 0
    for atom in joined:
        while position < len(sentences) and sentences[position].end <= atom.span.start:
            position += 1
        inside = position < len(sentences) and sentences[position].start <= atom.span.start
        sentence = sentences[position] if inside else atom.span
        expression = _expression(article, atom, sentence, found[-1] if found else None)
        if expression is not None:
            found.append(expression)
    return tuple(found)


# --- pieces to expressions -----------------------------------------------------------------------


def _join(text: str, atoms: Sequence[Atom]) -> list[Atom]:
    """Return the atoms with neighbours made one, and the weak ones that stand alone left out."""
    joined: list[Atom] = []
    for atom in atoms:
        pair = _pair(text, joined[-1], atom) if joined else None
        if pair is None:
            joined.append(atom)
        else:
            joined[-1] = pair
    return [atom for atom in joined if not atom.weak]


def _pair(text: str, first: Atom, second: Atom) -> Atom | None:  # noqa: PLR0911 (one case a line)
    """Return the two as one, None where they are two times."""
    gap = text[first.span.end : second.span.start]
    if (
        len(gap) > _JOINT_CHARS
        or "\n" in gap.strip(" ")
        or " ".join(gap.lower().split()) not in _JOINTS
    ):
        return None
    if first.kind == "weekday" and _is_week_of(gap, second):
        fields = {**first.fields, "week": second.fields["marker"]}
        return _together(first, second, first, fields)
    if first.kind == "offset" and _is_ago(text, first, second):
        fields = {k: v for k, v in first.fields.items() if k in {"unit", "count"}}
        shifted = {**second.fields, "shift_unit": fields["unit"], "shift": fields["count"]}
        return _together(first, second, second, shifted)
    if first.kind in _DAYS and second.kind in _DAYS:
        return _weekday_of_date(first, second)
    if first.kind in _HOURS and second.kind in _HOURS:
        return _within_day(first, second)
    day, narrower = (second, first) if first.kind in _HOURS else (first, second)
    takes = day.kind in _DAYS and narrower.kind in _HOURS
    if takes and narrower.kind == "clock":
        takes = not {"hour", "end_day"} & day.fields.keys()
    if not takes and (day.kind, narrower.kind) != ("period", "edge"):
        return None
    return _together(first, second, day, _narrowed(day, narrower))


def _is_week_of(gap: str, second: Atom) -> bool:
    """Return whether a weekday is that of a week: "Thursday of last week", "Monday next week"."""
    week = second.kind == "period" and second.fields.get("unit") == "week"
    return week and "marker" in second.fields and gap.strip().lower() in {"", "of"}


def _is_ago(text: str, first: Atom, second: Atom) -> bool:
    """Return whether two make "a week ago Tuesday", "three years ago today"."""
    day = second.kind == "weekday" and "end_weekday" not in second.fields
    today = second.kind == "offset" and second.fields.get("unit") == "day" and not second.visit
    ago = text[first.span.start : first.span.end].lower().endswith("ago")
    return ago and (day or today) and first.fields.get("count", "").lstrip("-").isdigit()


def _narrowed(day: Atom, narrower: Atom) -> dict[str, str]:
    fields = dict(narrower.fields)
    if "part" in fields and "part" in day.fields:
        # "early Thursday morning": the noun names the part, "early" stays as a shade of it.
        shade = {fields["part"], day.fields["part"]} & {"early", "late"}
        nouns = [p for p in (day.fields["part"], fields["part"]) if p not in {"early", "late"}]
        fields["part"] = nouns[0] if nouns else fields["part"]
        if shade:
            fields["shade"] = min(shade)
    return {**day.fields, **fields}


def _weekday_of_date(first: Atom, second: Atom) -> Atom | None:
    """Return "Tuesday (September 12)" as one date; two days stay two."""
    if (first.kind, second.kind) == ("weekday", "date") and "weekday" not in second.fields:
        fields = {**second.fields, "weekday": first.fields["weekday"]}
        return _together(first, second, second, fields)
    if (first.kind, second.kind) == ("weekday", "day_of_month"):
        fields = {**second.fields, "weekday": first.fields["weekday"]}
        return _together(first, second, second, fields)
    if (
        first.kind == "offset"
        and second.kind in {"date", "weekday"}
        and first.fields.get("count") == "0"
    ):
        extra = {key: first.fields[key] for key in ("part",) if key in first.fields}
        return _together(first, second, second, {**second.fields, **extra})
    return None


def _within_day(first: Atom, second: Atom) -> Atom | None:
    kinds = {first.kind, second.kind}
    if kinds == {"clock"}:
        return None
    main = first if first.kind == "clock" or second.kind == "edge" else second
    fields = {**first.fields, **second.fields}
    if kinds in ({"part", "edge"}, {"part"}):
        return _together(
            first, second, main, _narrowed(first, second), weak=first.weak and second.weak
        )
    return _together(first, second, main, fields, weak=False)


def _together(
    first: Atom, second: Atom, main: Atom, fields: dict[str, str], *, weak: bool | None = None
) -> Atom:
    span = Span(first.span.start, second.span.end)
    return replace(main, span=span, fields=fields, weak=main.weak if weak is None else weak)


def _expression(
    article: Article, atom: Atom, sentence: Span, previous: TimeExpression | None
) -> TimeExpression | None:
    text = article.text
    before = text[max(sentence.start, atom.span.start - CHARS) : atom.span.start]
    after = text[atom.span.end : min(sentence.end, atom.span.end + CHARS)]
    headline = (
        not text[sentence.start : sentence.end].rstrip("\"'”’)").endswith((".", "?", "!", ":"))
    )
    future = _inherited(article, atom, previous)
    if future is None:
        future = is_future(before, after, headline=headline)
    fields = dict(atom.fields)
    # "in two days" counts from the article in a plan; in a report it is how long it took.
    if fields.pop("in", None) and not future:
        return None
    bound = _bound(before, after)
    if bound:
        fields["bound"] = bound
    if atom.kind in {"date", "weekday"} and _is_heading(article, atom, sentence):
        fields["heading"] = "1"
    return TimeExpression(
        article=article.id,
        span=atom.span,
        text=article.quote(atom.span),
        kind=atom.kind,
        fields=tuple(sorted(fields.items())),
        reference=_reference(atom),
        future=future,
    )


def _reference(atom: Atom) -> Literal["article", "visit", "none"]:
    if atom.visit:
        return "visit"
    if atom.kind == "year" or (atom.kind in {"date", "month"} and "year" in atom.fields):
        return "none"
    return "article"


def _inherited(article: Article, atom: Atom, previous: TimeExpression | None) -> bool | None:
    """Return the tense of the time before in a list ("on Monday and Tuesday"), None outside one."""
    if previous is None:
        return None
    gap = article.text[previous.span.end : atom.span.start].strip().lower()
    return previous.future if gap in {"and", "or", "to", "-", "–", "and on", "("} else None


def _bound(before: str, after: str) -> str | None:
    """Return "until" or "since" for a time that only bounds; not for "after Sunday's talks"."""
    if after.startswith(("'s", "’s", "'", "’")):
        return None
    last = before.split()[-1:]
    if [word.lower() for word in before.split()[-2:-1]] in (["shortly"], ["just"], ["soon"]):
        return None  # "shortly before noon"
    return _BOUNDS.get(last[0].lower()) if last else None


_LINE_OPENERS = " \t*#-–—\xa0"  # what may stand before a heading in its line


def _is_heading(article: Article, atom: Atom, sentence: Span) -> bool:
    """Return whether a day stands alone in its line, or before a colon at the line's beginning."""
    text = article.text
    line_start = atom.span.start
    while line_start and text[line_start - 1] in _LINE_OPENERS:
        line_start -= 1
    if line_start and text[line_start - 1] not in "\r\n":
        return False
    rest = text[atom.span.end : atom.span.end + 4]
    return (
        not rest.strip(" \t\xa0*")
        or rest.lstrip(" *")[:1] in {":", "\n", "\r", ""}
        or (rest.startswith((" -", " –", " —")) and sentence.start >= line_start)
        or (atom.kind == "date" and rest[:1] == "." and rest[1:2].isspace() and rest[2:3].isupper())
    )
