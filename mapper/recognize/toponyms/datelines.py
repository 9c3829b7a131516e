"""Find the dateline of an article: the place from which it was filed, at its head.

"SEOUL, Sept 13 (EFE) -", "RENO, Nev. (AP) --", "Tbilisi: ..." in the first lines.
"""

import re

from mapper.model import Span
from mapper.recognize.toponyms.runs import UPPER

#: Characters at the head of an article in which a dateline is looked for; titles and bylines may
#: stand before it.
HEAD = 600

_DATELINE = re.compile(
    rf"""
    (?:^|[\n.][ \t\u00a0]*)
    (?P<place>
        [{UPPER}][\w'\u2019.-]{{1,24}}                      # "SEOUL"
        (?:[ \u00a0][{UPPER}][\w'\u2019.-]{{1,24}}){{0,3}}  # "NEW YORK"
        (?:,[ \u00a0][{UPPER}][\w.]{{1,20}}                 # ", Nev.", ", South Korea"
           (?:[ \u00a0][{UPPER}][\w.]{{1,20}})?)?
    )
    (?:,[ \u00a0][A-Z][a-z]{{2,8}}\.?[ \u00a0]\d{{1,2}})?   # ", Sep 13"
    (?:[ \u00a0]?\([\w /.&-]{{2,40}}\)\.?)?                 # " (EFE)."
    [ \u00a0]?(?:--|[\u2013\u2014]|-[ \u00a0])              # a dash ends it
    """,
    re.VERBOSE,
)


def dateline_span(text: str) -> Span | None:
    """Return the span of the place in an article's dateline, or None.

    >>> dateline_span("RENO, Nev. (AP) -- Snow fell.")
    Span(start=0, end=10)
    """
    match = _DATELINE.search(text[:HEAD])
    return Span(match.start("place"), match.end("place")) if match else None
