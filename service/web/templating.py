"""The one environment of page templates: everything escaped, nothing undefined."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.web import TEMPLATES


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates below `templates/`, with autoescape on for every name."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
