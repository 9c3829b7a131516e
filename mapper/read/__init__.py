"""Sources to articles: paths, folders, globs and standard input."""

from mapper.read.dating import date_articles
from mapper.read.plain import article_from_text
from mapper.read.sources import read_articles

__all__ = ["article_from_text", "date_articles", "read_articles"]
