"""What the articles say differently, each with a computed check."""

from mapper.compare.articles import compare_articles

__all__ = ["compare_articles"]
