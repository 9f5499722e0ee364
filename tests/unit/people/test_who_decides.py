"""Pages about who decides: parental responsibility, capacity, the young person's say, and a sealed identity."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import Capacity, Involvement, ParentalResponsibility, Person, Sealing
from tests.unit.people.conftest import AT, ON
from tests.unit.people.test_views import as_, boxes, text

__all__ = ["as_"]


@pytest.fixture
def today(db):
    return day_of(timezone.now())


@pytest.fixture
def young(child_of, today):
    """Seventeen, whatever the day."""
    return child_of("Yusuf", "Khan", today.replace(year=today.year - 17, day=1))


@pytest.fixture
def second(make):
    return make("second@example.org", "send_manager")


class TestResponsibility:
    def test_it_is_written_down_with_its_document_apart_from_being_a_parent(self, child, family, manager, as_):
        _, mother = family(child)
        address = reverse("people_responsibility", args=[child.uuid])
        page = text(as_(manager).get(address))
        assert "Nobody is written down yet" in page
        given = {"person": str(mother.uuid), "basis": "mother", "evidence": "Birth certificate, seen",
                 **boxes("starts_on", ON)}
        assert as_(manager).post(address, given).status_code == 302
        page = text(as_(manager).get(address))
        assert "Birth certificate, seen" in page
        assert "Holds it" in page
        assert [row.person for row in queries.responsible_for(child, ON)] == [mother]

    @pytest.mark.parametrize(("change", "wrong"), [
        ({"person": ""}, "Choose one person"), ({"other_name": "Kim Else"}, "Choose one person"),
        ({"person": "council"}, "A care order belongs to the council"),
        ({"evidence": ""}, "Enter an answer to “Which document"),
        ({"basis": "care_order"}, "A care order belongs to the council"),
    ])
    def test_what_is_wrong_stands_beside_its_field(self, child, family, manager, as_, change, wrong):
        _, mother = family(child)
        given = {"person": str(mother.uuid), "basis": "mother", "evidence": "seen", **boxes("starts_on", ON), **change}
        page = text(as_(manager).post(reverse("people_responsibility", args=[child.uuid]), given), 422)
        assert "There is a problem" in page
        assert wrong in page
        assert not ParentalResponsibility.objects.exists()

    @pytest.mark.abuse("AC-03")
    def test_somebody_who_is_not_in_the_list_becomes_a_person_and_sees_nothing(self, child, manager, as_):
        given = {"other_name": "Craig Else", "basis": "birth_certificate", "evidence": "seen", **boxes("starts_on", ON)}
        assert as_(manager).post(reverse("people_responsibility", args=[child.uuid]), given).status_code == 302
        craig = Person.objects.get(family_name="Else")
        assert queries.family_of(child, ON, is_unchecked_included=True) == []
        assert not queries.may_write_to(craig, child, ON)

    def test_a_care_order_gives_it_to_the_council_and_twice_is_an_error(self, child, manager, as_):
        address = reverse("people_responsibility", args=[child.uuid])
        given = {"person": "council", "basis": "care_order", "evidence": "order", **boxes("starts_on", ON)}
        assert as_(manager).post(address, given).status_code == 302
        assert "The council, beside the parents" in text(as_(manager).get(address))
        assert as_(manager).post(address, given).status_code == 302
        assert ParentalResponsibility.objects.count() == 1
        with pytest.raises(InvalidError, match="hold it already"):
            services.record_responsibility(child=child, person=None, basis="Another order", starts_on=ON, by=manager, at=AT)

    def test_it_ends_with_a_reason_and_stays_readable(self, child, family, manager, as_):
        _, mother = family(child)
        row = services.record_responsibility(child=child, person=mother, basis="Birth mother", starts_on=ON, by=None, at=AT)
        address = reverse("people_responsibility_end", args=[row.uuid])
        assert "Birth mother" in text(as_(manager).get(address))
        assert "There is a problem" in text(as_(manager).post(address, boxes("ends_on", ON)), 422)
        wrong = {**boxes("ends_on", ON - timedelta(days=1)), "reason": "Adopted"}
        assert "can’t end before it began" in text(as_(manager).post(address, wrong), 422)
        assert as_(manager).post(address, {**boxes("ends_on", ON), "reason": "Adopted"}).status_code == 302
        assert queries.responsible_for(child, ON) == []
        assert "Ended" in text(as_(manager).get(reverse("people_responsibility", args=[child.uuid])))
        entry = AuditEntry.objects.get(code="people.responsibility.ended")
        assert entry.reason == "Adopted"
        assert "ended already" in text(as_(manager).post(address, {**boxes("ends_on", ON), "reason": "x"}), 422)

    def test_an_end_before_the_start_is_refused(self, child, person_of):
        with pytest.raises(InvalidError, match="end"):
            services.record_responsibility(child=child, person=person_of(), basis="x", starts_on=ON,
                                           ends_on=ON - timedelta(days=1), by=None, at=AT)


class TestCapacity:
    def given(self, today, **more):
        return {"decision": "appeal", "assessor": "Dr Ada, psychologist", "has_capacity": "no",
                "reasons": "Asked twice, with symbols.", **boxes("assessed_on", today), **more}

    def test_a_finding_is_about_one_decision_has_a_maker_and_ends(self, young, family, manager, as_, today):
        _, mother = family(young)
        address = reverse("people_capacity", args=[young.uuid])
        given = self.given(today, alternative=str(mother.uuid), alternative_basis="Deputy, order seen")
        assert as_(manager).post(address, given).status_code == 302
        page = text(as_(manager).get(address))
        for words in ("Appeal to the Tribunal", "Dr Ada, psychologist", "Could not make this decision", "Deputy, order"):
            assert words in page
        assert queries.who_decides(young, today, decision="appeal") == "alternative"
        assert queries.who_decides(young, today, decision="request") == "young_person"
        row = Capacity.objects.get()
        end = reverse("people_capacity_end", args=[row.uuid])
        assert "could not decide on" in text(as_(manager).get(end))
        assert as_(manager).post(end, {**boxes("ends_on", today), "reason": "Asked anew"}).status_code == 302
        assert queries.who_decides(young, today, decision="appeal") == "young_person"

    @pytest.mark.parametrize(("change", "wrong"), [
        ({"decision": "other"}, "Say which decision"), ({"assessor": ""}, "Enter an answer to “Who found so"),
        ({"reasons": ""}, "Enter an answer to “How that was found"),
        ({"has_capacity": "yes", "alternative": "mother"}, "Nobody acts for"),
        ({"alternative": "mother"}, "Say why this person acts"),
    ])
    def test_what_is_wrong_stands_beside_its_field(self, young, family, manager, as_, today, change, wrong):
        _, mother = family(young)
        given = self.given(today, **change)
        if given.get("alternative") == "mother":
            given["alternative"] = str(mother.uuid)
        page = text(as_(manager).post(reverse("people_capacity", args=[young.uuid]), given), 422)
        assert wrong in page
        assert not Capacity.objects.exists()

    def test_a_day_to_look_again_lies_after_the_finding(self, young, manager, as_, today):
        given = self.given(today, **boxes("ends_on", today))
        assert "must come after" in text(as_(manager).post(reverse("people_capacity", args=[young.uuid]), given), 422)

    def test_a_decision_in_somebodys_own_words(self, young, manager, as_, today):
        given = self.given(today, decision="other", other="Move to Leeds", has_capacity="yes")
        assert as_(manager).post(reverse("people_capacity", args=[young.uuid]), given).status_code == 302
        assert "Move to Leeds" in text(as_(manager).get(reverse("people_capacity", args=[young.uuid])))

    def test_before_the_end_of_compulsory_school_age_the_page_says_that_it_changes_nothing(self, child, manager, as_):
        assert "a finding changes nothing" in text(as_(manager).get(reverse("people_capacity", args=[child.uuid])))


@pytest.mark.abuse("AC-11")
class TestSay:
    def test_staff_write_down_what_was_said_how_and_take_it_back(self, young, family, manager, as_, today):
        user, mother = family(young)
        address = reverse("people_say", args=[young.uuid])
        assert "takes part" in text(as_(manager).get(address))
        given = {"person": str(mother.uuid), "wish": "objects", "said_how": "At the review, alone"}
        assert as_(manager).post(address, given).status_code == 302
        page = text(as_(manager).get(address))
        assert "does not take part" in page
        assert "At the review, alone" in page
        assert not policies.can_see_child(user, young, on=today)
        row = Involvement.objects.get()
        back = reverse("people_say_back", args=[row.uuid])
        assert as_(manager).post(back).status_code == 302
        assert policies.can_see_child(user, young, on=today)
        assert as_(manager).post(back).status_code == 302
        assert AuditEntry.objects.filter(code="people.involvement.ended").count() == 1

    def test_about_all_parents_and_what_is_missing(self, young, manager, as_):
        address = reverse("people_say", args=[young.uuid])
        assert "There is a problem" in text(as_(manager).post(address, {"person": "everybody"}), 422)
        given = {"person": "everybody", "wish": "agrees", "said_how": "By picture cards"}
        assert as_(manager).post(address, given).status_code == 302
        assert Involvement.objects.get().person is None

    def test_whose_say_it_is_depends_on_the_day(self, child, child_of, manager, as_, today):
        undated = child_of("Robin", "Example", None)
        grown = child_of("Old", "Er", today.replace(year=today.year - 19, day=1))
        for who, words in ((child, "the end of compulsory school age"), (undated, "Record it first"),
                           (grown, "only as the young person says")):
            assert words in text(as_(manager).get(reverse("people_say", args=[who.uuid])))
        given = {"person": "everybody", "wish": "objects", "said_how": "x"}
        assert "once compulsory school age has ended" in text(
            as_(manager).post(reverse("people_say", args=[child.uuid]), given), 422)

    def test_the_young_person_says_it_themself_and_changes_their_mind(self, young, family, make, as_, today):
        (mum, mother), (me, _) = family(young), family(young, "me@example.org", kind="self")
        address = reverse("people_own_say")
        page = text(as_(me).get(address))
        assert mother.full_name in page
        assert as_(me).post(address, {"person": str(mother.uuid), "wish": "objects"}).status_code == 302
        assert "is not part of this" in text(as_(me).get(address))
        assert not policies.can_see_child(mum, young, on=today)
        assert Involvement.objects.get().recorded_by == me
        assert as_(me).post(address, {"person": "everybody", "wish": "agrees"}).status_code == 302
        assert not policies.can_see_child(mum, young, on=today)
        assert as_(me).post(address, {"person": str(mother.uuid), "wish": "agrees"}).status_code == 302
        assert policies.can_see_child(mum, young, on=today)
        assert "There is a problem" in text(as_(me).post(address, {"person": "everybody"}), 422)

    def test_nobody_else_opens_the_young_persons_page_or_speaks_for_them(self, young, family, as_):
        mum, _ = family(young)
        assert "This page belongs to the young person." in text(as_(mum).get(reverse("people_own_say")))
        as_(mum).post(reverse("people_own_say"), {"person": "everybody", "wish": "objects"})
        assert not Involvement.objects.exists()
        with pytest.raises(RefusedError):
            services.record_involvement(child=young, wish="agrees", by=mum, at=timezone.now())

    def test_a_child_reads_from_when_it_is_their_choice(self, child, child_of, family, as_):
        me, _ = family(child, "me@example.org", kind="self")
        page = text(as_(me).get(reverse("people_own_say")))
        assert queries.say_of(child, ON).partition("until ")[2].split(",")[0] in page
        as_(me).post(reverse("people_own_say"), {"person": "everybody", "wish": "objects"})
        assert not Involvement.objects.exists()


class TestSealing:
    def ask(self, client, child, **more):
        given = {"given_name": "Nora", "family_name": "New", "evidence": "Adoption order, seen", **more}
        return client.post(reverse("people_sealing", args=[child.uuid]), given)

    def test_it_takes_two_people(self, child_of, family, manager, second, as_):
        child = child_of("Zebedee", "Former", upn="B801200005001")
        (birth, mother), (_, adopter) = family(child), family(child, "new@example.org")
        services.record_responsibility(child=child, person=mother, basis="Birth mother", starts_on=date(2020, 1, 1), by=None,
                                       at=AT)
        assert self.ask(as_(manager), child, stays=[str(adopter.uuid)]).status_code == 302
        row = Sealing.objects.get()
        page = text(as_(manager).get(reverse("people_sealing", args=[child.uuid])))
        assert "Seal it, as the second person" not in page
        assert as_(manager).post(reverse("people_seal", args=[row.uuid])).status_code == 404
        child.refresh_from_db()
        assert child.family_name == "Former"
        page = text(as_(second).get(reverse("people_sealing", args=[child.uuid])))
        assert "Seal it, as the second person" in page
        assert mother.full_name in page
        assert as_(second).post(reverse("people_seal", args=[row.uuid])).status_code == 302
        child.refresh_from_db()
        assert (child.given_name, child.family_name, child.upn) == ("Nora", "New", None)
        assert not policies.can_see_child(birth, child, on=timezone.now())
        assert [member.person for member in queries.family_of(child, day_of(timezone.now()))] == [adopter]
        assert queries.responsible_for(child, day_of(timezone.now())) == []
        row.refresh_from_db()
        assert (row.family_name, row.is_sealed, row.settled_by) == ("", True, second)
        page = text(as_(second).get(reverse("people_sealing", args=[child.uuid])))
        assert "Zebedee" not in page

    def test_a_second_asking_waits_for_the_first_and_either_can_be_taken_back(self, child, manager, second, as_):
        assert self.ask(as_(manager), child).status_code == 302
        assert "asked for this already" in text(self.ask(as_(manager), child), 422)
        row = Sealing.objects.get()
        decline = reverse("people_seal_decline", args=[row.uuid])
        assert as_(second).post(decline).status_code == 400
        assert as_(manager).post(decline, {"reason": "Wrong child"}).status_code == 302
        row.refresh_from_db()
        assert (row.given_name, row.is_sealed) == ("", False)
        assert as_(second).post(reverse("people_seal", args=[row.uuid])).status_code == 400
        assert "Wrong child" in text(as_(manager).get(reverse("people_sealing", args=[child.uuid])))

    def test_what_is_wrong_stands_beside_its_field(self, child, child_of, manager, as_):
        child_of("Other", "Child", upn="B801200005001")
        page = text(self.ask(as_(manager), child, upn="B801200005001", evidence=" "), 422)
        assert "There is a problem" in page
        with pytest.raises(InvalidError) as caught:
            services.ask_to_seal(child=child, family_name="N", given_name="N", evidence=" ", stays=[], by=manager, at=AT,
                                 upn="B801200005001")
        assert set(caught.value.errors) == {"upn", "evidence"}

    @pytest.mark.abuse("AC-02")
    def test_who_does_not_see_the_child_neither_asks_nor_settles(self, child, officer, manager, as_):
        assert self.ask(as_(officer), child).status_code == 404
        self.ask(as_(manager), child)
        row = Sealing.objects.get()
        assert as_(officer).post(reverse("people_seal", args=[row.uuid])).status_code == 404
        assert as_(officer).post(reverse("people_seal_decline", args=[row.uuid]), {"reason": "x"}).status_code == 404

    def test_an_officer_asks_and_cannot_settle_somebody_elses(self, child, officer, manager, team, relate, as_, again):
        relate(child, "case_team", team=team)
        asked = services.ask_to_seal(child=child, family_name="N", given_name="N", evidence="Order", stays=[],
                                     by=manager, at=AT)
        with pytest.raises(RefusedError):
            services.decline_sealing(sealing=asked, reason="x", by=again(officer), at=AT)


@pytest.mark.abuse("AC-02")
@pytest.mark.parametrize("name", ["people_responsibility", "people_capacity", "people_say", "people_sealing"])
def test_the_pages_stay_shut_for_a_child_out_of_sight(child, officer, as_, name):
    assert as_(officer).get(reverse(name, args=[child.uuid])).status_code == 404


@pytest.mark.abuse("AC-02")
def test_facts_of_a_child_out_of_sight_are_neither_shown_nor_ended(child, young, officer, person_of, as_, manager, today):
    row = services.record_responsibility(child=child, person=person_of(), basis="x", starts_on=ON, by=None, at=AT)
    said = services.record_involvement(child=young, wish="agrees", by=None, at=timezone.now())
    for address in (reverse("people_responsibility_end", args=[row.uuid]), reverse("people_say_back", args=[said.uuid])):
        assert as_(officer).post(address, {"reason": "x", **boxes("ends_on", ON)}).status_code == 404
    row.refresh_from_db()
    assert row.ends_on is None
