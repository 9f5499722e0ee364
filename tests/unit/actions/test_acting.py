"""Actions: one owner, one day, a reason for every change, and nothing lost when somebody leaves."""

from datetime import date

import pytest

from alongside.commons.actions import services
from alongside.commons.actions.models import Action
from alongside.commons.actions.queries import owners, todo
from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.people import services as people
from alongside.ground.people.models import Post, PostHolding
from tests.unit.actions.conftest import CASE, DAY, NOW, badge, promised, user_of

pytestmark = pytest.mark.django_db


def task(cast, **changed):
    given = {"key": "t", "child": cast.child, "kind": "task", "title": "Find the report", "owner": badge(cast.post),
             "due_on": date(2026, 11, 5), "at": NOW, "ref": CASE}
    return services.open_action(**{**given, **changed})


def test_the_same_key_opens_one_action(cast):
    assert task(cast) == task(cast, title="Another")
    assert [step.kind for step in Action.objects.get().steps.all()] == ["opened"]


def test_done_with_how_it_was_done(cast):
    row, officer = task(cast), user_of(cast.officer)
    with pytest.raises(InvalidError):
        services.close(action=row, version=1, how=" ", by=officer, at=NOW)
    row = services.close(action=row, version=1, how="Found it in the post.", by=officer, at=NOW)
    assert (row.state, row.closed_at) == ("done", NOW)
    last = todo.history_of(row, NOW.date())[-1]
    assert (last.what, last.who, last.words) == ("Done", "Amina", "Found it in the post.")
    assert AuditEntry.objects.filter(code="actions.action.done", child_uuid=cast.child.uuid).exists()


def test_handed_over_with_a_reason_to_somebody_who_may_see_the_child(cast, office):
    row, officer = task(cast), user_of(cast.officer)
    empty = Post.objects.create(code="empty", title="Empty", kind="other", team=cast.team)
    for post, reason, field in ((office.manager_post, " ", "reason"), (cast.post, "x", "post"), (empty, "x", "post")):
        with pytest.raises(InvalidError) as caught:
            services.hand_over(action=row, version=1, post=post, reason=reason, by=officer, at=NOW)
        assert set(caught.value.errors) == {field}
    row = services.hand_over(action=row, version=1, post=office.manager_post, reason="She knows them.", by=officer, at=NOW)
    assert row.owner == badge(office.manager_post)
    assert [line.title for line in todo.mine(user_of(office.manager), at=NOW)] == ["Find the report"]
    assert todo.mine(officer, at=NOW) == ()


def test_never_handed_to_who_may_not_see_the_child(cast, office):
    outside = Post.objects.create(code="outside", title="Outside", kind="other")
    people.hold_post(post=outside, person=cast.stranger, from_on=NOW.date(), by=None, at=NOW)
    with pytest.raises(InvalidError) as caught:
        services.hand_over(action=task(cast), version=1, post=outside, reason="x", by=user_of(cast.officer), at=NOW)
    assert caught.value.errors == {"post": "Who holds this post may not see the child."}


def test_more_time_has_a_reason_and_a_later_day(cast):
    row, officer = task(cast), user_of(cast.officer)
    for day, reason, fields in ((None, "x", {"due_on"}), (date(2026, 11, 5), "x", {"due_on"}),
                                (date(2026, 11, 9), " ", {"reason"})):
        with pytest.raises(InvalidError) as caught:
            services.extend(action=row, version=1, due_on=day, reason=reason, by=officer, at=NOW)
        assert set(caught.value.errors) == fields
    row = services.extend(action=row, version=1, due_on=date(2026, 11, 9), reason="Half-term.", by=officer, at=NOW)
    assert row.due_on == date(2026, 11, 9)


@pytest.mark.fault("two people edit one section")
def test_who_acts_second_sees_what_the_first_did(cast, office):
    row = task(cast)
    services.close(action=row, version=1, how="Found it.", by=user_of(office.manager), at=NOW)
    with pytest.raises(StaleError) as caught:
        services.extend(action=row, version=1, due_on=date(2026, 11, 9), reason="Mine.", by=user_of(cast.officer), at=NOW)
    assert caught.value.theirs["state"] == "done"
    assert caught.value.ours == {"reason": "Mine."}


@pytest.mark.abuse("AC-02", "AC-03")
def test_who_may_not_see_the_child_neither_sees_nor_does_it(cast, office):
    row = task(cast)
    for person in (cast.stranger, cast.mother):
        with pytest.raises(NotThereError):
            todo.action_for(user_of(person), row.uuid, at=NOW)
        with pytest.raises(RefusedError):
            services.close(action=row, version=1, how="x", by=user_of(person), at=NOW)
    people.exclude(child=cast.child, user=user_of(office.manager), acts=["see"], basis="conflict", source="Her nephew",
                   evidence="said so", starts_on=NOW.date(), by=None, at=NOW)
    with pytest.raises(NotThereError):
        todo.action_for(user_of(office.manager), row.uuid, at=NOW)
    assert todo.action_for(user_of(cast.officer), row.uuid, at=NOW) == row


def test_lists_are_of_a_post_a_team_or_all(cast, office):
    people.relate(child=cast.child, kind="case_team", team=cast.team, starts_on=NOW.date(), by=None, at=NOW)
    task(cast)
    task(cast, key="m", title="Sign it", owner=badge(office.manager_post))
    officer = user_of(cast.officer)
    access.pin_badge(user=officer, badge=f"team:{cast.team.uuid}", since=NOW.date(), at=NOW)
    officer = user_of(cast.officer)
    assert {line.title for line in todo.mine(officer, at=NOW)} == {"Find the report"}
    assert {line.title for line in todo.mine(officer, at=NOW, whose="team")} == {"Find the report", "Sign it"}
    assert {line.title for line in todo.mine(officer, at=NOW, whose="all")} == {"Find the report", "Sign it"}
    assert [line.is_late for line in todo.of_child(officer, cast.child, at=NOW + 10 * DAY)] == [True, True]
    assert todo.n_mine(officer, at=NOW + 10 * DAY) == (1, 1)


def test_what_a_family_waits_for_cannot_be_ticked_off(cast):
    row = promised(cast)
    services.find_broken(at=NOW + 7 * DAY)
    for action in (Action.objects.get(promise=row), task(cast, key="s", kind="silence")):
        with pytest.raises(InvalidError):
            services.close(action=action, version=1, how="Will do.", by=user_of(cast.officer), at=NOW)


def test_what_is_not_needed_closes_by_its_key(cast):
    task(cast)
    assert services.drop(key="t", why="Settled.", at=NOW)
    assert not services.drop(key="t", why="Settled.", at=NOW)
    assert Action.objects.get().state == "not_needed"


def test_actions_and_promises_follow_the_case(cast, office):
    task(cast)
    row = promised(cast)
    assert services.follow_case(child=cast.child, from_badge=badge(cast.post), to_badge=badge(office.colleague_post),
                                by=user_of(office.manager), at=NOW) == 2
    row.refresh_from_db()
    assert row.owner == Action.objects.get().owner == badge(office.colleague_post)
    assert row.promised_as.startswith("Amina")


@pytest.mark.abuse("AC-08")
def test_what_a_leaver_had_goes_to_who_is_there(cast, office):
    task(cast)
    row = promised(cast)
    assert services.hand_to_who_is_there(at=NOW) == 0
    access.disable_account(user=user_of(cast.officer), by=None, at=NOW)
    assert [line.title for line in todo.unowned(user_of(office.manager), at=NOW)] == ["Find the report"]
    assert services.hand_to_who_is_there(at=NOW) == 2
    row.refresh_from_db()
    assert row.owner == Action.objects.get().owner == f"team:{cast.team.uuid}"
    assert todo.unowned(user_of(office.manager), at=NOW) == ()
    assert todo.unowned(user_of(office.colleague), at=NOW) == ()


def test_where_nobody_is_there_it_stays_and_shows(cast, office):
    lost = Post.objects.create(code="lost", title="Lost", kind="other")
    task(cast, owner=badge(lost))
    cast.child.relationships.filter(kind__in=["case_officer", "case_team"]).delete()
    type(cast.team).objects.update(kind="other")
    assert services.hand_to_who_is_there(at=NOW) == 0
    assert [line.owner for line in todo.unowned(user_of(office.manager), at=NOW)] == ["Lost (nobody holds the post now)"]


def test_owners_in_words_and_who_stands_behind_them(cast, office):
    officer = user_of(cast.officer)
    names = owners.words_of([badge(cast.post), f"team:{cast.team.uuid}", f"user:{officer.uuid}", "", "body:x"], NOW.date())
    assert names[badge(cast.post)].startswith("Amina Example, EHC case officer")
    assert names[f"team:{cast.team.uuid}"] == "EHC team, Preston"
    assert names[f"user:{officer.uuid}"] == "Amina"
    assert names[""] == names["body:x"] == "Nobody"
    assert owners.accounts_of(f"user:{officer.uuid}", NOW.date()) == [officer]
    assert owners.accounts_of("team:x", NOW.date()) == []
    assert owners.team_of("user:x") is None
    people.set_absence(post=cast.post, starts_on=NOW.date(), ends_on=NOW.date() + DAY, cover_post=office.colleague_post,
                       by=None, at=NOW)
    assert set(owners.accounts_of(badge(cast.post), NOW.date())) == {officer, user_of(office.colleague)}
    PostHolding.objects.filter(post=office.head_post).update(ends_on=NOW.date())
    choices = [words for _, words in owners.posts_to_choose(NOW.date())]
    assert [words.split(",")[0] for words in choices] == ["Amina Example", "Colleague Example", "Manager Example"]
