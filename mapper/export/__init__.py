"""A report to files: map, audit, embed, tables, data."""
