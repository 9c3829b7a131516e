"""Everything that is recognized in one article, by the recognizers of this room in their order."""

from mapper.model import Annotations, Article, NameIndex
from mapper.recognize.claims import recognize_claims
from mapper.recognize.durations import recognize_durations
from mapper.recognize.movements import recognize_movements
from mapper.recognize.tagger import tag_names
from mapper.recognize.times import recognize_times
from mapper.recognize.toponyms import recognize_toponyms
from mapper.recognize.travellers import recognize_travellers


def recognize_article(article: Article, *, names: NameIndex, fast: bool = False) -> Annotations:
    """Return the mentions, times, travellers, movements, durations and claims of an article.

    Places by rules and tagger, each correcting the other; `fast` takes the smaller tagger.
    Pure: the same article and names give the same spans. Nothing inside `article.marked` is read;
    an empty text gives empty annotations.
    """
    tagged = tag_names(article, names=names, fast=fast)
    mentions = recognize_toponyms(article, names=names, tagged=tagged)
    times = recognize_times(article)
    travellers = recognize_travellers(article, mentions, names=names)
    return Annotations(
        article=article.id,
        mentions=mentions,
        times=times,
        travellers=travellers,
        movements=recognize_movements(article, mentions, times, travellers),
        durations=recognize_durations(article, travellers),
        claims=recognize_claims(article, mentions, names=names),
    )
