"""Places that are subjects, venues or what a clause hangs on, and stops that were refused.

"X was reached on Friday", "X as the venue of the talks", "X, where she met", "withdrew permission
for the berth at X".
"""

from collections.abc import Sequence
from dataclasses import replace

from mapper.model import Action, Modality
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.motion import STOPS, attach, is_last
from mapper.recognize.movements.nouns import is_fallen, nominal
from mapper.recognize.movements.phrases import (
    AIM,
    GOAL,
    LOCATIVE,
    NEVER,
    WAY,
    Attachment,
    Sentence,
    noun_kind,
    phrase_start,
)
from mapper.recognize.movements.tokens import Token
from mapper.recognize.movements.words import lexicon


def compound(sentence: Sentence, index: int) -> Attachment | None:
    """Return the trip that a name stands before: "his Russia trip", "the Vietnam leg"."""
    tokens = sentence.tokens
    nouns = lexicon().nouns
    for ahead in (1, 2):
        at = index + ahead
        if at >= len(tokens) or tokens[at].tag not in {"NOUN", "ADJ", "W"}:
            return None
        if nouns.get(tokens[at].low) == "trip":
            verb = sentence.before(index) or sentence.after(index)
            return nominal(sentence, index, at, "in", verb)
    return None


def venue(sentence: Sentence, index: int) -> Attachment | None:
    """Return the event a name is the venue of: "X as the venue for the talks"."""
    words = [token.low for token in sentence.tokens[index + 1 : index + 4]]
    if words[:1] != ["as"] or not _VENUES & set(words):
        return None
    verb = sentence.before(index) or sentence.after(index)
    at = index + 1 + next(i for i, word in enumerate(words) if word in _VENUES)
    if verb is None or verb.skip or verb.modality != "asserted":
        return None
    return Attachment(
        place=index, cue=(at, at), action="visit", modality="asserted", verb=verb, subject=at,
        preposition="as", noun=True,
    )  # fmt: skip


_VENUES = frozenset("venue site host location stage".split())


def refused(sentence: Sentence, index: int) -> Attachment | None:
    """Return the stop that somebody forbade: "withdrew permission for the berth at X"."""
    tokens = sentence.tokens
    verb = sentence.before(index)
    words = lexicon()
    if verb is None or verb.skip or verb.verb.lemma not in words.refusing:
        return None
    between = [token.low for token in tokens[verb.last + 1 : index]]
    leave = next((i for i, word in enumerate(between) if word in words.leave), None)
    if leave is None or not _PLACED & set(between[leave:]):
        return None
    found = attach(index, verb, "visit", "refused")
    return replace(found, modality="cancelled", subject=None)


# Prepositions that tie a leave to its place: "entry to X", "permission for the berth at X".
_PLACED = frozenset("to at in for into".split())


def as_subject(sentence: Sentence, index: int) -> Attachment | None:
    """Return the visit of a place that is itself the subject: "X was reached on", "X followed"."""
    tokens = sentence.tokens
    came = _inverted(sentence, index)
    if came is not None:
        return replace(attach(index, came, "arrive", ""), subject=index)  # "Next came X"
    verb = next((g for g in sentence.groups if g.first > index), None)
    if verb is None or verb.skip or not verb.finite or verb.subject != index:
        return None
    between = tokens[index + 1 : verb.first]
    dated = [t.tag for t in between if t.tag == "TIME"]
    if is_fallen(tokens, verb) and not noun_before(tokens, index):
        return replace(attach(index, verb, "visit", ""), modality="cancelled", subject=None)
    reached = verb.passive and verb.group in {"visit", "arrive", "pass"}
    follows = verb.verb.lemma == "follow" and not verb.passive and is_last(tokens, verb.last)
    set_apart = bool(dated) and between[0].text == "," and verb.group == "state"
    named = verb.verb.lemma == "be" and _is_stop_said(tokens, verb)
    named = named or _is_down_for(tokens, verb)
    if not (reached or follows or set_apart or named):
        return None
    found = attach(index, verb, "pass" if verb.group == "pass" else "arrive", "")
    present = verb.verb.form == "s" and tokens[verb.first].low not in {"has", "have"}
    if present and found.modality == "asserted":
        found = replace(found, modality="planned")  # "X follows on Saturday", "X is down for"
    agent = _agent(tokens, verb)
    return replace(found, subject=index if agent is None else agent)


def noun_before(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a noun owns the name: it is that noun that the verb is said of."""
    left = phrase_start(tokens, index) - 1
    return left > 0 and tokens[left].tag == "P"


def _inverted(sentence: Sentence, index: int) -> VerbGroup | None:
    """Return the verb of "Next came X", "Then it was X", "First was X"."""
    tokens = sentence.tokens
    verb = sentence.before(index)
    if verb is None or verb.last != phrase_start(tokens, index) - 1 or verb.skip:
        return None
    opening = [token.low for token in tokens[: verb.first] if token.tag != "PUNCT"]
    steps = {"next", "then", "first", "after", "last", "finally", "later"}
    stepped = bool(opening) and opening[0] in steps and len(opening) <= _SHORT_OPENING
    return verb if stepped and verb.verb.lemma in {"come", "be", "follow"} else None


_SHORT_OPENING = 3  # words before the verb of "After that came X"


def _is_stop_said(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether "was" is followed by a stop: "X was the first stop of"."""
    ahead = tokens[verb.last + 1 : verb.last + 6]
    return any(token.low in STOPS for token in ahead[: _phrase_length(ahead)])


def _is_down_for(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether a place stands in a programme: "X is down for Friday", "is next"."""
    ahead = [token.low for token in tokens[verb.last + 1 : verb.last + 3]]
    return verb.verb.lemma == "be" and (ahead == ["down", "for"] or ahead[:1] == ["next"])


def _phrase_length(tokens: Sequence[Token]) -> int:
    tags = {"DET", "ADJ", "NOUN", "W", "ADV", "NUM", "TRAV", "POSS", "P"}
    return next((i for i, t in enumerate(tokens) if t.tag not in tags), len(tokens))


def _agent(tokens: Sequence[Token], verb: VerbGroup) -> int | None:
    """Return who did it, behind "by"."""
    for at in range(verb.last + 1, len(tokens) - 1):
        if tokens[at].low == "by" and tokens[at + 1].tag in {"TRAV", "NOUN", "NAME", "DET"}:
            return at + 1
    return None


def by_clause(sentence: Sentence, index: int) -> Attachment | None:
    """Return the clause that hangs on a name: "Lima, where he met", "Lima, which she visited"."""
    tokens = sentence.tokens
    if _locates_another(tokens, index):
        return None  # "landed in X, outside Y, where": the clause is on X
    at = index + 1
    while at < len(tokens) and (tokens[at].tag == "PLACE" or tokens[at].text in {",", ")", "("}):
        if tokens[at].tag == "PLACE" and tokens[at - 1].low == "and":
            return None
        at += 1
    if (
        at >= len(tokens)
        or tokens[at].low not in {"where", "which"}
        or (at == index + 1 and tokens[at].low == "which")
    ):
        return None
    verbs = [g for g in sentence.groups if g.first > at][:3]
    if tokens[at].low == "which":
        reached = {"visit", "arrive", "pass", "depart"}
        verbs = [g for g in verbs[:1] if g.group in reached and g.subject not in (None, index)]
    for verb in verbs:
        if verb.group in {"talk", "state"} or (verb.subject or 0) < at:
            continue
        modality = _doubt(tokens[at : verb.first], verb.modality)
        action = _present(verb)
        if action and not verb.skip:
            return Attachment(
                place=index, cue=(verb.first, verb.main), action=action, modality=modality,
                verb=verb, subject=verb.subject, preposition="where",
            )  # fmt: skip
    return None


def _locates_another(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a name says near what the place before lies: "X, outside Y"."""
    left = phrase_start(tokens, index) - 1
    if left < 1 or tokens[left].low not in NEVER or tokens[left].low == "of":
        return False
    at = left - 1
    while at > 0 and tokens[at].tag in {"ADV", "PUNCT", "NUM", "W"}:
        at -= 1
    return tokens[at].tag == "PLACE"


def _doubt(tokens: Sequence[Token], modality: Modality) -> Modality:
    """Return the modality under a verb of expecting or believing before it."""
    words = {token.low for token in tokens}
    if {"anticipated", "expected", "believed", "speculated", "thought", "hoped"} & words:
        return "speculated"
    return modality


def _present(verb: VerbGroup) -> Action | None:
    """Return the action of a verb in a clause that has its place in "where"."""
    table: dict[str, Action] = {
        "arrive": "arrive", "visit": "visit", "stay": "stay", "depart": "depart", "go": "visit",
        "pass": "pass", "presence": "visit", "other": "visit", "carry": "arrive",
    }  # fmt: skip
    return table.get(verb.group)


def subject_of_fallen(sentence: Sentence, index: int, preposition: str) -> VerbGroup | None:
    """Return the verb that gives up a way or a trip to here: "the road through X was ruled out"."""
    tokens = sentence.tokens
    verb = sentence.main_after(index)
    if verb is None or verb.subject is None or verb.subject >= index or sentence.before(index):
        return None
    noun = tokens[verb.subject]
    counts = noun.low in _WAYS or noun_kind(noun) in {"trip", "event"}
    reached = preposition in LOCATIVE | GOAL | WAY | AIM
    return verb if counts and reached and is_fallen(tokens, verb) else None


_WAYS = frozenset(
    "road route way leg path course detour call swing plan invitation invitations".split()
)
