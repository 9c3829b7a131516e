"""What an article is called where it is set against others."""

from collections.abc import Mapping

from mapper.model import Article


def outlet_of(article_id: str, texts: Mapping[str, Article]) -> str:
    """Return the publisher of an article; its source where none is known, or two have the same."""
    article = texts[article_id]
    same = [other for other in texts.values() if other.publisher == article.publisher]
    return article.publisher if article.publisher and len(same) == 1 else article.called
