"""A visit in the making: the claims that came to it, its places, and the time that they give."""

from dataclasses import dataclass, field

from mapper.model import MentionKey, Place, When
from mapper.order.claims import Claim
from mapper.order.intervals import span_of
from mapper.order.places import facility_type, smallest

#: How surely something is said, the surest first.
STANDING = {"asserted": 0, "planned": 1, "speculated": 2, "cancelled": 3, "background": 4}


@dataclass(slots=True)
class Stop:
    """A visit in the making. `drawn` is whether the traveller was there, by any claim."""

    claims: list[Claim] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    reached: bool = False
    _known: tuple[list[Claim], int, When | None] | None = field(default=None, compare=False)

    def add(self, claim: Claim) -> None:
        """Take in a claim, its place and its type."""
        self.claims.append(claim)
        if claim.place:
            self.places[claim.place.id] = claim.place
        kind = facility_type(claim.mention, claim.place)
        if kind:
            self.types.add(kind)

    @property
    def stands(self) -> bool:
        """Return whether the traveller was there."""
        return self.reached or any(claim.stands for claim in self.claims)

    @property
    def modality(self) -> str:
        """Return the surest modality among the claims."""
        return min((claim.modality for claim in self.claims), key=lambda m: STANDING[m])

    @property
    def place(self) -> Place | None:
        """Return the place that says most exactly where; for an unknown site, its town."""
        hosts = [claim.host for claim in self.claims if claim.host]
        return smallest(self.places.values()) or smallest(hosts)

    @property
    def when(self) -> When | None:
        """Return the interval in which the traveller was there, from the surest dated claims."""
        if (
            self._known is None
            or self._known[0] is not self.claims
            or self._known[1] != len(self.claims)
        ):
            self._known = (self.claims, len(self.claims), span_of(self.dated()))
        return self._known[2]

    def dated(self) -> list[Claim]:
        """Return the claims whose dates count: those that stand, else all; tight before loose."""
        pool = [c for c in self.claims if c.when and c.own]
        standing = [c for c in pool if c.stands] or pool
        tight = [c for c in standing if not c.loose] or [c for c in pool if not c.loose]
        return tight or standing

    @property
    def keys(self) -> set[MentionKey]:
        """Return the mentions that report it."""
        return {claim.key for claim in self.claims}
