"""How `omov` ends: the exit statuses, and the errors that are the command line's own.

Source: ARCHITECTURE, 'Command line'.
"""

from __future__ import annotations

import sys
from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses. 0 only on success."""

    OK = 0
    FAULTS = 1  # what was checked does not hold
    MALFORMED = 2  # bad input or a bad command line
    INFEASIBLE = 3  # no set of winners can meet the constraints
    LOT_NEEDED = 4  # a lot decides, and none was given
    OUTPUT = 5  # the output could not be written
    INTERNAL = 70  # a fault of the program itself
    INTERRUPTED = 130  # 128 + SIGINT
    PIPE = 141  # 128 + SIGPIPE: whoever read the output went away


class CommandError(Exception):
    """Ends a command with one line on standard error. `status`: what the command exits with."""

    def __init__(self, message: str, status: Exit = Exit.MALFORMED) -> None:
        self.status = status
        super().__init__(message)


class OutputError(CommandError):
    """Standard output cannot be written."""

    def __init__(self, reason: OSError | None) -> None:
        if isinstance(reason, BrokenPipeError):
            super().__init__("", Exit.PIPE)
            return
        why = "it is closed" if reason is None else reason.strerror or str(reason)
        super().__init__(f"The output cannot be written: {why}.", Exit.OUTPUT)


def status_of(error: Exception) -> Exit | None:
    """The status for an error that one of our packages raised on purpose; None for any other.

    A package that has not been imported cannot have raised anything, and is not imported for it.
    """
    if isinstance(error, CommandError):
        return error.status
    counting = sys.modules.get("counting.errors")
    if counting is not None:
        if isinstance(error, counting.InfeasibleError):
            return Exit.INFEASIBLE
        if isinstance(error, counting.LotNeededError):
            return Exit.LOT_NEEDED
        if isinstance(error, counting.CountingError):
            return Exit.MALFORMED
    ballots = sys.modules.get("ballots.errors")
    if ballots is not None and isinstance(error, ballots.BallotsError):
        return Exit.MALFORMED
    return None
