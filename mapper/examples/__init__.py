"""Six short dispatches written for mapper, about a journey of September 2023."""

from pathlib import Path


def example_sources() -> tuple[Path, ...]:
    """Return the paths of the sample articles that ship with the package, in their order."""
    return tuple(sorted(Path(__file__).parent.glob("*.txt")))
