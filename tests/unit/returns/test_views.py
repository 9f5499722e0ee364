"""The data officer's pages."""

from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory

from alongside.oversight.returns import queries, services, urls, views
from alongside.oversight.returns.engine.writer import write_csv_set
from alongside.oversight.returns.models import Load
from tests.unit.returns.conftest import AT
from tests.unit.returns.sample import CENSUS, everybody, header, historical, refused, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


def asked(user, method="get", data=None):
    request = getattr(RequestFactory(), method)("/returns/", data)
    request.user, request.session = user, {}
    return request


def words(response):
    return response.content.decode()


@pytest.fixture
def bad(tmp_path, officer, at):
    people = [historical(1, upn="X"), *[refused(n, postcode="nowhere") for n in range(2, 64)]]
    return services.check_return(write(tmp_path / "bad <b>.xml", people), by=officer, at=at).load


def test_every_page_opens_to_those_who_load_returns_only():
    audiences = {pattern.callback.audience for pattern in urls.urlpatterns}
    assert audiences == {"permission:load_return"}


def test_without_a_file_the_page_says_so(officer):
    assert "No file has been checked" in words(views.loads(asked(officer)))


def test_each_file_is_a_row_with_its_state(officer, bad, tmp_path, at):
    services.load_return(write(tmp_path / "good.xml"), by=officer, at=at)
    said = words(views.loads(asked(officer)))
    assert "good.xml" in said
    assert "Refused, nothing loaded" in said
    assert "bad &lt;b&gt;.xml" in said


def test_a_loads_problems_are_counted_by_rule_and_listed_a_page_at_a_time(officer, bad):
    said = words(views.load(asked(officer), bad.uuid))
    assert "D03" in said
    assert "nowhere" in said
    second = words(views.load(asked(officer, data={"page": "2"}), bad.uuid))
    assert "page=1" in second
    assert second.count("nowhere") < 50


def test_problems_are_filtered_by_severity_and_rule(officer, bad):
    said = words(views.load(asked(officer, data={"severity": "error", "rule": "D03"}), bad.uuid))
    assert "nowhere" not in said
    nothing = words(views.load(asked(officer, data={"severity": "error", "rule": "R20"}), bad.uuid))
    assert "Nothing of this kind" in nothing
    assert queries.problems(bad, {"severity": "odd", "rule": ""}).count() == bad.n_errors + bad.n_queries


def test_after_a_load_a_link_leads_to_the_caseload(officer, tmp_path, at):
    report = services.load_return(write(tmp_path / "good.xml"), by=officer, at=at)
    said = words(views.load(asked(officer), report.load.uuid))
    assert "See the caseload" in said
    assert "15 January 2026" in said


def test_only_queries_say_how_to_go_on(officer, tmp_path, at):
    load = services.check_return(write(tmp_path / "q.xml", [refused(postcode="x")]), by=officer, at=at).load
    assert "queries accepted" in words(views.load(asked(officer), load.uuid))


@pytest.mark.abuse("AC-02")
def test_others_see_no_load_and_learn_nothing_of_one(stranger, bad):
    for uuid in (bad.uuid, uuid4()):
        with pytest.raises(Http404):
            views.load(asked(stranger), uuid)
    assert "bad" not in words(views.loads(asked(stranger)))


def test_an_upload_is_checked_and_leads_to_what_was_found(officer, tmp_path):
    content = write(tmp_path / "r.xml").read_bytes()
    upload = SimpleUploadedFile("..\\..\\r.xml", content, "text/xml")
    response = views.check(asked(officer, "post", {"given": upload}))
    load = Load.objects.get()
    assert response.status_code == 302
    assert response["Location"].endswith(f"/{load.uuid}/")
    assert (load.file_name, load.state, load.n_persons) == ("r.xml", "checked", 4)


def test_nine_csv_files_are_one_return(officer, tmp_path):
    write_csv_set(tmp_path, header=header(), persons=everybody(), exported_on=CENSUS)
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in tmp_path.glob("*.csv")]
    views.check(asked(officer, "post", {"given": files}))
    assert Load.objects.get().n_persons == 4


def test_a_lone_csv_file_says_what_is_missing(officer):
    views.check(asked(officer, "post", {"given": SimpleUploadedFile("x_person.csv", b"a,b\n")}))
    assert Load.objects.get().state == "refused"


def test_no_file_keeps_the_form_with_its_error(officer):
    response = views.check(asked(officer, "post", {}))
    assert response.status_code == 400
    assert "Choose a file" in words(response)
    assert views.check(asked(officer)).status_code == 200


@pytest.mark.abuse("AC-24")
@pytest.mark.parametrize(("name", "kept"), [
    ("../../x.xml", "x.xml"), ("a\r\nb.xml", "ab.xml"), ("...", "file-3"), ("", "file-3"), ("é" * 300, "é" * 120),
])
def test_a_files_name_leads_nowhere(name, kept):
    assert views._safe_name(name, 3) == kept


def test_a_page_of_loads_is_one_question_whatever_their_number(officer, tmp_path, at, django_assert_max_num_queries):
    for number in range(4):
        services.check_return(write(tmp_path / f"{number}.xml", serial=number + 1), by=officer, at=at)
    with django_assert_max_num_queries(15):
        views.loads(asked(officer))
