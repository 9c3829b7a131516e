"""Plug-ins: plain callables that an installed package offers by an entry point.

| group | callable |
|---|---|
| `mapper.recognizers` | `(Article) -> Iterable[Mention]` |
| `mapper.geocoders` | `(name, *, language) -> Sequence[Place]` |
| `mapper.routers` | `(Place, Place, mode) -> Route or None` |
| `mapper.exporters` | `(Report, Path) -> None` |
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from mapper.errors import PluginError


def plugin_names(group: str) -> tuple[str, ...]:
    """Return the names that a group offers, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def load_plugin(group: str, name: str) -> Any:  # noqa: ANN401 (each group has its own signature)
    """Return the callable of a plug-in.

    Raises PluginError, with the names that there are, for an unknown one, and with the reason for
    one that does not load.
    """
    for point in entry_points(group=group):
        if point.name == name:
            return _loaded(point)
    known = ", ".join(plugin_names(group)) or "none is installed"
    message = f"{group}: no plug-in called {name!r}; known: {known}."
    raise PluginError(message)


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        message = f"{point.group}: {point.name} ({point.value}) does not load: {error}."
        raise PluginError(message) from error
