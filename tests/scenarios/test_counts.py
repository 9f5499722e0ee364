"""Every page at one and at ten times the data: the same number of queries, and not more than its limit."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from alongside.commons.actions import services as actions
from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.models import Conversation
from alongside.config import pages
from alongside.front.demo.engine.population import write_return
from alongside.ground.access.policies import is_in_audience
from alongside.ground.core.dates import day_of
from alongside.ground.people import services as people
from alongside.oversight.returns import services as returns
from alongside.oversight.returns.models import Load
from alongside.work.ehc import services as ehc
from alongside.work.ehc.history import happened, story_of
from alongside.work.ehc.models import Plan, Request
from tests.cast import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAIN = {"portal_family", "portal_tray", "portal_child", "portal_find"}
"""The four pages that are opened all day: 12 queries at most, audit trail included. Every other page: 15."""
MOST, MOST_OF_MAIN = 15, 12
EXCESS = {
    ("professional", "ehc_request"): 24, ("professional", "messaging_thread"): 20, ("professional", "portal_child"): 16,
    ("professional", "portal_watch"): 29,
}
"""Pages known to ask more than their limit, with how much: the figures only fall, and who lowers one writes it here."""
VIEWERS = ("", "ruth", "amina", "priya", "daniel", "sam", "ben", "grace", "farah", "helen", "dawn")
ALMOST_NONE = {"account_logout", "health_ready", "openid_connect_login", "openid_connect_callback"}
"""Signing out ends the browser; readiness asks every part on purpose; no provider is configured here."""
BOOKKEEPING = ("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK")


def grow(area, times, folder):
    """So many times the data: plans of a return, a family's children, and everything that hangs on one child."""
    path = folder / f"{times}.xml"
    write_return(path, n_plans=4 * times)
    assert returns.load_return(path, by=None, at=area.now, accept_queries=True).is_loaded
    life, now = area.tell("amelia"), area.now
    amina, dawn, ruth = area.user("amina"), area.user("dawn"), area.user("ruth")
    request = area.teller.row(life)
    for n in range(times):
        at = now - timedelta(minutes=2 * times - n)
        messaging.start_conversation(child=life.child, title=f"About {n}", words="When?", by=dawn, at=at, key=f"m{n}")
        ehc.record_call(request=request, words="Rang back.", by=amina, at=at, key=f"c{n}", minutes=3,
                        person=life.people["dawn"])
        ehc.add_evidence(request=request, title=f"Note {n}", words="Seen.", given_by="setting", by=amina, at=at)
        actions.promise(child=life.child, to=[life.people["dawn"]], words=f"Ring you about {n}", by=amina, at=at,
                        due_on=day_of(at) + timedelta(days=7), key=f"p{n}")
        kept_out = people.register_person(given_name="Pat", family_name=f"Out{n}", by=None, at=at)
        people.exclude(child=life.child, person=kept_out, acts=["address"], basis="court_order", source="An order",
                       evidence="Seen", starts_on=day_of(at), by=ruth, at=at)
        sibling(area, life, n, at)
    return life


def sibling(area, life, n, at):
    """One more child of the same mother."""
    told = area.teller.given(life)
    receipt = ehc.receive_request(
        door="portal", asked_by_kind="parent", received_at=at, at=at, by=None, key=f"sibling-{n}",
        child=ehc.ChildGiven(given_name=f"Kit{n}", family_name=told.family_name, postcode="PR1 4ZZ",
                             born_on=told.born_on.replace(year=told.born_on.year - 1 - n % 9)),
        asker=ehc.AskerGiven(person=life.people["dawn"], relation="parent"),
        sent=ehc.Sent(journey="demonstration", answers={}, evidence=()),
    )
    request = Request.objects.select_related("child", "requester", "setting").get(uuid=receipt.uuid)
    ehc.check_identity(request=request, proofs=["called_back", "setting_confirms"], by=area.user("priya"), at=at,
                       kind="parent", words="Known already.")


def addresses(life):
    """Pages of one thing each, by URL name: the child with everything, its case, a plan, what was said and loaded."""
    talk = Conversation.objects.filter(child=life.child).latest("pk")
    of_child = {"uuid": life.child.uuid}
    given = {
        "portal_child": of_child, "portal_reads": of_child, "people_child_edit": of_child, "people_grants": of_child,
        "people_exclusions": of_child, "people_child_merge": of_child, "messaging_start": {"child": life.child.uuid},
        "messaging_thread": {"uuid": talk.uuid}, "messaging_readers": {"uuid": talk.uuid},
        "people_person_profile": {"uuid": life.people["dawn"].uuid},
        "returns_load": {"uuid": Load.objects.latest("pk").uuid},
        "ehc_plan": {"uuid": Plan.objects.filter(made_on__isnull=False).latest("pk").uuid},
        **{name: {"uuid": life.request.uuid} for name in (
            "ehc_request", "ehc_partners", "ehc_consult_family", "ehc_consult_setting", "ehc_evidence", "ehc_call",
            "ehc_withdraw", "ehc_pass_on", "ehc_allocate", "ehc_decide", "ehc_exception", "ehc_late")},
        **{f"people_directory:{kind}": {"kind": kind} for kind in ("bodies", "teams", "posts", "settings")},
    }
    return {name: reverse(name.partition(":")[0], kwargs=kwargs) for name, kwargs in given.items()}


@contextmanager
def counting():
    """Statements sent to the database, by what they begin with; those that only keep transactions apart are left out."""
    sent = Counter()

    def count(execute, sql, params, many, context):
        sent[sql.strip().split("WHERE")[0][:160]] += not sql.startswith(BOOKKEEPING)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield sent


def visited(area, life):
    """Queries of each page, by its name and the side of the table; the second visit counts, as most visits are."""
    found = {}
    for key in VIEWERS:
        user, browser = (area.user(key), area.browser(key)) if key else (None, Browser())
        side = user.kind if user else "nobody"
        places = {page.name: page.example for page in pages.all_pages()
                  if page.name not in ALMOST_NONE and "<" not in page.pattern
                  and (page.audience == "public" or (user is not None and is_in_audience(user, page.audience)))}
        for name, address in {**places, **(addresses(life) if user else {})}.items():
            if (side, name) in found or ("nobody", name) in found or browser.get(address).status_code != 200:
                continue
            with counting() as sent:
                assert browser.get(address).status_code == 200
            found[side, name] = sent
    return found


@pytest.fixture
def both(with_places, tmp_path):
    """What every page costs at one and at ten times the data."""
    found = []
    for times in (1, 10):
        with transaction.atomic():
            area = with_places.fresh()
            found.append(visited(area, grow(area, times, tmp_path)))
            transaction.set_rollback(True)
    return found


def test_no_page_asks_more_where_there_is_more_and_none_asks_too_much(both):
    few, many = both
    grown = {place: (few[place].total(), many[place].total(), dict(many[place] - few[place]))
             for place in few if few[place].total() != many[place].total()}
    over = {place: sent.total() for place, sent in many.items()
            if sent.total() > (MOST_OF_MAIN if place[1] in MAIN else MOST)}
    print("Over the limit:", ", ".join(f"{name} ({side}) {n}" for (side, name), n in sorted(over.items())))
    assert (grown, over) == ({}, EXCESS)
    assert {name for _, name in few} >= MAIN | {"ehc_request", "ehc_plan", "messaging_thread", "returns_load"}
    assert len(few) > 110
    assert set(few) == set(many)


def test_the_steps_that_a_request_keeps_for_its_timeline_are_the_steps_on_record(with_places):
    for key in ("amelia", "yusuf", "ruby", "thomas"):
        with_places.tell(key)
    requests = list(Request.objects.exclude(steps={}))
    assert len(requests) >= 4
    for request in requests:
        assert [tuple(line) for line in request.steps["happened"]] == happened(story_of(request)), request.reference
