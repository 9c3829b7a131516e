"""Finds the people, groups and vehicles that an article names, before it is read for who moves.

The names of a person are joined to the fullest form, titles and vehicles to their bearers. Word
lists stand in `people.toml`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from mapper.recognize.movements.tokens import Token
from mapper.recognize.movements.words import lexicon


@dataclass(frozen=True, slots=True)
class People:
    """The word lists of `people.toml`."""

    not_a_person: frozenset[str]
    particles: frozenset[str]
    honorifics: frozenset[str]
    gender: dict[str, str]
    kin: frozenset[str]
    groups: frozenset[str]
    retinue: frozenset[str]
    pairs: frozenset[str]
    ships: frozenset[str]
    sole: frozenset[str]
    others: frozenset[str]


@lru_cache(maxsize=1)
def people() -> People:
    """Return the word lists, read once."""
    source = resources.files(__package__).joinpath("people.toml").read_text(encoding="utf8")
    table = tomllib.loads(source)
    return People(
        not_a_person=frozenset(table["not_a_person"].split()),
        particles=frozenset(table["particles"].split()),
        honorifics=frozenset(table["honorifics"].split()),
        gender={word: low for low, words in table["gender"].items() for word in words.split()},
        kin=frozenset(table["kin"]["words"].split()),
        groups=frozenset(table["companions"]["groups"].split()),
        retinue=frozenset(table["companions"]["retinue"].split()),
        pairs=frozenset(table["companions"]["pairs"].split()),
        ships=frozenset(table["vehicles"]["ships"].split()),
        sole=frozenset(table["titles"]["sole"].split()),
        others=frozenset(table["titles"]["others"].split()),
    )


@dataclass(slots=True)
class Cast:
    """The people of an article: canonical names, the forms that mean them, their titles."""

    people: dict[str, str] = field(default_factory=dict)
    titles: dict[str, Counter[str]] = field(default_factory=dict)
    vehicles: dict[str, str] = field(default_factory=dict)
    vehicle: str | None = None
    craft: str | None = None  # the one named vehicle: "the aid ship Esperanza"
    group: str | None = None  # the word most used for those who travel together: "convoy"
    counts: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)  # titles that stand without a name
    ships: frozenset[str] = frozenset()  # all of them: "the Aurora Dawn"
    gender: dict[str, str] = field(default_factory=dict)
    # Set once everybody is counted: who is spoken of most, and the last words of full names, which
    # mean the man ("Kerry") where "John Kerry" was named.
    most: str | None = None
    surnames: frozenset[str] = frozenset()

    def may_be(self, who: str, pronoun: str) -> bool:
        """Return whether "he" or "she" may mean a person; what says nothing of it may be both."""
        asked = _GENDER_OF.get(pronoun)
        return asked is None or (self.gender.get(who) or asked) == asked

    @staticmethod
    def pronoun(word: str) -> str:
        """Return "he" or "she" for a form of it, else nothing."""
        return _GENDER_OF.get(word, "-")


_GENDER_OF = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}


# --- names ---------------------------------------------------------------------------------------


def name_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised words that no place mention covers, as (first, end) indices."""
    index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and _is_name_word(tokens, end, end == index):
            end += 1
        end = _past_nickname(tokens, index, end)
        if end > index:
            yield index, end
        index = max(end, index + 1)


_NICKNAME = 4  # tokens between the quotes of a name, at most


def _past_nickname(tokens: Sequence[Token], first: int, end: int) -> int:
    """Return where a name ends that goes on behind a quoted one: Tunde "Big Boy" Okafor."""
    if end == first or end >= len(tokens) or tokens[end].text not in {'"', "\u201c"}:
        return end
    for close in range(end + 2, min(end + 2 + _NICKNAME, len(tokens) - 1)):
        if tokens[close].text in {'"', "\u201d"}:
            return close + 2 if _is_name_word(tokens, close + 1, first=True) else end
    return end


_LONGEST_PARTICLE = 2


def _is_particle(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a small word, alone or with a second, leads on to a capitalised name."""
    small = people().particles
    for ahead in range(index, min(index + _LONGEST_PARTICLE, len(tokens) - 1)):
        if tokens[ahead].text not in small:
            return False
        following = tokens[ahead + 1]
        if following.text[0].isupper() and " " not in following.text:
            before = tokens[index - 1].text  # "van der Berg", where Berg is a name of places too
            return before[0].isupper() or before in small
    return False


_NUMERAL = re.compile(r"[IVX]+")  # "Pope Paul VI"
_INITIAL = re.compile(r"[A-Z]\.|[B-HJ-Z]")  # "George W. Bush"


def _is_name_word(tokens: Sequence[Token], index: int, first: bool) -> bool:  # noqa: FBT001, PLR0911 (one case a line)
    token = tokens[index]
    small = people().particles
    if token.text in small and not first:
        return _is_particle(tokens, index)
    head, _, rest = token.text.partition("-")
    if not first and head in small and rest[:1].isupper():
        return True  # "Hassan al-Attas"
    if token.text[0].isupper() and not first and tokens[index - 1].text in small:
        return " " not in token.text
    if not token.text[0].isupper() or token.tag in {"PLACE", "DEMONYM", "TIME", "MODAL"}:
        return False
    if _INITIAL.fullmatch(token.text) and not first:
        return tokens[index - 1].text[0].isupper()
    if token.text.isupper() and len(token.text) > 1:  # UN, KCNA, US: agencies and countries
        return not first and _NUMERAL.fullmatch(token.text) is not None
    if token.low in people().not_a_person or is_title(token):
        return False
    if first and token.low.endswith(("ern", "ans")):  # "Eastern", "Texans"; not "Jane Ahern"
        return False
    if not first and tokens[index - 1].end + 1 < token.start:
        return False
    if index == 0 and len(tokens) > 1:
        following = tokens[1]
        name_like = following.text[0].isupper() and following.tag in {"NAME", "NOUN"}
        return token.tag in {"W", "NAME", "ADJ", "V"} and (
            name_like or following.tag in {"V", "POSS", "MODAL", "CC"}
        )
    return token.tag in {"NAME", "W", "ADJ"} or (token.tag == "NOUN" and token.low not in _LOWER)


_LOWER = frozenset(lexicon().titles) | frozenset(lexicon().nouns)


def is_title(token: Token) -> bool:
    """Return whether a word is a title or an occupation."""
    return token.low.rstrip(".") in lexicon().titles


def person_of(tokens: Sequence[Token], cast: Cast) -> str | None:
    """Return whom a run of capitalised words names."""
    words = [token.text for token in tokens if token.tag != "PUNCT"]
    if not words:
        return None
    return cast.people.get(" ".join(words).replace("-", " ").lower()) or (
        cast.people.get(words[-1].lower()) if len(words) > 1 else None
    )


# --- who there is --------------------------------------------------------------------------------


def find_cast(sentences: Sequence[Sequence[Token]]) -> Cast:
    """Return the cast of an article from its tagged sentences."""
    full: Counter[tuple[str, ...]] = Counter()
    single: Counter[str] = Counter()
    opening: Counter[str] = Counter()  # capitals at the start of a sentence prove nothing alone
    for tokens in sentences:
        for start, end in name_runs(tokens):
            words = tuple(t.text for t in tokens[start:end] if t.tag != "PUNCT")
            titled = start > 0 and (is_title(tokens[start - 1]) or _is_craft(tokens, start - 1))
            acts = end < len(tokens) and tokens[end].tag in {"V", "POSS", "MODAL", "ADV"}
            if len(words) > 1 and (titled or acts or len(words) <= 4):  # noqa: PLR2004 (names)
                full[words] += 1
            elif len(words) == 1 and (titled or acts):
                (opening if _opens(tokens, start) else single)[words[0]] += 1 + titled
    single.update({word: n for word, n in opening.items() if word in single})
    return _cast(full, single, sentences)


def _opens(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a word begins its sentence, or the report behind the dash of a dateline."""
    behind_dash = index > 0 and tokens[index - 1].text in _DASHES
    return index == 0 or (behind_dash and all(t.tag != "V" for t in tokens[:index]))


_DASHES = frozenset({"-", "--", "\u2013", "\u2014"})


def _is_craft(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a word is a vehicle that a name follows ("the aircraft Sunbird")."""
    return lexicon().nouns.get(tokens[index].low) == "vehicle"


def _cast(
    full: Counter[tuple[str, ...]],
    single: Counter[str],
    sentences: Sequence[Sequence[Token]],
) -> Cast:
    cast = Cast()
    for words, _ in sorted(full.items(), key=lambda item: (-item[1], item[0])):
        name = " ".join(words)
        key = name.replace("-", " ").lower()
        canonical = cast.people.setdefault(key, name)
        for part in words:
            if part not in people().particles and not _NUMERAL.fullmatch(part):
                cast.people.setdefault(part.lower(), canonical)
    for word in single:
        cast.people.setdefault(word.lower(), word)
    ships: Counter[str] = Counter()
    for tokens in sentences:
        _learn_titles(tokens, cast, ships)
    if _tells_of_a_ship(sentences):
        named = [name for name, n in ships.items() if n == cast.counts[name]]
        cast.craft = cast.craft or max(named, key=ships.__getitem__, default=None)
        cast.ships = cast.ships | frozenset(named)
    cast.group = _group(sentences, cast.counts)
    cast.alone = _titles_alone(sentences)
    told = {name: n for name, n in cast.counts.items() if name not in cast.ships} or cast.counts
    cast.most = max(told, key=told.__getitem__, default=None)
    cast.surnames = _surnames(cast)
    _settle_gender(cast, sentences)
    return cast


def _learn_titles(tokens: Sequence[Token], cast: Cast, ships: Counter[str]) -> None:
    """Note "leader" for Kim in "North Korean leader Kim Jong Un", and count who is spoken of."""
    for start, end in name_runs(tokens):
        person = person_of(tokens[start:end], cast)
        if person is None:
            continue
        cast.counts[person] += 1
        if start and _is_craft(tokens, start - 1):
            cast.craft = cast.craft or person
            cast.ships = cast.ships | {person}
        if start and tokens[start - 1].low == "the":
            ships[person] += 1
        before = start - 1
        while before >= 0 and tokens[before].tag in {"NOUN", "W", "PUNCT", "P", "NAME", "TRAV"}:
            word = tokens[before].low.rstrip(".")
            if word in people().gender and tokens[before].tag != "PUNCT":
                cast.gender.setdefault(person, people().gender[word])
            if is_title(tokens[before]) and tokens[before].low not in people().honorifics:
                cast.titles.setdefault(tokens[before].low, Counter())[person] += 1
            elif before < start - 1 or tokens[before].tag != "NOUN":
                break
            before -= 1


def _titles_alone(sentences: Sequence[Sequence[Token]]) -> Counter[str]:
    return Counter(
        token.low
        for tokens in sentences
        for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if before.low == "the" and is_title(token) and after.tag != "NAME"
    )


def _tells_of_a_ship(sentences: Sequence[Sequence[Token]]) -> bool:
    """Return whether a report calls something "the ship" or "a tanker"."""
    return any(token.low in people().ships for tokens in sentences for token in tokens)


_LEAST_TOLD = 2


def _group(sentences: Sequence[Sequence[Token]], named: Counter[str]) -> str | None:
    """Return the word most used for a group ("the convoy"): told twice, or where nobody is."""
    told: Counter[str] = Counter()
    for tokens in sentences:
        for token in tokens:
            if token.low in people().groups and token.tag in {"NOUN", "W"}:
                told[token.low] += 1
    best = max(told, key=told.__getitem__, default=None)
    often = sum(told.values()) >= _LEAST_TOLD or max(named.values(), default=0) < _LEAST_TOLD
    return best if often else None


def _surnames(cast: Cast) -> frozenset[str]:
    """Return the last words of full names."""
    return frozenset(
        name.split()[-1]
        for name in cast.counts
        if len(name.split()) > 1 and cast.people.get(name.split()[-1].lower()) == name
    )


def _settle_gender(cast: Cast, sentences: Sequence[Sequence[Token]]) -> None:
    """Give whom a report tells of most the pronoun that it uses most."""
    if cast.most is None or cast.most in cast.gender:
        return
    used = Counter(
        _GENDER_OF[token.low] for tokens in sentences for token in tokens if token.low in _GENDER_OF
    )
    for tokens in sentences:
        for owner, kin in pairwise(tokens):
            if kin.low in people().kin and owner.low in _GENDER_OF:
                used[_GENDER_OF[owner.low]] += 1  # "her husband": she is told of, and "he" is he
    if used:
        cast.gender[cast.most] = max(used, key=used.__getitem__)
