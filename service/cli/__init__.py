"""The command line, `omov`. Each file in `commands` is one command; this one starts and ends them.

However a command ends, it ends with a status of `exits.Exit` and, unless all is well, one line
on standard error: never a traceback (`OMOV_TRACEBACK=1` asks for it, for those who mend the program).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from service.cli.exits import Exit, status_of
from service.cli.output import abandon_output, complain


def main() -> NoReturn:
    """The entry point of `omov`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name), and return its exit status."""
    try:
        status = _dispatch(list(arguments))
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    except MemoryError:
        complain(f"{_name(arguments)}: This needs more memory than there is.")
        status = Exit.INTERNAL
    except Exception as error:
        if os.environ.get("OMOV_TRACEBACK"):
            raise
        status = _explain(error, arguments)
    if status == Exit.INTERRUPTED:
        complain("omov: Interrupted.")
    abandon_output()
    return int(status)


def _dispatch(arguments: list[str]) -> int:
    from service.cli.application import dispatch

    return dispatch(arguments)


def _explain(error: Exception, arguments: Sequence[str]) -> int:
    status = status_of(error)
    if status is None:
        complain(
            f"{_name(arguments)}: Internal error, {type(error).__name__}: {error}. This is a fault "
            "of the program. Run it again with OMOV_TRACEBACK=1 and report what it prints."
        )
        return Exit.INTERNAL
    if str(error):
        complain(f"{_name(arguments)}: {error}")
    return status


def _name(arguments: Sequence[str]) -> str:
    from service.cli.commands import names

    return f"omov {arguments[0]}" if arguments and arguments[0] in names() else "omov"
