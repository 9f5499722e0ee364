"""The facts from which the line "what is next" is made, and the card that a track carries for lists."""

from datetime import date
from typing import Any

from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.words import UNDECIDED
from alongside.work.ehc.words.next_step import Facts, from_kept


def facts_of(request: Request, due_on: date | None, on: date) -> Facts:
    """Facts of one request from its own row; `due_on` is the next lawful day of its track."""
    return from_kept(
        request.steps, state=request.state, on=on, due_on=due_on if request.state in UNDECIDED else None,
        has_officer=request.officer_id is not None, identity_state=request.identity_state,
        lives_elsewhere=request.lives_elsewhere_la, has_setting=request.setting_id is not None,
    )


def request_card(request: Request) -> dict[str, Any]:
    """What one line of a tray says of a request, as plain values; empty ones are left out."""
    found = {
        "uuid": str(request.uuid), "reference": request.reference, "state": request.state,
        "steps": {name: kept for name, kept in request.steps.items() if name != "happened"},
        "received": request.received_on.isoformat() if request.received_on else "",
        "identity": request.identity_state, "elsewhere": request.lives_elsewhere_la,
        "has_officer": request.officer_id is not None, "has_setting": request.setting_id is not None,
        "in_care": request.is_looked_after, "assessed": request.last_assessed_on is not None,
        "as_at": request.known_as_at_on.isoformat() if request.known_as_at_on else "",
    }
    return {name: value for name, value in found.items() if value}


def plan_card(plan: Plan) -> dict[str, Any]:
    """What one line of a tray says of a plan."""
    found = {
        "uuid": str(plan.uuid), "reference": plan.reference,
        "received": plan.made_on.isoformat() if plan.made_on else "",
        "as_at": plan.known_as_at_on.isoformat() if plan.known_as_at_on else "",
    }
    return {name: value for name, value in found.items() if value}


def facts_on(card: dict[str, Any], due_on: date | None, on: date) -> Facts:
    """The same facts as `facts_of`, from a card."""
    return from_kept(
        card.get("steps", {}), state=card["state"], on=on, due_on=due_on if card["state"] in UNDECIDED else None,
        has_officer=card.get("has_officer", False), identity_state=card["identity"],
        lives_elsewhere=card.get("elsewhere", ""), has_setting=card.get("has_setting", False),
    )
