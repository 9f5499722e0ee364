"""The ladder: what is left too long goes up, once a step, and comes down when it is settled."""

from datetime import date

import pytest

from alongside.commons.actions import services
from alongside.commons.actions.models import Action, Climb
from alongside.commons.actions.queries import todo
from alongside.commons.actions.tasks import night
from alongside.commons.messaging import services as messaging
from alongside.ground.people import services as people
from alongside.ground.people.models import PostHolding
from tests.unit.actions.conftest import DAY, NOW, asks, badge, promised, user_of

pytestmark = pytest.mark.django_db


def overdue(cast, due_on=date(2026, 11, 2)):
    return services.open_action(key="t", child=cast.child, kind="task", title="Find the report", owner=badge(cast.post),
                                due_on=due_on, at=NOW)


def sees(cast, person):
    people.relate(child=cast.child, kind="adviser", person=person, starts_on=NOW.date(), evidence="in charge", by=None,
                  at=NOW)


def test_an_overdue_action_climbs_after_two_working_days_to_the_manager(cast, office):
    row = overdue(cast)
    assert services.climb(at=NOW + DAY) == 0
    assert services.climb(at=NOW + 2 * DAY) == 1
    step = Climb.objects.get()
    assert (step.what, step.ref, step.to_badge, step.n_step) == (
        "action", f"actions:action:{row.uuid}", badge(office.manager_post), 1)
    assert step.action.title == "See to it: Find the report"
    assert services.climb(at=NOW + 3 * DAY) == 0


def test_a_second_step_goes_to_the_head_when_they_may_see_the_child(cast, office):
    sees(cast, office.head)
    overdue(cast)
    assert services.climb(at=NOW + 8 * DAY) == 2
    assert set(Climb.objects.values_list("to_badge", flat=True)) == {badge(office.manager_post), badge(office.head_post)}


def test_who_may_not_see_the_child_is_passed_over(cast, office):
    overdue(cast)
    assert services.climb(at=NOW + 8 * DAY) == 2
    assert set(Climb.objects.values_list("to_badge", flat=True)) == {badge(office.manager_post)}


def test_without_anybody_to_climb_to_the_step_shows_with_nobody(cast, office):
    manager = user_of(office.manager)
    PostHolding.objects.filter(post=office.manager_post).update(ends_on=NOW.date())
    overdue(cast)
    services.climb(at=NOW + 2 * DAY)
    assert [(line.to, line.action) for line in todo.climbs(manager, at=NOW + 2 * DAY)] == [("Nobody", None)]
    assert todo.climbs(user_of(cast.officer), at=NOW) == ()


def test_a_broken_promise_climbs_until_the_family_has_been_told(cast, office):
    row = promised(cast, due_on=date(2026, 11, 2))
    assert night(NOW + DAY) == 1
    assert night(NOW + 3 * DAY) == 1
    assert Climb.objects.get().what == "promise"
    row.refresh_from_db()
    services.change(promise=row, version=row.version, due_on=date(2026, 11, 20), reason="Ill.", words="I was ill. Sorry.",
                    by=user_of(cast.officer), at=NOW + 3 * DAY)
    assert services.end_climbs(at=NOW + 4 * DAY) == 1
    assert Climb.objects.get().over_at is not None
    assert Action.objects.get(kind="climbed").state == "not_needed"
    assert services.end_climbs(at=NOW + 5 * DAY) == 0


def test_an_unanswered_question_climbs_the_day_after_its_answer_was_due(cast, office):
    talk = asks(cast)
    assert services.climb(at=NOW + 7 * DAY) == 0
    assert services.climb(at=NOW + 8 * DAY) == 1
    line = todo.climbs(user_of(office.manager), at=NOW + 8 * DAY)[0]
    assert (line.what, line.title) == ("A family's question is not answered", "A question")
    messaging.reply(conversation=talk, words="On Friday.", by=user_of(cast.officer), at=NOW + 8 * DAY, key="a")
    assert services.end_climbs(at=NOW + 8 * DAY) == 1


def test_a_step_that_went_to_nobody_ends_too(cast):
    row = overdue(cast)
    services.climb(at=NOW + 2 * DAY)
    assert Climb.objects.get().action is None
    assert services.end_climbs(at=NOW + 2 * DAY) == 0
    services.close(action=row, version=1, how="Found.", by=user_of(cast.officer), at=NOW + 2 * DAY)
    assert services.end_climbs(at=NOW + 2 * DAY) == 1


def test_what_climbed_does_not_climb_again_by_itself(cast, office):
    overdue(cast)
    services.climb(at=NOW + 2 * DAY)
    services.climb(at=NOW + 30 * DAY)
    assert set(Climb.objects.values_list("what", flat=True)) == {"action"}
    assert Climb.objects.count() == 2


def test_nothing_climbs_after_a_death(cast, office):
    overdue(cast)
    type(cast.child).objects.update(died_on=NOW.date())
    assert services.climb(at=NOW + 8 * DAY) == 0
