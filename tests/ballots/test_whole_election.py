"""Ten real elections from the draw of the first paper to the evidence, each with the expected result."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ballots.evidence import Outcome, Overall, make_draft, verify_evidence, write_evidence
from tests.ballots.whole_election import contest_of_file, declared, play
from tests.conformance.expected import expected_stages, load, number, stages_of

# The ten smallest by number of ballots.
NAMES = (
    "eilean_siar_2022_ward5",
    "orkney_2012_ward6",
    "orkney_2022_ward3",
    "orkney_2022_ward5",
    "eilean_siar_2022_ward7",
    "orkney_2012_ward5",
    "eilean_siar_2017_ward7",
    "eilean_siar_2017_ward9",
    "orkney_2012_ward2",
    "argyll_bute_2021_by_election_isle_of_bute",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_whole_election_gives_the_expected_result_and_evidence_that_verifies(
    shared: Path, name: str
) -> None:
    folder = shared / "elections" / "scottish"
    expected = load(folder / f"{name}.expected.json")
    ballots = contest_of_file(folder / f"{name}.blt")
    played = play([ballots])
    draft = make_draft(played.record())
    record = draft.results["executive"].record
    opened = draft.results["executive"].opened

    assert record.papers.valid == expected["total_ballots"]
    assert str(record.quota) == expected["quota"]
    assert {number(c) for c in record.elected} == set(expected["winners_in_order"])
    wanted = expected_stages(expected)
    for stage_found, stage_wanted in zip(stages_of(record), wanted, strict=True):
        if stage_wanted["action"] == "last-vacancies":
            stage_found["elected"].sort()
            stage_wanted["elected"] = sorted(stage_wanted["elected"])
        assert stage_found == stage_wanted
    assert opened.abstentions == 5
    assert opened.superseded > 0
    assert opened.invalid == ()

    stream = io.BytesIO()
    write_evidence(stream, draft, declared(draft))
    verdict = verify_evidence(stream, played.manifest.mh)
    assert [check for check in verdict.checks if check.outcome is not Outcome.OK] == []
    assert verdict.overall is Overall.VERIFIED
    assert verdict.elected[0].ids == tuple(record.elected)
