"""Place names and shapes: look-ups, areas, borders, builders."""

from mapper.gazetteer.named import NamedPlace
from mapper.gazetteer.store import Gazetteer

__all__ = ["Gazetteer", "NamedPlace"]
