"""A place under one of its names: what look-ups give."""

from typing import NamedTuple

from mapper.model import Place


class NamedPlace(NamedTuple):
    """A place that bears a name: the name as the gazetteer spells it, and what it is to the place.

    `kind` is one of entry.NAME_KINDS; `exact` says that it was found by the strict key.
    """

    place: Place
    name: str
    kind: str
    exact: bool
