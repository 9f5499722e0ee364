"""Plans on a family's page and on a child's: what comes first, and how each date is reached."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.commons.clocks import services as clocks
from alongside.commons.clocks.queries import deadlines_of
from alongside.front.portal.queries import children, families
from alongside.front.portal.queries.cases import tracks_of
from alongside.front.portal.queries.plans import plan_clocks
from alongside.ground.access import services as access
from alongside.ground.access.engine import proof
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.work.ehc import history, queries
from alongside.work.ehc.models import Plan
from tests.cast import words_of
from tests.unit.ehc.conftest import ask, checked, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db, monkeypatch):
    monkeypatch.setattr(proof, "has_second_factor", lambda request, user: True)
    return make_town()


@pytest.fixture
def home(town):
    """A family whose child has a request, and the parent's account."""
    now = timezone.now()
    row = checked(town, ask(at=now - timedelta(days=3)), at=now - timedelta(days=2))
    user = access.create_account(email="sam@home.example", name="Sam", kind="family", by=None, at=now)
    access.give_role(user=user, role="family_member", since=now.date() - timedelta(days=3), by=None, at=now)
    people.link_account(person=row.requester, user=user, by=None, at=now)
    return row, User.objects.get(pk=user.pk)


def clocks_of(user, child):
    plans = queries.plans_of([child])
    deadlines = deadlines_of(tracks_of(plans))
    return plan_clocks(user, plans[child.pk], deadlines, timezone.localdate())


def plan_of(child, made_on, last_review_on=None, **more):
    now = timezone.now()
    plan = Plan.objects.create(reference="PLAN-7", child=child, made_on=made_on, last_review_on=last_review_on,
                               source="service", **more)
    plan.track = clocks.open_track(child_id=child.pk, ref=f"ehc:plan:{plan.uuid}", kind="plan", regime="cfa2014",
                                   opened_on=made_on)
    plan.save()
    clocks.replay(track=plan.track, events=history.plan_events(plan), on=timezone.localdate(now), at=now)
    return plan


def test_a_plan_whose_review_is_late_says_so_first_with_the_right_to_complain(home, client):
    row, user = home
    plan_of(row.child, timezone.localdate() - timedelta(days=400))
    client.force_login(user)
    page = words_of(client.get(reverse("portal_family")))
    assert "We are breaking the law for your child's plan" in page
    assert "The plan still counts, every line of it." in page
    assert "Plan made" in page


def test_a_plan_in_time_says_what_comes_next_and_how_the_day_is_counted(home, client, town):
    row, user = home
    day = timezone.localdate()
    plan = plan_of(row.child, day - timedelta(days=400), day - timedelta(days=30), known_as_at_on=date(2026, 1, 15))
    client.force_login(user)
    page = words_of(client.get(reverse("portal_family")))
    assert "Complete the next annual review: By " in page
    assert "Last review decided" in page
    assert "As at census day" in page
    assert "We are breaking the law" not in page
    box = children.page_of(town.user("officer"), row.child, timezone.now())["plans"][0]
    assert (box.href, box.proof_href) == (reverse("ehc_plan", args=[plan.uuid]), reverse("ehc_plan_proof", args=[plan.uuid]))
    client.force_login(town.user("officer"))
    assert box.proof_href in client.get(reverse("portal_child", args=[row.child.uuid])).content.decode()


def test_a_plan_without_a_clock_has_no_picture_and_one_that_ended_is_not_on_the_familys_page(home):
    row, user = home
    Plan.objects.create(reference="PLAN-8", child=row.child, source="return")
    bare = clocks_of(user, row.child)[0]
    assert (bare.picture, bare.first) == (None, None)
    ended = plan_of(row.child, date(2024, 1, 8), ceased_on=date(2024, 9, 1))
    assert ended.uuid in {found.plan.uuid for found in clocks_of(user, row.child)}
    assert families.children_of(user, timezone.now())[0].plans == ()
