"""`mapper geoparse` and `mapper claims`: one JSON document a line in, one answer a line out."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from mapper.cli_options import GAZETTEERS, WRONG_USE


@click.command()
@click.option("--gold-mentions", is_flag=True, help="Resolve exactly the mentions given.")
@click.option("--fast", is_flag=True, help="Use the smaller tagger.")
@click.option("--no-demonyms", is_flag=True, help="Leave demonyms out.")
@click.option("--no-inside", is_flag=True, help="Leave places inside longer names out.")
@GAZETTEERS
def geoparse(
    *,
    gold_mentions: bool,
    fast: bool,
    no_demonyms: bool,
    no_inside: bool,
    gazetteers: tuple[Path, ...],
) -> None:
    """Find and resolve place names, one JSON document a line on stdin.

    Persons, organisations, ships and newspapers are no places. A place inside such a name ("Berea"
    in "Berea Police Department") is listed with "inside" set to the longer name, as the common
    corpora count it; --no-inside leaves it out, as `mapper map` always does.

    Example: mapper geoparse < docs.jsonl > places.jsonl
    """
    from mapper.gazetteer import Gazetteer
    from mapper.streams import dump_pieces, geoparse_lines

    answers = geoparse_lines(
        _lines(),
        gazetteer=Gazetteer.open(*gazetteers),
        gold_mentions=gold_mentions,
        fast=fast,
        demonyms=not no_demonyms,
        inside=not no_inside,
    )
    _say_rows(answers, dump_pieces)


@click.command()
@click.option("--fast", is_flag=True, help="Find names by the smaller, quicker tagger.")
@GAZETTEERS
@click.option("--router", "routers", multiple=True, metavar="NAME", help="As for mapper map.")
def claims(*, fast: bool, gazetteers: tuple[Path, ...], routers: tuple[str, ...]) -> None:
    """Find and check stated distances, one JSON document a line on stdin.

    Example: mapper claims < docs.jsonl > claims.jsonl
    """
    from mapper.gazetteer import Gazetteer
    from mapper.pipeline import DEFAULT_ROUTERS
    from mapper.routes import open_routers
    from mapper.streams import claims_lines, dump_pieces

    answers = claims_lines(
        _lines(),
        gazetteer=Gazetteer.open(*gazetteers),
        routers=open_routers(routers or DEFAULT_ROUTERS),
        fast=fast,
    )
    _say_rows(answers, dump_pieces)


def _say_rows(
    answers: Iterable[dict[str, Any]], dump: Callable[[dict[str, Any]], Iterable[str]]
) -> None:
    """Print one row a document; exit 2 where not one of them could be read."""
    read = refused = 0
    for answer in answers:
        for piece in dump(answer):
            click.echo(piece, nl=False)
        refused += "error" in answer
        read += "error" not in answer
    if refused and not read:
        sys.exit(WRONG_USE)


def _lines() -> Iterable[str]:
    """Return standard input line by line; bytes that are no UTF-8 come through as surrogates."""
    return (line.decode("utf8", "surrogateescape") for line in sys.stdin.buffer)
