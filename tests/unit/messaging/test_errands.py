"""Messages that did not arrive become an officer's errand; what the officer did ends it, in the outbox too."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from alongside.commons.messaging import queries, services
from alongside.commons.messaging.models import Errand, Notice
from alongside.commons.messaging.views import working
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import Address
from tests.unit.messaging.conftest import NOW, account, asked, profile, user_of, words
from tests.unit.messaging.test_notices import send, tell

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=5)


def stuck(state="failed", **found):
    OutboxMessage.objects.filter(**found).update(state=state, error="No such mailbox.")


@pytest.fixture
def failed(cast):
    """A formal letter by e-mail that the provider refused."""
    profile(cast.mother, channel="email", electronic_notice_agreed_on=date(2026, 1, 1))
    notice = send(cast).notice
    stuck()
    services.raise_unsent(at=LATER)
    return notice


@pytest.fixture
def errand(failed):
    return Errand.objects.get()


@pytest.mark.parametrize(("state", "why"), [
    ("failed", "The message could not be delivered. No such mailbox."),
    ("unknown", "Nobody knows whether the message left. No such mailbox."),
])
def test_what_failed_or_got_lost_reaches_the_officer_of_the_case_once(cast, state, why):
    tell(cast)
    stuck(state)
    assert (services.raise_unsent(at=LATER), services.raise_unsent(at=LATER)) == (1, 0)
    [todo] = queries.todos(user_of(cast.officer), at=LATER)
    assert (todo.person, todo.todo, todo.since) == ("Sarah Example", why, LATER)
    assert queries.n_waiting(user_of(cast.officer), at=LATER) == 1
    assert queries.todos(user_of(cast.stranger), at=LATER) == ()
    assert queries.n_waiting(user_of(cast.stranger), at=LATER) == 0


def test_a_message_to_a_body_or_about_nobody(cast):
    outbox.enqueue(key="s", kind="email", to="s@school.example", subject="A view is asked for", body_text="B", at=NOW,
                   child_uuid=cast.child.uuid, badge="setting:22222222-2222-4222-8222-222222222222")
    outbox.enqueue(key="n", kind="email", to="n@x.example", subject="A code", body_text="B", at=NOW)
    outbox.enqueue(key="u", kind="email", to="u@x.example", subject="?", body_text="B", at=NOW, child_uuid=UUID(int=1))
    stuck()
    assert services.raise_unsent(at=LATER) == 1
    found = Errand.objects.get()
    assert (found.person, found.notice, found.words) == (None, None, "A view is asked for")
    services.finish_errand(errand=found, outcome="posted", how="Printed and posted it", by=user_of(cast.officer),
                           at=LATER)
    assert OutboxMessage.objects.get(key="s").state == "cancelled"


def test_a_formal_notice_that_never_left_is_not_served(failed):
    failed.refresh_from_db()
    assert failed.served_on is None
    assert "counts when it reaches them" in failed.served_why


def test_one_whose_fate_is_unknown_keeps_its_day_until_the_letter_makes_it_later(cast):
    profile(cast.mother, channel="email", electronic_notice_agreed_on=date(2026, 1, 1))
    notice = send(cast).notice
    stuck("unknown")
    services.raise_unsent(at=LATER)
    notice.refresh_from_db()
    assert notice.served_on == NOW.date()


def test_opened_here_it_counts_from_that_day(cast, failed):
    failed.refresh_from_db()
    services.mark_opened(notice=failed, by=user_of(cast.mother), at=NOW + DAY)
    failed.refresh_from_db()
    assert failed.served_on == date(2026, 11, 3)


def test_sent_by_post_instead_it_counts_from_the_letter(cast, failed, errand):
    services.finish_errand(errand=errand, outcome="posted", how="By post", by=user_of(cast.officer), at=LATER)
    failed.refresh_from_db()
    assert (failed.state, failed.served_on) == ("to_post", date(2026, 11, 4))
    letter = OutboxMessage.objects.get(kind="post")
    assert letter.to.startswith("Sarah Example\n")
    assert OutboxMessage.objects.get(kind="email").state == "cancelled"
    assert queries.todos(user_of(cast.officer), at=LATER) == ()
    assert services.raise_unsent(at=LATER) == 0
    outbox.mark_printed(uuids=[letter.uuid], by=cast.post_room, at=LATER + 2 * DAY)
    services.follow_post(at=LATER + 2 * DAY)
    failed.refresh_from_db()
    assert failed.served_on == date(2026, 11, 6)


@pytest.mark.fault("duplicate submit")
def test_the_same_end_twice_is_one_and_another_is_shown_the_first(cast, errand):
    officer = user_of(cast.officer)
    for _ in range(2):
        services.finish_errand(errand=errand, outcome="posted", how="By post", by=officer, at=LATER)
    assert OutboxMessage.objects.filter(kind="post").count() == 1
    with pytest.raises(StaleError) as stale:
        services.finish_errand(errand=errand, outcome="rung", how="Rang", by=officer, at=LATER)
    assert stale.value.theirs == {"how": "By post"}


def test_posted_already_because_nobody_opened_it(cast, failed, errand):
    services.post_unopened(at=NOW + 4 * DAY)
    services.finish_errand(errand=errand, outcome="posted", how="It is in the post", by=user_of(cast.officer),
                           at=NOW + 4 * DAY)
    assert OutboxMessage.objects.filter(kind="post").count() == 1


@pytest.mark.parametrize(("outcome", "state"), [("rung", "cancelled"), ("arrived", "sent"), ("other_way", "cancelled")])
def test_reached_another_way_the_operator_need_not_look(cast, errand, outcome, state):
    services.finish_errand(errand=errand, outcome=outcome, how="Rang at nine", by=user_of(cast.officer), at=LATER)
    message = OutboxMessage.objects.get()
    assert (message.state, message.reason) == (state, "Rang at nine")


def test_who_may_and_what_must_be_said(cast, errand):
    officer = user_of(cast.officer)
    for by in (user_of(cast.stranger), user_of(cast.mother), account("x@example.org", "professional", "case_support")):
        with pytest.raises(RefusedError):
            services.finish_errand(errand=errand, outcome="rung", how="x", by=by, at=LATER)
        with pytest.raises(NotThereError):
            queries.errand_for(by, errand.uuid, at=LATER)
    with pytest.raises(InvalidError) as fault:
        services.finish_errand(errand=errand, outcome="settled", how=" ", by=officer, at=LATER)
    assert set(fault.value.errors) == {"outcome", "how"}


@pytest.mark.abuse("AC-03")
def test_to_somebody_who_may_get_nothing_any_more_nothing_is_posted(cast, errand):
    people.exclude(child=cast.child, person=cast.mother, acts=["receive"], basis="recorded_risk", source="s",
                   evidence="e", starts_on=date(2026, 1, 1), by=None, at=NOW)
    with pytest.raises(InvalidError):
        services.finish_errand(errand=errand, outcome="posted", how="x", by=user_of(cast.officer), at=LATER)


def test_without_an_address_it_stays_to_do(cast, errand):
    Address.objects.all().delete()
    with pytest.raises(InvalidError) as fault:
        services.finish_errand(errand=errand, outcome="posted", how="x", by=user_of(cast.officer), at=LATER)
    assert "no postal address" in fault.value.errors["outcome"]
    assert Notice.objects.get().state == "sent"


def test_what_an_operator_decided_is_no_errand_any_more_and_a_second_failure_is_another(cast, errand):
    operator = account("op@council.example", "professional", "system_operator")
    again = outbox.decide(uuid=errand.outbox_uuid, decision="again", reason="Mailbox is back", by=operator, at=LATER)
    services.raise_unsent(at=LATER)
    errand.refresh_from_db()
    assert (errand.outcome, queries.todos(user_of(cast.officer), at=LATER)) == ("settled", ())
    stuck(uuid=again.uuid)
    assert services.raise_unsent(at=LATER) == 1
    assert Errand.objects.get(done_at__isnull=True).notice is not None


def test_an_operator_was_first(cast, errand):
    operator = account("op@council.example", "professional", "system_operator")
    outbox.decide(uuid=errand.outbox_uuid, decision="drop", reason="Old", by=operator, at=LATER)
    services.finish_errand(errand=errand, outcome="rung", how="Rang", by=user_of(cast.officer), at=LATER)
    assert OutboxMessage.objects.get().reason == "Old"


def test_the_page_shows_what_happened_and_keeps_what_was_typed(cast, errand):
    officer = user_of(cast.officer)
    cast.mother.is_safe_contact_needed, cast.mother.safe_contact_words = True, "Only at work."
    cast.mother.save()
    page = words(working.errand(asked(officer), errand.uuid))
    for part in ("could not be delivered", "Send it by post instead", "I reached them by telephone", "Only at work.",
                 "01632"):
        assert part in page, part
    again = working.errand(asked(officer, "post", {"how": "Typed this"}), errand.uuid)
    assert (again.status_code, "Typed this" in words(again)) == (400, True)
    Address.objects.all().delete()
    none = working.errand(asked(officer, "post", {"outcome": "posted", "how": "Typed this"}), errand.uuid)
    assert "no postal address" in words(none)
    assert working.errand(asked(officer, "post", {"outcome": "rung", "how": "Rang"}), errand.uuid).url == "/messages/owed/"
    assert working.errand(asked(officer, "post", {"outcome": "arrived", "how": "No"}), errand.uuid).status_code == 302
    assert "Rang" in words(working.errand(asked(officer), errand.uuid))
    assert "A decision letter is ready" not in words(working.owed(asked(officer)))
