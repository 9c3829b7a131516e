"""Gather the mentions of an article that share a name and a type: one sense per article.

"Paris" five times in one article is one question, answered once; every mention's hints, qualifiers
and cues count for all of them. Nominals ("the spaceport") are kept apart: they take up a named
facility (`coreference`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mapper.geocode.options import Option, Places, find_options
from mapper.model import Article, Mention, Place, Span
from mapper.recognize.toponyms import bare_name
from mapper.recognize.toponyms.datelines import dateline_span

#: An online geocoder, asked for a name that no gazetteer knows.
Online = Callable[[str], tuple[Place, ...]]


@dataclass(slots=True)
class NameGroup:
    """The mentions of one name in one article, and what it may mean."""

    name: str
    mentions: list[Mention]
    options: tuple[Option, ...]
    hints: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    in_dateline: bool = False
    starts: list[int] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind of its first mention."""
        return self.mentions[0].kind


class OptionCache:
    """Options by name and type, so that a name costs one look-up in a run."""

    def __init__(self, gazetteer: Places, online: Online | None = None) -> None:
        """Take the gazetteer to ask, and what to ask for names that it does not know."""
        self.gazetteer = gazetteer
        self.online = online
        self._known: dict[tuple[str, str, str | None], tuple[Option, ...]] = {}

    def options(self, mention: Mention) -> tuple[Option, ...]:
        """Return what `find_options` returns."""
        key = (mention.name, mention.kind, mention.feature_hint)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_CACHED:
                self._known.clear()
            found = self._known[key] = self._find(mention)
        return found

    def _find(self, mention: Mention) -> tuple[Option, ...]:
        found = find_options(mention, self.gazetteer)
        if found or self.online is None or mention.kind == "coreference":
            return found
        name = bare_name(mention.name)
        return tuple(
            Option(place, "whole", place.name, "official", exact=True)
            for place in self.online(name)
        )


#: Names kept by the cache; an archive of any length stays at a steady memory.
MOST_CACHED = 20_000


def group_names(
    article: Article, mentions: Sequence[Mention], cache: OptionCache
) -> list[NameGroup]:
    """Return the groups of an article in the order of their first mention, nominals left out."""
    groups: dict[tuple[str, bool, str | None], NameGroup] = {}
    dateline = dateline_span(article.text)
    for mention in mentions:
        if mention.kind == "coreference":
            continue
        name = bare_name(mention.name)
        facility = mention.kind == "facility"
        key = (name.casefold(), facility, mention.feature_hint if facility else None)
        group = groups.get(key)
        if group is None:
            group = groups[key] = NameGroup(name, [], cache.options(mention))
        _join(group, mention, dateline)
    return list(groups.values())


def _join(group: NameGroup, mention: Mention, dateline: Span | None) -> None:
    group.mentions.append(mention)
    group.starts.append(mention.span.start)
    if mention.feature_hint and mention.feature_hint not in group.hints:
        group.hints = (*group.hints, mention.feature_hint)
    fresh = tuple(q for q in mention.qualifiers if q not in group.qualifiers)
    group.qualifiers = (*group.qualifiers, *fresh)
    if dateline is not None and dateline.contains(mention.span):
        group.in_dateline = True
    if not group.options:
        return
