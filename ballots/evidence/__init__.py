"""One file that shows the whole election: written here, and verified by anyone, offline.

The format: `docs/evidence-format.md`. Writing: `make_draft`, then `write_evidence`; verifying:
`verify_evidence`.
"""

from __future__ import annotations

from ballots.evidence.files import Acknowledgements, Reason
from ballots.evidence.results import ContestResult
from ballots.evidence.verdict import Check, Elected, Outcome, Overall, Recount, Verdict
from ballots.evidence.verifying import CHECK_NAMES, verify_evidence
from ballots.evidence.writing import Draft, ElectionRecord, make_draft, write_evidence

__all__ = [
    "CHECK_NAMES",
    "Acknowledgements",
    "Check",
    "ContestResult",
    "Draft",
    "Elected",
    "ElectionRecord",
    "Outcome",
    "Overall",
    "Reason",
    "Recount",
    "Verdict",
    "make_draft",
    "verify_evidence",
    "write_evidence",
]
