"""Options and exit codes that several commands share."""

from pathlib import Path

import click

WRONG_USE = 2

GAZETTEERS = click.option(
    "--gazetteer",
    "gazetteers",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A gazetteer of your own, asked first; may be repeated.",
)
OVERRULES = click.option(
    "--overrules",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The desk's table over gazetteer entries; else gazetteer.csv beside the articles.",
)
