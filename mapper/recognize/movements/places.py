"""Finds what puts somebody at a place: the verb or noun that governs the name, and the action.

From the name leftward: its own phrase ("the city of"), the preposition, then the nearest noun of
travel ("a visit to") or verb. A verb of motion reads the preposition ("to" arrives, "from"
departs), any other act of a traveller needs "in" or "at". What fits no rule is no movement, so
that "Moscow said", "the war in", "near" and "N km from" fall out by themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mapper.model import Action, Modality
from mapper.recognize.movements.tokens import POSSESSIVES, Token
from mapper.recognize.movements.verbs import VerbGroup
from mapper.recognize.movements.words import lexicon

LOCATIVE = frozenset("at in on aboard inside within around throughout".split())
_GOAL = frozenset("to into onto".split())
_AIM = frozenset("for toward towards".split())
_SOURCE = frozenset(["from"])
_WAY = frozenset("through via across over along past by up down round between beyond".split())
# Prepositions that only say where something lies, or what is talked about.
_NEVER = frozenset(
    "near of off outside against about with as like than despite without regarding concerning"
    " under above behind beside amid among per opposite including upon".split()
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A place name (token index) with the cue (token range) that governs it and what it means.

    `verb` is the governing group, also of a noun; `preposition` the one before the name;
    `locating` where the name only says where another place of the clause lies; `noun` where a noun
    decided, which asserts less than a verb.
    """

    place: int
    cue: tuple[int, int]
    action: Action
    modality: Modality
    verb: VerbGroup | None
    subject: int | None
    preposition: str = ""
    locating: bool = False
    noun: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens and verb groups of a sentence."""

    tokens: tuple[Token, ...]
    groups: tuple[VerbGroup, ...]

    def before(self, index: int) -> VerbGroup | None:
        """Return the last verb group that ends before a token."""
        return next((g for g in reversed(self.groups) if g.last < index), None)

    def after(self, index: int, *, finite: bool = True) -> VerbGroup | None:
        """Return the first (finite) verb group behind a token."""
        return next((g for g in self.groups if g.first > index and (g.finite or not finite)), None)


def attachments(sentence: Sentence) -> dict[int, Attachment]:
    """Return the attachment of each place in a sentence that somebody is put at, by token index."""
    found: dict[int, Attachment] = {}
    for index, token in enumerate(sentence.tokens):
        if token.tag == "PLACE":
            attachment = (
                _in_row(sentence, index, found)
                or _compound(sentence, index)
                or _venue(sentence, index)
                or _by_phrase(sentence, index)
                or _by_clause(sentence, index)
            )
            if attachment:
                found[index] = attachment
    return found


# --- the phrase round the name -------------------------------------------------------------------


def _phrase_start(tokens: Sequence[Token], index: int) -> int:
    """Return the index of the first token of the noun phrase that a name heads."""
    start = index
    while start > 0:
        before = tokens[start - 1]
        possessive = before.tag == "TRAV" and before.low in POSSESSIVES
        if possessive or before.tag in {"DET", "ADJ", "DEMONYM", "NUM"} or before.low in _INNER:
            start -= 1
        elif (before.tag == "POSS" and start > 1) or (
            before.low == "of" and start > 1 and _is_type(tokens[start - 2])
        ):
            start -= 2
        elif (
            _is_type(before)
            or (before.tag in {"NAME", "W"} and _close(tokens, start))
            or (tokens[index].text[0].islower() and _is_modifier(before))
        ):
            start -= 1
        elif (opener := _apposed_from(tokens, start)) is not None:
            start = opener
        elif before.text in {"\u201c", '"', "`", "\u2018"} and start > 1:
            start -= 1
        else:
            break
    return start


def _is_modifier(token: Token) -> bool:
    """Return whether a word may stand before an unnamed facility ("the main launch site")."""
    if token.tag in {"W", "NAME", "ADJ"}:
        return True
    return token.tag == "NOUN" and lexicon().nouns.get(token.low) not in _ACTS


_APPOSED = 4  # words between an article and the name it introduces: "the border check point X"


def _apposed_from(tokens: Sequence[Token], start: int) -> int | None:
    """Return the article of a common noun set before a name ("the spaceport X"), or None."""
    nouns = lexicon().nouns
    for at in range(start - 1, max(-1, start - 2 - _APPOSED), -1):
        token = tokens[at]
        if token.tag == "DET":
            return at if at < start - 1 else None
        if token.tag not in {"W", "ADJ", "NOUN", "NAME"} or nouns.get(token.low) in _ACTS:
            return None
    return None


_ACTS = frozenset({"trip", "event", "vehicle", "static"})
_INNER = frozenset("far then again back once nearby neighboring neighbouring".split())


def _is_type(token: Token) -> bool:
    return lexicon().nouns.get(token.low) == "type"


def _close(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a capitalised or unknown word before a name belongs to it ("southern")."""
    before = tokens[start - 1]
    return before.low.endswith(("ern", "al", "ian", "ese", "ish", "y")) or before.text[0].isupper()


def _is_possessor(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].tag == "POSS"


def _in_row(sentence: Sentence, index: int, found: dict[int, Attachment]) -> Attachment | None:
    """Return what a name shares with the one before: "Lima and Cuzco", "Lima, Peru", "X (Peru)"."""
    tokens = sentence.tokens
    start = _phrase_start(tokens, index)
    joint = start - 1
    if joint > 0 and tokens[joint].low == "around" and tokens[joint - 1].tag == "PLACE":
        joint -= 1
    while joint > 0 and (tokens[joint].low in {"and", "or", ",", "(", "then", "&"}):
        joint -= 1
    if joint < 0 or joint == start - 1 or tokens[joint].tag != "PLACE" or joint not in found:
        return None
    if _is_possessor(tokens, index) or _starts_clause(sentence, index):
        return None
    return replace(found[joint], place=index, locating=False)


def _starts_clause(sentence: Sentence, index: int) -> bool:
    """Return whether the name is the subject of the next verb ("..., and Vietnam sent")."""
    tokens = sentence.tokens
    following = index + 1
    while following < len(tokens) and tokens[following].tag == "ADV":
        following += 1
    return following < len(tokens) and any(
        g.first == following and g.finite and g.verb.form != "pp" for g in sentence.groups
    )


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
            return _nominal(sentence, index, at, "in", verb)
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


_VENUES = frozenset("venue site host location stage".split())


# --- clauses behind the name ---------------------------------------------------------------------


def _by_clause(sentence: Sentence, index: int) -> Attachment | None:
    """Return the clause that hangs on a name: "Lima, where he met", "Lima, which she visited"."""
    tokens = sentence.tokens
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
        verbs = [g for g in verbs[:1] if g.group == "visit" and g.subject not in (None, index)]
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


def _by_phrase(sentence: Sentence, index: int) -> Attachment | None:
    tokens = sentence.tokens
    if _is_possessor(tokens, index) and not _owns_place(tokens, index):
        return None
    start = _phrase_start(tokens, index)
    left = start - 1
    if left >= 0 and tokens[left].tag == "V":
        verb = sentence.before(start)
        return _object(sentence, index, verb) if verb else None
    if left < 0 or tokens[left].tag != "P":
        return _object_across(sentence, index, start)
    preposition = _joined(tokens, left)
    if preposition in _NEVER and not _is_tour_of(tokens, left):
        return None
    if _is_measure(tokens, left) or _is_in_subject(sentence, index, left):
        return None
    if _is_entry(sentence, index):
        return _entry(index, left, preposition)
    if _is_fronted(tokens, left):
        verb = sentence.after(index)
        if verb:
            return _by_verb(sentence, index, verb, preposition, fronted=True)
    return _climb(sentence, index, left, preposition)


def _is_tour_of(tokens: Sequence[Token], left: int) -> bool:
    return left > 0 and tokens[left].low == "of" and _noun_kind(tokens[left - 1]) == "trip"


def _noun_kind(token: Token) -> str | None:
    """Return the group of a noun of movement, of the last word where it is a find of several."""
    if token.tag not in {"NOUN", "TRAV"}:
        return None
    return lexicon().nouns.get(token.low) or lexicon().nouns.get(token.low.split()[-1])


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
}


def _joined(tokens: Sequence[Token], left: int) -> str:
    """Return the preposition at `left`, or what it and the words before it come to."""
    for words, meaning in _JOINED.items():
        begin = left + 1 - len(words)
        if begin >= 0 and tuple(t.low for t in tokens[begin : left + 1]) == words:
            return meaning
    return tokens[left].low


_UNITS = frozenset(
    "km kilometers kilometres kilometer kilometre miles mile mi meters metres m yards feet hours"
    " minutes drive north south east west northeast northwest southeast southwest".split()
)


def _is_measure(tokens: Sequence[Token], left: int) -> bool:
    """Return whether "from" or "to" ends a stated distance ("74 km from", "an hour's drive from")."""
    if left == 0 or tokens[left].low not in {"from", "to", "away"}:
        return False
    return tokens[left - 1].low in _UNITS and tokens[left - 1].tag != "V"


def _is_in_subject(sentence: Sentence, index: int, left: int) -> bool:
    """Return whether a name belongs to the subject of the verb behind it ("an official in X said")."""
    before = sentence.tokens[left - 1] if left else None
    held = before is not None and before.tag in {"NOUN", "W", "NAME", "ADJ"}
    return (
        bool(held)
        and _noun_kind(sentence.tokens[left - 1]) is None
        and _starts_clause(sentence, index)
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
        (_GOAL, "arrive"), (_SOURCE, "depart"), (_WAY, "pass"), (LOCATIVE, "stay"),
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
    if before.tag in {"SUB"} or before.text in {"\u201c", ";", ":", "\u2014", "\u2013"}:
        return True
    return left == 1 and before.tag in {"ADV", "TIME", "P", "CC", "PUNCT"}


def _climb(sentence: Sentence, index: int, left: int, preposition: str) -> Attachment | None:
    """Walk left from the preposition to the noun or verb that governs it."""
    tokens = sentence.tokens
    verb = sentence.before(left)
    floor = verb.last if verb else -1
    content = False  # a noun of another meaning stands between
    for at in range(left - 1, floor, -1):
        token = tokens[at]
        kind = _noun_kind(token)
        if kind == "static" and not content and preposition in LOCATIVE | _GOAL:
            if not (verb and verb.verb.lemma in _MEETS):
                return None
        elif (kind == "trip" and not content) or (
            kind == "vehicle" and not content and preposition not in LOCATIVE
        ):
            return _nominal(sentence, index, at, preposition, verb)
        elif kind == "event" and preposition in LOCATIVE:
            return _event(sentence, index, at, preposition, verb)
        if token.tag in {"SUB"}:
            return None
        if token.text in {":", "\u2014", "\u2013"}:
            return None
        if _is_apposition(tokens, at, left):
            return None
        content = content or token.tag in {"NOUN", "W", "NAME"}
    if verb is None or (preposition in _SOURCE and _sends(tokens, left, verb)):
        return None
    found = _by_verb(sentence, index, verb, preposition, fronted=False)
    comma = tokens[left - 1].text == ","
    earlier = sentence.before(verb.first)
    if found is None and earlier and (comma or verb.opener in {"that", "which", "who"}):
        found = _by_verb(sentence, index, earlier, preposition, fronted=False)
    return found


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
    if verb.group == "other" or action is None or verb.passive or verb.skip:
        return _void(sentence, index, verb)
    if verb.verb.lemma in {"land", "dock", "check", "touch"}:
        return None
    return _attach(index, verb, action, "")


def _void(sentence: Sentence, index: int, verb: VerbGroup) -> Attachment | None:
    """Return a cancelled stop for "skipped X", "cancelled X"; nothing for other verbs."""
    if sentence.tokens[verb.main].low in _CALLED_OFF and not verb.skip:
        return replace(_attach(index, verb, "visit", ""), modality="cancelled")
    return None


_CALLED_OFF = frozenset(
    "cancelled canceled cancels cancel scrapped scraps dropped postponed postpones scrubbed".split()
)


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
    if action is None and preposition in LOCATIVE:
        action = _stay(sentence, index, verb, fronted=fronted)
    if action is None:
        return None
    locates = preposition in LOCATIVE and not fronted
    locating = locates and _follows_place(sentence.tokens, verb.last, index)
    locating = locating or _is_possessor(sentence.tokens, index)
    return replace(_attach(index, verb, action, preposition), locating=locating)


def _follows_place(tokens: Sequence[Token], first: int, index: int) -> bool:
    """Return whether another place of the clause stands before, which this name then locates."""
    between = tokens[first + 1 : index]
    last_place = max((i for i, t in enumerate(between) if t.tag == "PLACE"), default=-1)
    return last_place >= 0 and all(
        t.tag in {"P", "DET", "ADJ", "NOUN", "W", "NAME", "POSS", "DEMONYM"} or t.text in "()"
        for t in between[last_place + 1 :]
    )


_MOTION: dict[str, dict[str, Action]] = {
    "goal": {"go": "arrive", "arrive": "arrive", "pass": "arrive", "carry": "arrive", "head": "head",
             "depart": "head", "presence": "arrive", "visit": "visit", "stay": "arrive"},
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
        ("goal", _GOAL), ("aim", _AIM), ("source", _SOURCE), ("way", _WAY), ("locative", LOCATIVE),
    ):  # fmt: skip
        if preposition in words:
            action = _MOTION[role].get(verb.group)
            if verb.group == "presence" and verb.verb.lemma not in _BOARDING:
                return None
            return action
    return None


# "boarded a plane for X", "joined the ship to X"; other events have no direction.
_BOARDING = frozenset("board join".split())


def _stay(sentence: Sentence, index: int, verb: VerbGroup, *, fronted: bool) -> Action | None:
    """Return the action of a verb that is no motion, with "in" or "at"."""
    if verb.group in {"presence", "other"}:
        return "visit"
    if verb.group in {"talk", "state"}:
        near = fronted or _is_right_behind(sentence.tokens, verb.last, index)
        if verb.group == "state" and verb.verb.lemma != "be":
            return None
        return "stay" if near else None
    return None


def _is_right_behind(tokens: Sequence[Token], last: int, index: int) -> bool:
    """Return whether only times, adverbs and the preposition stand between verb and name."""
    start = _phrase_start(tokens, index)
    return all(
        t.tag in {"P", "ADV", "TIME", "PUNCT", "PRON"} or t.low == "on"
        for t in tokens[last + 1 : start]
    )


# --- nouns ---------------------------------------------------------------------------------------


def _nominal(
    sentence: Sentence, index: int, noun: int, preposition: str, verb: VerbGroup | None
) -> Attachment | None:
    """Return the attachment of a name to a noun of travel ("his visit to", "a train through")."""
    tokens = sentence.tokens
    low = tokens[noun].low.split()[-1]
    action = _nominal_action(low, preposition)
    if action is None:
        return None
    governing = verb or sentence.after(index)
    modality, void = _nominal_modality(sentence, noun, governing)
    if void:
        return None
    return Attachment(
        place=index, cue=(noun, noun), action=action, modality=modality, verb=governing,
        subject=_owner(tokens, noun, governing), preposition=preposition, noun=True,
    )  # fmt: skip


def _nominal_action(low: str, preposition: str) -> Action | None:
    if preposition in _SOURCE or (low == "departure" and preposition in LOCATIVE):
        return "depart"
    if preposition in _WAY or (preposition == "of" and low in {"crossing", "passage"}):
        return "pass"
    if preposition in _AIM:
        return "head"
    if preposition in _GOAL or preposition == "of":
        return "arrive" if low in {"arrival", "return", "landing"} else "visit"
    return "visit" if preposition in LOCATIVE else None


def _owner(tokens: Sequence[Token], noun: int, verb: VerbGroup | None) -> int | None:
    """Return who the trip belongs to: "Kim's visit", "his visit", else the verb's subject."""
    at = noun - 1
    while at >= 0 and tokens[at].tag in {"ADJ", "NUM", "W", "NOUN", "ADV", "DEMONYM", "V", "NAME"}:
        at -= 1
    if at >= 0 and tokens[at].tag == "TRAV":
        return at
    if at > 0 and tokens[at].tag == "POSS":
        return at - 1
    for by in range(noun + 1, min(noun + 4, len(tokens) - 1)):
        if tokens[by].low in {"by", "of"} and tokens[by + 1].tag == "TRAV":
            return by + 1
    return verb.subject if verb else None


def _nominal_modality(
    sentence: Sentence, noun: int, verb: VerbGroup | None
) -> tuple[Modality, bool]:
    tokens = sentence.tokens
    words = lexicon().modality
    start = _noun_start(tokens, noun)
    own = {token.low for token in tokens[start:noun]}
    before = tokens[start - 1].low if start else ""
    if verb and verb.subject == noun and tokens[verb.main].low in words["cancelled"]:
        return "cancelled", False
    if words["cancelled"] & own or (
        before == "of" and start > 1 and tokens[start - 2].low in words["cancelled"]
    ):
        return "cancelled", False
    if words["planned"] & own or before in {"ahead"} or _is_ahead(tokens, start):
        return "planned", False
    if words["speculated"] & own:
        return "speculated", False
    if words["background"] & own or {"last", "earlier"} & own:
        return "background", False
    if verb is None or verb.first > noun:
        return "asserted", False
    main = tokens[verb.main].low
    if main in words["cancelled"]:
        return "cancelled", False
    if verb.skip:
        return "asserted", True
    if main in words["planned"] or main in {
        "plan",
        "announce",
        "announced",
        "include",
        "includes",
        "considering",
    }:
        return "planned", False
    if main == "included":
        return ("cancelled" if _is_altered(tokens, verb.first) else "planned"), False
    modality: Modality = (
        verb.modality if verb.group != "talk" or verb.modality != "planned" else "planned"
    )
    return modality, False


def _is_altered(tokens: Sequence[Token], index: int) -> bool:
    """Return whether what was included has been changed ("altering his itinerary that included")."""
    changed = {"altering", "altered", "changed", "changing", "initial", "original", "earlier"}
    return any(token.low in changed for token in tokens[max(0, index - 6) : index])


def _is_ahead(tokens: Sequence[Token], start: int) -> bool:
    words = " ".join(token.low for token in tokens[max(0, start - 2) : start])
    return words.endswith(("ahead of", "before", "preparing for", "plan for", "plans for"))


def _noun_start(tokens: Sequence[Token], noun: int) -> int:
    start = noun
    while start > 0 and tokens[start - 1].tag in {
        "ADJ", "NUM", "W", "DEMONYM", "V", "DET", "POSS", "TRAV", "NAME", "NOUN",
    }:  # fmt: skip
        start -= 1
    return start


def _event(
    sentence: Sentence, index: int, noun: int, preposition: str, verb: VerbGroup | None
) -> Attachment | None:
    """Return the attachment of a name to an event ("held a summit at", "the ceremony in")."""
    governing = verb or sentence.after(index)
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
        locating=_follows_place(sentence.tokens, noun, index)
        or _is_possessor(sentence.tokens, index),
        noun=True,
    )  # fmt: skip
