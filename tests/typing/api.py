"""Every public name as a caller uses it; type-checked, never run."""

from pathlib import Path

import mapper
from mapper import Gazetteer, Settings, read_articles


def whole_chain() -> Path:
    """Map a folder with the defaults."""
    report: mapper.Report = mapper.map_articles("articles/*.txt", settings=Settings(offline=True))
    return mapper.export_report(report, "output/here").folder


def stage_by_stage() -> tuple[str, ...]:
    """Run the chain by hand."""
    gazetteer = Gazetteer.open()
    articles: tuple[mapper.Article, ...] = read_articles("articles").articles
    annotations = [mapper.recognize_article(article, names=gazetteer) for article in articles]
    resolutions = mapper.geocode_mentions(articles, annotations, gazetteer)
    ordering = mapper.order_visits(articles, annotations, resolutions, gazetteer=gazetteer)
    findings = mapper.audit_claims(articles, annotations, resolutions, gazetteer=gazetteer)
    conflicts = mapper.compare_articles(articles, annotations, resolutions, ordering, findings)
    return tuple(conflict.explanation for conflict in conflicts)


def errors() -> type[Exception]:
    """Catch everything that mapper raises on purpose."""
    return mapper.MapperError
