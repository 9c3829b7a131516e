"""`mapper where`: which places a name may mean."""

import json
from pathlib import Path

import click

from mapper.cli_options import GAZETTEERS, OVERRULES
from mapper.model import MAX_LAT_DEG, MAX_LON_DEG

SIMILAR_SHOWN = 5  # names one letter off, for a name that is not known
NO_SUCH_PLACE = "try another spelling, or --gazetteer FILE."


@click.command()
@click.argument("name")
@click.option("--near", metavar="LAT,LON", help="Prefer places near this point.")
@click.option("--country", metavar="CC", help="Prefer places of this country (ISO 3166-1).")
@GAZETTEERS
@OVERRULES
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def where(
    name: str,
    *,
    near: str | None,
    country: str | None,
    gazetteers: tuple[Path, ...],
    overrules: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Show which places a name may mean, best first, and why.

    Example: mapper where Springfield --near 39.8,-89.6
    """
    from mapper.export.report_json import place_object
    from mapper.gazetteer import Gazetteer
    from mapper.geocode import rank_places

    point = _point(near)
    gazetteer = Gazetteer.open(*gazetteers).overruled(*overrules)
    country = country.upper() if country else None
    if country and gazetteer.country(country) is None:
        message = (
            f"--country {country}: no country's code; write two letters, such as US (ISO 3166-1)."
        )
        raise click.BadParameter(message)
    found = rank_places(name, gazetteer, near=point, country=country)
    if as_json:
        candidates = [
            {"place": place_object(c.place), "score": c.score, "reasons": list(c.reasons)}
            for c in found
        ]
        answer = {"name": name, "candidates": candidates}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    if not found:
        similar = [
            f"{known.name} ({known.place.country or '--'}, {known.place.id})"
            for known in gazetteer.similar(name, limit=SIMILAR_SHOWN)
        ]
        advice = f"did you mean {'; '.join(similar)}?" if similar else NO_SUCH_PLACE
        click.echo(f"{name}: no place of this name; {advice}")
    for c in found:
        place = c.place
        at = f"{place.lat:.4f},{place.lon:.4f}"
        country_code = place.country or "--"
        click.echo(
            f"{c.score:.2f}  {place.name}  {country_code}  {place.feature_code}  {at}  "
            f"{place.id}  {'; '.join(c.reasons)}"
        )


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        message = f"--near {text}: write latitude and longitude in degrees, such as 43.1,131.9."
        raise click.BadParameter(message) from error
    if not (abs(lat) <= MAX_LAT_DEG and abs(lon) <= MAX_LON_DEG):
        message = f"--near {text}: latitude goes to 90 and longitude to 180, such as 43.1,131.9."
        raise click.BadParameter(message)
    return lat, lon
