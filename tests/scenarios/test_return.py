"""An officer loads the return that her council has, and sees her caseload on its clocks."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from alongside.front.demo.engine.population import write_return
from alongside.ground.people.models import Child
from alongside.work.ehc.models import Plan
from tests.cast import words_of
from tests.scenarios.conftest import make_area

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def with_places(transactional_db, at_home):
    """Loading commits, so each of these tests makes its own area."""
    return make_area()


@pytest.fixture
def return_file(tmp_path):
    path = tmp_path / "return.xml"
    write_return(path, year=2026, n_plans=40)
    return path


def load(path, *more):
    out = io.StringIO()
    try:
        call_command("sen2", "load", str(path), *more, stdout=out, stderr=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    except CommandError as error:
        return 1, str(error)
    return 0, out.getvalue()


def test_one_command_puts_every_plan_on_its_clock(with_places, return_file):
    code, said = load(return_file, "--accept-queries")
    assert code == 0, said
    assert Plan.objects.filter(ceased_on__isnull=True).count() == 40
    page = with_places.browser("ruth").read("/caseload/")
    assert "census day" in page
    assert "EHC team" in page
    assert "Complete the review" in page


def test_the_same_file_twice_changes_nothing(with_places, return_file):
    load(return_file, "--accept-queries")
    before = (Child.objects.count(), Plan.objects.count())
    load(return_file, "--accept-queries")
    assert (Child.objects.count(), Plan.objects.count()) == before


def test_an_error_loads_no_part_and_the_page_says_which_line(with_places, return_file):
    text = return_file.read_text()
    wrong = re.sub(r"<PersonBirthDate>[^<]*<", "<PersonBirthDate>2999-01-01<", text, count=1)
    return_file.write_text(wrong)
    code, said = load(return_file, "--accept-queries")
    assert code == 1
    assert said
    assert not Child.objects.exists()


def test_the_data_officer_checks_a_file_on_a_page(with_places, return_file):
    ben = with_places.browser("ben")
    upload = SimpleUploadedFile("return.xml", return_file.read_bytes(), "text/xml")
    page = words_of(ben.send("/returns/check/", given=upload))
    assert "2026" in page
    assert not Child.objects.exists()


def test_nobody_else_sees_the_returns(with_places):
    for key in ("amina", "helen", "priya"):
        assert with_places.browser(key).get("/returns/").status_code == 404
