"""Stated distances in a text, with their amounts, ends, directions and sources."""

from mapper.recognize.claims.amounts import km_of
from mapper.recognize.claims.phrases import in_list
from mapper.recognize.claims.recognize import claimed_distance, recognize_claims
from mapper.recognize.claims.words import hedge_class

__all__ = ["claimed_distance", "hedge_class", "in_list", "km_of", "recognize_claims"]
