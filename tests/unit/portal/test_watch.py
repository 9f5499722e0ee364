"""A manager's page of what was left too long, and the page for the telephone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alongside.commons.actions import services as actions
from alongside.commons.clocks.models import Track
from alongside.front.portal.queries import watch
from alongside.ground.people.models import PostHolding
from alongside.work.ehc.models import Request
from tests.unit.ehc.conftest import ask, checked, days_later, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db


def test_a_case_without_holder_or_date_or_with_an_empty_post_is_a_finding(town):
    request, manager, at = checked(town, ask()), town.user("manager"), days_later(10)
    assert [found.title for found in watch.adrift(manager, at)] == []
    Track.objects.update(holder_badge="", next_due=None)
    found = watch.adrift(manager, at)
    assert [(one.title, one.number) for one in found] == [("Open requests without a holder or a next lawful date", 1)]
    assert found[0].rows[0].why == "nobody holds it and it has no next lawful date"
    assert found[0].rows[0].href == reverse("portal_child", args=[request.child.uuid])
    post = town.posts["officer"]
    Track.objects.update(holder_badge=f"post:{post.uuid}", next_due=at.date())
    assert watch.adrift(manager, at) == ()
    PostHolding.objects.filter(post=post).update(ends_on=at.date())
    assert [one.title for one in watch.adrift(manager, at)] == ["Cases of a post that nobody holds now"]


def test_the_longest_waits_say_why_what_comes_next_and_who_last_rang(town):
    request, manager, at = checked(town, ask()), town.user("manager"), days_later(260)
    (over_52, n_52, _), (over_36, n_36, rows) = watch.longest(manager, at)
    assert (over_52, n_52, over_36, n_36) == (52, 0, 36, 1)
    assert (rows[0].reference, rows[0].n_weeks, rows[0].next_action, rows[0].last_contact) == (
        request.reference, 37, "Nothing is planned", "Never by a person")
    officer = town.user("officer")
    actions.log_call(child=request.child, words="Told her.", by=manager, at=at - timedelta(days=3), key="c",
                     with_person=request.requester)
    actions.open_action(key="t", child=request.child, kind="task", title="Ring the hospital", due_on=at.date(), at=at,
                        owner=f"post:{town.posts['officer'].uuid}", by=officer)
    Request.objects.update(late_why="The psychologist is ill.", received_on=at.date() - timedelta(weeks=60))
    (_, n_52, rows), (_, n_36, _) = watch.longest(manager, at)
    assert (n_52, n_36) == (1, 0)
    assert rows[0].reason == "The psychologist is ill."
    assert rows[0].next_action.startswith("Ring the hospital, Officer Example")
    assert rows[0].last_contact.endswith("2026")
    Request.objects.update(known_as_at_on=at.date())
    assert watch.longest(manager, at)[0][2][0].reason.startswith("Known only from the return, as at")
    Request.objects.update(known_as_at_on=None, late_why="", waiting_for="advice")
    assert watch.longest(manager, at)[0][2][0].reason == "waits for advice"
