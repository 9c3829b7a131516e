"""Places that a noun governs: "his visit to", "a train through", "held a summit at"."""

from collections.abc import Sequence

from mapper.model import Action, Modality
from mapper.recognize.movements.group import VerbGroup
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
)
from mapper.recognize.movements.tokens import Token
from mapper.recognize.movements.words import lexicon


def nominal(
    sentence: Sentence, index: int, noun: int, preposition: str, verb: VerbGroup | None
) -> Attachment | None:
    """Return the attachment of a name to a noun of travel ("his visit to", "a train through")."""
    tokens = sentence.tokens
    low = tokens[noun].low.split()[-1]
    action = _nominal_action(low, preposition)
    if action is None or preposition == "by":  # "a visit by Peru's envoy"
        return None
    if low in {"trips", "visits", "tours"} and tokens[noun - 1].tag == "NUM":
        return None  # "made two trips to X this year"
    own = next((g for g in sentence.groups if g.subject == noun and g.first > index), None)
    governing = own or verb or sentence.main_after(index)
    modality, void = _nominal_modality(sentence, noun, governing)
    if void:
        return None
    if action == "depart" and modality == "planned" and is_going_on(tokens, governing):
        modality = "asserted"  # "is riding a bike from X to Y" has left X
    return Attachment(
        place=index, cue=(noun, noun), action=action, modality=modality, verb=governing,
        subject=_owner(tokens, noun, governing), preposition=preposition, noun=True,
    )  # fmt: skip


def is_going_on(tokens: Sequence[Token], verb: VerbGroup | None) -> bool:
    """Return whether a verb is a progressive: "is riding"."""
    return (
        verb is not None
        and verb.verb.form == "ing"
        and tokens[verb.first].low in {"is", "are", "am"}
    )


def _nominal_action(low: str, preposition: str) -> Action | None:
    if low in {"call", "calls"} and preposition not in LOCATIVE:
        return None  # "a call to X" is made by telephone
    if preposition in SOURCE or (low == "departure" and preposition in LOCATIVE):
        return "depart"
    if preposition in WAY or (preposition == "of" and low in {"crossing", "passage"}):
        return "pass"
    if preposition in AIM:
        return "head"
    if preposition in GOAL or preposition == "of":
        return "arrive" if low in {"arrival", "return", "landing"} else "visit"
    return "visit" if preposition in LOCATIVE else None


def _owner(tokens: Sequence[Token], noun: int, verb: VerbGroup | None) -> int | None:
    """Return who the trip belongs to: "Kim's visit", "his visit", else the verb's subject."""
    at = noun - 1
    while at >= 0 and tokens[at].tag in {"ADJ", "NUM", "W", "NOUN", "ADV", "DEMONYM", "V", "NAME"}:
        at -= 1
    if at >= 0 and tokens[at].tag == "TRAV":
        return at
    if at > 0 and tokens[at].tag == "POSS" and tokens[at - 1].tag != "TIME":
        return at - 1
    for by in range(noun + 1, min(noun + 4, len(tokens) - 1)):
        if tokens[by].low in {"by", "of"} and tokens[by + 1].tag == "TRAV":
            return by + 1
    return verb.subject if verb else None


def _nominal_modality(  # noqa: C901, PLR0911, PLR0912 (one case a line)
    sentence: Sentence, noun: int, verb: VerbGroup | None
) -> tuple[Modality, bool]:
    tokens = sentence.tokens
    words = lexicon().modality
    start = _noun_start(tokens, noun)
    own = {token.low for token in tokens[start:noun]}
    if {"no", "any"} & own:
        return "asserted", True
    before = tokens[start - 1].low if start else ""
    if verb and verb.subject == noun and is_fallen(tokens, verb):
        return "cancelled", False
    if words["cancelled"] & own or (
        before == "of" and start > 1 and tokens[start - 2].low in words["cancelled"]
    ):
        return "cancelled", False
    if start > 0 and tokens[start - 1].tag == "TIME" and tokens[start - 1].low.startswith("last "):
        return "background", False  # "last year's ride"
    if words["planned"] & own or before == "ahead" or _is_ahead(tokens, start):
        return "planned", False
    if words["speculated"] & own:
        return "speculated", False
    if words["background"] & own or {"last", "earlier"} & own:
        return "background", False
    if verb is not None and verb.first > noun and verb.subject == noun:
        said = _of_subject(tokens, verb)
        if said != "asserted":
            return said, False
    if verb is None or verb.first > noun:
        return "asserted", False
    main = tokens[verb.main].low
    if main in words["cancelled"]:
        return "cancelled", False
    if verb.skip:
        return "asserted", True
    if verb.verb.lemma in words["listing"]:
        return ("cancelled" if _is_altered(tokens, verb.first) else "planned"), False
    if main in words["planned"] or verb.verb.lemma in {"plan", "announce", "consider"}:
        return "planned", False
    modality: Modality = (
        verb.modality if verb.group != "talk" or verb.modality != "planned" else "planned"
    )
    return modality, False


def is_fallen(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether a verb gives its subject up: "fell through", "has been called off"."""
    words = lexicon()
    if tokens[verb.main].low in words.modality["cancelled"]:
        return True
    said = " ".join(token.low for token in tokens[verb.first : verb.main + 2])
    padded = f" {said} "
    return any(f" {phrase} " in padded for phrase in words.fallen)


def _of_subject(tokens: Sequence[Token], verb: VerbGroup) -> Modality:
    """Return what the verb behind says of a trip: "the next leg is planned for Monday"."""
    main = tokens[verb.main].low
    if verb.passive and main in {"planned", "scheduled", "expected", "proposed", "arranged"}:
        return "planned"
    if verb.group == "state":
        return _said_of(tokens, verb)
    return verb.modality if verb.modality in {"planned", "speculated"} else "asserted"


def _said_of(tokens: Sequence[Token], verb: VerbGroup) -> Modality:
    """Return how surely a trip is said to be: "a visit to X is also possible", "is planned"."""
    behind = {token.low for token in tokens[verb.last + 1 : verb.last + 4]}
    if {"possible", "likely", "unlikely", "uncertain", "unclear"} & behind:
        return "speculated"
    return "planned" if {"planned", "scheduled", "due", "expected"} & behind else verb.modality


def _is_altered(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the programme that lists a stop is no longer the one kept to."""
    altered = lexicon().modality["altered"]
    return any(token.low in altered for token in tokens[max(0, index - _PROGRAMME) : index])


_PROGRAMME = 6  # words before "included" in which its subject is described


def _is_ahead(tokens: Sequence[Token], start: int) -> bool:
    words = " ".join(t.low for t in tokens[max(0, start - 2) : start] if t.tag != "TIME")
    return words.endswith(("ahead of", "before", "preparing for", "plan for", "plans for"))


def _noun_start(tokens: Sequence[Token], noun: int) -> int:
    """Return where the phrase of a noun begins; behind its article there is no more of it."""
    start = noun
    while start > 0 and tokens[start - 1].tag in {
        "ADJ", "NUM", "W", "DEMONYM", "V", "DET", "POSS", "TRAV", "NAME", "NOUN",
    }:  # fmt: skip
        start -= 1
        if tokens[start].tag == "DET":
            break
    return start


def event(
    sentence: Sentence, index: int, noun: int, preposition: str, verb: VerbGroup | None
) -> Attachment | None:
    """Return the attachment of a name to an event ("held a summit at", "the ceremony in")."""
    if verb is not None and any(t.tag == "SUB" for t in sentence.tokens[verb.last + 1 : noun]):
        verb = None  # "..., although the firm, with an address in X"
    governing = verb or sentence.main_after(index)
    if governing is None:
        return None
    if governing.skip:
        return None
    action: Action = "depart" if governing.group == "depart" else "visit"
    start = _noun_start(sentence.tokens, noun)
    apart = start > 0 and sentence.tokens[start - 1].low in {"following", "since"}
    modality, void = _nominal_modality(sentence, noun, governing)
    if void or (governing.group == "talk" and governing.modality == "asserted" and verb is None):
        return None
    return Attachment(
        place=index, cue=(governing.first, noun) if governing.first < noun else (noun, noun),
        action=action, modality=modality, verb=governing,
        subject=None if apart else _owner(sentence.tokens, noun, governing),
        preposition=preposition,
        locating=follows_place(sentence.tokens, noun, index)
        or is_possessor(sentence.tokens, index),
        noun=True,
    )  # fmt: skip
