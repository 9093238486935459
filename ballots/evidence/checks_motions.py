"""The check of motions: what becomes of each, from its ballots, by two ways that share nothing."""

from __future__ import annotations

from ballots.errors import EvidenceError
from ballots.evidence.case import Case
from ballots.motions import check_motion_record, motion_record


def motions(case: Case) -> str:
    """Each motion is what its ballots, threshold, quorum and casting vote call for."""
    for id_, record in case.motions.items():
        found = motion_record(case.standing, case.opened[id_])
        if found != record:
            raise EvidenceError(
                f"motion '{id_}': the record says '{record.decision.outcome}'; the ballots give "
                f"'{found.decision.outcome}', and not with these figures"
            )
        report = check_motion_record(record, case.standing, case.opened[id_])
        if not report.ok:
            raise EvidenceError(f"motion '{id_}': {report.faults[0]}")
    said = (f"{id_}: {record.decision.outcome}" for id_, record in case.motions.items())
    return "; ".join(said) or "no contest is a motion with a threshold"
