"""What stops the work. All else (a place not found, an undecided order) is data and is shown.

    MapperError
    ├── SourceError(OSError)        a source cannot be read, or an output cannot be written
    ├── SettingsError(ValueError)   an option, a correction file or a settings file is wrong
    ├── GazetteerError(OSError)     a gazetteer file is missing, broken or of another version
    ├── GeocoderError(OSError)      an online geocoder failed; `retry_after` in seconds where it
    said so
    └── PluginError(LookupError)    an entry point that does not exist or does not load

Every message says what is wrong, where, and what to do next.
"""


class MapperError(Exception):
    """Root of all errors that mapper raises on purpose."""


class SourceError(MapperError, OSError):
    """A source cannot be read, or an output cannot be written."""


class SettingsError(MapperError, ValueError):
    """An option, a correction file or a settings file is wrong."""


class GazetteerError(MapperError, OSError):
    """A gazetteer file is missing, broken, or was built by another version."""


class GeocoderError(MapperError, OSError):
    """An online geocoder failed.

    `retry_after` is the pause in seconds that it asked for, or None.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """Keep the pause beside the message."""
        super().__init__(message)
        self.retry_after = retry_after


class PluginError(MapperError, LookupError):
    """An entry point that does not exist or does not load."""
