"""`omov rules`: every rule with its source, and each as a notice of election prints it."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
import rfc8785

from counting.rules import all_rules, rule_ids


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_rule_is_listed_with_its_source(omov) -> None:
    ended = omov("rules")
    assert (ended.status, ended.err) == (0, "")
    for id_ in ("av", "scottish-2007", "scottish-2011", "wigm-exact"):
        assert re.search(rf"^{id_} ", ended.out, re.MULTILINE)
    assert "SSI 2011/399" in ended.out
    assert len(rule_ids()) <= ended.out.count("\n")


@pytest.mark.parametrize("id_", rule_ids())
def test_a_rule_prints_all_that_a_notice_needs(id_: str, omov) -> None:
    ended = omov("rules", id_)
    assert (ended.status, ended.err) == (0, "")
    rule = next(rule for rule in all_rules() if rule.id == id_)
    page = flat(ended.out)
    assert rule.sentences
    for sentence in (*rule.sentences, rule.title, rule.source, rule.digest()):
        assert flat(sentence) in page
    for clause in rule.clauses.values():
        assert clause in page


def test_the_scottish_page_names_the_clauses_of_the_order(omov) -> None:
    page = omov("rules", "scottish-2011").out
    for clause in ("48(1)", "49(1)", "51(1)", "53(1)"):
        assert clause in page
    assert "5 decimals" in page


def test_with_constraints_the_schedule_is_printed_too(omov) -> None:
    plain = omov("rules", "scottish-2011").out
    page = flat(omov("rules", "scottish-2011+constraints").out)
    assert "Schedule of constraints" in page and "Schedule of constraints" not in plain
    for point in "123456":
        assert f" {point}. " in page
    assert "guarded if in every completion, and doomed if in none" in page


def test_a_rule_that_takes_no_constraints_has_no_such_page(omov) -> None:
    ended = omov("rules", "av+constraints")
    assert (ended.status, ended.out) == (2, "")
    assert "takes no constraints" in ended.err


def test_an_unknown_rule_is_refused(omov) -> None:
    ended = omov("rules", "borda")
    assert (ended.status, ended.out) == (2, "")
    assert "'borda'" in ended.err and ended.err.count("\n") == 1


def test_schedules_that_do_not_go_together_are_refused_with_those_that_do(omov) -> None:
    ended = omov("rules", "av+casting-vote+ron")
    assert (ended.status, ended.out) == (2, "")
    assert "no rule 'av+casting-vote+ron'" in ended.err
    assert "+constraints and +ron, or +casting-vote" in ended.err


def test_a_schedule_after_the_rule_of_a_count_is_told_where_it_comes_from(omov) -> None:
    ended = omov("count", "none.blt", "--rule", "scottish-2011+ron")
    assert ended.status == 2
    assert "Name 'scottish-2011': what follows the + comes of the other terms" in ended.err
    assert "Name '" not in omov("count", "none.blt", "--rule", "borda+ron").err


def test_the_rules_are_json_where_asked_for(omov) -> None:
    listed = json.loads(omov("rules", "--json").out)
    assert [rule["id"] for rule in listed] == list(rule_ids())
    assert {"id", "version", "title", "source", "clauses", "sentences", "digest"} <= listed[
        0
    ].keys()
    one = json.loads(omov("rules", "scottish-2011", "--json").out)
    assert one in listed


def test_the_digest_of_a_rule_is_that_of_its_canonical_json(omov) -> None:
    rule = json.loads(omov("rules", "av", "--json").out)
    digest = rule.pop("digest")
    assert digest == "sha256:" + hashlib.sha256(rfc8785.dumps(rule)).hexdigest()


def test_the_digest_of_the_schedule_is_that_of_its_canonical_json(omov) -> None:
    rule = json.loads(omov("rules", "scottish-2011+constraints", "--json").out)
    digest = rule["schedule"].pop("digest")
    assert digest == "sha256:" + hashlib.sha256(rfc8785.dumps(rule["schedule"])).hexdigest()


def test_the_page_fits_the_width(omov, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = omov("rules", "scottish-2011+constraints").out.splitlines()
    # A digest is one word of 71 characters, and is not broken where it need not be.
    assert max(map(len, lines)) <= 80
    assert max(map(len, omov("rules").out.splitlines())) <= 80
