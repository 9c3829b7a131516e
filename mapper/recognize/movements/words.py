"""The words of movement, as look-up tables made from `words.toml` and English inflection."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

# Past and participle of the irregular verbs that news uses of travellers or of their doings.
# Bare lemma: the three forms are alike. Source: any grammar's list of irregular verbs.
_IRREGULAR = """
go went gone|come came come|leave left left|fly flew flown|drive drove driven|ride rode ridden
|get got got|make made made|run ran run|swim swam swum|become became become|bear bore borne
|set|put|hit|cut|let|cost|beat beat beaten|shut|spread|begin began begun|break broke broken
|bring brought brought|build built built|buy bought bought|catch caught caught
|choose chose chosen|deal dealt dealt|do did done|draw drew drawn|drink drank drunk|eat ate eaten
|fall fell fallen|feel felt felt|fight fought fought|find found found|flee fled fled
|give gave given|grow grew grown|have had had|hear heard heard|hold held held|keep kept kept
|know knew known|lay laid laid|lead led led|lose lost lost|meet met met|pay paid paid
|read|say said said|see saw seen|seek sought sought|sell sold sold|send sent sent
|show showed shown|sing sang sung|sit sat sat|sleep slept slept|speak spoke spoken
|spend spent spent|stand stood stood|steal stole stolen|strike struck struck|sweep swept swept
|take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown
|understand understood understood|wear wore worn|win won won|wind wound wound|write wrote written
|bind bound bound|be was been|cast|overfly overflew overflown|light lit lit
|shake shook shaken|withdraw withdrew withdrawn|forgo forwent forgone|hurt|quit|rise rose risen
|mean meant meant|slide slid slid|steer steered steered|row rowed rowed|shoot shot shot
"""
# Regular verbs that double their last letter.
_DOUBLING = frozenset(
    "stop travel ship tip plan refer commit transfer submit tap tug admit hop drop expel"
    " cancel".split()
)
_BE = {
    "am": "s",
    "is": "s",
    "are": "s",
    "was": "past",
    "were": "past",
    "be": "base",
    "been": "pp",
    "being": "ing",
}
_HAVE = {"have": "s", "has": "s", "had": "past", "having": "ing"}


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One reading of a verb's form: its lemma, form (base, s, past, pp, ing) and its class."""

    lemma: str
    form: str
    group: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables. `verbs` by form; `phrasal` by lemma, its particle and then its group."""

    verbs: dict[str, VerbForm]
    phrasal: dict[str, dict[str, str]]
    nouns: dict[str, str]
    types: frozenset[str]
    titles: frozenset[str]
    modality: dict[str, frozenset[str]]
    instead: tuple[str, ...]
    modes: dict[str, str]
    prospects: frozenset[str]
    youth: frozenset[str]
    performers: frozenset[str]
    predicates: frozenset[str]
    programme: frozenset[str]
    fallen: tuple[str, ...]
    refusing: frozenset[str]
    leave: frozenset[str]


def inflect(lemma: str) -> dict[str, str]:
    """Return the forms of an English verb with what each is; "past" where a participle is alike.

    >>> sorted(inflect("stop"))
    ['stop', 'stopped', 'stopping', 'stops']
    """
    past, participle = _irregular().get(lemma, (None, None))
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    doubled = lemma + lemma[-1] if lemma in _DOUBLING else stem
    regular = lemma[:-1] + "ied" if consonant_y else doubled + "ed"
    sibilant = lemma.endswith(("s", "sh", "ch", "x", "z", "o"))
    present = lemma[:-1] + "ies" if consonant_y else lemma + ("es" if sibilant else "s")
    forms = {lemma: "base", present: "s"}
    ing = lemma if lemma.endswith("y") else doubled
    forms[(ing[:-2] + "y" if lemma.endswith("ie") else ing) + "ing"] = "ing"
    forms[participle or regular] = "pp"
    forms[past or regular] = "past"
    if lemma == "travel":
        forms |= {"traveled": "past", "traveling": "ing"}
    return forms


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, str]]:
    rows = [row.split() for row in _IRREGULAR.replace("\n", " ").split("|")]
    return {row[0]: (row[1], row[2]) if len(row) > 1 else (row[0], row[0]) for row in rows if row}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the tables, read once."""
    source = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf8")
    table = tomllib.loads(source)
    verbs: dict[str, VerbForm] = {}
    phrasal: dict[str, dict[str, str]] = {}
    kinds = {group: words for group, words in table["verbs"].items() if group != "predicates"}
    for group, words in reversed(kinds.items()):
        for word in words.split():
            lemma, _, particle = word.partition("_")
            if particle:
                phrasal.setdefault(lemma, {})[particle.replace("_", " ")] = group
                _add_forms(verbs, lemma, "other", keep=True)
            else:
                _add_forms(verbs, lemma, group, keep=False)
    for lemma in _irregular():
        _add_forms(verbs, lemma, "other", keep=True)
    verbs |= {form: VerbForm("be", kind, "state") for form, kind in _BE.items()}
    verbs |= {form: VerbForm("have", kind, "state") for form, kind in _HAVE.items()}
    nouns = {
        word: group
        for group, words in table["nouns"].items()
        if group != "performers"
        for word in words.split()
    }
    return Lexicon(
        verbs=verbs,
        phrasal=phrasal,
        nouns=nouns,
        types=frozenset(table["nouns"]["type"].split()),
        titles=frozenset(table["titles"]["words"].split()),
        modality={
            kind: frozenset(words.split())
            for kind, words in table["modality"].items()
            if isinstance(words, str)
        },
        instead=tuple(table["modality"]["instead"]),
        predicates=frozenset(table["verbs"]["predicates"].split()),
        performers=frozenset(table["nouns"]["performers"].split()),
        youth=frozenset(table["modality"]["youth"].split()),
        prospects=frozenset(table["modality"]["prospects"].split()),
        programme=frozenset(table["modality"]["programme"].split()),
        fallen=tuple(table["modality"]["fallen"]),
        refusing=frozenset(table["refusal"]["verbs"].split()),
        leave=frozenset(table["refusal"]["leave"].split()),
        modes={word: mode for mode, words in table["modes"].items() for word in words.split()},
    )


def _add_forms(verbs: dict[str, VerbForm], lemma: str, group: str, *, keep: bool) -> None:
    for form, kind in inflect(lemma).items():
        if not (keep and form in verbs):
            verbs[form] = VerbForm(lemma, kind, group)
