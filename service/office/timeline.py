"""The timeline of an election: where we are, what is next, what blocks it, who must confirm.

Pure: from what the office knows and the time to sentences. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from service.db.office.store import OfficeStore, Proposal
from service.office.facts import Facts, facts_of
from service.office.steps import STEPS
from service.web.times import length_words

State = Literal["done", "now", "blocked", "later"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the timeline. `link`: below the election's page; `action`: words of its button.

    `blocks`: what stands in the way. `waits`: the proposal that somebody has to confirm.
    """

    key: str
    title: str
    state: State
    text: str
    when: datetime | None = None
    link: str = ""
    action: str = ""
    blocks: tuple[str, ...] = ()
    waits: Proposal | None = None


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One election on the list: where it is, and how many proposals wait for this officer."""

    id: str
    title: str
    organisation: str
    where: str
    next: str
    waiting: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A milestone before it is known what comes first."""

    key: str
    title: str
    done: bool
    text: str
    when: datetime | None = None
    link: str = ""
    action: str = ""
    blocks: tuple[str, ...] = field(default_factory=tuple)


def timeline(facts: Facts) -> tuple[Milestone, ...]:
    """The milestones, in order. The first that is not done is what is next."""
    made = []
    came = True
    waiting = {proposal.step: proposal for proposal in facts.waiting}
    for draft in _drafts(facts):
        state: State = "done" if draft.done else "later"
        if came and not draft.done:
            state = "blocked" if draft.blocks else "now"
        # Invitations and rolls do not hold the clock up: what follows them may be next as well.
        came = came and (draft.done or draft.key in ("rolls", "links"))
        again = draft.key == "notice" or draft.key in facts.repeatable
        open_now = state in ("now", "blocked") or again
        made.append(
            Milestone(
                draft.key, draft.title, state, draft.text, draft.when,
                draft.link if open_now else "", draft.action if open_now else "",
                draft.blocks if state == "blocked" else (),
                waiting.get(draft.key),
            )
        )  # fmt: skip
    return tuple(made)


def blocks_of(facts: Facts, key: str) -> tuple[str, ...]:
    """What stands in the way of a milestone, whatever comes before it."""
    return next((draft.blocks for draft in _drafts(facts) if draft.key == key), ())


def where_we_are(facts: Facts) -> str:
    """The state of the election in a sentence."""
    state = facts.election.state
    if state != "frozen":
        return _WHERE[state]
    if facts.now < facts.opens:
        return f"Frozen. Voting opens in {length_words(facts.opens - facts.now)}."
    if facts.now < facts.closes:
        return f"Voting is open. It closes in {length_words(facts.closes - facts.now)}."
    if facts.now < facts.box_closes:
        left = length_words(facts.box_closes - facts.now)
        return f"Voting has closed. The ballot box still takes ballots under way for {left}."
    return "Voting has closed. The ballot box can be closed now."


_WHERE = {
    "draft": "A draft. Nothing has been published.",
    "prepared": "Prepared. Nothing has been published; the freeze is next.",
    "closed": "The ballot box is closed. The ballots are still sealed.",
    "opening": "The trustees are opening the ballots.",
    "opened": "The ballots are open. They have not been counted.",
    "counted": "Counted. The result has not been declared, and nobody else can see it.",
    "declared": "The result has been declared and the evidence is published.",
}


def home_lines(store: OfficeStore, now: datetime, officer: str) -> list[HomeLine]:
    """Every election, with what is next in it."""
    lines = []
    for election in store.elections():
        facts = facts_of(store, election, now)
        to_do = next((m for m in timeline(facts) if m.state in ("now", "blocked")), None)
        lines.append(
            HomeLine(
                id=election.id,
                title=facts.notice.title,
                organisation=facts.notice.organisation,
                where=where_we_are(facts),
                next=to_do.title if to_do else "",
                waiting=sum(p.proposer != officer for p in facts.waiting),
            )
        )
    return lines


def _drafts(facts: Facts) -> Iterator[_Draft]:
    yield from _before_the_freeze(facts)
    yield from _voting(facts)
    yield from _after_the_vote(facts)


def _before_the_freeze(facts: Facts) -> Iterator[_Draft]:
    notice, election = facts.notice, facts.election
    early = not facts.past("frozen")
    contests = _number(len(notice.contests), "contest")
    yield _Draft(
        "notice", "Notice of election", True,
        f"{contests}, {_number(len(notice.candidates), 'candidate')} in the notice.",
        link="/notice", action="Change the notice" if early else "Read the notice",
    )  # fmt: skip
    yield _Draft(
        "rolls", "Import the rolls", _rolls_done(facts), _rolls_text(facts),
        when=notice.timetable.utc(notice.timetable.roll_freezes),
        link="/rolls", action="Import a roll",
    )  # fmt: skip
    holding = notice.secrecy.holding
    if holding != "service":
        text = f"{holding.trustees} trustees hold the opening key; any {holding.threshold} of them open."
        yield _Draft(
            "ceremony", "Hold the key ceremony", election.ceremony is not None, text,
            link="/ceremony", action="Load the public file",
        )  # fmt: skip
    yield _Draft(
        "prepare", "Prepare", facts.past("prepared"),
        "The roll office works out who is entitled, and the manifest is drawn up.",
        link="/prepare", action="Prepare", blocks=_prepare_blocks(facts),
    )  # fmt: skip
    late = (
        "Voting was to open before now: change the timetable in the notice, and prepare again.",
    )
    yield _Draft(
        "freeze", STEPS["freeze"].title, facts.past("frozen"),
        "Roll office and ballot box confirm the manifest. From then on everything is public and fixed.",
        link="/steps/freeze", action="Freeze the election",
        blocks=late if facts.now >= facts.opens else (),
    )  # fmt: skip


def _rolls_done(facts: Facts) -> bool:
    wanted = {contest.roll for contest in facts.notice.contests}
    known = facts.rolls or {}
    return facts.past("prepared") or all(known.get(roll, 0) > 0 for roll in wanted)


def _rolls_text(facts: Facts) -> str:
    names = list(facts.notice.rolls)
    if facts.rolls is None:
        return "The file goes straight to the roll office: " + ", ".join(names) + "."
    words = [f"{name}: {_members(facts.rolls.get(name, 0))}" for name in names]
    return "At the roll office – " + "; ".join(words) + "."


def _members(number: int) -> str:
    return _number(number, "member") if number else "not imported yet"


def _prepare_blocks(facts: Facts) -> tuple[str, ...]:
    blocks = []
    if facts.rolls is not None:
        blocks += [
            f"Import the roll '{name}' first."
            for name in dict.fromkeys(contest.roll for contest in facts.notice.contests)
            if not facts.rolls.get(name, 0)
        ]
    if facts.two and facts.officers < 2:
        blocks.append("The notice says that acts need two officers: add another officer first.")
    if facts.notice.secrecy.holding != "service" and facts.election.ceremony is None:
        blocks.append("Load the public file of the key ceremony first.")
    return tuple(blocks)


def _voting(facts: Facts) -> Iterator[_Draft]:
    frozen = facts.past("frozen")
    over = facts.past("closed")
    yield _Draft(
        "links", "Send the invitations", frozen and (facts.links_made or over),
        "Each member's personal link, as a file for mail merge.",
        link="/links", action="Make the links",
    )  # fmt: skip
    yield _Draft(
        "opens", "Voting opens", frozen and facts.now >= facts.opens,
        "By the clock; nobody has to do anything.", when=facts.opens,
    )  # fmt: skip
    yield _Draft(
        "closes", "Voting closes", over or (frozen and facts.now >= facts.closes),
        "By the clock. There is no early close.", when=facts.closes,
    )  # fmt: skip
    early = f"Ballots under way are still taken for {length_words(facts.box_closes - facts.now)}."
    yield _Draft(
        "close", STEPS["close"].title, over,
        "The roll office states its totals, the last ballots are logged, the log ends for ever.",
        when=facts.box_closes, link="/steps/close", action="Close the ballot box",
        blocks=(early,) if facts.now < facts.box_closes else (),
    )  # fmt: skip


def _after_the_vote(facts: Facts) -> Iterator[_Draft]:
    state = facts.election.state
    holding = facts.notice.secrecy.holding
    if holding == "service":
        text, link, action = "The service holds the key.", "/steps/open", "Open the ballots"
    elif state == "opening":
        text = f"{facts.released} of {holding.threshold} trustees have released their shares."
        link, action = "/opening", "See the opening"
    else:
        text = f"The trustees release their shares; it takes {holding.threshold} of them."
        link, action = "/steps/open", "Begin the opening"
    yield _Draft("open", STEPS["open"].title, facts.past("opened"), text, link=link, action=action)
    yield _Draft(
        "count", STEPS["count"].title, facts.past("counted"),
        "Every ballot is opened and counted, and an independent check goes over every decision.",
        link="/steps/count", action="Count",
    )  # fmt: skip
    yield _Draft(
        "declare", STEPS["declare"].title, state == "declared",
        "Look at the result first. Declaring publishes it, with the evidence.",
        link="/steps/declare", action="Declare the result",
    )  # fmt: skip
    until = facts.notice.timetable.complaints_until
    if until is not None:
        ends = facts.notice.timetable.utc(until)
        yield _Draft(
            "complaints", "Time for complaints ends", state == "declared" and facts.now >= ends,
            "Until then the declaration is provisional.", when=ends,
        )  # fmt: skip


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def available_acts(facts: Facts) -> Sequence[str]:
    """The acts beside the way, in the order of their table, that the state allows."""
    way = {"freeze", "close", "open", "count", "declare"}
    if not any(contest.casting_vote for contest in facts.notice.contests):
        way.add("casting-vote")
    return [
        name
        for name, step in STEPS.items()
        if name not in way and facts.election.state in step.states
    ]
