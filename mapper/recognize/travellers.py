"""Finds who may travel in an article: people, their titles and pronouns, vehicles and groups.

`traveller` of each find is the name it stands for, the fullest form in the article: "Kim", "he",
"the leader" and "his train" all stand for "Kim Jong Un". Whose journey it is, is settled over all
articles by `order_visits`; here everybody who may move is listed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mapper.model import Article, Mention, NameIndex, Span, TravellerMention
from mapper.recognize.movements.tokens import Finds, Token, tokenize
from mapper.recognize.movements.words import lexicon
from mapper.recognize.sentences import split_sentences

# A run of capitalised words with one of these is an organisation, a work or an event, no person.
_NOT_A_PERSON = frozenset(
    """
    agency ministry party council committee commission department office press news tv radio times
    post daily herald tribune guardian reuters afp ap efe tass kcna ria novosti interfax yonhap dpa
    xinhua bbc cnn union united nations fleet army navy force forces corps bank company corporation
    group institute university college school museum church cathedral palace hotel hospital center
    centre house club association federation foundation society league cup games war treaty act day
    week month monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december air airlines airways security state
    defense defence foreign affairs international national world central russian american british
    photo source related articles see also voice channel telegram facebook twitter instagram youtube
    parliament senate congress court embassy airport station port sea ocean river north south east
    west street road avenue bridge plant factory aircraft industries service services kremlin
    pentagon paper evening telegraph gazette star sun mirror journal standard globe observer wire
    chronicle correspondent reporter bureau pentagon nato eu opec resources natural general
    yesterday today tomorrow tonight earlier later meanwhile
    communist party posts recent brics gmt utc h.e. christmas easter ramadan bible koran quran i
    catholic orthodox muslim christian jewish islam christianity democrat republican constitution
    """.split()
)
# A title directly before these names a person, even where the name stands once only.
_HONORIFICS = frozenset("mr mrs ms miss dr sir lord lady dame".split())
_PLURALS = frozenset("they them their both we us our".split())
_SINGULARS = frozenset("he she him her his".split())
_TWO = frozenset("two pair duo couple leaders presidents".split())
# How far back, in sentences, a pronoun looks for its name.
_MEMORY = 3


@dataclass(slots=True)
class _Cast:
    """The people of an article: canonical names, the forms that mean them, their titles."""

    people: dict[str, str] = field(default_factory=dict)
    titles: dict[str, Counter[str]] = field(default_factory=dict)
    vehicles: dict[str, str] = field(default_factory=dict)
    vehicle: str | None = None
    craft: str | None = None  # the one named vehicle: "the aid ship Esperanza"
    counts: Counter[str] = field(default_factory=Counter)
    # Set once everybody is counted: who is spoken of most, and the last words of full names, which
    # mean the man ("Kerry") where "John Kerry" was named.
    most: str | None = None
    surnames: frozenset[str] = frozenset()


def recognize_travellers(
    article: Article,
    mentions: Sequence[Mention],
    *,
    names: NameIndex | None = None,  # noqa: ARG001 (the signature between the rooms)
) -> tuple[TravellerMention, ...]:
    """Return everybody who may travel, in the order of the text.

    A pronoun stands for the person last spoken of, the subject of the sentence before all others;
    where nobody was named before, pronouns and vehicles stand for themselves.
    """
    finds = Finds(mentions=mentions)
    sentences = [
        tokenize(article.text, sentence, finds)
        for sentence in split_sentences(article.text, article.marked)
    ]
    cast = _find_cast(sentences)
    return tuple(_mentions(article, sentences, cast))


# --- who there is --------------------------------------------------------------------------------


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
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


# Small words inside a name: "Penelope van der Berg", "Luc de Vries", "Omar bin Said".
_PARTICLES = frozenset(
    "van von der den de del della di da das do dos du la le el al bin ibn ben binti ter ten zu"
    " af av y".split()
)
_LONGEST_PARTICLE = 2


def _is_particle(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a small word, alone or with a second, leads on to a capitalised name."""
    for ahead in range(index, min(index + _LONGEST_PARTICLE, len(tokens) - 1)):
        if tokens[ahead].text not in _PARTICLES:
            return False
        following = tokens[ahead + 1]
        if following.text[0].isupper() and " " not in following.text:
            before = tokens[index - 1].text  # "van der Berg", where Berg is a name of places too
            return before[0].isupper() or before in _PARTICLES
    return False


def _is_name_word(tokens: Sequence[Token], index: int, first: bool) -> bool:  # noqa: FBT001, PLR0911 (one case a line)
    token = tokens[index]
    if token.text in _PARTICLES and not first:
        return _is_particle(tokens, index)
    head, _, rest = token.text.partition("-")
    if not first and head in _PARTICLES and rest[:1].isupper():
        return True  # "Hassan al-Attas"
    if token.text[0].isupper() and not first and tokens[index - 1].text in _PARTICLES:
        return " " not in token.text
    if not token.text[0].isupper() or token.tag in {"PLACE", "DEMONYM", "TIME", "MODAL"}:
        return False
    if token.text.isupper() and len(token.text) > 1:
        return False  # UN, KCNA, US: agencies and countries
    if token.low in _NOT_A_PERSON or token.low.endswith(("ern", "ans")) or _is_title(token):
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


def _find_cast(sentences: Sequence[Sequence[Token]]) -> _Cast:
    full: Counter[tuple[str, ...]] = Counter()
    single: Counter[str] = Counter()
    opening: Counter[str] = Counter()  # capitals at the start of a sentence prove nothing alone
    for tokens in sentences:
        for start, end in _runs(tokens):
            words = tuple(t.text for t in tokens[start:end] if t.tag != "PUNCT")
            titled = start > 0 and (_is_title(tokens[start - 1]) or _is_craft(tokens, start - 1))
            acts = end < len(tokens) and tokens[end].tag in {"V", "POSS", "MODAL", "ADV"}
            if len(words) > 1 and (titled or acts or len(words) <= 4):  # noqa: PLR2004 (names)
                full[words] += 1
            elif len(words) == 1 and (titled or acts):
                (single if start else opening)[words[0]] += 1 + titled
    single.update({word: n for word, n in opening.items() if word in single})
    return _cast(full, single, sentences)


def _is_title(token: Token) -> bool:
    return token.low.rstrip(".") in lexicon().titles


def _is_craft(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a word is a vehicle that a name follows ("the aircraft Sunbird")."""
    return lexicon().nouns.get(tokens[index].low) == "vehicle"


def _cast(
    full: Counter[tuple[str, ...]],
    single: Counter[str],
    sentences: Sequence[Sequence[Token]],
) -> _Cast:
    cast = _Cast()
    for words, _ in sorted(full.items(), key=lambda item: (-item[1], item[0])):
        name = " ".join(words)
        key = name.replace("-", " ").lower()
        canonical = cast.people.setdefault(key, name)
        for part in words:
            if part not in _PARTICLES:
                cast.people.setdefault(part.lower(), canonical)
    for word in single:
        cast.people.setdefault(word.lower(), word)
    for tokens in sentences:
        _learn_titles(tokens, cast)
    cast.most = max(cast.counts, key=cast.counts.__getitem__, default=None)
    cast.surnames = _surnames(cast)
    return cast


def _learn_titles(tokens: Sequence[Token], cast: _Cast) -> None:
    """Note "leader" for Kim in "North Korean leader Kim Jong Un", and count who is spoken of."""
    for start, end in _runs(tokens):
        person = _person(tokens[start:end], cast)
        if person is None:
            continue
        cast.counts[person] += 1
        if start and _is_craft(tokens, start - 1) and cast.craft is None:
            cast.craft = person
        before = start - 1
        while before >= 0 and tokens[before].tag in {"NOUN", "W", "PUNCT", "P", "NAME"}:
            if _is_title(tokens[before]) and tokens[before].low not in _HONORIFICS:
                cast.titles.setdefault(tokens[before].low, Counter())[person] += 1
            elif before < start - 1 or tokens[before].tag != "NOUN":
                break
            before -= 1


def _person(tokens: Sequence[Token], cast: _Cast) -> str | None:
    words = [token.text for token in tokens if token.tag != "PUNCT"]
    if not words:
        return None
    return cast.people.get(" ".join(words).replace("-", " ").lower()) or (
        cast.people.get(words[-1].lower()) if len(words) > 1 else None
    )


# --- where they are spoken of --------------------------------------------------------------------


@dataclass(slots=True)
class _Memory:
    """Who was spoken of last: the subject of the latest sentences first."""

    subject: str | None = None
    age: int = 0
    recent: list[str] = field(default_factory=list)


def _mentions(
    article: Article, sentences: Sequence[Sequence[Token]], cast: _Cast
) -> Iterator[TravellerMention]:
    memory = _Memory()
    for tokens in sentences:
        last_vehicle = cast.vehicle
        found = sorted(_in_sentence(article, tokens, cast, memory), key=lambda f: f.span)
        yield from found
        if cast.vehicle == last_vehicle and not any(f.kind == "vehicle" for f in found):
            cast.vehicle = None
        people = [f.traveller for f in found if f.kind in {"person", "title", "pronoun"}]
        memory.age += 1
        if people:
            memory.subject, memory.age = people[0], 0
            memory.recent = list(dict.fromkeys(people))
        elif memory.age > _MEMORY and cast.most:
            memory.subject = cast.most


def _in_sentence(  # noqa: C901, PLR0912 (one case a line)
    article: Article, tokens: Sequence[Token], cast: _Cast, memory: _Memory
) -> Iterator[TravellerMention]:
    taken: set[int] = set()
    local: str | None = None
    runs = dict(_runs(tokens))
    for index, token in enumerate(tokens):
        if index in taken:
            continue
        end, who, kind = index + 1, None, "person"
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if _is_state_craft(tokens, index):
            who, kind = cast.most, "vehicle"
        elif index in runs:
            end = runs[index]
            who = _person(tokens[index:end], cast)
            taken |= set(range(index, end))
        elif (token.tag == "PLACE" and token.text in cast.surnames) or (
            index == 0 and token.low in cast.people and token.text[0].isupper()
        ):
            who = cast.people[token.low]
        elif token.low in _SINGULARS | _PLURALS and token.text != "US":
            who, kind = _antecedent(token.low, local, memory, cast), "pronoun"
            who = who or ("we" if token.low in {"we", "us", "our"} else None)
        elif token.low.endswith(_AGED) and index and tokens[index - 1].low == "the":
            who, kind = (local or memory.subject or cast.most), "title"
            who = who if _is_head(after) else None
        elif token.tag == "NOUN" or (_is_title(token) and token.tag == "NAME"):
            who, kind, start = _common(tokens, index, cast, local or memory.subject)
            if who:
                span = Span(tokens[start].start, token.end)
                yield _find(article, span, who, kind)
                if kind == "title":
                    local = local or who
            continue
        elif index == 0 and token.low == "it" and cast.vehicle:
            who, kind = cast.vehicle, "pronoun"
        elif token.low == "two" and index and tokens[index - 1].low == "the" and _is_head(after):
            who, kind = _antecedent("they", local, memory, cast), "group"
        if who:
            yield _find(article, Span(token.start, tokens[end - 1].end), who, kind)
            local = local if local and kind == "pronoun" else (local or who)


def _is_state_craft(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a run ends "Air Force One", "Air Force Two", "Marine One"."""
    before = tokens[index - 1].text if index else ""
    return tokens[index].text in {"One", "Two"} and before in {"Force", "Marine"}


def _surnames(cast: _Cast) -> frozenset[str]:
    """Return the last words of full names."""
    return frozenset(
        name.split()[-1]
        for name in cast.counts
        if len(name.split()) > 1 and cast.people.get(name.split()[-1].lower()) == name
    )


def _antecedent(low: str, local: str | None, memory: _Memory, cast: _Cast) -> str | None:
    """Return whom a pronoun means: an object the one before, a plural the most spoken of."""
    if low == "him" and memory.subject:
        return memory.subject
    if low in _PLURALS:
        people = [*([local] if local else []), *memory.recent]
        return max(people, key=lambda name: cast.counts[name], default=memory.subject)
    return local or memory.subject or cast.most


def _find(article: Article, span: Span, who: str, kind: str) -> TravellerMention:
    return TravellerMention(
        article=article.id,
        span=span,
        text=article.quote(span),
        traveller=who,
        kind=kind,  # type: ignore[arg-type]  # the literals of the callers above
    )


def _common(  # noqa: PLR0911 (one case a line)
    tokens: Sequence[Token], index: int, cast: _Cast, subject: str | None
) -> tuple[str | None, str, int]:
    """Return (who, kind, first token) for a common noun: a title, a vehicle or a group."""
    token = tokens[index]
    start = _noun_phrase_start(tokens, index)
    opener = tokens[start].low
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following and following.tag == "NOUN" and _is_title(following):
        return None, "", start
    if token.low in _TWO | _COMPANY and opener in {"the", "both"} and _is_head(following):
        return cast.most or subject, "group", start
    if _is_title(token) and opener in {"the", "'s", "\u2019s"} and not _is_named(following):
        known = cast.titles.get(token.low)
        if known:
            return known.most_common(1)[0][0], "title", start
        if any(t.tag == "DEMONYM" for t in tokens[start:index]):
            return None, "", start  # "the Qatari premier", where nobody named bears the title
        first = cast.most or subject
        return (first, "title", start) if token.low in _SOLE and first else (None, "", start)
    most = cast.most
    unnamed = subject is None and opener in {"a", "an"} and _is_head(following)
    if _is_title(token) and unnamed and token.low in _SOLE and most:
        return most, "title", start  # "A woman who ..." before she is named
    group = lexicon().nouns.get(token.low)
    if group == "vehicle" and _is_head(following):
        return _vehicle(tokens, start, index, cast, subject)
    return None, "", start


_AGED = ("-year-old", "-year-olds")
# Those who go along with the one whose journey it is, where the text says "the".
_COMPANY = frozenset(
    """party delegation expedition squad band entourage siblings sisters brothers twins
    newlyweds""".split()
)
# Titles that a report uses of its one traveller without ever giving them to the name.
_SOLE = frozenset(
    "leader president minister pope pontiff explorer adventurer walker cyclist sailor dictator"
    " ruler"
    " statesman premier king queen traveller traveler vet veteran"
    " woman man teenager fugitive suspect activist dissident singer actor actress astronaut"
    " cosmonaut swimmer rower runner climber mountaineer biker hiker pilgrim skipper".split()
)


def _is_head(following: Token | None) -> bool:
    """Return whether the noun before is the last of its phrase."""
    return following is None or following.tag not in {"NOUN", "W", "NAME", "ADJ", "NUM", "TRAV"}


def _is_named(following: Token | None) -> bool:
    return following is not None and following.tag == "NAME"


def _noun_phrase_start(tokens: Sequence[Token], index: int) -> int:
    start = index
    while start > 0 and tokens[start - 1].tag in {"ADJ", "DEMONYM", "W", "NAME", "NUM", "NOUN"}:
        if tokens[start - 1].end + 1 < tokens[start].start:
            break
        start -= 1
        if start > 1 and tokens[start - 1].text == "," and tokens[start - 2].tag in {"ADJ", "V"}:
            start -= 2
    if start > 0 and tokens[start - 1].tag in {"DET", "POSS"}:
        start -= 1
    return start


_BEARING = frozenset({"carrying", "with", "bearing", "of"})  # "the train of Kim Jong Un"


def _vehicle(
    tokens: Sequence[Token], start: int, index: int, cast: _Cast, subject: str | None
) -> tuple[str | None, str, int]:
    """Return whose vehicle it is: the owner before it, the passenger behind it, or as before."""
    low = tokens[index].low
    opener = tokens[start]
    owner = None
    if opener.tag == "POSS":
        before = [t for t in tokens[max(0, start - 3) : start] if t.text[0].isupper()]
        owner = (_person(before, cast) or _person(before[-1:], cast)) if before else subject
        start += 1
    elif opener.low in {"his", "her", "their"}:
        owner = subject
    elif index + 2 < len(tokens) and tokens[index + 1].low in _BEARING:
        behind = tokens[index + 2 : index + 8]
        ahead = [t for t in behind if t.text[0].isupper() and t.tag != "DEMONYM"]
        owner = _person(ahead[:1], cast) or _person(ahead, cast) if ahead else None
    if owner:
        cast.vehicles[low] = cast.vehicle = owner
        return owner, "vehicle", start
    if opener.low in {"the", "this"}:
        return cast.vehicles.get(low) or cast.craft or low, "vehicle", start
    return None, "", start


def rename(found: Sequence[TravellerMention], names: dict[str, str]) -> list[TravellerMention]:
    """Return the finds with names replaced, as order does when articles spell a name two ways."""
    return [replace(f, traveller=names.get(f.traveller, f.traveller)) for f in found]
