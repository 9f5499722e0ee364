"""Who may ask what-if questions. Forecasts are shown by those who may show the case; calibration is public."""

from datetime import date

from alongside.ground.access.policies import Permission, Viewer, has_permission, require


def can_plan_capacity(user: Viewer | None, *, on: date | None = None) -> bool:
    """Ask what more or fewer people would do to the queue, and read what came out."""
    return has_permission(user, Permission.PLAN_CAPACITY, on=on)


def demand(user: Viewer | None, *, on: date) -> None:
    """Raise RefusedError unless the account may."""
    require(user, Permission.PLAN_CAPACITY, on=on)
