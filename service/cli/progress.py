"""Progress of long work, on standard error, where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def told() -> Iterator[Callable[[str, int, int], None]]:
    """Gives what to call with (what is being done, how much is done, how much there is)."""
    if not sys.stderr.isatty():
        last = [""]

        def lines(what: str, _done: int, _all: int) -> None:
            if what != last[0]:
                last[0] = what
                print(f"{what} …", file=sys.stderr, flush=True)

        yield lines
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def bar(what: str, done: int, of: int) -> None:
            shown.update(task, description=what, completed=done, total=of)

        yield bar
