"""Marks the lines of a text that are not article: credits, notices, widgets, repeats.

Nothing is deleted, so that offsets stay those of the file. The rules are `boilerplate.toml` and
`boilerplate_languages.toml`; general extractors leave such lines in text that was copied from a
page (0 of 12 in five articles).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mapper.model import Marked, Span
from mapper.read.lines import Line

#: A line that comes again counts as a repeat from this many words and characters on: headlines and
#: standfirsts do, "No comment." may be said twice.
_REPEAT_WORDS = 4
_REPEAT_CHARS = 20
_REPEAT_HEAD_LINES = 10
#: Paragraphs that are notices reach this length; no rule looks at longer ones.
_NOTICE_CHARS = 1_500
#: Captions of agencies name the picture, the place and the day; longer lines are paragraphs.
_CAPTION_CHARS = 350
#: Credits at their ends are at most this long.
_END_CHARS = 140

_VERSION = re.compile(
    r"""
      [(\[](?:(?:\d(?:st|nd|rd|th)\s)?(?:LD|Ld|LEAD|Lead)|URGENT|Urgent|CORRECTED|Corrected|CORRECTION|Correction
        |(?:UPDATE|Update|WRAPUP)\s?\d{0,2}|(?:UPDATED|Updated)|(?:LEAD|Lead)\s\d{0,2}|News\sFocus|Yonhap\sInterview)[)\]]\s{0,2}
                                            # (2nd LD) Headline, (URGENT) Headline, (LEAD) Headline
    | (?:UPDATE|WRAPUP|CORRECTED|REFILE|RPT)(?:\s\d{1,2})?\s?[-–—:]\s?
                                            # UPDATE 3-Headline, CORRECTED-Headline
    """,
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]{0,2}$")
_BULLET = re.compile(r"[-–—*•·]\s")
_CELL_EDGE = re.compile(r"\s{0,3}\\?\|(?:\s{0,3}\|){0,9}\s{0,3}")
_ITEM = re.compile(r"[-–—*•·|#\t]|\d{1,3}[.)]\s")
# One character to one; `replace` is four times quicker here than `translate`.
_FOLDS = tuple(zip("‘’“”\xa0\u202f–—", "''\"\"  --", strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _RuleSet:
    """Rules that are tried together, as one alternation."""

    pattern: re.Pattern[str]
    rules: tuple[dict[str, object], ...]
    head_only: bool
    sentence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lone:
    """A rule of its own, tried in texts that hold one of its words, if it names any."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    end: bool
    rule: dict[str, object]

    def fits(self, text: str) -> bool:
        """Return whether the rule fits the line, or its end."""
        if self.end:
            return self.pattern.search(text, max(0, len(text) - _END_CHARS)) is not None
        return self.pattern.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    lone: tuple[_Lone, ...]
    sets: tuple[_RuleSet, ...]
    max_chars: int
    head_lines: int


def mark_boilerplate(lines: Sequence[Line]) -> Iterator[Marked]:
    """Yield what is not article among the lines of a text, in their order, with the reason.

    A line is marked whole, save a version label before a headline. Sentences stay: a rule must fit
    the whole line, and most rules refuse lines that end like a sentence. Below the head of a widget
    its bulleted list goes too, and after the last sentence of the text any list.
    """
    table = _table()
    sentences = [_is_sentence(line.text) for line in lines]
    # Whether a text holds a word at all is asked once: most hold few of them.
    lowered = "\n".join(line.text for line in lines).lower()
    lone = [
        one for one in table.lone if not one.needs or any(word in lowered for word in one.needs)
    ]
    rules = [
        _rule(line.text, table, lone, in_head=number < table.head_lines, is_sentence=sentence)
        for number, (line, sentence) in enumerate(zip(lines, sentences, strict=True))
    ]
    own = (n for n, rule in enumerate(rules) if rule is None and sentences[n])
    last_sentence = max(own, default=-1)
    listed: str | None = None
    for number, (line, rule) in enumerate(zip(lines, rules, strict=True)):
        if rule is not None:
            listed = str(rule["reason"]) if rule.get("list") else None
            yield Marked(span=line.span, reason=str(rule["reason"]))
        elif listed and (_BULLET.match(line.text) or number > last_sentence):
            yield Marked(span=line.span, reason=listed)
        else:
            listed = None
    if lines:
        yield from _version_label(lines[0])


def mark_repeats(lines: Iterable[Line]) -> Iterator[Marked]:
    """Yield the lines that say again, word for word, what an earlier line says.

    The first one stays: a headline repeated above the body must not make a second visit. Only
    headlines and standfirsts (lines of the head) and whole sentences count; lists and tables may
    say the same twice.
    """
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if len(line.text) < _REPEAT_CHARS or _ITEM.match(line.text) or " | " in line.text:
            continue
        folded = _folded(line.text)
        if folded in seen:
            yield Marked(span=line.span, reason="repeat")
        elif folded.count(" ") >= _REPEAT_WORDS - 1 and (
            number < _REPEAT_HEAD_LINES or _SENTENCE_END.search(folded)
        ):
            seen.add(folded)


def _folded(text: str) -> str:
    if not text.isascii():
        for written, plain in _FOLDS:
            text = text.replace(written, plain)
    return " ".join(text.split())


def _version_label(first: Line) -> Iterator[Marked]:
    match = _VERSION.match(first.text)
    if match and match.end() < len(first.text):
        start = first.span.start
        yield Marked(span=Span(start, start + len(match.group().rstrip())), reason="version label")


def _is_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def _rule(
    text: str, table: _Table, lone: Sequence[_Lone], *, in_head: bool, is_sentence: bool
) -> dict[str, object] | None:
    """Return the rule by which a line is not article, None for article."""
    if len(text) > _NOTICE_CHARS:
        return None
    if text[0] == "|" and text[-1] == "|":  # a row of a table that lays out the page
        text = _CELL_EDGE.sub(" | ", text).strip(" |")
        is_sentence = _is_sentence(text)
    is_sentence = is_sentence or len(text) > table.max_chars
    for rules in table.sets:
        if (rules.head_only and not in_head) or (is_sentence and not rules.sentence):
            continue
        match = rules.pattern.fullmatch(text)
        if match and match.lastgroup:
            rule = rules.rules[int(match.lastgroup[1:])]
            if _word_count_fits(text, rule):
                return rule
    for one in lone:
        if (is_sentence and not one.rule.get("sentence")) or (
            one.end and len(text) > _CAPTION_CHARS
        ):
            continue
        if one.fits(text):
            return one.rule
    return None


def _word_count_fits(text: str, rule: dict[str, object]) -> bool:
    words = text.count(" ") + 1
    fewest, most = rule.get("min_words", 1), rule.get("max_words", 999)
    return isinstance(fewest, int) and isinstance(most, int) and fewest <= words <= most


def _lone(rule: dict[str, Any]) -> _Lone:
    pattern = f"(?:{rule['pattern']})\\Z" if rule.get("end") else rule["pattern"]
    flags = 0 if rule.get("case") else re.IGNORECASE
    return _Lone(
        pattern=re.compile(pattern, flags),
        needs=tuple(rule.get("needs", ())),
        end=bool(rule.get("end")),
        rule=rule,
    )


@cache
def _table() -> _Table:
    raw = tomllib.loads(Path(__file__).with_name("boilerplate.toml").read_text("utf8"))
    further = Path(__file__).with_name("boilerplate_languages.toml").read_text("utf8")
    groups: dict[tuple[bool, bool, bool], list[dict[str, object]]] = {}
    lone = []
    for rule in [*raw["rule"], *tomllib.loads(further)["rule"]]:
        if "needs" in rule or "end" in rule:
            lone.append(_lone(rule))
            continue
        key = (
            bool(rule.get("case")),
            rule.get("where", "any") == "head",
            bool(rule.get("sentence")),
        )
        groups.setdefault(key, []).append(rule)
    sets = []
    for (case, head_only, sentence), rules in groups.items():
        joined = "|".join(f"(?P<r{i}>{rule['pattern']})" for i, rule in enumerate(rules))
        pattern = re.compile(joined, 0 if case else re.IGNORECASE)
        sets.append(
            _RuleSet(pattern=pattern, rules=tuple(rules), head_only=head_only, sentence=sentence)
        )
    return _Table(
        lone=tuple(lone), sets=tuple(sets), max_chars=raw["max_chars"], head_lines=raw["head_lines"]
    )
