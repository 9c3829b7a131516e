"""The command line: parses, calls, prints; no logic. Data go to stdout, messages to stderr.

Everything heavy is imported inside the commands, so that `mapper --help` starts at once.
"""

import json
import logging
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path, PurePath
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from mapper import __version__
from mapper.cli_gazetteer import gazetteer
from mapper.cli_options import GAZETTEERS, OVERRULES, WRONG_USE
from mapper.cli_progress import ProgressLine
from mapper.cli_streams import claims, geoparse
from mapper.cli_where import where
from mapper.errors import MapperError
from mapper.model import Verdict
from mapper.settings import Settings

if TYPE_CHECKING:
    from mapper.model import Report

FOUND_SOMETHING = 1
ASKS_FOR_EDITOR = ("overstated", "understated", "contradictory")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Day(click.ParamType[date]):
    """A day as 2023-09-17."""

    name = "date"

    def convert(
        self, value: date | str, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2023-09-17.", param, ctx)


class _Group(click.Group):
    """A group that turns mapper's own errors into one line and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        """Run the command."""
        try:
            return super().invoke(ctx)
        except MapperError as error:
            click.echo(f"mapper: {error}", err=True)
            ctx.exit(WRONG_USE)
        except KeyboardInterrupt:
            click.echo("mapper: stopped by hand before the output was complete.", err=True)
            ctx.exit(WRONG_USE)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of a pipe has left: nobody is there to be told
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mapper")
@click.option("-v", "--verbose", count=True, help="Say more on stderr; twice for everything.")
def main(verbose: int) -> None:
    """Map who was where and when in news articles, and check every distance they state.

    Start with: mapper map --example
    """
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")


def _reading_options(command: _Command) -> _Command:
    """Add the options that `map` and `audit` share."""
    options = [
        click.option("--fast", is_flag=True, help="Find names by the smaller, quicker tagger."),
        click.option(
            "--recognizer",
            metavar="NAME",
            help="A plug-in that finds the names of places instead; see mapper.plugins.",
        ),
        click.option("--traveller", metavar="NAME", help="Whose journey it is; else found."),
        click.option("--published", type=_Day(), help="Day for articles that carry none."),
        click.option("--as-of", type=_Day(), help="The report's own date; never the clock."),
        click.option(
            "--newest",
            type=click.IntRange(min=1),
            metavar="N",
            help="Of each feed or sitemap, read the N newest articles.",
        ),
        click.option("--since", type=_Day(), help="Of feeds, read what is of this day or later."),
        click.option(
            "--match",
            metavar="PATTERN",
            help="Of feeds, read what has this in title or address; * stands for anything.",
        ),
        click.option("--offline", is_flag=True, help="Never ask the network."),
        click.option(
            "--online",
            metavar="GEOCODER",
            help="Ask it for names that no gazetteer knows: nominatim, nominatim:URL, a plug-in.",
        ),
        click.option("--user-agent", help="How you introduce yourself to it; needed with it."),
        click.option(
            "--allow-host",
            "allow_hosts",
            multiple=True,
            metavar="HOST",
            help="Fetch from this private or loopback host too.",
        ),
        GAZETTEERS,
        OVERRULES,
        click.option(
            "--corrections",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="The desk's word; else corrections.toml beside the articles.",
        ),
        click.option(
            "--router",
            "routers",
            multiple=True,
            metavar="NAME",
            help="Where route lengths come from; else the shipped networks.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


# The command stands on public pages: without folders of this machine, and without where its
# output went, which changes nothing in the output.
_NOT_IN_COMMAND = {"-o", "--output"}


def _command(arguments: Sequence[str]) -> str:
    words: list[str] = []
    skip = False
    for argument in arguments:
        if skip or argument in _NOT_IN_COMMAND:
            skip = not skip
            continue
        if not argument.startswith(("-o=", "--output=", "http://", "https://")):
            words.append(PurePath(argument).name if "/" in argument else argument)
        elif argument.startswith("http"):
            words.append(argument)
    return shlex.join(["mapper", *words])


def _settings(options: dict[str, Any], **more: Any) -> Settings:  # noqa: ANN401 (fields of Settings)
    return Settings(
        fast=options["fast"],
        recognizer=options["recognizer"],
        traveller=options["traveller"],
        published=options["published"],
        as_of=options["as_of"],
        newest=options["newest"],
        since=options["since"],
        match=options["match"],
        offline=options["offline"],
        online=options["online"],
        online_key=os.environ.get("MAPPER_ONLINE_KEY"),  # no option: the command is in the report
        user_agent=options["user_agent"],
        allow_hosts=options["allow_hosts"],
        gazetteers=options["gazetteers"],
        overrules=options["overrules"],
        corrections=options["corrections"],
        routers=options["routers"],
        command=_command(sys.argv[1:]),
        **more,
    )


def _report(
    sources: tuple[str, ...], settings: Settings, *, meanwhile: str | None = None
) -> "Report":
    import onnxruntime  # noqa: F401 (before the thread, which needs it too)

    from mapper.pipeline import map_articles
    from mapper.summary import reading_lines

    if meanwhile:  # after our own imports: no module is asked for by two threads at once
        Thread(target=_load, args=(meanwhile,), daemon=True).start()
    with ProgressLine() as progress:
        report = map_articles(*sources, settings=settings, progress=progress)
    _say(reading_lines(report.provenance), err=True)
    return report


def _load(library: str) -> None:
    """Load the reader of statuses, and import a library for a later step.

    In a thread of its own this costs next to nothing where a second core is free: the tagger
    leaves the interpreter's lock to others for as long as its model runs.
    """
    from mapper.recognize.status import make_reader_ready

    make_reader_ready()
    with suppress(ImportError):  # the step that needs it says so
        import_module(library)


def _say(lines: Iterable[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)


@main.command(name="map")
@click.argument("sources", nargs=-1)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the files; else output/ with the title as its name.",
)
@click.option("--example", is_flag=True, help="Map the sample articles that ship with mapper.")
@click.option("--title", help="Title of the page; else who went from where to where and when.")
@_reading_options
@click.option("--borders", default="neutral", show_default=True, help="Policy for disputed lines.")
@click.option("--tiles", metavar="NAME", help="Add an online basemap (asks its server).")
@click.option("--language", default="en", show_default=True, help="Language of the page.")
@click.option("--credit", metavar="TEXT", help="Your own line under map, embed and picture.")
@click.option(
    "--color",
    "colors",
    multiple=True,
    metavar="NAME=#RRGGBB",
    help="Colour of a route: route, route-2, ...; with -dark for dark pages. Contrast is checked.",
)
@click.option("--public-url", metavar="URL", help="Where the page will stand, for snippets.")
@click.option("--hashed", is_flag=True, help="Content-hash file names beside the latest ones.")
@click.option(
    "--formats",
    metavar="A,B",
    default="",
    help="Write these formats alone; square, a square card, only when named.",
)
@click.option("--replace", is_flag=True, help="Write over a folder that was marked reviewed.")
@click.option("--json", "as_json", is_flag=True, help="Print report.json instead of the summary.")
@click.option("--open", "open_page", is_flag=True, help="Open the map in a browser.")
def map_command(sources: tuple[str, ...], output: Path | None, **options: Any) -> None:  # noqa: ANN401 (click hands options over by name)
    """Map articles: files, folders, globs, or - for standard input.

    Example: mapper map articles/*.txt -o output/far-east-2023
    """
    from mapper.examples import example_sources
    from mapper.export.folder import check_folder, check_settings, export_report
    from mapper.export.report_json import report_to_json
    from mapper.summary import folder_lines, report_lines
    from mapper.title import slug

    if options["example"]:
        sources = (*map(str, example_sources()), *sources)
    settings = _settings(
        options,
        title=options["title"],
        borders=options["borders"],
        tiles=options["tiles"],
        language=options["language"],
        credit=options["credit"],
        colors=tuple(_pair(text) for text in options["colors"]),
        public_url=options["public_url"],
        hashed=options["hashed"],
        formats=tuple(name for name in options["formats"].split(",") if name),
    )
    check_settings(settings)
    check_folder(output or Path("output"))
    report = _report(sources, settings, meanwhile="folium")
    folder = output or Path("output") / slug(report.title)
    exported = export_report(report, folder, settings=settings, replace=options["replace"])
    if options["as_json"]:
        click.echo(report_to_json(report), nl=False)
    else:
        _say(report_lines(report))
        click.echo()
    _say(folder_lines(exported), err=options["as_json"])
    if options["open_page"]:
        click.launch((folder / "map.html").resolve().as_uri())


@main.command()
@click.argument("sources", nargs=-1, required=True)
@_reading_options
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--fail-on",
    default=",".join(ASKS_FOR_EDITOR),
    show_default=True,
    metavar="VERDICTS",
    help="Exit 1 on these verdicts; an empty text never does.",
)
def audit(sources: tuple[str, ...], *, as_json: bool, fail_on: str, **options: Any) -> None:  # noqa: ANN401 (click hands options over by name)
    """Check every distance that articles state; - reads a pasted paragraph.

    Example: mapper audit - < paragraph.txt
    """
    from mapper.export.report_json import claim_to_dict, place_to_dict
    from mapper.summary import finding_lines, missing_lines

    verdicts = _verdicts(fail_on)
    report = _report(sources, _settings(options))
    if as_json:
        places = {
            end.place.id: place_to_dict(end.place)
            for finding in report.findings
            for end in (finding.anchor, finding.target)
            if end.place
        }
        claims = [claim_to_dict(finding) for finding in report.findings]
        click.echo(json.dumps({"claims": claims, "places": places}, ensure_ascii=False, indent=1))
    else:
        _say(finding_lines(report))
        _say(missing_lines(report))
        for suggestion in report.suggestions:
            click.echo(
                f"\n# {' '.join(suggestion.question.split())}\n{suggestion.stanza}", nl=False
            )
    if any({f.verdict, f.direction_verdict} & verdicts for f in report.findings):
        sys.exit(FOUND_SOMETHING)


def _verdicts(fail_on: str) -> set[str]:
    named = {name.strip() for name in fail_on.split(",") if name.strip()}
    unknown = sorted(named - set(get_args(Verdict)))
    if unknown:
        message = f"--fail-on {unknown[0]}: no verdict; known are {', '.join(get_args(Verdict))}."
        raise click.UsageError(message)
    return named


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        message = f"--color {text}: write a name and a colour, such as route=#0b5394."
        raise click.BadParameter(message)
    return name.strip(), value.strip()


for _other in (geoparse, claims, where, gazetteer):
    main.add_command(_other)
