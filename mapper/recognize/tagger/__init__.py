"""Names in an article: `tag_names`, by a small transformer or, faster, by a CRF."""

from mapper.recognize.tagger.spans import NameLabel, TaggedSpan, place_spans
from mapper.recognize.tagger.tag import tag_names

__all__ = ["NameLabel", "TaggedSpan", "place_spans", "tag_names"]
