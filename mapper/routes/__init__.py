"""Rail, road and sea routes between places."""

from mapper.routes.offline import offline_route
from mapper.routes.registry import (
    first_route,
    open_routers,
    route_via,
    router_credits,
    router_notes,
)

__all__ = [
    "first_route",
    "offline_route",
    "open_routers",
    "route_via",
    "router_credits",
    "router_notes",
]
