"""`omov rehearse`: runs an election end to end through the real HTTP interface."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from service.cli.exits import CommandError, Exit
from service.cli.output import say
from service.cli.progress import told


def register(app: typer.Typer) -> None:
    """Add `omov rehearse`."""
    app.command("rehearse", short_help="Rehearse an election end to end.")(_rehearse)


def _rehearse(
    notice: Annotated[
        Path | None, typer.Argument(help="A notice of election (TOML).", show_default=False)
    ] = None,
    papers: Annotated[
        Path | None, typer.Option("--papers", help="A ballot file: one member casts each paper.")
    ] = None,
    rule: Annotated[str, typer.Option("--rule", help="The rule, with --papers.")] = "scottish-2011",
    members: Annotated[
        int | None, typer.Option("--members", min=1, max=1_000_000, help="How many members vote.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Repeats a rehearsal's choices.")] = 1,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for evidence.zip and record.json.")
    ] = Path("rehearsal"),
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Rehearse an election: import, freeze, sign in, draw, seal, cast, close, open, count, declare.

    \b
    Examples:
      omov rehearse notice.toml --members 200 --out tried
      omov rehearse --papers ward.blt --rule scottish-2011 --out tried

    A server of its own is started and stopped; its keys and members are good for nothing else.
    Exit status 0: the evidence verifies. 1: it does not, or the rehearsal stopped on the way.
    """
    from counting.errors import CountingError
    from counting.formats.blt import read_blt
    from service.errors import Refused
    from service.notice import NoticeError
    from service.rehearsal.http import RehearsalError
    from service.rehearsal.run import plan_from_notice, plan_from_papers, rehearse
    from service.rehearsal.server import ServerError

    if (notice is None) == (papers is None):
        raise CommandError("Give either a notice of election or --papers, and not both.")
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise CommandError(f"{out} is not an empty folder. Choose another for --out.")
    # Asked to end, it ends its server too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if papers is not None:
            plan = plan_from_papers(read_blt(papers), rule, members, seed)
        else:
            assert notice is not None
            plan = plan_from_notice(notice.read_text(encoding="utf-8"), members or 50, seed)
        with told() as progress:
            done = rehearse(plan, out, progress)
    except NoticeError as error:
        raise CommandError(" ".join(str(fault) for fault in error.faults)) from None
    except Refused as error:
        raise CommandError(error.detail) from None
    except (CountingError, OSError, UnicodeDecodeError) as error:
        raise CommandError(str(error)) from None
    except (RehearsalError, ServerError) as error:
        raise CommandError(f"The rehearsal stopped: {error}", Exit.FAULTS) from None
    if json:
        _say_json(done.verdict.overall.value, done.members, done.evidence, done.record)
    else:
        say(f"{done.members} members voted. The evidence: {done.verdict.overall.value}.")
        say(f"Evidence: {done.evidence}")
        say(f"Record:   {done.record}")
    if done.verdict.overall.value != "verified":
        raise CommandError("The evidence of the rehearsal does not verify.", Exit.FAULTS)


def _say_json(verdict: str, members: int, evidence: Path, record: Path) -> None:
    from counting.canonical import Json, canonical_json

    found: Json = {
        "verdict": verdict,
        "members": members,
        "evidence": str(evidence),
        "record": str(record),
    }
    say(canonical_json(found).decode())
