"""A school that was closed is judged from its dates, not by a person: request, closure, claim."""

from datetime import date, datetime

import pytest

from alongside.commons.clocks.models import Deadline
from alongside.ground.people import services as people
from alongside.ground.people.models import Setting
from alongside.work.ehc import history
from alongside.work.ehc import services as ehc
from alongside.work.ehc.tasks import night
from tests.unit.ehc.conftest import LONDON, ask, checked, fresh

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 27, 10, 0, tzinfo=LONDON)
LATER = datetime(2025, 9, 10, 10, 0, tzinfo=LONDON)


@pytest.fixture
def request_(town):
    row = ask(at=JUNE, setting=town.school)
    return checked(town, row, at=JUNE)


def asked_on(town, request, day):
    at = datetime(2025, 7, day, 10, 0, tzinfo=LONDON)
    return ehc.consult_setting(request=fresh(request), by=town.user("officer"), at=at)


def close(town, closed_from=date(2025, 7, 22), open_from=date(2025, 9, 2), setting=...):
    people.save_closure(setting=town.school if setting is ... else setting, closed_from=closed_from, open_from=open_from,
                        by=None, at=JUNE)


def claim(town, request):
    ehc.claim_exception(request=fresh(request), ground="exc_school_closed", duty="final_plan_20w",
                        from_on=date(2025, 7, 22), to_on=date(2025, 9, 1), evidence="Term dates",
                        why_impractical="Nobody was there.", by=town.user("manager"), at=LATER)
    return Deadline.objects.get(track=fresh(request).track, duty="assess_decision_6w"), [
        event for event in history.request_events(history.story_of(fresh(request)))
        if event.type == "information_requested"
    ]


@pytest.mark.parametrize(("day", "closed_from"), [(16, "2025-07-22"), (30, "2025-07-22"), (1, "2025-07-22")])
def test_the_request_to_a_school_tells_when_it_is_closed(town, request_, day, closed_from):
    close(town)
    close(town, date(2025, 10, 27), date(2025, 11, 3))
    asked_on(town, request_, day)
    _, [event] = claim(town, request_)
    assert event.data == {"setting": "Any Primary", "closed_from": closed_from, "open_from": "2025-09-02"}


def six_weeks(town, request):
    ehc.claim_exception(request=fresh(request), ground="exc_school_closed", duty="assess_decision_6w",
                        from_on=date(2025, 7, 22), evidence="Term dates", why_impractical="Nobody was there.",
                        by=town.user("manager"), at=LATER)
    return Deadline.objects.get(track=fresh(request).track, duty="assess_decision_6w")


@pytest.mark.parametrize(("day", "state"), [(16, "exempt"), (1, "overdue")])
def test_a_claim_is_made_out_or_not_by_the_dates(town, request_, day, state):
    close(town)
    asked_on(town, request_, day)
    assert six_weeks(town, request_).state == state
    assert night(LATER).changed == []


def test_the_holidays_of_the_area_count_where_a_school_has_none_of_its_own(town, request_):
    Setting.objects.update(la_number="888")
    close(town, setting=None)
    asked_on(town, request_, 16)
    assert six_weeks(town, request_).state == "exempt"


def test_without_dates_a_person_must_judge(town, request_):
    asked_on(town, request_, 16)
    found = six_weeks(town, request_)
    assert found.state == "needs_a_person"
    assert "No closure of the setting is recorded" in found.note


def test_dates_that_come_later_are_a_changed_past_for_a_manager(town, request_):
    asked_on(town, request_, 16)
    assert six_weeks(town, request_).state == "needs_a_person"
    close(town)
    assert night(LATER).changed == [f"ehc:request:{request_.uuid}"]
