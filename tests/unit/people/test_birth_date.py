"""A child whose birth date nobody knows yet: found, compared, seen; and what hangs on the date goes to a person."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.documents.models import Bar
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import Child
from alongside.ground.people.services import papers
from alongside.ground.people.words import BIRTH_DATE_UNKNOWN, RightsHolder
from tests.unit.people.conftest import AT, ON
from tests.unit.people.test_sight import sees


@pytest.fixture
def undated(child_of):
    return child_of("Robin", "Example", None)


def test_nothing_is_made_up_for_a_date_that_nobody_gave(undated):
    undated.refresh_from_db()
    assert (undated.born_on, undated.compulsory_until, undated.adult_on) == (None, None, None)
    assert undated.birth_words == BIRTH_DATE_UNKNOWN


def test_ages_without_a_birth_date_are_refused_by_the_database(undated):
    with pytest.raises(IntegrityError), transaction.atomic():
        Child.objects.filter(pk=undated.pk).update(adult_on=ON)


def test_nobody_loses_sight_and_a_person_has_to_say_who_decides(undated, family):
    (mum, mother), (me, young) = family(undated), family(undated, "me@example.org", kind="self")
    assert sees(mum, undated)
    assert sees(me, undated)
    assert queries.who_decides(undated, ON) == RightsHolder.NOT_KNOWN
    assert set(policies.deciding_persons(undated, ON)) == {mother, young}


def test_the_date_settles_it_and_leaves_out_the_parents_of_somebody_grown_up(undated, family):
    (mum, mother), (_, young) = family(undated), family(undated, "me@example.org", kind="self")
    services.update_child(child=undated, version=1, by=None, at=AT, born_on=date(2006, 2, 1))
    undated.refresh_from_db()
    assert undated.adult_on == date(2024, 2, 1)
    assert queries.who_decides(undated, ON) == RightsHolder.YOUNG_PERSON
    assert list(policies.deciding_persons(undated, ON)) == [young]
    assert not sees(mum, undated)
    assert Bar.objects.filter(child_uuid=undated.uuid, badge=f"person:{mother.uuid}", until=None).exists()


def test_a_known_date_can_be_put_right_but_not_taken_away(child, manager):
    with pytest.raises(InvalidError) as caught:
        services.update_child(child=child, version=1, by=manager, at=AT, born_on=None)
    assert set(caught.value.errors) == {"born_on"}
    services.update_child(child=child, version=1, by=manager, at=AT, born_on=date(2016, 5, 16))


def test_the_young_persons_say_and_consent_wait_for_the_date(undated, family, manager):
    _, mother = family(undated)
    with pytest.raises(InvalidError, match="birth date"):
        services.record_involvement(child=undated, wish="objects", by=manager, at=AT)
    wording = services.publish_wording(purpose="research", words="May we?", withdrawal="Say so.", starts_on=ON,
                                       by=None, at=AT)
    with pytest.raises(InvalidError, match="birth date"):
        services.give_consent(wording=wording, person=mother, child=undated, given_on=ON, by=manager, at=AT)


def test_a_search_by_name_and_date_finds_somebody_without_a_date(undated, child, manager):
    assert queries.find_children(manager, name="robin example", born=ON, at=AT) == [undated]
    assert queries.find_children(manager, name="amina", born=ON, at=AT) == []
    assert queries.find_children(manager, name="robin", reference=undated.reference, at=AT) == [undated]


@pytest.mark.abuse("AC-10")
def test_a_date_alone_lists_nobody_whose_date_is_missing(undated, officer, relate, post):
    relate(undated, "case_officer", post=post)
    officer = User.objects.get(pk=officer.pk)
    assert queries.find_children(officer, name="robin", at=AT) == [undated]
    assert queries.find_children(officer, born=ON, at=AT) == []


def test_the_very_same_name_is_a_likeness_when_a_date_is_missing_but_never_a_sure_one(undated, child):
    found = services.possible_duplicates(family_name="Example", given_name="Robin", born_on=date(2016, 1, 1))
    assert [(row.child, row.why) for row in found] == [(undated, "same name, birth date not known")]
    found = services.possible_duplicates(family_name="Shah", given_name="Amina", born_on=None)
    assert [(row.child, row.why) for row in found] == [(child, "same name, birth date not known")]
    assert services.possible_duplicates(family_name="Shar", given_name="Aminah", born_on=None) == []


def test_two_without_a_date_are_no_twins(undated, child_of, family, relate, manager):
    other = child_of("Kit", "Example", None)
    _, mother = family(undated)
    relate(other, "parent", person=mother)
    assert [(row.child, row.why) for row in queries.look_alikes(manager, undated, ON)] == [(other, "brother or sister")]


@pytest.mark.abuse("AC-10")
def test_a_record_without_a_date_is_opened_for_a_reason_by_reference_and_family_name(undated, child, officer):
    def found(**known):
        return queries.child_to_challenge(officer, at=AT, **known)

    assert found(reference=undated.reference, family_name="example") == undated
    assert found(reference=undated.reference, born=ON, family_name="Example") == undated
    for known in ({"reference": undated.reference}, {"reference": undated.reference, "family_name": "Other"},
                  {"reference": undated.reference, "born": ON}, {"reference": child.reference, "family_name": "Shah"}):
        with pytest.raises(NotThereError):
            found(**known)


def test_the_page_to_open_a_record_takes_the_family_name(undated, officer, client):
    client.force_login(officer)
    answer = client.post(reverse("people_challenge"), {
        "number": undated.reference, "family_name": "Example", "reason_code": "duty_call", "reason": "Grandmother rings.",
    })
    assert answer.status_code == 302


def test_the_form_of_a_record_asks_for_the_date_softly(undated, manager, client):
    client.force_login(manager)
    address = reverse("people_child_edit", args=[undated.uuid])
    page = client.get(address).content.decode()
    assert BIRTH_DATE_UNKNOWN in page
    given = {"given_name": "Robin", "family_name": "Exampel", "version": "1"}
    assert client.post(address, given).status_code == 302
    undated.refresh_from_db()
    assert (undated.family_name, undated.born_on) == ("Exampel", None)


@pytest.mark.abuse("AC-03", "AC-11")
def test_the_young_persons_word_and_an_exclusion_never_lift_each_other(child_of, family, exclude):
    young = child_of("Yusuf", "Khan", date(2009, 3, 15))
    _, father = family(young, "dad@example.org")
    badge = f"person:{father.uuid}"

    def is_barred(on=ON):
        return Bar.objects.filter(child_uuid=young.uuid, badge=badge, since__lte=on).exclude(until__lte=on).exists()

    bar = exclude(young, "see", person=father)
    assert is_barred()
    services.record_involvement(child=young, wish="agrees", by=None, at=AT, person=father)
    assert is_barred()
    services.record_involvement(child=young, wish="objects", by=None, at=AT, person=father)
    bar.lifted_at = AT
    bar.save()
    papers.lift(bar, None, AT)
    assert is_barred()


def test_dates_that_once_stood_in_are_forgotten_and_real_ones_kept(child_of):
    made_up = child_of("Kit", "Example", date(2021, 1, 1))
    real = child_of("Sam", "Example", date(2019, 1, 1))
    Child.objects.filter(pk__in=[made_up.pk, real.pk]).update(source="request portal")
    step = import_module("alongside.ground.people.migrations.0002_birth_date_may_be_unknown")
    step.forget_stand_ins(apps, None)
    found = dict(Child.objects.values_list("pk", "adult_on"))
    assert found == {made_up.pk: None, real.pk: date(2037, 1, 1)}
