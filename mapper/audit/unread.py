"""Names in the ends of claims that no mention covers, read again as what a claim makes of them.

"40 km east of X" is evidence that X is a place, which recognition alone may not have had; and the
words beside a name say what bears it: the Hibernia | field, the air base at | Ouadi Doum.
"""

import re
from collections.abc import Iterator

from mapper.audit.ends import POSSESSIVE, is_whole_name, mention_of
from mapper.audit.mentioned import Mentioned
from mapper.audit.rules import site_type, word_pattern
from mapper.model import DistanceClaim, Mention, Resolution, Span

_NAME = re.compile(
    r"\b(?!(?:The|A|An|In|At|Near|On|From|Its|This|His|Her|Their)\b)"
    r"(?:St\.\s)?[A-Z][\w-]*\w(?:['’](?!s\s)\w+)?(?:\s[A-Z][\w-]*\w(?:['’](?!s\s)\w+)?){0,3}"
)
#: "Hibernia | field", "Rostam | oil rig", "Matahina | hydro-electric dam"
_SITE_AFTER = re.compile(r"(?:\s[a-z-]+){1,3}\b")
_WORD = re.compile(r"\b[a-z]+\b")
#: "the air base at | Ouadi Doum", "a gold mine at | Johnny Mountain Camp"
_SITE_BEFORE = re.compile(r"\b(?P<head>air\s?base|[a-z]+)\s(?:at|of|in)\s$")
_BEFORE = 40  # characters before a name in which its site stands


def unread_names(claim: DistanceClaim, known: Mentioned) -> Iterator[Mention]:
    """Yield the names in a claim's ends that no mention covers, a site's under its usual type."""
    text = known.article.text
    for end in (claim.anchor, claim.target):
        if end.kind != "place" or end.span is None:
            continue
        whole = any(r.place and r.mention.span == end.span for r in known.overlapping(end.span))
        found = None if whole else mention_of(end, known)
        if whole or (found and found.place):
            continue
        for match in _NAME.finditer(text, end.span.start, end.span.end):
            span = _with_saint(text, Span(match.start(), match.end()), end.span.end)
            site = _site_after(claim.article, text, span, end.span.end)
            if site is not None:
                yield site
                continue
            yield from _site_before(claim.article, text, span)
            before, after = text[end.span.start : span.start], text[span.end : end.span.end]
            same = [r for r in known.overlapping(span) if r.place or r.mention.span == span]
            owner = POSSESSIVE.match(text, span.end, end.span.end)
            remote = word_pattern("remote").search(after)
            name = text[span.start : span.end]
            if same or owner or remote or not is_whole_name(name, before, after):
                continue
            yield Mention(article=claim.article, span=span, text=name, kind="toponym", name=name)


def _site_after(article: str, text: str, span: Span, limit: int) -> Mention | None:
    """Return a name with the site that its next words make of it."""
    name = text[span.start : span.end]
    after = _SITE_AFTER.match(text, span.end, limit)
    for word in _WORD.finditer(text, after.start(), after.end()) if after else ():
        if found := site_type(word[0]):
            return _site(article, text, Span(span.start, word.end()), name, found)
    return None


def _site_before(article: str, text: str, span: Span) -> Iterator[Mention]:
    """Yield a name with the site that its town or hill is named after: "the air base at X"."""
    match = _SITE_BEFORE.search(text, max(0, span.start - _BEFORE), span.start)
    found = site_type(match["head"].replace(" ", "")) if match else None
    name = text[span.start : span.end]
    site = _site(article, text, Span(match.start(), span.end), name, found) if match else None
    if site is not None:
        yield site


def _site(
    article: str, text: str, span: Span, name: str, found: tuple[str, str] | None
) -> Mention | None:
    """Return the mention of a site under its usual type: "Burro Creek Mine Property", a mine."""
    if found is None:
        return None
    words = name.split()
    while len(words) > 1 and (word_pattern("site_tails").fullmatch(words[-1])):
        words.pop()
    hint, usual = found
    return Mention(
        article=article,
        span=span,
        text=text[span.start : span.end],
        kind="facility",
        name=f"{' '.join(words)} {usual}",
        feature_hint=hint,
    )


def _with_saint(text: str, span: Span, limit: int) -> Span:
    """Take in the 's of a saint's town: "St. John's"."""
    match = re.compile(r"['’]s(?!\s[A-Z]?\w)").match(text, span.end, limit)
    saint = re.match(r"(?:St\.?|Saint)\s", text[span.start : span.end])
    return Span(span.start, match.end()) if match and saint else span


def is_likely(found: Resolution, text: str) -> bool:
    """Return whether the place found for such a name is one: no town is called "the" anything."""
    if found.place is None:
        return False
    if found.mention.kind == "facility":
        return found.place.kind == "facility"
    start = found.mention.span.start
    return found.place.kind != "city" or text[max(0, start - 4) : start].lower() != "the "
