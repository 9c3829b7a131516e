"""Sources to articles: paths, folders, globs and standard input."""

from mapper.read.sources import read_articles

__all__ = ["read_articles"]
