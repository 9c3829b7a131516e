"""Finds the verb groups of a sentence: their main verb, how surely they are said, and of whom.

A group is a main verb with the helpers before it ("is scheduled to arrive", "had been flown"). Its
modality is read from its own words and, for an infinitive, from the verb it hangs on; never from
the whole sentence, which is worse than assuming that everything happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mapper.model import Modality
from mapper.recognize.movements.tokens import POSSESSIVES, SUBJECT_PRONOUNS, Token
from mapper.recognize.movements.words import VerbForm, lexicon

_HELPERS = frozenset("be have do get".split())
_NEGATIONS = frozenset("not never n't cannot no t neither nor".split())
# "plans to visit": the verb before "to" that makes the infinitive planned, doubtful or void.
_BOUNDARY = frozenset(":;()[]")


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb group by token indices [first, last]; `main` is its main verb.

    `subject` is the index of the head of its subject, None where the text has none. `finite` is
    False for "-ing" and for infinitives of purpose. `skip` marks what is no movement at all:
    negated, habitual or conditional.
    """

    first: int
    last: int
    main: int
    verb: VerbForm
    group: str
    modality: Modality
    finite: bool
    passive: bool
    subject: int | None
    opener: str = ""
    skip: bool = False


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
        if index < len(tokens) and tokens[index].low in _NEGATIONS | {"'", "\u2019", "n"}:
            index += 1
    while index < len(tokens) and tokens[index].low in _NEGATIONS:
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
    modality, skip = _modality(tokens, (first, end), matrix, groups[-1] if groups else None, opener)
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


# --- how surely ----------------------------------------------------------------------------------


def _modality(  # noqa: C901 (one case a line)
    tokens: Sequence[Token],
    span: tuple[int, int],
    matrix: VerbGroup | None,
    before: VerbGroup | None,
    opener: str,
) -> tuple[Modality, bool]:
    """Return the modality of a group and whether it is no movement at all."""
    words = lexicon().modality
    first, end = span
    helpers = {token.low for token in tokens[first:end]}
    around = {t.low for t in tokens[max(0, first - 2) : first] if t.tag == "ADV"}
    around |= {t.low for t in tokens[end + 1 : end + 3] if t.tag == "ADV"} | helpers
    last_time = _is_last_time(tokens, first, end)
    verb = tokens[end].verb
    generic = opener in {"when", "if"} and verb is not None and verb.form == "ing"
    skip = bool(words["habitual"] & around) or opener in {"if", "without"} or generic
    modality: Modality = "asserted"
    for kind in ("cancelled", "speculated", "planned", "background"):
        read = around if kind == "background" else helpers
        if (words[kind] - _NEGATIONS) & read:
            modality = kind
            break
    if last_time or _is_origin_of_life(tokens[end]) or _is_of_youth(tokens, first):
        modality = "background"
    if modality == "asserted" and _is_hearsay(tokens, first, before, opener):
        modality = "speculated"
    if before and _is_ruled_out(tokens, before, first):
        return "cancelled", skip
    if _is_unfulfilled(tokens[first : end + 1]):
        return "cancelled", skip
    if matrix is not None and modality == "asserted":
        modality = _from_matrix(tokens, matrix, first)
        hangs_on_noun = first > 1 and tokens[first - 2].low in lexicon().prospects
        skip = skip or (hangs_on_noun and "no" in {t.low for t in tokens[first - 3 : first - 2]})
        skip = skip or (matrix.skip and not hangs_on_noun)
    if (
        matrix is None
        and modality == "asserted"
        and opener in {"before", "after"}
        and verb
        and verb.form == "ing"
    ):
        modality = before.modality if before else modality
    if before and before.modality == "background" and opener in {"when", "where"}:
        modality = "background"
    if _NEGATIONS & around and is_until(tokens, end):
        return "asserted", skip
    if _NEGATIONS & around:
        return ("cancelled", skip) if modality == "planned" else (modality, True)
    if modality == "asserted" and (_is_announced(tokens, first, end) or _is_due(tokens, end)):
        modality = "planned"
    return modality, skip


def is_until(tokens: Sequence[Token], end: int) -> bool:
    """Return whether what was not done was done in the end: "did not leave X until Sunday"."""
    verb = tokens[end].verb
    if verb is None or verb.group not in {"depart", "arrive", "go", "visit"}:
        return False
    near = tokens[end + 1 : end + _DATED_WITHIN]
    return any(t.low in {"until", "till"} and n.tag == "TIME" for t, n in pairwise(near))


def _is_due(tokens: Sequence[Token], end: int) -> bool:
    """Return whether "is" goes on with "due": "is due in X", "is also due back in X"."""
    verb = tokens[end].verb
    if verb is None or verb.lemma != "be":
        return False
    ahead = [t.low for t in tokens[end + 1 : end + 4] if t.tag != "ADV"]
    return ahead[:1] == ["due"]


def _is_last_time(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Return whether "last" sets the act in another time: not where its day is told behind it."""
    if first == 0 or "last" not in {tokens[first - 1].low, *(t.low for t in tokens[first:end])}:
        return False
    return not any(token.tag == "TIME" for token in tokens[end + 1 : end + _DATED_WITHIN])


_DATED_WITHIN = 9  # words behind a verb in which its date stands


def _is_origin_of_life(token: Token) -> bool:
    """Return whether a verb tells where somebody comes from: "grew up in", "was born in"."""
    grows = token.verb is not None and token.verb.lemma in {"grow", "serve"}
    return grows or token.low in {"born", "raised", "educated", "buried"}


def _is_of_youth(tokens: Sequence[Token], first: int) -> bool:
    """Return whether the clause opens with an age long past: "as a student she hitched"."""
    low = [token.low for token in tokens[max(0, first - 7) : first]]
    return any(
        word == "as" and following == "a" and bool(lexicon().youth & set(low[at + 2 : at + 4]))
        for at, (word, following) in enumerate(pairwise(low))
    )


_HEARSAY_VERBS = frozenset("suggest speculate allege rumour rumor guess".split())
_HEARSAY_NOUNS = frozenset(
    "reports report rumours rumors rumour rumor speculation suggestions allegations claims"
    " possibility".split()
)


def _is_hearsay(tokens: Sequence[Token], first: int, before: VerbGroup | None, opener: str) -> bool:
    """Return whether others only say so: "media suggested she was in", "reports that he went"."""
    if opener == "that":
        at = next((i for i in range(first - 1, 0, -1) if tokens[i].low == "that"), 0)
        if at and tokens[at - 1].low in _HEARSAY_NOUNS:
            return True
    if before is None or before.verb.lemma not in _HEARSAY_VERBS:
        return False
    return not any(t.tag in {"CC", "PUNCT"} for t in tokens[before.last + 1 : first])


def _is_unfulfilled(group: Sequence[Token]) -> bool:
    """Return whether a group is "was to have stopped": intended then, and not done."""
    low = [token.low for token in group if token.tag != "ADV"]
    meant = "meant" in low and low[-2:-1] == ["to"]  # "had been meant to end in"
    return meant or low[:3] in (["was", "to", "have"], ["were", "to", "have"])


def _is_ruled_out(tokens: Sequence[Token], before: VerbGroup, first: int) -> bool:
    """Return whether a participle is what was given up: "ruled out travelling to X"."""
    between = [token.low for token in tokens[before.last + 1 : first]]
    if before.verb.lemma == "rule" and between == ["out"]:
        return True
    called_off = tokens[before.main].low in lexicon().modality["cancelled"]
    return not between and called_off and tokens[first].verb is not None


def _is_announced(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Return whether the group is "is heading", "is to visit": what is going on is not yet done."""
    verb = tokens[end].verb
    if verb is None or first == end or tokens[first].low not in {"is", "are", "am", "was", "were"}:
        return False
    present = tokens[first].low in {"is", "are", "am"}
    progressive = present and verb.form == "ing" and verb.group in _ONGOING
    plain = [token.tag for token in tokens[first + 1 : end] if token.tag != "ADV"]
    return progressive or plain == ["TO"]


_ONGOING = frozenset({"go", "arrive", "visit", "depart"})


def _from_matrix(tokens: Sequence[Token], matrix: VerbGroup, infinitive: int) -> Modality:
    """Return what an infinitive takes from the verb before it ("wants her to visit X")."""
    words = lexicon().modality
    main = tokens[matrix.main].low
    if main in words["cancelled"]:
        return "cancelled"
    if main in words["speculated"]:
        return "speculated"
    if infinitive > 1 and tokens[infinitive - 2].low in lexicon().prospects:
        return "planned"
    if matrix.verb.lemma in {"try", "attempt"}:
        return "planned"  # "had been trying to return": not done yet
    if main in words["planned"] or matrix.group in {"talk", "depart", "head"}:
        return "planned"
    return matrix.modality
