"""Guessing without an account is slowed by network address; many files need a fresh proof."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.internal.flows import login as flows
from django.test import RequestFactory
from django.utils import timezone

from alongside.ground.access import queries, services
from alongside.ground.access.engine import files, throttle
from alongside.ground.access.models import Attempt
from alongside.ground.access.words import ADDRESS_TRIES, FILES_BEFORE_PROOF, AttemptKind
from tests.cast import words_of

pytestmark = pytest.mark.django_db
USER_KEY = flows._AUTHENTICATION_METHODS_USER_SESSION_KEY
HERE, THERE = "192.0.2.7", "198.51.100.9"


def wrong(n, at, address=HERE, kind=AttemptKind.REFERENCE):
    for _ in range(n):
        services.note_wrong_guess(kind=kind, address=address, at=at)


def wait(at, address=HERE, kind=AttemptKind.REFERENCE):
    return services.wait_before_guess(kind=kind, address=address, at=at)


@pytest.mark.abuse("AC-14")
class TestGuesses:
    def test_an_address_waits_after_twenty_and_only_for_ten_minutes(self, at):
        wrong(ADDRESS_TRIES - 1, at)
        assert wait(at) == 0
        wrong(1, at)
        assert wait(at) == 600
        assert wait(at + timedelta(minutes=4)) == 360
        assert wait(at + timedelta(minutes=10)) == 0

    def test_another_address_another_kind_and_signing_in_are_not_slowed(self, at):
        wrong(ADDRESS_TRIES, at)
        assert wait(at, THERE) == wait(at, kind=AttemptKind.RESUME) == 0
        who = throttle.caller(account="a@example.com", device="", address=HERE)
        assert throttle.ask(AttemptKind.PASSWORD, who, at=at).attempt is not None

    def test_the_table_names_no_address_and_nobody(self, at):
        wrong(1, at)
        row = Attempt.objects.get()
        assert HERE not in row.address_key + row.account_key

    def test_references_cannot_be_tried_one_after_another(self, client):
        page = None
        for n in range(ADDRESS_TRIES + 1):
            page = client.post("/ehc/status/", {"reference": f"EHC-2222-22{n:02}"}, REMOTE_ADDR=HERE)
        assert "too many wrong tries" in words_of(page)
        other = client.post("/ehc/status/", {"reference": "EHC-2222-2222"}, REMOTE_ADDR=THERE)
        assert "can’t find that reference" in words_of(other)

    def test_neither_can_saved_forms_nor_their_codes(self, client):
        start = timezone.now()
        for n in range(ADDRESS_TRIES):
            client.cookies.clear()
            with time_machine.travel(start, tick=False):
                given = {"reference": f"SAVE-2222-22{n:02}", "email": "a@example.com"}
                assert client.post("/resume/", given, REMOTE_ADDR=HERE).status_code in {200, 302}
        with time_machine.travel(start, tick=False):
            page = client.post("/resume/", {"reference": "SAVE-2222-2299", "email": "a@example.com"}, REMOTE_ADDR=HERE)
        assert "too many wrong tries" in words_of(page)


@pytest.mark.abuse("AC-13")
class TestFiles:
    def asked(self, user, *, proved_at=None):
        request = RequestFactory().get("/documents/x/")
        methods = [{"method": "password", "at": proved_at.timestamp()}] if proved_at else []
        request.user, request.session = user, {"account_authentication_methods": methods, USER_KEY: str(user.pk)}
        return request

    def read(self, user, n, at, *, with_child=True):
        for number in range(n):
            if with_child:
                services.record_read(child=user.uuid, by=user, at=at, page=f"document:{number}")
            else:
                services.record(code="documents.document.read", by=user, at=at, detail={"document": str(number)})

    def test_the_twenty_first_file_asks_for_a_fresh_proof(self, make, at):
        user = make(kind="family")
        self.read(user, FILES_BEFORE_PROOF - 1, at)
        signed_in = at - timedelta(hours=2)
        assert files.proof_first(self.asked(user, proved_at=signed_in), at=at) is None
        self.read(user, 1, at, with_child=False)
        answer = files.proof_first(self.asked(user, proved_at=signed_in), at=at)
        assert answer["Location"] == "/account/prove/?next=%2Fdocuments%2Fx%2F"
        assert files.proof_first(self.asked(user), at=at) is not None
        assert files.proof_first(self.asked(user, proved_at=at + timedelta(seconds=1)), at=at) is None
        assert files.proof_first(self.asked(user, proved_at=signed_in), at=at + timedelta(hours=2)) is None

    def test_the_same_file_again_and_pages_of_children_do_not_count(self, make, at):
        user = make(kind="family")
        for _ in range(30):
            services.record_read(child=user.uuid, by=user, at=at, page="document:one")
            services.record_read(child=user.uuid, by=user, at=at, page="child")
        assert queries.n_files_read(user.uuid, since=at) == 1

    def test_a_session_that_a_test_made_is_never_asked(self, make, at):
        user = make(kind="family")
        self.read(user, 30, at)
        request = self.asked(user)
        request.session = {}
        assert files.proof_first(request, at=at) is None
