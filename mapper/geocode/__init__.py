"""From mentions to places, with scores, reasons, and the candidates that lost."""

from mapper.geocode.resolve import geocode_mentions, rank_places

__all__ = ["geocode_mentions", "rank_places"]
