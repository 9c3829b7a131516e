"""Readers of the annotated corpora, each into `Labelled` documents with character spans.

What a corpus does not annotate is said, not guessed: `hidden` labels may stand behind its
unlabelled words, a `coarse` corpus calls facilities places, and a span of label "?" may be
anything.
"""

import re
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mapper.model import Span

LABELS = ("LOC", "FAC", "PER", "ORG", "NORP", "MISC")
UNSURE = "?"
_SENTENCES_A_DOCUMENT = 20  # of corpora that are lists of sentences

# Corpora whose terms let their traces go into shipped weights, and the one that states no terms.
CLEAN = ("wnut", "wikigold", "btc", "uner", "gum")
ALL = (*CLEAN, "eww")

_EWW = {
    "Location": "LOC",
    "Facility": "FAC",
    "Person": "PER",
    "Organization": "ORG",
    "NORP": "NORP",
    "Misc": "MISC",
    "Product": "MISC",
}
_WNUT = {
    "location": "LOC",
    "person": "PER",
    "corporation": "ORG",
    "group": "ORG",
    "product": "MISC",
    "creative-work": "MISC",
}
_PLAIN = {label: label for label in LABELS}
_GUM = {
    "person": "PER",
    "place": "LOC",
    "organization": "ORG",
    "event": "MISC",
    "abstract": "MISC",
    "object": "MISC",
}
_NO_SPACE_BEFORE = re.compile(
    r"^(?:[.,;:!?%)\]}\u201d\u2019]|'s$|\u2019s$|n't$|'(?:re|ve|ll|d|m)$)"
)
_NO_SPACE_AFTER = frozenset("([{\u201c\u2018$#@")
_JOINERS = frozenset({"the", "of", "and", "&", "-"})
_TITLES = frozenset(
    """President Vice Prime Minister Mr. Mrs. Ms. Dr. Professor Prof. King Queen Prince Princess
    Senator Sen. Rep. Governor Gov. General Gen. Chancellor Pope Sir Lady Lord Judge Justice Chief
    Captain Secretary Director Mayor Emperor""".split()
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its names: outer spans, places inside them, and what the corpus leaves out."""

    source: str
    text: str
    sentences: tuple[Span, ...]
    spans: tuple[tuple[int, int, str], ...]
    inner: tuple[tuple[int, int], ...] | None = None
    hidden: frozenset[str] = frozenset()
    coarse: bool = False


@dataclass(slots=True)
class _Token:
    text: str
    label: str = "O"
    inner: str = "O"
    space_after: bool | None = None


@dataclass(slots=True)
class _Builder:
    """Grows a text from tokens, and the spans with it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    sentences: list[Span] = field(default_factory=list)
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    inner: list[tuple[int, int]] = field(default_factory=list)

    def add(self, tokens: Sequence[_Token]) -> None:
        """Append a sentence."""
        begin, glue, offsets = self.length, True, []
        for token in tokens:
            if (not glue and not _NO_SPACE_BEFORE.match(token.text)) or (
                not glue and token.space_after is not None
            ):
                self._put(" ")
            offsets.append((self.length, self.length + len(token.text)))
            self._put(token.text)
            glue = (
                token.text in _NO_SPACE_AFTER
                if token.space_after is None
                else not token.space_after
            )
        self.sentences.append(Span(begin, self.length))
        self.spans += _chunks(offsets, [token.label for token in tokens])
        self.inner += [(s, e) for s, e, _ in _chunks(offsets, [token.inner for token in tokens])]
        self._put(" ")

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)


def _chunks(
    offsets: Sequence[tuple[int, int]], labels: Sequence[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, label) of BIO or IOB1 labels."""
    begin: int | None = None
    for at, label in enumerate([*labels, "O"]):
        goes_on = label.startswith("I-") and begin is not None and labels[at - 1][2:] == label[2:]
        if goes_on:
            continue
        if begin is not None:
            yield offsets[begin][0], offsets[at - 1][1], labels[begin][2:]
        begin = None if label == "O" else at


def _document(
    source: str,
    sentences: Iterable[Sequence[_Token]],
    *,
    nested: bool = False,
    hidden: Iterable[str] = (),
    coarse: bool = False,
) -> Labelled:
    builder = _Builder()
    for tokens in sentences:
        builder.add(tokens)
    return Labelled(
        source,
        "".join(builder.pieces),
        tuple(builder.sentences),
        tuple(builder.spans),
        tuple(builder.inner) if nested else None,
        frozenset(hidden),
        coarse,
    )


def _mapped(label: str, table: dict[str, str]) -> str:
    kind = table.get(label[2:])
    return f"{label[:2]}{kind}" if kind else "O"


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line.rstrip("\n"))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _read_eww(folder: Path) -> Iterator[Labelled]:
    with tarfile.open(folder / "eww_processed_annotated.tar.xz") as archive:
        members = sorted((m for m in archive if m.name.endswith(".tsv")), key=lambda m: m.name)
        for member in members:
            stream = archive.extractfile(member)
            if stream is not None:
                lines = stream.read().decode("utf8", "replace").split("\n")
                yield _document("eww", map(_eww_sentence, _blocks(lines)), nested=True)


def _eww_sentence(block: Sequence[str]) -> list[_Token]:
    rows = [line.split("\t") for line in block]
    return [
        _Token(
            row[0].strip(),
            _mapped(row[1].strip(), _EWW) if len(row) > 1 else "O",
            _mapped(row[2].strip(), {"Location": "LOC"}) if len(row) > 2 else "O",  # noqa: PLR2004 - third column
        )
        for row in rows
        if row[0].strip() and not row[0].startswith("http")
    ]


def _read_columns(
    path: Path, table: dict[str, str], *, source: str, hidden: Sequence[str]
) -> Iterator[Labelled]:
    """Read a word and its label a line; so many sentences make a document."""
    blocks = list(_blocks(path.read_text("utf8").replace("\r", "").split("\n")))
    for at in range(0, len(blocks), _SENTENCES_A_DOCUMENT):
        sentences = (
            _column_sentence(block, table) for block in blocks[at : at + _SENTENCES_A_DOCUMENT]
        )
        yield _document(source, sentences, hidden=hidden, coarse=True)


def _column_sentence(block: Sequence[str], table: dict[str, str]) -> list[_Token]:
    rows = (re.split(r"[\t ]", line.strip()) for line in block)
    return [_Token(row[0], _mapped(row[-1], table)) for row in rows if len(row) > 1]


def _read_uner(path: Path) -> Iterator[Labelled]:
    sentences: list[list[_Token]] = []
    for block in _blocks(path.read_text("utf8").split("\n")):
        if sentences and any(line.startswith("# newdoc") for line in block):
            yield _document("uner", sentences, hidden=("NORP", "MISC", "FAC"), coarse=True)
            sentences = []
        rows = [line.split("\t") for line in block if line[:1].isdigit()]
        sentences.append([_Token(row[1], _mapped(row[2], _PLAIN)) for row in rows])
    yield _document("uner", sentences, hidden=("NORP", "MISC", "FAC"), coarse=True)


def _read_gum(folder: Path) -> Iterator[Labelled]:
    with tarfile.open(folder / "gum_news_voyage_interview.tar.xz") as archive:
        for member in sorted(
            (m for m in archive if m.name.endswith(".conllu")), key=lambda m: m.name
        ):
            stream = archive.extractfile(member)
            if stream is not None:
                blocks = _blocks(stream.read().decode("utf8").split("\n"))
                yield _document(
                    "gum",
                    map(_gum_sentence, blocks),
                    nested=True,
                    hidden=("NORP", "FAC"),
                    coarse=True,
                )


def _gum_sentence(block: Sequence[str]) -> list[_Token]:
    """Keep the entities that are names; a proper noun in none of them is unsure.

    GUM marks every noun phrase. First come phrases that are wholly a name (proper nouns joined by
    "of", "the", "and", without the article and titles), the longest first; then the name at the end
    of a longer phrase ("columnist Dan Savage").
    """
    rows = [row for row in (line.split("\t") for line in block) if row[0].isdigit()]
    tokens = [_Token(row[1], space_after="SpaceAfter=No" not in row[9]) for row in rows]
    proper = [row[4] in {"NNP", "NNPS"} for row in rows]
    entities = sorted(_gum_entities(rows), key=lambda entity: entity[0] - entity[1])
    for find_start in (_whole_name_start, _last_name_start):
        for first, last, kind in entities:
            begin = find_start(rows, proper, first, last)
            if kind in _GUM and begin is not None:
                _write_label(tokens[begin : last + 1], _GUM[kind])
    for token, is_name in zip(tokens, proper, strict=True):
        if is_name and token.label == "O":
            token.label = f"B-{UNSURE}"
    return tokens


def _write_label(tokens: Sequence[_Token], label: str) -> None:
    """Write the label of a name; a place that stands inside a longer name is an inner one."""
    taken = [token.label != "O" for token in tokens]
    if not any(taken):
        for at, token in enumerate(tokens):
            token.label = f"{'I' if at else 'B'}-{label}"
    elif all(taken) and label == "LOC":
        for at, token in enumerate(tokens):
            token.inner = f"{'I' if at else 'B'}-LOC"


def _whole_name_start(
    rows: Sequence[Sequence[str]], proper: Sequence[bool], first: int, last: int
) -> int | None:
    inside = [at for at in range(first, last + 1) if not proper[at]]
    if not proper[last] or any(rows[at][1].lower() not in _JOINERS for at in inside):
        return None
    begin = first
    while begin < last and (not proper[begin] or rows[begin][1] in _TITLES):
        begin += 1
    return begin


def _last_name_start(
    rows: Sequence[Sequence[str]], proper: Sequence[bool], first: int, last: int
) -> int | None:
    begin = last + 1
    while begin > first and proper[begin - 1] and rows[begin - 1][1] not in _TITLES:
        begin -= 1
    return begin if begin <= last else None


def _gum_entities(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, last, type) of the entities that the last column brackets."""
    open_ones: dict[str, list[tuple[int, str]]] = {}
    for at, row in enumerate(rows):
        found = re.search(r"(?:^|\|)Entity=([^|]*)", row[9])
        for part in re.findall(r"\([^()]+\)?|[^()]+\)", found[1] if found else ""):
            fields = part.strip("()").split("-")
            if part.startswith("("):
                open_ones.setdefault(fields[0], []).append((at, fields[1]))
            if part.endswith(")") and open_ones.get(fields[0]):
                first, kind = open_ones[fields[0]].pop()
                yield first, at, kind


def _read_all_uner(folder: Path) -> Iterator[Labelled]:
    for part in ("dev", "test"):
        yield from _read_uner(folder / f"uner_ewt_{part}.iob2")


def _columns_reader(
    source: str, file: str, table: dict[str, str], *hidden: str
) -> Callable[[Path], Iterator[Labelled]]:
    return lambda folder: _read_columns(folder / file, table, source=source, hidden=hidden)


_READERS: dict[str, Callable[[Path], Iterator[Labelled]]] = {
    "wnut": _columns_reader("wnut", "wnut17train.conll", _WNUT, "NORP"),
    "wikigold": _columns_reader("wikigold", "wikigold.conll", _PLAIN),
    "btc": _columns_reader("btc", "btc_section_g.conll", _PLAIN, "NORP", "MISC"),
    "uner": _read_all_uner,
    "gum": _read_gum,
    "eww": _read_eww,
}


def read_corpora(folder: Path, names: Sequence[str]) -> list[Labelled]:
    """Return the documents of the corpora in `folder`, in a fixed order."""
    return [document for name in names for document in _READERS[name](folder)]
