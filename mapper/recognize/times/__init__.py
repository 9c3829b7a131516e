"""Words that say when, and what day they mean.

`recognize_times` finds the expressions of an article and leaves them open: "Saturday" is a weekday
and a tense, no date. `resolve_time` turns one into an interval, given what it counts from:

- `reference == "article"` ("yesterday", "on Sunday", "three days ago"): pass `published`.
- `reference == "visit"` ("the next day", "hours later", "that evening", a clock time alone): pass
  as `anchor` the `When` of the traveller's last dated visit before it in the text, never the
  article's date: news quotes at length between a day and "the next day".
- `reference == "none"` ("in 2019", "17/09/2023"): needs neither.

Both may always be passed. Pass `zone` (an IANA name, as tzfpy gives for the place) wherever the
place is known: clock times then come out as aware datetimes of that place, and a time stated in GMT
is turned into them. Without a zone a local clock time gives its day alone.
"""

from mapper.recognize.times.expressions import recognize_times
from mapper.recognize.times.resolve import resolve_time

__all__ = ["recognize_times", "resolve_time"]
