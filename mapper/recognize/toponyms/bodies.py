"""Organisations, media, laws and titles with places in their names, and what "of" joins."""

from collections.abc import Sequence

from mapper.recognize.toponyms.names import read_names
from mapper.recognize.toponyms.runs import Run, Word
from mapper.recognize.toponyms.scan import (
    CUED,
    INSIDE_IMPORTANCE,
    LAND_KINDS,
    SURE,
    Find,
    Scan,
    covered,
    demonym_find,
    end_of_name,
    is_demonym,
    is_named,
    is_never,
)
from mapper.recognize.toponyms.tables import Tables


def read_body(scan: Scan, words: Sequence[Word]) -> bool:
    """Read organisations, media and titles; a local body leaves the place it serves."""
    tables = scan.tables
    head = _body_head(tables, words)
    if head is None:
        return False
    start, end = words[0].start, words[-1].end
    if is_named(scan, start, end) and words[head].text not in tables.media | tables.local:
        return False
    if head == 0 and len(words) == 1:
        return True
    scan.finds.append(Find(start, end, "body", scan.text[start:end], SURE))
    if is_demonym(scan, words[0].text):
        scan.finds.append(demonym_find(scan, words[0]))
        words = words[1:]
    read_inside(scan, words)
    return True


def _body_head(tables: Tables, words: Sequence[Word]) -> int | None:
    """Return the index of the word that makes a body: the last one, or one before "of"."""
    last = len(words) - 1
    for index, word in enumerate(words):
        followed = index < last and words[index + 1].before != ""
        strong = index > 0 and _is_strong_body(tables, word.text)
        if index != last and not followed and not strong:
            continue
        plain = word.text.rstrip(".")
        if plain in tables.organisations and (index == last or followed or plain != "House"):
            return index
        if plain in tables.media and (last > 0 or plain == "Voice"):
            return index
    return None


def _is_strong_body(tables: Tables, word: str) -> bool:
    """Return whether a word makes a body wherever it stands ("Atlanta Police Lt")."""
    return word in {
        "Police",
        "Party",
        "Ministry",
        "Agency",
        "Corporation",
        "Department",
        "News",
    } and (word in tables.organisations or word in tables.media)


def read_inside(scan: Scan, words: Sequence[Word]) -> None:
    """Note the places inside a body's name ("Reno" in "Reno Police Department"), for who asks."""
    index = 0
    while index < len(words):
        stop = covered(scan, words, index)
        word = words[index]
        if stop is None or (stop == index + 1 and is_never(scan.tables, word.text)):
            index += 1
            continue
        end = end_of_name(scan, word.start) or word.end
        name = scan.text[word.start : end]
        if not is_demonym(scan, name) and name not in scan.tables.given | scan.tables.surnames:
            importance = scan.names.importance(name)
            known = bool(scan.names.kinds(name) & LAND_KINDS) or importance >= INSIDE_IMPORTANCE
            if known:
                scan.finds.append(Find(word.start, end, "inside", name, CUED * importance))
        index = stop


def read_of(scan: Scan, words: Sequence[Word], run: Run) -> bool:
    """Read "City of Reno", "Farewell of Slavianka": what stands before "of" decides."""
    at = next((i for i, word in enumerate(words) if i and word.before.startswith("of")), None)
    if at is None or is_named(scan, words[0].start, words[-1].end):
        return False
    end = scan.names.longest_name(scan.text, words[0].start)
    if end is not None and end >= words[at].end:
        return False
    before = words[at - 1].text
    tables = scan.tables
    if before.lower() in tables.facility_heads and words[0] is words[at - 1]:
        start, stop = words[0].start, words[-1].end
        hint = tables.facility_heads[before.lower()]
        scan.finds.append(Find(start, stop, "facility", scan.text[start:stop], SURE, hint))
        return True
    if before.lower() in tables.heads_of or before in tables.directions or before in tables.titles:
        read_names(scan, words[at:], run, alone=False, cued=True)
        return True
    if run.opens and at == 1 and words[0].text not in tables.media:
        read_names(scan, words[at:], run, alone=False)
        return True
    start, stop = words[0].start, words[-1].end
    scan.finds.append(Find(start, stop, "body", scan.text[start:stop], SURE))
    read_inside(scan, words)
    return True
