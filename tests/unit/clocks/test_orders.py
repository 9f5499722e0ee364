"""Event by event, in whatever order people enter them, the table ends as one replay of the whole story would write it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.commons.clocks import services
from alongside.commons.clocks.models import Deadline, Track
from rulebook import Event
from tests.unit.clocks.conftest import AT

pytestmark = pytest.mark.django_db
DAY0 = date(2025, 9, 1)
KINDS = ("request_acknowledged", "family_consulted", "partners_notified", "family_called", "assessment_agreed_notified",
         "assessment_refused_notified", "plan_agreed", "draft_plan_served", "final_plan_sent", "request_withdrawn")
ASKED = ("educational_psychologist", "health", "school")
COLUMNS = ("duty", "of", "title", "due", "operational_due", "done", "state", "holder", "strength", "citation", "working",
           "exemptions", "previous_due", "why_moved", "since", "note", "sort")


def days(most):
    return st.integers(0, most).map(lambda n: DAY0 + timedelta(days=n))


single = st.builds(Event, st.sampled_from(KINDS), days(180))
advice = st.builds(lambda asked, of, wait: [
    Event("advice_requested", asked, of), Event("advice_received", asked + timedelta(days=wait), of),
], days(120), st.sampled_from(ASKED), st.integers(0, 70))
claim = st.builds(
    lambda day, step: Event("exception_claimed", day, "", {"ground": "exc_personal_circumstances", "step": step}),
    days(150), st.sampled_from(("assess_decision_6w", "final_plan_20w")),
)
stories = st.tuples(st.lists(single, max_size=6), st.lists(advice, max_size=2), st.lists(claim, max_size=1)).map(
    lambda told: [Event("request_received", DAY0), *told[0], *(event for pair in told[1] for event in pair), *told[2]])


def rows(track):
    return list(Deadline.objects.filter(track=track).order_by("sort").values_list(*COLUMNS))


def track_of(child, name):
    ref = f"ehc:request:{name}"
    Track.objects.filter(ref=ref).delete()
    return services.open_track(child_id=child.pk, ref=ref, kind="request", regime="cfa2014+local", opened_on=DAY0)


@given(story=stories, data=st.data(), on=days(220))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_entered_in_any_order_and_one_by_one_is_the_same_as_at_once(child, story, data, on):
    order = data.draw(st.permutations(story))
    slow, whole = track_of(child, "slow"), track_of(child, "whole")
    for n in range(1, len(order) + 1):
        services.replay(track=slow, events=order[:n], on=on, at=AT)
    services.replay(track=whole, events=story, on=on, at=AT)
    slow, whole = Track.objects.get(pk=slow.pk), Track.objects.get(pk=whole.pk)
    assert rows(slow) == rows(whole)
    assert slow.findings_hash == whole.findings_hash
    assert (slow.next_duty, slow.next_due, slow.next_state, slow.n_overdue) == (
        whole.next_duty, whole.next_due, whole.next_state, whole.n_overdue)
    assert services.check(slow, order, on) == []


@given(story=stories, first=days(100), later=st.integers(1, 120))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_night_after_night_is_the_same_as_one_replay_on_the_last_of_them(child, story, first, later):
    nightly, whole = track_of(child, "nightly"), track_of(child, "whole")
    services.replay(track=nightly, events=story, on=first, at=AT)
    last = first + timedelta(days=later)
    for day in (first + timedelta(days=later // 2), last):
        outcome = services.replay_nightly([services.Item(Track.objects.get(pk=nightly.pk), tuple(story))], on=day, at=AT)
        assert outcome.changed == []
    services.replay(track=whole, events=story, on=last, at=AT)
    assert rows(nightly) == rows(whole)


def test_of_two_contradictions_the_first_by_day_is_named_in_any_order(child):
    story = [Event("request_received", DAY0), Event("advice_requested", DAY0 + timedelta(days=3), "health"),
             Event("advice_requested", DAY0 + timedelta(days=1), "school")]
    found = {services.preview(regime="cfa2014", events=order, on=DAY0)[0].note for order in (story, story[::-1])}
    assert found == {"advice_requested on 2025-09-02 comes before any assessment_agreed_notified"}
