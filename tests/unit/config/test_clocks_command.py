"""`alongside clocks`: what it says, and the exit code that a script goes by."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from alongside.commons.clocks.models import ClockDifference, Deadline, Track
from tests.unit.ehc.conftest import ask, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(db):
    make_town()
    return ask(at=timezone.now())


def run(*words):
    """Exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("clocks", *words, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_nothing_disagrees(running):
    code, said = run("replay")
    assert code == 0
    assert said == "1 clock worked out again, 0 moved with the day.\nEvery stored date follows from the record.\n"
    assert run("differences") == (0, "Every stored date follows from the record.\n")


def test_a_date_that_somebody_changed_is_found_listed_and_left_as_it_is(running):
    Deadline.objects.filter(duty="assess_decision_6w").update(due=date(2031, 1, 1))
    code, said = run("replay")
    assert code == 1
    assert f"{running.track.ref} (rows, found " in said
    assert "assess_decision_6w: due 2031-01-01" in said
    assert "1 disagree." in said
    assert run("differences")[0] == 1
    assert Deadline.objects.get(duty="assess_decision_6w").due == date(2031, 1, 1)
    assert ClockDifference.objects.count() == 1


def test_json_is_for_scripts(running):
    found = json.loads(run("replay", "--json")[1])
    assert found == {"n_seen": 1, "n_moved": 0, "n_changed": 0, "differences": []}
    Deadline.objects.filter(duty="assess_decision_6w").update(due=date(2031, 1, 1))
    code, said = run("replay", "--json")
    row = json.loads(said)["differences"][0]
    assert (code, row["track"], row["kind"]) == (1, running.track.ref, "rows")
    assert json.loads(run("differences", "--json")[1])["differences"] == [row]


def test_closed_clocks_are_looked_at_when_asked_for(running):
    Track.objects.update(closed_on=timezone.localdate())
    assert json.loads(run("replay", "--json")[1])["n_seen"] == 0
    assert json.loads(run("replay", "--all", "--json")[1])["n_seen"] == 1


def test_a_wrong_call_is_neither():
    with pytest.raises(CommandError):
        call_command("clocks", "forecast")
