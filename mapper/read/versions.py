"""Copies and versions: one story that came twice counts once.

A copy says the same in (nearly) the same words and the same figures, whoever printed it. A version
is the same outlet's same story with new text: the same address, or the same headline behind a label
such as "(2nd LD)" or "UPDATE 3". The latest version speaks; of copies, the first given.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mapper.model import Article, SetAside, Span
from mapper.read.dates import find_dates
from mapper.spans import SpanIndex

#: Runs of this many words are compared; two reports of one event share few, copies nearly all.
_RUN_WORDS = 5
#: Share of the shorter text's runs that the other holds. The five articles of one trip share under
#: 0.05 with each other; an agency text in two outlets with another headline 0.9 and more.
_COPY_SHARE = 0.8
#: A version keeps at least this share; under a common headline less would be another story.
_VERSION_SHARE = 0.3
_LEAST_RUNS = 20
#: The longest articles here have 40,000 characters; a book is compared by its beginning.
_COMPARED_CHARS = 100_000

_LABEL = re.compile(
    r"""
      [(\[]\s?(?:(?P<lead>\d)(?:st|nd|rd|th)\s)?(?:LD|LEAD|Lead)(?:\s(?P<number>\d))?\s?[)\]]
    | (?:UPDATE|Update|WRAPUP)\s?(?P<update>\d{1,2})?\s?[-–—:]
    | [(\[]?(?P<corrected>CORRECTED|Corrected|CORRECTION|Correction|REFILE)[)\]]?\s?[-–—:]?
    """,
    re.VERBOSE,
)
_FIGURE = re.compile(
    r"(?<![\w.,])\d[\d.,]*(?:\s?(?:km|kilomet\w+|miles?|metres?|meters?|days?|%))?"
)
_WORD = re.compile(r"\w+")
_CORRECTED_RANK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """An article with what it is compared by."""

    article: Article
    runs: frozenset[int]
    headline: str
    rank: int


def set_aside_repeats(
    articles: Sequence[Article],
) -> tuple[tuple[Article, ...], tuple[SetAside, ...]]:
    """Return the articles that count, renumbered, and those that others speak for."""
    if len(articles) == 1:
        return (replace(articles[0], id="a1"),), ()
    known = [_known(article) for article in articles]
    speaker: dict[int, tuple[int, str]] = {}
    for later in range(len(known)):
        for earlier in range(later):
            if earlier in speaker or later in speaker:
                continue
            found = _kinship(known[earlier], known[later])
            if found == "copy":
                speaker[later] = (earlier, found)
            elif found is not None:
                older, newer = _by_age(earlier, later, known)
                speaker[older] = (newer, found)
    kept = [index for index in range(len(known)) if index not in speaker]
    ids = {index: f"a{number}" for number, index in enumerate(kept, start=1)}
    counted = tuple(replace(known[index].article, id=ids[index]) for index in kept)
    aside = tuple(
        _set_aside(
            known[index].article,
            known[_last(index, speaker)],
            speaker[index][1],
            ids,
            _last(index, speaker),
        )
        for index in sorted(speaker)
    )
    return counted, aside


def _last(index: int, speaker: dict[int, tuple[int, str]]) -> int:
    while index in speaker:
        index = speaker[index][0]
    return index


def _set_aside(
    article: Article, other: _Known, kind: str, ids: dict[int, str], position: int
) -> SetAside:
    changed = changed_figures(article, other.article)
    if kind == "copy":
        reason = f"{article.source}: says the same as {other.article.source}; counted once."
        return SetAside(article=article, kind="copy", of=ids[position], reason=reason)
    tail = f" The outlet changed {changed}." if changed else ""
    reason = f"{article.source}: an older version of {other.article.source}, which counts.{tail}"
    return SetAside(article=article, kind="older version", of=ids[position], reason=reason)


def changed_figures(older: Article, newer: Article) -> str:
    """Return what figures went and came ("250 km to 200 km"), "" where none changed."""
    before, after = (_figures(article) for article in (older, newer))
    gone, come = list((before - after).elements()), list((after - before).elements())
    pairs = [f"{old} to {new}" for old, new in zip(gone, come, strict=False)]
    return ", ".join(pairs[:5])


def _figures(article: Article) -> Counter[str]:
    """Return the figures of the article's own text; the days that it names are none."""
    passed_over = SpanIndex(
        [
            *((mark.span, "") for mark in article.marked),
            *((stated.span, "") for stated in find_dates(article.text)),
        ]
    )
    found: Counter[str] = Counter()
    for match in _FIGURE.finditer(article.text):
        if not passed_over.overlapped(Span(match.start(), match.start() + 1)):
            found[" ".join(match.group().split()).rstrip(".,")] += 1
    return found


def _known(article: Article) -> _Known:
    words = [word.lower() for word in _WORD.findall(_body(article)[:_COMPARED_CHARS])]
    runs = {
        hash(tuple(words[start : start + _RUN_WORDS]))
        for start in range(max(0, len(words) - _RUN_WORDS + 1))
    }
    first_line = article.text.lstrip("\ufeff \r\n\t").split("\n", 1)[0]
    label = _LABEL.match(first_line) or _LABEL.match(article.title or "")
    headline = article.title or ""
    title_label = _LABEL.match(headline)
    bare = headline[title_label.end() :] if title_label else headline
    return _Known(
        article=article,
        runs=frozenset(runs),
        headline=" ".join(_WORD.findall(bare.lower())),
        rank=_rank(label),
    )


def _body(article: Article) -> str:
    pieces, position = [], 0
    for mark in article.marked:
        pieces.append(article.text[position : mark.span.start])
        position = mark.span.end
    return " ".join([*pieces, article.text[position:]])


def _rank(label: re.Match[str] | None) -> int:
    """Return how late a version is: 0 without a label, corrections last."""
    if label is None:
        return 0
    if label["corrected"]:
        return _CORRECTED_RANK
    return int(label["lead"] or label["number"] or label["update"] or 1)


def _kinship(one: _Known, other: _Known) -> str | None:
    if min(len(one.runs), len(other.runs)) < _LEAST_RUNS:
        return None
    share = len(one.runs & other.runs) / min(len(one.runs), len(other.runs))
    same_address = one.article.url is not None and one.article.url == other.article.url
    same_outlet = one.article.publisher == other.article.publisher
    labelled = one.rank != other.rank and same_outlet
    same_headline = bool(one.headline) and one.headline == other.headline
    if same_address and one.runs != other.runs:
        return "older version"
    if labelled and (share >= _COPY_SHARE or (same_headline and share >= _VERSION_SHARE)):
        return "older version"
    sizes = min(len(one.runs), len(other.runs)) / max(len(one.runs), len(other.runs))
    # Copies that state other figures stay apart: their difference is for the desk to see.
    alike = share >= _COPY_SHARE and sizes >= _VERSION_SHARE
    return "copy" if alike and _figures(one.article) == _figures(other.article) else None


def _by_age(one: int, other: int, known: Sequence[_Known]) -> tuple[int, int]:
    """Return (older, newer): by label, then by day, then in the order given."""
    first, second = known[one], known[other]
    if first.rank != second.rank:
        return (one, other) if first.rank < second.rank else (other, one)
    days = first.article.published, second.article.published
    if days[0] and days[1] and days[0] > days[1]:
        return other, one
    return one, other
