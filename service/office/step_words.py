"""The words of each step's page, its fields, and how a sent form becomes its parameters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ballots.contest_policy import none_of
from ballots.encoding import to_base64url
from ballots.errors import BallotsError
from ballots.manifest_contest import ContestTerms
from ballots.motions import is_motion
from ballots.standing import Standing
from ballots.times import utc_text
from service.db.office.store import Proposal
from service.errors import BadInput
from service.notice.timetable import Timetable
from service.office.shell import Sent
from service.office.steps import STEPS
from service.web.times import time_words

LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """What a step's page says. `happens`: what will happen; `danger`: whether it cannot be undone."""

    happens: tuple[str, ...]
    danger: bool = True
    running: str = "This step is being carried out."
    example: str = ""


WORDS: Mapping[str, Words] = {
    "freeze": Words(
        (
            "Everything below is fixed in one document, the manifest.",
            "The roll office and the ballot box check it and sign that they have it.",
            "It is published: anybody can compare it with the notice.",
            "From then on the roll changes only by acts.",
        ),
        running="The roll office and the ballot box are checking the manifest.",
        example="Compared with the notice; all as agreed.",
    ),
    "close": Words(
        (
            "The roll office signs how many members were entitled and how many papers were drawn.",
            "The ballot box puts the last ballots into the public log, and ends the log.",
            "The ballots stay sealed.",
        ),
        running="The last ballots are being logged and the box is closing.",
        example="Voting has ended by the timetable.",
    ),
    "open": Words(
        (
            "Where the service holds the key, every ballot can be read from this moment on.",
            "Where trustees hold it, they are asked to release their shares on the opening page.",
            "No ballot says whose it is.",
        ),
        running="The ballots are being opened.",
        example="The box is closed; the final checkpoint agrees with the witnesses.",
    ),
    "count": Words(
        (
            "Every ballot of the log is opened; ballots that say nothing valid are set aside, "
            "with the reason.",
            "Each contest is counted under its rule, and a second program goes over every "
            "stage and every decision.",
            "Officers see the result; nobody else does until it is declared.",
        ),
        danger=False,
        running="The ballots are being opened, counted and checked. Large elections take minutes.",
        example="The ballots are open.",
    ),
    "declare": Words(
        (
            "The result, the minutes and the evidence are published at once.",
            "Both officers' names stand under the declaration.",
            "The ballots are counted once more; nothing is declared that differs from what "
            "you have seen.",
        ),
        running="The result is being counted once more, signed and published.",
        example="The count agrees with the independent check.",
    ),
    "extend": Words(
        (
            "Voting stays open until the new time, for everybody.",
            "The act is published in the log, with the hash of the reason.",
        ),
        example="The website was away from 10:00 to 14:00 on the last day.",
    ),
    "withdraw": Words(
        (
            "The candidate is struck from every ballot before the count, also from those cast.",
            "A ballot then counts for the next candidate on it.",
            "The act is published.",
        ),
        example="Wrote on 14 February to withdraw.",
    ),
    "cancel": Words(
        (
            "No more papers are drawn and no more ballots taken in this contest.",
            "It has no result. The other contests go on.",
            "The act is published.",
        ),
        example="The post has been abolished by the conference.",
    ),
    "reissue": Words(
        (
            "The member can draw a second paper in this contest.",
            "The log says that a paper was re-issued, and not to whom.",
            "It counts as a possible second vote: it is set against how close the result was.",
        ),
        example="The phone broke between drawing and casting.",
    ),
    "casting-vote": Words(
        (
            "The vote of whoever has the casting vote settles the motion with equal votes, or decides "
            "between the two options with equal votes.",
            "The act is published, with the reason that you give.",
            "The ballots are then counted again, with it.",
        ),
        example="Given by the chair in the meeting of 22 June.",
    ),
    "correct": Words(
        (
            "The correction is published beside the declaration, which stays as it is.",
            "Nothing is ever unwritten.",
        ),
        example="A name was misspelt in the notice.",
    ),
    "annul": Words(
        (
            "The result of this contest is set aside, and everybody is told so.",
            "The ballots, the count and the declaration stay published.",
        ),
        example="Upheld complaint 3 of 26 February.",
    ),
}


def typed_parameters(step: str, sent: Sent, standing: Standing, table: Timetable) -> dict[str, str]:
    """The parameters that a step's form says. Raises BadInput; its `code` is the field at fault."""
    if step == "freeze":
        return {"mh": sent.text("mh")}
    if step == "extend":
        return {"closes": _instant(sent.text("closes"), standing, table)}
    if step not in ("withdraw", "cancel", "reissue", "casting-vote", "correct", "annul"):
        return {}
    if step == "casting-vote":
        contest, _, candidate = sent.text("candidate").partition("/")
        known = (terms for terms in standing.manifest.contests if terms.id == contest)
        able = next(({c.id for c in terms.candidates} for terms in known), {candidate})
        if not contest or candidate not in able:
            raise BadInput("candidate", "Choose for or against, or the option that it is for.")
        return {"contest": contest, "candidate": candidate}
    if step == "withdraw":
        contest, _, candidate = sent.text("candidate").partition("/")
        _check_withdrawal(standing, contest, candidate)
        return {"contest": contest, "candidate": candidate}
    contest = sent.text("contest")
    _check_contest(step, standing, contest)
    if step == "cancel":
        return {"contest": contest}
    if step == "reissue":
        number = sent.text("number").strip()
        if not number or len(number) > 100:
            raise BadInput("number", "Give the membership number, as it stands on the roll.")
        return {"contest": contest, "number": number}
    text = sent.text("text").strip()
    if not text or len(text) > LONGEST_TEXT:
        raise BadInput("text", f"Say it in words, at most {LONGEST_TEXT:,} characters.")
    return {"contest": contest, "text": text}


def _instant(local: str, standing: Standing, table: Timetable) -> str:
    try:
        instant = table.utc(datetime.fromisoformat(local).replace(tzinfo=None, second=0))
    except ValueError as error:
        words = str(error) if "exactly once" in str(error) else "expected a date and a time"
        raise BadInput("closes", f"The new closing time: {words}.") from None
    if instant <= standing.closes:
        now = time_words(standing.closes, table.zone)
        raise BadInput("closes", f"Voting closes {now} as it is: give a later time.")
    return utc_text(instant.astimezone(UTC))


def _check_contest(step: str, standing: Standing, contest: str) -> None:
    if all(terms.id != contest for terms in standing.manifest.contests):
        raise BadInput("contest", "Choose one of the contests.")
    if contest in standing.cancelled:
        raise BadInput("contest", "This contest has been cancelled.")
    if step == "annul" and contest in standing.annulled:
        raise BadInput("contest", "The result of this contest has been annulled already.")


def _check_withdrawal(standing: Standing, contest: str, candidate: str) -> None:
    try:
        _check_contest("withdraw", standing, contest)
        terms = standing.manifest.contest(contest)
        able = () if is_motion(terms) else terms.candidates
        known = {item.id for item in able if item.id != _nobody(terms)}
    except (BadInput, BallotsError):
        raise BadInput("candidate", "Choose one of the candidates.") from None
    if candidate not in known:
        raise BadInput("candidate", "Choose one of the candidates.")
    if (contest, candidate) in standing.withdrawn:
        raise BadInput("candidate", "This candidate has withdrawn already.")


def parameter_words(
    step: str, parameters: Mapping[str, str], standing: Standing, zone: str
) -> list[tuple[str, str]]:
    """What a proposal is about, as label and value."""
    titles = {terms.id: terms.title for terms in standing.manifest.contests}
    words = []
    contest = str(parameters.get("contest", ""))
    if "closes" in parameters:
        closes = datetime.fromisoformat(str(parameters["closes"]))
        words.append(("Voting then closes", time_words(closes, zone)))
    if contest:
        words.append(("Contest", titles.get(contest, contest)))
    if "candidate" in parameters:
        number = str(parameters["candidate"])
        names = {
            str(item.id): item.name
            for terms in standing.manifest.contests
            if terms.id == contest
            for item in terms.candidates
        }
        label = "Casting vote for" if step == "casting-vote" else "Candidate"
        words.append((label, names.get(number, number)))
    if "number" in parameters:
        words.append(("Membership number", str(parameters["number"])))
    if "text" in parameters:
        words.append((STEPS[step].title, str(parameters["text"])))
    if "mh" in parameters:
        words.append(("Manifest", str(parameters["mh"])))
    return words


def parameters_of(proposal: Proposal) -> dict[str, str]:
    """The parameters of a proposal."""
    found: dict[str, str] = json.loads(proposal.parameters)
    return found


def withdrawable(standing: Standing) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each contest with the candidates who can still withdraw: value and name."""
    return [
        (
            terms.title,
            [
                (f"{terms.id}/{item.id}", item.name)
                for item in terms.candidates
                if (terms.id, item.id) not in standing.withdrawn and item.id != _nobody(terms)
            ],
        )
        for terms in standing.manifest.contests
        if terms.id not in standing.cancelled and not is_motion(terms)
    ]


def _nobody(terms: ContestTerms) -> str | None:
    """The entry that is nobody, and so cannot withdraw."""
    option = none_of(terms.policy, terms.candidates)
    return None if option is None else option.candidate


def open_contests(step: str, standing: Standing) -> list[tuple[str, str]]:
    """The contests that a step can be about: id and title."""
    gone = standing.cancelled | (standing.annulled if step == "annul" else frozenset())
    return [(terms.id, terms.title) for terms in standing.manifest.contests if terms.id not in gone]


def mh_text(standing: Standing) -> str:
    """The manifest's hash as a form carries it."""
    return to_base64url(standing.manifest.mh)
