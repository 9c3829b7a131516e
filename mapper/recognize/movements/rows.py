"""Places in a row: what a name shares with the one told before it.

Lists ("Lima and Cuzco"), dated lists ("Lima on Monday, Cuzco on Tuesday") and further stages that
leave their verb out ("then to Quito").
"""

from collections.abc import Sequence
from dataclasses import replace

from mapper.recognize.movements.motion import entry
from mapper.recognize.movements.phrases import (
    GOAL,
    Attachment,
    Sentence,
    is_possessor,
    phrase_start,
    starts_clause,
)
from mapper.recognize.movements.tokens import Token


def in_row(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
    """Return what a name shares with the one before: "Lima and Cuzco", "Lima, Peru", "X (Peru)"."""
    tokens = sentence.tokens
    start = phrase_start(tokens, index)
    joint = start - 1
    if joint > 0 and tokens[joint].low == "around" and tokens[joint - 1].tag == "PLACE":
        joint -= 1
    while joint > 0 and tokens[joint].low in _JOINTS:
        joint -= 1
    joint = _before_brackets(tokens, joint)
    joint = _before_time(tokens, joint, index)
    listed = _listed(tokens, joint + 1, index, found)
    if listed is not None:
        return replace(found[listed], place=index, locating=False)
    if joint < 0 or joint == start - 1 or tokens[joint].tag != "PLACE" or joint not in found:
        return None
    if is_possessor(tokens, index) or starts_clause(sentence, index):
        return None
    return replace(found[joint], place=index, locating=False)


def _is_told_anew(sentence: Sentence, last: int, index: int) -> bool:
    """Return whether a verb of its own stands between: "to X and then flew on to Y"."""
    side = {"where", "which", "who", "whose", "when"}
    return any(
        last < group.first < index and group.finite and group.opener not in side
        for group in sentence.groups
    )


def _listed(
    tokens: Sequence[Token], start: int, index: int, found: dict[int, Attachment]
) -> int | None:
    """Return the head of a list whose members end in ";": "X (18 April), where he met; Y (19"."""
    opens = start > 0 and tokens[start - 1].text == ";"
    dated = index + 2 < len(tokens) and tokens[index + 1].text == "("
    if not (opens and dated and tokens[index + 2].tag == "TIME"):
        return None
    return min(found, default=None)


_JOINTS = frozenset(("and", "or", ",", "(", "then", "&", "later", "finally", "eventually"))


def _before_time(tokens: Sequence[Token], joint: int, index: int) -> int:
    """Return the place of a dated list: "X on Monday and Y on Tuesday", "X, and on Friday Y"."""
    at = joint
    if at < 1 or (tokens[at].tag != "TIME" and tokens[at].low not in {"on", "in"}):
        return joint
    behind = [token.tag for token in tokens[index + 1 : index + 3] if token.tag != "P"]
    own_before = tokens[joint + 1].tag not in {"CC", "PUNCT", "ADV"}
    if not own_before and behind[:1] != ["TIME"]:
        return joint
    while at > 0 and (tokens[at].tag == "TIME" or tokens[at].low in {*_JOINTS, "on", "in"}):
        at -= 1
    dated = any(token.tag == "TIME" for token in tokens[at + 1 : joint + 1])
    return at if dated and tokens[at].tag == "PLACE" else joint


def _before_brackets(tokens: Sequence[Token], index: int) -> int:
    """Return the place before a date in brackets at `index`: "Corsica (14 May), Bordeaux"."""
    dated = index > 2 and tokens[index].text == ")" and tokens[index - 1].tag == "TIME"  # noqa: PLR2004 (the tokens of a bracket)
    return index - 3 if dated and tokens[index - 2].text == "(" else index


def gapped(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
    """Return the verb that a dated list leaves out: "X was reached on 3 May, Y on the 5th"."""
    tokens = sentence.tokens
    start = phrase_start(tokens, index)
    if not found or start < 1:
        return None
    behind = [token for token in tokens[index + 1 : index + 4] if token.tag not in {"P", "DET"}]
    listed = tokens[start - 1].low in {",", "and", ";"} and behind and behind[0].tag == "TIME"
    listed = listed or _dated_before(tokens, start)
    last = max(found)
    if not listed or not any(token.tag == "TIME" for token in tokens[:index]):
        return None
    verb = found[last].verb
    told_once = verb is not None and not any(
        group.first > last and group != verb and group.last < index for group in sentence.groups
    )
    shared = replace(found[last], place=index, locating=False)
    if found[last].subject == last:
        shared = replace(shared, subject=index)  # "X followed on Friday, Y on Sunday"
    return shared if told_once else None


def _dated_before(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a date that goes on with a list stands before: "..., and on Friday Y"."""
    at = start - 1
    if at < 1 or tokens[at].tag != "TIME":
        return False
    at -= 1
    if tokens[at].low in {"on", "in"}:
        at -= 1
    return at > 0 and tokens[at].low in {",", "and", ";"}


def onward(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
    """Return a further stage told without its verb: "to X, where Y lives, then to Z"."""
    tokens = sentence.tokens
    left = phrase_start(tokens, index) - 1
    if not found or left < 1 or tokens[left].tag not in {"P", "ADV", "CC", "PUNCT"}:
        return None
    opener = left - 1 if tokens[left].tag == "P" else left
    words = {token.low for token in tokens[max(0, opener - 1) : opener + 1]}
    last = found[max(found)]
    going_on = tokens[left].low in GOAL and tokens[opener].low in {"on", "back"}
    further = going_on or bool(words & {"then", "finally", "onward", "thence"})
    if not further or last.modality == "cancelled" or _is_told_anew(sentence, last.place, index):
        return None
    stage = entry(index, left, tokens[left].low) if tokens[left].tag == "P" else None
    action = stage.action if stage else last.action
    if stage is None and tokens[left].tag == "P":
        return None
    return replace(last, place=index, action=action, locating=False)
