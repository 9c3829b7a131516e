"""The date that stands beside a place where no verb gives it one: in the same part of the sentence.

"Friday found him in X; Saturday, in the town of Y", "Z, on Thursday, upon both". What stands right
behind another place is that place's; the day of a report, and that of a clause on something else,
date nothing.
"""

from collections.abc import Mapping, Sequence

from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.phrases import Attachment, Sentence
from mapper.recognize.movements.tokens import Token

#: What sets the parts of a sentence apart that each tell of a day of their own.
_APART = frozenset((";", "\u2014", "\u2013", ":"))
#: Behind these a later stage begins, whose day is not that of the stage before.
_ONWARD = frozenset("then later next before after until since afterwards thence".split())
_ON_NOUNS = frozenset("that which who whom whose".split())
#: Between a place and its own day: "X on Monday", "X, late on Monday", "X (4 May".
_JOINING = frozenset({"P", "DET", "ADV"})


def beside(
    sentence: Sentence, attachment: Attachment, owners: Mapping[int, VerbGroup]
) -> list[int]:
    """Return the index of the time that stands beside a place, as a list of one or none."""
    tokens, place = sentence.tokens, attachment.place
    first, last = _part(tokens, place)
    near = [
        index
        for index in range(first, last)
        if tokens[index].tag == "TIME"
        and not tokens[index].low.isdigit()  # a bare year is of what is told about the place
        and not _is_reported(tokens, attachment, owners.get(index))
        and not _is_on_noun(tokens, place, index, owners.get(index))
        and not _is_of_other(tokens, place, index)
    ]
    behind = next((index for index in near if index > place), None)
    if behind is not None and not _leads_on(tokens, place, behind):
        return [behind]
    ahead = next((index for index in reversed(near) if index < place), None)
    if ahead is None or any(token.low in _ONWARD for token in tokens[ahead + 1 : place]):
        return []
    return [ahead]


def _part(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the part of a sentence round a place, as far as what sets parts apart."""
    first = last = place
    while first > 0 and tokens[first - 1].text not in _APART:
        first -= 1
    while last < len(tokens) and tokens[last].text not in _APART:
        last += 1
    return first, last


def _is_reported(tokens: Sequence[Token], attachment: Attachment, owner: VerbGroup | None) -> bool:
    """Return whether a day is that of a report; not where the place is that of the reporting."""
    if owner is None or owner.group != "talk":
        return False
    verb = attachment.verb
    sits = verb is not None and verb.verb.form == "ing" and not verb.finite
    said_there = attachment.cue[0] == owner.first or (sits and owner.last < attachment.cue[0])
    return not said_there or any(t.tag == "SUB" for t in tokens[owner.last + 1 : attachment.place])


def _is_on_noun(tokens: Sequence[Token], place: int, index: int, owner: VerbGroup | None) -> bool:
    """Return whether a day stands in a clause on something else: "a feast that falls on Friday".

    A clause with "where" is on the place right before it.
    """
    if owner is None:
        return False
    if owner.opener == "where":
        before = [i for i in range(owner.first) if tokens[i].tag == "PLACE"]
        return not before or before[-1] != place
    if owner.opener not in _ON_NOUNS:
        return False
    return not (owner.first < place < index or index < place < owner.first)


def _is_of_other(tokens: Sequence[Token], place: int, index: int) -> bool:
    """Return whether a day stands right behind another place, beyond any list with this one."""
    at = index - 1
    while at >= 0 and (tokens[at].tag in _JOINING or tokens[at].text in {",", "("}):
        at -= 1
    if at < 0 or tokens[at].tag != "PLACE" or at == place:
        return False
    return not (place < at and _is_row(tokens, place, at))


def is_before_other(tokens: Sequence[Token], place: int, index: int) -> bool:
    """Return whether a day stands right before another place, behind the one asked for."""
    at = index + 1
    while at < len(tokens) and tokens[at].tag in _JOINING:
        at += 1
    return place < index and at < len(tokens) and tokens[at].tag == "PLACE"


def _is_row(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether nothing but a list stands between two places."""
    return all(
        t.tag in {"PLACE", "CC", "DET", "P"} or t.text == "," for t in tokens[first + 1 : last]
    )


def _leads_on(tokens: Sequence[Token], place: int, index: int) -> bool:
    """Return whether a later stage or another place stands before a day behind a place."""
    between = tokens[place + 1 : index]
    if any(token.low in _ONWARD for token in between):
        return True
    places = [i for i in range(place + 1, index) if tokens[i].tag == "PLACE"]
    return bool(places) and not _is_row(tokens, place, places[-1])
