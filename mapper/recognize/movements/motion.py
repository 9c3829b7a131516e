"""What a verb makes of a place: its object, or what its preposition says of the way.

A verb of motion reads the preposition ("to" arrives, "from" departs); any other act of a
traveller needs "in" or "at", or a direction ("coasted up to").
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mapper.model import Action
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.nouns import is_going_on
from mapper.recognize.movements.phrases import (
    AIM,
    GOAL,
    LOCATIVE,
    SOURCE,
    WAY,
    Attachment,
    Sentence,
    follows_place,
    is_possessor,
    phrase_start,
)
from mapper.recognize.movements.tokens import Token
from mapper.recognize.movements.words import lexicon


def object_of(sentence: Sentence, index: int, verb: VerbGroup) -> Attachment | None:
    """Return the attachment of a name that is a verb's object."""
    table: dict[str, Action] = {
        "visit": "visit", "depart": "depart", "pass": "pass", "arrive": "arrive",
    }  # fmt: skip
    action = table.get(verb.group)
    if verb.verb.lemma == "be" and _is_stop(sentence.tokens, verb) and not verb.skip:
        return attach(index, verb, "visit", "")  # "The last stop was X"
    if verb.verb.lemma == "play" and _is_performing(sentence.tokens, verb):
        return attach(index, verb, "visit", "")  # "the band played X on Monday"
    if verb.verb.lemma == "make" and is_last(sentence.tokens, index) and not verb.passive:
        return attach(index, verb, "arrive", "")  # "hopes to make X by Monday"
    if verb.group == "other" or action is None or verb.passive or verb.skip:
        return _void(sentence, index, verb)
    if verb.verb.lemma in {"land", "dock", "check", "touch"}:
        return None
    return attach(index, verb, action, "")


def _is_performing(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether who plays a place is on stage there; a team plays against it."""
    if verb.subject is None or verb.skip or verb.passive:
        return False
    return tokens[verb.subject].low.split()[-1] in lexicon().performers


def _is_stop(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether the subject of "was" is a stop of the journey."""
    return verb.subject is not None and tokens[verb.subject].low in STOPS


STOPS = frozenset("stop stopover halt leg call port destination stage venue host".split())


def is_last(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an object ends there: "make X by Monday", not "make X its capital"."""
    return index + 1 >= len(tokens) or tokens[index + 1].tag in {"P", "TIME", "PUNCT"}


def _void(sentence: Sentence, index: int, verb: VerbGroup) -> Attachment | None:
    """Return a cancelled stop for "skipped X", "cancelled X"; nothing for other verbs."""
    called_off = sentence.tokens[verb.main].low in lexicon().modality["called_off"]
    dropped = called_off or _is_struck(sentence, index, verb)
    if dropped and not verb.skip:
        return replace(attach(index, verb, "visit", ""), modality="cancelled")
    return None


def _is_struck(sentence: Sentence, index: int, verb: VerbGroup) -> bool:
    """Return whether a place is taken off a list: "striking X from her programme"."""
    words = [token.low for token in sentence.tokens[index + 1 : index + 5]]
    off = words[:1] in (["from"], ["off"])
    lemmas = {"strike", "drop", "cut", "remove", "delete", "cross", "take", "leave", "axe", "scrub"}
    return off and verb.verb.lemma in lemmas and bool(lexicon().programme & set(words))


def object_across(sentence: Sentence, index: int, start: int) -> Attachment | None:
    """Return the attachment of an object behind an adverb or a time ("left on Sunday Lima")."""
    tokens = sentence.tokens
    left = start - 1
    while left > 0 and tokens[left].tag in {"ADV", "TIME", "NUM"}:
        left -= 1
    verb = sentence.before(start)
    if verb and left == verb.last and left < start - 1:
        return object_of(sentence, index, verb)
    if (
        left > 0
        and tokens[left].low in {"of", "than"}
        and tokens[left - 1].low in {"instead", "rather"}
    ):
        return _instead(sentence, index)
    return None


def _instead(sentence: Sentence, index: int) -> Attachment | None:
    verb = sentence.before(index) or sentence.after(index)
    if verb is None or verb.group == "talk":
        return None
    return replace(attach(index, verb, "visit", "instead"), modality="cancelled")


def attach(index: int, verb: VerbGroup, action: Action, preposition: str) -> Attachment:
    """Return the attachment of a name to a verb that it hangs on."""
    return Attachment(
        place=index, cue=(verb.first, verb.last), action=action, modality=verb.modality,
        verb=verb, subject=verb.subject, preposition=preposition,
    )  # fmt: skip


def by_verb(
    sentence: Sentence, index: int, verb: VerbGroup, preposition: str, *, fronted: bool
) -> Attachment | None:
    """Return the attachment of a name that a verb governs by a preposition."""
    if preposition == "instead":
        return _instead(sentence, index)
    if verb.skip:
        return None
    action = _motion(verb, preposition)
    if action is None and preposition in GOAL and _is_directed(sentence, index, verb, preposition):
        action = "arrive"
    if action is None and preposition in _ALL_OVER and verb.group in {"presence", "other", "stay"}:
        action = "visit"  # "campaigned across X"
    still = verb.group == "state" and verb.modality != "planned"
    if action is None and fronted and preposition in SOURCE and not still and verb.group != "talk":
        action = "depart"  # "From X she is due in Y"
    if action is None and preposition == "toward" and verb.verb.lemma == "be":
        action = "head"  # "is on its way to"
    if action is None and preposition in LOCATIVE:
        action = _stay(sentence, index, verb, fronted=fronted)
    if action is None:
        return None
    locates = preposition in LOCATIVE and not _is_at(sentence, index) and not fronted
    locating = locates and follows_place(sentence.tokens, verb.last, index)
    locating = locating or is_possessor(sentence.tokens, index)
    found = replace(attach(index, verb, action, preposition), locating=locating)
    if action in {"depart", "pass"} and is_going_on(sentence.tokens, verb):
        found = replace(found, modality="asserted")
    awaited = _awaited(sentence, index, verb)
    if awaited is not None:
        return replace(found, modality="planned", subject=awaited)
    expected = verb.passive and verb.verb.lemma in {"expect", "schedule"}
    due = any(token.low == "due" for token in sentence.tokens[verb.last + 1 : index])
    return replace(found, modality="planned") if action != "depart" and (expected or due) else found


def _is_at(sentence: Sentence, index: int) -> bool:
    """Return whether "at" stands right before the name: what it names locates nothing larger."""
    tokens = sentence.tokens
    left = index - 1
    while left > 0 and tokens[left].tag in {"DET", "ADJ"}:
        left -= 1
    return left >= 0 and tokens[left].low == "at"


_ALL_OVER = frozenset("across around throughout".split())


_DIRECTED = frozenset("up down over across back on out along ashore onward".split())


def _is_directed(sentence: Sentence, index: int, verb: VerbGroup, preposition: str) -> bool:
    """Return whether any verb is one of motion here: "coasted up to X", "rolled into X"."""
    if verb.group not in {"other", "presence", "stay"} or verb.passive:
        return False
    tokens = sentence.tokens
    left = phrase_start(tokens, index) - 1
    plain = all(token.tag in {"ADV", "P", "TIME"} for token in tokens[verb.last + 1 : left])
    return plain and (preposition in {"into", "onto"} or tokens[left - 1].low in _DIRECTED)


_MOTION: dict[str, dict[str, Action]] = {
    "goal": {"go": "arrive", "arrive": "arrive", "pass": "arrive", "carry": "arrive",
             "head": "head", "depart": "head", "presence": "arrive", "visit": "visit",
             "stay": "arrive"},
    "aim": {"go": "head", "head": "head", "depart": "head", "arrive": "head", "presence": "head"},
    "source": {"go": "depart", "arrive": "depart", "depart": "depart", "pass": "depart",
               "carry": "depart", "head": "depart"},
    "way": {"go": "pass", "pass": "pass", "arrive": "pass", "carry": "pass", "depart": "pass",
            "head": "pass"},
    "locative": {"go": "visit", "arrive": "arrive", "visit": "visit", "stay": "stay",
                 "depart": "depart", "pass": "visit"},
}  # fmt: skip


def _motion(verb: VerbGroup, preposition: str) -> Action | None:
    for role, words in (
        ("goal", GOAL), ("aim", AIM), ("source", SOURCE), ("way", WAY), ("locative", LOCATIVE),
    ):  # fmt: skip
        if preposition in words:
            action = _MOTION[role].get(verb.group)
            if verb.group == "presence" and verb.verb.lemma not in _BOARDING:
                return None
            return action
    return None


# "boarded a plane for X", "joined the ship to X"; other events have no direction.
_BOARDING = frozenset("board join".split())


def _stay(  # noqa: PLR0911 (one case a line)
    sentence: Sentence, index: int, verb: VerbGroup, *, fronted: bool
) -> Action | None:
    """Return the action of a verb that is no motion, with "in" or "at"."""
    if verb.verb.lemma == "register" and _is_aside(sentence.tokens, verb):
        return None  # "The Aurora, registered in X, sailed"
    if verb.group in {"presence", "other", "carry"}:
        return "visit"
    if verb.passive and verb.verb.lemma in {"expect", "schedule"}:
        return "arrive"
    if _awaited(sentence, index, verb) is not None or (verb.passive and verb.verb.lemma == "spend"):
        return "arrive"
    if verb.group in {"talk", "state"}:
        near = fronted or _is_right_behind(sentence.tokens, verb.last, index)
        if verb.group == "state" and verb.verb.lemma != "be":
            return None
        return "stay" if near else None
    return None


def _is_aside(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    return not verb.passive and verb.first > 0 and tokens[verb.first - 1].text == ","


def _awaited(sentence: Sentence, index: int, verb: VerbGroup) -> int | None:
    """Return who is awaited: "He expects her at X"."""
    if verb.verb.lemma != "expect" or verb.passive:
        return None
    behind = sentence.tokens[verb.last + 1 : index]
    who = verb.last + 1
    return who if behind and behind[0].tag == "TRAV" and len(behind) <= _CLOSE_BY else None


_CLOSE_BY = 3  # words from the one awaited to the place


def _is_right_behind(tokens: Sequence[Token], last: int, index: int) -> bool:
    """Return whether only times, adverbs and the preposition stand between verb and name."""
    start = phrase_start(tokens, index)
    return all(
        t.tag in {"P", "ADV", "TIME", "PUNCT", "PRON", "PLACE", "CC"}
        or t.low in lexicon().predicates
        or t.low in {"on", "due", "permitting"}
        or following.low == "permitting"
        for t, following in pairwise(tokens[last + 1 : start + 1])
    )


def entry(index: int, left: int, preposition: str) -> Attachment | None:
    """Return what a preposition alone makes of a name, where no verb is told: "On to Dodoma"."""
    roles: tuple[tuple[frozenset[str], Action], ...] = (
        (GOAL, "arrive"), (SOURCE, "depart"), (WAY, "pass"), (LOCATIVE, "stay"),
    )  # fmt: skip
    action = next((action for words, action in roles if preposition in words), None)
    if action is None:
        return None
    return Attachment(
        place=index, cue=(left, left), action=action, modality="asserted", verb=None, subject=None,
        preposition=preposition,
    )  # fmt: skip
