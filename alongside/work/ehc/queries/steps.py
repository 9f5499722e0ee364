"""The facts from which the line "what is next" is made."""

from datetime import date

from alongside.work.ehc.models import Request
from alongside.work.ehc.words import UNDECIDED
from alongside.work.ehc.words.next_step import Facts, from_kept


def facts_of(request: Request, due_on: date | None, on: date) -> Facts:
    """Facts of one request from its own row; `due_on` is the next lawful day of its track."""
    return from_kept(
        request.steps, state=request.state, on=on, due_on=due_on if request.state in UNDECIDED else None,
        has_officer=request.officer_id is not None, identity_state=request.identity_state,
        lives_elsewhere=request.lives_elsewhere_la, has_setting=request.setting_id is not None,
    )
