"""mapper: who was where and when in news articles, on a map, with every stated distance checked."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mapper.audit import audit_claims
    from mapper.compare import compare_articles
    from mapper.errors import MapperError
    from mapper.export import export_report
    from mapper.gazetteer import Gazetteer
    from mapper.geocode import geocode_mentions
    from mapper.model import Article, Report
    from mapper.order import order_visits
    from mapper.pipeline import map_articles
    from mapper.read import read_articles
    from mapper.recognize.article import recognize_article
    from mapper.settings import Settings

__version__ = "0.1.0"

# Loaded when first asked for, so that `mapper --help` imports nothing heavy (PEP 562).
_HOMES = {
    "Article": "mapper.model",
    "Gazetteer": "mapper.gazetteer",
    "MapperError": "mapper.errors",
    "Report": "mapper.model",
    "Settings": "mapper.settings",
    "audit_claims": "mapper.audit",
    "compare_articles": "mapper.compare",
    "export_report": "mapper.export",
    "geocode_mentions": "mapper.geocode",
    "map_articles": "mapper.pipeline",
    "order_visits": "mapper.order",
    "read_articles": "mapper.read",
    "recognize_article": "mapper.recognize.article",
}

__all__ = [
    "Article",
    "Gazetteer",
    "MapperError",
    "Report",
    "Settings",
    "audit_claims",
    "compare_articles",
    "export_report",
    "geocode_mentions",
    "map_articles",
    "order_visits",
    "read_articles",
    "recognize_article",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    message = f"module 'mapper' has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
