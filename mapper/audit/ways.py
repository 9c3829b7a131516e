"""Routes beside a claim, asked once for each pair of places and way of going."""

from collections.abc import Sequence

from mapper.audit.ground import Ground
from mapper.audit.mentioned import point_of
from mapper.audit.rules import rule
from mapper.model import DistanceClaim, LatLon, Measurement, Place, ResolvedEnd, Route, Router
from mapper.routes import first_route

MODES = ("rail", "road")
#: Between these lengths in km a route by land can explain a figure.
SHORTEST_KM, LONGEST_KM = 1.0, 6000.0


class Ways:
    """Routers with a memory for one run; a router that fails gives no route."""

    def __init__(self, routers: Sequence[Router]) -> None:
        """Keep the routers; nothing is asked yet."""
        self._routers = tuple(routers)
        self._known: dict[tuple[LatLon, LatLon, str], Route | None] = {}

    def between(
        self,
        claim: DistanceClaim,
        anchor: ResolvedEnd,
        target: ResolvedEnd,
        measured: Measurement,
        ground: Ground,
    ) -> tuple[Route, ...]:
        """Return the routes of a claim by rail and road, by sea where only that leads there.

        Two places on one piece of land have no way by sea unless the claim names it: sea lanes go
        far round about between two towns of one coast.

        A claim that names its way is compared with that way alone, one "in a straight line" with
        none.
        """
        if not self._routers or claim.mode == "straight":
            return ()
        if not SHORTEST_KM <= measured.km <= LONGEST_KM:
            return ()
        origin, destination = anchor.place, target.place
        if origin is None or destination is None:
            return ()
        modes = (claim.mode,) if claim.mode in (*MODES, "sea") else MODES
        found = [self._route(origin, destination, mode) for mode in modes if mode]
        if (
            not any(found)
            and modes == MODES
            and not ground.same_land(point_of(origin), point_of(destination))
        ):
            found = [self._route(origin, destination, "sea")]
            most = rule("model", "sea_times") * measured.km
            found = [route for route in found if route is not None and route.km <= most]
        return tuple(route for route in found if route is not None)

    def _route(self, origin: Place, destination: Place, mode: str) -> Route | None:
        key = ((origin.lat, origin.lon), (destination.lat, destination.lon), mode)
        if key not in self._known:
            self._known[key] = first_route(self._routers, origin, destination, mode)
        return self._known[key]
