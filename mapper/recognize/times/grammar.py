"""Words that say when, as atoms: a date, a weekday, a clock time, a part of the day, an offset.

Each pattern is tried over the whole text; where two begin at the same character the longer one
stands. `expressions` joins neighbours ("early" + "on" + "Saturday") into one expression. No pattern
holds a nested repeat, so the time is linear in the text.
"""

from mapper.recognize.times.dates import DATE_RULES
from mapper.recognize.times.days import DAY_RULES
from mapper.recognize.times.relative import RELATIVE_RULES
from mapper.recognize.times.words import Atom


def find_atoms(text: str) -> list[Atom]:
    """Return the atoms of a text in its order, none overlapping another."""
    rules = (*DATE_RULES, *DAY_RULES, *RELATIVE_RULES)
    read = (rule.read(match) for rule in rules for match in rule.pattern.finditer(text))
    found = [atom for atom in read if atom is not None]
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda atom: (atom.span.start, -atom.span.end)):
        if not kept or atom.span.start >= kept[-1].span.end:
            kept.append(atom)
    return kept
