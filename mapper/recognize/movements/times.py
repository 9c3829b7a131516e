"""Says which time expressions of a sentence hold for a movement.

A time belongs to the verb before it in its clause, or to the next verb where it opens a clause.
The date of a report ("the agency said on Sunday") belongs to the saying and dates no visit.
"""

from collections.abc import Sequence

from mapper.recognize.movements.beside import beside, is_before_other
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.phrases import Attachment, Sentence
from mapper.recognize.movements.tokens import Token


def times_of(sentence: Sentence, attachment: Attachment) -> list[int]:
    """Return the indices of the times that hold for a movement, nearest first."""
    verb = attachment.verb
    if verb is None:
        first = [token.ref for token in sentence.tokens[:1] if token.tag == "TIME"]
        return first or [sentence.tokens[index].ref for index in beside(sentence, attachment, {})]
    owners = {
        index: owner
        for index, token in enumerate(sentence.tokens)
        if token.tag == "TIME" and (owner := _owner(sentence, index)) is not None
    }
    own = [index for index, owner in owners.items() if owner == verb]
    bracketed = _in_brackets(sentence.tokens, attachment.place)
    if bracketed:
        return [sentence.tokens[bracketed].ref]
    own = [index for index in own if not _of_another(sentence.tokens, attachment.place, index)]
    if attachment.noun:
        near = _beside_noun(sentence, attachment, list(owners))
        own = near or (own if _same_moment(attachment) else [])
    boards = attachment.noun and verb.verb.lemma in {"board", "catch", "take", "join"}
    if not own and not verb.finite and (boards or not attachment.noun):
        own = [index for index, owner in owners.items() if _accompanies(sentence, owner, verb)]
    if not own and verb.finite and not verb.opener:
        own = [index for index, owner in owners.items() if _frames(sentence, owner, verb)]
    if not own and verb.opener == "so":  # "it was shut on Monday, so they flew to X"
        before = sentence.before(verb.first)
        own = [index for index, owner in owners.items() if owner == before]
    if not own and verb.finite:
        own = [index for index, owner in owners.items() if _shares(sentence, owner, verb)]
        if attachment.action == "pass":  # "took off on Monday and drifted over X": no day of X
            own = [index for index in own if owners[index].group != "depart"]
    own = own or _of_where(sentence, attachment, owners) or _on_the_way(sentence, attachment)
    own = own or _before_when(sentence, verb)
    row = _in_dated_row(sentence.tokens, attachment.place)
    if row is not None:
        return [sentence.tokens[row].ref]
    if len(own) > 1:  # "on Monday at X, by Tuesday noon at Y"
        kept = [i for i in own if not is_before_other(sentence.tokens, attachment.place, i)]
        own = kept or own
    own = own or beside(sentence, attachment, owners)
    own.sort(key=lambda index: (abs(index - attachment.place), index < attachment.place))
    return [sentence.tokens[index].ref for index in own]


def _on_the_way(sentence: Sentence, attachment: Attachment) -> list[int]:
    """Return the date of what a stop led on to: "After a stop at X, she reached Y on Monday"."""
    tokens = sentence.tokens
    at, verb = attachment.cue[0], attachment.verb
    stop = attachment.noun and tokens[at].low in {"stop", "stopover", "halt", "call", "layover"}
    opened = tokens[0].low in {"after", "following"} and verb is not None and verb.first > at
    if not (stop and opened and at < _OPENING):
        return []
    return [i for i, t in enumerate(tokens) if t.tag == "TIME" and _owner(sentence, i) == verb]


_OPENING = 6  # words in which a sentence begins "After a short stop"


def _before_when(sentence: Sentence, verb: VerbGroup) -> list[int]:
    """Return the date that a clause hangs on: "since 2004, when it had come from X"."""
    if verb.opener != "when":
        return []
    tokens = sentence.tokens
    at = next((i for i in range(verb.first - 1, 0, -1) if tokens[i].low == "when"), 0)
    while at > 0 and tokens[at - 1].text == ",":
        at -= 1
    return [at - 1] if at > 0 and tokens[at - 1].tag == "TIME" else []


def _in_dated_row(tokens: Sequence[Token], place: int) -> int | None:
    """Return the date right before a place in a list: "X, and on the following day Y"."""
    at = place
    while at > 0 and tokens[at - 1].tag in {"DET", "ADJ"}:
        at -= 1
    if at < 2 or tokens[at - 1].tag != "TIME":  # noqa: PLR2004 (a date and what joins it)
        return None
    opener = at - 2
    if tokens[opener].low in {"on", "in"}:
        opener -= 1
    return at - 1 if opener >= 0 and tokens[opener].low in {"and", ","} else None


def _in_brackets(tokens: Sequence[Token], place: int) -> int | None:
    """Return the date in brackets right behind a name: "Corsica (14 May)"."""
    dated = place + 2 < len(tokens) and tokens[place + 1].text == "("
    return place + 2 if dated and tokens[place + 2].tag == "TIME" else None


def _of_another(tokens: Sequence[Token], place: int, time: int) -> bool:
    """Return whether a date is that of what came before: "in X, following talks in Y on Monday"."""
    between = tokens[place + 1 : time]
    if tokens[time - 1].text == "(" and time - 2 > place and tokens[time - 2].tag == "PLACE":
        return True
    at = next((i for i, t in enumerate(between) if t.low in _AFTERMATH and t.tag == "P"), None)
    return at is not None and any(token.tag == "PLACE" for token in between[at:])


_AFTERMATH = frozenset("following after before since".split())


def _of_where(
    sentence: Sentence, attachment: Attachment, owners: dict[int, VerbGroup]
) -> list[int]:
    """Return the dates of the clause on the place: "bound for X, where she arrives on Monday"."""
    tokens = sentence.tokens
    behind = attachment.place + 1
    while behind < len(tokens) and tokens[behind].text == ",":
        behind += 1
    if behind >= len(tokens) or tokens[behind].low not in {"where", "which"}:
        return []
    clause = next((g for g in sentence.groups if g.first > behind), None)
    if clause is None or clause.modality == "background":
        return []
    held = clause.passive and clause.group == "other"  # "where gifts were presented on 3 May"
    if not held and clause.group not in _THERE:
        return []
    return [
        index
        for index, owner in owners.items()
        if owner == clause and index > behind and not (held and tokens[index].low.isdigit())
    ]


# What somebody does at a place, so that its date is the visit's.
_THERE = frozenset({"arrive", "stay", "go", "visit", "presence", "depart"})


def _beside_noun(sentence: Sentence, attachment: Attachment, times: Sequence[int]) -> list[int]:
    """Return the times that stand in the noun's own phrase ("a visit to Lima in May")."""
    tokens = sentence.tokens
    return [
        index
        for index in times
        if index > attachment.place
        and all(
            t.tag in {"P", "DET", "PLACE"} or t.text in ",()"
            for t in tokens[attachment.place + 1 : index]
        )
        and not (attachment.verb and attachment.verb.last > attachment.place)
    ]


def _same_moment(attachment: Attachment) -> bool:
    """Return whether the verb's time is the noun's too: "paid a visit", not "after a visit"."""
    verb = attachment.verb
    return (
        verb is not None
        and verb.group in {"presence", "other", "visit", "go", "stay", "carry"}
        and verb.finite
    )


def _shares(sentence: Sentence, owner: VerbGroup, verb: VerbGroup) -> bool:
    """Return whether a verb goes on under another's date: "flew on Monday to X and met Y in Z"."""
    between = sentence.tokens[owner.last + 1 : verb.first]
    return (
        owner.finite
        and owner.group != "talk"
        and owner.last < verb.first
        and owner.subject == verb.subject
        and owner.opener == verb.opener
        and verb.group != "stay"
        and not any(token.low in {"then", "later"} for token in between)
        and not any(token.tag == "SUB" for token in between)
    )


def _frames(sentence: Sentence, owner: VerbGroup, verb: VerbGroup) -> bool:
    """Return whether a fronted clause dates the main one: "Hours before he left on Sunday, she".

    Not where days or more lie between ("Two weeks before").
    """
    if owner.opener not in {"before", "after", "when", "while", "as"} or owner.first > verb.first:
        return False
    before = sentence.tokens[: owner.first]
    return not any(
        token.low.rstrip("s") in {"day", "week", "month", "year", "night"} for token in before
    )


def _accompanies(sentence: Sentence, owner: VerbGroup, verb: VerbGroup) -> bool:
    """Return whether a participle says what goes with the verb before it, on the same day.

    "left on Sunday, boarding a train in X"; "said Monday before leaving X".
    """
    between = sentence.tokens[owner.last + 1 : verb.first]
    if verb.verb.form != "ing" or owner.last >= verb.first or not owner.finite:
        return False
    nearest = next((g for g in reversed(sentence.groups) if g.last < verb.first and g.finite), None)
    if verb.opener == "before" and nearest == owner:
        return True
    if sentence.before(verb.first) != owner:
        return False
    return bool(between) and between[-1].text == "," and owner.group != "talk"


def _owner(sentence: Sentence, index: int) -> VerbGroup | None:
    """Return the verb whose time stands at `index`."""
    tokens = sentence.tokens
    ahead = sentence.after(index, finite=False)
    before = sentence.before(index)
    if ahead is not None and before is not None and _is_cleft(tokens, index, before):
        return sentence.after(index) or ahead
    if ahead is not None and _opens(tokens, index, before, ahead):
        return sentence.after(index) or ahead
    if before is None:
        return ahead
    comma = any(token.text == "," for token in tokens[before.last + 1 : index])
    if before.opener in {"that", "which", "who"} and comma and not before.finite:
        return sentence.before(before.first) or before
    return before


def _is_cleft(tokens: Sequence[Token], index: int, before: VerbGroup) -> bool:
    """Return whether a date is set before its clause: "It was on Friday that she landed"."""
    it_was = before.verb.lemma == "be" and before.first == 1 and tokens[0].low == "it"
    return it_was and index + 1 < len(tokens) and tokens[index + 1].low in {"that", "when"}


def _opens(tokens: Sequence[Token], index: int, before: VerbGroup | None, ahead: VerbGroup) -> bool:
    """Return whether a time opens its clause or stands between a subject and its verb."""
    between = tokens[index + 1 : ahead.first]
    if before is not None and before.opener in {"who", "which", "that"} and before.last < index:
        return False
    if before is not None and before.opener in {"when", "where"} and before.last < index:
        pause = any(token.tag in {"PUNCT", "CC"} for token in tokens[before.last + 1 : index])
        if not pause:
            return False  # "when he coasted up to X on Monday was a hose"
    if all(token.tag == "ADV" for token in between):
        return True
    start = index
    while start > 0 and tokens[start - 1].tag in {"P", "ADV", "DET"}:
        start -= 1
    if start == 0 or tokens[start - 1].tag == "SUB" or tokens[start - 1].text in _STARTS:
        return True
    opener = tokens[start - 1]
    if opener.tag == "CC" and before is not None:
        return ahead.finite and not any(t.text == "," for t in between[:1])
    return before is None


_STARTS = frozenset((";", ":", "\u2014", "\u2013", "\u201c", '"'))
