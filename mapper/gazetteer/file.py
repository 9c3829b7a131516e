"""One gazetteer file, open for look-ups: names to rows, rows to places, all mapped from disk."""

import struct
from pathlib import Path

import marisa_trie

from mapper.errors import GazetteerError
from mapper.gazetteer.bundle import MEND, Bundle
from mapper.gazetteer.entry import NAME_KINDS, PLACE_KIND_CODES
from mapper.gazetteer.keys import spell
from mapper.gazetteer.writer import (
    LOOSE,
    NO_ROW,
    NUMBER_PREFIX,
    NUMBERED,
    PLACE,
    POSTING,
    SPELLED,
    STEPS,
    id_key,
)
from mapper.model import Place

_PAIR = struct.Struct("<II")
_U32 = struct.Struct("<I")
_KEEP_PLACES = 50_000  # Place objects kept for reuse: about 20 MB at most


class GazetteerFile:
    """Rows and names of one file, read when asked for, each block checked."""

    def __init__(self, path: Path) -> None:
        """Map the file; raises GazetteerError where it is not a whole gazetteer."""
        self.bundle = Bundle(path)
        self.path = path
        self.meta = self.bundle.meta
        self._starts, _ = self.bundle.section("starts")
        self._posts, _ = self.bundle.section("posts")
        self._texts, _ = self.bundle.section("texts")
        self._by_id, _ = self.bundle.section("idrow")
        self._grid, _ = self.bundle.section("grid")
        self._places, places_end = self.bundle.section("places")
        self.count = (places_end - self._places) // PLACE.size
        tables: dict[str, list[str]] = self.meta["tables"]  # type: ignore[assignment]
        self._features, self._countries = tables["feature"], tables["country"]
        self._sources = tables["source"]
        self._kept: dict[int, Place] = {}
        self._ids: dict[int, str] = {}  # of divisions, which thousands of places share
        self.trie = self._open_trie()

    def _open_trie(self) -> "marisa_trie.Trie":
        start, end = self.bundle.section("trie")
        self.bundle.check(start, end)
        trie = marisa_trie.Trie()
        try:
            trie.mmap(str(self.path))
        except (RuntimeError, OSError) as error:
            message = f"{self.path}: its index of names is damaged ({error}). {MEND}"
            raise GazetteerError(message) from error
        return trie

    def postings(self, key: str) -> list[tuple[int, int, int]]:
        """Return (row, text offset or NO_ROW, kind with the LOOSE bit) of a key, best first."""
        number = self.trie.get(key)
        if number is None:
            return []
        bundle = self.bundle
        at = self._starts + 4 * number
        bundle.check(at, at + 8)
        first, last = _PAIR.unpack_from(bundle.view, at)
        start, end = self._posts + first * POSTING.size, self._posts + last * POSTING.size
        bundle.check(start, end)
        return list(POSTING.iter_unpack(bundle.view[start:end]))

    def text(self, offset: int) -> str:
        """Return the string at an offset of the text section."""
        at = self._texts + offset + 2
        self.bundle.check(at - 2, at)
        whole = self.bundle.whole
        end = at + (whole[at - 2] | whole[at - 1] << 8)
        self.bundle.check(at, end)
        return str(whole[at:end], "utf8")

    def name_of(self, row: int, offset: int, key: str) -> str:
        """Return the spelling of a posting of this key."""
        if offset == NO_ROW:
            return self.place(row).name
        return spell(key) if offset == SPELLED else self.text(offset)

    def place(self, row: int) -> Place:
        """Return the place of a row; the same object while it is kept."""
        place = self._kept.get(row)
        if place is None:
            if len(self._kept) >= _KEEP_PLACES:
                self._kept.clear()
            place = self._kept[row] = self._read_place(row)
        return place

    def forget_places(self) -> None:
        """Let go of the places kept for reuse, which a measurement must not find."""
        self._kept.clear()
        self._ids.clear()

    def record(self, row: int) -> tuple[int, ...]:
        """Return the raw fields of a row (`writer.PLACE`)."""
        at = self._places + row * PLACE.size
        self.bundle.check(at, at + PLACE.size)
        return PLACE.unpack_from(self.bundle.view, at)

    def _read_place(self, row: int) -> Place:
        (
            lat, lon, population, admin1, admin2, name, place_id, shape,
            importance, feature, country, source, extent, kind,
        ) = self.record(row)  # fmt: skip
        return Place(
            id=f"{NUMBER_PREFIX}{place_id}" if kind & NUMBERED else self.text(place_id),
            name=self.text(name),
            lat=lat / STEPS,
            lon=lon / STEPS,
            feature_code=self._features[feature],
            kind=PLACE_KIND_CODES[kind & ~NUMBERED],
            country=self._countries[country] or None,
            admin1=self.id_of(admin1),
            admin2=self.id_of(admin2),
            population=population,
            importance=round(importance / 65535, 4),
            extent_km=float(extent) or None,
            shape=self.text(shape) or None if shape else None,
            source=self._sources[source],
        )

    def id_of(self, row: int) -> str | None:
        """Return the id of a row, None for NO_ROW."""
        if row == NO_ROW:
            return None
        place_id = self._ids.get(row)
        if place_id is None:
            record = self.record(row)
            number = record[6]
            place_id = f"{NUMBER_PREFIX}{number}" if record[13] & NUMBERED else self.text(number)
            if len(self._ids) < _KEEP_PLACES:
                self._ids[row] = place_id
        return place_id

    def _id_key(self, row: int) -> tuple[int, int | str]:
        record = self.record(row)
        return (0, record[6]) if record[13] & NUMBERED else (1, self.text(record[6]))

    def row_of(self, place_id: str) -> int | None:
        """Return the row of an id, or None (binary search: 19 steps in the shipped file)."""
        wanted = id_key(place_id)
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            row = self._row_by_id(middle)
            key = self._id_key(row)
            if key == wanted:
                return row
            if key < wanted:
                low = middle + 1
            else:
                high = middle
        return None

    def _row_by_id(self, number: int) -> int:
        at = self._by_id + 4 * number
        self.bundle.check(at, at + 4)
        return int(_U32.unpack_from(self.bundle.view, at)[0])

    def importance_of(self, row: int) -> float:
        """Return the importance of a row, without making a Place."""
        return self.record(row)[8] / 65535

    def kind_of(self, row: int) -> str:
        """Return the kind of a row, without making a Place."""
        return PLACE_KIND_CODES[self.record(row)[13] & ~NUMBERED]

    def rows_in_cells(self, first: int, last: int) -> range:
        """Return the rows that lie in the cells from `first` to `last`, both included."""
        start = self._grid + 4 * first
        end = self._grid + 4 * (last + 1)
        self.bundle.check(start, end + 4)
        (begin,) = _U32.unpack_from(self.bundle.view, start)
        (stop,) = _U32.unpack_from(self.bundle.view, end)
        return range(begin, stop)

    def kind_name(self, flags: int) -> str:
        """Return what a posting's name is to its place."""
        return NAME_KINDS[flags & ~LOOSE]
