"""A report to files: map, audit, embed, tables, data."""

from mapper.export.folder import export_report

__all__ = ["export_report"]
