"""Reports made by hand for the tests of maps and pictures; all sentences are our own."""

from dataclasses import replace
from datetime import date

from mapper.model import (
    Annotations,
    Article,
    Candidate,
    ClaimEnd,
    Conflict,
    Distance,
    DistanceClaim,
    Finding,
    Itinerary,
    Leg,
    Measurement,
    Mention,
    Ordering,
    Place,
    Provenance,
    Quantity,
    Report,
    Resolution,
    ResolvedEnd,
    Route,
    Span,
    Visit,
    When,
)

TEXT_ONE = (
    "Lena Brandt left Tashkent on Monday by train. She reached Samarkand the same evening. "
    "On Tuesday the envoy toured a paper mill in Urgut, and later stopped in Kattakurgan. "
    "Bukhara, about 220 kilometres west of Samarkand, was next on Wednesday. "
    "Her convoy was seen near Zarafshan.\n\n"
    "She is to visit Almaty in spring."
)
TEXT_TWO = (
    "The envoy went to Khiva and to Nukus, and met farmers across Karakalpakstan. "
    "Brandt came back to Samarkand on Saturday. She then headed for Tashkent. "
    "Nukus lies more than 1,200 kilometres from the capital, her office said. "
    "A flight to Termez was called off. The delegation dined at a riverside guesthouse."
)
PLACES = {
    "Tashkent": (41.2646, 69.2163, "city"),
    "Samarkand": (39.6542, 66.9597, "city"),
    "Urgut": (39.4022, 67.2431, "city"),
    "Kattakurgan": (39.8989, 66.2561, "city"),
    "Bukhara": (39.7747, 64.4286, "city"),
    "Zarafshan": (41.5739, 64.2019, "city"),
    "Almaty": (43.25, 76.9167, "city"),
    "Khiva": (41.3783, 60.3639, "city"),
    "Nukus": (42.4531, 59.6103, "city"),
    "Karakalpakstan": (43.0, 59.0, "admin"),
    "Termez": (37.2242, 67.2783, "city"),
}
# name, status, first day of October 2023, last day, article
TRIP = (
    ("Tashkent", "origin", 2, 2, 0),
    ("Samarkand", "visited", 2, 2, 0),
    ("Urgut", "visited", 3, 3, 0),
    ("Kattakurgan", "passed", 3, 3, 0),
    ("Bukhara", "visited", 4, 4, 0),
    ("Zarafshan", "passed", 4, 5, 0),
    ("Khiva", "visited", 5, 6, 1),
    ("Nukus", "visited", 5, 6, 1),
    ("Karakalpakstan", "visited", 5, 6, 1),
    ("Samarkand", "visited", 7, 7, 1),
    ("Tashkent", "destination", 7, None, 1),
    ("Almaty", "planned", None, None, 0),
    ("Termez", "cancelled", None, None, 1),
)
UNSETTLED = {("Khiva", "Nukus"), ("Karakalpakstan", "Khiva"), ("Karakalpakstan", "Nukus")}
DOUBTFUL = {"Zarafshan": 0.41}


def place(name: str) -> Place:
    lat, lon, kind = PLACES[name]
    return Place(
        id=f"test:{name}",
        name=name,
        lat=lat,
        lon=lon,
        feature_code="ADM1" if kind == "admin" else "PPL",
        kind=kind,
        country="UZ",
        extent_km=250.0 if kind == "admin" else None,
    )


def day(number: int | None) -> date | None:
    return None if number is None else date(2023, 10, number)


def sample_articles() -> tuple[Article, ...]:
    return (
        Article(
            id="a1",
            source="one.txt",
            text=TEXT_ONE,
            title="Envoy rides the old road",
            publisher="Steppe Wire",
            url="https://example.org/envoy",
            published=date(2023, 10, 8),
            published_from="text",
            language="en",
        ),
        Article(
            id="a2", source="two.txt", text=TEXT_TWO, title="Envoy among farmers", language="en"
        ),
    )


def sample_visits() -> tuple[Visit, ...]:
    articles = sample_articles()
    seen: dict[tuple[int, str], int] = {}
    visits = []
    for number, (name, status, first, last, article) in enumerate(TRIP, 1):
        start = articles[article].text.index(name, seen.get((article, name), 0))
        seen[(article, name)] = start + 1
        visits.append(
            Visit(
                id=f"v{number}",
                name=name,
                place=place(name),
                status=status,
                when=When(earliest=day(first), latest=day(last), precision="day"),
                mentions=((articles[article].id, start, start + len(name)),),
                score=DOUBTFUL.get(name, 0.95),
                mode="train" if number == 2 else None,
            )
        )
    guesthouse = "a riverside guesthouse"
    at = TEXT_TWO.index(guesthouse)
    nowhere = Visit(
        id="v14",
        name=guesthouse,
        place=None,
        status="visited",
        when=When(earliest=day(7), latest=day(7), precision="day"),
        mentions=(("a2", at, at + len(guesthouse)),),
    )
    return (*visits[:10], nowhere, *visits[10:])


def sample_itinerary() -> Itinerary:
    visits = sample_visits()
    going = [v for v in visits if v.status not in {"planned", "cancelled"}]
    order = [
        (a.id, b.id)
        for i, a in enumerate(going)
        for b in going[i + 1 :]
        if (a.name, b.name) not in UNSETTLED and (b.name, a.name) not in UNSETTLED
    ]
    pairs = ["v1 v2", "v2 v3", "v3 v4", "v4 v5", "v5 v6", "v6 v7", "v6 v8", "v7 v10", "v8 v10",
             "v10 v11"]  # fmt: skip
    stated = {"v1 v2", "v10 v11", "v3 v4"}
    legs = tuple(
        Leg(
            origin=pair.split()[0],
            destination=pair.split()[1],
            mode="train" if pair == "v1 v2" else None,
            stated=pair in stated,
            straight_km=250.0,
            route_km=331.4 if pair == "v1 v2" else None,
        )
        for pair in pairs
    )
    return Itinerary(traveller="Lena Brandt", visits=visits, order=tuple(order), legs=legs)


def _claim(text: str, article: int, km: float, direction: str | None, n: int) -> DistanceClaim:
    body = sample_articles()[article].text
    start = body.index(text)
    left = max(body.rfind(". ", 0, start) + 2, 0)
    right = body.index(".", start) + 1
    span = Span(start, start + len(text))
    return DistanceClaim(
        id=f"claim-{n}",
        article=f"a{article + 1}",
        span=span,
        text=text,
        sentence=Span(left, right),
        quantity=Quantity(span=span, text=text, value=km, unit="km"),
        distance=Distance(low_km=km, high_km=km),
        anchor=ClaimEnd(kind="place"),
        target=ClaimEnd(kind="place"),
        direction=direction,
    )


def sample_findings() -> tuple[Finding, ...]:
    def point(name: str) -> tuple[float, float]:
        return PLACES[name][0], PLACES[name][1]

    first = Finding(
        claim=_claim("about 220 kilometres west of Samarkand", 0, 220, "W", 1),
        anchor=ResolvedEnd(end=ClaimEnd(kind="place"), label="Samarkand", place=place("Samarkand")),
        target=ResolvedEnd(end=ClaimEnd(kind="place"), label="Bukhara", place=place("Bukhara")),
        verdict="supported",
        explanation="Measured 217 km in a straight line; the article says about 220 km.",
        measurements=(
            Measurement(
                label="reference points", low_km=214, km=217, high_km=220, bearing_deg=274,
                origin=point("Samarkand"), destination=point("Bukhara"),
            ),
        ),
        routes=(Route(mode="car", km=272, engine="test", data_date="2023-01-01"),),
        direction_verdict="supported",
    )  # fmt: skip
    second = Finding(
        claim=_claim("more than 1,200 kilometres from the capital", 1, 1200, None, 2),
        anchor=ResolvedEnd(end=ClaimEnd(kind="place"), label="Tashkent", place=place("Tashkent")),
        target=ResolvedEnd(end=ClaimEnd(kind="place"), label="Nukus", place=place("Nukus")),
        verdict="overstated",
        explanation="Measured 807 km in a straight line; the article says more than 1,200 km.",
        measurements=(
            Measurement(
                label="reference points", low_km=804, km=807, high_km=810, bearing_deg=283,
                origin=point("Tashkent"), destination=point("Nukus"),
            ),
        ),
    )  # fmt: skip
    return first, second


def sample_report(title: str = "An envoy on the old road") -> Report:
    articles = sample_articles()
    itinerary = sample_itinerary()
    mentions = [
        Mention(
            article=key[0],
            span=Span(key[1], key[2]),
            text=visit.name,
            kind="toponym",
            name=visit.name,
        )
        for visit in itinerary.visits
        for key in visit.mentions
    ]
    resolutions = tuple(
        Resolution(
            mention=m,
            candidates=(Candidate(place=place(m.text), score=DOUBTFUL.get(m.text, 0.95)),),
            place=place(m.text),
            score=DOUBTFUL.get(m.text, 0.95),
        )
        for m in mentions
        if m.text in PLACES
    )
    members = tuple(v.mentions[0] for v in itinerary.visits[:2])
    return Report(
        title=title,
        articles=articles,
        annotations=tuple(
            Annotations(article=a.id, mentions=tuple(m for m in mentions if m.article == a.id))
            for a in articles
        ),
        resolutions=resolutions,
        ordering=Ordering(itineraries=(itinerary,), statuses=()),
        findings=sample_findings(),
        conflicts=(
            Conflict(
                id="conflict-1",
                kind="distance",
                members=members,
                severity="soft",
                explanation="One article counts four days on the road, the other five.",
            ),
            Conflict(
                id="conflict-2",
                kind="date",
                members=members,
                severity="none",
                explanation="Monday in one article and 2 October in the other are the same day.",
            ),
        ),
        provenance=Provenance(version="0.1.0", as_of="2023-10-09"),
    )


def report_of_points(points: list[tuple[str, float, float]], title: str = "Points") -> Report:
    """Return a report of visited places in a settled order, each named in a paragraph."""
    text = "\n\n".join(f"The envoy was in {name}." for name, _, _ in points)
    article = Article(id="a1", source="points.txt", text=text)
    visits = []
    at = 0
    for n, (name, lat, lon) in enumerate(points, 1):
        start = text.index(f"The envoy was in {name}.", at) + len("The envoy was in ")
        at = start
        spot = Place(id=f"p{n}", name=name, lat=lat, lon=lon, feature_code="PPL", kind="city")
        visits.append(
            Visit(
                id=f"v{n}",
                name=name,
                place=spot,
                status="visited",
                when=When(earliest=None, latest=None, precision="open"),
                mentions=(("a1", start, start + len(name)),),
            )
        )
    order = tuple((a.id, b.id) for i, a in enumerate(visits) for b in visits[i + 1 :])
    itinerary = Itinerary(traveller="The envoy", visits=tuple(visits), order=order)
    return replace(
        sample_report(title),
        articles=(article,),
        annotations=(Annotations(article="a1"),),
        resolutions=(),
        ordering=Ordering(itineraries=(itinerary,) if visits else (), statuses=()),
        findings=(),
        conflicts=(),
    )
