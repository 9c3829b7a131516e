"""How surely a verb group is said: done, planned, doubtful, given up, or of another time.

Read from the group's own words and, for an infinitive, from the verb it hangs on; never from the
whole sentence, which is worse than assuming that everything happened.
"""

from collections.abc import Sequence
from itertools import pairwise

from mapper.model import Modality
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.tokens import Token
from mapper.recognize.movements.words import lexicon

NEGATIONS = frozenset("not never n't cannot no t neither nor".split())


def modality_of(  # noqa: C901 (one case a line)
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
        if (words[kind] - NEGATIONS) & read:
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
    if NEGATIONS & around and is_until(tokens, end):
        return "asserted", skip
    if NEGATIONS & around:
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
