"""Areas and borders."""

from pathlib import Path


class Shapes:
    """Areas and borders of the shipped shapes file."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self.path = path

    def country_of(self, point: tuple[float, float]) -> str | None:
        """Return the country of a point."""
        return None
