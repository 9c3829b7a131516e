"""Score the taggers alone: `python tests/eval/recognition.py lgl|gwn [--fast] [--outer]`.

Prints the figures of `score/geoparse.py` for the place mentions of `place_spans`; neither
corpus was seen by the shipped models. `mapper geoparse` adds the rules of `recognize.toponyms`.
"""

import json
import os
import sys
from pathlib import Path

SHARED = Path(os.environ.get("MAPPER_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def main(corpus: str, *flags: str) -> None:
    """Print the figures of one corpus as JSON."""
    sys.path.insert(0, str(SHARED / "score"))
    import corpora
    import geoparse

    from mapper.gazetteer import Gazetteer
    from mapper.model import Article
    from mapper.recognize.tagger import place_spans, tag_names

    names, documents, predictions = Gazetteer.open(), corpora.load(corpus), {}
    for document in documents:
        article = Article(id=str(document["id"]), source=corpus, text=document["text"])
        found = tag_names(article, names=names, fast="--fast" in flags)
        predictions[article.id] = [
            {"start": tagged.span.start, "end": tagged.span.end}
            for tagged in place_spans(found, names=names, inside="--outer" not in flags)
        ]
    figures = {
        kind: geoparse.end_to_end(documents, predictions, kind == "overlap")["recognition"]
        for kind in ("exact", "overlap")
    }
    sys.stdout.write(json.dumps({"corpus": corpus, "documents": len(documents), **figures}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
