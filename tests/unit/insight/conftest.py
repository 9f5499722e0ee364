"""The town of the cases, and a store that is filled with waits whose end is known."""

from datetime import timedelta

import pytest

from alongside.oversight.insight.models import Spell
from tests.unit.ehc.conftest import town as town
from tests.unit.insight.spells import spell


@pytest.fixture
def store(db):
    """`store(n, took=…)` adds n spells, one a day, each made from `spell`."""
    def add(n, **more):
        entered = more.pop("entered", 0)
        took = more.pop("took", 30)
        before = Spell.objects.count()
        Spell.objects.bulk_create(
            Spell(row=f"{before + i}", **vars(spell(entered=entered + i, took=took(i) if callable(took) else took, **more)))
            for i in range(n)
        )
    return add


def later(at, days):
    return at + timedelta(days=days)
