"""The findings as a page, as Markdown, as a table and as ClaimReview."""

from mapper.export.audit_report.markdown import audit_markdown
from mapper.export.audit_report.page import audit_html
from mapper.export.audit_report.review import claim_review_json
from mapper.export.audit_report.rows import claims_csv

__all__ = ["audit_html", "audit_markdown", "claim_review_json", "claims_csv"]
