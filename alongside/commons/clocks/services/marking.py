"""Recording that a rule was checked against the regulation, or that families agreed its wording."""

from datetime import date, datetime

from django.db import transaction

from alongside.commons.clocks import policies
from alongside.commons.clocks.engine import catalogue
from alongside.commons.clocks.engine.marks import hash_of, text_of
from alongside.commons.clocks.models import RuleMark
from alongside.commons.clocks.words import MarkKind
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError


@transaction.atomic
def mark_rule(
    *, duty: str, kind: str, text_hash: str, by_words: str, on_day: date, note: str, by: User, at: datetime,
) -> RuleMark:
    """Keep who checked which text, when, and what they changed. The mark holds as long as that text does.

    Raises NotThereError for an unknown rule, RefusedError, InvalidError when the text is no longer the one that was
    shown, the day lies ahead, or nobody is named.
    """
    policies.require_marking(by)
    card = catalogue.rules().get(duty)
    if card is None or kind not in set(MarkKind):
        raise NotThereError
    faults = {}
    if text_hash != hash_of(text_of(card, kind)):
        faults["by_words"] = "The text has changed since you opened this page. Read it again, then save."
    if not by_words.strip():
        faults["by_words"] = "Say which team or group looked at it."
    if on_day > day_of(at):
        faults["on_day"] = "The day must be today or in the past."
    if kind == MarkKind.FAMILY and not note.strip():
        faults["note"] = "Say what the families changed, or that they changed nothing."
    if faults:
        raise InvalidError(faults)
    made = RuleMark.objects.create(
        kind=kind, duty=duty, text_hash=text_hash, by_words=by_words.strip()[:120], on_day=on_day, note=note.strip(),
        recorded_by=by, recorded_at=at,
    )
    access.record(code="clocks.rule.marked", by=by, at=at, detail={"duty": duty, "kind": kind, "text": text_hash[:12]})
    return made
