"""Relationships begun, checked and ended; letters, profiles, consents; a death."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import Address, MailHold, Relationship
from tests.unit.people.conftest import AT, ON


class TestRelate:
    def test_the_same_twice_is_one_row_and_a_checked_one_says_who_checked(self, child, person_of, manager):
        mother = person_of()
        given = {"child": child, "kind": "parent", "person": mother, "starts_on": ON, "evidence": "seen", "at": AT}
        first = services.relate(by=manager, **given)
        assert services.relate(by=manager, **given) == first
        assert (first.badge, first.checked_by, first.checked_at) == (f"person:{mother.uuid}", manager, AT)

    @pytest.mark.abuse("AC-07")
    @pytest.mark.parametrize("kind", ["parent", "carer", "foster_carer", "self"])
    def test_nobody_becomes_family_without_evidence(self, child, person_of, kind):
        with pytest.raises(InvalidError) as caught:
            services.relate(child=child, kind=kind, person=person_of(), starts_on=ON, by=None, at=AT)
        assert set(caught.value.errors) == {"evidence"}

    def test_who_speaks_for_a_family_has_scope_end_and_somebody_to_speak_for(self, child, person_of):
        given = {"child": child, "kind": "speaks_for_family", "person": person_of(), "starts_on": ON, "by": None,
                 "at": AT}
        with pytest.raises(InvalidError) as caught:
            services.relate(**given)
        assert set(caught.value.errors) == {"evidence", "scope", "ends_on"}
        with pytest.raises(InvalidError) as caught:
            services.relate(evidence="letter", scope="all", ends_on=date(2027, 1, 1), **given)
        assert set(caught.value.errors) == {"on_behalf_of"}

    def test_a_team_is_no_parent_and_an_end_follows_a_start(self, child, team):
        with pytest.raises(InvalidError) as caught:
            services.relate(child=child, kind="parent", team=team, starts_on=ON, ends_on=date(2020, 1, 1),
                            evidence="x", by=None, at=AT)
        assert set(caught.value.errors) == {"kind", "ends_on"}

    def test_one_subject_is_given(self, child, team, person_of):
        with pytest.raises(TypeError):
            services.relate(child=child, kind="case_team", starts_on=ON, by=None, at=AT)
        with pytest.raises(TypeError):
            services.relate(child=child, kind="adviser", team=team, person=person_of(), starts_on=ON, by=None, at=AT)

    def test_the_table_itself_refuses_two_subjects(self, child, team, person_of):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relationship.objects.create(child=child, kind="adviser", badge="x", team=team, person=person_of(),
                                        starts_on=ON)

    def test_an_end_never_comes_before_the_start(self, child, team, relate):
        row = relate(child, "case_team", team=team, starts_on=ON)
        assert services.end_relationship(relationship=row, ends_on=date(2026, 1, 1), by=None, at=AT).ends_on == ON

    def test_a_setting_can_write_no_relationship(self, child, team, make):
        with pytest.raises(RefusedError):
            services.relate(child=child, kind="case_team", team=team, starts_on=ON,
                            by=make("s@example.org", "setting_staff"), at=AT)


class TestCheck:
    @pytest.fixture
    def claim(self, child, person_of, relate, make):
        user = make("claims@example.org", kind="family")
        return relate(child, "family_unchecked", person=person_of(user=user), evidence="")

    def test_enough_proof_turns_a_claim_into_sight(self, claim, child, manager):
        user = claim.person.user
        assert not policies.can_see_child(user, child, on=AT)
        services.check_relationship(relationship=claim, evidence=["photo_id", "birth_certificate"], note="passport",
                                    by=manager, at=AT)
        assert (claim.kind, claim.checked_by) == ("parent", manager)
        assert claim.evidence == "birth_certificate, photo_id; passport"
        assert policies.can_see_child(user, child, on=AT)

    @pytest.mark.abuse("AC-07")
    def test_birth_date_and_postcode_turn_it_into_nothing(self, claim, child, manager):
        with pytest.raises(InvalidError, match="ex-partner"):
            services.check_relationship(relationship=claim, evidence=["birth_date", "postcode"], by=manager, at=AT)
        assert not policies.can_see_child(claim.person.user, child, on=AT)

    @pytest.mark.abuse("AC-03")
    def test_who_is_kept_out_is_never_checked_in(self, claim, child, manager, exclude):
        exclude(child, person=claim.person)
        with pytest.raises(InvalidError, match="kept out"):
            services.check_relationship(relationship=claim, evidence=["known_to_officer"], by=manager, at=AT)

    def test_only_a_claim_is_checked_and_never_by_oneself(self, claim, child, team, relate, manager, person_of, make):
        with pytest.raises(InvalidError):
            services.check_relationship(relationship=relate(child, "case_team", team=team), evidence=["photo_id"],
                                        by=manager, at=AT)
        own = relate(child, "family_unchecked", person=person_of(user=manager), evidence="")
        with pytest.raises(RefusedError, match="themselves"):
            services.check_relationship(relationship=own, evidence=["known_to_officer"], by=manager, at=AT)
        with pytest.raises(RefusedError):
            services.check_relationship(relationship=claim, evidence=["known_to_officer"], at=AT,
                                        by=make("s@example.org", "setting_staff"))


def test_parental_responsibility_is_another_fact_and_a_care_order_gives_it_to_the_council(child, family, person_of):
    _, mother = family(child)
    father = person_of("Shah", "Omar")
    given = {"child": child, "starts_on": date(2020, 1, 1), "by": None, "at": AT}
    services.record_responsibility(person=father, basis="Birth certificate", **given)
    services.record_responsibility(person=None, basis="Care order", **given)
    assert [row.is_council for row in queries.responsible_for(child, ON)] == [False, True]
    assert [(m.person, m.has_responsibility, m.kind_words) for m in queries.family_of(child, ON)] == [
        (mother, False, "Parent")]
    with pytest.raises(InvalidError):
        services.record_responsibility(person=father, basis=" ", **given)


class TestMayWriteTo:
    def test_the_childs_own_people_and_nobody_else(self, child, family, person_of):
        _, mother = family(child)
        assert queries.may_write_to(mother, child, ON)
        assert not queries.may_write_to(person_of(), child, ON)
        assert [member.person for member in queries.recipients(child, ON)] == [mother]

    @pytest.mark.abuse("AC-03")
    @pytest.mark.parametrize("act", ["receive", "see"])
    def test_never_to_who_is_barred_by_person_or_by_account(self, child, family, exclude, act):
        user, father = family(child, "dad@example.org")
        row = exclude(child, act, person=father)
        assert not queries.may_write_to(father, child, ON)
        row.delete()
        exclude(child, act, user=user)
        assert not queries.may_write_to(father, child, ON)

    def test_a_professional_unless_barred_and_nobody_who_died(self, child, person_of, exclude):
        worker = person_of(kind="professional")
        assert queries.may_write_to(worker, child, ON)
        exclude(child, "receive", person=worker)
        assert not queries.may_write_to(worker, child, ON)
        gone = person_of(kind="professional")
        gone.died_on = ON
        assert not queries.may_write_to(gone, child, ON)

    @pytest.mark.abuse("AC-11")
    def test_a_young_persons_word_and_capacity_decide_about_parents(self, child_of, family, manager, person_of, relate):
        young = child_of("Yusuf", "Khan", date(2010, 3, 15))
        (_, mother), (_, me) = family(young), family(young, "me@example.org", kind="self")
        speaker = person_of("Law")
        relate(young, "speaks_for_family", person=speaker, on_behalf_of=mother, scope="all", ends_on=date(2030, 1, 1))
        own = person_of("Friend")
        relate(young, "speaks_for_family", person=own, scope="all", starts_on=date(2026, 8, 1), ends_on=date(2030, 1, 1))
        assert all(queries.may_write_to(person, young, ON) for person in (mother, me, speaker, own))
        services.record_involvement(child=young, wish="objects", person=mother, by=manager, at=AT)
        assert [queries.may_write_to(person, young, ON) for person in (mother, me, speaker, own)] == [
            False, True, False, True]
        services.record_capacity(child=young, decision="x", has_capacity=False, assessed_on=ON, assessor="a",
                                 reasons="r", alternative=mother, alternative_basis="Deputy", by=manager, at=AT)
        assert queries.may_write_to(mother, young, ON)

    def test_who_claims_to_speak_for_themself_is_not_written_to(self, child, family):
        _, mother = family(child)
        Relationship.objects.create(child=child, kind="speaks_for_family", person=mother, on_behalf_of=mother,
                                    badge="x", starts_on=date(2020, 1, 1))
        Relationship.objects.filter(kind="parent").delete()
        assert not queries.may_write_to(mother, child, ON)

    def test_an_envelope_gets_an_address_only_then(self, child, family, exclude):
        _, mother = family(child)
        services.set_address(who=mother, lines="1 Road", postcode="PR1 1AA", starts_on=date(2020, 1, 1), by=None, at=AT)
        assert services.address_for_post(person=mother, child=child, by=None, at=AT).lines == "1 Road"
        exclude(child, "receive", person=mother)
        assert services.address_for_post(person=mother, child=child, by=None, at=AT) is None
        assert Address.objects.count() == 1


class TestDeath:
    @pytest.fixture
    def siblings(self, child, child_of, person_of, relate):
        brother, mother = child_of("Bilal", "Shah", date(2018, 1, 1)), person_of()
        for row in (child, brother):
            relate(row, "parent", person=mother)
        return child, brother, mother

    def test_one_act_stops_every_letter_siblings_too_and_names_who_takes_over(self, siblings, person_of, manager):
        child, brother, mother = siblings
        named = person_of(kind="professional")
        assert queries.may_write_to(mother, brother, ON)
        held = services.record_death(child=child, on=ON, named_person=named, by=manager, at=AT)
        child.refresh_from_db()
        assert (child.died_on, len(held), held[0].named_person) == (ON, 2, named)
        assert not queries.may_write_to(mother, child, ON)
        assert not queries.may_write_to(mother, brother, ON)
        assert services.record_death(child=child, on=ON, named_person=named, by=manager, at=AT) == []

    def test_what_waits_to_leave_is_stopped_for_both(self, siblings, child_of, person_of, manager):
        child, brother, _ = siblings
        other = child_of("Else", "Where")
        for row in (child, brother, other):
            outbox.enqueue(key=f"k{row.pk}", kind="post", to="A\n1 Road", subject="A letter", body_text="b", at=AT,
                           child_uuid=row.uuid)
        services.record_death(child=child, on=ON, named_person=person_of(kind="professional"), by=manager, at=AT)
        states = dict(OutboxMessage.objects.values_list("child_uuid", "state"))
        assert states == {child.uuid: "cancelled", brother.uuid: "cancelled", other.uuid: "queued"}

    def test_letters_about_a_sibling_can_go_out_again_but_never_about_the_child(self, siblings, person_of, manager):
        child, brother, mother = siblings
        services.record_death(child=child, on=ON, named_person=person_of(kind="professional"), by=manager, at=AT)
        own, others = MailHold.objects.get(child=child), MailHold.objects.get(child=brother)
        services.lift_mail_hold(hold=others, by=manager, at=AT)
        services.lift_mail_hold(hold=others, by=manager, at=AT)
        assert queries.may_write_to(mother, brother, ON)
        with pytest.raises(InvalidError):
            services.lift_mail_hold(hold=own, by=manager, at=AT)

    def test_the_day_is_not_in_the_future_and_a_member_of_staff_is_named(self, child, person_of, manager):
        with pytest.raises(InvalidError):
            services.record_death(child=child, on=date(2026, 12, 1), named_person=person_of(), by=manager, at=AT)
        with pytest.raises(InvalidError):
            services.record_death(child=child, on=ON, named_person=person_of(), by=manager, at=AT)


class TestProfileAndConsent:
    def test_who_never_said_gets_plain_english_by_post(self, person_of):
        profile = queries.profile_of(person_of())
        assert (profile.channel, profile.reading_format, profile.version) == ("post", "plain", 0)
        assert not queries.is_electronic_agreed(profile, ON)

    @pytest.mark.fault("two people save the same record")
    def test_a_profile_is_saved_once_a_version(self, person_of):
        person = person_of()
        saved = services.set_profile(person=person, version=0, channel="email", language=" Urdu ",
                                     electronic_notice_agreed_on=ON, by=None, at=AT)
        assert (saved.version, saved.language) == (1, "Urdu")
        assert queries.is_electronic_agreed(queries.profile_of(person), ON)
        assert not queries.is_electronic_agreed(saved, date(2026, 11, 1))
        with pytest.raises(StaleError):
            services.set_profile(person=person, version=0, channel="phone", by=None, at=AT)
        saved = services.set_profile(person=person, version=1, channel="phone", by=None, at=AT)
        assert not queries.is_electronic_agreed(saved, ON)

    def test_what_cannot_be_taken_is_said(self, person_of, make):
        person = person_of()
        with pytest.raises(InvalidError) as caught:
            services.set_profile(person=person, version=0, channel="owl", reading_format="runes", by=None, at=AT)
        assert set(caught.value.errors) == {"channel", "reading_format"}
        with pytest.raises(TypeError):
            services.set_profile(person=person, version=0, colour="red", by=None, at=AT)
        with pytest.raises(RefusedError):
            services.set_profile(person=person, version=0, channel="email", by=make("x@example.org", kind="family"), at=AT)

    def test_contact_details_are_ones_own_and_a_former_name_is_kept(self, make, person_of):
        user = make("me@example.org", kind="family")
        person = person_of("Shah", "Farah", user)
        saved = services.update_person(person=person, version=1, family_name="Khan", phone=" 1 ", by=user, at=AT)
        assert (saved.version, saved.phone, saved.full_name) == (2, "1", "Farah Khan")
        assert saved.names.get().family_name == "Shah"
        assert services.update_person(person=person, version=2, phone="1", by=user, at=AT).version == 2
        with pytest.raises(StaleError):
            services.update_person(person=person, version=1, phone="2", by=user, at=AT)
        with pytest.raises(InvalidError):
            services.update_person(person=person, version=2, family_name="", given_name="",
                                   notification_detail="everything", by=user, at=AT)
        with pytest.raises(TypeError):
            services.update_person(person=person, version=2, user=None, by=user, at=AT)
        with pytest.raises(RefusedError):
            services.update_person(person=person, version=2, phone="3", by=make("o@example.org", kind="family"), at=AT)
        with pytest.raises(InvalidError):
            services.register_person(family_name=" ", by=None, at=AT)

    @pytest.fixture
    def wording(self, db):
        return services.publish_wording(purpose="forum", words="May the forum write to you?", withdrawal="Ring us.",
                                        starts_on=ON, by=None, at=AT)

    def test_consent_keeps_its_wording_and_can_be_withdrawn(self, wording, person_of):
        person = person_of()
        given = services.give_consent(wording=wording, person=person, given_on=ON, by=None, at=AT)
        assert services.give_consent(wording=wording, person=person, given_on=ON, by=None, at=AT) == given
        newer = services.publish_wording(purpose="forum", words="New", withdrawal="Ring.", starts_on=ON, by=None, at=AT)
        assert (newer.number, given.wording.number) == (2, 1)
        assert queries.has_agreed(person, "forum", ON)
        services.withdraw_consent(consent=given, withdrawn_on=ON + timedelta(days=1), by=None, at=AT)
        services.withdraw_consent(consent=given, withdrawn_on=ON, by=None, at=AT)
        assert queries.has_agreed(person, "forum", ON)
        assert not queries.has_agreed(person, "forum", ON + timedelta(days=1))
        assert AuditEntry.objects.filter(code="people.consent.withdrawn").count() == 1

    def test_a_young_person_answers_for_themself(self, wording, child_of, family):
        young = child_of("Yusuf", "Khan", date(2010, 3, 15))
        (_, mother), (_, me) = family(young), family(young, "me@example.org", kind="self")
        with pytest.raises(InvalidError):
            services.give_consent(wording=wording, person=mother, child=young, given_on=ON, by=None, at=AT)
        own = services.give_consent(wording=wording, person=me, child=young, given_on=ON, by=None, at=AT)
        assert own.is_own
        assert queries.has_agreed(me, "forum", ON, child=young)
        assert queries.consents_of(me, child=young) == [own]

    def test_a_parent_answers_for_a_child(self, wording, child, family, make):
        _, mother = family(child)
        given = services.give_consent(wording=wording, person=mother, child=child, given_on=ON, by=None, at=AT,
                                      expires_on=date(2026, 12, 1))
        assert not given.is_own
        assert not queries.has_agreed(mother, "forum", date(2026, 12, 1), child=child)
        with pytest.raises(RefusedError):
            services.withdraw_consent(consent=given, withdrawn_on=ON, by=make("o@example.org", kind="family"), at=AT)

    def test_a_wording_needs_a_purpose_and_words(self, db):
        with pytest.raises(InvalidError):
            services.publish_wording(purpose="forum", words=" ", withdrawal="", starts_on=ON, by=None, at=AT)
