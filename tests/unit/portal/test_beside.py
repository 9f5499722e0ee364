"""What waits beside the cases of a tray: lists that open to the account, each with its number."""

import pytest
from django.urls import reverse

from alongside.commons.messaging.models import Notice
from alongside.front.portal.queries.beside import beside
from alongside.ground.people.models import Team
from alongside.work.ehc.queries import kept
from tests.unit.ehc.conftest import ask, checked, days_later, make_town

pytestmark = pytest.mark.django_db
AT = days_later(3)


@pytest.fixture
def town(db):
    kept.forget()
    yield make_town()
    kept.forget()


def numbers(town, key):
    return {found.href: found.number for found in beside(town.user(key), AT)}


def test_an_officer_sees_answers_checks_and_mail_and_a_decision_maker_none_of_them(town):
    assert numbers(town, "officer") == {
        reverse("messaging_owed"): 0, reverse("documents_checks"): 0, reverse("messaging_unfiled"): 0,
        reverse("actions_mine"): 0, reverse("actions_promises"): 0,
    }
    assert numbers(town, "decider") == {reverse("actions_mine"): 0}
    assert reverse("ehc_claims") in numbers(town, "manager")


def test_what_waits_is_counted_anew_after_half_a_minute_at_the_latest(town):
    request = checked(town, ask())
    Notice.objects.create(key="k", child=request.child, person=request.requester, event="e", words="w", link_ref="x",
                          channel="phone", state="to_do", sent_at=AT, todo="Ring them")
    owed = reverse("messaging_owed")
    town_wide = numbers(town, "manager")[owed]
    assert town_wide == 1
    Notice.objects.update(todo_done_at=AT)
    assert numbers(town, "manager")[owed] == 1
    kept.forget()
    assert numbers(town, "manager")[owed] == 0


def test_a_manager_sees_which_contacts_a_refusal_lacks_only_while_one_is_missing(town):
    teams = reverse("people_directory", args=("teams",))
    assert teams not in numbers(town, "manager")
    Team.objects.filter(code="mediation").update(phone="")
    kept.forget()
    assert numbers(town, "manager")[teams] == 1
    assert teams not in numbers(town, "officer")


def test_they_stand_on_the_tray(town, client):
    client.force_login(town.user("manager"))
    page = client.get(reverse("portal_tray")).content.decode()
    for words in ("Answers and deliveries you owe", "Documents to check", "E-mail without a case",
                  "Exceptions without a ground"):
        assert words in page
