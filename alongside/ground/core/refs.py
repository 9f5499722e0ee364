"""`Ref`: how a mechanism room points at a thing of a room above without knowing that room."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing in some room, e.g. `Ref("ehc", "request", uuid)`; stored as `ehc:request:<uuid>`."""

    room: str
    kind: str
    uuid: UUID

    def __str__(self) -> str:
        return f"{self.room}:{self.kind}:{self.uuid}"

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """Read the stored form; raises ValueError when it is not one."""
        room, kind, uuid = text.split(":")
        return cls(room, kind, UUID(uuid))
