"""One frozen `Settings`, made at the edge and passed down, and where data lie on this machine.

Nothing in the core reads the environment; `data_folder` and `cache_folder` are the two places that
look outside.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from platformdirs import user_cache_path

CORRECTIONS_NAME = "corrections.toml"
OVERRULES_NAME = "gazetteer.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run was asked to do.

    Each field is an option of `mapper map` (CLI help explains them).
    """

    traveller: str | None = None
    title: str | None = None
    published: date | None = None
    as_of: date | None = None
    newest: int | None = None
    since: date | None = None
    match: str | None = None
    offline: bool = False
    online: str | None = None
    online_key: str | None = None
    user_agent: str | None = None
    allow_hosts: tuple[str, ...] = ()
    gazetteers: tuple[Path, ...] = ()
    overrules: tuple[Path, ...] = ()
    fast: bool = False
    recognizer: str | None = None
    tiles: str | None = None
    borders: str = "neutral"
    language: str = "en"
    credit: str | None = None
    colors: tuple[tuple[str, str], ...] = ()
    public_url: str | None = None
    hashed: bool = False
    corrections: Path | None = None
    formats: tuple[str, ...] = ()
    routers: tuple[str, ...] = ()
    command: str = ""


def cache_folder() -> Path:
    """Return where unpacked data and online answers are kept.

    `MAPPER_CACHE`, or the user's cache folder.
    """
    named = os.environ.get("MAPPER_CACHE")
    return Path(named) if named else user_cache_path("mapper")


def data_folder() -> Path:
    """Return where the shipped gazetteer lies.

    In the installed package, or the repository's `gazetteer/` in a checkout.
    """
    shipped = Path(__file__).parent / "data"
    return shipped if shipped.is_dir() else Path(__file__).parent.parent / "gazetteer"
