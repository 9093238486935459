"""Papers in, record out. Pure: no members, no database, no clock, no randomness.

The public face: `count`, `check`, `Papers`, `Contest` and what they are made of.
"""

from __future__ import annotations

from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId
from counting.engine import count, rule_digest
from counting.errors import (
    ContestError,
    CountingError,
    InfeasibleError,
    LotNeededError,
    PapersError,
    RecordError,
    UnknownRuleError,
)
from counting.minutes import minutes_text
from counting.papers import Papers, Ranking
from counting.record import CountRecord
from counting.record_json import read_record, record_digest, write_record

__all__ = [
    "Candidate",
    "CandidateId",
    "Constraint",
    "Contest",
    "ContestError",
    "CountRecord",
    "CountingError",
    "InfeasibleError",
    "LotNeededError",
    "Papers",
    "PapersError",
    "Ranking",
    "RecordError",
    "RuleId",
    "UnknownRuleError",
    "count",
    "minutes_text",
    "read_record",
    "record_digest",
    "rule_digest",
    "write_record",
]
