"""The commands, one file each, discovered. A file has `register(app)`, which adds its command.

The file's name is the command's. Import slow libraries inside functions, so that `omov --help`
stays quick.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def names() -> tuple[str, ...]:
    """The names of all commands, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def register(app: typer.Typer, name: str) -> None:
    """Add the command of this name to the application."""
    importlib.import_module(f"{__name__}.{name}").register(app)
