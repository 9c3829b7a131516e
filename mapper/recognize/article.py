"""Everything that is recognized in one article, by the recognizers of this room in their order."""

from collections.abc import Callable

from mapper.model import Annotations, Article, Mention, NameIndex
from mapper.recognize.claims import recognize_claims
from mapper.recognize.durations import recognize_durations
from mapper.recognize.movements import recognize_movements
from mapper.recognize.status import read_statuses
from mapper.recognize.tagger import tag_names
from mapper.recognize.times import recognize_times
from mapper.recognize.toponyms import recognize_toponyms
from mapper.recognize.travellers import recognize_travellers


def recognize_article(
    article: Article,
    *,
    names: NameIndex,
    fast: bool = False,
    recognizer: Callable[[Article], tuple[Mention, ...]] | None = None,
) -> Annotations:
    """Return the mentions, times, travellers, movements, durations and claims of an article.

    Places by rules and tagger, each correcting the other; `fast` takes the smaller tagger, and
    `recognizer` finds them instead (in the order of the text, outside `article.marked`).
    Pure: the same article and names give the same spans. Nothing inside `article.marked` is read;
    an empty text gives empty annotations.
    """
    if recognizer is None:
        tagged = tag_names(article, names=names, fast=fast)
        mentions = recognize_toponyms(article, names=names, tagged=tagged)
    else:
        mentions = recognizer(article)
    times = recognize_times(article)
    travellers = recognize_travellers(article, mentions, names=names)
    readings = {} if fast else read_statuses(article, mentions, travellers, times)
    return Annotations(
        article=article.id,
        mentions=mentions,
        times=times,
        travellers=travellers,
        movements=recognize_movements(article, mentions, times, travellers, readings),
        durations=recognize_durations(article, travellers),
        claims=recognize_claims(article, mentions, names=names),
    )
