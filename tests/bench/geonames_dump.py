"""Write a synthetic dump in GeoNames' own form, by hand, to import it.

    python tests/bench/geonames_dump.py FOLDER [PLACES] [ALTERNATES]

Writes `allCountries.zip` (19 columns) and `alternateNamesV2.zip` (8 columns), by default with 13
million places and 18 million names: GeoNames' own sizes. Names are made of syllables, repeat as
real ones do (a fifth of the places share a name with another), and one in eight alternates is
Cyrillic. The same arguments give the same rows.
"""

import random
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

SEED = 13
PLACES = 13_000_000
NAMES = 18_000_000
_HEADS = "bar kal mor tan vel shi ko ran des lu pra no wes gor mi sta ber cha du fen".split()
_MIDS = "a an e en i ka la ma no o ra ri sa ta te u va wi ya zo".split()
_TAILS = "ville burg sk ton a ino stan pur dorf by ham grad heim field o ka ja mo ok ex".split()
_CYRILLIC = str.maketrans("abdeghiklmnoprstuvwyz", "абдегхиклмнопрстувуыз")
_KINDS = (("P", "PPL"),) * 9 + (
    ("H", "STM"), ("T", "MT"), ("S", "FRM"), ("S", "SCH"), ("L", "LCTY"), ("T", "HLL"),
    ("H", "LK"), ("S", "AIRP"), ("V", "PRK"), ("R", "RD"), ("A", "ADM3"),
)  # fmt: skip
_COUNTRIES = [first + second for first in "ABCDEFGHIJKL" for second in "AEIORTUZ"]
_DIVISIONS = 20  # first divisions in each country


def make_name(chance: random.Random) -> str:
    """Return a name such as "Koranaburg"; some 40 million differ."""
    count = 2 + (chance.random() < 0.8) + (chance.random() < 0.4)
    middle = "".join(chance.choice(_MIDS) + chance.choice(_HEADS) for _ in range(count - 1))
    name = (chance.choice(_HEADS) + middle + chance.choice(_TAILS)).capitalize()
    return f"{chance.choice(_TAILS).capitalize()} {name}" if chance.random() < 0.2 else name


def place_rows(count: int, chance: random.Random) -> Iterator[str]:
    """Yield the rows of the main table, the divisions first."""
    number = 0
    for country in _COUNTRIES:
        for division in range(1, _DIVISIONS + 1):
            number += 1
            if number <= count:
                yield _row(number, make_name(chance), ("A", "ADM1"), country, division, chance)
    while number < count:
        number += 1
        kind = chance.choice(_KINDS)
        division = chance.randint(1, _DIVISIONS)
        yield _row(number, make_name(chance), kind, chance.choice(_COUNTRIES), division, chance)


def _row(
    number: int, name: str, kind: tuple[str, str], country: str, division: int,
    chance: random.Random,
) -> str:  # fmt: skip
    lat, lon = chance.uniform(-60, 75), chance.uniform(-180, 180)
    people = int(10 ** chance.uniform(0, 5)) if kind[0] == "P" else 0
    fields = (
        number, name, name, "", f"{lat:.5f}", f"{lon:.5f}", *kind, country, "", f"{division:02d}",
        "", "", "", people, "", int(lon), "Etc/UTC", "2026-01-01",
    )  # fmt: skip
    return "\t".join(map(str, fields)) + "\n"


def alternate_rows(count: int, places: int, chance: random.Random) -> Iterator[str]:
    """Yield rows of alternateNamesV2: id, place, language, name, four flags, two years."""
    for number in range(1, count + 1):
        name = make_name(chance)
        language = "en"
        if number % 8 == 0:
            name, language = name.lower().translate(_CYRILLIC).title(), "ru"
        place = chance.randint(1, places)
        yield f"{number}\t{place}\t{language}\t{name}\t\t\t\t\t\t\n"


def write_zip(path: Path, member: str, rows: Iterator[str]) -> None:
    """Write rows into one member of a zip file, quickly packed."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open(member, "w", force_zip64=True) as file,
    ):
        batch: list[str] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 50_000:
                file.write("".join(batch).encode())
                batch.clear()
        file.write("".join(batch).encode())


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1])
    places = int(sys.argv[2]) if len(sys.argv) > 2 else PLACES
    alternates = (
        int(sys.argv[3]) if len(sys.argv) > 3 else max(0, places * (NAMES - PLACES) // PLACES)
    )
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(SEED)  # noqa: S311 (made-up names)
    write_zip(folder / "allCountries.zip", "allCountries.txt", place_rows(places, chance))
    rows = alternate_rows(alternates, places, chance)
    write_zip(folder / "alternateNamesV2.zip", "alternateNamesV2.txt", rows)


if __name__ == "__main__":
    main()
