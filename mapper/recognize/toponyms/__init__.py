"""Place names in text: spans with their kind, role, type word and qualifiers."""

from mapper.recognize.toponyms.article import (
    bare_name,
    mentions_at,
    recognize_tagged,
    recognize_toponyms,
)

__all__ = ["bare_name", "mentions_at", "recognize_tagged", "recognize_toponyms"]
