"""Motions in a notice: what is taken, and what is refused with its key and the reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from counting.thresholds import Base, MotionTerms, Quorum, Threshold
from service.notice import NoticeError, read_notice
from service.notice.motions import motion_terms_of
from tests.service.test_motions_way import notice

MAJORITY = '{ share = "1/2", of = "for and against", strict = true }'


def test_a_motion_is_read_with_its_threshold_quorum_and_casting_vote() -> None:
    first, second, _ = read_notice(notice()).contests
    assert motion_terms_of(first) == MotionTerms(
        Threshold(Fraction(1, 2), Base.FOR_AND_AGAINST, strict=True), Quorum(3), "chair"
    )
    assert motion_terms_of(second) == MotionTerms(
        Threshold(Fraction(2, 3), Base.VOTING, strict=False)
    )
    names = [
        [c.name for c in read_notice(notice()).candidates_of(form)] for form in (first, second)
    ]
    assert names == [["For", "Against"], ["In favour", "Opposed"]]
    assert (first.rule_id, first.seats) == ("motion", 1)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        (f"threshold = {MAJORITY}\n", "", "threshold", "it is missing. A simple majority is"),
        ('"1/2"', '"half"', "threshold", "Expected a share"),
        ('"1/2"', '"1/3"', "threshold", "more vote against than for"),
        ('"1/2"', '"3/2"', "threshold", "up to 1"),
        ('strict = true }\nquorum', 'strict = false }\nquorum', "threshold", "by equal votes"),
        ('"for and against"', '"those present"', "threshold.of", "'for and against'"),
        ("strict = true", "strict = 1", "threshold.strict", "valid boolean"),
        (', strict = true }', " }", "threshold.strict", "it is missing"),
        ("quorum = 3", "quorum = 0", "quorum", "greater than or equal to 1"),
        ("quorum = 3", 'rule = "av"', "rule", "a motion has no 'rule'. Remove it"),
        ("quorum = 3", 'ties = "lot"', "ties", "a motion has no 'ties'"),
        ("quorum = 3", "seats = 1", "seats", "a motion has no 'seats'"),
        ("quorum = 3", 'options = ["Yes", "No", "Perhaps"]', "options", "two options"),
        ("quorum = 3", 'options = ["Yes", "Yes"]', "options", "two options"),
        ("of = \"those voting\", strict = false }", 'of = "those voting", strict = false }\n'
         'casting_vote = "chair"', "casting_vote", "under a simple majority only"),
        ('kind = "motion"', 'kind = "ranked"', "threshold", "only a motion has a threshold"),
        ('kind = "motion"', 'kind = "ranked"', "quorum", "a quorum is asked of motions only"),
        ('kind = "motion"', 'kind = "ranked"', "casting_vote", "taken on motions and options only"),
        ('kind = "motion"', 'kind = "ranked"', "rule", "it is missing"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_a_motion_is_refused_with_its_key(
    old: str, new: str, key: str, says: str
) -> None:
    assert old in notice()
    with pytest.raises(NoticeError) as refused:
        read_notice(notice().replace(old, new, 1))
    faults = [fault for fault in refused.value.faults if fault.place.endswith(f".{key}")]
    assert any(says in fault.what for fault in faults), refused.value.faults
    assert all(fault.line for fault in faults)


def test_nobody_stands_in_a_motion() -> None:
    stands = notice() + '\n[[candidates]]\ncontest = ["composite-2"]\nname = "Ada"\n'
    with pytest.raises(NoticeError, match="a candidate stands in this motion"):
        read_notice(stands)
