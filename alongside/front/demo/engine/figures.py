"""The published figures and the invented names, from the room's `data`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent.parent / "data"


@cache
def figures() -> dict[str, Any]:
    """Lancashire's published figures; see the file for sources."""
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / "lancashire.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def names() -> dict[str, Any]:
    """Invented names by heritage, and places to name schools after."""
    loaded: dict[str, Any] = yaml.safe_load((_FOLDER / "names.yaml").read_text(encoding="utf-8"))
    return loaded


def share_of(count: float, n_plans: int) -> int:
    """A published count at the size of this population, rounded."""
    return round(count * n_plans / float(figures()["stock"]))
