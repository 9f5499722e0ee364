"""The night: facts taken in, ranges once a week, scores counted again; and what pages read of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from alongside.oversight.insight import tasks
from alongside.oversight.insight.models import Forecast, Score, Spell
from alongside.oversight.insight.queries import calibration, outlooks
from alongside.oversight.insight.services import facts, forecasting
from tests.unit.ehc.conftest import ask, days_later
from tests.unit.insight.spells import DAY_0, day, spell

pytestmark = pytest.mark.django_db
AT = datetime(2024, 12, 2, 4, 15, tzinfo=UTC)
ON = AT.date()


def at(days):
    return AT + timedelta(days=days)


def test_taking_in_again_leaves_one_row_a_stage_under_a_new_key(town):
    ask()
    assert facts.take_in(at=days_later(5)) == 1
    first = Spell.objects.get()
    assert facts.take_in(at=days_later(6)) == 1
    assert Spell.objects.get().row != first.row
    assert Spell.objects.get().entered_on == first.entered_on


def test_ranges_are_made_once_a_week(store):
    store(60)
    assert forecasting.make(at=AT) == 4
    assert forecasting.make(at=at(6)) == 0
    assert forecasting.make(at=at(7)) == 4
    assert set(Forecast.objects.values_list("made_on", flat=True)) == {ON, at(7).date()}


def test_ranges_are_forgotten_after_three_years_and_their_scores_are_not(store):
    replayed(store)
    assert Score.objects.exists()
    store(60, entered=1300)
    forecasting.make(at=at(1200))
    assert not Forecast.objects.filter(made_on=day(150)).exists()
    assert Score.objects.filter(made_on=day(150)).exists()


def test_no_forecast_of_fewer_than_30_can_be_kept(store):
    store(29)
    assert forecasting.make(at=AT) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Forecast.objects.create(made_on=ON, stage="answer", n_cases=29, ranges=[])


def test_a_forecast_names_a_group_and_nothing_of_a_case(store):
    store(60)
    forecasting.make(at=AT)
    names = {field.name for field in Forecast._meta.get_fields()}
    assert names == {"id", "made_on", "stage", "district", "source", "season", "n_cases", "ranges", "is_replayed"}


def replayed(store, n=200, took=lambda i: 20 + i % 40, **more):
    """Ranges as of day 150, scored a year on."""
    store(n, took=took, **more)
    forecasting.make_as_of(day(150), list(Spell.objects.all()))
    return forecasting.score(at=at(0))


def test_ranges_given_in_the_past_are_scored_with_what_then_happened(store):
    assert replayed(store) == 1
    wide = Score.objects.get(share=80)
    assert wide.made_on == day(150)
    assert wide.n_given == wide.n_scored == wide.n_held + wide.n_early + wide.n_late
    assert wide.n_held / wide.n_scored > 0.7
    assert Score.objects.get(share=50).n_held < wide.n_held


def test_scoring_again_counts_nothing_twice(store):
    replayed(store)
    before = list(Score.objects.values_list("share", "n_scored"))
    forecasting.score(at=at(1))
    assert list(Score.objects.values_list("share", "n_scored")) == before


def test_a_range_without_readers_has_no_score(store):
    store(60)
    forecasting.make_as_of(day(300), list(Spell.objects.all()))
    assert forecasting.score(at=AT) == 1
    assert not Score.objects.exists()


def test_the_night_does_all_three(town, settings):
    ask()
    tasks.look_again.call()
    assert Spell.objects.count() == 1


def test_past_months_are_replayed_marked_and_told_to_nobody(store):
    store(200, took=lambda i: 20 + i % 40)
    made = forecasting.replay(at=AT)
    assert made > 3
    assert forecasting.replay(at=AT) == 0
    assert set(Forecast.objects.values_list("is_replayed", flat=True)) == {True}
    assert Forecast.objects.order_by("made_on").first().made_on > DAY_0 + timedelta(days=30)
    assert outlooks.current([spell()], on=date(2024, 12, 2)) == {}
    forecasting.score(at=AT)
    assert all(row.is_replayed for row in calibration.by_month(ON))
    forecasting.make(at=AT)
    assert outlooks.current([spell()], on=ON)
    assert outlooks.current([], on=ON) == {}


def test_the_operators_command_says_what_it_did(store, capsys, monkeypatch):
    monkeypatch.setattr(facts.extract, "stage_spells", lambda **_: [])
    call_command("insight", "replay")
    assert "0 spells" in capsys.readouterr().out
    call_command("insight", "refresh")
    assert "0 months" in capsys.readouterr().out


def look(waited, on=ON, **more):
    waits = [spell(entered=(on - DAY_0).days - waited, **more)]
    return outlooks.outlooks(waits, outlooks.current(waits, on=on), on=on)


def test_somebody_who_waits_reads_days_ahead_of_them(store):
    store(60, took=lambda i: 20 + i)
    forecasting.make(at=AT)
    found = look(14)[0]
    assert (found.stage, found.is_of_district, found.is_if_agreed) == ("answer", True, False)
    assert found.n_cases == 60
    assert ON < found.most.from_on < found.half.from_on < found.half.to_on < found.most.to_on
    assert (found.most.tenths, found.half.tenths) == (8, 5)


def test_a_day_that_has_just_passed_is_today(store):
    store(60, took=lambda i: 22 if i < 30 else 60)
    forecasting.make(at=AT)
    assert look(26)[0].most.from_on == ON


def test_where_too_few_were_the_page_can_say_so(store):
    store(60, took=lambda i: 20 + i)
    forecasting.make(at=AT)
    assert look(70) == (outlooks.Outlook("answer", False, 0, False, None, None),)


def test_an_end_that_nobody_knows_is_left_open(store):
    store(60, took=lambda i: 20 if i < 20 else None, seen_to=200)
    forecasting.make(at=AT)
    found = look(7)[0]
    assert found.most.from_on is not None
    assert found.most.to_on is None


def test_the_whole_way_is_an_if_before_the_answer(store):
    store(60, took=lambda i: 20 + i)
    store(60, took=lambda i: 90 + i, stage="whole")
    forecasting.make(at=AT)
    entered = (ON - DAY_0).days - 7
    waits = [spell(entered=entered), spell(entered=entered, stage="whole")]
    assert [o.is_if_agreed for o in outlooks.outlooks(waits, outlooks.current(waits, on=ON), on=ON)] == [False, True]


def test_old_ranges_and_missing_ones_say_nothing(store):
    assert look(7) == ()
    store(60, took=lambda i: 20 + i)
    forecasting.make(at=AT)
    assert look(7, on=ON + timedelta(days=14))
    assert look(7, on=ON + timedelta(days=15)) == ()


@pytest.mark.parametrize(("n", "k", "words", "percent", "shown"), [
    (29, 20, "too few to show", None, None), (0, 0, "too few to show", None, None), (100, 80, "80%", 80, 100),
    (103, 82, "76%", 76, 105), (60, 58, "92% or more", None, 60), (60, 60, "92% or more", None, 60),
    (60, 3, "8% or less", None, 60), (60, 0, "8% or less", None, 60),
])
def test_public_figures_name_nobody(n, k, words, percent, shown):
    found = calibration.published(n, k)
    assert (found.words, found.percent, found.n) == (words, percent, shown)


def test_public_figures_add_up_a_year(store):
    replayed(store)
    rows = {row.stage: row.held for row in calibration.by_stage(ON)}
    assert set(rows) == {"answer", "assessment", "plan", "whole"}
    assert rows["plan"][0].words == "too few to show"
    n = Score.objects.get(share=80).n_scored
    assert rows["answer"][1].n == (None if n < 30 else 5 * round(n / 5))
    assert [row.month for row in calibration.by_month(ON)] == [day(150).replace(day=1)]


def test_ranges_older_than_two_years_before_the_latest_score_are_left_out(db):
    for made_on in (date(2022, 1, 3), date(2024, 6, 3)):
        Score.objects.create(made_on=made_on, stage="plan", share=80, n_given=50, n_scored=50, n_held=40, n_early=5,
                             n_late=5, scored_on=ON)
    assert [row.month for row in calibration.by_month(ON)] == [date(2024, 6, 1)]
