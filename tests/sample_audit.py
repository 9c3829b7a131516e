"""Reports made by hand for the tests of the audit: two claims that differ, and hostile text."""

import re
from dataclasses import replace
from datetime import date

from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    ClaimEnd,
    Conflict,
    Correction,
    Distance,
    DistanceClaim,
    Finding,
    Measurement,
    Ordering,
    Place,
    Provenance,
    Quantity,
    Report,
    ResolvedEnd,
    Route,
    Skipped,
    Span,
    Tolerance,
    content_id,
)

FIRST = (
    "The convoy left at dawn. The mine lies about 250 kilometres south of Port Alba. Nobody met it."
)
SECOND = "Port Alba is 90 miles north of the mine, he said. The rest of this article stays inside."
HOSTILE = [
    "{{7*7}}",
    "{% raw %}",
    "</script><script>alert(1)</script>",
    "${x}",
    "`x`",
    "=cmd()",
    "@SUM(A1)",
    "<img src=x onerror=alert(1)>",
    "\u202egnp.exe",
    "]]>-->",
    "a\x00\x08b",
    "a\u2028b",
    "\ud800",
    "javascript:alert(1)",
    "| a | b |",
    '"><b>',
    "N" * 10_000,
]


def town(name, lat, lon):
    return Place(
        id=f"t:{name}", name=name, lat=lat, lon=lon, feature_code="PPL", kind="city", country="XX"
    )


ALBA, MINE = town("Port Alba", 43.36, 132.19), town("the mine", 42.3, 130.7)


def article(key="a1", text=FIRST, **more):
    return Article(id=key, source=f"{key}.txt", text=text, publisher="Alba Gazette", **more)


def claim_in(source, words, amount, *, km, unit="km", **more):
    start = source.text.index(words)
    at = source.text.index(amount)
    sentence_start = source.text.rfind(". ", 0, start) + 2 if ". " in source.text[:start] else 0
    sentence_end = source.text.find(".", start) + 1 or len(source.text)
    value = float(re.search(r"[\d.]+", amount).group()) if re.search(r"\d", amount) else None
    return DistanceClaim(
        id=content_id("claim", source.source, start),
        article=source.id,
        span=Span(start, start + len(words)),
        text=words,
        sentence=Span(sentence_start, sentence_end),
        quantity=Quantity(span=Span(at, at + len(amount)), text=amount, value=value, unit=unit),
        distance=km,
        anchor=ClaimEnd(kind="place", text="Port Alba"),
        target=ClaimEnd(kind="place", text="the mine"),
        **more,
    )


def finding_of(claim, verdict="supported_by_route", **more):
    given = {
        "anchor": ResolvedEnd(end=claim.anchor, label="Port Alba", place=ALBA, reason="named"),
        "target": ResolvedEnd(end=claim.target, label="the mine", place=MINE, reason="named"),
        "explanation": "168 km in a straight line, about 272 km by road; the article says 250.",
        "measurements": (
            Measurement(
                label="reference points",
                low_km=162.0,
                km=168.0,
                high_km=174.0,
                bearing_deg=226.0,
                origin=(ALBA.lat, ALBA.lon),
                destination=(MINE.lat, MINE.lon),
            ),
        ),
        "routes": (
            Route(
                mode="road",
                km=272.0,
                engine="made by hand",
                data_date="2024-04",
                off_network_share=0.02,
                geometry=((43.36, 132.19), (43.3, 131.0), (42.3, 130.7)),
            ),
        ),
        "direction_verdict": "questionable",
        "tolerance": Tolerance(rounding_km=37.5, ends_km=6.0, model_km=8.4),
        "margin": 1.1,
        "reading": "reference points",
        "suggestion": "The mine lies about 270 kilometres by road south of Port Alba.",
        "notes": ("It looks like 155 miles.",),
    }
    return Finding(claim=claim, verdict=verdict, **(given | more))


def report_of(articles, findings, **more):
    given = {
        "title": "Convoy to the mine",
        "annotations": tuple(Annotations(article=a.id) for a in articles),
        "resolutions": (),
        "ordering": Ordering(itineraries=(), statuses=()),
        "conflicts": (),
        "provenance": Provenance(
            version="0.1.0",
            command="mapper map a1.txt",
            as_of="2026-11-20",
            gazetteer=(("GeoNames", "2026-11-01"),),
            credits=("© OpenStreetMap contributors (ODbL)",),
            skipped=(Skipped(source="b.pdf", reason="not text"),),
        ),
    }
    return Report(articles=tuple(articles), findings=tuple(findings), **(given | more))


def two_claims():
    """Return a report of two articles that differ on one distance."""
    first = article(published=date(2026, 11, 18), url="https://example.org/a1")
    second = article("a2", SECOND)
    one = claim_in(
        first,
        "about 250 kilometres south of Port Alba",
        "250 kilometres",
        km=Distance(low_km=250, high_km=250),
        hedge="about",
        direction="S",
        direction_text="south",
    )
    two = claim_in(
        second,
        "90 miles north of the mine",
        "90 miles",
        unit="mile",
        km=Distance(low_km=144.8, high_km=144.8),
        attribution="quoted",
        hours=(2.0, 3.0),
    )
    findings = [
        finding_of(one, conflicts=(two.id,)),
        finding_of(two, "understated", routes=(), conflicts=(one.id,), direction_verdict=None),
    ]
    members = tuple((f.claim.article, f.claim.span.start, f.claim.span.end) for f in findings)
    conflict = Conflict(
        id="k1", kind="distance", members=members, severity="soft", explanation="250 against 145."
    )
    return report_of([first, second], findings, conflicts=(conflict,))


def hostile_report(text):
    source = article(
        text=f"It is 5 km from {text}.", title=text, url=text, published=date(2026, 1, 1)
    )
    source = replace(source, publisher=text, source=text)
    claim = claim_in(source, "5 km from", "5 km", km=Distance(low_km=5, high_km=5))
    claim = replace(
        claim,
        text=text,
        hedge=text,
        direction_text=text,
        direction="N",
        quantity=replace(claim.quantity, text=text),
    )
    end = ResolvedEnd(
        end=ClaimEnd(kind="place", text=text),
        label=text,
        place=replace(ALBA, id=text, name=text),
        reason=text,
        alternatives=(replace(MINE, name=text),),
        by_desk=text,
    )
    found = finding_of(
        claim, anchor=end, target=end, explanation=text, suggestion=text, notes=(text,)
    )
    route = replace(found.routes[0], mode=text, engine=text, data_date=text)
    found = replace(
        found,
        routes=(route,),
        reading=text,
        measurements=(replace(found.measurements[0], label=text),),
    )
    key = (source.id, claim.span.start, claim.span.end)
    marked = Correction(verb="reviewed", value=text, article="*", quote=text, by=text, why=text)
    return report_of(
        [source],
        [found],
        title=text,
        conflicts=(
            Conflict(id=text, kind="distance", members=(key,), severity="hard", explanation=text),
        ),
        corrections=(AppliedCorrection(correction=marked, spans=(key,), note=text),),
        provenance=Provenance(
            version=text,
            command=text,
            as_of=text,
            gazetteer=((text, text),),
            credits=(text,),
            skipped=(Skipped(source=text, reason=text),),
            notes=(text,),
        ),
    )
