"""The gazetteer's longest names in a run, and how surely each is a place."""

import re
from collections.abc import Sequence

from mapper.recognize.toponyms.runs import Run, Word
from mapper.recognize.toponyms.scan import (
    ACRONYM_KINDS,
    CUED,
    LAND_IMPORTANCE,
    LAND_KINDS,
    LONGEST_ACRONYM,
    MANY_WORDS,
    NATION_IMPORTANCE,
    STRONG_CUES,
    SURE,
    THE_KINDS,
    WEAK,
    WEIGHTY,
    WEIGHTY_IMPORTANCE,
    Find,
    Scan,
    covered,
    cue_before,
    demonym_span,
    end_of_name,
    feature_beside,
    is_country_noun,
    is_demonym,
    is_never,
)

OF = frozenset({"of", "of the"})
_TYPE_BEFORE = re.compile(
    r"""
    (?<!\w)(?:gulf|sea|straits?|bay|isles?|lake|river|cape|mount)[ \u00a0]  # "gulf "
    (?:of[ \u00a0](?:the[ \u00a0])?)?\Z                                  # "of "
    """,
    re.VERBOSE,
)
# Type words that belong to the name before them when they have a capital.
TYPE_WORD_HINTS = frozenset({"water", "island", "mountain", "cape"})


def read_names(
    scan: Scan, words: Sequence[Word], run: Run, *, alone: bool, cued: bool = False
) -> None:
    """Add the gazetteer's longest names in a run; `alone` leaves the neighbours unheard."""
    index = 0
    while index < len(words):
        word = words[index]
        stop = covered(scan, words, index)
        end = end_of_name(scan, word.start) or word.end
        if stop is None or (end <= word.end and is_never(scan.tables, word.text)):
            index = _read_unknown(scan, words, index)
            continue
        if _has_type_word(scan, words, stop):
            stop, end = stop + 1, words[stop].end
        if alone or not _stranger_beside(scan, words, index, stop):
            _add_name(scan, word, end, run, cued=cued or words[index].before in OF)
        index = stop
        cued = False


def _has_type_word(scan: Scan, words: Sequence[Word], stop: int) -> bool:
    """Return whether "Island", "River" follows a name of which it is a part: "Admiralty Island"."""
    if stop >= len(words) or words[stop].before:
        return False
    return scan.tables.feature_words.get(words[stop].text.lower()) in TYPE_WORD_HINTS


def _read_unknown(scan: Scan, words: Sequence[Word], index: int) -> int:
    """Read a word that begins no name: a water or island by its type word, else its later parts."""
    word = words[index]
    if not is_never(scan.tables, word.text) and _has_type_word(scan, words, index + 1):
        end = words[index + 1].end
        hint = scan.tables.feature_words[words[index + 1].text.lower()]
        scan.finds.append(Find(word.start, end, "place", scan.text[word.start : end], CUED, hint))
        return index + 2
    _read_inner(scan, word)
    return index + 1


def _read_inner(scan: Scan, word: Word) -> None:
    """Read the later parts of a compound ("Pyongyang" in "Anti-Pyongyang")."""
    _read_compound(scan, word, word.start)


def _read_compound(scan: Scan, word: Word, begin: int) -> None:
    at = scan.text.find("-", begin, word.end)
    while at != -1:
        start = at + 1
        if scan.text[start : start + 1].isupper() and not is_never(
            scan.tables, scan.text[start : word.end]
        ):
            end = scan.names.longest_name(scan.text, start)
            name = scan.text[start:end] if end else ""
            if end and end >= word.end and scan.names.importance(name) >= WEIGHTY_IMPORTANCE:
                label = "demonym" if is_demonym(scan, name) else "place"
                scan.finds.append(Find(start, end, label, name, WEIGHTY))
                return
        at = scan.text.find("-", start, word.end)


def _stranger_beside(scan: Scan, words: Sequence[Word], index: int, stop: int) -> bool:
    """Return whether an unknown capitalised word beside a lone name makes it part of another."""
    name = scan.text[words[index].start : words[stop - 1].end]
    shortened = "abbreviation" in scan.names.kinds(name) and not name.isupper()
    if scan.names.importance(name) >= NATION_IMPORTANCE and not shortened:
        return False
    left = words[index - 1] if index and words[index].before == "" else None
    right = words[stop] if stop < len(words) and words[stop].before == "" else None
    return any(word is not None and _is_stranger(scan, word) for word in (left, right))


def _is_stranger(scan: Scan, word: Word) -> bool:
    tables = scan.tables
    plain = word.text.rstrip(".")
    known = (
        plain in tables.calendar
        or plain in tables.directions
        or plain in tables.common
        or plain.lower() in tables.feature_words
        or plain.lower() in tables.facility_heads
    )
    return not known and not is_demonym(scan, word.text)


def _add_name(scan: Scan, word: Word, end: int, run: Run, *, cued: bool) -> None:
    begin = _with_type_before(scan, word.start, end)
    if begin < word.start:
        water = scan.text[begin:end]
        scan.finds.append(Find(begin, end, "place", water, CUED, feature_beside(scan, begin, end)))
        return
    name = scan.text[word.start : end]
    kinds = scan.names.kinds(name)
    if "demonym" in kinds and not is_country_noun(name, kinds):
        scan.finds.append(demonym_span(scan, word.start, end))
        return
    if name in scan.tables.seats and cue_before(scan, word.start) not in STRONG_CUES:
        scan.finds.append(Find(word.start, end, "body", name, SURE))
        return
    hint = feature_beside(scan, word.start, end)
    confidence = _confidence(scan, word, end, run, kinds, cued=cued or hint is not None)
    scan.finds.append(Find(word.start, end, "place", name, confidence, hint))


def _with_type_before(scan: Scan, start: int, end: int) -> int:
    """Return where a name begins whose type word in lower case is part of it: "gulf of Aden"."""
    match = _TYPE_BEFORE.search(scan.text, max(0, start - 20), start)
    if match is None or (scan.names.longest_name(scan.text, match.start()) or 0) < end:
        return start
    return match.start()


def _confidence(
    scan: Scan, word: Word, end: int, run: Run, kinds: frozenset[str], *, cued: bool
) -> float:
    name = scan.text[word.start : end]
    many = " " in name or "-" in name
    if name.isupper() and len(name) <= LONGEST_ACRONYM and not kinds & ACRONYM_KINDS:
        return WEAK / 2
    cue = cue_before(scan, word.start)
    if cue == "the" or (name in scan.tables.surnames and cue not in STRONG_CUES):
        cue = cue if kinds & THE_KINDS and name not in scan.tables.surnames else None
    if cued or cue is not None:
        return CUED
    if many:
        return MANY_WORDS
    if name in scan.tables.surnames or name in scan.tables.given:
        return WEAK / 2
    importance = scan.names.importance(name)
    needed = LAND_IMPORTANCE if kinds & LAND_KINDS else WEIGHTY_IMPORTANCE
    if importance >= needed:
        return WEIGHTY + 0.2 * (importance - needed)
    return WEAK if not run.opens else WEAK / 2
