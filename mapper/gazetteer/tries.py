"""The keys of a gazetteer file, numbered: one trie, or several by the first letter.

Building a trie takes some 110 bytes of memory a key, so that the 16 million keys of the full
GeoNames would need 1.8 GB at once. `split_keys` gives them in runs that a trie each is built of; a
run ends between two first letters, so that all prefixes of a text lie in one trie.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import marisa_trie

KEYS_A_TRIE = 2_000_000  # a run is as long at least: the shipped file is one


class Tries:
    """Several tries that answer as one. Numbers go on from one to the next."""

    def __init__(self, tries: "Sequence[marisa_trie.Trie]", firsts: Sequence[str]) -> None:
        """Take the tries and the first letter of each but the first."""
        self._tries = tuple(tries)
        self._firsts = tuple(firsts)
        self._begins = (0, *accumulate(len(trie) for trie in tries))

    def get(self, key: str) -> int | None:
        """Return the number of a key, or None."""
        at = bisect_right(self._firsts, key[:1])
        number: int | None = self._tries[at].get(key)
        return None if number is None else number + self._begins[at]

    def __contains__(self, key: str) -> bool:
        """Return whether there is such a key."""
        return key in self._tries[bisect_right(self._firsts, key[:1])]

    def prefixes(self, text: str) -> list[str]:
        """Return the keys that a text begins with, the shortest first."""
        found: list[str] = self._tries[bisect_right(self._firsts, text[:1])].prefixes(text)
        return found

    def restore_key(self, number: int) -> str:
        """Return the key of a number."""
        at = bisect_right(self._begins, number) - 1
        key: str = self._tries[at].restore_key(number - self._begins[at])
        return key

    def __len__(self) -> int:
        """Return how many keys there are."""
        return self._begins[-1]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all."""
        for trie in self._tries:
            yield from trie


def split_keys(keys: Iterator[str]) -> Iterator[Iterator[str]]:
    """Yield runs of sorted keys; each is to be used up before the next is asked for.

    >>> [list(run) for run in split_keys(iter(["a", "ab", "b"]))]
    [['a', 'ab', 'b']]
    """
    ahead = [next(keys, None)]

    def run() -> Iterator[str]:
        count, last = 0, ""
        while (key := ahead[0]) is not None:
            if count >= KEYS_A_TRIE and key[:1] != last[:1]:
                return
            ahead[0] = next(keys, None)
            count, last = count + 1, key
            yield key

    while ahead[0] is not None:
        yield run()
