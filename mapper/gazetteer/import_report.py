"""What came of an import: counts, and the rows that were left out with line and reason."""

from dataclasses import dataclass, field
from pathlib import Path

KEPT_ROWS = 20  # reasons kept for the report; the others are only counted


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What came of an import: counts, and the rows that were left out with line and reason.

    `orphans` are names of alternateNamesV2 whose place is not in the dump.
    """

    path: Path
    places: int = 0
    names: int = 0
    doubles: int = 0
    orphans: int = 0
    skipped: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def skip(self, line: int, reason: str) -> None:
        """Count a row that was left out."""
        self.skipped += 1
        if len(self.reasons) < KEPT_ROWS:
            self.reasons.append((line, reason))


def read_point(lat: object, lon: object) -> tuple[float, float] | str:
    """Return (lat, lon), or why they are none. A latitude beyond 90 hints at swapped columns.

    >>> read_point("43.1", "131.9"), read_point("131.9", "43.1")
    ((43.1, 131.9), 'latitude 131.9 is out of range: are lat and lon swapped?')
    """
    try:
        found = (float(str(lat)), float(str(lon)))
    except ValueError:
        return f"no coordinates: {lat!r}, {lon!r}"
    if abs(found[0]) <= 90 and abs(found[1]) <= 180:  # noqa: PLR2004 (degrees)
        return found
    if abs(found[1]) <= 90 < abs(found[0]) <= 180:  # noqa: PLR2004
        return f"latitude {found[0]} is out of range: are lat and lon swapped?"
    return f"coordinates out of range: {found[0]}, {found[1]}"
