"""Choose the place of every mention: `geocode_mentions`.

Each article is ranked by itself (`ranking`); then nominals and facilities take up what other
mentions found (`coreference`), across the articles of the run where their own says nothing; last,
the desk's word is applied (`desk`). Nothing is dropped: a mention without a good enough place has
`place` None, its candidates, and the reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mapper.geocode.article_names import NameGroup, Online, OptionCache, group_names
from mapper.geocode.coreference import link_nominals, share_facilities
from mapper.geocode.desk import apply_desk
from mapper.geocode.features import Setting
from mapper.geocode.options import Places
from mapper.geocode.outlets import home_shares, outlet_country, outlet_key
from mapper.geocode.ranking import Ranked, meant_divisions, rank_names
from mapper.geocode.reasons import OUTLET_COUNTRY, OUTLET_HOME, reasons_for
from mapper.geocode.weights import Weights, shipped_weights
from mapper.geodesy import distance_km
from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Candidate,
    LatLon,
    Mention,
    MentionKey,
    Resolution,
    Span,
)

#: Below this calibrated score a mention stays unresolved: of those pins three in four would be
#: wrong. At 0.35, 1.2 % more of LGL's and 0.6 % more of GWN's stayed empty, 2 in 5 of them right.
LEAST_SCORE = 0.25
#: Candidates that are kept for the editor to see.
SHOWN = 6
#: An outlet's home is heard from this many of its articles on.
HOME_ARTICLES = 2


def geocode_mentions(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    gazetteer: Places,
    *,
    corrections: Iterable[AppliedCorrection] = (),
    weights: Weights | None = None,
    online: Online | None = None,
) -> tuple[Resolution, ...]:
    """Return a resolution for every mention, in the order of the annotations.

    `articles` and `annotations` are parallel. A mention that nothing fits keeps `place` None and
    says why. `online` is asked for names that the gazetteer does
    not know. Corrections with the verb `place` rule over everything (`Resolution.by_desk`).
    """
    weights = weights or shipped_weights()
    cache = OptionCache(gazetteer, online)
    grouped = [
        group_names(article, annotation.mentions, cache)
        for article, annotation in zip(articles, annotations, strict=True)
    ]
    settings = _settings(articles, grouped, weights, gazetteer)
    found: dict[MentionKey, Resolution] = {}
    for groups, setting in zip(grouped, settings, strict=True):
        divisions = meant_divisions(groups, gazetteer)
        for ranked in rank_names(groups, setting, weights, divisions):
            candidates = _candidates(ranked)
            for mention in ranked.group.mentions:
                found[mention.key] = _resolution(mention, candidates, ranked)
    mentions = [mention for annotation in annotations for mention in annotation.mentions]
    resolutions = [found.get(mention.key) or _unknown(mention) for mention in mentions]
    resolutions = share_facilities(resolutions, articles)
    resolutions = link_nominals(resolutions, articles, gazetteer)
    return tuple(apply_desk(resolutions, tuple(corrections), gazetteer))


def _settings(
    articles: Sequence[Article],
    grouped: Sequence[list[NameGroup]],
    weights: Weights,
    gazetteer: Places,
) -> list[Setting]:
    """Return what each article's outlet says; its home only where the run has enough of it."""
    plain = [
        Setting(outlet_country(article.publisher), outlet_key(article.publisher))
        for article in articles
    ]
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        if article.publisher:
            by_outlet[article.publisher].append(number)
    for numbers in by_outlet.values():
        if len(numbers) < HOME_ARTICLES:
            continue
        home = _home([grouped[n] for n in numbers], [plain[n] for n in numbers], weights, gazetteer)
        for number in numbers:
            old = plain[number]
            plain[number] = Setting(old.outlet_country, old.outlet, home)
    return plain


def _home(
    grouped: Sequence[list[NameGroup]],
    settings: Sequence[Setting],
    weights: Weights,
    gazetteer: Places,
) -> Mapping[str, float]:
    weighed: list[tuple[str | None, str | None, float]] = []
    for groups, setting in zip(grouped, settings, strict=True):
        divisions = meant_divisions(groups, gazetteer)
        for ranked in rank_names(groups, setting, weights, divisions):
            place = ranked.options[0].place
            weighed.append((place.country, place.admin1, ranked.chances[0]))
    return home_shares(weighed)


def _candidates(ranked: Ranked) -> tuple[Candidate, ...]:
    """Return the best few options with the calibrated score shared among them by their chances."""
    best = max(ranked.chances[0], 1e-9)
    rest = max(1.0 - ranked.chances[0], 1e-9)
    found = []
    for number, (option, chance) in enumerate(
        zip(ranked.options[:SHOWN], ranked.chances, strict=False)
    ):
        score = ranked.score * chance / best if not number else (1 - ranked.score) * chance / rest
        score = min(score, ranked.score)
        reasons = reasons_for(ranked.group, option, ranked.rows[number], ranked.options)
        found.append(Candidate(place=option.place, score=round(score, 4), reasons=reasons))
    return tuple(found)


def _resolution(mention: Mention, candidates: tuple[Candidate, ...], ranked: Ranked) -> Resolution:
    best = candidates[0]
    if ranked.score < LEAST_SCORE:
        reason = (
            f"nothing fits well enough: {best.place.name} has {best.score:.2f} of {LEAST_SCORE}"
        )
        return Resolution(
            mention=mention,
            candidates=candidates,
            place=None,
            score=best.score,
            reasons=(reason, *best.reasons),
        )
    return Resolution(
        mention=mention,
        candidates=candidates,
        place=best.place,
        score=best.score,
        reasons=best.reasons,
    )


def _unknown(mention: Mention) -> Resolution:
    reason = "names nothing by itself" if mention.kind == "coreference" else "not in the gazetteer"
    return Resolution(mention=mention, candidates=(), place=None, score=0.0, reasons=(reason,))


def rank_places(
    name: str, gazetteer: Places, *, near: LatLon | None = None, country: str | None = None
) -> tuple[Candidate, ...]:
    """Return the places that a bare name may mean, best first, with scores and reasons.

    `near` speaks for places within some 100 km of a point, `country` (ISO code, in capitals) for
    those in it, as the home of an outlet would. An unknown name gives none.
    """
    article = Article(id="", source="", text=name)
    mention = Mention(article="", span=Span(0, len(name)), text=name, kind="toponym", name=name)
    groups = group_names(article, [mention], OptionCache(gazetteer))
    home = {country: 1.0} if country else {}
    points = ((*near, 1.0),) if near else ()
    setting = Setting(outlet_country=country, home=home, home_points=points)
    ranked = rank_names(groups, setting, shipped_weights(), {})
    found = _candidates(ranked[0]) if ranked else ()
    return tuple(_as_asked(candidate, near, country) for candidate in found)


def _as_asked(candidate: Candidate, near: LatLon | None, country: str | None) -> Candidate:
    """Give the reasons in the words of the question, where no outlet was spoken of."""
    place = candidate.place
    asked = []
    if near:
        asked.append(f"{distance_km((place.lat, place.lon), near):,.0f} km from the given point")
    if country:
        asked.append(f"{'lies' if place.country == country else 'does not lie'} in {country}")
    kept = [reason for reason in candidate.reasons if reason not in (OUTLET_COUNTRY, OUTLET_HOME)]
    return replace(candidate, reasons=(*asked, *kept))
