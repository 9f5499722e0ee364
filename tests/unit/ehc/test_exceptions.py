"""Exceptions that only the return tells of: a person must say which, with evidence, and the family hears of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from alongside.commons.clocks.models import Deadline
from alongside.commons.messaging.models import Letter
from alongside.ground.core.errors import InvalidError
from alongside.work.ehc import history, queries
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Assessment, ExceptionClaim, Request
from alongside.work.ehc.tasks import night
from tests.unit.ehc.conftest import days_later, fresh
from tests.unit.ehc.test_loading import case, kid, load
from tests.unit.ehc.test_pages import browse, now, page_of, request_, text

__all__ = ["browse", "now", "request_"]
pytestmark = pytest.mark.django_db
RECEIVED = date(2024, 3, 1)
WEEK20 = RECEIVED + timedelta(weeks=20)


def excepted(days_to_plan=200, code="1", received=RECEIVED):
    """A request of the return that got its plan late, with an exception that it doesn't explain."""
    plan = ehc.LoadedPlan(made_on=received + timedelta(days=days_to_plan)) if days_to_plan else None
    load(case(kid(), ehc.LoadedRequest(
        received_on=received, source_code="2", outcome_code="Y", outcome_on=received + timedelta(days=40),
        assessment=ehc.LoadedAssessment("Y", received + timedelta(days=100), code), plan=plan,
    )))
    return Request.objects.get()


def plan_deadline(request):
    return Deadline.objects.get(track=fresh(request).track, duty="final_plan_20w")


def give(town, request, **more):
    return ehc.claim_exception(**{
        "request": request, "ground": "exc_personal_circumstances", "duty": "final_plan_20w", "from_on": date(2024, 6, 1),
        "to_on": date(2024, 7, 30), "evidence": "The hospital's letter", "why_impractical": "Nobody could assess her.",
        "by": town.user("manager"), "at": days_later(3), **more,
    })


def test_without_a_ground_the_limit_is_neither_kept_nor_broken(town):
    request = excepted()
    found = plan_deadline(request)
    assert found.state == "needs_a_person"
    assert "no ground is on record" in found.note
    assert list(queries.ungrounded(town.user("manager"), days_later(3).date())) == [request]
    assert queries.n_exceptions(town.user("burnley"), days_later(3).date()) == 0
    assert any("not given in the return" in warning for warning in queries.warnings(request))


@pytest.mark.parametrize("code", ["0", ""])
def test_where_the_return_tells_of_none_the_clock_speaks(town, code):
    request = excepted(code=code)
    assert plan_deadline(request).state == "missed"
    assert not queries.is_ungrounded(request)


def test_a_request_before_our_records_has_no_exception_to_explain(town):
    request = Request(received_on=None)
    assert history.exception_told_on(request, Assessment(week20_code="1")) is None
    assert history.exception_told_on(Request(received_on=RECEIVED), None) is None


def test_the_day_is_week_20_or_that_of_the_return_where_it_is_earlier(town):
    assert history.exception_told_on(Request(received_on=RECEIVED), Assessment(week20_code="1")) == WEEK20
    early = Request(received_on=RECEIVED, known_as_at_on=date(2024, 5, 1))
    assert history.exception_told_on(early, Assessment(week20_code="1")) == date(2024, 5, 1)


def test_a_ground_given_later_counts_from_the_day_of_the_return_and_stands_on_the_managers_list(town):
    request = excepted()
    made = give(town, request)
    assert (made.claim.is_late_entry, made.n_told) == (True, 0)
    assert plan_deadline(request).state == "exempt"
    assert plan_deadline(request).exemptions == ["exc_personal_circumstances"]
    assert queries.n_exceptions(town.user("manager"), days_later(3).date()) == 0
    assert [claim.pk for claim in queries.late_claims(town.user("manager"), days_later(3).date())] == [made.claim.pk]
    assert night(days_later(4)).changed == []


def test_another_step_of_a_request_that_has_ended_takes_none(town):
    request = excepted()
    with pytest.raises(InvalidError):
        give(town, request, duty="assess_decision_6w")
    give(town, request)
    with pytest.raises(InvalidError):
        give(town, request, ground="exc_absent_4_weeks")
    assert ExceptionClaim.objects.count() == 1


def test_the_page_lists_them_leads_to_the_form_and_says_when_nobody_was_told(browse, town, now):
    request = excepted(received=date(2024, 3, 1))
    manager = browse("manager")
    page = text(manager.get(reverse("ehc_claims")))
    assert "Ground not given in the return: needs a person (1)" in page
    assert "Record the ground" in page
    form = manager.get(page_of(request, "ehc_exception"), {"step": "final_plan_20w"}).content.decode()
    assert 'value="final_plan_20w" checked' in " ".join(form.split())
    day = {"from_on_day": "1", "from_on_month": "6", "from_on_year": "2024"}
    done = manager.post(page_of(request, "ehc_exception"), {
        "ground": "exc_personal_circumstances", "duty": "final_plan_20w", "evidence": "x", "why_impractical": "y", **day,
    }, follow=True)
    assert "Nobody can be written to: tell the family yourself" in text(done)
    page = text(manager.get(reverse("ehc_claims")))
    assert "needs a person (0)" in page
    assert "Exceptional personal circumstances" in page
    assert browse("officer").get(reverse("ehc_claims")).status_code == 404


def test_people_who_can_be_written_to_are_told(browse, town, request_, now):
    done = browse("manager").post(page_of(request_, "ehc_exception"), {
        "ground": "exc_personal_circumstances", "duty": "final_plan_20w", "evidence": "x", "why_impractical": "y",
        "from_on_day": str(now.day), "from_on_month": str(now.month), "from_on_year": str(now.year),
    }, follow=True)
    assert "1 person is told in writing" in text(done)
    assert Letter.objects.filter(event="ehc.exception").count() == 1
