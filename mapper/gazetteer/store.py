"""Look-ups in the shipped gazetteer and in a newsroom's own, which come first.

Names are found by their strict and their loose key (`keys`), exact before loose, and one
misspelled letter is forgiven only where nothing else is found (`similar`).
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mapper.gazetteer.entry import NAME_KINDS
from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.info import GazetteerInfo, describe
from mapper.gazetteer.keys import both_keys, fold_window, loosen, loosen_window, strict_key
from mapper.gazetteer.named import NamedPlace
from mapper.gazetteer.overrule import Overrules, apply_overrules, read_overrules
from mapper.gazetteer.unpack import shipped_file
from mapper.gazetteer.writer import LOOSE
from mapper.model import LatLon, Place

if TYPE_CHECKING:
    import marisa_trie

    from mapper.gazetteer.shapes import Shapes
    from mapper.gazetteer.tries import Tries

WINDOW = 80  # characters of text looked at for one name; the longest names in news are shorter
_KM_PER_DEGREE = 110.5  # the shortest degree of latitude on the ellipsoid: searches stay inclusive
_KEEP_FACTS = 50_000  # names whose kinds and importance are kept
_KEEP_ENDS = 4_000  # windows kept: tagger and rules ask at the same places of an article
_KIND_WORDS = {"demonym": "demonym", "abbr": "abbreviation", "code": "abbreviation"}
_LONGEST_CODE = 5  # letters and dots of an abbreviation in capitals
_SHORT_KINDS = (NAME_KINDS.index("abbr"), NAME_KINDS.index("code"))
_SHORT_FLAGS = frozenset((*_SHORT_KINDS, *(kind | LOOSE for kind in _SHORT_KINDS)))
_new_tuple = tuple.__new__  # half the price of a named tuple's own way
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIN_SIMILAR = 5  # letters; shorter names differ by one letter from everything


class Gazetteer:
    """Place names of one or more files, the first file first. Open it with `Gazetteer.open`."""

    def __init__(self, files: Sequence[GazetteerFile], shapes_file: Path | None = None) -> None:
        """Take open files; `open` is the usual way."""
        self.files = tuple(files)
        self._shapes_file = shapes_file
        self._overrules: Overrules | None = None
        self._single = self.files[0] if len(self.files) == 1 else None
        self._kept_facts: dict[str, tuple[frozenset[str], float]] = {}
        self._kept_ends: dict[str, int] = {}

    @classmethod
    def open(cls, *extra: Path) -> "Gazetteer":
        """Open the user's own files, first come first, and the shipped one.

        The shipped file is unpacked once into the user's cache folder. Raises GazetteerError
        where a file is missing, damaged or of another version.
        """
        paths = [*map(Path, extra), shipped_file("places")]
        return cls([GazetteerFile(path) for path in paths])

    def overruled(self, *tables: Path) -> "Gazetteer":
        """Return the same gazetteer under a desk's tables (verbs alias, prefer, never).

        Raises SettingsError with the line of a row that does not fit.
        """
        if not tables:
            return self
        made = Gazetteer(self.files, self._shapes_file)
        made._single = None
        made._overrules = read_overrules(tables, self.place)
        return made

    # --- names in text (model.NameIndex) ---------------------------------------------------------

    def longest_name(self, text: str, start: int) -> int | None:
        """Return the end of the longest name at `start` that ends at a word's end, or None."""
        window = text[start : start + WINDOW + 1]  # and the character that ends the last word
        end = self._kept_ends.get(window)
        if end is None:
            if len(self._kept_ends) >= _KEEP_ENDS:
                self._kept_ends.clear()
            end = self._kept_ends[window] = self._end_in(window)
        return start + end if end else None

    def _end_in(self, window: str) -> int:
        """Return the end of the longest name at the start of a window; 0 if there is none."""
        folded, ends = fold_window(window[:WINDOW])
        best = self._longest(folded, ends, window)
        loose, loose_ends = loosen_window(folded, ends)
        if loose != folded:
            best = max(best, self._longest(loose, loose_ends, window))
        return best

    def _longest(self, folded: str, ends: Sequence[int], window: str) -> int:
        best = 0
        for trie in self._tries:
            for name in reversed(trie.prefixes(folded)):
                end = ends[len(name) - 1]
                if end <= best:
                    break
                if _is_word_end(window, end) and not self._is_struck(name):
                    best = end
                    break
        return best

    def _is_struck(self, name: str) -> bool:
        return self._overrules is not None and self._overrules.is_struck(name)

    @cached_property
    def _tries(self) -> "tuple[marisa_trie.Trie | Tries, ...]":
        """The names of each file, and those that the desk added."""
        tries = tuple(file.trie for file in self.files)
        return tries if self._overrules is None else (*tries, self._overrules.trie)

    def has_name(self, name: str) -> bool:
        """Return whether some place bears this name, by its strict or loose key."""
        if self._overrules is not None:
            return bool(self.lookup(name))
        key = strict_key(name)
        if not any(key in file.trie or loosen(key) in file.trie for file in self.files):
            return False
        return len(key) > _LONGEST_CODE or bool(self.kinds(name))

    def kinds(self, name: str) -> frozenset[str]:
        """Return the kinds of places that bear it, and "demonym", "abbreviation" for such names."""
        return self._facts(name)[0]

    def importance(self, name: str) -> float:
        """Return the importance of the most important place that bears it; 0.0 if none."""
        return self._facts(name)[1]

    def _facts(self, name: str) -> tuple[frozenset[str], float]:
        """Return kinds and importance of a name, kept for the names asked for last."""
        facts = self._kept_facts.get(name)
        if facts is None:
            if len(self._kept_facts) >= _KEEP_FACTS:
                self._kept_facts.clear()
            facts = self._kept_facts[name] = self._read_facts(name)
        return facts

    def _read_facts(self, name: str) -> tuple[frozenset[str], float]:
        if self._overrules is not None:
            named = self.lookup(name)
            words = {_KIND_WORDS[one.kind] for one in named if one.kind in _KIND_WORDS}
            best = max((one.place.importance for one in named), default=0.0)
            return frozenset(words | {one.place.kind for one in named}), best
        key = strict_key(name)
        found: set[str] = set()
        best = 0.0
        for one in {key, loosen(key)}:
            for file in self.files:
                for row, text, flags in file.postings(one):
                    if _is_other_case(file, (row, text, flags), name, one):
                        continue
                    found.add(file.kind_of(row))
                    best = max(best, file.importance_of(row))
                    if word := _KIND_WORDS.get(file.kind_name(flags)):
                        found.add(word)
        return frozenset(found), round(best, 4)

    # --- places ----------------------------------------------------------------------------------

    def lookup(self, name: str) -> tuple[NamedPlace, ...]:
        """Return the places that bear a name: exact before loose, then file by file, best first."""
        key, loose_form = both_keys(name)
        if loose_form is key and self._single is not None:
            return _found(self._single, key, name)
        exact: list[NamedPlace] = []
        loose: list[NamedPlace] = []
        seen: set[str] = set()
        for file in self.files:
            for row, text, flags in file.postings(key):
                if _is_other_case(file, (row, text, flags), name, key):
                    continue
                place = file.place(row)
                if place.id not in seen:
                    seen.add(place.id)
                    named = NamedPlace(file, row, text, flags, key)
                    (loose if flags & LOOSE else exact).append(named)
        if loose_form != key:
            for file in self.files:
                for row, text, flags in file.postings(loose_form):
                    if _is_other_case(file, (row, text, flags), name, loose_form):
                        continue
                    place = file.place(row)
                    if place.id not in seen:
                        seen.add(place.id)
                        loose.append(NamedPlace(file, row, text, flags | LOOSE, loose_form))
        found = tuple(exact + loose)
        if self._overrules is None:
            return found
        return apply_overrules(found, name, self._overrules, self.place)

    def similar(self, name: str, *, limit: int = 20) -> tuple[NamedPlace, ...]:
        """Return places whose name differs by one letter (dropped, added, changed, swapped).

        For misses only: some 400 look-ups for a name of eight letters (P. Norvig's method).
        Names under five letters have none.
        """
        key = strict_key(name)
        if len(key) < _MIN_SIMILAR:
            return ()
        found: dict[str, NamedPlace] = {}
        for variant in sorted(set(_one_letter_off(key)) - {key}):
            for file in self.files:
                for row, text, flags in file.postings(variant):
                    place = file.place(row)
                    named = NamedPlace(file, row, text, flags | LOOSE, variant)
                    found.setdefault(place.id, named)
        ranked = sorted(found.values(), key=lambda n: (-n.place.importance, n.place.id))
        return tuple(ranked[:limit])

    def place(self, place_id: str) -> Place | None:
        """Return the place of an id such as "geonames:2013159", or None."""
        for file in self.files:
            if (row := file.row_of(place_id)) is not None:
                return file.place(row)
        return None

    @cached_property
    def _countries(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in self.files:
            found = {**dict(file.meta.get("countries", {})), **found}  # type: ignore[call-overload]
        return found

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO 3166-1 alpha-2 code, or None."""
        place_id = self._countries.get(code.upper())
        return self.place(place_id) if place_id else None

    def parents(self, place: Place) -> tuple[Place, ...]:
        """Return what the place lies in, smallest first: second and first division, country."""
        ids = [place.admin2, place.admin1]
        found = [self.place(one) for one in ids if one and one != place.id]
        if place.country and place.kind != "country":
            found.append(self.country(place.country))
        return tuple(parent for parent in found if parent is not None)

    def near(
        self, point: LatLon, km: float, *, kinds: Sequence[str] = ()
    ) -> tuple[tuple[float, Place], ...]:
        """Return (km, place) of the places within `km`, nearest first; great-circle distances.

        The sphere is at most 0.6 % off the ellipsoid: good for "what lies near", not for an audit.
        """
        found = [
            (away, file.place(row))
            for file in self.files
            for rows in _rows_near(file, *point, km)
            for away, row in file.rows_within(rows, point, km, kinds)
        ]
        return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].id)))

    def country_of(self, point: LatLon) -> str | None:
        """Return the code of the country whose land holds the point, or None (sea, disputed)."""
        return self.shapes.country_of(point)

    def info(self) -> GazetteerInfo:
        """Return what is open: files, identity for provenance, credits for pages."""
        bundles = [file.bundle for file in self.files]
        return describe([*bundles, self.shapes.bundle])

    @cached_property
    def shapes(self) -> "Shapes":
        """Areas and borders; loads shapely when first asked for."""
        from mapper.gazetteer.shapes import Shapes

        return Shapes(self._shapes_file or shipped_file("shapes"))


def _found(file: GazetteerFile, key: str, name: str) -> tuple[NamedPlace, ...]:
    """Return the places of one key in one file, whose postings stand in order already."""
    found = []
    for row, text, flags in file.postings(key):
        if flags in _SHORT_FLAGS and _is_other_case(file, (row, text, flags), name, key):
            continue
        found.append(_new_tuple(NamedPlace, (file, row, text, flags, key)))
    return tuple(found)


def _is_other_case(file: GazetteerFile, posting: tuple[int, int, int], name: str, key: str) -> bool:
    """Return whether an abbreviation in capitals is met in another case: "Pak" is not PAK."""
    row, text, flags = posting
    if flags not in _SHORT_FLAGS or name.isupper():
        return False
    return file.name_of(row, text, key).isupper()


def _is_word_end(text: str, end: int) -> bool:
    return end >= len(text) or not text[end].isalnum() or not text[end - 1].isalnum()


def _one_letter_off(key: str) -> Iterator[str]:
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _rows_near(file: GazetteerFile, lat: float, lon: float, km: float) -> Iterator[range]:
    reach = km / _KM_PER_DEGREE
    south, north = max(lat - reach, -90.0), min(lat + reach, 90.0)
    widest = max(abs(south), abs(north))
    across = 180.0 if widest >= 89.0 else reach / math.cos(math.radians(widest))  # noqa: PLR2004 (polar cap)
    for row in range(int(south + 90), min(int(north + 90), 179) + 1):
        for first, last in _columns(lon, across):
            yield file.rows_in_cells(row * 360 + first, row * 360 + last)


def _columns(lon: float, across: float) -> list[tuple[int, int]]:
    """Return ranges of cell columns, in two parts where they cross the antimeridian."""
    if across >= 179.0:  # noqa: PLR2004 (all round)
        return [(0, 359)]
    west, east = math.floor(lon + 180 - across), math.floor(lon + 180 + across)
    if west < 0:
        return [(0, min(east, 359)), (west + 360, 359)]
    if east > 359:  # noqa: PLR2004 (columns of a row)
        return [(west, 359), (0, east - 360)]
    return [(west, east)]
