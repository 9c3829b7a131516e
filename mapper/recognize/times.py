"""Words that say when, and what day they mean.

`recognize_times` finds the expressions of an article and leaves them open: "Saturday" is a weekday
and a tense, no date. `resolve_time` turns one into an interval, given what it counts from:

- `reference == "article"` ("yesterday", "on Sunday", "three days ago"): pass `published`.
- `reference == "visit"` ("the next day", "hours later", "that evening", a clock time alone): pass
  as `anchor` the `When` of the traveller's last dated visit before the expression in the text, never
  the article's date: news quotes at length between a day and "the next day".
- `reference == "none"` ("in 2019", "17/09/2023"): needs neither.

Pass `zone` (an IANA name, as tzfpy gives for the place) wherever the place is known: clock times
then come out as aware datetimes of that place, and a time stated in GMT is turned into them. Without
a zone a local clock time gives its day alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from mapper.model import Article, Marked, Span, TimeExpression
from mapper.recognize.sentences import split_sentences
from mapper.recognize.times_grammar import Atom, find_atoms
from mapper.recognize.times_resolve import resolve_time
from mapper.recognize.times_tense import is_future

__all__ = ["recognize_times", "resolve_time"]

#: What may stand between two pieces of one expression ("6:00 a.m." on "Tuesday").
_JOINTS = frozenset(
    {
        "", ",", "on", ", on", "at", ", at", "of", "on the", "in the", "the", "at around", "at about",
        "around", "about", "by", "just after", "shortly after", "just before", "shortly before", "of the",
        "from", ", the", "of on", "(", "in", "on the morning of",
    }
)  # fmt: skip
_JOINT_CHARS = 16
_DAYS = frozenset({"date", "weekday", "offset"})
_BOUNDS = {
    "until": "until",
    "till": "until",
    "by": "until",
    "before": "until",
    "since": "since",
    "after": "since",
}


def recognize_times(article: Article) -> tuple[TimeExpression, ...]:
    """Return the time expressions of an article, in its order, none in what is marked as no article.

    Spans leave out a leading preposition ("Sunday" of "on Sunday") and keep what narrows the time
    ("early on Saturday", "6:00 a.m. local time Tuesday"). `future` is the tense of the governing
    verb by a rule (`times_tense`). A date that heads a line or a paragraph ("Monday, 4 May:")
    carries the field heading=1: it holds until the next heading.
    """
    atoms = [a for a in find_atoms(article.text) if not _in_marked(a.span, article.marked)]
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


def _in_marked(span: Span, marked: Sequence[Marked]) -> bool:
    return any(mark.span.overlaps(span) for mark in marked)


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


def _pair(text: str, first: Atom, second: Atom) -> Atom | None:
    """Return the two as one, None where they are two times."""
    gap = text[first.span.end : second.span.start]
    if (
        len(gap) > _JOINT_CHARS
        or "\n" in gap.strip(" ")
        or " ".join(gap.lower().split()) not in _JOINTS
    ):
        return None
    if first.kind in _DAYS and second.kind in _DAYS:
        return _weekday_of_date(first, second)
    if first.kind in {"clock", "part", "edge"} and second.kind in {"clock", "part", "edge"}:
        return _within_day(first, second)
    day, narrower = (first, second) if first.kind in _DAYS else (second, first)
    if day.kind == "period" and narrower.kind == "edge":
        return _together(first, second, day, {**day.fields, **narrower.fields})
    if day.kind not in _DAYS or narrower.kind not in {"clock", "part", "edge"}:
        return None
    if {"hour", "end_day"} & day.fields.keys() and narrower.kind == "clock":
        return None
    return _together(first, second, day, _narrowed(day, narrower))


def _narrowed(day: Atom, narrower: Atom) -> dict[str, str]:
    fields = dict(narrower.fields)
    if "part" in fields and "part" in day.fields:
        # "early Thursday morning": the noun names the part, "early" stays as a shade of it.
        noun = next(
            p for p in (fields["part"], day.fields["part"]) if p not in {"early", "late"} or True
        )
        shade = {fields["part"], day.fields["part"]} & {"early", "late"}
        noun = next(
            (p for p in (day.fields["part"], fields["part"]) if p not in {"early", "late"}), noun
        )
        fields["part"] = noun
        if shade:
            fields["shade"] = min(shade)
    return {**day.fields, **fields}


def _weekday_of_date(first: Atom, second: Atom) -> Atom | None:
    """Return "Tuesday (September 12)" as one date; two days stay two."""
    if (first.kind, second.kind) == ("weekday", "date") and "weekday" not in second.fields:
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
    if kinds == {"part", "edge"} or kinds == {"part"}:
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
    before = text[sentence.start : atom.span.start]
    after = text[atom.span.end : sentence.end]
    headline = (
        not text[sentence.start : sentence.end].rstrip("\"'”’)").endswith((".", "?", "!", ":"))
    )
    future = _inherited(article, atom, previous)
    if future is None:
        future = is_future(before, after, headline=headline)
    fields = dict(atom.fields)
    if fields.pop("in", None):
        # "in two days" counts from the article in a plan; in a report it is how long it took.
        if not future:
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
    return _BOUNDS.get(last[0].lower()) if last else None


def _is_heading(article: Article, atom: Atom, sentence: Span) -> bool:
    """Return whether a day stands alone in its line, or before a colon at the line's beginning."""
    text = article.text
    line_start = max(text.rfind("\n", 0, atom.span.start), text.rfind("\r", 0, atom.span.start)) + 1
    if text[line_start : atom.span.start].strip(" \t*#-–—\xa0"):
        return False
    rest = text[atom.span.end : atom.span.end + 4]
    return (
        not rest.strip(" \t\xa0*")
        or rest.lstrip(" *")[:1] in {":", "\n", "\r", ""}
        or (rest.startswith((" -", " –", " —")) and sentence.start >= line_start)
    )
