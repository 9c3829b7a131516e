"""Finds what puts somebody at a place: the verb or noun that governs the name, and the action.

From the name leftward: its own phrase ("the city of"), the preposition, then the nearest noun of
travel ("a visit to") or verb. A verb of motion reads the preposition ("to" arrives, "from"
departs), any other act of a traveller needs "in" or "at". What fits no rule is no movement, so
that "Moscow said", "the war in", "near" and "N km from" fall out by themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mapper.model import Action, Modality
from mapper.recognize.movements.nouns import event, is_fallen, is_going_on, nominal
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
    noun_kind,
    phrase_start,
    starts_clause,
)
from mapper.recognize.movements.tokens import POSSESSIVES, Token
from mapper.recognize.movements.verbs import VerbGroup
from mapper.recognize.movements.words import lexicon

# Prepositions that only say where something lies, or what is talked about.
_NEVER = frozenset(
    "near of outside against about with as like than despite without regarding concerning"
    " under above behind beside amid among per opposite including upon".split()
)


def attachments(sentence: Sentence) -> dict[int, Attachment]:
    """Return the attachment of each place in a sentence that somebody is put at, by token index."""
    found: dict[int, Attachment] = {}
    for index, token in enumerate(sentence.tokens):
        if token.tag == "PLACE":
            attachment = (
                _in_row(sentence, index, found)
                or _gapped(sentence, index, found)
                or _compound(sentence, index)
                or _venue(sentence, index)
                or _refused(sentence, index)
                or _as_subject(sentence, index)
                or _onward(sentence, index, found)
                or _by_phrase_or_clause(sentence, index)
            )
            if attachment:
                found[index] = attachment
    return found


def _by_phrase_or_clause(sentence: Sentence, index: int) -> Attachment | None:
    """Return what governs a name before it, or the clause behind it where that says who."""
    before = _by_phrase(sentence, index)
    if before is None:
        return _by_clause(sentence, index)
    if before.subject is not None and sentence.tokens[before.subject].tag in {"TRAV", "PRON"}:
        return before
    clause = _by_clause(sentence, index)  # "Her petrol gave out at X, where she alighted"
    if clause is None or clause.subject is None:
        return before
    told = sentence.tokens[clause.subject].tag in {"TRAV", "PRON"}
    return clause if told else before


def _gapped(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
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


def _onward(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
    """Return a further stage told without its verb: "to X, where Y lives, then to Z"."""
    tokens = sentence.tokens
    left = phrase_start(tokens, index) - 1
    if not found or left < 1 or tokens[left].tag not in {"P", "ADV", "CC", "PUNCT"}:
        return None
    opener = left - 1 if tokens[left].tag == "P" else left
    words = {token.low for token in tokens[max(0, opener - 1) : opener + 1]}
    last = found[max(found)]
    going_on = tokens[left].low in GOAL and tokens[opener].low in {"on", "back"}
    onward = going_on or bool(words & {"then", "finally", "onward", "thence"})
    if not onward or last.modality == "cancelled" or _is_told_anew(sentence, last.place, index):
        return None
    entry = _entry(index, left, tokens[left].low) if tokens[left].tag == "P" else None
    action = entry.action if entry else last.action
    if entry is None and tokens[left].tag == "P":
        return None
    return replace(last, place=index, action=action, locating=False)


def _is_told_anew(sentence: Sentence, last: int, index: int) -> bool:
    """Return whether a verb of its own stands between: "to X and then flew on to Y"."""
    side = {"where", "which", "who", "whose", "when"}
    return any(
        last < group.first < index and group.finite and group.opener not in side
        for group in sentence.groups
    )


def _in_row(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
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


def _compound(sentence: Sentence, index: int) -> Attachment | None:
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


def _venue(sentence: Sentence, index: int) -> Attachment | None:
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


def _refused(sentence: Sentence, index: int) -> Attachment | None:
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
    found = _attach(index, verb, "visit", "refused")
    return replace(found, modality="cancelled", subject=None)


# Prepositions that tie a leave to its place: "entry to X", "permission for the berth at X".
_PLACED = frozenset("to at in for into".split())


def _as_subject(sentence: Sentence, index: int) -> Attachment | None:
    """Return the visit of a place that is itself the subject: "X was reached on", "X followed"."""
    tokens = sentence.tokens
    came = _inverted(sentence, index)
    if came is not None:
        return replace(_attach(index, came, "arrive", ""), subject=index)  # "Next came X"
    verb = next((g for g in sentence.groups if g.first > index), None)
    if verb is None or verb.skip or not verb.finite or verb.subject != index:
        return None
    between = tokens[index + 1 : verb.first]
    dated = [t.tag for t in between if t.tag == "TIME"]
    if is_fallen(tokens, verb) and not noun_before(tokens, index):
        return replace(_attach(index, verb, "visit", ""), modality="cancelled", subject=None)
    reached = verb.passive and verb.group in {"visit", "arrive", "pass"}
    follows = verb.verb.lemma == "follow" and not verb.passive and _is_last(tokens, verb.last)
    set_apart = bool(dated) and between[0].text == "," and verb.group == "state"
    named = verb.verb.lemma == "be" and _is_stop_said(tokens, verb)
    named = named or _is_down_for(tokens, verb)
    if not (reached or follows or set_apart or named):
        return None
    found = _attach(index, verb, "pass" if verb.group == "pass" else "arrive", "")
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
    return any(token.low in _STOPS for token in ahead[: _phrase_length(ahead)])


def _is_down_for(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether a place stands in a programme: "X is down for Friday", "is next"."""
    ahead = [token.low for token in tokens[verb.last + 1 : verb.last + 3]]
    return verb.verb.lemma == "be" and (ahead == ["down", "for"] or ahead[:1] == ["next"])


def _phrase_length(tokens: Sequence[Token]) -> int:
    tags = {"DET", "ADJ", "NOUN", "W", "ADV", "NUM", "TRAV", "POSS", "P"}
    return next((i for i, t in enumerate(tokens) if t.tag not in tags), len(tokens))


_STOPS = frozenset("stop stopover halt leg call port destination stage venue host".split())


def _agent(tokens: Sequence[Token], verb: VerbGroup) -> int | None:
    """Return who did it, behind "by"."""
    for at in range(verb.last + 1, len(tokens) - 1):
        if tokens[at].low == "by" and tokens[at + 1].tag in {"TRAV", "NOUN", "NAME", "DET"}:
            return at + 1
    return None


_VENUES = frozenset("venue site host location stage".split())


# --- clauses behind the name ---------------------------------------------------------------------


def _by_clause(sentence: Sentence, index: int) -> Attachment | None:
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
    if left < 1 or tokens[left].low not in _NEVER or tokens[left].low == "of":
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


# --- prepositions --------------------------------------------------------------------------------


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
        return _object(sentence, index, verb) if verb else None
    if left < 0 or tokens[left].tag != "P":
        return _object_across(sentence, index, start)
    preposition, begin = _joined(tokens, left)
    if preposition == "off":
        preposition = "at"  # where a ship lies, and a pilot boards it
    if preposition == "against" and (verb := sentence.before(left)) and _decides(verb, left):
        return replace(_attach(index, verb, "visit", "against"), modality="cancelled")
    if preposition in _NEVER and not _is_tour_of(tokens, left):
        return None
    if _is_measure(sentence, left) or _is_in_subject(sentence, index, left):
        return None
    off = _subject_of_fallen(sentence, index, preposition)
    if off is not None:
        return replace(
            _attach(index, off, "visit", preposition), modality="cancelled", subject=None
        )
    if _is_edge_of(tokens, left, index):
        return None
    if _is_entry(sentence, index):
        return _entry(index, left, preposition)
    if _is_fronted(tokens, begin):
        verb = sentence.main_after(index)
        if verb:
            found = _by_verb(sentence, index, verb, preposition, fronted=True)
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


_WAYS = frozenset(
    "road route way leg path course detour call swing plan invitation invitations".split()
)


def _subject_of_fallen(sentence: Sentence, index: int, preposition: str) -> VerbGroup | None:
    """Return the verb that gives up a way or a trip to here: "the road through X was ruled out"."""
    tokens = sentence.tokens
    verb = sentence.main_after(index)
    if verb is None or verb.subject is None or verb.subject >= index or sentence.before(index):
        return None
    noun = tokens[verb.subject]
    counts = noun.low in _WAYS or noun_kind(noun) in {"trip", "event"}
    reached = preposition in LOCATIVE | GOAL | WAY | AIM
    return verb if counts and reached and is_fallen(tokens, verb) else None


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


def _entry(index: int, left: int, preposition: str) -> Attachment | None:
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
                return _attach(index, verb, "depart", preposition)  # "fled the fighting in X"
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
    found = _by_verb(sentence, index, verb, preposition, fronted=False)
    if found is None and verb.modality in {"planned", "speculated"}:
        return None  # "ate in X and is hoping for supper in Y"
    comma = tokens[left - 1].text == ","
    earlier = sentence.before(verb.first)
    if found is None and earlier and (comma or verb.opener in {"that", "which", "who"}):
        found = _by_verb(sentence, index, earlier, preposition, fronted=False)
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


# --- verbs ---------------------------------------------------------------------------------------


def _object(sentence: Sentence, index: int, verb: VerbGroup) -> Attachment | None:
    """Return the attachment of a name that is a verb's object."""
    table: dict[str, Action] = {
        "visit": "visit", "depart": "depart", "pass": "pass", "arrive": "arrive",
    }  # fmt: skip
    action = table.get(verb.group)
    if verb.verb.lemma == "be" and _is_stop(sentence.tokens, verb) and not verb.skip:
        return _attach(index, verb, "visit", "")  # "The last stop was X"
    if verb.verb.lemma == "play" and _is_performing(sentence.tokens, verb):
        return _attach(index, verb, "visit", "")  # "the band played X on Monday"
    if verb.verb.lemma == "make" and _is_last(sentence.tokens, index) and not verb.passive:
        return _attach(index, verb, "arrive", "")  # "hopes to make X by Monday"
    if verb.group == "other" or action is None or verb.passive or verb.skip:
        return _void(sentence, index, verb)
    if verb.verb.lemma in {"land", "dock", "check", "touch"}:
        return None
    return _attach(index, verb, action, "")


def _is_performing(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether who plays a place is on stage there; a team plays against it."""
    if verb.subject is None or verb.skip or verb.passive:
        return False
    return tokens[verb.subject].low.split()[-1] in lexicon().performers


def _is_stop(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether the subject of "was" is a stop of the journey."""
    return verb.subject is not None and tokens[verb.subject].low in _STOPS


def _is_last(tokens: Sequence[Token], index: int) -> bool:
    """Return whether an object ends there: "make X by Monday", not "make X its capital"."""
    return index + 1 >= len(tokens) or tokens[index + 1].tag in {"P", "TIME", "PUNCT"}


def _void(sentence: Sentence, index: int, verb: VerbGroup) -> Attachment | None:
    """Return a cancelled stop for "skipped X", "cancelled X"; nothing for other verbs."""
    called_off = sentence.tokens[verb.main].low in lexicon().modality["called_off"]
    dropped = called_off or _is_struck(sentence, index, verb)
    if dropped and not verb.skip:
        return replace(_attach(index, verb, "visit", ""), modality="cancelled")
    return None


def _is_struck(sentence: Sentence, index: int, verb: VerbGroup) -> bool:
    """Return whether a place is taken off a list: "striking X from her programme"."""
    words = [token.low for token in sentence.tokens[index + 1 : index + 5]]
    off = words[:1] in (["from"], ["off"])
    lemmas = {"strike", "drop", "cut", "remove", "delete", "cross", "take", "leave", "axe", "scrub"}
    return off and verb.verb.lemma in lemmas and bool(lexicon().programme & set(words))


def _object_across(sentence: Sentence, index: int, start: int) -> Attachment | None:
    """Return the attachment of an object behind an adverb or a time ("left on Sunday Lima")."""
    tokens = sentence.tokens
    left = start - 1
    while left > 0 and tokens[left].tag in {"ADV", "TIME", "NUM"}:
        left -= 1
    verb = sentence.before(start)
    if verb and left == verb.last and left < start - 1:
        return _object(sentence, index, verb)
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
    return replace(_attach(index, verb, "visit", "instead"), modality="cancelled")


def _attach(index: int, verb: VerbGroup, action: Action, preposition: str) -> Attachment:
    return Attachment(
        place=index, cue=(verb.first, verb.last), action=action, modality=verb.modality,
        verb=verb, subject=verb.subject, preposition=preposition,
    )  # fmt: skip


def _by_verb(
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
    found = replace(_attach(index, verb, action, preposition), locating=locating)
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
