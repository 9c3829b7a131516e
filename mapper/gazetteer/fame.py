"""One scale of importance, 0..1, over places of every kind.

Cities stand by population (log10 of it over 8, so that 10 million people give 0.875); divisions a
little lower, because a bare name mostly means the city; countries and continents on top. Places
without people get what their class is worth in news, by Natural Earth's scale rank or the fame
(1 to 5) in the curated tables.
"""

import math

FULL_POPULATION = 8.0  # log10 of the population that gives 1.0
CAPITAL = 0.78  # no national capital stands lower: Vaduz is a dateline, its size is not
REGION = 0.60  # a region without figures (class L of GeoNames: Siberia, Bible Belt)
WITHOUT_PEOPLE = 0.15  # a place of which nothing is known but its name


def by_population(population: int) -> float:
    """Return log10 of the population on the scale, at least WITHOUT_PEOPLE."""
    return max(WITHOUT_PEOPLE, math.log10(1 + max(population, 0)) / FULL_POPULATION)


def importance_of(kind: str, feature_code: str, population: int) -> float:
    """Return the importance of a place by its class and population.

    >>> round(importance_of("city", "PPL", 10_000_000), 3)
    0.875
    >>> importance_of("country", "PCLI", 38_000) > importance_of("city", "PPL", 2_000_000)
    True
    """
    size = by_population(population)
    if kind == "country":
        score = 0.8 + 0.2 * min(1.0, math.log10(1 + population) / 9)
    elif kind == "continent":
        score = 0.97
    elif kind == "region":
        score = max(REGION if feature_code == "RGN" else 0.4, size - 0.15)
    elif feature_code == "ADM1":
        score = max(0.5, size - 0.05)
    elif kind == "admin":
        score = max(0.2, size - 0.2)
    elif feature_code == "PPLC":
        score = max(CAPITAL, size)
    elif feature_code in {"PPLX", "PPLH", "PPLQ", "PPLW"}:
        score = size - 0.1
    else:
        score = size
    return min(1.0, max(0.0, score))


def by_fame(fame: int) -> float:
    """Return the importance of a curated place by its fame, 1 (local) to 5 (known everywhere)."""
    return (0.35, 0.45, 0.55, 0.65, 0.75)[fame - 1]


def by_scale_rank(rank: float, best: float) -> float:
    """Return the importance of a Natural Earth feature: `best` at rank 0, 0.05 less a rank."""
    return max(0.2, best - 0.05 * max(rank, 0))
