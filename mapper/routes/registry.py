"""Routers by name: the offline networks, a server by URL, or another package's entry point.

| name | routes |
|---|---|
| `offline` | the shipped rail, road and sea networks (the default) |
| `osrm:http://127.0.0.1:5000` | an OSRM server (road) |
| `valhalla:http://127.0.0.1:8002` | a Valhalla server (road) |
| any other | an entry point of the group `mapper.routers` |
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from mapper.errors import MapperError, PluginError
from mapper.model import Place, Route, Router
from mapper.routes.network import MODES, network_credit
from mapper.routes.offline import offline_route

GROUP = "mapper.routers"
DEFAULT = ("offline",)
SERVERS = ("osrm", "valhalla")


def open_routers(names: Sequence[str] = DEFAULT) -> tuple[Router, ...]:
    """Return the routers of these names in their order; the offline networks where none is named.

    Raises PluginError for an unknown name (it lists the known ones) or an entry point that does not
    load, SettingsError for a server without a proper URL.
    """
    return tuple(_open_router(name) for name in names or DEFAULT)


def _open_router(name: str) -> Router:
    kind, _, url = name.partition(":")
    if name == "offline":
        return offline_route
    return _server(kind, url) if kind in SERVERS and url else _plugged_in(name)


def _server(kind: str, url: str) -> Router:
    from mapper.routes import servers  # urllib and http take as long as the first route

    return {"osrm": servers.osrm, "valhalla": servers.valhalla}[kind](url)


def _plugged_in(name: str) -> Router:
    from importlib.metadata import entry_points

    found = {point.name: point for point in entry_points(group=GROUP)}
    if name not in found:
        known = ", ".join(sorted({"offline", *(f"{kind}:URL" for kind in SERVERS), *found}))
        message = f"No router is called {name!r}. Known: {known}."
        raise PluginError(message)
    try:
        router: Router = found[name].load()
    except (ImportError, AttributeError) as error:
        message = f"Router {name!r} ({found[name].value}) does not load: {error}."
        raise PluginError(message) from error
    return router


def first_route(
    routers: Iterable[Router], origin: Place, destination: Place, mode: str
) -> Route | None:
    """Return the way by the first router that knows one; a router that fails knows none."""
    for router in routers:
        try:
            route = router(origin, destination, mode)
        except (MapperError, OSError):  # a server that is down; the rest of the report stands
            continue
        if route is not None:
            return route
    return None


def route_via(router: Router, places: Sequence[Place], mode: str) -> Route | None:
    """Return the way through several places in order, or None where one stretch has none.

    The shortest way by rail is not always the train's line; a via station puts it on the line.
    """
    stretches = [router(a, b, mode) for a, b in pairwise(places)]
    found = [stretch for stretch in stretches if stretch is not None]
    if not found or len(found) < len(stretches):
        return None
    km = sum(stretch.km for stretch in found)
    return Route(
        mode=mode,
        km=km,
        engine=found[0].engine,
        data_date=min(stretch.data_date for stretch in found),
        off_network_share=sum(stretch.off_network_share * stretch.km for stretch in found) / km,
        geometry=tuple(point for stretch in found for point in stretch.geometry),
    )


def router_notes(routers: Iterable[Router]) -> tuple[str, ...]:
    """Return what went wrong with the routers so far, in sentences for the report."""
    return tuple(note for router in routers for note in getattr(router, "notes", ()))


def router_credits(routers: Iterable[Router]) -> tuple[str, ...]:
    """Return the data credits that a report with routes of these routers must show."""
    if offline_route not in tuple(routers):
        return ()
    credits_known = (network_credit(mode) for mode in MODES)
    return tuple(dict.fromkeys(credit for credit in credits_known if credit))
