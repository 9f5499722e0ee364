"""When settings are closed: entered, loaded from term dates, and a setting's own days before those of its area."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from alongside.ground.access.models import AuditEntry, RoleHeld, User
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import queries, services
from alongside.ground.people.models import Closure, Setting

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SUMMER = (date(2026, 7, 22), date(2026, 9, 2))
TERMS = "URN,First day,Last day\n,2026-04-13,2026-07-21\n,2026-09-02,2026-12-18\n,04/01/2027,2027-03-25\n"


def person(role):
    user = User.objects.create_user(email=f"{role}@example.org", name=role, kind="professional")
    RoleHeld.objects.create(user=user, role=role, since=date(2020, 1, 1), given_at=AT)
    return user


@pytest.fixture
def officer(db):
    return person("case_officer")


@pytest.fixture
def school(db):
    return Setting.objects.create(urn="900001", name="Any Primary")


def save(by, setting=None, closed_from=SUMMER[0], open_from=SUMMER[1], **more):
    return services.save_closure(setting=setting, closed_from=closed_from, open_from=open_from, by=by, at=AT, **more)


def days(setting):
    return [(row.closed_from, row.open_from) for row in queries.closures_of(setting)]


def test_a_setting_has_the_holidays_of_its_area_until_it_keeps_its_own(officer, school):
    save(officer, words="Summer holidays")
    save(officer, closed_from=date(2026, 12, 19), open_from=date(2027, 1, 4))
    assert days(school) == [SUMMER, (date(2026, 12, 19), date(2027, 1, 4))]
    save(officer, school, date(2026, 7, 18), date(2026, 8, 30))
    assert days(school) == [(date(2026, 7, 18), date(2026, 8, 30)), (date(2026, 12, 19), date(2027, 1, 4))]
    assert len(queries.closures_of_area()) == 2
    elsewhere = Setting.objects.create(urn="900002", name="Over the border", la_number="889")
    assert days(elsewhere) == []


def test_the_same_first_day_again_changes_it_and_what_overlaps_is_refused(officer, school):
    save(officer, school)
    save(officer, school, open_from=date(2026, 9, 4))
    assert days(school) == [(SUMMER[0], date(2026, 9, 4))]
    with pytest.raises(InvalidError) as caught:
        save(officer, school, closed_from=date(2026, 8, 1))
    assert "overlaps" in caught.value.errors["closed_from"]
    services.remove_closure(closure=Closure.objects.get(), by=officer, at=AT)
    assert days(school) == []
    assert AuditEntry.objects.filter(code__startswith="people.closure").count() == 3


@pytest.mark.parametrize("open_from", [SUMMER[0], SUMMER[0] + timedelta(days=121)])
def test_a_slip_of_the_pen_is_noticed(officer, school, open_from):
    with pytest.raises(InvalidError) as caught:
        save(officer, school, open_from=open_from)
    assert set(caught.value.errors) == {"open_from"}


def test_only_who_works_cases_or_keeps_the_directory(school):
    adviser = person("adviser")
    for act in (lambda: save(adviser, school), lambda: services.load_terms([], by=adviser, at=AT)):
        with pytest.raises(RefusedError):
            act()


def rows(text):
    head, *lines = text.strip().split("\n")
    return [dict(zip(head.split(","), line.split(","), strict=True)) for line in lines]


def test_term_dates_become_closures_and_twice_is_once(officer, school):
    text = TERMS + "900001,2026-04-13,2026-07-17\n900001,2026-09-03,2026-12-18\n"
    for _ in range(2):
        assert services.load_terms(rows(text), by=officer, at=AT) == {"settings_and_areas": 2, "closures": 3}
    assert Closure.objects.count() == 3
    assert days(school) == [(date(2026, 7, 18), date(2026, 9, 3)), (date(2026, 12, 19), date(2027, 1, 4))]


def test_every_faulty_line_is_named_and_nothing_is_loaded(officer, school):
    text = TERMS + "999999,2026-01-05,2026-03-27\n,soon,2026-03-27\n,2026-03-27,2026-03-01\n,2026-07-01,2026-07-30\n"
    with pytest.raises(InvalidError) as caught:
        services.load_terms(rows(text), by=officer, at=AT)
    for part in ("Line 5: no setting has the URN 999999.", "Line 6: first day and last day", "Line 7: the last day comes",
                 "Line 8: this term overlaps"):
        assert part in caught.value.errors["file"]
    assert not Closure.objects.exists()
    with pytest.raises(InvalidError) as caught:
        services.load_terms([{"URN": "999999"}] * 30, by=officer, at=AT)
    assert "and 10 more lines" in caught.value.errors["file"]
    with pytest.raises(InvalidError):
        services.load_terms([], by=officer, at=AT)


def test_the_pages(client, officer, school):
    client.force_login(officer)
    page = reverse("people_closures", args=[school.uuid])
    assert "Nothing is on record" in client.get(page).content.decode()
    given = {f"{name}_{part}": getattr(day, part) for name, day in zip(("closed_from", "open_from"), SUMMER, strict=True)
             for part in ("day", "month", "year")}
    assert client.post(page, given).status_code == 302
    assert "42 days" in client.get(page).content.decode()
    again = client.post(page, {**given, "closed_from_day": "25"})
    assert (again.status_code, "overlaps" in again.content.decode()) == (400, True)
    assert client.post(reverse("people_closure_remove", args=[Closure.objects.get().uuid])).url == page
    area = reverse("people_area_closures")
    load = reverse("people_terms_load")
    for content, words in ((b"", "empty"), (b"URN,First day,Last day\n1,x,y\n", "Line 2"), (b"\xe9\n\xe9", "Line 2"),
                           (b"a" * (2 * 1024 * 1024 + 2), "larger than"), (b'x,y\n"' + b"z" * 140_000, "not a CSV")):
        answer = client.post(load, {"file": SimpleUploadedFile("t.csv", content)})
        assert (answer.status_code, words in answer.content.decode()) == (400, True), words
    assert client.post(load, {"file": SimpleUploadedFile("t.csv", TERMS.encode())}).url == area
    assert "of the area" in client.get(page).content.decode()
    assert client.post(reverse("people_closure_remove", args=[Closure.objects.first().uuid])).url == area


def test_the_command_loads_term_dates(tmp_path, capsys):
    path = tmp_path / "terms.csv"
    path.write_text(TERMS)
    call_command("people", "terms", str(path))
    assert "closures: 2" in capsys.readouterr().out
