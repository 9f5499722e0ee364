"""`alongside sen2` says the same by words, by JSON and by exit code."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alongside.ground.people.models import Child
from alongside.oversight.returns import tasks
from alongside.oversight.returns.management.commands import sen2
from alongside.oversight.returns.models import Load
from tests.unit.returns.sample import new_plan, refused, write

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Exit code and output."""
    out = StringIO()
    try:
        call_command("sen2", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def queried():
    one = new_plan()
    one.request[0].active_plan.need[0].need = "NEWTYPE"
    return [one]


def test_a_clean_file_loads_with_exit_code_0(tmp_path):
    code, words = run("load", write(tmp_path / "r.xml"))
    assert code == 0
    assert "4 persons, 4 requests, 2 plans in force; 0 errors, 0 queries." in words
    assert "as at census day" in words
    assert Child.objects.count() == 4


def test_twice_is_once(tmp_path):
    path = write(tmp_path / "r.xml")
    run("load", path)
    code, words = run("load", path)
    assert code == 0
    assert "nothing was changed" in words
    assert Load.objects.count() == 1


def test_errors_end_with_exit_code_1_and_say_where(tmp_path):
    code, words = run("load", write(tmp_path / "r.xml", [refused(upn="X")]))
    assert code == 1
    assert "error D03 person 1 UPN" in words
    assert "put the errors right" in words
    assert Child.objects.count() == 0


def test_queries_end_with_exit_code_1_until_they_are_accepted(tmp_path):
    path = write(tmp_path / "r.xml", queried())
    assert run("check", path)[0] == 1
    assert run("check", path, "--accept-queries")[0] == 0
    code, words = run("load", path)
    assert code == 1
    assert "--accept-queries" in words
    assert run("load", path, "--accept-queries")[0] == 0


def test_a_clean_check_ends_with_exit_code_0_and_loads_nothing(tmp_path):
    code, words = run("check", write(tmp_path / "r.xml"))
    assert code == 0
    assert "only a check" in words
    assert Child.objects.count() == 0


def test_json_holds_every_problem_in_the_agreed_shape(tmp_path):
    code, words = run("check", write(tmp_path / "r.xml", [refused(upn="X")]), "--json")
    said = json.loads(words)
    assert code == 1
    assert said["persons"] == 1
    assert said["problems"] == [{
        "person": 1, "field": "UPN", "value": "X", "rule": "D03", "severity": "error",
        "message": "A UPN is one letter, eleven digits, and a digit or letter.",
    }]


def test_json_of_a_clean_file_has_an_empty_list(tmp_path):
    code, words = run("load", write(tmp_path / "r.xml"), "--json")
    said = json.loads(words)
    assert code == 0
    assert said["problems"] == []
    assert said["state"] == "loaded"


def test_many_problems_are_cut_on_the_terminal_only(tmp_path):
    people = [refused(n, upn="X") for n in range(1, 30)]
    words = run("check", write(tmp_path / "r.xml", people))[1]
    assert "… and " in words
    assert words.count("error D03") == sen2.SHOWN


def test_a_problem_of_the_whole_file_says_so(tmp_path):
    assert "error D30 file LEA" in run("check", write(tmp_path / "r.xml", lea="889"))[1]


def test_the_year_can_be_asked_for(tmp_path):
    path = write(tmp_path / "r.xml")
    assert run("check", path, "--year", 2026)[0] == 0
    assert run("check", path, "--year", 2025)[0] == 1


def test_a_wrong_call_is_exit_code_2(tmp_path):
    with pytest.raises(CommandError) as caught:
        run("load", tmp_path / "gone.xml")
    assert caught.value.returncode == 2
    with pytest.raises(CommandError):
        run("eat", tmp_path)


def test_a_terminal_sees_a_bar_for_each_step(monkeypatch):
    monkeypatch.setattr(sen2.sys.stderr, "isatty", lambda: True, raising=False)
    with sen2._bars(is_quiet=False) as progress:
        progress("read", 1, 2)
        progress("write", 2, 2)
    with sen2._bars(is_quiet=True) as progress:
        assert progress("read", 1, 2) is None


def test_the_nightly_task_forgets_what_was_cut_off(at):
    Load.objects.create(file_name="a", file_sha256="1", started_at=at)
    tasks.forget_abandoned.func()
    assert Load.objects.count() == 0
