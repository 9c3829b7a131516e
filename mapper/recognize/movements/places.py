"""Finds what puts somebody at a place: the verb or noun that governs the name, and the action.

From the name leftward: its own phrase ("the city of"), the preposition, then the nearest noun of
travel ("a visit to") or verb. A verb of motion reads the preposition ("to" arrives, "from"
departs), any other act of a traveller needs "in" or "at". What fits no rule is no movement, so
that "Moscow said", "the war in", "near" and "N km from" fall out by themselves.
"""

from collections.abc import Sequence
from dataclasses import replace

from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.motion import attach, by_verb, entry, object_across, object_of
from mapper.recognize.movements.nouns import event, nominal
from mapper.recognize.movements.phrases import (
    GOAL,
    LOCATIVE,
    NEVER,
    SOURCE,
    Attachment,
    Sentence,
    is_possessor,
    noun_kind,
    phrase_start,
    starts_clause,
)
from mapper.recognize.movements.rows import gapped, in_row, onward
from mapper.recognize.movements.subjects import (
    as_subject,
    by_clause,
    compound,
    refused,
    subject_of_fallen,
    venue,
)
from mapper.recognize.movements.tokens import POSSESSIVES, Token


def attachments(sentence: Sentence) -> dict[int, Attachment]:
    """Return the attachment of each place in a sentence that somebody is put at, by token index."""
    found: dict[int, Attachment] = {}
    for index, token in enumerate(sentence.tokens):
        if token.tag == "PLACE":
            attachment = (
                in_row(sentence, index, found)
                or gapped(sentence, index, found)
                or compound(sentence, index)
                or venue(sentence, index)
                or refused(sentence, index)
                or as_subject(sentence, index)
                or onward(sentence, index, found)
                or _by_phrase_or_clause(sentence, index)
            )
            if attachment:
                found[index] = attachment
    return found


def _by_phrase_or_clause(sentence: Sentence, index: int) -> Attachment | None:
    """Return what governs a name before it, or the clause behind it where that says who."""
    before = _by_phrase(sentence, index)
    if before is None:
        return by_clause(sentence, index)
    if before.subject is not None and sentence.tokens[before.subject].tag in {"TRAV", "PRON"}:
        return before
    clause = by_clause(sentence, index)  # "Her petrol gave out at X, where she alighted"
    if clause is None or clause.subject is None:
        return before
    told = sentence.tokens[clause.subject].tag in {"TRAV", "PRON"}
    return clause if told else before


def _by_phrase(  # noqa: C901, PLR0911 (one case a line)
    sentence: Sentence, index: int
) -> Attachment | None:
    tokens = sentence.tokens
    if is_possessor(tokens, index) and not _owns_place(tokens, index):
        return None
    start = phrase_start(tokens, index)
    left = start - 1
    if left >= 0 and tokens[left].tag == "V":
        verb = sentence.before(start)
        return object_of(sentence, index, verb) if verb else None
    if left < 0 or tokens[left].tag != "P":
        return object_across(sentence, index, start)
    preposition, begin = _joined(tokens, left)
    if preposition == "off":
        preposition = "at"  # where a ship lies, and a pilot boards it
    if preposition == "against" and (verb := sentence.before(left)) and _decides(verb, left):
        return replace(attach(index, verb, "visit", "against"), modality="cancelled")
    if preposition in NEVER and not _is_tour_of(tokens, left):
        return None
    if _is_measure(sentence, left) or _is_in_subject(sentence, index, left):
        return None
    off = subject_of_fallen(sentence, index, preposition)
    if off is not None:
        return replace(attach(index, off, "visit", preposition), modality="cancelled", subject=None)
    if _is_edge_of(tokens, left, index):
        return None
    if _is_entry(sentence, index):
        return entry(index, left, preposition)
    if _is_fronted(tokens, begin):
        verb = sentence.main_after(index)
        if verb:
            found = by_verb(sentence, index, verb, preposition, fronted=True)
            apart = _is_dated_apart(tokens, index) and verb.group != "talk"
            return replace(found, subject=None, action="arrive") if found and apart else found
    return _climb(sentence, index, left, preposition)


def _is_dated_apart(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a date set apart follows: "In X, from the 3rd, her hosts had lined up"."""
    behind = tokens[index + 1 : index + 5]
    if not behind or behind[0].text != ",":
        return False
    inner = [token.tag for token in behind[1:] if token.tag != "P"]
    return inner[:2] == ["TIME", "PUNCT"]


_EDGES = frozenset("mouth foot gates edge tip end head source".split())


def _is_edge_of(tokens: Sequence[Token], left: int, index: int) -> bool:
    """Return whether a name says where the place before lies: "X, at the mouth of the river Y"."""
    apart = left > 1 and tokens[left - 1].text == "," and tokens[left - 2].tag == "PLACE"
    return apart and bool(_EDGES & {token.low for token in tokens[left:index]})


def _decides(verb: VerbGroup, left: int) -> bool:
    """Return whether a verb right before "against" gives a stop up ("decided against X")."""
    return verb.verb.lemma in {"decide", "choose"} and verb.last == left - 1


def _is_tour_of(tokens: Sequence[Token], left: int) -> bool:
    return left > 0 and tokens[left].low == "of" and noun_kind(tokens[left - 1]) == "trip"


def _owns_place(tokens: Sequence[Token], index: int) -> bool:
    """Return whether "X's" stands before a named place ("Lima's Hotel Bolivar")."""
    return index + 2 < len(tokens) and tokens[index + 2].tag in {"PLACE", "NAME"}


_JOINED = {
    ("in", "the", "direction", "of"): "toward",
    ("on", "the", "way", "to"): "toward",
    ("en", "route", "to"): "toward",
    ("by", "way", "of"): "via",
    ("out", "of"): "from",
    ("instead", "of"): "instead",
    ("on", "board"): "aboard",
    ("on", "a", "course", "for"): "toward",
    ("on", "course", "for"): "toward",
    ("en", "route", "for"): "toward",
    ("as", "far", "as"): "to",
    ("as", "close", "as"): "to",
    ("as", "close", "to"): "near",
}


def _joined(tokens: Sequence[Token], left: int) -> tuple[str, int]:
    """Return the preposition at `left`, or what it and the words before it come to.

    The second value is the index of its first word.
    """
    for words, meaning in _JOINED.items():
        begin = left + 1 - len(words)
        if begin >= 0 and tuple(_any_owner(t) for t in tokens[begin : left + 1]) == words:
            return meaning, begin
    return tokens[left].low, left


def _any_owner(token: Token) -> str:
    return "the" if token.low in POSSESSIVES else token.low


_UNITS = frozenset(
    "km kilometers kilometres kilometer kilometre miles mile mi meters metres m yards feet hours"
    " minutes drive north south east west northeast northwest southeast southwest".split()
)


def _is_measure(sentence: Sentence, left: int) -> bool:
    """Return whether "from" or "to" ends a stated distance ("74 km from", "an hour from")."""
    tokens = sentence.tokens
    if left == 0 or tokens[left].low not in {"from", "to", "away", "off"}:
        return False
    if tokens[left - 1].low not in _UNITS or tokens[left - 1].tag == "V":
        return False
    verb = sentence.before(left)  # "rode the last 45 miles to X" is a ride
    return not (tokens[left].low == "to" and verb is not None and verb.group in _GOING)


_GOING = frozenset({"go", "pass", "carry", "depart"})


def _is_in_subject(sentence: Sentence, index: int, left: int) -> bool:
    """Return whether a name belongs to the next verb's subject ("an official in X said")."""
    if sentence.tokens[index + 1 : index + 2] and sentence.tokens[index + 1].tag == "TO":
        verb = sentence.before(left)
        reach = sentence.tokens[(verb.last + 1 if verb else 0) : left]
        return any(token.low == "for" for token in reach)  # "for the mayor of X to send it away"
    before = sentence.tokens[left - 1] if left else None
    held = before is not None and before.tag in {"NOUN", "W", "NAME", "ADJ", "PLACE"}
    return (
        bool(held)
        and noun_kind(sentence.tokens[left - 1]) in {None, "group"}
        and starts_clause(sentence, index)
    )


def _is_entry(sentence: Sentence, index: int) -> bool:
    """Return whether a line of a diary names the place without a verb: "6 May: On to Dodoma"."""
    tokens = sentence.tokens
    headed = (
        len(tokens) > 1
        and tokens[0].tag == "TIME"
        and tokens[1].text in {":", "-", "\u2013", "\u2014"}
    )
    return headed and sentence.before(index) is None


def _is_fronted(tokens: Sequence[Token], left: int) -> bool:
    """Return whether the phrase opens its clause, so that its verb is still to come."""
    if left == 0:
        return True
    before = tokens[left - 1]
    if before.tag == "SUB" or before.text in {"\u201c", ";", ":", "\u2014", "\u2013"}:
        return True
    opening = {"ADV", "TIME", "P", "CC", "PUNCT", "DET"}  # "A day later, in X, they"
    return all(token.tag in opening for token in tokens[:left])


def _climb(  # noqa: C901, PLR0911 (one case a line)
    sentence: Sentence, index: int, left: int, preposition: str
) -> Attachment | None:
    """Walk left from the preposition to the noun or verb that governs it."""
    tokens = sentence.tokens
    verb = sentence.before(left)
    floor = verb.last if verb else -1
    content = False  # a noun of another meaning stands between
    for at in range(left - 1, floor, -1):
        token = tokens[at]
        kind = noun_kind(token)
        if kind == "static" and not content and preposition in LOCATIVE | GOAL:
            if verb and verb.group == "depart" and not verb.skip:
                return attach(index, verb, "depart", preposition)  # "fled the fighting in X"
            if not (verb and verb.verb.lemma in _MEETS):
                return None
        elif (kind == "trip" and not content) or (
            kind == "vehicle" and not content and preposition not in LOCATIVE
        ):
            return nominal(sentence, index, at, preposition, verb)
        elif kind == "event" and preposition in LOCATIVE and not _is_compound(tokens, at):
            return event(sentence, index, at, preposition, verb)
        if token.tag == "SUB":
            return None
        if token.text in {":", "\u2014", "\u2013"}:
            return None
        if _is_apposition(tokens, at, left):
            return None
        content = content or token.tag in {"NOUN", "W", "NAME"}
    if verb is None or (preposition in SOURCE and _sends(tokens, left, verb)):
        return None
    found = by_verb(sentence, index, verb, preposition, fronted=False)
    if found is None and verb.modality in {"planned", "speculated"}:
        return None  # "ate in X and is hoping for supper in Y"
    comma = tokens[left - 1].text == ","
    earlier = sentence.before(verb.first)
    if found is None and earlier and (comma or verb.opener in {"that", "which", "who"}):
        found = by_verb(sentence, index, earlier, preposition, fronted=False)
    return found


def _is_compound(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a noun only describes the next one: "a wedding hall", not "summit talks"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        following is not None
        and following.tag in {"W", "NOUN"}
        and noun_kind(following) not in {"event", "trip"}
    )


# Verbs whose objects are people or things on the spot: "visited troops in X", "met victims in X".
_MEETS = frozenset("visit tour inspect meet address greet tell join see reach thank".split())


def _sends(tokens: Sequence[Token], left: int, verb: VerbGroup) -> bool:
    """Return whether "from" hangs on the noun before it ("left on orders from X")."""
    before = tokens[left - 1]
    if left - 1 <= verb.last:
        return False
    loose = before.tag in {"NOUN", "W"} and before.low not in _LOOSE
    return loose and verb.group in {"depart", "arrive"}


_LOOSE = frozenset("home way hours days weeks there abroad port".split())


def _is_apposition(tokens: Sequence[Token], at: int, left: int) -> bool:
    """Return whether the name locates a place named before: "Artyom, an eastern city in"."""
    return (
        tokens[at].text == ","
        and at > 0
        and tokens[at - 1].tag == "PLACE"
        and at + 1 < left
        and tokens[at + 1].low in {"a", "an", "the", "its"}
    )
