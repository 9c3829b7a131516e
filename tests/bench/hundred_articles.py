"""Time a hundred articles about one trip against the same hundred one by one.

    python tests/bench/hundred_articles.py

What grows with the number of articles is resolved, ordered, audited and compared together; reading
and recognition are the same in both. Prints the seconds of the processor of each, each the best of
three rounds taken in turn, and their ratio, which issue 7 wants under 1.5.
"""

import time
from collections.abc import Sequence
from datetime import date

from mapper.audit import audit_claims
from mapper.compare import compare_articles
from mapper.gazetteer import Gazetteer
from mapper.geocode import geocode_mentions
from mapper.model import Article
from mapper.order import order_visits
from mapper.recognize.article import recognize_article

ARTICLES, ROUNDS = 100, 3
TOWNS = (
    "Oslo Bergen Trondheim Lima Quito Bogota Cairo Tunis Rabat Madrid Lisbon Paris Lyon Milan Rome"
    " Naples Athens Sofia Vienna Prague"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def article(number: int) -> Article:
    """Return an article of a few stops, plans and a distance, another mixture for each number."""
    town = [TOWNS[(number + step) % len(TOWNS)] for step in range(10)]
    text = (
        f"Minister Anna Berg arrived in {town[0]} on {DAYS[number % 5]}, her office said.\n\nShe"
        f" had left {town[1]} on 3 May and visited a school in {town[2]} the next day. Berg will"
        f" travel on to {town[3]} and is due in {town[5]} on Sunday. It was 40 km from {town[0]}"
        f" to the border. A stop in {town[7]} was cancelled.\n\nShe met President Carl Holm at"
        f" {town[9]} and spent two days there during a six-day trip."
    )
    name = f"{number:03}.txt"
    return Article(id=f"a{number}", source=name, text=text, published=date(2024, 5, 10))


def main() -> None:
    """Print the times and their ratio."""
    gazetteer = Gazetteer.open()
    articles = tuple(article(number) for number in range(ARTICLES))
    found = tuple(recognize_article(each, names=gazetteer) for each in articles)

    def seconds(numbers: Sequence[int]) -> float:
        some = tuple(articles[number] for number in numbers)
        read = tuple(found[number] for number in numbers)
        start = time.process_time()
        places = geocode_mentions(some, read, gazetteer)
        ordering = order_visits(some, read, places, gazetteer=gazetteer)
        findings = audit_claims(some, read, places, gazetteer=gazetteer)
        compare_articles(some, read, places, ordering, findings)
        return time.process_time() - start

    together, alone = [], []
    for _ in range(ROUNDS):
        together.append(seconds(range(ARTICLES)))
        alone.append(sum(seconds([number]) for number in range(ARTICLES)))
    one, other = min(together), min(alone)
    print(f"together {one:.2f} s, one by one {other:.2f} s, ratio {one / other:.2f}")


if __name__ == "__main__":
    main()
