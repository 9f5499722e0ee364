"""Exclusions, grants and openings with a reason."""

from datetime import date, timedelta

import pytest

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.words import Act
from tests.unit.people.conftest import AT, ON


class TestExclude:
    def test_it_lists_its_acts_source_evidence_and_end(self, child, person_of, manager):
        made = services.exclude(child=child, person=person_of(), acts=["see", "address"], basis="court_order",
                                source="Order PR26", evidence="Sealed copy", starts_on=ON, ends_on=date(2027, 1, 1),
                                by=manager, at=AT)
        assert made.acts == (Act.SEE, Act.ADDRESS)
        assert (made.source, made.evidence, made.ends_on) == ("Order PR26", "Sealed copy", date(2027, 1, 1))
        assert "Order" not in AuditEntry.objects.get(code="people.exclusion.made").detail

    def test_it_needs_a_ground_with_source_and_evidence(self, child, person_of):
        with pytest.raises(InvalidError) as caught:
            services.exclude(child=child, person=person_of(), acts=["fly"], basis="dislike", source=" ", evidence="",
                             starts_on=ON, ends_on=ON, by=None, at=AT)
        assert set(caught.value.errors) == {"acts", "basis", "source", "evidence", "ends_on"}
        with pytest.raises(InvalidError):
            services.exclude(child=child, person=person_of(), acts=[], basis="conflict", source="s", evidence="e",
                             starts_on=ON, by=None, at=AT)

    def test_it_is_about_one_person_or_one_account(self, child, person_of, manager):
        for who in ({}, {"person": person_of(), "user": manager}):
            with pytest.raises(TypeError):
                services.exclude(child=child, acts=["all"], basis="conflict", source="s", evidence="e", starts_on=ON,
                                 by=None, at=AT, **who)

    @pytest.mark.abuse("AC-03")
    def test_lifting_takes_two_people_and_never_the_one_kept_out(self, child, family, exclude, manager, make):
        dad, person = family(child, "dad@example.org")
        row = exclude(child, person=person)
        second = make("second@example.org", "send_manager")
        with pytest.raises(RefusedError):
            services.lift_exclusion(exclusion=row, by=second, at=AT)
        with pytest.raises(InvalidError):
            services.ask_to_lift_exclusion(exclusion=row, reason=" ", by=manager, at=AT)
        services.ask_to_lift_exclusion(exclusion=row, reason="Order ended", by=manager, at=AT)
        with pytest.raises(RefusedError):
            services.lift_exclusion(exclusion=row, by=manager, at=AT)
        assert not policies.can_see_child(dad, child, on=AT)
        services.lift_exclusion(exclusion=row, by=second, at=AT)
        assert policies.can_see_child(dad, child, on=AT)
        row.refresh_from_db()
        assert row.lifted_by == second
        for again in (lambda: services.lift_exclusion(exclusion=row, by=second, at=AT),
                      lambda: services.ask_to_lift_exclusion(exclusion=row, reason="r", by=manager, at=AT)):
            with pytest.raises(InvalidError, match="already"):
                again()

    def test_one_kept_out_cannot_approve_their_own_way_back(self, child, exclude, manager, make, person_of):
        other = make("second@example.org", "send_manager")
        row = exclude(child, "address", user=other)
        services.ask_to_lift_exclusion(exclusion=row, reason="r", by=manager, at=AT)
        assert not policies.can_lift_exclusion(other, row)
        third = make("third@example.org", "send_manager")
        row = exclude(child, "address", person=person_of(user=third))
        services.ask_to_lift_exclusion(exclusion=row, reason="r", by=manager, at=AT)
        assert not policies.can_lift_exclusion(third, row)
        assert policies.can_lift_exclusion(other, row)


class TestGrant:
    def test_somebody_is_let_in_by_name_for_a_time_and_it_can_end_sooner(self, child, manager, make):
        user = make("adviser@example.org", "adviser")
        grant = services.grant_access(child=child, user=user, reason="advice", since=AT, until=AT + timedelta(days=5),
                                      by=manager, at=AT)
        assert policies.can_see_child(user, child, on=AT + timedelta(days=4))
        services.end_grant(grant=grant, by=manager, at=AT + timedelta(days=1))
        assert not policies.can_see_child(user, child, on=AT + timedelta(days=4))
        services.end_grant(grant=grant, by=manager, at=AT + timedelta(days=9))
        grant.refresh_from_db()
        assert grant.until == AT + timedelta(days=1)

    def test_it_needs_a_reason_an_end_to_come_and_somebody_else(self, child, manager):
        with pytest.raises(InvalidError) as caught:
            services.grant_access(child=child, user=manager, reason="", since=AT, until=AT, by=manager, at=AT)
        assert set(caught.value.errors) == {"reason", "until", "user"}


class TestChallenge:
    REASON = "The grandmother is on the telephone now"

    @pytest.mark.abuse("AC-10")
    def test_it_opens_at_once_for_15_minutes_and_waits_for_review(self, child, officer, manager):
        grant = services.break_glass(child=child, user=officer, reason=self.REASON, reason_code="duty_call", at=AT)
        assert policies.can_see_child(officer, child, on=AT + timedelta(minutes=14))
        assert not policies.can_see_child(officer, child, on=AT + timedelta(minutes=15))
        assert grant.is_flagged
        entry = AuditEntry.objects.get(code="people.record.challenged")
        assert (entry.child_uuid, entry.reason) == (child.uuid, f"duty_call: {self.REASON}")
        with pytest.raises(InvalidError):
            services.review_challenge(grant=grant, is_justified=True, note=" ", by=manager, at=AT)
        done = services.review_challenge(grant=grant, is_justified=False, note="Not their district", by=manager, at=AT)
        assert (done.is_flagged, done.is_justified, done.reviewed_by) == (True, False, manager)
        with pytest.raises(InvalidError, match="already"):
            services.review_challenge(grant=grant, is_justified=True, note="x", by=manager, at=AT)

    def test_nobody_reviews_their_own(self, child, manager):
        grant = services.break_glass(child=child, user=manager, reason=self.REASON, at=AT)
        with pytest.raises(RefusedError):
            services.review_challenge(grant=grant, is_justified=True, note="fine", by=manager, at=AT)

    @pytest.mark.abuse("AC-03")
    def test_who_is_excluded_cannot_break_in(self, child, officer, exclude):
        exclude(child, user=officer)
        with pytest.raises(RefusedError, match="excluded"):
            services.break_glass(child=child, user=officer, reason=self.REASON, at=AT)
        with pytest.raises(NotThereError):
            queries.child_to_challenge(officer, reference=child.reference, born=child.born_on, at=AT)

    def test_it_needs_a_permission_a_listed_reason_and_a_sentence(self, child, officer, make):
        with pytest.raises(RefusedError):
            services.break_glass(child=child, user=make("s@example.org", "setting_staff"), reason=self.REASON, at=AT)
        with pytest.raises(InvalidError) as caught:
            services.break_glass(child=child, user=officer, reason="because", reason_code="curious", at=AT)
        assert set(caught.value.errors) == {"reason", "reason_code"}

    @pytest.mark.abuse("AC-10")
    def test_two_things_name_the_child_and_a_wrong_one_is_like_none(self, child_of, officer, make):
        child = child_of(upn="B801200005001")
        assert queries.child_to_challenge(officer, reference=child.reference, born=child.born_on, at=AT) == child
        assert queries.child_to_challenge(officer, upn="b801200005001", born=child.born_on, at=AT) == child
        for given in ({"reference": child.reference, "born": ON}, {"upn": "", "born": child.born_on},
                      {"reference": "CH-9999-9999", "born": child.born_on}):
            with pytest.raises(NotThereError):
                queries.child_to_challenge(officer, at=AT, **given)
        with pytest.raises(NotThereError):
            queries.child_to_challenge(make("s@example.org", "setting_staff"), reference=child.reference,
                                       born=child.born_on, at=AT)
