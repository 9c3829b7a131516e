"""Sources to articles: paths, folders, globs, addresses, feeds and standard input."""

from mapper.read.dating import date_articles
from mapper.read.doubts import date_doubts
from mapper.read.feed import EntryChoice
from mapper.read.plain import article_from_text
from mapper.read.sources import read_articles

__all__ = ["EntryChoice", "article_from_text", "date_articles", "date_doubts", "read_articles"]
