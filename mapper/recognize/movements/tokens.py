"""Cuts a sentence into tagged words, with names of places, people and times as one word each.

A shallow analysis by closed word classes, the verb tables and suffixes. No parser: none has to be
downloaded, and the rules that read the tokens can be read in turn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mapper.model import Mention, Span, TimeExpression, TravellerMention
from mapper.recognize.movements.words import VerbForm, lexicon
from mapper.spans import SpanIndex

_WORD = re.compile(
    r"""
    ['\u2019]s\b                      # possessive and "is": the leader's
    | (?:[A-Za-z]\.){2,}              # U.S., a.m.
    | [A-Z][a-z]{0,3}\.(?=\s[A-Z])    # St. Petersburg, N. Korea, Mr. Smith
    | \d+(?:[.,]\d+)*(?:-\w+)*       # 1,000; 4.5; 16-hour
    | [A-Z]\w{0,2}['\u2019][A-Z]\w+     # O'Connell, D'Souza, N'Djamena
    | \w+(?:[-\u2010]\w+)*            # words, also hyphenated
    | [^\w\s]                         # each mark by itself
    """,
    re.VERBOSE,
)

PREPOSITIONS = frozenset(
    """
    at in on to from into onto through via across over for toward towards near of off outside inside
    around round past along up down by with within between against about amid among during after
    before until till since aboard beyond under above behind beside like as than despite without
    including throughout following upon regarding concerning ahead thru per opposite beneath
    """.split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their my our your another any some each every no"
    " several many both all".split()
)
POSSESSIVES = frozenset("his her its their my our".split())
PRONOUNS = frozenset(
    "he she they it we i you him them us me who himself herself themselves".split()
)
SUBJECT_PRONOUNS = frozenset("he she they it we i you".split())
MODALS = frozenset("will would shall should can could may might must ll".split())
SUBORDINATORS = frozenset(
    "when while where because although though if unless whereas once whether because so but"
    " after before as since until than that which who whom whose".split()
)
ADVERBS = frozenset(
    """
    then thence later next also now soon already never not again back home there here once only just
    still ever first afterward afterwards earlier previously finally subsequently instead away
    together immediately directly straight even probably overnight abroad overland eastward westward
    northward southward north south east west northeast northwest southeast southwest early late
    eventually meanwhile however alone solo
    """.split()
)
# Ends of words that a tag can be read from, where no table knows the word.
_ADJECTIVE_ENDS = ("al", "ic", "ous", "ful", "ive", "less", "able", "ible", "ese", "ish", "ary")
_NOUN_ENDS = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ism", "ers", "ors")
_NOT_PAST = frozenset(  # words in -ed and -ing that are no verbs
    "hundred sacred indeed need speed seed breed red bed united armed so-called kindred naked"
    " morning"
    " evening nothing something anything everything during king ring wing spring string thing being"
    " according including following regarding building ceiling beijing pyongyang"
    " permitting notwithstanding".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a name with its tag.

    Tags: PLACE, DEMONYM, TIME, TRAV, NAME, NUM, V, MODAL, TO, P, DET, POSS, CC, SUB, ADV, NOUN,
    ADJ, W (unknown word), PUNCT. `ref` is the index of the mention, time or traveller in its list.
    """

    start: int
    end: int
    text: str
    low: str
    tag: str
    ref: int = -1
    verb: VerbForm | None = None


@dataclass(frozen=True)
class Finds:
    """What was recognized so far in an article, for the tokens to refer to."""

    mentions: Sequence[Mention] = ()
    times: Sequence[TimeExpression] = ()
    travellers: Sequence[TravellerMention] = ()

    @cached_property
    def index(self) -> SpanIndex[tuple[str, int]]:
        """The finds by their spans, each as its tag and its number in its list."""
        return SpanIndex(
            [
                *(
                    (mention.span, ("DEMONYM" if mention.kind == "demonym" else "PLACE", number))
                    for number, mention in enumerate(self.mentions)
                ),
                *((find.span, ("TRAV", number)) for number, find in enumerate(self.travellers)),
                *((time.span, ("TIME", number)) for number, time in enumerate(self.times)),
            ]
        )

    @cached_property
    def who(self) -> frozenset[str]:
        """The names of all travellers."""
        return frozenset(find.traveller for find in self.travellers)

    @cached_property
    def surnames(self) -> frozenset[Span]:
        """The spans that name a person; a place of that name is none."""
        return frozenset(find.span for find in self.travellers if find.kind == "person")


def tokenize(text: str, sentence: Span, finds: Finds) -> tuple[Token, ...]:
    """Return the tagged tokens of a sentence, offsets counted in `text`."""
    raw = list(_merge(text, sentence, _names(sentence, finds)))
    tokens: list[Token] = []
    for index, (start, end, tag, ref) in enumerate(raw):
        following = raw[index + 1] if index + 1 < len(raw) else None
        token = Token(start, end, text[start:end], text[start:end].lower(), tag, ref)
        tokens.append(token if tag else _tagged(token, tokens, following, text))
    return tuple(_retag_conjunctions(tokens))


def _is_fronted_phrase(tokens: list[Token], index: int) -> bool:
    """Return whether a pronoun begins the clause behind: "after a rough passage we landed"."""
    for at in range(index + 1, len(tokens)):
        if tokens[at].tag in {"V", "MODAL", "PUNCT", "SUB"}:
            return False
        if tokens[at].low in SUBJECT_PRONOUNS:
            return any(token.tag == "NOUN" for token in tokens[index + 1 : at])
    return False


_BOTH = frozenset("after before since until as than till like".split())


def _retag_conjunctions(tokens: list[Token]) -> list[Token]:
    """Make "after the flight," a preposition again: no verb stands before the phrase ends."""
    for index, token in enumerate(tokens):
        if token.tag == "SUB" and token.low in _BOTH:
            ends = next((t for t in tokens[index + 1 :] if t.tag in {"V", "MODAL", "PUNCT"}), None)
            if ends is None or ends.tag == "PUNCT" or _is_fronted_phrase(tokens, index):
                tokens[index] = replace(token, tag="P")
    return tokens


def _names(sentence: Span, finds: Finds) -> list[tuple[Span, str, int]]:
    """Return the finds in a sentence without overlaps: a surname, a place, a person, a time."""
    found = [(span, tag, number) for span, (tag, number) in finds.index.inside(sentence)]
    order = {"PLACE": 0, "TRAV": 1, "TIME": 2, "DEMONYM": 3}
    found = [name for name in found if name[1] != "PLACE" or name[0] not in finds.surnames]
    found.sort(key=lambda name: (order[name[1]], name[0].start - name[0].end))
    dates = [name[0] for name in found if name[1] == "TIME"]
    found = [  # "New Year" of "New Year's Eve" is nobody
        name
        for name in found
        if name[1] != "TRAV"
        or not any(date.start <= name[0].start and name[0].end < date.end for date in dates)
    ]
    kept: list[tuple[Span, str, int]] = []
    for name in found:
        if not any(name[0].overlaps(other[0]) for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda name: name[0])


def _merge(
    text: str, sentence: Span, names: list[tuple[Span, str, int]]
) -> Iterator[tuple[int, int, str, int]]:
    position = sentence.start
    for span, tag, ref in names:
        yield from _words(text, position, span.start)
        yield span.start, span.end, tag, ref
        position = span.end
    yield from _words(text, position, sentence.end)


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, int]]:
    for match in _WORD.finditer(text, start, end):
        yield match.start(), match.end(), "", -1


def _tagged(
    token: Token, before: list[Token], following: tuple[int, int, str, int] | None, text: str
) -> Token:
    previous = before[-1] if before else None
    after = text[following[0] : following[1]].lower() if following else ""
    after_tag = following[2] if following else ""
    low = token.low.replace("\u2019", "'")
    tag = _closed_class(low, previous, after, after_tag, capital=token.text[0].isupper())
    if tag:
        return replace(token, low=low, tag=tag)
    verb = lexicon().verbs.get(low) or _guessed_verb(token, low, previous)
    goes_on = previous is not None and previous.tag == "CC" and _present_before(before)
    if verb and goes_on and verb.form == "base" and after in _DIRECTIONS:
        return replace(token, low=low, tag="V", verb=verb)
    if verb and verb.form == "base" and (_behind_modal(before) or _is_seen(before)):
        return replace(token, low=low, tag="V", verb=verb)
    joint = verb is not None and verb.form == "base" and low not in lexicon().nouns
    if verb and joint and _is_joint(before):
        return replace(token, low=low, tag="V", verb=verb)
    if verb and _reads_as_verb(verb, low, previous, after, after_tag):
        return replace(token, low=low, tag="V", verb=verb)
    return replace(token, low=low, tag=_open_class(token, low, verb, previous))


_JOINT = 4  # words in which "he and his family" stands


def _is_joint(before: list[Token]) -> bool:
    """Return whether two joined by "and" stand before: "he and his family leave"."""
    near = before[-_JOINT:]
    at = next((i for i in range(len(near) - 2, 0, -1) if near[i].tag == "CC"), 0)
    nominal = {"NOUN", "W", "NAME", "TRAV", "PRON"}
    if not at or near[-1].tag not in nominal or near[at - 1].tag not in nominal:
        return False
    return all(t.tag in nominal | {"DET", "ADJ", "POSS"} for t in near[at + 1 :])


def _behind_modal(before: list[Token]) -> bool:
    """Return whether only adverbs stand between "will" or "to" and here ("will not visit")."""
    last = next((t for t in reversed(before) if t.tag != "ADV"), None)
    return last is not None and last.tag in {"MODAL", "TO"} and last is not before[-1]


_DIRECTIONS = frozenset("to from through into on for across back in at".split())


def _present_before(before: list[Token]) -> bool:
    """Return whether the last verb before is in the present plural ("we leave X and drive to")."""
    last = next((t.verb for t in reversed(before) if t.tag == "V"), None)
    return last is not None and last.form == "base"


def _closed_class(  # noqa: PLR0911 (one class a line)
    low: str, previous: Token | None, after: str, after_tag: str, *, capital: bool
) -> str:
    """Return the tag of a word of a closed class, or nothing."""
    if not (low[0].isalnum() or low == "'s"):
        return "PUNCT"
    if low == "'s":
        return "MODAL" if previous and previous.low in SUBJECT_PRONOUNS else "POSS"
    if low[0].isdigit() or low in _NUMBERS:
        return "NUM"
    if low == "to":
        verb = lexicon().verbs.get(after)
        base = verb is not None and after in {verb.lemma, "be"}
        infinitive = base and not after_tag
        return "TO" if infinitive or (after and after in ADVERBS) else "P"
    if low in _PREDICATES and after == "to":
        return "ADV"
    for words, tag in (
        (MODALS, "MODAL"),
        (SUBORDINATORS, "SUB"),
        (DETERMINERS, "DET"),
        (PRONOUNS, "PRON"),
        (frozenset(("and", "or", "nor", "&")), "CC"),
        (PREPOSITIONS, "P"),
        (ADVERBS, "ADV"),
    ):
        if low in words:
            if low == "while" and previous and previous.low == "a":
                return "NOUN"
            return "NAME" if low == "may" and after[:1].isdigit() else tag
    return "ADV" if low.endswith("ly") and low not in _LY_NOUNS and not capital else ""


_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand".split()
)
# "is due to arrive": part of the verb that follows.
_PREDICATES = frozenset("due set ready able unable likely eager keen willing poised slated".split())
_LY_NOUNS = frozenset(
    "friendly italy july family assembly supply reply rally ally sicily fly".split()
)
_ING_NOUNS = frozenset("meeting landing crossing building hearing bombing wedding opening".split())


_LEAST_LETTERS = 5  # of a word that "-ed" or "-ing" makes a verb


def _guessed_verb(token: Token, low: str, previous: Token | None) -> VerbForm | None:
    """Return a verb that no table knows by its ending: "-ed" anywhere, "-ing" in lower case."""
    if (
        low in _NOT_PAST
        or "-" in low
        or (token.text[0].isupper() and previous is not None)
        or len(low) < _LEAST_LETTERS
    ):
        return None
    if previous is not None and previous.tag == "MODAL" and low.isalpha():
        return VerbForm(low, "base", "other")  # "will resume"
    if low.endswith("ed"):
        return VerbForm(low[:-2], "past", "other")
    if low.endswith("ing"):
        return VerbForm(low[:-3], "ing", "other")
    return None


def _reads_as_verb(  # noqa: C901, PLR0911, PLR0912 (one case a line)
    verb: VerbForm, low: str, previous: Token | None, after: str, after_tag: str
) -> bool:
    """Return whether a word that may be a verb is one here, by its neighbours."""
    noun_like = low in lexicon().nouns
    before = previous.tag if previous else ""
    possessive = previous is not None and previous.low in POSSESSIVES
    nominal = possessive or before in {"DET", "POSS", "ADJ", "DEMONYM"}
    if verb.lemma in {"be", "have"}:
        return True
    if noun_like and nominal and low == verb.lemma:
        return False  # "the run to X", where "run" is a participle as well
    if verb.form == "base":
        if before in {"TO", "MODAL"} or (previous and previous.low in {"they", "we", "i", "you"}):
            return True
        if before in {"ADV", "CC"}:  # "and tour X"
            return not noun_like or (before == "CC" and after_tag == "PLACE")
        if previous is not None and previous.low in _MANY:
            return not noun_like
        if before in {"W", "NOUN"} and previous is not None:
            return not noun_like and previous.low.endswith("s")
        return not noun_like and not nominal and before not in {"P", "NUM", "V"}
    if verb.form == "s":
        if previous is not None and previous.low in {"all", "everything"}:
            return True  # "if all goes well"
        if not noun_like and after in _DIRECTIONS and before in {"NOUN", "NAME", "TRAV", "PUNCT"}:
            return True  # "the tour ends in X"
        if (noun_like or verb.lemma in lexicon().nouns) and before in {"NOUN", "W", "CC", "ADV"}:
            return False
        return before in {"TRAV", "NAME", "PLACE", "PRON", "NOUN", "ADV", "SUB", "CC", "W"} or (
            before == "" and not noun_like
        )
    attributive = after_tag == "" and after.isalpha() and after not in PREPOSITIONS | _AFTER_PAST
    if verb.form == "ing":
        described = before in {"W", "ADJ", "NOUN"} or (previous is not None and _is_age(previous))
        if described and (after in lexicon().nouns or after in lexicon().titles):
            return False  # "a steel touring bike", "the 58-year-old flying doctor"
        if noun_like or low in _ING_NOUNS:
            return (
                before not in {"NOUN", "W"} and not nominal and (before != "P" or not attributive)
            )
        return not (nominal and attributive)
    behind_verb = (
        previous is not None
        and previous.verb is not None
        and (previous.verb.lemma not in {"be", "have", "get"})
    )
    return not (
        (nominal or before in {"P", ""} or behind_verb) and attributive and before != "DEMONYM"
    )


def _is_age(token: Token) -> bool:
    return token.low.endswith("-year-old")


# "watched her land": verbs whose object does the next one.
_PERCEPTION = frozenset("see watch hear let make help notice film photograph".split())


def _is_seen(before: list[Token]) -> bool:
    """Return whether a plain form is what somebody was seen to do: "watched her land"."""
    if len(before) < _PAIR or before[-1].low not in {"him", "her", "them", "it"}:
        return False
    verb = before[-2].verb
    return verb is not None and verb.lemma in _PERCEPTION


_PAIR = 2


_MANY = frozenset("most many others all both".split())
_AFTER_PAST = DETERMINERS | PRONOUNS | ADVERBS | SUBORDINATORS | {"and", "or", "to"}


def _open_class(token: Token, low: str, verb: VerbForm | None, previous: Token | None) -> str:
    if low in lexicon().nouns:
        return "NOUN"
    if "-" in low and low[0].islower() and not token.text[0].isupper():
        return "ADJ"
    if token.text[0].isupper() and previous is not None:
        return "NAME"
    if low in lexicon().titles or low.endswith(_NOUN_ENDS):
        return "NOUN"
    if low.endswith(_ADJECTIVE_ENDS) or (verb and verb.form in {"past", "pp", "ing"}):
        return "ADJ"
    return "W"
