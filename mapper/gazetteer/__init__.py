"""Place names and shapes: look-ups, areas, borders, builders."""

from mapper.gazetteer.store import Gazetteer, NamedPlace

__all__ = ["Gazetteer", "NamedPlace"]
