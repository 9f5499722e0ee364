"""Pages of a long list: plain numbers that a template can show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of `total` items, `size` a page; `number` starts at 1 and is pulled into range."""

    number: int
    size: int
    total: int

    @classmethod
    def of(cls, asked: str, *, size: int, total: int) -> "Page":
        """The page that somebody asked for in an address; nonsense is page 1, too far is the last page."""
        last = max(1, -(-total // size))
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        return cls(min(max(number, 1), last), size, total)

    @property
    def last(self) -> int:
        """Number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        """Index of the first item, from 0."""
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        """Index after the last item."""
        return min(self.start + self.size, self.total)
