"""Running a scenario: lot by lot with signs of progress, the same again after a kill."""

from datetime import datetime
from uuid import UUID

from alongside.oversight.insight.engine.inputs import inputs_of
from alongside.oversight.insight.engine.pipeline import chunks
from alongside.oversight.insight.engine.summary import result_of
from alongside.oversight.insight.models import Scenario
from alongside.oversight.insight.words import CHUNK, RunState


def run(*, uuid: UUID, at: datetime) -> bool:
    """Play a scenario and keep what came out; whether there was anything to do. A discarded one is left off."""
    scenario = Scenario.objects.filter(uuid=uuid).exclude(state=RunState.DONE).first()
    if scenario is None:
        return False
    given = inputs_of(scenario.inputs)
    mine = Scenario.objects.filter(pk=scenario.pk)
    mine.update(state=RunState.RUNNING, n_done=0)
    lots = []
    for lot in chunks(given, n=scenario.n_replications, seed=scenario.seed, size=CHUNK):
        lots.append(lot)
        n_done = min(scenario.n_replications, len(lots) * CHUNK)
        if not mine.update(n_done=n_done):
            return False
    return bool(mine.update(state=RunState.DONE, result=result_of(given, lots), finished_at=at))


def give_up(*, uuid: UUID) -> None:
    """Say on its page that a run failed; the queue tries it again, or parks it for a person."""
    Scenario.objects.filter(uuid=uuid).exclude(state=RunState.DONE).update(state=RunState.FAILED)
