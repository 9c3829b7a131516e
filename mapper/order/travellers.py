"""Settles whose journey the articles tell, and what names and vehicles stand for the traveller."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mapper.model import Annotations, Article, Movement
from mapper.recognize.cast import people

# Words that stand for a vehicle of the traveller where the text says "the": a motion of it is his.
_VEHICLES = frozenset(
    """
    train plane aircraft airplane ship ferry bus boat car helicopter jet airliner steamer
    yacht vessel motorcade convoy truck van bicycle bike liner submarine spacecraft
    entourage carrier warship destroyer cruiser tanker trawler icebreaker
    """.split()
)
_PLURALS = frozenset("we they us he she it i".split())
_NARRATORS = frozenset({"we", "i", "us"})
_NARRATOR = "we"
# What stands for somebody else than the one told of ("a second convoy").
_OTHERS = frozenset({"another"})
# Words for those who go where the journey goes: the team, the players, the squad.
_GROUPS = people().groups
# What moves and is nobody's journey: the forces of nature and of war, and what spreads.
_FORCES = frozenset(
    """
    fire fires blaze flames wildfire wildfires smoke ash lava storm storms hurricane cyclone typhoon
    tornado tsunami flood floods floodwaters water quake earthquake tremors wind winds rain snow
    shells shelling shellfire missile missiles rocket rockets mortars bombs strikes airstrikes war
    fighting epidemic outbreak virus infection disease unrest protests rumours rumors news
    """.split()
)
# A verb of motion says more about who travels than an event does.
_MOTION_WEIGHT = 2
_EVENT_WEIGHT = 1


@dataclass(frozen=True, slots=True)
class Cast:
    """The traveller of a journey and every name of it, by article.

    `crafts` are the named ships and aircraft of a journey that a person makes.
    """

    name: str
    names: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    crafts: frozenset[str] = frozenset()

    def is_main(self, traveller: str | None, article: str) -> bool:
        """Return whether a movement's traveller is the one of this journey."""
        if article not in self.articles:
            return False
        if traveller is None:
            return True
        return any(
            _key(name) in self.names
            or name.lower() in _VEHICLES | _PLURALS
            or name.lower() in _GROUPS
            or _key(name) in self.crafts
            for name in traveller.split(" and ")
        )


def is_force(traveller: str | None) -> bool:
    """Return whether what moves is no traveller: a fire that reached a port, shells that fell."""
    words = (traveller or "").lower().split()
    return bool(words) and words[-1] in _FORCES


def _key(name: str) -> str:
    return name.replace("-", " ").replace("\u2019", "'").lower().strip()


def find_casts(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    traveller: str | None = None,
) -> list[Cast]:
    """Return the travellers of the articles, each with the articles about it, most told first.

    Articles whose travellers share a name tell one journey. With `traveller` given, only that one;
    a name that nowhere travels gives a cast without articles.
    """
    counts = {
        article.id: _count(found) for article, found in zip(articles, annotations, strict=True)
    }
    aliases = _aliases({name for counter in counts.values() for name in counter})
    if traveller is not None:
        return [_given(traveller, counts, aliases)]
    total: Counter[str] = Counter()
    for counter in counts.values():
        for spelling, weight in counter.items():
            total[aliases[spelling]] += weight
    casts: list[Cast] = []
    left = set(counts)
    while left:
        name = _most_told([counts[a] for a in sorted(left)], aliases, total)
        about = {a for a in left if name is None or _tells_of(counts[a], name, aliases)}
        if name is None or not about:
            if not casts:
                casts.append(Cast(name=name or "", articles=frozenset(left)))
            else:
                casts[0] = _joined(casts[0], left)
            break
        names = frozenset(n for n, full in aliases.items() if full == name)
        crafts = _crafts(annotations)
        casts.append(
            Cast(
                name=_shown(name, annotations),
                names=names,
                articles=frozenset(about),
                crafts=frozenset() if name in crafts else crafts,
            )
        )
        left -= about
    return casts


def _crafts(annotations: Sequence[Annotations]) -> frozenset[str]:
    """Return the names of ships and aircraft."""
    return frozenset(
        _key(t.traveller)
        for found in annotations
        for t in found.travellers
        if t.kind == "vehicle" and t.text[:1].isupper() and _key(t.traveller) == _key(t.text)
    )


def _joined(cast: Cast, articles: Iterable[str]) -> Cast:
    return Cast(name=cast.name, names=cast.names, articles=cast.articles | frozenset(articles))


def _count(found: Annotations) -> Counter[str]:
    """Count the movements of whom the text names; else of its groups; else of any subject."""
    known = {_key(traveller.traveller) for traveller in found.travellers}
    counter = _weights(found.movements)
    named = {name: n for name, n in counter.items() if name in known or name == _NARRATOR}
    kin = set(named) & people().kin  # told of beside the one whose kin they are
    named = {name: n for name, n in named.items() if name not in kin} or named
    unnamed = {name for name in named if name in _VEHICLES | _GROUPS | _crafts([found])}
    persons = {name: n for name, n in named.items() if name not in unnamed}
    most = max(persons.values(), default=0)
    alone = unnamed - people().retinue
    group = max((n for name, n in named.items() if name in alone), default=0)
    return Counter((persons if most * _GROUP_LEADS > group else None) or named or counter)


# A group that moves so many times as often as any person named is the traveller.
_GROUP_LEADS = 2


def _weights(movements: Iterable[Movement]) -> Counter[str]:
    counter: Counter[str] = Counter()
    for movement in movements:
        if movement.traveller and movement.modality != "background":
            moves = movement.action in {"arrive", "depart", "pass", "head"} or movement.by_noun
            for name in map(_key, movement.traveller.split(" and ")):
                if name in _NARRATORS:
                    counter[_NARRATOR] += 1  # half of what a name counts: quotes say "we" as well
                elif name not in _PLURALS | _OTHERS and not is_force(name):
                    counter[name] += _MOTION_WEIGHT if moves else _EVENT_WEIGHT
    return counter


def _aliases(names: set[str]) -> dict[str, str]:
    """Return the fullest form of each name: "kim" and "kim jong un" are one."""
    ordered = sorted(names, key=lambda name: (-len(name.split()), -len(name), name))
    full: dict[str, str] = {}
    holders: dict[str, list[str]] = {}  # the fullest forms that hold a word, in their order
    for name in ordered:
        words = set(name.split())
        if not words:
            full[name] = ordered[0]
            continue
        fewest = min((holders.get(word, []) for word in words), key=len)
        full[name] = next((f for f in fewest if words <= set(f.split())), name)
        if full[name] == name:
            for word in words:
                holders.setdefault(word, []).append(name)
    return full


def _most_told(
    counters: Sequence[Counter[str]], aliases: dict[str, str], total: Counter[str]
) -> str | None:
    names: Counter[str] = Counter()
    for counter in counters:
        for name, weight in counter.items():
            names[aliases[name]] += weight
    if not names:
        return None
    return min(names, key=lambda name: (-names[name], -total[name], -len(name.split()), name))


def _tells_of(counter: Counter[str], name: str, aliases: dict[str, str]) -> bool:
    """Return whether an article tells of a traveller: at least as one of its two most moving."""
    told = [aliases[n] for n, _ in counter.most_common(3)]
    return name in told or not counter


def _given(traveller: str, counts: dict[str, Counter[str]], aliases: dict[str, str]) -> Cast:
    words = set(_key(traveller).split())
    names = frozenset(
        name
        for name in aliases
        if set(name.split()) <= words or words <= set(aliases[name].split())
    )
    about = frozenset(a for a, counter in counts.items() if names & set(counter))
    return Cast(name=traveller, names=names, articles=about)


def _shown(name: str, annotations: Sequence[Annotations]) -> str:
    """Return a name as the articles write it most often."""
    known = [t.traveller for found in annotations for t in found.travellers]
    moved = [m.traveller for found in annotations for m in found.movements if m.traveller]
    written = Counter(text for text in known or moved if _key(text) == name)
    return min(written, key=lambda text: (-written[text], text)) if written else name
