"""The calls in their order, from sources to a report; nothing else."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from mapper import __version__
from mapper.audit import audit_claims
from mapper.compare import compare_articles
from mapper.corrections import (
    corrected_articles,
    fit_corrections,
    read_corrections,
    with_corrected_mentions,
)
from mapper.errors import SettingsError, SourceError
from mapper.gazetteer import Gazetteer
from mapper.gazetteer.on_miss import OnMiss
from mapper.gazetteer.online import OnlineAnswer, open_geocoder
from mapper.geocode import geocode_mentions
from mapper.geocode.desk import unknown_places
from mapper.model import (
    Annotations,
    Finding,
    MentionStatus,
    Ordering,
    Progress,
    Provenance,
    Reading,
    Report,
    Resolution,
    Router,
)
from mapper.order import order_visits
from mapper.plugins import GEOCODERS, load_geocoder, load_recognizer, plugin_names
from mapper.read import EntryChoice, date_articles, date_doubts, read_articles
from mapper.recognize.article import recognize_article
from mapper.recognize.status import status_notes
from mapper.routes import open_routers, router_credits, router_notes
from mapper.settings import CORRECTIONS_NAME, OVERRULES_NAME, Settings, cache_folder
from mapper.suggest import suggest_corrections
from mapper.title import report_title

logger = logging.getLogger(__name__)

DEFAULT_ROUTERS = ("offline",)
ONLINE_STORE = "online.sqlite"


def map_articles(
    *sources: str | Path,
    settings: Settings | None = None,
    gazetteer: Gazetteer | None = None,
    stdin: IO[bytes] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read the sources and return the report on them.

    A source is a path, a folder, a glob, an address, or "-". Raises SourceError where none of them
    could be read; what was skipped stands in `report.provenance.skipped`. `progress` hears of each
    source that is read and each article that is searched. Ctrl-C ends the reading or the search;
    the report is then on what is done.
    """
    settings = settings or Settings()
    reading = read_articles(
        *sources,
        published=settings.published,
        stdin=stdin,
        offline=settings.offline,
        allow_hosts=settings.allow_hosts,
        choice=EntryChoice(newest=settings.newest, since=settings.since, match=settings.match),
        progress=progress,
    )
    if not reading.articles:
        reasons = " ".join([*(skipped.reason for skipped in reading.skipped), *reading.notes])
        message = reasons or "no source given: name a file, a folder, or - for standard input."
        raise SourceError(message)
    return map_reading(
        reading,
        corrections_files=_corrections_files(sources, settings),
        overrules=settings.overrules or _beside(sources, OVERRULES_NAME),
        settings=settings,
        gazetteer=gazetteer,
        progress=progress,
    )


def map_reading(
    reading: Reading,
    *,
    settings: Settings,
    corrections_files: Sequence[Path] = (),
    overrules: Sequence[Path] = (),
    gazetteer: Gazetteer | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return the report on articles that are already read.

    The articles are taken in the order of their sources, so that a report does not depend on the
    order in which they were named.
    """
    reading = _in_order(reading)
    online = _online(settings)
    gazetteer = gazetteer or Gazetteer.open(*settings.gazetteers)
    gazetteer = gazetteer.overruled(*overrules)
    stanzas = [stanza for path in corrections_files for stanza in read_corrections(path)]
    reading, annotations = _recognized(reading, gazetteer, settings, progress)
    corrections = unknown_places(fit_corrections(stanzas, reading.articles), gazetteer)
    articles = corrected_articles(reading.articles, corrections)
    articles = date_articles(articles, [annotation.times for annotation in annotations])
    reading = replace(reading, notes=(*reading.notes, *date_doubts(articles)))
    annotations = with_corrected_mentions(annotations, corrections, articles)
    resolutions = geocode_mentions(
        articles, annotations, gazetteer, corrections=corrections, online=online
    )
    routers = open_routers(settings.routers or DEFAULT_ROUTERS)
    ordering = order_visits(
        articles,
        annotations,
        resolutions,
        gazetteer=gazetteer,
        traveller=settings.traveller,
        corrections=corrections,
        routers=routers,
    )
    ordering = _with_every_status(ordering, resolutions)
    findings = audit_claims(
        articles,
        annotations,
        resolutions,
        gazetteer=gazetteer,
        routers=routers,
        corrections=corrections,
    )
    return Report(
        title=settings.title or report_title(articles, ordering),
        articles=articles,
        annotations=_with_audited_claims(annotations, findings),
        resolutions=resolutions,
        ordering=ordering,
        findings=findings,
        conflicts=compare_articles(articles, annotations, resolutions, ordering, findings),
        corrections=corrections,
        suggestions=suggest_corrections(articles, resolutions, ordering, findings),
        provenance=_provenance(reading, gazetteer, routers, online, settings),
        set_aside=reading.set_aside,
    )


def _recognized(
    reading: Reading, gazetteer: Gazetteer, settings: Settings, progress: Progress | None
) -> tuple[Reading, tuple[Annotations, ...]]:
    """Return what stands in the articles; after Ctrl-C, the articles that were searched till then.

    Where not one was searched, the interruption goes on.
    """
    total = len(reading.articles)
    recognizer = load_recognizer(settings.recognizer) if settings.recognizer else None
    done: list[Annotations] = []
    try:
        for article in reading.articles:
            if progress is not None:
                progress("searching", len(done), total)
            found = recognize_article(
                article, names=gazetteer, fast=settings.fast, recognizer=recognizer
            )
            done.append(found)
    except KeyboardInterrupt:
        if not done:
            raise
        note = f"Stopped by hand: {len(done)} of {total} articles were searched and are reported."
        logger.warning("stopped by hand: reporting on %d of %d articles", len(done), total)
        kept = reading.articles[: len(done)]
        ids = {article.id for article in kept}
        aside = tuple(one for one in reading.set_aside if one.of in ids)
        notes = (*reading.notes, note)
        reading = replace(reading, articles=kept, set_aside=aside, notes=notes)
    if progress is not None:
        progress("placing and comparing", total, total)
    return reading, tuple(done)


def _in_order(reading: Reading) -> Reading:
    """Return the articles numbered in the order of their sources; what is set aside follows."""
    ordered = sorted(reading.articles, key=lambda article: article.source)
    ids = {article.id: f"a{n}" for n, article in enumerate(ordered, 1)}
    aside = sorted(reading.set_aside, key=lambda one: one.article.source)
    return replace(
        reading,
        articles=tuple(replace(article, id=ids[article.id]) for article in ordered),
        set_aside=tuple(replace(one, of=ids[one.of]) for one in aside),
    )


def _corrections_files(sources: Iterable[str | Path], settings: Settings) -> tuple[Path, ...]:
    """Return the file that was named, or each corrections.toml that lies beside the sources."""
    if settings.corrections:
        return (settings.corrections,)
    return _beside(sources, CORRECTIONS_NAME)


def _beside(sources: Iterable[str | Path], name: str) -> tuple[Path, ...]:
    """Return each file of a name that lies beside the sources."""
    folders = [Path(source) for source in sources if str(source) != "-"]
    folders = [path if path.is_dir() else path.parent for path in folders]
    beside = (folder / name for folder in dict.fromkeys(folders))
    return tuple(path for path in beside if path.is_file())


def _online(settings: Settings) -> OnMiss | None:
    """Return the geocoder to ask on a miss, or None; refused settings stop before any work."""
    if not settings.online:
        return None
    if settings.online in plugin_names(GEOCODERS):
        return _plugged_in(settings.online, settings)
    geocoder = open_geocoder(
        settings.online,
        user_agent=settings.user_agent,
        cache=cache_folder() / ONLINE_STORE,
        key=settings.online_key,
        offline=settings.offline,
    )
    return OnMiss(geocoder.geocode)


def _plugged_in(name: str, settings: Settings) -> OnMiss:
    if settings.offline:
        message = f"--online {name}: a plug-in may ask the network; leave out --offline, or this."
        raise SettingsError(message)
    places = load_geocoder(name, language=settings.language)
    credit = f"Places that {name} found (a plug-in)"
    return OnMiss(
        lambda text: OnlineAnswer(places=places(text), asked=0.0, cached=False, credit=credit)
    )


def _with_every_status(ordering: Ordering, resolutions: Sequence[Resolution]) -> Ordering:
    """Give every mention a status, in the order of the mentions."""
    known = {status.key: status for status in ordering.statuses}
    keys = [resolution.mention.key for resolution in resolutions]
    return replace(
        ordering,
        statuses=tuple(known.get(key, MentionStatus(key=key, status="none")) for key in keys),
    )


def _with_audited_claims(
    annotations: Sequence[Annotations], findings: Sequence[Finding]
) -> tuple[Annotations, ...]:
    """Leave out the claims that the desk struck off."""
    return tuple(
        replace(a, claims=tuple(f.claim for f in findings if f.claim.article == a.article))
        for a in annotations
    )


def _provenance(
    reading: Reading,
    gazetteer: Gazetteer,
    routers: Sequence[Router],
    online: OnMiss | None,
    settings: Settings,
) -> Provenance:
    info = gazetteer.info()
    return Provenance(
        version=__version__,
        command=settings.command,
        as_of=settings.as_of.isoformat() if settings.as_of else None,
        gazetteer=info.identity,
        credits=(*info.credits, *router_credits(routers), *(online.credits if online else ())),
        skipped=reading.skipped,
        fetched=reading.fetched,
        notes=(
            *reading.notes,
            *(() if settings.fast else status_notes()),
            *router_notes(routers),
            *(online.notes if online else ()),
        ),
    )
