"""A place under one of its names: what look-ups give."""

from typing import NamedTuple, Protocol

from mapper.gazetteer.entry import NAME_KINDS
from mapper.gazetteer.writer import LOOSE
from mapper.model import Place

PREFERRED = 0x40  # set in the flags of a name that a desk's table puts first; no file holds it


class _Source(Protocol):
    """Where a found name was found: a gazetteer file."""

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        ...

    def name_of(self, row: int, offset: int, key: str) -> str:
        """Return the spelling of a posting."""
        ...


class NamedPlace(NamedTuple):
    """A place that bears a name, read from its file when asked for.

    `place`, the `name` as the gazetteer spells it, its `kind` (one of entry.NAME_KINDS: what it is
    to the place), and whether it was found by the strict key (`exact`).
    """

    source: _Source
    row: int
    text: int
    flags: int
    key: str

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.source.place(self.row)

    @property
    def name(self) -> str:
        """The name as the gazetteer spells it."""
        return self.source.name_of(self.row, self.text, self.key)

    @property
    def kind(self) -> str:
        """What the name is to the place: official, alt, abbr, demonym ..."""
        return NAME_KINDS[self.flags & ~(LOOSE | PREFERRED)]

    @property
    def exact(self) -> bool:
        """Whether it was found by the strict key."""
        return not self.flags & LOOSE

    @property
    def preferred(self) -> bool:
        """Whether a desk's table puts the place first for the name."""
        return bool(self.flags & PREFERRED)


class _Ready(NamedTuple):
    """A place that a desk gave a name of its own."""

    known: Place
    spelling: str

    def place(self, row: int) -> Place:  # noqa: ARG002 (one place, no rows)
        """Return the place."""
        return self.known

    def name_of(self, row: int, offset: int, key: str) -> str:  # noqa: ARG002
        """Return the desk's spelling."""
        return self.spelling


def give_name(place: Place, name: str) -> NamedPlace:
    """Return a place under a name that no file gives it, as a further name of it."""
    return NamedPlace(_Ready(place, name), 0, 0, NAME_KINDS.index("alt"), name)
