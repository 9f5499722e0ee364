"""What-if questions: asked once with inputs that never change, renamed, discarded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.jobs import services as jobs
from alongside.oversight.insight import policies
from alongside.oversight.insight.engine.inputs import inputs_of
from alongside.oversight.insight.models import Scenario
from alongside.oversight.insight.words import LONGEST_NAME, MODEL_VERSION, REPLICATIONS, SEED

RUN = "alongside.oversight.insight.tasks.run_scenario"


@transaction.atomic
def ask(*, name: str, given: Mapping[str, Any], by: User | None, at: datetime) -> Scenario:
    """Keep a question and queue its run; without an account, the demonstration or an operator asks.

    Raises RefusedError, or InvalidError field by field.
    """
    if by is not None:
        policies.demand(by, on=day_of(at))
    made = Scenario.objects.create(
        name=_named(name), inputs=inputs_of(given).as_json(), seed=SEED, n_replications=REPLICATIONS,
        model_version=MODEL_VERSION, made_by=by, made_at=at,
    )
    _entered("insight.scenario.asked", made, by, at)
    jobs.soon(RUN, str(made.uuid))
    return made


@transaction.atomic
def rename(*, scenario: Scenario, name: str, version: int, by: User, at: datetime) -> Scenario:
    """Give a scenario another name. Raises RefusedError, InvalidError, StaleError, NotThereError."""
    policies.demand(by, on=day_of(at))
    row = _locked(scenario)
    if row.version != version:
        raise StaleError(theirs={"name": row.name}, ours={"name": name})
    row.name, row.version = _named(name), row.version + 1
    row.save(update_fields=["name", "version"])
    _entered("insight.scenario.renamed", row, by, at)
    return row


@transaction.atomic
def discard(*, scenario: Scenario, by: User, at: datetime) -> None:
    """Remove a scenario with its result; what remains is the audit entry. Raises RefusedError, NotThereError."""
    policies.demand(by, on=day_of(at))
    row = _locked(scenario)
    _entered("insight.scenario.discarded", row, by, at)
    row.delete()


def _locked(scenario: Scenario) -> Scenario:
    row = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if row is None:
        raise NotThereError("the scenario was discarded")
    return row


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError({"name": "Enter a name for this question"})
    if len(plain) > LONGEST_NAME:
        raise InvalidError({"name": f"Shorten this: at most {LONGEST_NAME} signs"})
    return plain


def _entered(code: str, row: Scenario, by: User | None, at: datetime) -> None:
    access.record(code=code, by=by, at=at, ref=Ref("insight", "scenario", row.uuid))
