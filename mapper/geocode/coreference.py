"""Words that take up a place named elsewhere: nominals, and facilities that no gazetteer holds.

"The spaceport" is the spaceport that the article named last before it; where the article names
none, the one that the other articles of the run agree on. "An airport near Vladivostok" must lie
near Vladivostok. A facility that no gazetteer holds takes up one of its type whose name shares its
words, else it is put where the text last puts the reader, with a low score and the reason.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mapper.geocode.hints import agreement
from mapper.geocode.options import Places, facility_stem
from mapper.geodesy import distance_km
from mapper.model import Article, Candidate, Place, Resolution, Span
from mapper.recognize.toponyms.datelines import dateline_span

#: A nominal takes up a name at most this many characters before it, or anywhere in another article.
REACH = 4_000
#: What stands between a name and a nominal that says what it is: "Khasan, the last station before".
_APPOSED = re.compile(r",[ \u00a0](?:the|an?)[ \u00a0](?:[\w-]{1,20}[ \u00a0]){0,2}")
#: What follows such a nominal; a verb would make it the subject: "In Khasan, the station was shut".
_APPOSED_END = re.compile(
    r"[,.;)]|[ \u00a0](?:where|which|that|before|near|on|in|at|from|by|for|just|some|about|of)\b"
)
#: What is left of the antecedent's score: the link itself may be wrong.
SAME_ARTICLE, OTHER_ARTICLE, SHARED_WORDS, SAME_SPOT = 0.9, 0.7, 0.85, 0.5
#: A mention below this is passed over when a surer one stands before the nominal too.
SURE_ENOUGH = 0.6
#: Mentions that are looked through for one link: keeps the time of an archive linear.
LOOK_BACK = 600
#: The score of the only place of the right type in the neighbourhood.
ONLY_ONE = 0.5
#: "Near X" is taken as within this distance of X, and a facility lies this near to its town.
NEAR_KM = 80.0
#: A facility is sought in the town named at most this many characters before.
SPOT_REACH = 400
#: Hints by which a nominal may take up a facility of another hint ("military base" an air base).
_FAMILIES = (
    frozenset({"airport", "airbase"}),
    frozenset({"base", "navalbase", "airbase"}),
    frozenset({"port", "shipyard", "navalbase"}),
)


def share_facilities(
    resolutions: Sequence[Resolution], articles: Sequence[Article]
) -> list[Resolution]:
    """Give facilities without a place of their type the place of one whose name shares words."""
    datelines = {article.id: dateline_span(article.text) for article in articles}
    settled = [r for r in resolutions if r.place is not None and r.mention.kind == "facility"]
    known = [r for r in settled if r.place is not None and _of_type(r, r.place)]
    shared: list[Resolution] = []
    for number, resolution in enumerate(resolutions):
        if resolution.mention.kind != "facility" or _is_good(resolution):
            shared.append(resolution)
            continue
        other = next((k for k in known[:LOOK_BACK] if _shares_words(resolution, k)), None)
        if other is not None:
            why = f"shares its words with {other.mention.name}"
            shared.append(_taken_up(resolution, other, SHARED_WORDS, why))
        else:
            before = resolutions[max(0, number - LOOK_BACK) : number]
            shared.append(_at_the_spot(resolution, before, datelines))
    return shared


def _is_good(resolution: Resolution) -> bool:
    return resolution.place is not None and (
        _of_type(resolution, resolution.place) or resolution.mention.feature_hint is None
    )


def _of_type(resolution: Resolution, place: Place) -> bool:
    return agreement(resolution.mention.feature_hint, place) == "agrees"


def _shares_words(one: Resolution, other: Resolution) -> bool:
    if one.mention.feature_hint != other.mention.feature_hint:
        return False
    mine = set(facility_stem(one.mention.name).casefold().split())
    theirs = set(facility_stem(other.mention.name).casefold().split())
    return bool(mine) and (mine <= theirs or theirs <= mine)


def _at_the_spot(
    resolution: Resolution,
    resolutions: Sequence[Resolution],
    datelines: Mapping[str, Span | None],
) -> Resolution:
    """Put a facility without a place into the town that stands last before it in its article.

    Not into the dateline's town, where the reporter sits.
    """
    if resolution.place is not None:
        return resolution
    mention = resolution.mention
    dateline = datelines.get(mention.article)
    spot: Resolution | None = None
    for other in resolutions:
        near = 0 < mention.span.start - other.mention.span.end <= SPOT_REACH
        if dateline is not None and dateline.contains(other.mention.span):
            continue
        if other.mention.article == mention.article and near and _is_town(other):
            spot = other
    if spot is None or spot.place is None:
        return resolution
    why = f"not in the gazetteer; put in {spot.place.name}, named last before it"
    return _taken_up(resolution, spot, SAME_SPOT, why)


def _is_town(resolution: Resolution) -> bool:
    return (
        resolution.place is not None
        and resolution.place.kind == "city"
        and resolution.mention.role == "literal"
        and resolution.mention.kind == "toponym"
    )


# --- nominals ------------------------------------------------------------------------------------


def link_nominals(
    resolutions: Sequence[Resolution], articles: Sequence[Article], gazetteer: Places
) -> list[Resolution]:
    """Give each nominal the place that it takes up, or leave it unresolved with the reason."""
    order = {article.id: number for number, article in enumerate(articles)}
    named = [r for r in resolutions if r.place is not None and r.mention.kind != "coreference"]
    known = {(r.mention.article, r.mention.text): r.place for r in named if r.place is not None}
    named.sort(key=lambda r: (order.get(r.mention.article, 0), r.mention.span))
    keys = [(order.get(r.mention.article, 0), r.mention.span.start) for r in named]
    texts = {article.id: article.text for article in articles}
    nominals = Nominals(named, known, order, gazetteer, keys, texts)
    return [
        _linked(resolution, nominals) if _is_open_nominal(resolution) else resolution
        for resolution in resolutions
    ]


@dataclass(frozen=True, slots=True)
class Nominals:
    """What nominals can take up: the resolved names, and each article's names with their places."""

    named: Sequence[Resolution]
    known: Mapping[tuple[str, str], Place]
    order: Mapping[str, int]
    gazetteer: Places
    keys: Sequence[tuple[int, int]]
    texts: Mapping[str, str]

    def around(self, nominal: Resolution) -> Sequence[Resolution]:
        """Return the names of a run, or of an archive those that stand nearest in it."""
        if len(self.named) <= LOOK_BACK:
            return self.named
        key = nominal.mention.key
        at = bisect_left(self.keys, (self.order.get(key[0], 0), key[1]))
        return self.named[max(0, at - LOOK_BACK // 2) : at + LOOK_BACK // 2]

    def apposed(self, nominal: Resolution) -> Resolution | None:
        """Return the name that stands right before a nominal and that it only describes."""
        text, key = self.texts[nominal.mention.article], nominal.mention.key
        at = bisect_left(self.keys, (self.order.get(key[0], 0), key[1])) - 1
        if at < 0 or self.named[at].mention.article != key[0]:
            return None
        end = self.named[at].mention.span.end
        if not _APPOSED.fullmatch(text, end, key[1]) or not _APPOSED_END.match(text, key[2]):
            return None
        return self.named[at]

    def qualifier(self, nominal: Resolution) -> Place | None:
        """Return the place that the text puts a nominal in or near, or None."""
        for name in nominal.mention.qualifiers:
            place = self.known.get((nominal.mention.article, name))
            if place is not None:
                return place
        return None


def _is_open_nominal(resolution: Resolution) -> bool:
    return resolution.mention.kind == "coreference" and resolution.place is None


def _linked(nominal: Resolution, nominals: Nominals) -> Resolution:
    described = nominals.apposed(nominal)
    if described is not None:
        why = f"says what {described.mention.text} is"
        return _taken_up(nominal, described, SAME_ARTICLE, why)
    spot = nominals.qualifier(nominal)
    fitting = [
        other
        for other in nominals.around(nominal)
        if _takes_up(nominal, other) and _lies_by(other.place, spot)
    ]
    here = [other for other in fitting if other.mention.article == nominal.mention.article]
    before = [other for other in here if 0 <= _gap(nominal, other) <= REACH]
    if before or (here and not _is_local(nominal)):
        other = _last_sure(before) if before else here[0]
        return _taken_up(nominal, other, SAME_ARTICLE, f"takes up {other.mention.text}")
    if _is_local(nominal):
        return nominal
    elsewhere = sorted(
        (other for other in fitting if other.mention.article != nominal.mention.article),
        key=lambda other: (nominals.order.get(other.mention.article, 0), other.mention.span),
    )
    linked = _agreed(nominal, elsewhere)
    return linked if linked.place is not None else _only_one_near(nominal, spot, nominals)


def _last_sure(before: Sequence[Resolution]) -> Resolution:
    """Return the last mention before a nominal, a doubtful one only where no other is."""
    sure = [other for other in before if other.score >= SURE_ENOUGH]
    return (sure or before)[-1]


def _only_one_near(nominal: Resolution, spot: Place | None, nominals: Nominals) -> Resolution:
    """Take the only place of the nominal's type near the town that the text names."""
    if spot is None or spot.kind != "city":
        return nominal
    near = nominals.gazetteer.near((spot.lat, spot.lon), NEAR_KM / 2, kinds=("facility",))
    hint = nominal.mention.feature_hint
    fitting = [place for _, place in near if agreement(hint, place) == "agrees"]
    if len(fitting) != 1:
        return nominal
    why = f"the only one of its type that the gazetteer has near {spot.name}"
    return _placed(nominal, fitting[0], ONLY_ONE, why)


def _is_local(nominal: Resolution) -> bool:
    """Return whether a nominal is too common to be sought in other articles ("the city")."""
    return nominal.mention.feature_hint in {None, "city", "island", "cape", "station", "mall"}


def _gap(nominal: Resolution, other: Resolution) -> int:
    return nominal.mention.span.start - other.mention.span.end


def _agreed(nominal: Resolution, elsewhere: Sequence[Resolution]) -> Resolution:
    """Take up the place of its type that the other articles name, where they name only one."""
    places = {other.place.id for other in elsewhere if other.place is not None}
    if len(places) != 1:
        return nominal
    other = elsewhere[0]
    why = f"takes up {other.mention.text}, which another article names"
    return _taken_up(nominal, other, OTHER_ARTICLE, why)


def _takes_up(nominal: Resolution, other: Resolution) -> bool:
    """Return whether a named place is of the nominal's type and lies where the text puts it."""
    hint = nominal.mention.feature_hint
    if other.place is None or hint is None:
        return False
    same = other.mention.kind == "facility" and other.mention.feature_hint in _family(hint)
    if not same and agreement(hint, other.place) != "agrees":
        return False
    return other.mention.kind != "demonym"


def _lies_by(place: Place | None, spot: Place | None) -> bool:
    """Return whether a place lies in or near the place that the text names beside it."""
    if place is None or spot is None:
        return place is not None
    if spot.kind == "country":
        return place.country == spot.country
    if spot.kind == "admin" and place.admin1 == spot.id:
        return True
    reach = NEAR_KM + (spot.extent_km or 0.0)
    return distance_km((place.lat, place.lon), (spot.lat, spot.lon)) <= reach


def _family(hint: str) -> frozenset[str]:
    return frozenset({hint}).union(*(family for family in _FAMILIES if hint in family))


# --- making resolutions --------------------------------------------------------------------------


def _taken_up(resolution: Resolution, other: Resolution, share: float, reason: str) -> Resolution:
    if other.place is None:
        return resolution
    return _placed(resolution, other.place, other.score * share, reason)


def _placed(resolution: Resolution, place: Place, score: float, reason: str) -> Resolution:
    candidate = Candidate(place=place, score=round(score, 4), reasons=(reason,))
    rest = tuple(c for c in resolution.candidates if c.place.id != place.id)
    return replace(
        resolution,
        candidates=(candidate, *rest),
        place=place,
        score=candidate.score,
        reasons=(reason,),
    )
