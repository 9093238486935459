"""The one environment of page templates: everything escaped, nothing undefined."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.web import TEMPLATES, static_path
from service.web.times import length_words, time_element


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates below `templates/`, with autoescape on for every name."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["when"] = time_element
    made.filters["lasting"] = length_words
    made.globals["static"] = static_path
    return made
