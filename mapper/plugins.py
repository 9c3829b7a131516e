"""Plug-ins: plain callables that an installed package offers by an entry point.

| group | callable | asked for by |
|---|---|---|
| `mapper.recognizers` | `(Article) -> Iterable[Mention]` | `--recognizer NAME` |
| `mapper.geocoders` | `(name, *, language) -> Sequence[Place]` | `--online NAME`, on a miss |
| `mapper.routers` | `(Place, Place, mode) -> Route or None` | `--router NAME` |
| `mapper.exporters` | `(Report, Path) -> None` | `--formats NAME` |

mapper's own are known without entry points: reading what is installed takes 30 ms of every start,
and a checkout would list what its last installation had.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeAlias

from mapper.errors import MapperError, PluginError
from mapper.model import Article, Mention, Place
from mapper.spans import SpanIndex

RECOGNIZERS, GEOCODERS, EXPORTERS = "mapper.recognizers", "mapper.geocoders", "mapper.exporters"
Recognizer: TypeAlias = Callable[[Article], tuple[Mention, ...]]


def plugin_names(group: str) -> tuple[str, ...]:
    """Return the names that a group offers, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def load_plugin(group: str, name: str) -> Callable[..., Any]:
    """Return the callable of a plug-in; what goes wrong inside it becomes a PluginError.

    Raises PluginError, with the names that there are, for an unknown one, and with the reason for
    one that does not load.
    """
    for point in entry_points(group=group):
        if point.name == name:
            return _guarded(point, _loaded(point))
    known = ", ".join(plugin_names(group)) or "none is installed"
    message = f"{group}: no plug-in called {name!r}; known: {known}."
    raise PluginError(message)


def load_recognizer(name: str) -> Recognizer:
    """Return a recognizer whose mentions are in the order of the text and lie in the article.

    It raises PluginError for a mention that does not quote its article.
    """
    find = load_plugin(RECOGNIZERS, name)

    def recognize(article: Article) -> tuple[Mention, ...]:
        mentions: list[Mention] = sorted(find(article), key=lambda mention: mention.span)
        for mention in mentions:
            if mention.article != article.id or article.quote(mention.span) != mention.text:
                span = f"{mention.span.start}-{mention.span.end}"
                message = (
                    f"{RECOGNIZERS}: {name} names {mention.text!r} at {span} of "
                    f"{article.source}, where {article.quote(mention.span)!r} stands."
                )
                raise PluginError(message)
        marked = SpanIndex((marked.span, marked) for marked in article.marked)
        return tuple(mention for mention in mentions if not marked.overlapped(mention.span))

    return recognize


def load_geocoder(name: str, *, language: str) -> Callable[[str], tuple[Place, ...]]:
    """Return a geocoder that is asked in one language."""
    geocode = load_plugin(GEOCODERS, name)
    return lambda text: tuple(geocode(text, language=language))


def _loaded(point: EntryPoint) -> Callable[..., Any]:
    try:
        loaded: Callable[..., Any] = point.load()
    except (ImportError, AttributeError) as error:
        message = f"{point.group}: {point.name} ({point.value}) does not load: {error}."
        raise PluginError(message) from error
    return loaded


def _guarded(point: EntryPoint, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: object, **kwargs: object) -> object:
        try:
            answer = function(*args, **kwargs)
            return tuple(answer) if isinstance(answer, Iterator) else answer
        except MapperError:
            raise
        except Exception as error:  # other people's code may raise anything
            what = f"{type(error).__name__}: {error}"
            message = f"{point.group}: {point.name} ({point.value}) failed: {what}."
            raise PluginError(message) from error

    return call
