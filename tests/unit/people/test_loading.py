"""The return's people: matched, made, brought up to date; twice is once."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import RefusedError
from alongside.ground.people import queries, services
from alongside.ground.people.models import Child, Relationship, Setting, Team
from alongside.ground.people.services import loading
from alongside.ground.people.services.loading import LoadedPerson, LoadedPlacement
from tests.unit.people.conftest import AT, ON

ROW = LoadedPerson(1, "B801200005001", "", "", "Shah", "Amina", date(2016, 5, 15), "F", "WBRI", "pr1 1aa",
                   (LoadedPlacement(urn="100001", starts_on=date(2023, 9, 1)),))


def load(*rows):
    return services.load_many(rows, by=None, at=AT)


def test_a_new_person_gets_a_record_a_district_a_setting_and_the_districts_team(area, team):
    child = Child.objects.get(pk=load(ROW)[1])
    assert (child.given_name, child.district.name, child.source, child.compulsory_until) == (
        "Amina", "Preston", "sen2", date(2032, 6, 25))
    assert {(row.kind, row.badge.split(":")[0], row.starts_on) for row in child.relationships.all()} == {
        ("on_roll", "setting", date(2023, 9, 1)), ("case_team", "team", ON)}
    assert queries.current_setting(child, ON).name == "URN 100001"
    assert child.reference.startswith("CH-")


def test_twice_is_once(area, team):
    first = load(ROW)
    n_rows, n_entries = Relationship.objects.count(), AuditEntry.objects.count()
    assert load(ROW) == first
    assert (Child.objects.count(), Relationship.objects.count(), Setting.objects.count()) == (1, n_rows, 1)
    assert AuditEntry.objects.count() == n_entries


def test_there_is_one_audit_line_a_child_that_is_new_or_changed(area, team):
    load(ROW, replace(ROW, position=2, upn="P207000016049", given_name="Ben"))
    assert AuditEntry.objects.filter(code="people.child.loaded").count() == 2
    load(replace(ROW, family_name="Khan"), replace(ROW, position=2, upn="P207000016049", given_name="Ben"))
    assert AuditEntry.objects.filter(code="people.child.loaded").count() == 3
    assert Child.objects.get(upn=ROW.upn).name_key == " amina khan "


@pytest.mark.parametrize(("known", "row"), [
    ({"upn": ROW.upn}, replace(ROW, family_name="Else", given_name="Now")),
    ({"uln": "1000000019"}, replace(ROW, upn="", uln="1000000019", family_name="Else")),
    ({"postcode": "PR1 1AA"}, ROW),
    ({"postcode": "PR1 1AA"}, replace(ROW, upn="")),
])
def test_a_person_is_known_by_upn_then_uln_then_name_birth_date_and_postcode(area, child_of, known, row):
    child = child_of(**known)
    assert load(row) == {1: child.pk}


@pytest.mark.parametrize(("known", "row"), [
    ({"upn": "P207000016049", "postcode": "PR1 1AA"}, ROW),
    ({"uln": "1000000019", "postcode": "PR1 1AA"}, replace(ROW, upn="", uln="1000000027")),
    ({"postcode": "FY5 1AA"}, replace(ROW, upn="")),
])
def test_another_number_or_home_is_another_person(area, child_of, known, row):
    child = child_of(**known)
    assert load(row)[1] != child.pk


def test_the_same_person_twice_in_one_file_is_one_record(area, team):
    found = load(ROW, replace(ROW, position=2), replace(ROW, position=3, upn=""))
    assert len(set(found.values())) == 1
    assert Child.objects.count() == 1


def test_a_merged_record_stays_merged(area, child_of, manager):
    keep, drop = child_of("Amina", "Shar"), child_of(upn=ROW.upn)
    keep = services.update_child(child=keep, version=1, upn="P207000016049", by=manager, at=AT)
    services.merge_children(keep=keep, drop=drop, reason="one", by=manager, at=AT)
    assert load(ROW) == {1: keep.pk}


@pytest.mark.abuse("AC-06")
def test_a_file_never_touches_a_protected_address(area, child_of):
    child = child_of(upn=ROW.upn, postcode="FY5 1AA", is_address_protected=True)
    load(ROW)
    child.refresh_from_db()
    assert (child.postcode, child.district.name, child.sex) == ("FY5 1AA", "Wyre", "F")


def test_what_the_file_leaves_out_is_left_alone(area, child_of):
    child = child_of(upn=ROW.upn, ethnicity="AIND", postcode="PR1 1AB")
    load(replace(ROW, ethnicity="", postcode="", placements=()))
    child.refresh_from_db()
    assert (child.ethnicity, child.postcode, child.district.name) == ("AIND", "PR1 1AB", "Wyre")


def test_an_unknown_postcode_goes_by_its_outcode_and_an_unknown_place_to_the_areas_team(area, team, body):
    whole = Team.objects.create(code="ehc-all", title="EHC team", kind="ehc", body=body)
    load(replace(ROW, postcode="PR1 9ZZ"), replace(ROW, position=2, upn="", given_name="Far", postcode="ZE1 0AA"),
         replace(ROW, position=3, upn="", given_name="None", postcode=""))
    assert Child.objects.get(given_name="Amina").district.name == "Preston"
    assert Child.objects.get(given_name="Far").district is None
    assert Relationship.objects.filter(kind="case_team", team=whole).count() == 2


def test_nobody_is_taken_from_an_officer(area, team, child_of, post, relate):
    child = child_of(upn=ROW.upn)
    relate(child, "case_officer", post=post)
    ended = child_of("Ben", "Other", upn="P207000016049")
    services.end_relationship(relationship=relate(ended, "case_officer", post=post), ends_on=ON, by=None, at=AT)
    load(ROW, replace(ROW, position=2, upn="P207000016049", family_name="Other", given_name="Ben"))
    assert not child.relationships.filter(kind="case_team").exists()
    assert ended.relationships.filter(kind="case_team").exists()


class TestPlacements:
    def place(self, *placements):
        child = Child.objects.get(pk=load(replace(ROW, placements=placements))[1])
        return list(child.relationships.filter(kind="on_roll").order_by("starts_on", "badge"))

    def test_an_end_that_the_next_file_brings_ends_the_row_and_nobody_elses(self, area):
        start = LoadedPlacement(urn="100001", starts_on=date(2023, 9, 1))
        assert self.place(start)[0].ends_on is None
        ended = replace(start, ends_on=date(2026, 7, 20))
        assert self.place(ended)[0].ends_on == date(2026, 7, 20)
        Relationship.objects.filter(kind="on_roll").update(source="school", ends_on=None)
        assert self.place(ended)[0].ends_on is None

    def test_ukprn_serves_where_there_is_no_urn_and_a_bare_code_is_no_setting(self, area):
        rows = self.place(LoadedPlacement(ukprn="10000001"), LoadedPlacement(setting_code="EHE"),
                          LoadedPlacement(urn="100001", starts_on=ON, ends_on=date(2026, 1, 1)))
        assert sorted(row.setting.name for row in rows) == ["UKPRN 10000001", "URN 100001"]
        assert {row.starts_on for row in rows} == {ON}
        assert {row.ends_on for row in rows if row.setting.urn} == {ON}

    def test_a_place_without_a_start_is_not_begun_again(self, area):
        start = LoadedPlacement(urn="100001", starts_on=date(2023, 9, 1))
        self.place(start)
        assert len(self.place(LoadedPlacement(urn="100001"))) == 1

    def test_a_known_setting_keeps_its_name(self, area, setting):
        assert self.place(LoadedPlacement(urn="100001"))[0].setting == setting


def test_memory_and_questions_do_not_grow_with_the_batch(area, team, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 3)

    def rows(n):
        for position in range(1, n + 1):
            yield replace(ROW, position=position, upn="", given_name=f"Child{position}")

    with CaptureQueriesContext(connection) as small:
        services.load_many(rows(3), by=None, at=AT)
    Child.objects.all()
    with CaptureQueriesContext(connection) as large:
        services.load_many((replace(row, family_name="Khan") for row in rows(9)), by=None, at=AT)
    assert Child.objects.count() == 12
    assert len(large) <= 3 * len(small)


def test_it_needs_the_permission(make):
    with pytest.raises(RefusedError):
        services.load_many([], by=make("o@example.org", "case_officer"), at=AT)
    assert services.load_many([], by=make("d@example.org", "data_officer"), at=AT) == {}
