"""A child's record: registered, found, opened, changed, sealed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry, User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.people import queries, services
from alongside.ground.people.engine.checks import eighteenth
from alongside.ground.people.models import Child, ChildName, Place
from alongside.ground.people.models.keys import name_key, plain, sound_key
from tests.unit.people.conftest import AT, ON

UPN, UPN2 = "B801200005001", "P207000016049"


class TestRegister:
    def test_it_works_out_what_follows_from_name_birth_date_and_postcode(self, child_of, area):
        child = child_of(" Amina ", "O’Brien-Núñez", postcode="pr11aa", upn=UPN.lower(), nhs_number="943 476 5870")
        assert (child.given_name, child.postcode, child.upn, child.nhs_number) == (
            "Amina", "PR1 1AA", UPN, "9434765870")
        assert child.district.name == "Preston"
        assert child.name_key == " amina obrien nunez "
        assert child.reference.startswith("CH-")
        entry = AuditEntry.objects.get(code="people.child.registered")
        assert entry.child_uuid == child.uuid
        assert "Amina" not in entry.detail

    @pytest.mark.parametrize(("field", "value"), [
        ("given_name", " "), ("family_name", ""), ("born_on", date(2027, 1, 1)), ("born_on", date(1990, 1, 1)),
        ("upn", "A801200005001"), ("uln", "12"), ("nhs_number", "1234567890"), ("postcode", "nowhere"),
    ])
    def test_it_says_what_is_wrong_beside_the_field(self, db, field, value):
        given = {"given_name": "A", "family_name": "B", "born_on": date(2016, 1, 1), field: value}
        with pytest.raises(InvalidError) as caught:
            services.register_child(source="test", by=None, at=AT, **given)
        assert set(caught.value.errors) == {field}

    def test_a_number_belongs_to_one_record(self, child_of):
        child_of(upn=UPN)
        with pytest.raises(InvalidError, match="Another record"):
            child_of("Other", "Name", upn=UPN)

    def test_a_field_that_nobody_may_give_is_a_mistake_of_the_caller(self, child_of):
        with pytest.raises(TypeError):
            child_of(died_on=ON)

    def test_it_needs_a_permission(self, make):
        with pytest.raises(RefusedError):
            services.register_child(given_name="A", family_name="B", born_on=ON, source="t", at=AT,
                                    by=make("s@example.org", "setting_staff"))

    def test_a_leap_day_child_is_18_on_1_march(self):
        assert eighteenth(date(2008, 2, 29)) == date(2026, 3, 1)
        assert eighteenth(date(2008, 5, 1)) == date(2026, 5, 1)


class TestUpdate:
    def test_it_keeps_a_former_name_and_counts_the_version(self, child, manager):
        saved = services.update_child(child=child, version=1, family_name="Khan", by=manager, at=AT)
        assert (saved.version, saved.name_key) == (2, " amina khan ")
        former = saved.names.get()
        assert (former.family_name, former.kind, former.until) == ("Shah", "former", ON)

    def test_a_slip_leaves_no_former_name(self, child, manager):
        services.update_child(child=child, version=1, family_name="Shar", is_correction=True, by=manager, at=AT)
        assert not child.names.exists()

    def test_nothing_changed_is_nothing_written(self, child, manager):
        assert services.update_child(child=child, version=1, family_name="Shah", by=manager, at=AT).version == 1

    @pytest.mark.fault("two people save the same record")
    def test_who_saves_second_gets_both_texts(self, child, manager):
        services.update_child(child=child, version=1, family_name="Khan", is_looked_after=True, by=manager, at=AT)
        with pytest.raises(StaleError) as caught:
            services.update_child(child=child, version=1, family_name="Ali", is_looked_after=False, upn=None,
                                  born_on=date(2016, 5, 16), by=manager, at=AT)
        assert caught.value.theirs == {"family_name": "Khan", "is_looked_after": "Yes", "upn": "",
                                       "born_on": "15 May 2016"}
        assert caught.value.ours["family_name"] == "Ali"

    def test_the_postcode_moves_the_district(self, child, manager, area):
        assert services.update_child(child=child, version=1, postcode="FY5 9ZZ", by=manager, at=AT).district.name == "Wyre"

    def test_what_is_wrong_is_said_and_nothing_written(self, child, child_of, manager):
        child_of("Other", "Name", upn=UPN)
        with pytest.raises(InvalidError):
            services.update_child(child=child, version=1, upn=UPN, by=manager, at=AT)
        with pytest.raises(TypeError):
            services.update_child(child=child, version=1, merged_into=None, by=manager, at=AT)

    @pytest.mark.abuse("AC-06")
    def test_who_may_not_see_a_protected_address_can_neither_replace_nor_unprotect_it(self, child, officer, team, relate,
                                                                                      manager, again):
        relate(child, "case_team", team=team)
        services.update_child(child=child, version=1, is_address_protected=True, by=manager, at=AT)
        for change in ({"postcode": "PR1 1AA"}, {"is_address_protected": False}):
            with pytest.raises(RefusedError):
                services.update_child(child=child, version=2, by=again(officer), at=AT, **change)
        with pytest.raises(RefusedError):
            services.set_address(who=child, lines="1 New", postcode="PR1 1AA", starts_on=ON, by=again(officer), at=AT)
        assert services.update_child(child=child, version=2, is_address_protected=False, by=manager, at=AT).version == 3

    def test_who_cannot_see_the_child_cannot_change_it(self, child, officer):
        with pytest.raises(RefusedError):
            services.update_child(child=child, version=1, family_name="X", by=officer, at=AT)


def test_an_address_needs_lines_and_a_postcode_that_can_be_one(child, person_of):
    with pytest.raises(InvalidError) as caught:
        services.set_address(who=person_of(), lines=" ", postcode="nowhere", starts_on=ON, by=None, at=AT)
    assert set(caught.value.errors) == {"lines", "postcode"}


class TestSealed:
    @pytest.fixture
    def adopted(self, child_of, manager, make):
        child = child_of("Old", "Former", upn=UPN, nhs_number="9434765870")
        services.update_child(child=child, version=1, preferred_name="Oldie", family_name="Middle", by=manager, at=AT)
        asked = services.ask_to_seal(child=child, family_name="New", given_name="Nora", upn=UPN2, evidence="Order seen",
                                     stays=[], by=make("first@example.org", "send_manager"), at=AT)
        return services.seal_former_identity(sealing=asked, by=manager, at=AT)

    def test_every_earlier_name_and_number_is_sealed_without_a_key(self, adopted):
        assert (adopted.given_name, adopted.family_name, adopted.upn, adopted.nhs_number) == ("Nora", "New", UPN2, None)
        assert adopted.preferred_name == ""
        assert adopted.is_address_protected
        rows = list(adopted.names.all())
        assert len(rows) == 2
        assert {(row.is_sealed, row.name_key, row.sound_key) for row in rows} == {(True, "", "")}
        assert {row.upn for row in rows} == {UPN, ""}

    def test_no_search_match_or_load_reaches_it(self, adopted, manager):
        for name in ("old former", "middle", "oldie"):
            assert queries.find_children(manager, name=name, born=adopted.born_on, at=AT) == []
        assert queries.find_children(manager, upn=UPN, born=adopted.born_on, at=AT) == []
        alike = services.possible_duplicates(family_name="Former", given_name="Old", born_on=adopted.born_on, upn=UPN,
                                             nhs_number="9434765870")
        assert alike == []
        row = services.LoadedPerson(1, UPN, "", "", "Former", "Old", adopted.born_on, "F", "", "")
        assert services.load_many([row], by=None, at=AT)[1] != adopted.pk

    def test_it_needs_the_permission_for_protected_things(self, child, officer, make, team, relate, again):
        relate(child, "case_team", team=team)
        first = make("first@example.org", "send_manager")
        asked = services.ask_to_seal(child=child, family_name="N", given_name="N", evidence="Order", stays=[], by=first,
                                     at=AT)
        with pytest.raises(RefusedError):
            services.seal_former_identity(sealing=asked, by=again(officer), at=AT)


class TestFind:
    @pytest.fixture
    def mine(self, officer, team, relate, child_of, again):
        child = child_of("Amina", "Shah", upn=UPN)
        relate(child, "case_team", team=team)
        return again(officer), child

    def test_within_ones_own_caseload_one_thing_is_enough(self, mine):
        user, child = mine
        assert queries.find_children(user, name="ami sh", at=AT) == [child]
        assert queries.find_children(user, upn=UPN.lower(), at=AT) == [child]
        assert queries.find_children(user, reference=child.reference.lower(), at=AT) == [child]
        assert queries.find_children(user, born=child.born_on, at=AT) == [child]
        assert queries.find_children(user, name="mina", at=AT) == []
        assert queries.find_children(user, reference="CH-0000-0000", at=AT) == []
        assert queries.find_children(user, at=AT) == []

    @pytest.mark.abuse("AC-10")
    def test_outside_it_even_a_manager_needs_two(self, child, manager):
        assert queries.find_children(manager, name="shah", at=AT) == []
        assert queries.find_children(manager, upn=child.reference, at=AT) == []
        assert queries.find_children(manager, name="shah", born=child.born_on, at=AT) == [child]

    @pytest.mark.abuse("AC-28")
    def test_nothing_outside_the_scope_shows_and_hidden_costs_what_none_costs(self, mine, child_of):
        user, child = mine
        hidden = child_of("Hidden", "Child")
        assert queries.child_for(user, child.uuid, AT) == child
        with CaptureQueriesContext(connection) as with_hidden:
            assert queries.find_children(user, name="hidden", born=hidden.born_on, at=AT) == []
        with CaptureQueriesContext(connection) as with_none:
            assert queries.find_children(user, name="nobody", born=hidden.born_on, at=AT) == []
        assert len(with_hidden) == len(with_none)
        counts = []
        for uuid in (hidden.uuid, "00000000-0000-4000-8000-000000000000"):
            with CaptureQueriesContext(connection) as asked, pytest.raises(NotThereError):
                queries.child_for(user, uuid, AT)
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_a_former_name_finds_the_child(self, child, manager):
        services.update_child(child=child, version=1, family_name="Khan", by=manager, at=AT)
        assert queries.find_children(manager, name="amina shah", born=child.born_on, at=AT) == [child]

    def test_a_child_is_opened_by_reference_only_where_it_is_ones_own(self, mine, manager, child_of):
        user, child = mine
        assert queries.child_by_reference(user, f" {child.reference.lower()} ", AT) == child
        for reference in (child_of("B", "C").reference, "", "nonsense"):
            with pytest.raises(NotThereError):
                queries.child_by_reference(user, reference, AT)


@pytest.mark.abuse("AC-12")
class TestAlike:
    def test_twins_siblings_and_namesakes_are_told_apart(self, child, child_of, manager, person_of, relate):
        twin, brother = child_of("Amira", "Shah"), child_of("Bilal", "Shah", date(2018, 1, 1))
        like, same = child_of("Jo", "Shar"), child_of("Amina", "Shah", date(2012, 1, 1))
        mother = person_of()
        for row in (child, twin, brother):
            relate(row, "parent", person=mother)
        why = {alike.child: alike.why for alike in queries.look_alikes(manager, child, ON)}
        assert why == {twin: "twin", brother: "brother or sister", like: "same birth date and like name",
                       same: "same name"}
        assert set(queries.siblings_of(child, ON)) == {twin, brother}

    def test_nobody_is_warned_of_a_child_that_is_not_theirs_to_see(self, child, child_of, officer, team, relate, again):
        child_of("Amira", "Shah")
        relate(child, "case_team", team=team)
        assert queries.look_alikes(again(officer), child, ON) == []

    @pytest.mark.parametrize(("given", "why"), [
        ({"family_name": "Shah", "given_name": "Amina", "born_on": date(2016, 5, 3)}, "same name and birth date"),
        ({"family_name": "Shar", "given_name": "Aminah", "born_on": date(2016, 5, 3)}, "like name, same birth date"),
        ({"family_name": "Shah", "given_name": "Amina", "born_on": date(2016, 3, 5)},
         "like name, day and month of birth swapped"),
        ({"family_name": "Else", "given_name": "Someone", "born_on": date(2015, 1, 31), "upn": UPN}, "same number"),
        ({"family_name": "Else", "given_name": "Someone", "born_on": date(2015, 1, 31), "uln": "1000000019"},
         "same number"),
        ({"family_name": "Else", "given_name": "Someone", "born_on": date(2015, 1, 31), "nhs_number": "9434765870"},
         "same number"),
    ])
    def test_a_second_record_of_one_child_is_noticed(self, child_of, given, why):
        child = child_of(born=date(2016, 5, 3), upn=UPN, uln="1000000019", nhs_number="9434765870")
        assert [(alike.child, alike.why) for alike in services.possible_duplicates(**given)] == [(child, why)]

    def test_somebody_else_is_not(self, child):
        assert services.possible_duplicates(family_name="Jones", given_name="Amina", born_on=child.born_on) == []


class TestOpen:
    def test_an_opening_is_entered_for_the_family_to_read(self, child, manager):
        assert services.open_child(user=manager, uuid=child.uuid, at=AT, page="child", reason="call") == child
        entry = AuditEntry.objects.get(code="people.child.read")
        assert (entry.child_uuid, entry.page, entry.reason) == (child.uuid, "child", "call")

    @pytest.mark.abuse("AC-10")
    def test_what_is_not_theirs_is_not_there_and_the_try_is_entered(self, child, officer):
        with access.noting(), pytest.raises(NotThereError):
            services.open_child(user=officer, uuid=child.uuid, at=AT, page="child")
        assert AuditEntry.objects.filter(code="people.child.opened", outcome="refused").count() == 1


class TestKeys:
    def test_a_key_sets_spelling_aside(self):
        assert plain("D’Arcy-Böhm  Jr.") == "darcy bohm jr"
        assert name_key("Ann Marie", "", "Ann Smith") == " ann marie smith "
        assert sound_key("Smith", "Katherine") == sound_key("Smyth", "Catherine")
        assert sound_key("Aoi", "") == "a-"
        assert sound_key("李", "") == "-"


def test_a_merged_record_leads_to_the_one_kept_and_both_keys_are_known(child, child_of, manager):
    other = child_of("Amina", "Shar")
    services.merge_children(keep=child, drop=other, reason="one", by=manager, at=AT)
    assert queries.child_for(manager, other.uuid, AT) == child
    assert queries.ids_of(child) == [child.pk, other.pk]
    assert queries.uuids_of(child) == [child.uuid, other.uuid]


def test_standings_of_many_children_are_one_query(child, child_of):
    other = child_of("B", "C")
    services.set_standing(child=child, room="ehc", words="Waiting", since=ON, holder="EHC team", next_on=ON)
    services.set_standing(child=child, room="ehc", words="Decided", since=ON, holder="EHC team")
    stands = [services.Stand(row.pk, "Open", ON, "H") for row in (child, other)]
    assert services.set_standing_many(room="quality", stands=stands) == 2
    assert services.set_standing_many(room="quality", stands=[]) == 0
    with CaptureQueriesContext(connection) as asked:
        found = queries.standings([child, other])
    assert len(asked) == 1
    assert [row.words for row in found[child.pk]] == ["Decided", "Open"]
    assert Child.objects.count() == 2
    assert not ChildName.objects.exists()
    assert Place.objects.count() == 0
    assert User.objects.count() == 0
