"""Claims measured, judged and explained: what an article states against what the map says."""

from mapper.audit.findings import audit_claims

__all__ = ["audit_claims"]
