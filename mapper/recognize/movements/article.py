"""Finds the movements of an article: who is put at which place, how surely, when and by what.

Text level only: no place is looked up and no date computed. Whose journey it is, and which of the
movements are one visit, is settled by `order_visits` over all articles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mapper.model import (
    Article,
    Mention,
    Movement,
    Span,
    StatusReading,
    TimeExpression,
    TravellerMention,
)
from mapper.recognize.movements.links import link_before
from mapper.recognize.movements.modality import is_until
from mapper.recognize.movements.phrases import Attachment, Sentence
from mapper.recognize.movements.places import attachments
from mapper.recognize.movements.readings import with_readings
from mapper.recognize.movements.times import times_of
from mapper.recognize.movements.tokens import Finds, Token, tokenize
from mapper.recognize.movements.verbs import verb_groups
from mapper.recognize.movements.words import lexicon
from mapper.recognize.sentences import split_sentences
from mapper.spans import SpanIndex

# The phrase that names an agency's place and date before a report; the places in it are no stops.
_DATELINE_MARKS = (
    " - ",
    "(ap)",
    "(reuters)",
    "(afp)",
    "(efe)",
    "(xinhua)",
    "(upi)",
    "\u2014",
    "--",
)
_DATELINE_LENGTH = 60


def recognize_movements(
    article: Article,
    mentions: Sequence[Mention],
    times: Sequence[TimeExpression],
    travellers: Sequence[TravellerMention],
    readings: Mapping[Span, StatusReading] | None = None,
) -> tuple[Movement, ...]:
    """Return the movements of an article in the order of the text, one a place mention at most.

    Mentions of peoples ("Russian"), of places in a dateline, and those that no verb or noun of
    movement governs have none. `times` of a movement: its own clause's first; else, from the
    paragraph, the last date told before it. `readings` are the second opinion on places, by span;
    where it is sure it adds movements or turns them (`readings.with_readings`).
    """
    finds = Finds(mentions=mentions, times=times, travellers=travellers)
    second = readings or {}
    found: list[Movement] = []
    carried: TimeExpression | None = None
    whose: str | None = None
    heading: TimeExpression | None = None
    headings = SpanIndex((time.span, time) for time in times if ("heading", "1") in time.fields)
    seen = 0
    for span in split_sentences(article.text, article.marked):
        heading = next((time for _, time in headings.inside(span)), heading)
        if article.text.find("\n", seen, span.start) >= 0:  # a new line since the last sentence
            carried = heading
        seen = span.start
        tokens = tokenize(article.text, span, finds)
        if not any(token.tag in {"PLACE", "TIME"} for token in tokens):
            continue
        sentence = Sentence(tokens, verb_groups(tokens))
        movements = list(_in_sentence(article, sentence, span, finds, (carried, whose), second))
        found += movements
        carried = _last_time(movements, span, carried)
        if carried is None or any(m.times and m.times[0] == carried for m in movements):
            whose = next((m.traveller for m in reversed(movements) if m.times), whose)
    return tuple(found)


def _in_sentence(
    article: Article,
    sentence: Sentence,
    span: Span,
    finds: Finds,
    before: tuple[TimeExpression | None, str | None],
    second: Mapping[Span, StatusReading],
) -> Iterator[Movement]:
    carried, whose = before
    dateline = _dateline_end(article.text, span)
    for index, attachment in sorted(with_readings(sentence, attachments(sentence), second).items()):
        token = sentence.tokens[index]
        if token.start < dateline or _is_shouted(article.text, token, sentence):
            continue
        reading = second.get(Span(token.start, token.end))
        traveller = _traveller(sentence.tokens, attachment, finds)
        if attachment.read and reading and reading.status == "other_traveller":
            traveller = "another"
        near = [finds.times[i] for i in times_of(sentence, attachment)]
        told = [t for t in near if t.span.start == span.start or t.span.start >= dateline]
        if _is_announcement(attachment) and span.start > _headline_end(article.text):
            told = [replace(t, future=True) if t.kind == "weekday" else t for t in told]
        if attachment.modality == "planned" and _is_present(sentence.tokens, attachment):
            told = [replace(t, future=True) if t.kind == "weekday" else t for t in told]
        if attachment.verb and is_until(sentence.tokens, attachment.verb.main):
            told = [_on_the_day(time) for time in told]
        own = tuple(told)  # the date of a dateline tells of no visit
        link = link_before(sentence, attachment)
        past = sentence.tokens[attachment.verb.first].low == "had" if attachment.verb else False
        same = whose is None or traveller is None or whose == traveller
        if not own and carried and same and not past and _goes_on(attachment, link):
            own = (carried,)
            link = link or ("earlier" if carried.text.lower().startswith("earlier") else "")
        cue = _span(sentence.tokens, attachment.cue)
        yield Movement(
            article=article.id,
            sentence=span,
            place=Span(token.start, token.end),
            cue=cue,
            cue_text=article.quote(cue),
            action=attachment.action,
            modality=attachment.modality,
            traveller=traveller,
            times=own,
            mode=_mode(sentence.tokens, attachment),
            link=link,
            locating=attachment.locating,
            by_noun=attachment.noun,
            reading=reading,
            by_reading=attachment.read,
        )


def _is_shouted(text: str, token: Token, sentence: Sentence) -> bool:
    """Return whether a name in capitals stands alone, as a dateline that a full stop ends."""
    shouted = text[token.start : token.end]
    return shouted.isupper() and len(shouted) > _ACRONYM and not sentence.groups


_ACRONYM = 4  # letters; "UAE." is no dateline by its capitals


def _is_present(tokens: Sequence[Token], attachment: Attachment) -> bool:
    """Return whether a plan is told in the present: "is due on Friday", "follows on Friday"."""
    verb = attachment.verb
    if verb is None:
        return False
    first = tokens[verb.first]
    return first.tag == "MODAL" or (first.verb is not None and first.verb.form == "s")


def _on_the_day(time: TimeExpression) -> TimeExpression:
    """Return a date without its bound: "did not leave until Sunday" is on Sunday."""
    return replace(time, fields=tuple(field for field in time.fields if field[0] != "bound"))


def _span(tokens: Sequence[Token], cue: tuple[int, int]) -> Span:
    return Span(tokens[cue[0]].start, tokens[cue[1]].end)


def _is_announcement(attachment: Attachment) -> bool:
    """Return whether the plain present tells of what is to come: "They go to X on Friday"."""
    verb = attachment.verb
    plain = verb is not None and verb.finite and verb.first == verb.main and not attachment.noun
    return plain and verb is not None and verb.verb.form in {"base", "s"} and verb.group in _TRAVEL


_TRAVEL = frozenset({"go", "arrive", "depart", "visit", "head"})


def _headline_end(text: str) -> int:
    """Return where the first line ends: a headline tells of the past in the present.

    What ends in a full stop is no headline.
    """
    end = max(text.find("\n"), 0)
    return 0 if text[:end].rstrip("\"'\u201d\u2019 \r").endswith(".") else end


def _goes_on(attachment: Attachment, link: str) -> bool:
    """Return whether a movement without a date of its own may stand on the date told before it."""
    verb = attachment.verb
    plain = verb is not None and verb.finite and verb.modality == "asserted" and not verb.opener
    if attachment.action == "pass" or (verb is not None and verb.group in {"go", "pass"}):
        return False
    return plain and link not in {"earlier", "then"} and attachment.modality == "asserted"


def _last_time(
    movements: Sequence[Movement], span: Span, carried: TimeExpression | None
) -> TimeExpression | None:
    """Return the date that the next sentence may stand on: that of the last stay told by a verb.

    A stay without a date ends it; nouns ("during his visit") and departures leave it as it was.
    """
    for movement in reversed(movements):
        told = movement.action not in {"depart", "head", "pass"} and not movement.by_noun
        if not told or movement.modality != "asserted" or movement.locating:
            continue
        own = [time for time in movement.times if span.contains(time.span)]
        return own[0] if own else carried if movement.times else None
    dated = [time for m in movements if m.by_noun and m.modality == "asserted" for time in m.times]
    return dated[-1] if dated else carried


def _dateline_end(text: str, span: Span) -> int:
    """Return where the dateline of a sentence ends, its start where it has none."""
    head = text[span.start : min(span.end, span.start + _DATELINE_LENGTH)].lower()
    if not text[span.start : span.start + 3].strip() or (
        "," not in head and " (" not in head and " - " not in head
    ):
        return span.start
    capitals = text[span.start : span.start + 3].isupper()
    for mark in _DATELINE_MARKS:
        at = head.find(mark)
        if at > 0 and (capitals or "(" in mark or at < _DATELINE_LENGTH // 2):
            return span.start + at
    return span.start


# --- who -----------------------------------------------------------------------------------------


def _traveller(  # noqa: PLR0911 (one case a line)
    tokens: Sequence[Token], attachment: Attachment, finds: Finds
) -> str | None:
    """Return who is put at the place: the subject, or the one who is taken there."""
    verb = attachment.verb
    if attachment.subject == attachment.place:
        return "it"  # "X followed on Friday": whoever is told of came there
    if verb is not None and verb.group == "carry" and not verb.passive and not attachment.noun:
        taken = _object_of(tokens, verb.last, attachment.place, finds)
        known = taken in finds.who
        if verb.verb.lemma in _WITH:
            taken, known = None, False
        if known or (taken and verb.verb.lemma not in _GOING_ALONG):
            return taken
    who = _named(tokens, attachment.subject, finds, moves=_moves(attachment))
    refers = verb is not None and verb.subject is None and verb.verb.lemma == "be"
    if who is None and attachment.noun and refers and tokens[0].low in {"that", "this"}:
        return "it"  # "That was after lunch in X"
    noun_of = attachment.subject if attachment.noun else None
    if noun_of is not None and tokens[noun_of].tag == "PLACE":
        return None
    if who is None and attachment.noun and attachment.subject is not None and verb is not None:
        who = _named(tokens, verb.subject, finds)
    if verb is not None and verb.verb.lemma in _GREETING and not verb.passive:
        return _object_of(tokens, verb.last, attachment.place, finds) or who
    if verb is not None and verb.group in {"presence", "other", "go"}:
        taken = _pronoun_behind(tokens, verb.last, finds)
        return taken or who
    return who


def _moves(attachment: Attachment) -> bool:
    """Return whether the verb itself says that its subject moves or stays."""
    return attachment.verb is not None and attachment.verb.group in _TRAVEL | {"stay", "pass"}


def _named(  # noqa: PLR0911 (one case a line)
    tokens: Sequence[Token], index: int | None, finds: Finds, *, moves: bool = False
) -> str | None:
    if index is None:
        return None
    token = tokens[index]
    if token.tag == "TRAV":
        return _joint(tokens, index, finds)
    if token.low in {"venue", "site", "host"}:
        return None
    if token.tag == "PLACE":
        before = tokens[index - 1].low if index else ""  # "the yacht Sevilla"
        craft = lexicon().nouns.get(before) == "vehicle"
        return before if craft else "another"  # a government or a town does not travel
    if token.low in {"most", "many", "all", "both"}:
        return "they"
    if token.low in {"call", "calls"}:
        return token.text  # "the call came from X" is no journey
    if token.low == "it" and (index == 0 or moves):
        return "it"
    if moves and token.low in lexicon().prospects:
        return "it"  # "the plan is to push on to X"
    kind = lexicon().nouns.get(token.low)
    if kind in {"vehicle", "group"} and _is_another(tokens, index):
        return "another"
    if kind == "event" and index and tokens[index - 1].low == "the":
        return _participant(tokens, index, finds) or "it"
    if kind in {"event", "trip"} or token.low in {"it", "there"}:
        return _participant(tokens, index, finds) or ("it" if kind == "trip" else None)
    return token.text


_LEFT_OF_NOUN = 4  # words before a noun that say which: "aboard an Air China jet"


def _is_another(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a vehicle or group is told apart from the one before: "a second convoy"."""
    near = {token.low for token in tokens[max(0, index - _LEFT_OF_NOUN) : index]}
    if near & {"a", "an"}:  # but "aboard a jet that had left X" is on it
        return not near & {"aboard", "on", "in", "by"}
    return bool(near & {"another", "second", "third", "other", "previous", "earlier"})


def _joint(tokens: Sequence[Token], index: int, finds: Finds) -> str:
    """Return the names of a subject of several people, joined by "and"."""
    names = [finds.travellers[tokens[index].ref].traveller]
    at = index
    while at > 0 and tokens[at - 1].tag in {"NOUN", "NAME", "DEMONYM", "ADJ"}:
        at -= 1
    if at > 1 and tokens[at - 1].low == "and" and tokens[at - 2].tag == "TRAV":
        names.insert(0, finds.travellers[tokens[at - 2].ref].traveller)
    return " and ".join(dict.fromkeys(names))


def _participant(tokens: Sequence[Token], index: int, finds: Finds) -> str | None:
    """Return whose meeting or trip a noun means: the possessor before it or the names behind it."""
    if index > 1 and tokens[index - 1].tag == "POSS" and tokens[index - 2].tag == "TRAV":
        return finds.travellers[tokens[index - 2].ref].traveller
    if index > 0 and tokens[index - 1].tag == "TRAV":
        return finds.travellers[tokens[index - 1].ref].traveller
    for token in tokens[index + 1 : index + 6]:
        if token.low == "with":  # names the other party alone
            return None
        if token.tag == "TRAV":
            return finds.travellers[token.ref].traveller
        if token.tag == "V":
            return None
    return None


def _object_of(tokens: Sequence[Token], last: int, place: int, finds: Finds) -> str | None:
    for token in tokens[last + 1 : place]:
        if token.tag == "TRAV" and token.low not in {"his", "her", "their", "its"}:
            return finds.travellers[token.ref].traveller
        if token.tag in {"NOUN", "W", "NAME"}:
            return token.text
    return None


# Who delivers a thing goes with it; who sends somebody stays.
_GOING_ALONG = frozenset("take bring carry deliver transport convey escort accompany".split())
# Who accompanies somebody goes with him, whoever that is.
_WITH = frozenset(["accompany"])
# The one who is greeted travels, not those who greet.
_GREETING = frozenset("greet welcome cheer photograph spot".split())
_OBJECTS = frozenset("him her them us me".split())


def _pronoun_behind(tokens: Sequence[Token], last: int, finds: Finds) -> str | None:
    """Return the traveller to whom something is shown or done ("showed him the missile")."""
    if last + 1 < len(tokens):
        token = tokens[last + 1]
        following = tokens[last + 2] if last + 2 < len(tokens) else None
        if token.tag == "TRAV" and token.low in _OBJECTS:
            if token.low == "her" and following and following.tag in {"NOUN", "W", "ADJ"}:
                return None
            return finds.travellers[token.ref].traveller
    return None


def _mode(tokens: Sequence[Token], attachment: Attachment) -> str | None:
    """Return the mode of transport from the verb, the noun or the words right behind the verb."""
    modes = lexicon().modes
    first = attachment.verb.first if attachment.verb else attachment.cue[0]
    last = max(attachment.place, attachment.cue[1])
    for token in (*tokens[first : last + 1], *tokens[last + 1 : last + 6]):
        for word in token.low.split():
            if word in modes:
                return modes[word]
        if token.tag == "SUB" and token.start > tokens[last].start:
            break
    return None
