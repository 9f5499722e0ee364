"""Taking in facts: the store of spells is made anew, with keys that nobody can ever make again."""

import secrets
from datetime import datetime

from django.db import transaction

from alongside.ground.core.dates import day_of
from alongside.oversight.insight.models import Spell
from alongside.work.ehc import extract
from alongside.work.ehc.facts import StageSpell

FIELDS = tuple(name for name in StageSpell.__slots__)


@transaction.atomic
def take_in(*, at: datetime) -> int:
    """Replace the store by the facts of the day; answers how many rows. The key of the row keys is thrown away."""
    facts = extract.stage_spells(on=day_of(at), key=secrets.token_bytes(32))
    Spell.objects.all().delete()
    rows = (Spell(**{name: getattr(fact, name) for name in FIELDS}) for fact in facts)
    return len(Spell.objects.bulk_create(rows, batch_size=500))
