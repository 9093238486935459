"""`omov motion`: what it prints, and what it refuses."""

from __future__ import annotations

import json

import pytest

from counting.canonical import sha256_digest

MAJORITY = ("--more-than", "1/2", "--of", "for and against")


def test_a_motion_is_said_to_be_carried_with_its_figures(omov) -> None:
    ended = omov("motion", "--for", "31", "--against", "30", "--abstain", "4", *MAJORITY)
    assert (ended.status, ended.err) == (0, "")
    assert "For               31" in ended.out
    assert "1/2 of 61 is 61/2, so 31 votes for are needed; there are 31." in " ".join(
        ended.out.split()
    )
    assert ended.out.rstrip().endswith("The motion is carried.")


def test_programs_get_the_record(omov) -> None:
    options = ("--for", "40", "--against", "20", "--at-least", "2/3", "--of", "those voting")
    answer = json.loads(omov("motion", *options, "--quorum", "61", "--json").out)
    assert answer["format"] == "omov/motion-record/v1"
    assert (answer["outcome"], answer["base"], answer["needed"]) == ("no quorum", 60, 40)
    assert answer["digest"].startswith("sha256:")


@pytest.mark.parametrize(
    ("how", "ends"),
    [
        ("granted", "The motion waits for the casting vote; without one it is lost."),
        ("for", "The motion is carried."),
        ("against", "The motion is lost."),
        ("silent", "The motion is lost."),
    ],
)
def test_a_casting_vote_settles_equal_votes(omov, how: str, ends: str) -> None:
    ended = omov("motion", "--for", "9", "--against", "9", *MAJORITY, "--casting-vote", how)
    assert ended.status == 0
    assert ended.out.rstrip().endswith(ends)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--for", "1"), "--against"),
        (("--for", "1", "--against", "x", *MAJORITY), "--against: expected a whole number"),
        (("--for", "1", "--against", "-1", *MAJORITY), "whole number"),
        (("--for", "1", "--against", "0"), "--more-than or with --at-least"),
        (("--for", "1", "--against", "0", "--more-than", "1/2"), "share of: --of"),
        (("--for", "1", "--against", "0", *MAJORITY, "--at-least", "2/3"), "one of them"),
        (("--for", "1", "--against", "0", "--more-than", "half", "--of", "those voting"), "a share"),
        (("--for", "1", "--against", "0", "--more-than", "1/2", "--of", "present"), "a share of"),
        (("--for", "1", "--against", "0", *MAJORITY, "--casting-vote", "for"), "is for, but"),
        (("--for", "6", "--against", "5", *MAJORITY, "--entitled", "10"), "only 10 are entitled"),
        (("--for", "1", "--against", "1", *MAJORITY, "--casting-vote", "no"), "--casting-vote: expected"),
        (("--for", "1", "--against", "0", "--at-least", "1/2", "--of", "those entitled"), "entitled"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_line(
    omov, options: tuple[str, ...], says: str
) -> None:
    ended = omov("motion", *options)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_how_motions_are_decided_is_printed_with_the_digest_that_a_manifest_freezes(omov) -> None:
    page = " ".join(omov("rules", "motion").out.split())
    assert "It is never carried unless more vote for it than against it." in page
    found = json.loads(omov("rules", "motion", "--json").out)
    digest = found.pop("digest")
    assert digest == sha256_digest(found)
    assert digest in page
