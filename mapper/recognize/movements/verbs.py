"""Finds the verb groups of a sentence: their main verb, how surely they are said, and of whom.

A group is a main verb with the helpers before it ("is scheduled to arrive", "had been flown"). Its
modality is read from its own words and, for an infinitive, from the verb it hangs on; never from
the whole sentence, which is worse than assuming that everything happened.
"""

from collections.abc import Sequence
from dataclasses import replace

from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.modality import NEGATIONS, modality_of
from mapper.recognize.movements.tokens import POSSESSIVES, SUBJECT_PRONOUNS, Token
from mapper.recognize.movements.words import VerbForm, lexicon

_HELPERS = frozenset("be have do get".split())
# "plans to visit": the verb before "to" that makes the infinitive planned, doubtful or void.
_BOUNDARY = frozenset(":;()[]")


def verb_groups(tokens: Sequence[Token]) -> tuple[VerbGroup, ...]:
    """Return the verb groups of a sentence from left to right."""
    groups: list[VerbGroup] = []
    index = 0
    while index < len(tokens):
        if tokens[index].tag in {"V", "MODAL"}:
            group = _read_group(tokens, index, groups)
            if group:
                groups.append(group)
                index = group.last + 1
                continue
        index += 1
    return tuple(groups)


def _read_group(
    tokens: Sequence[Token], first: int, groups: Sequence[VerbGroup]
) -> VerbGroup | None:
    end = first
    main = -1
    index = first
    while index < len(tokens) and tokens[index].tag in {"V", "MODAL", "ADV", "TO", "NEG"}:
        if tokens[index].tag == "V":
            if main >= 0 and not _continues(tokens, main, index):
                break
            main, end = index, index
        index += 1
        if index < len(tokens) and tokens[index].low in NEGATIONS | {"'", "\u2019", "n"}:
            index += 1
    while index < len(tokens) and tokens[index].low in NEGATIONS:
        index += 1
    if main < 0:
        return None
    verb = tokens[main].verb
    if verb is None:
        return None
    kind, last = _phrasal(tokens, main, verb)
    to_before = first > 0 and tokens[first - 1].tag == "TO"
    lead = tokens[first].verb
    finite = not to_before and not (lead is not None and lead.form == "ing")  # "having left"
    coordinated = _coordinated_with(tokens, first, main, verb, groups)
    if coordinated:
        return replace(
            coordinated, first=first, last=max(end, last), main=main, verb=verb, group=kind
        )
    subject, opener = _subject(tokens, first, groups, finite=finite)
    if finite and groups and not opener and not any(g.finite for g in groups):
        subject = _of_reduced(tokens, groups, subject)
    matrix = groups[-1] if groups and to_before else None
    modality, skip = modality_of(
        tokens, (first, end), matrix, groups[-1] if groups else None, opener
    )
    passive = _is_passive(tokens, first, main, verb)
    skip = skip or _is_prevented(tokens, first, groups)
    return VerbGroup(
        first=first, last=max(end, last), main=main, verb=verb, group=kind, modality=modality,
        finite=finite, passive=passive, subject=subject, opener=opener, skip=skip,
    )  # fmt: skip


_PREVENTING = frozenset("stop prevent bar keep block ban discourage hinder".split())


def _is_prevented(tokens: Sequence[Token], first: int, groups: Sequence[VerbGroup]) -> bool:
    """Return whether a verb is kept from happening: "stop flights from crossing X"."""
    behind_from = first > 0 and tokens[first - 1].low == "from" and bool(groups)
    return behind_from and groups[-1].verb.lemma in _PREVENTING


def _coordinated_with(
    tokens: Sequence[Token], first: int, main: int, verb: VerbForm, groups: Sequence[VerbGroup]
) -> VerbGroup | None:
    """Return the infinitive that a bare verb goes on with: "to lay flowers, talk and meet"."""
    bare = first == main and verb.form == "base" and first > 0
    joint = tokens[_skip_adverbs(tokens, first) - 1]
    if not bare or not (joint.tag == "CC" or joint.text == ","):
        return None
    return next((g for g in reversed(groups) if _is_base(tokens, g)), None)


def _is_base(tokens: Sequence[Token], group: VerbGroup) -> bool:
    """Return whether a group ends in a plain form: "to lay", "plan to have"."""
    plain = tokens[group.main].low in {"be", "have"} and group.first < group.main
    return plain or group.verb.form == "base"


def _continues(tokens: Sequence[Token], main: int, index: int) -> bool:
    """Return whether the verb at `index` goes on with the group whose last verb is `main`."""
    before, here = tokens[main].verb, tokens[index].verb
    if before is None or here is None:
        return False
    between = {token.tag for token in tokens[main + 1 : index]}
    if "TO" in between:
        return here.form == "base" or here.lemma == tokens[index].low
    if before.lemma == "be":
        return here.form in {"past", "pp", "ing"}
    if before.lemma in {"have", "get"}:
        return here.form in {"past", "pp"}
    return before.lemma in _HELPERS and here.form == "base"


def _phrasal(tokens: Sequence[Token], main: int, verb: VerbForm) -> tuple[str, int]:
    """Return the group of a verb with its particle ("took off"), and the particle's index."""
    particles = lexicon().phrasal.get(verb.lemma)
    if particles:
        for length in (2, 1):
            words = " ".join(token.low for token in tokens[main + 1 : main + 1 + length])
            if words in particles:
                last = tokens[main + length]
                governs = last.tag == "P" and main + length + 1 < len(tokens)
                return particles[words], main + length - (1 if governs else 0)
    return verb.group, main


def _is_passive(tokens: Sequence[Token], first: int, main: int, verb: VerbForm) -> bool:
    if verb.form not in {"past", "pp"}:
        return False
    helpers = [t.verb.lemma for t in tokens[first:main] if t.verb]
    return bool(helpers) and helpers[-1] in {"be", "get"}


def _of_reduced(
    tokens: Sequence[Token], groups: Sequence[VerbGroup], subject: int | None
) -> int | None:
    """Return the head of "lorries carrying flour, oil and salt are standing": the first noun."""
    lead = groups[0]
    if lead.subject is None or lead.subject != lead.first - 1 or tokens[lead.first].tag != "V":
        return subject
    alike = subject is not None and tokens[subject].tag in {"TRAV", "PRON"}
    return subject if alike else lead.subject


# --- of whom -------------------------------------------------------------------------------------


def _subject(
    tokens: Sequence[Token], first: int, groups: Sequence[VerbGroup], *, finite: bool
) -> tuple[int | None, str]:
    """Return the head of the subject of the group at `first`, and the word that opens its clause.

    What stands between two verbs is the object of the first unless a comma, "and" or a conjunction
    begins anew, or a name stands right before the second ("the plane she had taken").
    """
    start, opener = _clause_start(tokens, first, groups)
    if groups and first - 2 == groups[-1].last and tokens[first - 1].low in _SEEN:
        return first - 1, opener  # "watched her land"
    if opener in {"which", "who", "that"} and start == _skip_adverbs(tokens, first):
        return _head_before(tokens, start - 2), opener
    if not opener and groups:
        start = _fresh_start(tokens, start, first, groups[-1])
    end = _before_aside(tokens, start, first)
    head = _first_head(tokens, start, end)
    if head is not None and (finite or not groups or opener not in {"", "ing"}):
        return head, opener
    if not finite and not any(group.finite for group in groups):
        return _next_subject(tokens, first), opener or "ing"
    for group in reversed(groups):
        if group.finite and not (group.opener in _ON_NOUNS and _comma(tokens, first)):
            return group.subject, opener
    return (groups[-1].subject if groups else head), opener


_SEEN = frozenset("him her them it".split())
_ON_NOUNS = frozenset("which who that where when whose whom".split())


def _comma(tokens: Sequence[Token], first: int) -> bool:
    """Return whether a comma, with or without "and", stands before a verb."""
    before = first - 1
    if before > 0 and tokens[before].tag == "CC":
        before -= 1
    return before > 0 and tokens[before].text == ","


def _skip_adverbs(tokens: Sequence[Token], index: int) -> int:
    while index > 0 and tokens[index - 1].tag == "ADV":
        index -= 1
    return index


def _clause_start(
    tokens: Sequence[Token], first: int, groups: Sequence[VerbGroup]
) -> tuple[int, str]:
    floor = groups[-1].last + 1 if groups else 0
    index = first
    while index > floor:
        token = tokens[index - 1]
        if token.tag == "SUB" or token.text in _BOUNDARY:
            fresh = _behind_fronted(tokens, index - 1, first)
            return (fresh, "") if fresh else (index, token.low)
        last = token.low.split()[-1]
        then = last == "before" and tokens[first].low == "had"  # "on the day before she had met"
        apart = tokens[index].text == "," or then
        if token.tag == "TIME" and last in {"before", "after"} and not apart:
            return index, last  # "Hours before his train left"
        index -= 1
    return index, ""


_FRONTED = frozenset("if when as although though while once since after before because".split())
_SHORTEST_CLAUSE = 3


def _behind_fronted(tokens: Sequence[Token], opener: int, first: int) -> int | None:
    """Return where the main clause begins behind a fronted one: "If the ice allows, she will"."""
    if opener > 1 or tokens[opener].low not in _FRONTED:
        return None
    for index in range(opener + _SHORTEST_CLAUSE, first):
        subject = tokens[index + 1].tag in {"TRAV", "PRON", "DET", "NAME"}
        if tokens[index].text == "," and subject:
            return index + 1
    return None


def _fresh_start(tokens: Sequence[Token], start: int, first: int, before: VerbGroup) -> int:
    adjacent = _skip_adverbs(tokens, first) - 1
    if before.group == "talk" and not any(t.text == "," for t in tokens[start:first]):
        return start
    if adjacent >= start and tokens[adjacent].tag in {"TRAV", "PRON"}:
        begin = adjacent
        while begin > start and tokens[begin - 1].tag in _PHRASE:
            begin -= 1
        if tokens[begin - 1].tag != "P":
            return begin
    for index in range(first - 1, start - 1, -1):
        if tokens[index].tag == "CC" or tokens[index].text == ",":
            return index + 1
    return first


_PHRASE = frozenset({"DET", "ADJ", "NOUN", "NAME", "W", "DEMONYM", "NUM", "POSS", "PLACE", "TRAV"})
_ASIDE = 9  # words between the commas: "X, about 220 km north-west of Y, was dropped"


def _before_aside(tokens: Sequence[Token], start: int, first: int) -> int:
    """Return where the subject's own phrase ends: before what two commas set apart."""
    if first < start + 2 or tokens[first - 1].text != ",":
        return first
    for index in range(first - 2, max(start, first - 2 - _ASIDE), -1):
        if tokens[index].tag in {"V", "SUB", "CC", "TRAV"}:
            return first
        if tokens[index].text == ",":
            return index
    return first


_NOMINAL = frozenset({"TRAV", "PRON", "NOUN", "NAME", "PLACE", "W", "DEMONYM", "NUM"})


def _first_head(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Return the head of the last noun phrase before the verb that hangs on no preposition.

    A phrase set off by commas behind a traveller ("Baker, almost 40,") does not replace it.
    """
    head: int | None = None
    inside = False  # a preposition's phrase
    for index in range(start, end):
        token = tokens[index]
        previous = tokens[index - 1] if index > start else None
        if token.low in SUBJECT_PRONOUNS:
            head, inside = index, False
        elif token.low in POSSESSIVES:
            inside = inside and previous is not None and previous.tag in {"P", "CC"}
        elif token.tag in {"P", "TO"}:
            inside = not _is_roughly(tokens, index)
        elif token.tag in {"PUNCT", "CC", "TIME"}:
            inside = False
        elif token.tag == "DET":
            inside = inside and previous is not None and previous.tag in {"P", "CC"}
        elif inside and token.tag == "TRAV" and previous and previous.tag in _BEFORE_SUBJECT:
            head = index  # "Secretary of State Jane Roe", "On the way home his plane"
        elif token.tag in _NOMINAL and not inside:
            named = head is not None and tokens[head].tag in {"TRAV", "PRON"}
            possessed = previous is not None and previous.tag == "POSS"
            if not named or token.tag == "TRAV" or (possessed and head == index - 2):
                head = index
    return head


def _is_roughly(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a preposition only rounds a number: "about 40 veterans"."""
    rounds = tokens[index].low in {"about", "over", "around", "under"}
    return rounds and index + 1 < len(tokens) and tokens[index + 1].tag == "NUM"


_BEFORE_SUBJECT = frozenset({"NOUN", "NAME", "W", "ADV", "PLACE"})


def _head_before(tokens: Sequence[Token], index: int) -> int | None:
    while index >= 0:
        if tokens[index].tag in {"TRAV", "NOUN", "NAME", "PLACE", "W"}:
            return index
        index -= 1
    return None


def _next_subject(tokens: Sequence[Token], first: int) -> int | None:
    """Return the subject of the main clause behind a fronted participle ("Arriving in X, she")."""
    for index in range(first, len(tokens) - 1):
        if tokens[index].text == ",":
            for later in range(index + 1, len(tokens)):
                if tokens[later].tag in {"TRAV", "PRON", "NOUN"}:
                    return later
                if tokens[later].tag in {"V", "P", "SUB"}:
                    break
    return None
