"""The noun phrase round a place name, and what a governing word makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapper.model import Action, Modality
from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.tokens import POSSESSIVES, Token
from mapper.recognize.movements.words import lexicon

LOCATIVE = frozenset("at in on aboard inside within around throughout".split())
GOAL = frozenset("to into onto".split())
AIM = frozenset("for toward towards".split())
SOURCE = frozenset(["from"])
# Prepositions that only say where something lies, or what is talked about.
NEVER = frozenset(
    "near of outside against about with as like than despite without regarding concerning"
    " under above behind beside amid among per opposite including upon".split()
)
WAY = frozenset("through via across over along past by up down round between beyond".split())


@dataclass(frozen=True, slots=True)
class Attachment:
    """A place name (token index) with the cue (token range) that governs it and what it means.

    `verb` is the governing group, also of a noun; `preposition` the one before the name;
    `locating` where the name only says where another place of the clause lies; `noun` where a noun
    decided, which asserts less than a verb; `read` where the reader of statuses did (`readings`).
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
    read: bool = False


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

    def main_after(self, index: int) -> VerbGroup | None:
        """Return the first finite group behind that is not in a clause on a noun, else any."""
        main = (
            g for g in self.groups if g.first > index and g.finite and g.opener not in _ON_NOUNS
        )
        return next(main, self.after(index))


# What opens a clause on the noun before it: "in Lima, where the mayor met her, she spoke".
_ON_NOUNS = frozenset("where which who whose whom".split())


# --- the phrase round the name -------------------------------------------------------------------


def phrase_start(tokens: Sequence[Token], index: int) -> int:
    """Return the index of the first token of the noun phrase that a name heads."""
    start = index
    while start > 0:
        before = tokens[start - 1]
        possessive = before.tag == "TRAV" and before.low in POSSESSIVES
        if possessive or before.tag in {"DET", "ADJ", "DEMONYM", "NUM"} or before.low in _INNER:
            start -= 1
        elif (before.tag == "POSS" and start > 1) or (
            before.low == "of" and start > 1 and is_type(tokens[start - 2])
        ):
            start -= 2
        elif (
            is_type(before)
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


def is_type(token: Token) -> bool:
    """Return whether a word is one of a place's type ("the city of X")."""
    return token.low in lexicon().types


def _close(tokens: Sequence[Token], start: int) -> bool:
    """Return whether a capitalised or unknown word before a name belongs to it ("southern")."""
    before = tokens[start - 1]
    return before.low.endswith(("ern", "al", "ian", "ese", "ish", "y")) or before.text[0].isupper()


def is_possessor(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a name is followed by the possessive mark."""
    return index + 1 < len(tokens) and tokens[index + 1].tag == "POSS"


def starts_clause(sentence: Sentence, index: int) -> bool:
    """Return whether the name is the subject of the next verb ("..., and Vietnam sent")."""
    tokens = sentence.tokens
    following = index + 1
    while following < len(tokens) and tokens[following].tag == "ADV":
        following += 1
    return following < len(tokens) and any(
        g.first == following and g.finite and g.verb.form != "pp" for g in sentence.groups
    )


def noun_kind(token: Token) -> str | None:
    """Return the group of a noun of movement, of the last word where it is a find of several."""
    if token.tag not in {"NOUN", "TRAV"}:
        return None
    return lexicon().nouns.get(token.low) or lexicon().nouns.get(token.low.split()[-1])


def follows_place(tokens: Sequence[Token], first: int, index: int) -> bool:
    """Return whether another place of the clause stands before, which this name then locates."""
    between = tokens[first + 1 : index]
    last_place = max((i for i, t in enumerate(between) if t.tag == "PLACE"), default=-1)
    return last_place >= 0 and all(
        t.tag in {"P", "DET", "ADJ", "NOUN", "W", "NAME", "POSS", "DEMONYM"} or t.text in "()"
        for t in between[last_place + 1 :]
    )
