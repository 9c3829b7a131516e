"""What the publisher of an article says about where its places lie.

The country comes from the domain's ending ("lfpress.ca"); a home comes from the other articles of
the same outlet in the run, by what they are most likely about.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

#: Endings of domains whose country code differs from the domain, or that say nothing of a country
#: although two letters long (sold as words).
_ENDINGS = {"uk": "GB"}
_NO_COUNTRY = frozenset({"tv", "io", "co", "me", "fm", "ai", "to", "cc", "ws", "eu", "ly", "gg"})
COUNTRY_LETTERS = 2
_DOMAIN = re.compile(r"^[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}$")


def outlet_country(publisher: str | None) -> str | None:
    """Return the ISO code of the country that a publisher's domain names, or None.

    >>> outlet_country("cambridge-news.co.uk"), outlet_country("dallasnews.com")
    ('GB', None)
    """
    if not publisher or not _DOMAIN.match(publisher):
        return None
    ending = publisher.rpartition(".")[2].lower()
    if len(ending) != COUNTRY_LETTERS or ending in _NO_COUNTRY:
        return None
    return _ENDINGS.get(ending, ending.upper())


def outlet_key(publisher: str | None) -> str:
    """Return the letters of a publisher in lower case, in which a town's name may stand.

    >>> outlet_key("Cambridge-News.co.uk")
    'cambridgenewscouk'
    """
    return re.sub(r"[^a-z]", "", (publisher or "").casefold())


def home_shares(
    weighed: Sequence[tuple[str | None, str | None, float]],
) -> Mapping[str, float]:
    """Return the share of each country and division among places (country, division, chance)."""
    totals: dict[str, float] = defaultdict(float)
    whole = 0.0
    for country, division, chance in weighed:
        whole += chance
        for key in (country, division):
            if key:
                totals[key] += chance
    return {key: total / whole for key, total in totals.items()} if whole else {}
