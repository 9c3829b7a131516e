"""Read one run of capitalised words: which of them name a place, a facility, a person, a body.

The order of the rules is their precedence: a facility's head beats the names inside it
("Yuri Gagarin Aviation Plant" is no person), a body's head comes next ("Bank of China"), then
persons, then the longest names of the gazetteer. What the rest of the article says about a lone
name is settled afterwards (`toponyms.py`), so finds carry how sure they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mapper.model import NameIndex
from mapper.recognize.toponyms.runs import Run, Word
from mapper.recognize.toponyms.tables import LONGEST_HEAD, Tables

# How surely a find is a place, before the rest of the article is heard; ordered by what fooled the
# rules on the development corpora, not fitted.
SURE = 0.95  # a facility with its head, a qualified name ("Reno, Nevada")
CUED = 0.88  # a place word or preposition stands before it, a feature word beside it
MANY_WORDS = 0.82  # two or more capitalised words that are one name
WEIGHTY = 0.75  # a lone name of an important place
WEAK = 0.40  # a lone name of a small place without a cue: kept only where the article vouches

# Importance (0..1) from which a lone name needs no cue.
WEIGHTY_IMPORTANCE = 0.55
# The same for countries, regions and continents, whose names are seldom anything else.
LAND_IMPORTANCE = 0.35
LAND_KINDS = frozenset({"country", "admin", "region", "continent"})
# And from which a name inside a body's name is a place ("Reno Police Department").
INSIDE_IMPORTANCE = 0.4
# And from which a capitalised neighbour that nobody knows does not make it a person's name.
NATION_IMPORTANCE = 0.72

# Cues that persons and bodies seldom have: one is in a place, but also "to Clark", "from Miller".
STRONG_CUES = frozenset(
    """in near at into outside around downtown central northern southern eastern western entered
    reached throughout across inside toward towards""".split()
) | {f"{wind} of" for wind in ("north", "south", "east", "west", "northeast", "northwest")}
# Kinds of places whose names take "the" ("in the Urals"); "to the Clark" is no town.
THE_KINDS = frozenset({"region", "water", "mountain", "island", "country", "park", "continent"})
# Capitals that may be a place: countries and the abbreviations of states.
ACRONYM_KINDS = frozenset({"country", "admin", "abbreviation", "continent"})
LONGEST_ACRONYM = 5

_OPEN_QUOTES = "\"'\u2018\u201c"
_CLOSE_QUOTES = "\"'\u2019\u201d"
_NUMBER = re.compile(r"[ \u00a0](?:No\.[ \u00a0]?)?[0-9]{1,2}(?![\w.,-])")
_JOINED_SUFFIXES = frozenset(
    """based born area backed led style bound held controlled friendly made registered owned
    occupied wide educated trained run sponsored flagged""".split()
)


class Find(NamedTuple):
    """A stretch of text and what it seems to be; `short` is a facility's name without its head."""

    start: int
    end: int
    label: str  # place, facility, demonym, inside (a body's name), person, body
    name: str
    confidence: float
    hint: str | None = None
    short: str | None = None


@dataclass(slots=True)
class Scan:
    """What is known while the runs of one article are read."""

    text: str
    names: NameIndex
    tables: Tables
    inside_names: bool = False
    finds: list[Find] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


def read_run(scan: Scan, run: Run) -> None:
    """Add to `scan.finds` what a run holds, and to `scan.persons` the words of persons' names."""
    words = _without_openers(scan, run.words, scan.tables.openers)
    if not words or _is_quoted_title(scan.text, run):
        return
    if _is_headline(words):
        _read_names(scan, words, run, alone=True)
        return
    cut = _title_at(scan.tables, words)
    if cut is not None:
        _read_part(scan, words[:cut], run, closed=True)
        _read_person_or_office(scan, words[cut:], run)
        return
    _read_part(scan, words, run, closed=False)


def _read_part(scan: Scan, words: Sequence[Word], run: Run, *, closed: bool) -> None:
    """Read words without a title; `closed` says that something of the run follows them."""
    words = _without_openers(scan, words, scan.tables.openers)
    if not words:
        return
    if not closed and _facility_by_tail(scan, words):
        return
    words = _without_openers(scan, words, scan.tables.common)
    if not words:
        return
    if not closed and (
        _facility_by_head_after(scan, words, run) or _facility_by_head_before(scan, words)
    ):
        return
    if _read_body(scan, words, run):
        return
    if _read_of(scan, words, run):
        return
    if _is_person(scan, words):
        _add_person(scan, words)
        return
    _read_names(scan, words, run, alone=False)


# --- openers, headlines, titles ------------------------------------------------------------------


def _without_openers(scan: Scan, words: Sequence[Word], openers: frozenset[str]) -> Sequence[Word]:
    """Drop function words from the front unless a longer name starts with them ("New York")."""
    tables = scan.tables
    for index, word in enumerate(words):
        plain = word.text.rstrip(".")
        if plain not in openers and plain not in tables.calendar:
            return words[index:]
        if index + 1 < len(words) and _covers_next(scan, words, index):
            return words[index:]
    return ()


def _covers_next(scan: Scan, words: Sequence[Word], index: int) -> bool:
    if words[index].text in {"A", "An", "The"} and words[index + 1].before == "":
        return words[index].text == "The" and _is_the_name(scan, words, index)
    end = scan.names.longest_name(scan.text, words[index].start)
    return end is not None and end >= words[index + 1].end


def _is_the_name(scan: Scan, words: Sequence[Word], index: int) -> bool:
    """Return whether "The" belongs to the name, as in "The Hague"."""
    end = scan.names.longest_name(scan.text, words[index].start)
    if end is None or end < words[index + 1].end:
        return False
    without = scan.names.longest_name(scan.text, words[index + 1].start)
    return without is None or without < end


def _is_headline(words: Sequence[Word]) -> bool:
    """Return whether a run is set in capitals, so that its case says nothing."""
    long = [word.text for word in words if len(word.text) > 1]
    return len(long) >= 3 and all(text.isupper() for text in long)


def _title_at(tables: Tables, words: Sequence[Word]) -> int | None:
    """Return where a person's title stands that names follow, or None."""
    found = None
    for index, word in enumerate(words[:-1]):
        if word.text.rstrip(".") in tables.titles and words[index + 1].before != "on":
            found = index
            if words[index + 1].before.startswith("of"):
                return index
    if found is not None and _facility_hint(tables, words) is not None:
        return None
    return found


def _read_person_or_office(scan: Scan, words: Sequence[Word], run: Run) -> None:
    """Read "President Vladimir Putin", "President of Iran", "Minister of Defence Shoigu"."""
    rest = words[1:]
    if rest[0].before.startswith("of"):
        if not any(word.text in scan.tables.organisations for word in rest):
            _read_names(scan, rest, run, alone=False)
        return
    for index, word in enumerate(rest):
        if word.before in {"of", "of the"}:
            _read_names(scan, rest[index:], run, alone=False)
            rest = rest[:index]
            break
    _add_person(scan, [word for word in rest if word.text.rstrip(".") not in scan.tables.titles])


def _add_person(scan: Scan, words: Sequence[Word]) -> None:
    if not words:
        return
    scan.persons.update(word.text for word in words if len(word.text) > 2)
    start, end = words[0].start, words[-1].end
    scan.finds.append(Find(start, end, "person", scan.text[start:end], SURE))


def _is_quoted_title(text: str, run: Run) -> bool:
    """Return whether quotation marks hold the run and nothing else: a song, a film, a ship."""
    start, end = run.words[0].start, run.words[-1].end
    return (
        len(run.words) > 1
        and text[start - 1 : start] in _OPEN_QUOTES
        and text[end : end + 1] in _CLOSE_QUOTES
        and start > 0
        and end < len(text)
    )


# --- facilities ----------------------------------------------------------------------------------


def _facility_hint(tables: Tables, words: Sequence[Word]) -> tuple[int, str] | None:
    """Return how many of the last words are a facility's head, and the hint; None for none."""
    for count in range(min(LONGEST_HEAD, len(words) - 1), 0, -1):
        tail = words[len(words) - count :]
        if any(word.before for word in tail[1:]):
            continue
        hint = tables.facility_heads.get(" ".join(word.text for word in tail).lower())
        if hint is not None:
            return count, hint
    return None


def _facility_by_tail(scan: Scan, words: Sequence[Word]) -> bool:
    """Read "Vostochny Spaceport": capitalised words that end with a facility's head."""
    found = _facility_hint(scan.tables, words) if len(words) > 1 else None
    if found is None:
        return False
    count, hint = found
    proper = words[: len(words) - count]
    start, end = words[0].start, words[-1].end
    if len(proper) == 1 and is_demonym(scan, proper[0].text) and not _named(scan, start, end):
        scan.finds.append(_demonym(scan, proper[0]))
        return True
    short = scan.text[start : proper[-1].end]
    scan.finds.append(Find(start, end, "facility", scan.text[start:end], SURE, hint, short))
    return True


def _named(scan: Scan, start: int, end: int) -> bool:
    return scan.names.longest_name(scan.text, start) == end


def _facility_by_head_after(scan: Scan, words: Sequence[Word], run: Run) -> bool:
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


def _facility_by_head_before(scan: Scan, words: Sequence[Word]) -> bool:
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


# --- bodies and "of" -----------------------------------------------------------------------------


def _read_body(scan: Scan, words: Sequence[Word], run: Run) -> bool:
    """Read organisations, media and titles; a local body leaves the place it serves."""
    tables = scan.tables
    head = _body_head(tables, words)
    if head is None:
        return False
    start, end = words[0].start, words[-1].end
    if _named(scan, start, end) and words[head].text not in tables.media | tables.local:
        return False
    if head == 0 and len(words) == 1:
        return True
    scan.finds.append(Find(start, end, "body", scan.text[start:end], SURE))
    if is_demonym(scan, words[0].text):
        scan.finds.append(_demonym(scan, words[0]))
        words = words[1:]
    _read_inside(scan, words)
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
        if plain in tables.organisations and (index == last or followed or plain not in {"House"}):
            return index
        if plain in tables.media and (last > 0 or plain in {"Voice"}):
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


def _read_inside(scan: Scan, words: Sequence[Word]) -> None:
    """Note the places inside a body's name ("Reno" in "Reno Police Department"), for who asks."""
    index = 0
    while index < len(words):
        stop = _covered(scan, words, index)
        word = words[index]
        if stop is None or (stop == index + 1 and _is_never(scan.tables, word.text)):
            index += 1
            continue
        end = _end_of_name(scan, word.start) or word.end
        name = scan.text[word.start : end]
        if not is_demonym(scan, name) and name not in scan.tables.given | scan.tables.surnames:
            importance = scan.names.importance(name)
            known = bool(scan.names.kinds(name) & LAND_KINDS) or importance >= INSIDE_IMPORTANCE
            if known and not (stop == len(words) and index == 0):
                scan.finds.append(Find(word.start, end, "inside", name, CUED * importance))
        index = stop


def _read_of(scan: Scan, words: Sequence[Word], run: Run) -> bool:
    """Read "City of Reno", "Farewell of Slavianka": what stands before "of" decides."""
    at = next((i for i, word in enumerate(words) if i and word.before.startswith("of")), None)
    if at is None or _named(scan, words[0].start, words[-1].end):
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
        _read_names(scan, words[at:], run, alone=False, cued=True)
        return True
    if run.opens and at == 1 and words[0].text not in tables.media:
        _read_names(scan, words[at:], run, alone=False)
        return True
    start, stop = words[0].start, words[-1].end
    scan.finds.append(Find(start, stop, "body", scan.text[start:stop], SURE))
    _read_inside(scan, words)
    return True


# --- persons -------------------------------------------------------------------------------------


def _is_person(scan: Scan, words: Sequence[Word]) -> bool:
    """Return whether words are a person's name: a given name first, or a title in front."""
    if any(
        word.before not in {"", "de", "la", "del", "van", "von", "bin", "al", "der"}
        for word in words
    ):
        return False
    start, end = words[0].start, words[-1].end
    if _title_before(scan, start) and not is_demonym(scan, words[0].text):
        return not _named(scan, start, end) or len(words) > 1 or words[0].text in scan.persons
    if len(words) < 2:
        return False
    if words[0].text in scan.tables.given or _is_initial(words[1].text):
        return not _named(scan, start, end) and words[1].text not in scan.tables.calendar
    return False


def _is_initial(word: str) -> bool:
    return len(word) == 1 or (len(word) == 2 and word.endswith("."))


def _title_before(scan: Scan, start: int) -> bool:
    """Return whether a title in lower case stands right before ("leader Kim Jong Un")."""
    window = scan.text[max(0, start - 16) : start]
    if not window or window[-1] not in " \u00a0" or "\n" in window:
        return False
    words = window.split()
    return bool(words) and words[-1] in scan.tables.common_titles


# --- names ---------------------------------------------------------------------------------------


def _read_names(
    scan: Scan, words: Sequence[Word], run: Run, *, alone: bool, cued: bool = False
) -> None:
    """Add the gazetteer's longest names in a run; `alone` leaves the neighbours unheard."""
    index = 0
    while index < len(words):
        word = words[index]
        stop = _covered(scan, words, index)
        if stop is None or (stop == index + 1 and _is_never(scan.tables, word.text)):
            _read_inner(scan, word)
            index += 1
            continue
        end = _end_of_name(scan, word.start) or word.end
        if alone or not _stranger_beside(scan, words, index, stop):
            _add_name(
                scan,
                word,
                end,
                run,
                cued=cued or index > 0 and words[index].before in {"of", "of the"},
            )
        index = stop
        cued = False


def _end_of_name(scan: Scan, start: int) -> int | None:
    """Return the end of the longest name at an offset, a possessive ending left out."""
    end = scan.names.longest_name(scan.text, start)
    if end is not None and scan.text[end - 2 : end] in {"'s", "\u2019s"} and end - start > 3:  # noqa: PLR2004
        return end - 2
    return end


def _covered(scan: Scan, words: Sequence[Word], index: int) -> int | None:
    """Return the index after the last word that the longest name from here covers, or None."""
    end = _end_of_name(scan, words[index].start)
    if end is None:
        return None
    stop = index
    while stop < len(words) and words[stop].end <= end:
        stop += 1
    if stop > index:
        return stop
    suffix = scan.text[end : words[index].end]
    joined = suffix.startswith(("-", "\u2013")) and (
        suffix[1:] in _JOINED_SUFFIXES or suffix[1:2].isupper()
    )
    return index + 1 if joined else None


def _read_inner(scan: Scan, word: Word) -> None:
    """Read the later parts of a compound ("Pyongyang" in "Anti-Pyongyang")."""
    _read_compound(scan, word, word.start)


def _read_compound(scan: Scan, word: Word, begin: int) -> None:
    at = scan.text.find("-", begin, word.end)
    while at != -1:
        start = at + 1
        if scan.text[start : start + 1].isupper() and not _is_never(
            scan.tables, scan.text[start : word.end]
        ):
            end = scan.names.longest_name(scan.text, start)
            name = scan.text[start:end] if end else ""
            if end and end >= word.end and scan.names.importance(name) >= WEIGHTY_IMPORTANCE:
                label = "demonym" if is_demonym(scan, name) else "place"
                scan.finds.append(Find(start, end, label, name, WEIGHTY))
                return
        at = scan.text.find("-", start, word.end)


def _is_never(tables: Tables, word: str) -> bool:
    """Return whether a word alone is never a place: function words, days, acronyms, titles."""
    plain = re.split("['\u2019]", word.rstrip("."), maxsplit=1)[0]
    if len(plain) == 1 or plain in tables.never:
        return True
    return plain.isupper() and len(plain) > 2 and plain.capitalize() in tables.never  # noqa: PLR2004 - "THE", not "US"


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
    name = scan.text[word.start : end]
    kinds = scan.names.kinds(name)
    if "demonym" in kinds and not _is_country_noun(scan, name, kinds):
        scan.finds.append(_demonym_span(scan, word.start, end))
        return
    if name in scan.tables.seats and cue_before(scan, word.start) not in STRONG_CUES:
        scan.finds.append(Find(word.start, end, "body", name, SURE))
        return
    hint = feature_beside(scan, word.start, end)
    confidence = _confidence(scan, word, end, run, kinds, cued=cued or hint is not None)
    scan.finds.append(Find(word.start, end, "place", name, confidence, hint))


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


def has_cue(scan: Scan, start: int) -> bool:
    """Return whether a preposition or place word stands right before an offset."""
    return cue_before(scan, start) is not None


def cue_before(scan: Scan, start: int) -> str | None:
    """Return the preposition or place word right before an offset; "the" for one before "the"."""
    window = scan.text[max(0, start - 20) : start]
    if not window or window[-1] not in " \u00a0" or "\n" in window:
        return None
    words = window.lower().split()
    article = bool(words) and words[-1] == "the"
    words = words[:-1] if article else words
    if not words:
        return None
    prepositions = scan.tables.prepositions
    pair = " ".join(words[-2:])
    cue = pair if pair in prepositions else words[-1] if words[-1] in prepositions else None
    return "the" if cue is not None and article else cue


def feature_beside(scan: Scan, start: int, end: int) -> str | None:
    """Return the hint of a feature word before or after a name, or inside its end."""
    table = scan.tables.feature_words
    name = scan.text[start:end]
    inside = name.rpartition(" ")[2].lower() if " " in name else ""
    if inside in table:
        return table[inside]
    after = scan.text[end : end + 18].lstrip(" \u00a0").split(" ", 1)[0].rstrip(".,;:)\"'\u2019\n")
    if scan.text[end : end + 1] in {" ", "\u00a0"} and after.lower() in table and after:
        return table[after.lower()]
    before = scan.text[max(0, start - 24) : start].split()
    if len(before) >= 2 and before[-1] == "of" and before[-2].lower() in table:
        return table[before[-2].lower()]
    return None


# --- demonyms ------------------------------------------------------------------------------------


def is_demonym(scan: Scan, word: str) -> bool:
    kinds = scan.names.kinds(word)
    return "demonym" in kinds and not _is_country_noun(scan, word, kinds)


def _is_country_noun(scan: Scan, name: str, kinds: frozenset[str]) -> bool:
    """Return whether a form that is also a demonym is first of all a country ("US")."""
    return bool(kinds & {"country", "abbreviation"}) and name.isupper()


def _demonym(scan: Scan, word: Word) -> Find:
    return _demonym_span(scan, word.start, word.end)


def _demonym_span(scan: Scan, start: int, end: int) -> Find:
    return Find(start, end, "demonym", scan.text[start:end], CUED)
