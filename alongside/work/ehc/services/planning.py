"""Plans of the register on their clock."""

from datetime import datetime

from alongside.commons.clocks import services as clocks
from alongside.ground.core.dates import day_of
from alongside.work.ehc import history
from alongside.work.ehc.models import Plan
from alongside.work.ehc.queries.steps import plan_card
from alongside.work.ehc.services import standing


def placing_of(plan: Plan) -> clocks.Placing:
    """Stage, team, holder and end of a plan's track."""
    team = f"team:{plan.team.uuid}" if plan.team else ""
    holder = f"post:{plan.officer.uuid}" if plan.officer else team
    first = plan.made_on
    ended = max(plan.ceased_on, first) if plan.ceased_on and first else plan.ceased_on
    return clocks.Placing("ceased" if plan.ceased_on else "plan", team, holder, ended, card=plan_card(plan))


def settle_plan(plan: Plan, at: datetime) -> None:
    """Save the plan, replay its clock, write the child's line; last line of every act on a plan."""
    plan.version += 1
    plan.save()
    if plan.track is not None:
        clocks.replay(
            track=plan.track, events=history.plan_events(plan), on=day_of(at), at=at, placing=placing_of(plan)
        )
        standing.write(plan.child_id, at)
