"""Whether a child is known, has a running request, or was assessed lately; for the register, never for the asker."""

from datetime import date
from typing import Protocol

from django.db.models import Max

from alongside.ground.people import queries as people
from alongside.ground.people.models import Child
from alongside.work.ehc.models import Assessment, Plan, Request
from alongside.work.ehc.words import LIVE

SURE = "same name and birth date"


class Named(Protocol):
    """Whatever carries a child's two names as somebody wrote them."""

    @property
    def given_name(self) -> str:
        """First name."""

    @property
    def family_name(self) -> str:
        """Last name."""


def sure_match(given: Named, born_on: date | None) -> Child | None:
    """The one record with the same name and birth date; a like name is for a person to judge, never for a machine."""
    if born_on is None:
        return None
    found = people.possible_duplicates(
        family_name=given.family_name, given_name=given.given_name, born_on=born_on
    )
    sure = [alike.child for alike in found if alike.why == SURE]
    return sure[0] if len(sure) == 1 else None


def running_request(child: Child) -> Request | None:
    """The child's request that still waits for an answer or an assessment, if there is one."""
    rows = Request.objects.filter(child__in=people.ids_of(child), state__in=LIVE, plans__isnull=True)
    return rows.order_by("received_on", "id").first()


def last_assessed_on(child: Child) -> date | None:
    """The day on which an assessment of the child was last carried out; refusals don't count."""
    keys = people.ids_of(child)
    done = Assessment.objects.filter(request__child__in=keys, outcome_code__in=("Y", "N", "H"))
    assessed = done.aggregate(day=Max("outcome_on"))["day"]
    made = Plan.objects.filter(child__in=keys, request__isnull=False).aggregate(day=Max("made_on"))["day"]
    return max((day for day in (assessed, made) if day), default=None)
