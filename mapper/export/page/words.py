"""What the pages say, in the reader's language, from `words.toml`; English fills the gaps."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from mapper.model import When

FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a language."""

    language: str
    table: dict[str, Any]

    def __getitem__(self, key: str) -> str:
        """Return the words of a key; a key that no language has is shown as it is."""
        return str(self.table.get(key, key.replace("_", " ")))

    def say(self, key: str, **values: object) -> str:
        """Return the words of a key with its `{...}` filled in."""
        text = self[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    @property
    def direction(self) -> str:
        """"ltr" or "rtl"."""  # fmt: skip
        return self["dir"]

    def mode(self, mode: str | None) -> str:
        """Return the word for a way of travelling, or an empty text."""
        return self[f"mode_{mode}"] if mode and f"mode_{mode}" in self.table else (mode or "")

    def day(self, day: date, *, year: bool = True) -> str:
        """Return a day, such as "12 Sep 2023"."""
        month = self.table["months"][day.month - 1]
        pattern = "date" if year else "day_month"
        return self.say(pattern, day=day.day, month=month, year=day.year)

    def when(self, when: When) -> str:
        """Return an interval: a day, a clock time, a range, an open end, or "no date"."""
        first, last = when.first_day, when.last_day
        if first is None or last is None:
            key, day = ("after", first) if first else ("before", last)
            return self.say(key, day=self.day(day)) if day else self["no_date"]
        if first == last:
            clock = isinstance(when.earliest, datetime) and when.precision == "minute"
            return self.day(first) + (f", {when.earliest:%H:%M}" if clock else "")
        if (first.year, first.month) == (last.year, last.month):
            return self.day(last).replace(str(last.day), f"{first.day}–{last.day}", 1)
        return f"{self.day(first, year=first.year != last.year)} – {self.day(last)}"


@lru_cache(maxsize=32)
def words_of(language: str) -> Words:
    """Return the words of a language ("de-CH" takes "de"); of English where there are none."""
    tables = _tables()
    known = language if language in tables else language.split("-", maxsplit=1)[0]
    known = known if known in tables else FALLBACK
    return Words(language=known, table=tables[FALLBACK] | tables[known])


def languages() -> tuple[str, ...]:
    """Return the languages of the table."""
    return tuple(_tables())


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("mapper.export.page").joinpath("words.toml").read_text("utf8"))
