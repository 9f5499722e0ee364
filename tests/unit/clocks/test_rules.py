"""The rules as pages: in words for families, in law for officers, and what somebody has checked of them."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

import rulebook
from alongside.commons.clocks import services
from alongside.commons.clocks.engine import catalogue, marks
from alongside.commons.clocks.engine.marks import hash_of, marks_that_hold, text_of
from alongside.commons.clocks.models import RuleMark
from alongside.commons.clocks.words import journey
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from tests.cast import words_of
from tests.unit.clocks.conftest import AT

pytestmark = pytest.mark.django_db
DAY = AT.date()


def mark(users, *, duty="assess_decision_6w", kind="law", by="manager", **more):
    card = catalogue.rules().get(duty)
    given = {"text_hash": hash_of(text_of(card, kind)) if card and kind in ("law", "family") else "",
             "by_words": "Legal services", "on_day": DAY, "note": "Nothing.", **more}
    return services.mark_rule(duty=duty, kind=kind, by=users[by], at=AT, **given)


def with_words(monkeypatch, duty, family):
    """The rules, with a family sentence for one of them."""
    known = dict(catalogue.rules())
    old = known[duty]
    known[duty] = catalogue.RuleCard(**{name: getattr(old, name) for name in old.__slots__} | {"family": family})
    monkeypatch.setattr(catalogue, "rules", lambda: known)
    monkeypatch.setattr(marks, "rules", lambda: known)
    return known[duty]


def test_every_duty_in_force_is_on_the_index_under_its_part_of_the_way(client):
    page = client.get(reverse("clocks_rules")).content.decode()
    for regime in rulebook.regimes():
        for duty in regime.duties:
            is_shown = reverse("clocks_rule", args=[duty.id]) in page
            assert is_shown, duty.id
    order = [found.key for found, _ in catalogue.by_part(catalogue.rules().values())]
    assert order == [key for key in journey.PAGE_ORDER if key in order]
    assert order[-1] == "local"


def test_every_rule_has_a_page_that_says_by_when_who_and_where_it_stands(client):
    for card in catalogue.rules().values():
        page = words_of(client.get(reverse("clocks_rule", args=[card.id])))
        for needed in (card.title, card.actor, card.now.size, card.now.citation, card.now.counting, "If it isn’t so"):
            assert needed in page, (card.id, needed)
        assert card.family in page or card.meaning in page


def test_a_limit_says_whether_it_was_checked_against_the_regulation_and_how_it_is_known(client, monkeypatch):
    for checked, words in journey.KNOWN_FROM_WORDS.items():
        card = next(c for c in catalogue.rules().values() if c.now.known_from == words)
        page = words_of(client.get(reverse("clocks_rule", args=[card.id])))
        assert "Not yet checked against the regulation " + words in page, checked
    known = dict(catalogue.rules())
    duty = next(d for regime in rulebook.regimes() for d in regime.duties if d.id == "final_plan_20w")
    cited = rulebook.Citation("SI 2014/1530 reg 13(2)", "V", date(2026, 1, 5), "Legal services")
    limit = replace(duty.limits[-1], citation=cited)
    known[duty.id] = catalogue.card(replace(duty, limits=(limit,)))
    monkeypatch.setattr(catalogue, "rules", lambda: known)
    monkeypatch.setattr(marks, "rules", lambda: known)
    page = words_of(client.get(reverse("clocks_rule", args=[duty.id])))
    assert "Against the regulation, by Legal services on 5 January 2026." in page
    assert "Not yet checked" not in page


def test_our_own_standards_are_never_called_law(client):
    page = words_of(client.get(reverse("clocks_rule", args=["local_family_call"])))
    assert "our own standard, not law" in page
    assert "Checked against" not in page
    guidance = next(c for c in catalogue.rules().values() if c.now.strength == "guidance")
    assert "it is not law" in words_of(client.get(reverse("clocks_rule", args=[guidance.id])))


def test_the_search_needs_no_script_and_finds_by_words_part_and_kind(client):
    def found(**asked):
        page = client.get(reverse("clocks_rules"), asked)
        return set(re.findall(r'/dates/rules/([a-z0-9_]+)/"', page.content.decode()))

    assert "final_plan_20w" in found(q="FINAL plan")
    assert found(q="final plan", part="asking") == set()
    assert found(kind="local") == {c.id for c in catalogue.rules().values() if c.is_local}
    assert found(part="advice") == {c.id for c in catalogue.rules().values() if c.id.startswith("advice_")}
    assert "No rule has all these words" in words_of(client.get(reverse("clocks_rules"), {"q": "<b>zebra"}))
    assert b"<b>zebra" not in client.get(reverse("clocks_rules"), {"q": "<b>zebra"}).content


def test_an_unknown_rule_and_a_proposal_have_no_page_and_no_search_finds_one(client):
    assert client.get(reverse("clocks_rule", args=["no_such_rule"])).status_code == 404
    index = client.get(reverse("clocks_rules")).content.decode()
    for regime in rulebook.proposals():
        assert regime.title not in index
        for duty in regime.duties:
            assert client.get(reverse("clocks_rule", args=[duty.id])).status_code == 404
            assert f"/{duty.id}/" not in index
            assert catalogue.address_of(duty.id) == ""


def test_no_rule_falls_out_of_the_way_and_every_count_has_words():
    cards = catalogue.rules().values()
    assert [c.id for c in cards if c.part is journey.OTHER] == []
    assert [c.id for c in cards if any(text.counting.startswith("Counted this way") for text in c.texts)] == []
    assert [c.id for c in cards if c.actor not in journey.ACTOR_WORDS.values()] == []


def test_words_that_we_do_not_have_keep_their_names():
    assert journey.part_of("a_new_duty", "a_new_part") is journey.OTHER
    assert journey.actor_words("icb_of_area") == "Icb of area"
    assert journey.count_words("moons_after") == "Counted this way: moons after."
    assert catalogue.size_words(1, "weeks", "weeks_after") == "1 week"
    assert catalogue.size_words(3, "moons", "moons_after") == "3 moons"
    assert catalogue.size_words(None, "", "some_day") == "Some day"
    assert catalogue.ground_title("exc_none") == "exc none"


def test_a_manager_records_a_check_and_the_page_says_by_whom_and_when(as_user, users, client):
    address = reverse("clocks_mark", args=["assess_decision_6w", "law"])
    browser = as_user(users["manager"])
    page = browser.get(address).content.decode()
    kept = re.search(r'name="text_hash"[^>]*value="([0-9a-f]{64})"|value="([0-9a-f]{64})"[^>]*name="text_hash"', page)
    given = {"text_hash": kept[1] or kept[2], "by_words": "Legal services", "note": "", "on_day_day": "1",
             "on_day_month": "9", "on_day_year": "2025"}
    assert "Say which team" in browser.post(address, {**given, "by_words": ""}).content.decode()
    assert "has changed since" in browser.post(address, {**given, "text_hash": "0" * 64}).content.decode()
    assert browser.post(address, given)["Location"] == reverse("clocks_rule", args=["assess_decision_6w"])
    client.logout()
    shown = words_of(client.get(reverse("clocks_rule", args=["assess_decision_6w"])))
    assert "Checked against the regulation by Legal services on 1 September 2025." in shown
    assert "Write down" not in shown
    assert AuditEntry.objects.filter(code="clocks.rule.marked").count() == 1


def test_a_mark_is_void_once_the_text_has_changed(users, monkeypatch):
    row = mark(users)
    assert marks_that_hold()["assess_decision_6w"].law == row
    RuleMark.objects.update(text_hash=hash_of("an older text"))
    assert marks_that_hold() == {}
    mark(users)
    RuleMark.objects.update(duty="a_rule_that_went")
    assert marks_that_hold() == {}


def test_a_family_wording_is_a_draft_until_families_agreed_it_and_says_what_they_changed(users, monkeypatch, client):
    card = with_words(monkeypatch, "final_plan_20w", "The final plan must reach you within 20 weeks.")
    address = reverse("clocks_rule", args=[card.id])
    assert "Draft: not yet agreed with families" in words_of(client.get(address))
    with pytest.raises(InvalidError) as wrong:
        mark(users, duty=card.id, kind="family", note=" ")
    assert "note" in wrong.value.errors
    mark(users, duty=card.id, kind="family", by_words="Parent carer forum", note="They wanted the number first.")
    page = words_of(client.get(address))
    assert "agreed with families: Parent carer forum" in page
    assert "They wanted the number first." in page
    assert "not yet agreed" not in page


def test_a_rule_without_family_words_says_so_and_has_nothing_to_agree(users, monkeypatch, client, as_user):
    card = with_words(monkeypatch, "final_plan_20w", "")
    assert "There is no family wording yet" in words_of(client.get(reverse("clocks_rule", args=[card.id])))
    browser = as_user(users["manager"])
    assert browser.get(reverse("clocks_mark", args=[card.id, "family"])).status_code == 404
    assert browser.get(reverse("clocks_mark", args=[card.id, "weather"])).status_code == 404
    assert "Write down that families agreed" not in words_of(browser.get(reverse("clocks_rule", args=[card.id])))


def test_only_a_manager_marks_and_only_what_is_there(users, as_user):
    with pytest.raises(RefusedError):
        mark(users, by="officer")
    with pytest.raises(NotThereError):
        mark(users, duty="no_such_rule")
    with pytest.raises(NotThereError):
        mark(users, kind="weather")
    with pytest.raises(InvalidError) as wrong:
        mark(users, on_day=date(2031, 1, 1), by_words=" ")
    assert set(wrong.value.errors) == {"on_day", "by_words"}
    assert as_user(users["officer"]).get(reverse("clocks_mark", args=["assess_decision_6w", "law"])).status_code == 404
