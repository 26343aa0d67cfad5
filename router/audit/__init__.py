"""The audit: invariants 1 to 5 and 7, checked from outside.

It reads the journal with a model of its own in Python (model.py), which shares no code with the
scripts that made the decisions, and compares the journal folded into an empty store with live Redis
(state.py).
"""

from hotlead.router.audit.check import audit
from hotlead.router.audit.report import Finding, Report

__all__ = ["Finding", "Report", "audit"]
