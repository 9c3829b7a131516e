"""Read one run of capitalised words: which of them name a place, a facility, a person, a body.

The order of the rules is their precedence: a facility's head beats the names inside it
("Yuri Gagarin Aviation Plant" is no person), a body's head comes next ("Bank of China"), then
persons, then the longest names of the gazetteer. What the rest of the article says about a lone
name is settled afterwards (`article`), so finds carry how sure they are.
"""

from collections.abc import Sequence

from mapper.recognize.toponyms.bodies import read_body, read_inside, read_of
from mapper.recognize.toponyms.facilities import (
    facility_by_head_after,
    facility_by_head_before,
    facility_by_tail,
    facility_hint,
)
from mapper.recognize.toponyms.names import read_names
from mapper.recognize.toponyms.runs import Run, Word
from mapper.recognize.toponyms.scan import SURE, Find, Scan, end_of_name, is_demonym, is_named
from mapper.recognize.toponyms.tables import Tables

# Letters of a word that is remembered as part of a person's name.
SHORTEST_SURNAME = 3
BLANKS = frozenset({" ", "\u00a0"})
# Common words that begin names of waters and regions whose type word may be in lower case.
COLOURS_AND_KIN = frozenset({"red", "black", "white", "yellow", "blue", "great", "dead", "arab"})
# Words in capitals in a row that make a headline, whose case says nothing.
SHORTEST_HEADLINE = 3
_OPEN_QUOTES = "\"'\u2018\u201c"
_CLOSE_QUOTES = "\"'\u2019\u201d"


def read_run(scan: Scan, run: Run) -> None:
    """Add to `scan.finds` what a run holds, and to `scan.persons` the words of persons' names."""
    words = _without_openers(scan, run.words, scan.tables.openers)
    if not words or _is_quoted_title(scan.text, run):
        return
    if _is_headline(words):
        read_names(scan, words, run, alone=True)
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
    if not closed and facility_by_tail(scan, words):
        if scan.inside_names:
            read_inside(scan, words)
        return
    words = _without_openers(scan, words, scan.tables.common)
    if not words:
        return
    if not closed and (
        facility_by_head_after(scan, words, run) or facility_by_head_before(scan, words)
    ):
        if scan.inside_names:
            read_inside(scan, words)
        return
    if read_body(scan, words) or read_of(scan, words, run):
        return
    if _is_person(scan, words):
        _add_person(scan, words)
    else:
        read_names(scan, words, run, alone=False)


def _without_openers(scan: Scan, words: Sequence[Word], openers: frozenset[str]) -> Sequence[Word]:
    """Drop function words from the front unless a longer name starts with them ("New York")."""
    tables = scan.tables
    for index, word in enumerate(words):
        plain = word.text.rstrip(".")
        if plain not in openers and plain not in tables.calendar:
            return words[index:]
        if index + 1 < len(words) and _covers_next(scan, words, index):
            return words[index:]
        if _reads_on(scan, word):
            return words[index:]
    return ()


def _reads_on(scan: Scan, word: Word) -> bool:
    """Return whether a name goes on behind a word: "Red sea", "English channel", "King's Lynn"."""
    if scan.text[word.end : word.end + 3] in {"'s ", "\u2019s "}:
        return (end_of_name(scan, word.start) or 0) > word.end + len("'s")
    if word.text.lower() not in COLOURS_AND_KIN and word.text not in scan.tables.directions:
        return False
    end = end_of_name(scan, word.start)
    return end is not None and scan.text[word.end : word.end + 1] in BLANKS and end > word.end


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
    return len(long) >= SHORTEST_HEADLINE and all(text.isupper() for text in long)


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


def _title_at(tables: Tables, words: Sequence[Word]) -> int | None:
    """Return where a person's title stands that names follow, or None."""
    found = None
    for index, word in enumerate(words[:-1]):
        if word.text.rstrip(".") in tables.titles and words[index + 1].before != "on":
            found = index
            if words[index + 1].before.startswith("of"):
                return index
    if found is not None and facility_hint(tables, words) is not None:
        return None
    return found


def _read_person_or_office(scan: Scan, words: Sequence[Word], run: Run) -> None:
    """Read "President Vladimir Putin", "President of Iran", "Minister of Defence Shoigu"."""
    rest = words[1:]
    if rest[0].before.startswith("of"):
        if not any(word.text in scan.tables.organisations for word in rest):
            read_names(scan, rest, run, alone=False)
        return
    for index, word in enumerate(rest):
        if word.before in {"of", "of the"}:
            read_names(scan, rest[index:], run, alone=False)
            rest = rest[:index]
            break
    _add_person(scan, [word for word in rest if word.text.rstrip(".") not in scan.tables.titles])


def _add_person(scan: Scan, words: Sequence[Word]) -> None:
    if not words:
        return
    scan.persons.update(word.text for word in words if len(word.text) >= SHORTEST_SURNAME)
    start, end = words[0].start, words[-1].end
    scan.finds.append(Find(start, end, "person", scan.text[start:end], SURE))


def _is_person(scan: Scan, words: Sequence[Word]) -> bool:
    """Return whether words are a person's name: a given name first, or a title in front."""
    if any(
        word.before not in {"", "de", "la", "del", "van", "von", "bin", "al", "der"}
        for word in words
    ):
        return False
    start, end = words[0].start, words[-1].end
    if _title_before(scan, start) and not is_demonym(scan, words[0].text):
        whole = scan.text[start:end]
        return len(words) > 1 or "country" not in scan.names.kinds(whole)
    if len(words) == 1:
        return False
    if words[0].text in scan.tables.given or _is_initial(words[1].text):
        return not is_named(scan, start, end) and words[1].text not in scan.tables.calendar
    return False


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _title_before(scan: Scan, start: int) -> bool:
    """Return whether a title in lower case stands right before ("leader Kim Jong Un")."""
    window = scan.text[max(0, start - 16) : start]
    if not window or window[-1] not in " \u00a0" or "\n" in window:
        return False
    words = window.split()
    return bool(words) and words[-1] in scan.tables.common_titles
