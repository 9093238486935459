"""`omov verify`: verifies an evidence file offline, check by named check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from service.cli.contest_options import JsonOption
from service.cli.exits import CommandError, Exit
from service.cli.output import say, say_bytes, width

if TYPE_CHECKING:
    from ballots.evidence import Check, Verdict

_HASH = re.compile(r"(?:sha256:)?([0-9a-fA-F]{64})")
_LEAST_TEXT = 30  # columns

EvidenceArgument = Annotated[
    str, typer.Argument(metavar="EVIDENCE.zip", help="The evidence of an election.")
]
ExpectOption = Annotated[
    str | None,
    typer.Option(
        "--expect",
        metavar="MH",
        help="The manifest's hash as your invitation to vote gives it: 64 hexadecimal digits.",
    ),
]
RecountOption = Annotated[
    str | None,
    typer.Option(
        "--recount", metavar="RULE", help="Count under this rule too; it decides nothing."
    ),
]


def register(app: typer.Typer) -> None:
    """Add `omov verify`."""
    app.command("verify", short_help="Verify the evidence of an election, offline.")(_verify)


def _verify(
    evidence: EvidenceArgument,
    expect: ExpectOption = None,
    recount: RecountOption = None,
    json: JsonOption = False,
) -> None:
    """Verify the evidence of an election, offline, check by named check.

    Take the manifest's hash from an invitation to vote, and give it with --expect: without it
    the file can only be found consistent with itself, since whoever made it could have made
    all of it.

    \b
    Examples:
      omov verify evidence.zip --expect 7e0b2e60…
      omov verify evidence.zip --recount wigm-exact
      omov verify evidence.zip --json

    \b
    Exit status:
      0  every check holds (without --expect: 'self-consistent only')
      1  at least one does not, or could not be made
      2  bad input: a file that cannot be opened, a hash or a rule that is not one
      5  the output could not be written
    """
    from ballots.evidence import Overall, verify_evidence

    expected = _hash_in(expect)
    columns = width()
    with _opened(evidence) as stream:
        verdict = verify_evidence(
            stream,
            expected,
            recount_under=recount,
            told=None if json else lambda check: say(_line(check, columns)),
        )
    if json:
        from counting.canonical import canonical_json

        say_bytes(canonical_json(verdict.to_json()))
    else:
        say("\n" + _ending(verdict, columns))
    if verdict.overall is Overall.FAILED:
        raise typer.Exit(Exit.FAULTS)


def _hash_in(text: str | None) -> bytes | None:
    if text is None:
        return None
    from ballots.encoding import HASH_BYTES, from_base64url
    from ballots.errors import EncodingError

    found = _HASH.fullmatch(text.strip())
    if found is not None:
        return bytes.fromhex(found[1])
    try:
        # As it stands in a personal link, after `m=`.
        return from_base64url(text.strip().removeprefix("m="), HASH_BYTES)
    except EncodingError:
        raise CommandError(
            f"--expect '{text}' is not a manifest's hash: expected 64 hexadecimal digits, or the 43 "
            "characters after 'm=' in an invitation to vote."
        ) from None


def _opened(name: str) -> BinaryIO:
    from pathlib import Path

    from service.cli.reading import reason

    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise CommandError(f"Evidence '{name}' cannot be read: {reason(error)}.") from error


def _line(check: Check, columns: int) -> str:
    """One check: how it ended, its name, and what was compared, wrapped beside them."""
    from ballots.evidence import CHECK_NAMES, Outcome
    from counting.views.text import pad, wrap

    outcome = max(len(outcome.value) for outcome in Outcome)
    name = max(map(len, CHECK_NAMES))
    indent = outcome + name + 4
    first, *others = wrap(check.compared, max(columns - indent, _LEAST_TEXT))
    head = f"{pad(_shown(check), outcome)}  {pad(check.name, name)}  {first}"
    return "\n".join([head, *(" " * indent + line for line in others)])


def _shown(check: Check) -> str:
    from ballots.evidence import Outcome

    return "FAILED" if check.outcome is Outcome.FAILED else check.outcome.value


def _ending(verdict: Verdict, columns: int) -> str:
    from counting.views.text import bulleted, paragraphs

    parts = []
    for elected in verdict.elected:
        parts.append(paragraphs([f"{elected.title}. {elected.said}"], columns))
    for motion in verdict.motions:
        parts.append(paragraphs([f"{motion.title}. {' '.join(motion.sentences)}"], columns))
    if verdict.recounts:
        said = [recount.said for recount in verdict.recounts]
        parts.append("Recounted, for information only\n" + bulleted(said, columns))
    if verdict.notes:
        parts.append("Note\n" + bulleted(verdict.notes, columns))
    parts.append(paragraphs([_sentence(verdict)], columns))
    return "\n\n".join(parts)


def _sentence(verdict: Verdict) -> str:
    from ballots.evidence import Overall
    from counting.words import number_of

    if verdict.overall is Overall.FAILED:
        failed = ", ".join(f"'{name}'" for name in verdict.failed)
        return (
            f"FAILED: {number_of(len(verdict.failed), 'check')}, {failed}. This evidence does not "
            "show what it claims; what is said above of results cannot be relied on."
        )
    if verdict.overall is Overall.SELF_CONSISTENT:
        return (
            "Self-consistent only: every check holds, but nothing from outside was compared. "
            f"Verify again with --expect and the hash in an invitation to vote; here it is {verdict.mh}."
        )
    if verdict.for_auditors:
        return "Verified, as far as this copy shows: see the note for what only auditors can check."
    return "Verified: every check holds, and this is the election of the manifest expected."
