"""corrections-suggested.toml: a ready stanza for everything that the machine could not settle."""

from mapper.model import Report

_HEAD = """\
# Stanzas for what could not be settled, the weightiest first. Copy the right ones into
# corrections.toml beside the articles, set the value, and run mapper again.
"""


def suggested_toml(report: Report) -> str:
    """Return the suggested stanzas, each under the question it answers; stale ones are listed."""
    parts = [_HEAD]
    if not report.suggestions:
        parts.append("# Nothing is open.\n")
    for suggestion in report.suggestions:
        question = " ".join(suggestion.question.split())
        parts.append(f"# {question}\n{suggestion.stanza}")
    for applied in report.corrections:
        if not applied.spans:
            line = applied.correction.line
            parts.append(f"# Line {line} of the corrections fits nothing now: {applied.note}\n")
    return "\n".join(parts)
