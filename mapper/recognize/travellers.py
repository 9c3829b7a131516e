"""Finds who may travel in an article: people, their titles and pronouns, vehicles and groups.

`traveller` of each find is the name it stands for, the fullest form in the article: "Kim", "he",
"the leader" and "his train" all stand for "Kim Jong Un". Whose journey it is, is settled over all
articles by `order_visits`; here everybody who may move is listed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mapper.model import Article, Mention, NameIndex, Span, TravellerMention
from mapper.recognize.cast import Cast, find_cast, is_title, name_runs, people, person_of
from mapper.recognize.movements.tokens import Finds, Token, tokenize
from mapper.recognize.movements.words import lexicon
from mapper.recognize.sentences import split_sentences
from mapper.recognize.vehicles import bears_somebody, is_state_craft, owner_of

_PLURALS = frozenset("they them their both we us our".split())
_SINGULARS = frozenset("he she him her his".split())
# How far back, in sentences, a pronoun looks for its name.
_MEMORY = 3


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
    cast = find_cast(sentences)
    return tuple(_mentions(article, sentences, cast))


# --- where they are spoken of --------------------------------------------------------------------


@dataclass(slots=True)
class _Memory:
    """Who was spoken of last: the subject of the latest sentences first, and the last group."""

    subject: str | None = None
    age: int = 0
    recent: list[str] = field(default_factory=list)
    group: str | None = None
    group_age: int = 0
    told: Counter[str] = field(default_factory=Counter)  # who was spoken of how often so far
    kin: str | None = None
    latest: dict[str, str] = field(default_factory=dict)  # "he" and "she": who it may be


@dataclass(slots=True)
class _Here:
    """Who the sentence told of so far: in its main clause, in the last clause, by a pronoun."""

    main: str | None = None
    clause: str | None = None
    meant: dict[str, str] = field(default_factory=dict)


def _mentions(
    article: Article, sentences: Sequence[Sequence[Token]], cast: Cast
) -> Iterator[TravellerMention]:
    memory = _Memory()
    for tokens in sentences:
        last_vehicle = cast.vehicle
        here = _Here()
        found = sorted(_in_sentence(article, tokens, cast, memory, here), key=lambda f: f.span)
        yield from found
        if cast.vehicle == last_vehicle and not any(f.kind == "vehicle" for f in found):
            cast.vehicle = None
        people_here = [
            f.traveller
            for f in found
            if f.kind in {"person", "title", "pronoun"} and f.traveller not in people().kin
        ]
        groups = [f.traveller for f in found if f.kind == "group"]
        memory.latest |= {cast.gender.get(f.traveller, ""): f.traveller for f in found}
        memory.age += 1
        memory.group_age += 1
        if groups:
            memory.group, memory.group_age = groups[-1], 0
        elif memory.group_age > _MEMORY:
            memory.group = None
        if people_here:
            memory.subject, memory.age = here.main or people_here[0], 0
            memory.recent = list(dict.fromkeys(people_here))
        elif memory.age > _MEMORY and cast.most:
            memory.subject = cast.most
        lead = max(memory.told, key=memory.told.__getitem__, default=None)
        memory.told.update(f.traveller for f in found if f.kind in {"person", "title", "pronoun"})
        told = memory.told[memory.subject or ""]
        if lead and memory.age == 1 and memory.told[lead] > told + 1:
            memory.subject = lead  # back to the one told of, after a sentence on nobody


def _in_sentence(  # noqa: C901, PLR0912, PLR0915 (one case a line)
    article: Article, tokens: Sequence[Token], cast: Cast, memory: _Memory, here: _Here
) -> Iterator[TravellerMention]:
    taken: set[int] = set()
    side = False  # inside "where the mayor met her", up to its comma
    runs = dict(name_runs(tokens))
    for index, token in enumerate(tokens):
        if index in taken:
            continue
        side = _is_side(token, side=side)
        end, who, kind = index + 1, None, "person"
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        local = here.main or here.clause
        if is_state_craft(tokens, index):
            who, kind = cast.most, "vehicle"
        elif index in runs:
            end = runs[index]
            who = person_of(tokens[index:end], cast)
            kind = "vehicle" if who in cast.ships else "person"
            taken |= set(range(index, end))
        elif (token.tag == "PLACE" and token.text in cast.surnames) or (
            index == 0 and token.low in cast.people and token.text[0].isupper()
        ):
            who = cast.people[token.low]
        elif token.low in _SINGULARS | _PLURALS and token.text != "US":
            plain = _is_object(tokens, index)
            who, kind = _antecedent(token.low, here, memory, cast, object_of=plain), "pronoun"
            who = who or ("we" if token.low in {"we", "us", "our"} else None)
        elif token.low.endswith(_AGED) and index and tokens[index - 1].low == "the":
            who, kind = (local or memory.subject or cast.most), "title"
            who = who if _is_head(after) else None
        elif _is_common(token):
            fresh = memory.subject is None and memory.group is None
            who, kind, start = _common(tokens, index, cast, local or memory.subject, fresh=fresh)
            if who:
                span = Span(tokens[start].start, token.end)
                yield _find(article, span, who, kind)
                if who in people().kin:
                    memory.kin = who
                elif kind == "title":
                    _note(here, who, side=side)
            continue
        elif index == 0 and token.low == "it" and cast.vehicle:
            who, kind = cast.vehicle, "pronoun"
        elif token.low == "it" and cast.ships and after is not None and after.tag in _SAYS:
            near = (who for who in (here.main, memory.subject) if who in cast.ships)
            who, kind = next(near, cast.craft), "pronoun"
        elif token.tag == "DEMONYM" and _is_compatriot(tokens, index):
            who, kind = (local or memory.subject or cast.most), "title"
        elif token.low == "two" and index and tokens[index - 1].low == "the" and _is_head(after):
            who, kind = _antecedent("they", here, memory, cast, object_of=False), "group"
        if who:
            yield _find(article, Span(token.start, tokens[end - 1].end), who, kind)
            if kind == "pronoun":
                here.meant[token.low] = who
            if kind != "group" and not (kind == "pronoun" and (side or here.main)):
                _note(here, who, side=side)


def _is_common(token: Token) -> bool:
    """Return whether a word may be a common noun for somebody."""
    listed = token.low in people().groups or token.low in people().kin
    titled = is_title(token) and token.tag == "NAME"
    return token.tag == "NOUN" or titled or (listed and token.tag == "W")


def _is_compatriot(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a people's name stands for one of them: "The Scot rode on"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    alone = index > 0 and tokens[index - 1].low == "the" and after is not None
    one = not tokens[index].low.endswith(("s", "ese", "ish", "ch"))
    return alone and one and after is not None and after.tag in _SAYS


_SAYS = frozenset({"V", "MODAL", "ADV"})  # behind a subject


def _note(here: _Here, who: str, *, side: bool) -> None:
    here.clause = who
    if not side:
        here.main = here.main or who


_SIDE_OPENERS = frozenset("where which who whose whom when".split())


def _is_side(token: Token, *, side: bool) -> bool:
    """Return whether the words from here on are in a clause on something told before."""
    if token.tag == "SUB":
        return token.low in _SIDE_OPENERS
    return side and token.text not in {",", ";", ":"}


def _is_object(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a pronoun is an object: "greeted him", "met her in", not "met her sister"."""
    low = tokens[index].low
    if low in {"him", "them"}:
        return True
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    goes_on = following is not None and following.tag in {"NOUN", "W", "ADJ", "NUM", "NAME"}
    return low == "her" and index > 0 and tokens[index - 1].tag == "V" and not goes_on


def _antecedent(
    low: str, here: _Here, memory: _Memory, cast: Cast, *, object_of: bool
) -> str | None:
    """Return whom a pronoun means.

    An object is none that its own clause names; "he" goes on with whom the sentence already called
    "him", then with its main clause, then with the sentences before. A plural is the last group.
    """
    if low in _PLURALS:
        group = memory.group or (cast.group if len(memory.recent) < _BOTH_OF_THEM else None)
        if group and low not in {"we", "us", "our"}:
            return group
        people_near = [*([here.main] if here.main else []), *memory.recent]
        who = max(people_near, key=lambda name: cast.counts[name], default=memory.subject)
        alone = who is not None and len(set(people_near)) < _BOTH_OF_THEM
        return "they" if alone and who != cast.most and low in _THEY else who
    meant = [who for said, who in here.meant.items() if said not in _PLURALS]
    near = [*meant, *(who for who in (here.main, here.clause) if who)]
    if object_of:
        near = [who for who in meant if who != here.clause]
        near += [who for who in (here.main,) if who and who != here.clause]
    before = [who for who in (memory.subject, *memory.recent, cast.most) if who]
    if object_of:
        before = [who for who in before if who != here.clause] or before
    fits = [who for who in (*near, *before) if cast.may_be(who, low)]
    if not fits and memory.kin and cast.may_be(memory.kin, low):
        return memory.kin  # "her husband stays; he"
    if not fits and cast.pronoun(low) in memory.latest:
        return memory.latest[cast.pronoun(low)]
    return next(iter(fits or (*near, *before)), None)


_BOTH_OF_THEM = 2
_THEY = frozenset("they them".split())


def _find(article: Article, span: Span, who: str, kind: str) -> TravellerMention:
    return TravellerMention(
        article=article.id,
        span=span,
        text=article.quote(span),
        traveller=who,
        kind=kind,  # type: ignore[arg-type]  # the literals of the callers above
    )


def _common(  # noqa: PLR0911 (one case a line)
    tokens: Sequence[Token], index: int, cast: Cast, subject: str | None, *, fresh: bool
) -> tuple[str | None, str, int]:
    """Return (who, kind, first token) for a common noun: a title, a vehicle or a group.

    `fresh` is whether nobody was spoken of so far: "a convoy" then opens its own report.
    """
    token = tokens[index]
    start = _noun_phrase_start(tokens, index)
    opener = tokens[start].low
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following and following.tag == "NOUN" and is_title(following):
        return None, "", start
    if token.low in people().pairs and opener in {"the", "both"} and _is_head(following):
        return cast.most or subject, "group", start
    told = opener in {"the", "both", "his", "her", "their"}
    if token.low in people().groups and (told or (fresh and subject is None)):
        return (_company(cast) or token.low, "group", start) if _is_head(following) else _NOBODY
    if token.low in people().kin and opener in {"his", "her", "their", "'s", "\u2019s"}:
        cast.gender.setdefault(token.low, people().gender.get(token.low, ""))
        return (token.low, "title", start) if not _is_named(following) else _NOBODY
    if is_title(token) and opener in {"the", "'s", "\u2019s"} and not _is_named(following):
        return _titled(tokens, start, index, cast, subject)
    most = cast.most
    unnamed = subject is None and opener in {"a", "an"} and _is_head(following)
    if is_title(token) and unnamed and token.low in people().sole and most:
        return most, "title", start  # "A woman who ..." before she is named
    group = lexicon().nouns.get(token.low)
    if (
        group == "vehicle"
        and fresh
        and opener in {"a", "an"}
        and not bears_somebody(tokens, index, cast)
    ):
        cast.vehicle = cast.craft or token.low
        return cast.vehicle, "vehicle", start  # "A tanker that ..." before she is named
    if group == "vehicle" and _is_head(following):
        return owner_of(tokens, start, index, cast, subject)
    return None, "", start


_AGED = ("-year-old", "-year-olds")
_NOBODY: tuple[None, str, int] = (None, "", 0)


def _company(cast: Cast) -> str | None:
    """Return whom "the convoy" means: the one told of most, or the group that is told of more."""
    return cast.most if cast.most and cast.counts[cast.most] >= _LEAD else cast.group


_LEAD = 4  # namings that make a person, and no group, the one whose journey is told


def _is_of_place(tokens: Sequence[Token], index: int) -> bool:
    return any(
        token.tag in {"PLACE", "DEMONYM"} for token in tokens[index + 1 : index + 4]
    ) and tokens[index + 1].low in {"of", "for"}


_OFTEN = 2  # "the Queen" so often, and a Queen of another name once: two queens


def _is_unnamed(title: str, known: Counter[str], cast: Cast) -> bool:
    """Return whether a title is used of somebody else than the one bearer who is named once."""
    return cast.alone[title] >= _OFTEN and all(cast.counts[name] == 1 for name in known)


def _titled(
    tokens: Sequence[Token], start: int, index: int, cast: Cast, subject: str | None
) -> tuple[str | None, str, int]:
    """Return whom "the leader" means: who bears the title, or the one the report is about."""
    token = tokens[index]
    known = cast.titles.get(token.low)
    if cast.most is not None and _is_of_place(tokens, index):
        return None, "", start  # "the deputy president of Chad"
    if known and not _is_unnamed(token.low, known, cast):
        return known.most_common(1)[0][0], "title", start
    if any(t.tag == "DEMONYM" for t in tokens[start:index]):
        return None, "", start  # "the Qatari premier", where nobody named bears the title
    aged = any(t.low.endswith(_AGED) for t in tokens[start:index])
    described = aged or (index - start > 1 and token.low not in people().others)
    if cast.alone[token.low] >= _OFTEN and token.low in people().sole and known is not None:
        return token.low, "title", start
    if cast.most is None and token.low in lexicon().titles:
        return token.low, "title", start  # nobody has a name
    first = cast.most if cast.most not in cast.ships else None
    first = first or subject
    alone = token.low in people().sole or described
    return (first, "title", start) if alone and first else (None, "", start)


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
