"""`mapper gazetteer`: what the place names come from, if they are whole, how to add more."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

_EXTRA = click.option(
    "--gazetteer", "gazetteers", multiple=True, type=click.Path(path_type=Path),
    help="A gazetteer of your own, beside the shipped one.",
)  # fmt: skip
_SHOWN_ROWS = 10  # skipped rows named one by one; the rest are counted


@click.group()
def gazetteer() -> None:
    """Look into, check, build or extend the gazetteer."""


@gazetteer.command()
@_EXTRA
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(*, gazetteers: tuple[Path, ...], as_json: bool) -> None:
    """Show sources, dates, licences, counts and size.

    Example: mapper gazetteer info
    """
    from mapper.gazetteer import Gazetteer

    found = Gazetteer.open(*gazetteers).info()
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    for file in found.files:
        counts = ", ".join(f"{count:,} {name}" for name, count in file.counts)
        click.echo(f"{file.path}  {file.size_bytes / 1e6:.0f} MB  version {file.version}")
        click.echo(f"  {counts}  digest {file.digest}")
        for source in file.sources:
            click.echo(
                f"  {source.name} {source.version}: {source.data}, {source.licence}, {source.date}"
            )
    for line in found.credits:
        click.echo(f"credit: {line}")


@gazetteer.command()
@_EXTRA
def verify(*, gazetteers: tuple[Path, ...]) -> None:
    """Check hashes and every block; say what is broken and how to mend it.

    Example: mapper gazetteer verify
    """
    from mapper.gazetteer.info import verify as verify_files
    from mapper.gazetteer.unpack import shipped_file

    paths = (*gazetteers, shipped_file("places"), shipped_file("shapes"))
    answers = verify_files(*paths)
    for path, problem in answers:
        click.echo(f"{path}: {problem or 'whole'}")
    if any(problem for _, problem in answers):
        sys.exit(1)


@gazetteer.command(name="import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path),
              help="The gazetteer file to write.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS",
              help="A heading of a table: name=Ortsname, lat=Breite ...")  # fmt: skip
@click.option("--alternates", type=click.Path(path_type=Path), help="GeoNames' alternateNamesV2.")
@click.option("--hierarchy", type=click.Path(path_type=Path), help="GeoNames' hierarchy.")
@click.option("--division-codes", multiple=True, type=click.Path(path_type=Path),
              help="GeoNames' admin1CodesASCII or admin2Codes; may be repeated.")  # fmt: skip
@click.option("--licence", default="", help="Licence of the source, kept with it.")
@click.option("--date", default="", help="Date of the source, kept with it.")
def import_command(
    *, source: Path, target: Path, columns: tuple[str, ...], alternates: Path | None,
    hierarchy: Path | None, division_codes: tuple[Path, ...], licence: str, date: str,
) -> None:  # fmt: skip
    """Make a gazetteer file from a GeoNames dump, a CSV or TSV table, or GeoJSON.

    What was killed goes on where it stood when it is called again.

    Example: mapper gazetteer import NL.zip -o netherlands.gaz
    """
    from mapper.gazetteer.importing import GeonamesTables, import_source

    mapping = dict(_column(pair) for pair in columns)
    report = import_source(
        source,
        target,
        columns=mapping,
        tables=GeonamesTables(
            alternates=alternates, hierarchy=hierarchy, division_codes=division_codes
        ),
        licence=licence,
        date=date,
        say=lambda line: click.echo(line, err=True),
    )
    click.echo(f"{report.path}: {report.places:,} places, {report.names:,} names")
    if report.doubles:
        click.echo(f"  {report.doubles:,} rows gave an id that was there already")
    if report.orphans:
        click.echo(f"  {report.orphans:,} further names belong to no place of the dump")
    if report.skipped:
        click.echo(f"  {report.skipped:,} rows left out:")
        for line, reason in report.reasons[:_SHOWN_ROWS]:
            click.echo(f"    line {line}: {reason}")


def _column(pair: str) -> tuple[str, str]:
    ours, equals, theirs = pair.partition("=")
    if not equals or not ours or not theirs:
        message = f"--column {pair}: write our field, =, the table's heading, such as name=Town."
        raise click.BadParameter(message)
    return ours, theirs


@gazetteer.command()
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path),
              help="Folder of the recipe; by default the repository's own.")  # fmt: skip
@click.option("--downloads", type=click.Path(path_type=Path), help="Where the inputs are kept.")
def build(*, folder: Path | None, downloads: Path | None) -> None:
    """Build the shipped gazetteer again from its recipe.

    Example: mapper gazetteer build --downloads recipe-inputs
    """
    from mapper.gazetteer.build import build_gazetteer

    manifest = build_gazetteer(
        folder, downloads=downloads, say=lambda line: click.echo(line, err=True)
    )
    click.echo(manifest)
