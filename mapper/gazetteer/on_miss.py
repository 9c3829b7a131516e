"""What a run asks online: only names that no gazetteer knows, each once, an outage being data."""

from collections.abc import Callable

from mapper.errors import GeocoderError
from mapper.gazetteer.online import OnlineAnswer
from mapper.model import Place

_NAMED = 5  # unanswered names that the note spells out


class OnMiss:
    """Calls a geocoder with a name, and keeps what the report must say about the answers.

    `credits` are the attributions of the places that came, `notes` what could not be asked.
    """

    def __init__(self, geocode: Callable[[str], OnlineAnswer]) -> None:
        """Take the geocoder, such as `OnlineGeocoder.geocode`."""
        self._geocode = geocode
        self._known: dict[str, tuple[Place, ...]] = {}
        self._credits: set[str] = set()
        self._failed: dict[str, str] = {}

    def __call__(self, name: str) -> tuple[Place, ...]:
        """Return the places of a name; none where there is none, or no answer."""
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def _ask(self, name: str) -> tuple[Place, ...]:
        try:
            answer = self._geocode(name)
        except GeocoderError as error:
            self._failed[name] = str(error)
            return ()
        if answer.places:
            self._credits.add(answer.credit)
        return answer.places

    @property
    def credits(self) -> tuple[str, ...]:
        """The attributions that a page must show."""
        return tuple(sorted(self._credits))

    @property
    def notes(self) -> tuple[str, ...]:
        """One line on the names that got no answer and so stay unresolved."""
        if not self._failed:
            return ()
        names = ", ".join(list(self._failed)[:_NAMED])
        more = f" and {len(self._failed) - _NAMED} more" if len(self._failed) > _NAMED else ""
        reason = next(iter(self._failed.values()))
        return (f"Unresolved for want of an online answer: {names}{more}. {reason}",)
