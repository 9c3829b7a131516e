"""The verb group: a main verb with its helpers, how surely it is said, and of whom."""

from dataclasses import dataclass

from mapper.model import Modality
from mapper.recognize.movements.words import VerbForm


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb group by token indices [first, last]; `main` is its main verb.

    `subject` is the index of the head of its subject, None where the text has none. `finite` is
    False for "-ing" and for infinitives of purpose. `skip` marks what is no movement at all:
    negated, habitual or conditional.
    """

    first: int
    last: int
    main: int
    verb: VerbForm
    group: str
    modality: Modality
    finite: bool
    passive: bool
    subject: int | None
    opener: str = ""
    skip: bool = False
