"""What each place is for the journey told, read by a small transformer: `read_statuses`."""

from mapper.recognize.status.read import can_read_statuses, read_statuses

__all__ = ["can_read_statuses", "read_statuses"]
