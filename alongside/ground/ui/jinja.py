"""The Jinja2 environment of every page."""

from typing import Any

from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Environment for Django's Jinja2 back end."""
    return Environment(**options)  # noqa: S701 - Django passes autoescape=True
