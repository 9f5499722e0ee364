"""Standards that an area sets for itself: none of them is law, and each finding says so."""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.engine import duty
from rulebook.events import STARTS
from rulebook.judging import judge, numbered, rounds
from rulebook.model import LOCAL_AUTHORITY, Duty, Finding
from rulebook.timeline import Case


@duty(
    "Ring the family",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("family_called",),
    ends_with=("request_withdrawn", "case_closed"),
    family=(
        "Somebody should ring you within ten working days of your request. If nobody has, ring the team. "
        "This is a promise of your area, not the law."
    ),
)
def local_family_call(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Somebody should talk with the family within ten working days of its request."""
    yield judge(case, rule, case.opening(rule), case.first("family_called"))


@duty(
    "Check the document before the family sees it",
    holder=LOCAL_AUTHORITY,
    opens_with=("document_received",),
    met_by=("document_checked",),
    family=(
        "A person checks each report before you see it. That should take two working days. If you wait "
        "longer, ask. This is a promise of your area, not the law."
    ),
)
def local_release_check(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A person should check a document for release within two working days of its arrival."""
    for of in dict.fromkeys(document.of for document in case.all("document_received")):
        pairs = rounds(case.all("document_received", of), case.all("document_checked", of))
        for index, (opened, check) in enumerate(pairs):
            yield judge(case, rule, opened, check, of=numbered(of, index))


@duty(
    "Check who is asking to see the case",
    holder=LOCAL_AUTHORITY,
    opens_with=("access_requested",),
    met_by=("identity_checked",),
    family=(
        "We check who you are before you see the case. That should take five working days. Your request "
        "does not wait for it. If it takes longer, ask. This is a promise of your area, not the law."
    ),
)
def local_identity_check(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A person should check identity and relationship in five working days; no case clock waits for it."""
    pairs = rounds(case.all("access_requested"), case.all("identity_checked"))
    for index, (opened, check) in enumerate(pairs):
        yield judge(case, rule, opened, check, of=numbered("", index))
