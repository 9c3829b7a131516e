"""One gazetteer file, open for look-ups: names to rows, rows to places, all mapped from disk."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import marisa_trie

from mapper.errors import GazetteerError
from mapper.gazetteer.bundle import BLOCK_BITS, MEND, Bundle
from mapper.gazetteer.entry import NAME_KINDS, PLACE_KIND_CODES
from mapper.gazetteer.keys import spell
from mapper.gazetteer.tries import Tries
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
    trie_name,
)
from mapper.model import LatLon, Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

_read_pair = struct.Struct("<II").unpack_from
_read_posting = POSTING.unpack_from
_U32 = struct.Struct("<I")
# A frozen class's own way to make an object sets each field by name: three times as slow.
_new_place = object.__new__
_PUTS = tuple(getattr(Place, field).__set__ for field in (
    "id", "name", "lat", "lon", "feature_code", "kind", "country", "admin1", "admin2", "population",
    "importance", "extent_km", "shape", "source",
))  # fmt: skip
_EARTH_KM = 6371.0088
# A record of `writer.PLACE` as numpy reads it: where it is and of what kind.
_POINTS = [("lat", "<i4"), ("lon", "<i4"), ("rest", f"V{PLACE.size - 9}"), ("kind", "u1")]
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
        self._whole, self._checked = self.bundle.whole, self.bundle.checked
        self._kept: dict[int, Place] = {}
        self._ids: dict[int, str] = {}  # of divisions, which thousands of places share
        firsts: list[str] = self.meta.get("firsts", [])  # type: ignore[assignment]
        tries = [self._open_trie(trie_name(number)) for number in range(len(firsts) + 1)]
        self.trie = Tries(tries, firsts) if firsts else tries[0]

    def _open_trie(self, section: str) -> "marisa_trie.Trie":
        start, end = self.bundle.check_section(section)
        trie = marisa_trie.Trie()
        try:
            trie.map(self.bundle.view[start:end])
        except (RuntimeError, OSError) as error:
            message = f"{self.path}: its index of names is damaged ({error}). {MEND}"
            raise GazetteerError(message) from error
        return trie

    def postings(self, key: str) -> list[tuple[int, int, int]]:
        """Return (row, text offset or NO_ROW, kind with the LOOSE bit) of a key, best first."""
        number = self.trie.get(key)
        if number is None:
            return []
        checked = self._checked
        at = self._starts + 4 * number
        if not (checked[at >> BLOCK_BITS] and checked[(at + 7) >> BLOCK_BITS]):
            self.bundle.check(at, at + 8)
        first, last = _read_pair(self._whole, at)
        start = self._posts + first * POSTING.size
        if last == first + 1:
            if not (checked[start >> BLOCK_BITS] and checked[(start + 8) >> BLOCK_BITS]):
                self.bundle.check(start, start + POSTING.size)
            return [_read_posting(self._whole, start)]
        end = self._posts + last * POSTING.size
        self.bundle.check(start, end)
        return list(POSTING.iter_unpack(self.bundle.view[start:end]))

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
        values = (
            f"{NUMBER_PREFIX}{place_id}" if kind & NUMBERED else self.text(place_id),
            self.text(name),
            lat / STEPS,
            lon / STEPS,
            self._features[feature],
            PLACE_KIND_CODES[kind & ~NUMBERED],
            self._countries[country] or None,
            None if admin1 == NO_ROW else self.id_of(admin1),
            None if admin2 == NO_ROW else self.id_of(admin2),
            population,
            round(importance / 65535, 4),
            float(extent) or None,
            self.text(shape) or None if shape else None,
            self._sources[source],
        )
        place = _new_place(Place)
        for put, value in zip(_PUTS, values, strict=True):
            put(place, value)
        return place

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

    def rows_within(
        self, rows: range, point: LatLon, km: float, kinds: Sequence[str]
    ) -> Iterator[tuple[float, int]]:
        """Yield (km, row) of those of neighbouring rows that lie within `km` of a point.

        Great-circle distances (haversine on the mean sphere), of all rows at once.
        """
        import numpy as np

        start = self._places + rows.start * PLACE.size
        end = self._places + rows.stop * PLACE.size
        self.bundle.check(start, end)
        table: NDArray[np.void] = np.frombuffer(self.bundle.view[start:end], np.dtype(_POINTS))
        wanted = np.arange(len(rows))
        if kinds:
            codes = [PLACE_KIND_CODES.index(kind) for kind in kinds]
            wanted = np.flatnonzero(np.isin(table["kind"] & ~np.uint8(NUMBERED), codes))
        lat, lon = (np.radians(table[name][wanted] / STEPS) for name in ("lat", "lon"))
        phi, lam = np.radians(point)
        half = np.sin((lat - phi) / 2) ** 2
        half += np.cos(phi) * np.cos(lat) * np.sin((lon - lam) / 2) ** 2
        away = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
        near = away <= km
        yield from zip(away[near].tolist(), (wanted[near] + rows.start).tolist(), strict=True)

    def kind_name(self, flags: int) -> str:
        """Return what a posting's name is to its place."""
        return NAME_KINDS[flags & ~LOOSE]
