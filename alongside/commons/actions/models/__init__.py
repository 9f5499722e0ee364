"""The rows of the room."""

from alongside.commons.actions.models.action import Action, ActionStep, Climb
from alongside.commons.actions.models.promise import Promise, PromiseHearer

__all__ = ["Action", "ActionStep", "Climb", "Promise", "PromiseHearer"]
