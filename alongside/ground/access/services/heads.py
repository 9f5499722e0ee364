"""Signs the heads of the audit chains outside the database, and verifies every chain against itself and them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from alongside.ground.access.engine import chain, seal, trail
from alongside.ground.access.models import AuditChain, AuditEntry
from alongside.ground.access.services.audit import facts_of, record
from alongside.ground.access.words import GENESIS, SYSTEM_CHAIN

_OVERLAP = timedelta(hours=1)
"""A transaction may end long after it took its time: heads of the last hour are signed again."""
_SIGNED = "access.audit.signed"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a chain: where, and what."""

    chain: str
    seq: int
    uuid: str
    what: str

    def as_dict(self) -> dict[str, str | int]:
        """For JSON."""
        return {"chain": self.chain, "seq": self.seq, "uuid": self.uuid, "what": self.what}


def sign_heads(*, at: datetime, folder: Path | None = None) -> Path:
    """Write the ends of all chains that moved to a sealed file outside the database; returns its path."""
    place = folder or Path(settings.AUDIT_HEADS)
    before = seal.read_all(place)
    moved = AuditChain.objects.filter(n_entries__gt=0)
    if before.up_to and not before.faults:
        moved = moved.filter(last_at__gte=datetime.fromisoformat(before.up_to) - _OVERLAP)
    latest = AuditChain.objects.aggregate(latest=Max("last_at"))["latest"] or at
    rows = moved.order_by("key").values_list("key", "n_entries", "head_hash")
    name, digest, n_chains = seal.write(
        place, at=at, heads=rows.iterator(chunk_size=2000), up_to=latest.astimezone(UTC).isoformat()
    )
    record(code=_SIGNED, by=None, at=at, detail={"file": name, "sha256": digest, "n_chains": str(n_chains)})
    return place / name


def verify_audit(*, folder: Path | None = None) -> list[Fault]:
    """The first fault of each chain: entries changed, gone, moved, added, re-dated, cut off; chains gone or rebuilt."""
    signed = seal.read_all(folder or Path(settings.AUDIT_HEADS))
    faults = [Fault("signed heads", 0, "", f"{name}: {what}") for name, what in signed.faults]
    faults += _missing_files(signed)
    rows = AuditChain.objects.values_list("key", "n_entries", "head_hash")
    heads = {key: (n, end) for key, n, end in rows.iterator(chunk_size=2000)}
    seen: set[str] = set()
    for walk in _walks(signed):
        seen.add(walk.chain)
        fault = walk.fault or walk.end_fault(heads.get(walk.chain))
        if fault:
            faults.append(fault)
    for key, (n, _) in sorted(heads.items()):
        if key not in seen and (n or key in signed.chains):
            faults.append(Fault(key, 1, "", f"all {n} entries of the chain are gone"))
    for key in sorted(set(signed.chains) - seen - set(heads)):
        faults.append(Fault(key, 1, "", "the whole chain is gone; the signed heads know it"))
    return faults


def _missing_files(signed: seal.Heads) -> list[Fault]:
    found = []
    for entry in AuditEntry.objects.filter(chain=SYSTEM_CHAIN, code=_SIGNED).order_by("seq").iterator():
        facts = facts_of(entry) if entry.detail.startswith("{") else {}
        name = facts.get("file", "")
        if not name or signed.digests.get(name) != facts.get("sha256"):
            what = f"{name or 'a file'} is missing or isn't the one that was signed"
            found.append(Fault("signed heads", 0, "", what))
    return found[:1]


class _Walk:
    """Goes along one chain and keeps the first thing that is wrong."""

    def __init__(self, key: str, signed: tuple[int, str] | None) -> None:
        self.chain, self.signed = key, signed
        self.seq, self.hash = 0, GENESIS
        self.last_at: datetime | None = None
        self.fault: Fault | None = None

    def step(self, entry: AuditEntry) -> None:
        """Check the next entry against the one before it."""
        if self.fault is None:
            what = self._wrong(entry)
            if what:
                self.fault = Fault(self.chain, entry.seq, str(entry.uuid), what)
        self.seq, self.hash, self.last_at = entry.seq, entry.hash, entry.recorded_at

    def _wrong(self, entry: AuditEntry) -> str:
        if entry.seq != self.seq + 1:
            return f"entry {self.seq + 1} is missing before this one"
        if chain.entry_hash({name: getattr(entry, name) for name in chain.COLUMNS}) != entry.hash:
            return "this entry was changed: its hash does not fit"
        if entry.prev_hash != self.hash:
            return "this entry does not follow the one before it: moved, added or replaced"
        if self.last_at is not None and entry.recorded_at <= self.last_at:
            return "this entry claims a time before the one that it follows"
        if self.signed and entry.seq == self.signed[0] and entry.hash != self.signed[1]:
            return "the chain was rebuilt: a signed head says otherwise"
        return ""

    def end_fault(self, head: tuple[int, str] | None) -> Fault | None:
        """What is wrong with how the chain ends."""
        if self.signed and self.seq < self.signed[0]:
            return self._at_end(f"cut off: a signed head knows {self.signed[0]} entries")
        if head != (self.seq, self.hash) and self._fits_by_now():
            return None
        if head is None:
            return self._at_end("the head of the chain is gone")
        if head[0] > self.seq:
            return self._at_end(f"cut off: the head knows {head[0]} entries")
        if head != (self.seq, self.hash):
            return self._at_end("the head does not fit the last entry")
        return None

    def _fits_by_now(self) -> bool:
        """Whether somebody only added to the chain while we walked: the head stands on our last entry or after it."""
        head = AuditChain.objects.filter(key=self.chain).first()
        if head is None or head.n_entries < self.seq:
            return False
        return AuditEntry.objects.filter(
            chain=self.chain, seq=head.n_entries, hash=head.head_hash
        ).exists() and (head.n_entries > self.seq or head.head_hash == self.hash)

    def _at_end(self, what: str) -> Fault:
        return Fault(self.chain, self.seq + 1, "", what)


def _walks(signed: seal.Heads) -> Iterator[_Walk]:
    walk: _Walk | None = None
    for entry in trail.rows_in_order():
        if walk is None or walk.chain != entry.chain:
            if walk is not None:
                yield walk
            walk = _Walk(entry.chain, signed.chains.get(entry.chain))
        walk.step(entry)
    if walk is not None:
        yield walk
