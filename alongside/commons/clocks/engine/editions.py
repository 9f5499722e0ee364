"""Which edition of the rulebook this is: its version, and a hash over every line and number of it."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import rulebook

SHORT = 12


@dataclass(frozen=True, slots=True)
class Edition:
    """A rulebook as it stood: equal hashes mean equal rules, numbers and bank holidays."""

    version: str
    digest: str

    @property
    def short(self) -> str:
        """The first signs of the hash: enough to tell editions apart."""
        return self.digest[:SHORT]

    @property
    def words(self) -> str:
        """`0.1.0 (3f2a9c1b7d20)`."""
        return f"{self.version} ({self.short})"


@cache
def edition() -> Edition:
    """The edition that runs here; it can't change while the process lives."""
    folder = Path(rulebook.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".yaml"} and "build" not in path.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return Edition(_version(), digest.hexdigest())


def _version() -> str:
    try:
        return version("alongside-rulebook")
    except PackageNotFoundError:
        return "not installed"
