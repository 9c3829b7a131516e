"""Facilities by their head words: "Vostochny Spaceport", "Knevichi airport", "station Khasan"."""

import re
from collections.abc import Sequence

from mapper.recognize.toponyms.runs import Run, Word
from mapper.recognize.toponyms.scan import (
    CUED,
    NATION_IMPORTANCE,
    SURE,
    Find,
    Scan,
    demonym_find,
    is_demonym,
    is_named,
)
from mapper.recognize.toponyms.tables import LONGEST_HEAD, Tables

_NUMBER = re.compile(r"[ \u00a0](?:No\.[ \u00a0]?)?[0-9]{1,2}(?![\w.,-])")


def facility_hint(tables: Tables, words: Sequence[Word]) -> tuple[int, str] | None:
    """Return how many of the last words are a facility's head, and the hint; None for none."""
    for count in range(min(LONGEST_HEAD, len(words) - 1), 0, -1):
        tail = words[len(words) - count :]
        if any(word.before for word in tail[1:]):
            continue
        hint = tables.facility_heads.get(" ".join(word.text for word in tail).lower())
        if hint is not None:
            return count, hint
    return None


def facility_by_tail(scan: Scan, words: Sequence[Word]) -> bool:
    """Read "Vostochny Spaceport": capitalised words that end with a facility's head."""
    found = facility_hint(scan.tables, words) if len(words) > 1 else None
    if found is None:
        return False
    count, hint = found
    proper = words[: len(words) - count]
    start, end = words[0].start, words[-1].end
    if len(proper) == 1 and is_demonym(scan, proper[0].text) and not is_named(scan, start, end):
        scan.finds.append(demonym_find(scan, proper[0]))
        return True
    short = scan.text[start : proper[-1].end]
    scan.finds.append(Find(start, end, "facility", scan.text[start:end], SURE, hint, short))
    return True


def facility_by_head_after(scan: Scan, words: Sequence[Word], run: Run) -> bool:
    """Read "Knevichi airport": capitalised words and a facility's head in lower case after them."""
    if run.possessive:
        return False
    head = scan.tables.head_after.match(scan.text, words[-1].end)
    if head is None or any(is_demonym(scan, word.text) for word in words):
        return False
    if (
        words[-1].text.rstrip(".")
        in scan.tables.directions | scan.tables.calendar | scan.tables.acronyms
    ):
        return False
    start = words[0].start
    hint = scan.tables.facility_heads[" ".join(head.group(1).split())]
    if hint == "farm" or (hint == "station" and words[-1].text.isupper()):
        return False
    short = scan.text[start : words[-1].end]
    if scan.names.importance(short) >= NATION_IMPORTANCE and "country" in scan.names.kinds(short):
        return False
    full = scan.text[start : head.end(1)]
    scan.finds.append(Find(start, head.end(1), "facility", full, SURE, hint, short))
    return True


def facility_by_head_before(scan: Scan, words: Sequence[Word]) -> bool:
    """Read "the station Artyom-Primorsky 1", "check point Khasan": the head stands in front."""
    start = words[0].start
    before = scan.text[max(0, start - 24) : start].lower().split()
    if not before or "\n" in scan.text[max(0, start - 2) : start]:
        return False
    head = next(
        (h for h in (" ".join(before[-2:]), before[-1]) if h in scan.tables.heads_plain), None
    )
    if head is None or scan.text[start - 1] not in " \u00a0":
        return False
    end = words[-1].end
    number = _NUMBER.match(scan.text, end)
    end = number.end() if number else end
    hint = scan.tables.facility_heads.get(head) or scan.tables.feature_words.get(head)
    label = "facility" if head in scan.tables.facility_heads else "place"
    scan.finds.append(Find(start, end, label, scan.text[start:end], CUED, hint))
    return True
