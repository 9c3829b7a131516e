"""Stated distances in a text, with their amounts, ends, directions and sources."""

from mapper.recognize.claims.recognize import recognize_claims

__all__ = ["recognize_claims"]
