"""Questions of those who plan capacity: asked, run in the background, read, compared, renamed, discarded; by nobody else."""

import csv
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import RequestFactory

from alongside.ground.access.models import AuditEntry, User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.oversight.insight import policies, tasks
from alongside.oversight.insight.engine.inputs import groups
from alongside.oversight.insight.forms import ScenarioForm
from alongside.oversight.insight.models import Scenario, Score
from alongside.oversight.insight.queries import scenarios as queries
from alongside.oversight.insight.services import running, scenarios
from alongside.oversight.insight.views import public
from alongside.oversight.insight.views import scenarios as views
from alongside.oversight.insight.words import MEASURES, RunState
from tests.cast import words_of
from tests.unit.ehc.conftest import EARLY, days_later

pytestmark = pytest.mark.django_db
AT = days_later(0)
TYPED = {"name": "300 more a month", "starts_on_day": "1", "starts_on_month": "2", "starts_on_year": "2026"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(scenarios, "REPLICATIONS", 40)


@pytest.fixture
def manager(town):
    return town.user("manager")


def ask(by, name="Asked", **given):
    return scenarios.ask(name=name, given=given, by=by, at=AT)


def done(by, name="Asked", **given):
    row = ask(by, name, **given)
    assert running.run(uuid=row.uuid, at=AT)
    row.refresh_from_db()
    return row


class Said(list):
    """Messages of a request without a session."""

    def add(self, level, message, extra_tags=""):
        """Keep one."""


def open_page(view, user, *args, method="get", data=None, **more):
    request = getattr(RequestFactory(), method)("/insight/", data)
    request.user, request.session, request._messages = user, {}, Said()
    return view(request, *args, **more)


def typed(**more):
    return {**TYPED, **{one.key: f"{one.default:g}" for group in groups() for one in group.inputs}, **more}


def test_a_question_keeps_its_inputs_and_runs_once_it_is_committed(manager, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = ask(manager, "  300   more ", agency=300)
        assert (row.name, row.state, row.inputs["agency"], row.inputs["queue_now"]) == ("300 more", "waiting", 300, 425)
    assert AuditEntry.objects.filter(code="insight.scenario.asked").count() == 1
    row.refresh_from_db()
    assert row.state == RunState.DONE


def test_a_run_is_the_same_however_often_it_is_done(manager):
    row = done(manager, agency=300)
    assert (row.state, row.n_done, row.result["n"]) == (RunState.DONE, 40, 40)
    again = ask(manager, agency=300)
    Scenario.objects.filter(pk=again.pk).update(state=RunState.RUNNING, n_done=20)
    tasks.run_scenario.call(str(again.uuid))
    again.refresh_from_db()
    assert again.result == row.result
    assert not running.run(uuid=again.uuid, at=AT)


def test_a_run_of_what_was_discarded_leaves_off(manager, monkeypatch):
    row = ask(manager)
    real = running.chunks

    def meanwhile(*args, **given):
        Scenario.objects.all().delete()
        yield from real(*args, **given)

    monkeypatch.setattr(running, "chunks", meanwhile)
    assert not running.run(uuid=row.uuid, at=AT)
    assert not running.run(uuid=uuid4(), at=AT)


def test_a_run_that_fails_says_so_and_is_not_swallowed(manager, monkeypatch):
    row = ask(manager)
    monkeypatch.setattr(running, "result_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.run_scenario.call(str(row.uuid))
    row.refresh_from_db()
    assert row.state == RunState.FAILED
    assert "The run failed" in words_of(open_page(views.scenario, manager, row.uuid))


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_question_needs_a_name_that_fits(manager, name):
    with pytest.raises(InvalidError) as error:
        ask(manager, name)
    assert list(error.value.errors) == ["name"]
    assert not Scenario.objects.exists()


def test_an_operator_may_ask_without_an_account(db):
    assert ask(None).made_by is None


@pytest.mark.parametrize("key", ["officer", "decider", "postroom"])
def test_nobody_else_asks_renames_or_discards(town, manager, key):
    row, other = done(manager), town.user(key)
    assert not policies.can_plan_capacity(other)
    for act in (lambda: ask(other), lambda: scenarios.rename(scenario=row, name="x", version=1, by=other, at=AT),
                lambda: scenarios.discard(scenario=row, by=other, at=AT)):
        with pytest.raises(RefusedError):
            act()
    assert not queries.scenarios(other).exists()
    assert queries.several(other, [str(row.uuid)]) == []
    with pytest.raises(NotThereError):
        queries.scenario_for(other, row.uuid)


@pytest.mark.abuse("AC-02")
def test_a_family_reaches_no_page_of_scenarios(town, manager):
    row = done(manager)
    parent = town.add_user("parent", "family_member", kind="family")
    parent = User.objects.get(pk=parent.pk)
    assert not policies.can_plan_capacity(parent, on=EARLY.date())
    for view in (views.scenario, views.progress, views.figures, views.rename, views.discard):
        assert view.audience == "permission:plan_capacity"
        with pytest.raises(Http404):
            open_page(view, parent, row.uuid)


def test_renaming_and_somebody_who_did_it_first(manager):
    row = ask(manager)
    assert scenarios.rename(scenario=row, name="Better", version=1, by=manager, at=AT).name == "Better"
    with pytest.raises(StaleError):
        scenarios.rename(scenario=row, name="Mine", version=1, by=manager, at=AT)
    answer = open_page(views.rename, manager, row.uuid, method="post", data={"name": "Mine", "version": "1"})
    assert answer.status_code == 400
    assert "renamed it to “Better”" in words_of(answer)
    answer = open_page(views.rename, manager, row.uuid, method="post", data={"name": "Mine", "version": "2"})
    assert answer.status_code == 302
    assert "Rename" in words_of(open_page(views.rename, manager, row.uuid))


def test_discarding_asks_once_more_and_leaves_a_trace(manager):
    row = ask(manager, "Gone soon")
    assert "Discard “Gone soon”?" in words_of(open_page(views.discard, manager, row.uuid))
    assert open_page(views.discard, manager, row.uuid, method="post").status_code == 302
    assert not Scenario.objects.exists()
    assert AuditEntry.objects.filter(code="insight.scenario.discarded").count() == 1
    with pytest.raises(NotThereError):
        scenarios.rename(scenario=row, name="x", version=1, by=manager, at=AT)


def test_the_list_is_empty_then_shows_how_far_each_is(manager):
    assert "Nothing has been asked yet" in words_of(open_page(views.scenarios, manager))
    ask(manager, "Still waiting")
    done(manager, "Ready", agency=300)
    text = words_of(open_page(views.scenarios, manager))
    assert "Still waiting Waiting to run" in text
    assert "Ready Done" in text


def test_a_form_that_is_wrong_says_so_beside_the_field_and_keeps_the_rest(manager):
    answer = open_page(views.ask, manager, method="post", data=typed(agency="many", rework="60", psychologists="47"))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "“Advices a month bought from agencies” must be a number, like 0" in text
    assert "“Advices that have to be written again” must be from 0 to 50" in text
    assert 'value="many"' in text
    assert 'value="47"' in text
    assert not Scenario.objects.exists()


def test_a_day_out_of_range_comes_back_from_the_service(manager):
    answer = open_page(views.ask, manager, method="post", data=typed(starts_on_year="1999"))
    assert answer.status_code == 400
    assert "Enter a day from 2020 to 2050" in words_of(answer)


def test_numbers_are_read_as_people_write_them(manager):
    answer = open_page(views.ask, manager, method="post", data=typed(agency_price="£1,100", agreed_parents="75%"))
    assert answer.status_code == 302
    assert Scenario.objects.get().inputs["agency_price"] == 1100


def test_an_empty_number_is_asked_for(manager):
    assert open_page(views.ask, manager, method="post", data=typed(agency="")).status_code == 400


def test_a_copy_starts_from_what_was_asked(manager):
    row = ask(manager, "First", agency=321, starts_on=date(2026, 5, 4))
    request = RequestFactory().get("/", {"copy": str(row.uuid)})
    request.user, request.session = manager, {}
    text = views.ask(request).content.decode()
    assert 'value="Copy of First"' in text
    assert 'value="321"' in text
    assert 'value="2026"' in text
    assert 'value="0"' in open_page(views.ask, manager).content.decode()
    for nonsense in ("x", str(uuid4())):
        request.GET = {"copy": nonsense}
        with pytest.raises(Http404):
            views.ask(request)


def test_a_run_shows_its_progress_with_and_without_script(manager):
    row = ask(manager)
    text = words_of(open_page(views.scenario, manager, row.uuid))
    assert "0 of 40 lives played" in text
    assert "Look again" in text
    assert open_page(views.progress, manager, row.uuid).content == b'{"state": "waiting", "n_done": 0, "n": 40}'
    with pytest.raises(Http404):
        open_page(views.figures, manager, row.uuid)


def test_a_result_says_when_with_bands_tables_and_what_was_asked(manager):
    row = done(manager, "300 more a month", agency=300)
    text = words_of(open_page(views.scenario, manager, row.uuid))
    for words in ("the backlog is gone", "100", "Not a date and not a promise", "Advices a month bought from agencies",
                  "300 a month", MEASURES["over_52"]):
        assert words in text
    assert queries.events_of(row)[1].middle.endswith("2026")
    whole = open_page(views.scenario, manager, row.uuid, data={"open": "all"}).content.decode()
    assert whole.count("<details") == whole.count("<details class=\"govuk-details\" open>") == 9
    assert "2026 to" in queries.events_of(row)[1].between


def test_what_is_not_reached_is_said(manager):
    lines = {line.key: line for line in queries.events_of(done(manager))}
    assert lines["no_late_advice"].middle == "Not within three years"
    assert lines["no_late_advice"].between == "In fewer than 1 of 10 played lives"
    row = done(manager, agency=100)
    row.result["events"]["half"] |= {"low": "2026-05-01", "high": None}
    assert "at the earliest" in queries.events_of(row)[0].between


def test_the_figures_are_numbers_only(manager):
    row = done(manager, '=HYPERLINK("x")', officers=0, drafting_now=0)
    answer = open_page(views.figures, manager, row.uuid)
    rows = list(csv.reader(StringIO(answer.content.decode())))
    assert len(rows) == 37
    assert len(rows[0]) == 1 + 3 * len(MEASURES)
    assert rows[1][0] == "2026-02"
    assert "HYPERLINK" not in answer.content.decode() + answer["Content-Disposition"]
    assert rows[1][rows[0].index("on_time_middle")] == ""
    assert all(float(cell) >= 0 for line in rows[1:] for cell in line[1:] if cell)


def test_up_to_four_stand_side_by_side(manager):
    rows = [done(manager, f"Question {n}", agency=100 * n) for n in range(5)]
    waiting = ask(manager, "Not yet")
    request = RequestFactory().get("/", {"s": [str(row.uuid) for row in (*rows, waiting)] + ["nonsense"]})
    request.user, request.session = manager, {}
    text = words_of(views.compare(request))
    assert "4 are shown" in text
    assert "Question 3" in text
    assert "Question 4" not in text
    assert "What was asked differently" in text
    assert "Tick two to four" in words_of(open_page(views.compare, manager))


def test_questions_that_begin_in_different_months_are_drawn_by_number_of_month(manager):
    rows = [done(manager, "A"), done(manager, "A", starts_on="2026-09-01")]
    request = RequestFactory().get("/", {"s": [str(row.uuid) for row in rows]})
    request.user, request.session = manager, {}
    text = words_of(views.compare(request))
    assert "month 1" in text
    assert "What was asked differently" not in text


def test_the_assumptions_say_what_is_ours_and_print_the_miss(manager):
    text = words_of(open_page(views.assumed, manager))
    for words in ("Ours", "425", "2,078", "Missed by", "+6", "Neither hits it"):
        assert words in text


def test_the_public_page_opens_to_anybody_with_nothing_to_show_yet(db):
    from django.contrib.auth.models import AnonymousUser

    text = words_of(open_page(public.how, AnonymousUser()))
    assert "No range has been counted yet" in text
    assert "too few to show" in text


def test_the_public_page_draws_the_months_that_can_be_shown(db):
    from django.contrib.auth.models import AnonymousUser

    for month, held in ((1, 80), (2, 70), (3, 10)):
        Score.objects.create(made_on=date(2025, month, 1), stage="answer", share=80, n_given=100, n_scored=held + 20,
                             n_held=held, n_early=10, n_late=10, scored_on=date(2025, 8, 1), is_replayed=month == 1)
    text = words_of(open_page(public.how, AnonymousUser()))
    for words in ("January 2025 * 80% 100", "February 2025 78% 90", "March 2025 33% 30", "What we aim for: 80%",
                  "Months marked * are from before"):
        assert words in text


def test_a_form_knows_every_input(db):
    form = ScenarioForm()
    assert {one.key for group in form.groups() for one in group.inputs} <= set(form.fields)
