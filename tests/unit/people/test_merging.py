"""Two records of one child: put together with a trail, and taken apart."""

from datetime import date

import pytest

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import Child, Exclusion, Merge, Standing
from tests.unit.people.conftest import AT, ON

UPN = "B801200005001"


@pytest.fixture
def pair(child_of, family, exclude, person_of):
    """A record with nothing, and its double with a number, a parent, an exclusion and two standings."""
    keep = child_of()
    drop = child_of("Aminah", "Shah", upn=UPN, is_address_protected=True)
    user, mother = family(drop)
    exclude(drop, "address", person=person_of())
    for child, room in ((keep, "ehc"), (drop, "ehc"), (drop, "quality")):
        services.set_standing(child=child, room=room, words=f"{child.pk}", since=ON, holder="H")
    return keep, drop, user, mother


def merged(pair, manager):
    keep, drop, *_ = pair
    made = services.merge_children(keep=keep, drop=drop, reason="Same mother, same school", by=manager, at=AT)
    keep.refresh_from_db()
    drop.refresh_from_db()
    return made


def test_everything_goes_across_and_the_double_leads_to_the_one_kept(pair, manager):
    keep, drop, user, mother = pair
    merged(pair, manager)
    assert (keep.upn, drop.upn, drop.merged_into, keep.is_address_protected) == (UPN, None, keep, True)
    assert [m.person for m in queries.family_of(keep, ON)] == [mother]
    assert Exclusion.objects.get().child == keep
    assert policies.can_see_child(user, keep, on=AT)
    assert queries.child_for(user, drop.uuid, AT) == keep
    assert AuditEntry.objects.filter(code="people.child.merged").count() == 2


def test_a_row_that_would_break_a_rule_stays_with_the_double(pair, manager):
    keep, drop, *_ = pair
    merged(pair, manager)
    assert sorted(Standing.objects.filter(child=keep).values_list("room", "words")) == [
        ("ehc", str(keep.pk)), ("quality", str(drop.pk))]
    assert Standing.objects.get(child=drop).room == "ehc"


@pytest.mark.abuse("AC-12")
def test_taking_apart_puts_back_what_went_and_leaves_what_came_since(pair, manager, team, relate):
    keep, drop, user, mother = pair
    made = merged(pair, manager)
    relate(keep, "case_team", team=team)
    services.unmerge(merge=made, reason="They are cousins", by=manager, at=AT)
    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (keep.upn, drop.upn, drop.merged_into, keep.is_address_protected) == (None, UPN, None, False)
    assert [m.person for m in queries.family_of(drop, ON)] == [mother]
    assert [row.kind for row in keep.relationships.all()] == ["case_team"]
    assert not policies.can_see_child(user, keep, on=AT)
    with pytest.raises(InvalidError, match="already"):
        services.unmerge(merge=made, reason="again", by=manager, at=AT)


def test_a_number_that_changed_since_stays_where_it_is(pair, manager):
    keep, drop, *_ = pair
    made = merged(pair, manager)
    Child.objects.filter(pk=keep.pk).update(upn="P207000016049")
    services.unmerge(merge=made, reason="r", by=manager, at=AT)
    drop.refresh_from_db()
    assert drop.upn is None


def test_a_chain_of_merges_leads_to_the_last_and_is_taken_apart_in_order(pair, manager, child_of):
    keep, drop, *_ = pair
    first = merged(pair, manager)
    last = child_of("Amina", "Shah", date(2016, 5, 16))
    second = services.merge_children(keep=last, drop=keep, reason="r", by=manager, at=AT)
    assert queries.child_for(manager, drop.uuid, AT) == last
    with pytest.raises(InvalidError, match="merged again"):
        services.unmerge(merge=first, reason="r", by=manager, at=AT) if policies.can_see_child(
            manager, first.kept, on=AT) else services.unmerge(merge=Merge.objects.get(pk=first.pk), reason="r",
                                                             by=None, at=AT)
    services.unmerge(merge=second, reason="r", by=manager, at=AT)
    assert queries.child_for(manager, drop.uuid, AT) == keep


def test_what_cannot_be_merged_is_refused(pair, manager, officer, make):
    keep, drop, *_ = pair
    with pytest.raises(InvalidError):
        services.merge_children(keep=keep, drop=keep, reason="r", by=manager, at=AT)
    with pytest.raises(InvalidError):
        services.merge_children(keep=keep, drop=drop, reason=" ", by=manager, at=AT)
    with pytest.raises(RefusedError):
        services.merge_children(keep=keep, drop=drop, reason="r", by=officer, at=AT)
    made = merged(pair, manager)
    with pytest.raises(InvalidError):
        services.unmerge(merge=made, reason=" ", by=manager, at=AT)
    with pytest.raises(RefusedError):
        services.merge_children(keep=keep, drop=drop, reason="r", by=manager, at=AT)
