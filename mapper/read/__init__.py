"""Sources to articles: paths, folders, globs, addresses, feeds and standard input."""

from mapper.read.dating import date_articles
from mapper.read.feed import EntryChoice
from mapper.read.plain import article_from_text
from mapper.read.sources import read_articles

__all__ = ["EntryChoice", "article_from_text", "date_articles", "read_articles"]
