"""Tells journeys in other ways to learn from: under other names, with a stranger's in between.

Names are exchanged for others of their kind (countries for countries), so that no place is learned
as a stop. The first sentences of another journey, put between two paragraphs, are somebody else's:
news tells of several people, and the reader is to tell whose journey it is.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mapper.model import Article, NameIndex, Span, TimeExpression, TravellerMention
from mapper.recognize.sentences import split_sentences
from mapper.recognize.training.journeys import Journey

_LONGEST = 520  # characters of a stranger's journey
_SENTENCES = 4
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A journey with who is spoken of in it, and when."""

    journey: Journey
    article: Article
    travellers: tuple[TravellerMention, ...]
    times: tuple[TimeExpression, ...]


def renamed(told: Told, pools: Mapping[str, Sequence[str]], kind: Mapping[str, str],
            chance: random.Random) -> Told:  # fmt: skip
    """Return the journey with other names, each name everywhere exchanged for the same one."""
    names: dict[str, str] = {}
    text, done = "", 0
    moved: list[tuple[int, int]] = []  # where a piece of the old text begins, and its shift
    places = []
    for start, end, status in told.journey.places:
        old = told.journey.text[start:end]
        new = names.setdefault(old, chance.choice(pools[kind[old]]))
        new = new.upper() if old.isupper() and len(old) > len("U.S.") else new
        text += told.journey.text[done:start]
        places.append((len(text), len(text) + len(new), status))
        text += new
        done = end
        moved.append((end, len(text) - end))
    text += told.journey.text[done:]
    journey = replace(told.journey, text=text, places=tuple(places))
    return Told(
        journey,
        replace(told.article, text=text, marked=()),
        tuple(
            replace(mention, span=_shifted(mention.span, moved))
            for mention in told.travellers
            if _outside(mention.span, told.journey)
        ),
        tuple(
            replace(time, span=_shifted(time.span, moved))
            for time in told.times
            if _outside(time.span, told.journey)
        ),
    )


def _outside(span: Span, journey: Journey) -> bool:
    return not any(span.start < end and start < span.end for start, end, _ in journey.places)


def _shifted(span: Span, moved: Sequence[tuple[int, int]]) -> Span:
    shift = 0
    for end, by in moved:
        if end <= span.start:
            shift = by
    return Span(span.start + shift, span.end + shift)


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the first sentences of a journey begin, and where each of them ends."""

    told: Told
    start: int
    ends: tuple[int, ...]


def openings(journeys: Sequence[Told]) -> list[Opening]:
    """Return the openings that may stand inside another text: those without a dateline."""
    found = []
    for told in journeys:
        text, places = told.journey.text, told.journey.places
        if places and text[places[0][0] : places[0][1]].isupper() and not text[: places[0][0]]:
            continue
        sentences = split_sentences(text, told.article.marked)[:_SENTENCES]
        ends = tuple(s.end for s in sentences if s.end - sentences[0].start < _LONGEST)
        if ends:
            found.append(Opening(told, sentences[0].start, ends))
    return found


def with_stranger(told: Told, strangers: Sequence[Opening], chance: random.Random) -> Told:
    """Return the journey with the opening of another between two paragraphs or at its end.

    The stranger's stops and plans are somebody else's places. Unchanged where the opening drawn
    names no place.
    """
    draws = (chance.choice(strangers) for _ in range(_TRIES))
    stranger = next((d for d in draws if d.told.journey.group != told.journey.group), None)
    if stranger is None:
        return told
    end = chance.choice(stranger.ends[1:] or stranger.ends)
    at = chance.choice(_gaps(told))
    held = Span(stranger.start, end)
    theirs = [p for p in stranger.told.journey.places if held.contains(Span(p[0], p[1]))]
    if not theirs or any(start < at < stop for start, stop, _ in told.journey.places):
        return told
    text = told.journey.text
    before = "" if text[:at].endswith("\n") else "\n\n"
    piece = before + stranger.told.journey.text[held.start : held.end] + "\n\n"

    def behind(span: Span) -> Span:
        return span if span.start < at else Span(span.start + len(piece), span.end + len(piece))

    def inside(span: Span) -> Span:
        shift = at + len(before) - held.start
        return Span(span.start + shift, span.end + shift)

    places = [(behind(Span(p[0], p[1])), p[2]) for p in told.journey.places]
    places += [(inside(Span(p[0], p[1])), _theirs(p[2])) for p in theirs]
    whole = text[:at] + piece + text[at:]
    return Told(
        replace(
            told.journey,
            text=whole,
            places=tuple((span.start, span.end, status) for span, status in sorted(places)),
        ),
        replace(told.article, text=whole, marked=()),
        (
            *(replace(t, span=behind(t.span)) for t in told.travellers),
            *(
                replace(t, span=inside(t.span))
                for t in stranger.told.travellers
                if held.contains(t.span)
            ),
        ),
        (
            *(replace(t, span=behind(t.span)) for t in told.times),
            *(
                replace(t, span=inside(t.span))
                for t in stranger.told.times
                if held.contains(t.span)
            ),
        ),
    )


def _theirs(status: str | None) -> str | None:
    return status if status in {None, "none"} else "other_traveller"


_FEW = 3  # places to cut, below which a stranger may stand between two sentences


def _gaps(told: Told) -> list[int]:
    """Return where a paragraph may be put in: behind lines, else sentences, and at the end."""
    text = told.journey.text
    lines = [at + 1 for at, sign in enumerate(text) if sign == "\n"]
    gaps = [at for at in lines if text[at : at + 1] != "\n"]
    if len(gaps) < _FEW:
        gaps += [s.end for s in split_sentences(text, told.article.marked)[1:]]
    return [*gaps, len(text)]


def name_pools(journeys: Sequence[Journey], names: NameIndex) -> tuple[
    dict[str, list[str]], dict[str, str]
]:  # fmt: skip
    """Return the names to exchange by their kind, and the kind of each name."""
    kind: dict[str, str] = {}
    for journey in journeys:
        for start, end, _ in journey.places:
            name = journey.text[start:end]
            kind[name] = _kind(name, names)
    pools: dict[str, list[str]] = {}
    for name in sorted(kind):
        if not name.isupper():
            pools.setdefault(kind[name], []).append(name)
    for each in set(kind.values()):
        pools.setdefault(each, [name for name in sorted(kind) if kind[name] == each])
    return pools, kind


def _kind(name: str, names: NameIndex) -> str:
    kinds = names.kinds(name.title() if name.isupper() else name)
    for known in ("country", "demonym", "water", "facility", "admin"):
        if known in kinds and ("city" not in kinds or known == "country"):
            return known
    return "other" if kinds else "unknown"
