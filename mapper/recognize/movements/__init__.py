"""Who is put at which place by a sentence, how surely, and when."""

from mapper.recognize.movements.article import recognize_movements

__all__ = ["recognize_movements"]
