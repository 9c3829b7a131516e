"""Tells from the verb that governs a time whether it lies ahead; a rule, no parser.

The first word that carries tense decides, looking back from the time to the beginning of its
clause, then ahead. A future word anywhere in the sentence is worse than assuming the past
(notes on TimeML: 76.8 against 83.4 %), so the search stops at the first verb.
"""

import re

from mapper.recognize.times.words import WEEKDAYS, words

_TOKEN = re.compile(r"['’]ll\b|[A-Za-z]+(?:n['’]t)?|[,;:()\"“”—–.?!]")
#: No full stop: inside a sentence it ends "Gov." and no clause.
_CLAUSE_END = frozenset(';:()"“”—–?!')
_CONNECTIVES = frozenset({"and", "but", "while", "although", "though", "before", "after", "when"})
#: Words that open a clause of their own: a verb left of them governs nothing right of them.
_SUBORDINATORS = frozenset(
    {"where", "which", "who", "whom", "whose", "that", "because", "if", "when"}
)
_PREPOSITIONS = frozenset(
    {
        "on",
        "at",
        "in",
        "by",
        "from",
        "until",
        "since",
        "of",
        "the",
        "for",
        "late",
        "early",
        "earlier",
        "around",
    }
)
#: Verb, object and place seldom take more words than this between them and their time.
_REACH = 40
#: Characters on each side of a time in which its verb is looked for.
CHARS = 300


def is_future(before: str, after: str, *, headline: bool = False) -> bool:
    """Return whether the time between `before` and `after` (one sentence) lies ahead.

    >>> is_future("She will arrive in Paris on", ".")
    True
    >>> is_future("Officials, who will meet again, said so on", ".")
    False
    """
    back = [token.replace("’", "'") for token in _TOKEN.findall(before[-CHARS:])]
    ahead = [token.replace("’", "'") for token in _TOKEN.findall(after[:CHARS])]
    while back and back[-1].lower() in _PREPOSITIONS:
        back.pop()
    opens_clause = not back or back[-1].lower() in {",", *_CLAUSE_END, *_CONNECTIVES}
    if opens_clause:
        found = _look_ahead(ahead, headline=headline)
        if found is not None:
            return found
    found = _look_back(back, headline=headline)
    if found is None and not opens_clause:
        found = _look_ahead(ahead, headline=headline)
    return bool(found)


def _look_back(tokens: list[str], *, headline: bool) -> bool | None:
    """Return the tense of the nearest verb before, None where there is none in the clause."""
    for index in range(len(tokens) - 1, max(-1, len(tokens) - _REACH), -1):
        if tokens[index] in _CLAUSE_END and index < len(tokens) - 1:
            return None
        if tokens[index].lower() in _SUBORDINATORS:
            return None
        tense = _tense_at(tokens, index, headline=headline)
        if tense is not None:
            return tense
    return None


def _look_ahead(tokens: list[str], *, headline: bool) -> bool | None:
    """Return the tense of the first verb after, None where there is none in the clause."""
    for index in range(min(len(tokens), _REACH)):
        if tokens[index] in _CLAUSE_END:
            return None
        tense = _tense_at(tokens, index, headline=headline)
        if tense is not None:
            return tense
    return None


def _tense_at(  # noqa: PLR0911 (one case a line)
    tokens: list[str], index: int, *, headline: bool
) -> bool | None:
    """Return True for a word that speaks of the future, False of the past, None for neither."""
    word = tokens[index].lower()
    tense = words().tense
    following = _next_word(tokens, index)
    earlier = tokens[index - 1] if index else ""
    if earlier.lower() in tense["future"] and word in tense["past"]:
        return True  # "will quit": a form that is past elsewhere
    if word == "could" and following == "not":
        return False  # "could not land until Sunday"
    if word in tense["future"]:
        return "have" not in (token.lower() for token in tokens[index + 1 : index + 3])
    if following == "to" and word in tense["future_to"]:
        # "was to stop" is a plan that its writer has seen through; "is to stop" is one ahead.
        return word not in {"had", "was", "were"}
    arranged = word in tense["arranged"] and earlier.lower() in {"is", "are", "was", "were", "been"}
    if (arranged or word == "due") and following in {"for", "on", "in", ""}:
        return True  # "a hearing is set for Monday", "trading, due Thursday"
    if word == "be" and earlier.lower() == "to":
        # "a summit to be held on Friday", but "had to be rescued on Friday"
        before = tokens[index - 2].lower() if index > 1 else ""
        return None if before in tense["not_before_to_be"] else True
    planned = word in tense["future_noun"] and earlier.lower() in tense["before_planned"]
    continuous = word in {"is", "are", "am"} and following in tense["continuous"]
    if planned or continuous or (not headline and _is_timetable(word, earlier)):
        return True
    if earlier.lower() in {"be", "get", "being", "getting"}:
        return None  # "will be held": the tense stands further left
    past_form = _is_past_form(word) and earlier.lower() not in tense["before_adjective"]
    return False if word in tense["past"] or past_form else None


def _next_word(tokens: list[str], index: int) -> str:
    """Return the word behind, days left out: "agreed Monday to meet"."""
    for token in tokens[index + 1 : index + 4]:
        if token.lower() not in _DAY_WORDS:
            return token.lower()
    return ""


_DAY_WORDS = frozenset((*WEEKDAYS, "on", "yesterday", "today"))


def _is_timetable(word: str, earlier: str) -> bool:
    """Return whether a present form tells of a timetable: "the train departs", "leaders meet"."""
    tense = words().tense
    before = earlier.lower()
    if word in tense["timetable"]:
        named = earlier[:1].isupper() or before in tense["pronouns"] or earlier == ","
        return before not in tense["before_adjective"] and (
            named or word not in tense["timetable_nouns"]
        )
    if word in tense["timetable_plain"]:
        plural = before.endswith("s") and not before.endswith(("'s", "ss", "us"))
        return plural or before in tense["pronouns"]
    return False


def _is_past_form(word: str) -> bool:
    return len(word) > len("need") and word.endswith("ed") and word not in words().tense["not_past"]
