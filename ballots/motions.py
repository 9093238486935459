"""From the opened ballots of a motion to its record, and the check of it. For is the first candidate."""

from __future__ import annotations

from collections.abc import Mapping

from ballots.errors import EvidenceError
from ballots.manifest_contest import ContestTerms
from ballots.motion_policy import CASTING_VOTE, motion_terms
from ballots.standing import Standing
from ballots.tally import OpenedContest
from counting.check.report import CheckReport
from counting.check.thresholds import check_motion
from counting.motion import RULE, MotionRecord
from counting.papers import Papers
from counting.thresholds import Given, Tally

_FOR, _AGAINST = (1,), (2,)


def is_motion(terms: ContestTerms) -> bool:
    """Whether a contest is a motion with a threshold, and not counted stage by stage."""
    return terms.rule.id == RULE


def options_of(terms: ContestTerms) -> tuple[str, str]:
    """What a motion's two candidates are called, for first."""
    in_favour, against = (candidate.name for candidate in terms.candidates)
    return in_favour, against


def given_in(standing: Standing, id_: str) -> Given | None:
    """What has become of a motion's casting vote; None where the notice grants none.

    At a count, what has not been given is silence; an act given later has the motion counted again.
    """
    terms = standing.manifest.contest(id_)
    if CASTING_VOTE not in terms.policy:
        return None
    vote = standing.casting_votes.get(id_)
    if vote is None:
        return Given.SILENT
    return Given.FOR if vote == terms.candidates[0].id else Given.AGAINST


def motion_record(standing: Standing, opened: OpenedContest) -> MotionRecord:
    """The record of a motion. Raises ContestError for a casting vote that settles nothing."""
    terms = standing.manifest.contest(opened.contest)
    return MotionRecord(
        title=terms.title,
        options=options_of(terms),
        terms=motion_terms(terms.policy),
        tally=_tally(standing, opened),
        given=given_in(standing, terms.id),
        papers=_papers(opened).digest,
    )


def check_motion_record(
    record: MotionRecord, standing: Standing, opened: OpenedContest
) -> CheckReport:
    """The record beside the opened ballots, the frozen terms and the acts, apart from what made it."""
    terms = standing.manifest.contest(opened.contest)
    return check_motion(
        record,
        motion_terms(terms.policy),
        _papers(opened),
        _tally(standing, opened),
        given_in(standing, terms.id),
    )


def require_as_frozen(
    record: MotionRecord, standing: Standing, id_: str, deciding: int, path: str
) -> None:
    """Raises EvidenceError unless a record is of the motion as frozen, and of so many ballots."""
    terms = standing.manifest.contest(id_)
    frozen = (terms.title, options_of(terms), motion_terms(terms.policy))
    if (record.title, record.options, record.terms) != frozen:
        raise EvidenceError(f"'{path}' is not of the motion as it was frozen")
    if record.given != given_in(standing, id_):
        raise EvidenceError(f"'{path}' has another casting vote than the acts")
    tally = record.tally
    if (tally.votes, tally.entitled, tally.ballots) != (deciding, standing.entitled[id_], None):
        raise EvidenceError(
            f"'{path}' is of {tally.votes} votes by {tally.entitled} entitled, but {deciding} ballots "
            f"decide and {standing.entitled[id_]} are entitled"
        )


def _tally(standing: Standing, opened: OpenedContest) -> Tally:
    votes: Mapping[tuple[int, ...], int] = dict(opened.rankings)
    return Tally(
        in_favour=votes.get(_FOR, 0),
        against=votes.get(_AGAINST, 0),
        abstain=opened.abstentions,
        blank=sum(papers for _, papers in opened.invalid),
        entitled=standing.entitled[opened.contest],
    )


def _papers(opened: OpenedContest) -> Papers:
    return Papers.from_rankings(opened.rankings, opened.candidates)
