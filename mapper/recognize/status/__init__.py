"""What each place is for the journey told, read by a small transformer: `read_statuses`."""

from mapper.recognize.status.read import make_reader_ready, read_statuses, status_notes

__all__ = ["make_reader_ready", "read_statuses", "status_notes"]
