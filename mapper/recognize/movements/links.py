"""Says how a movement follows on what was told before it: then, earlier, again, meanwhile."""

from collections.abc import Sequence

from mapper.recognize.movements.group import VerbGroup
from mapper.recognize.movements.phrases import Attachment, Sentence
from mapper.recognize.movements.tokens import Token

_EARLIER = (
    "prior to that", "before that", "previously", "earlier", "the day before", "beforehand",
    "until then", "prior to this",
)  # fmt: skip
_THEN = (
    "then", "thence", "from there", "next", "after that", "afterwards", "afterward", "later",
    "subsequently", "finally", "thereafter", "hours later", "soon after", "shortly after",
    "following that", "after this", "the next day", "the following day", "eventually",
    "by the time",
)  # fmt: skip
_AGAIN = frozenset("back again returned return returning re-entered".split())


def link_before(sentence: Sentence, attachment: Attachment) -> str:  # noqa: PLR0911 (one case a line)
    """Return how a movement follows on what was told: "then", "earlier", "again", "while" or ""."""
    tokens = sentence.tokens
    verb = attachment.verb
    first = verb.first if verb else attachment.place
    opening = " ".join(token.low for token in tokens[: min(first, 6)])
    near = " ".join(token.low for token in tokens[max(0, first - 3) : first])
    inside = {token.low for token in tokens[first : verb.main]} if verb else set()
    if opening.startswith(_EARLIER):
        return "earlier"
    if (
        opening.startswith(_THEN)
        or near.endswith(("then", "thence", "later", "next"))
        or ({"then", "later"} & inside)
    ):
        return "then"
    if _follows_on(tokens, attachment):
        return "then"
    if verb and verb.opener in {"before", "after"}:
        return verb.opener
    if verb and verb.opener in {"that", "which"} and _is_of_earlier_trip(tokens, verb):
        return "after"
    if attachment.noun and _comes_after(tokens, attachment.cue[1]):
        return "after"
    if [token.low for token in tokens[attachment.place + 1 : attachment.place + 3]] == [
        "before", "that",
    ]:  # fmt: skip
        return "earlier"
    if attachment.noun and _asserts(sentence, attachment):
        return "while"
    words = {token.low for token in tokens[first : attachment.place]}
    return "again" if _AGAIN & words else ""


def _is_of_earlier_trip(tokens: Sequence[Token], verb: VerbGroup) -> bool:
    """Return whether a clause is on a trip before: "days after a tour that took him to X"."""
    low = [token.low for token in tokens[: verb.first]]
    at = len(low) - 1 - low[::-1].index(verb.opener) if verb.opener in low else 0
    return any(word == "after" or word.endswith(" after") for word in low[max(0, at - 5) : at])


def _comes_after(tokens: Sequence[Token], noun: int) -> bool:
    """Return whether an event is what came before: "in X, following talks in Y"."""
    start = noun
    while start > 0 and tokens[start - 1].tag in {"ADJ", "NUM", "DET", "NOUN", "DEMONYM"}:
        start -= 1
    return start > 0 and tokens[start - 1].low == "following"


def _follows_on(tokens: Sequence[Token], attachment: Attachment) -> bool:
    """Return whether the phrase of a place opens a new stage: "to X and thence through Y"."""
    start = attachment.place
    verb_end = attachment.verb.last if attachment.verb else -1
    while start - 1 > verb_end and tokens[start - 1].tag != "PLACE":
        start -= 1
    between = tokens[start : attachment.place]
    if start - 1 <= verb_end:
        return False
    for index, token in enumerate(between):
        if token.low in {"then", "thence", ";", "there", "onward"}:
            return True
        if token.tag == "CC":
            rest = [t for t in between[index + 1 :] if t.tag != "ADV"]
            return bool(rest) and rest[0].tag == "P"
    return False


def _asserts(sentence: Sentence, attachment: Attachment) -> bool:
    """Return whether a noun of travel is told as done: "during his visit", "made a visit"."""
    tokens = sentence.tokens
    start = attachment.cue[1]
    while start > 0 and tokens[start - 1].tag not in {"P", "SUB", "V", "PUNCT", "ADV"}:
        start -= 1
    before = tokens[start - 1] if start else None
    if before is None:
        return False
    if before.low in _DURING:
        return True
    verb = attachment.verb
    made = before.tag == "V" and verb is not None and verb.last == start - 1
    return (
        made and verb is not None and verb.finite and verb.group in {"presence", "other", "visit"}
    )


_DURING = frozenset(
    "during after following since concluding ending completing amid throughout".split()
)
