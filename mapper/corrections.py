"""The desk's own word: corrections.toml, read with its line numbers and fitted to the articles.

A stanza names an article, a quote in it, and one verb. Fitting turns the quote into spans; the
stage that a verb concerns applies it to whatever overlaps them. A stanza that fits nothing is kept
without spans and listed, never dropped.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePath
from typing import get_args

from mapper.errors import SettingsError
from mapper.model import (
    MAX_LAT_DEG,
    MAX_LON_DEG,
    Annotations,
    AppliedCorrection,
    Article,
    Correction,
    Mention,
    MentionKey,
    Span,
    Status,
)
from mapper.spans import SpanIndex

# Each verb with the types that its value may have and how to write it.
VERBS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "place": ((str, dict), 'a gazetteer id, {name = "...", lat = 1.0, lon = 2.0}, or "none"'),
    "status": ((str,), "one of " + ", ".join(get_args(Status))),
    "day": ((str, date), "a day such as 2023-09-18"),
    "goes_before": ((str,), "the quote of the stop that follows"),
    "same_stop": ((str,), "the quote of the other mention of the stop"),
    "separate_stop": ((str, bool), "the quote of the mention to part from, or true"),
    "not_a_claim": ((bool,), "true"),
    "claim_end": ((str, dict), 'a gazetteer id, {name = "...", lat = 1.0, lon = 2.0}, or "none"'),
    "published": ((str, date), "a day such as 2023-09-18"),
    "reviewed": ((str, bool), "true, or the name of the reviewer"),
    "draft": ((bool,), "true"),
}
_WITHOUT_QUOTE = {"published", "reviewed", "draft"}
_WITH_OTHER_QUOTE = {"goes_before", "same_stop", "separate_stop"}
_MAKES_MENTION = {"place", "status", "day", "goes_before", "same_stop", "separate_stop"}
_DETAILS = {"article", "quote", "before", "after", "all", "by", "date", "why", "end"}
_STANZA = re.compile(r"^[ \t]*\[\[[ \t]*correction[ \t]*\]\]", re.MULTILINE)
_CONTEXT = 120  # characters on each side in which `before` and `after` are looked for
# Typing a quote turns curly marks straight and no-break spaces plain; one character for one.
_FOLD = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u00a0", "''\"\"-- ")


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read a corrections file.

    Raises SettingsError, with the file and the line, for what is no TOML, names an unknown key or
    verb, or has a value of the wrong type.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        stanzas = tomllib.loads(text).get("correction", [])
    except FileNotFoundError as error:
        message = f"{path}: no such corrections file; check the name given to --corrections."
        raise SettingsError(message) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: not a readable TOML file ({error}); mend it or leave it out."
        raise SettingsError(message) from error
    lines = [text.count("\n", 0, match.start()) + 1 for match in _STANZA.finditer(text)]
    if not isinstance(stanzas, list) or len(lines) != len(stanzas):
        message = f"{path}: corrections are written as [[correction]] stanzas, one verb each."
        raise SettingsError(message)
    return tuple(
        _correction(stanza, where=f"{path}, line {line}", line=line)
        for stanza, line in zip(stanzas, lines, strict=True)
    )


def _correction(stanza: Mapping[str, object], *, where: str, line: int) -> Correction:
    verbs = [key for key in stanza if key in VERBS]
    unknown = [key for key in stanza if key not in VERBS and key not in _DETAILS]
    if unknown:
        known = ", ".join(sorted({*VERBS, *_DETAILS}))
        message = f"{where}: unknown key {unknown[0]!r}; known are {known}."
        raise SettingsError(message)
    if len(verbs) != 1:
        found = " and ".join(verbs) or "none"
        message = (
            f"{where}: a stanza has one verb, this one has {found}; verbs: {', '.join(VERBS)}."
        )
        raise SettingsError(message)
    verb = verbs[0]
    _check_texts(stanza, where=where)
    if not stanza.get("quote") and verb not in _WITHOUT_QUOTE:
        message = f'{where}: {verb} needs the quote that it is about; add quote = "...".'
        raise SettingsError(message)
    return Correction(
        verb=verb,
        value=_value(verb, stanza[verb], where=where),
        article=str(stanza.get("article", "*")),
        quote=str(stanza.get("quote", "")),
        before=str(stanza.get("before", "")),
        after=str(stanza.get("after", "")),
        every=bool(stanza.get("all", False)),
        end=str(stanza.get("end", "")),
        by=str(stanza.get("by", "")),
        date=str(stanza.get("date", "")),
        why=str(stanza.get("why", "")),
        line=line,
    )


def _check_texts(stanza: Mapping[str, object], *, where: str) -> None:
    for key in ("article", "quote", "before", "after", "by", "why"):
        if not isinstance(stanza.get(key, ""), str):
            message = f"{where}: {key} is {stanza[key]!r}; write it as text in quotation marks."
            raise SettingsError(message)


def _value(verb: str, value: object, *, where: str) -> str | bool | date | Mapping[str, object]:
    types, form = VERBS[verb]
    message = f"{where}: {verb} = {value!r} does not fit; write {form}."
    unset = isinstance(value, str) and not value.strip()
    if unset or not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise SettingsError(message)
    if verb == "status" and value not in get_args(Status):
        raise SettingsError(message)
    if verb in {"day", "published"}:
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise SettingsError(message) from error
    if isinstance(value, dict):
        _check_point(value, message)
        return dict(value)
    return value  # type: ignore[return-value]  # narrowed by `types` above


def _check_point(value: Mapping[str, object], message: str) -> None:
    lat, lon = value.get("lat"), value.get("lon")
    on_earth = (
        isinstance(lat, int | float)
        and isinstance(lon, int | float)
        and abs(lat) <= MAX_LAT_DEG
        and abs(lon) <= MAX_LON_DEG
    )
    if not on_earth or not value.get("name"):
        raise SettingsError(message)


def fit_corrections(
    corrections: Sequence[Correction], articles: Sequence[Article]
) -> tuple[AppliedCorrection, ...]:
    """Find the spans that each correction means; what fits nothing stays, with a note on why."""
    return tuple(_fit(correction, articles) for correction in corrections)


def _fit(correction: Correction, articles: Sequence[Article]) -> AppliedCorrection:
    named = [article for article in articles if _names(correction.article, article)]
    if not named:
        note = f"no article of this run is called {correction.article!r}"
        return AppliedCorrection(correction=correction, note=note)
    if not correction.quote:
        spans = tuple((article.id, 0, 0) for article in named)
        return AppliedCorrection(correction=correction, spans=spans)
    spans, note = _fit_quote(correction, named)
    others: tuple[MentionKey, ...] = ()
    if spans and correction.verb in _WITH_OTHER_QUOTE and isinstance(correction.value, str):
        others = tuple(_occurrences(correction.value, articles))
        if not others:
            return AppliedCorrection(
                correction=correction, note=f"{correction.value!r} stands in no article of this run"
            )
    return AppliedCorrection(correction=correction, spans=spans, others=others, note=note)


def _names(name: str, article: Article) -> bool:
    return name in {"*", article.source, PurePath(article.source).name, article.url}


def _fit_quote(
    correction: Correction, articles: Sequence[Article]
) -> tuple[tuple[MentionKey, ...], str]:
    found: list[MentionKey] = []
    for article in articles:
        hits = [
            key
            for key in _occurrences(correction.quote, [article])
            if _in_context(correction, article, key)
        ]
        if len(hits) > 1 and not correction.every:
            return (), (
                f"{correction.quote!r} stands {len(hits)} times in {article.source}; "
                "add before or after to single one out, or all = true"
            )
        found += hits
    return tuple(found), "" if found else f"{correction.quote!r} is not found there"


def _occurrences(quote: str, articles: Iterable[Article]) -> Iterator[MentionKey]:
    """Yield where a quote stands as whole words; case counts, the form of its marks does not."""
    wanted = quote.translate(_FOLD)
    exact = re.escape(wanted)
    left = rf"(?<!\w{exact})" if wanted[:1].isalnum() else ""  # behind: the literal is found fast
    right = r"(?!\w)" if wanted[-1:].isalnum() else ""
    pattern = re.compile(exact + right + left)
    for article in articles:
        for match in pattern.finditer(_folded(article.text)):
            yield article.id, match.start(), match.end()


@lru_cache(maxsize=4)  # suggestions ask for hundreds of quotes of one text
def _folded(text: str) -> str:
    return text.translate(_FOLD)


def fits_alone(correction: Correction, article: Article, key: MentionKey) -> bool:
    """Return whether a correction's quote and context fit this one span of the article."""
    fitting = (
        found
        for found in _occurrences(correction.quote, [article])
        if _in_context(correction, article, found)
    )
    return next(fitting, None) == key and next(fitting, None) is None


def _in_context(correction: Correction, article: Article, key: MentionKey) -> bool:
    _, start, end = key
    ahead = article.text[max(0, start - _CONTEXT) : start].translate(_FOLD)
    behind = article.text[end : end + _CONTEXT].translate(_FOLD)
    before, after = correction.before.translate(_FOLD), correction.after.translate(_FOLD)
    return ahead.rstrip().endswith(before.rstrip()) and behind.lstrip().startswith(after.lstrip())


def corrected_articles(
    articles: Sequence[Article], corrections: Sequence[AppliedCorrection]
) -> tuple[Article, ...]:
    """Return the articles with the dates that the desk gave them (verb `published`)."""
    days = {
        key[0]: applied.correction.value
        for applied in corrections
        if applied.correction.verb == "published"
        for key in applied.spans
    }
    return tuple(
        replace(article, published=day, published_from="argument", published_text=None)
        if isinstance(day := days.get(article.id), date)
        else article
        for article in articles
    )


def with_corrected_mentions(
    annotations: Sequence[Annotations],
    corrections: Sequence[AppliedCorrection],
    articles: Sequence[Article],
) -> tuple[Annotations, ...]:
    """Add a mention for each span that the desk speaks of and the recognizer passed over."""
    wanted: dict[str, set[Span]] = {}
    for applied in corrections:
        if applied.correction.verb in _MAKES_MENTION:
            for article_id, start, end in (*applied.spans, *applied.others):
                wanted.setdefault(article_id, set()).add(Span(start, end))
    texts = {article.id: article for article in articles}
    return tuple(
        _with_mentions(
            annotation, texts[annotation.article], sorted(wanted.get(annotation.article, ()))
        )
        for annotation in annotations
    )


def _with_mentions(annotation: Annotations, article: Article, spans: Sequence[Span]) -> Annotations:
    if not spans:
        return annotation
    known = SpanIndex((mention.span, mention) for mention in annotation.mentions)
    missing = [span for span in spans if not known.overlapped(span)]
    if not missing:
        return annotation
    added = [
        Mention(
            article=article.id,
            span=span,
            text=text,
            name=text,
            kind="toponym" if text[:1].isupper() else "coreference",
        )
        for span, text in ((span, article.quote(span)) for span in missing)
    ]
    mentions = sorted([*annotation.mentions, *added], key=lambda mention: mention.span)
    return replace(annotation, mentions=tuple(mentions))
