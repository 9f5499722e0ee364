"""Who decides: parents, the young person once compulsory school age has ended, or who acts for them in one decision."""

from datetime import date

from django.db.models import Q, QuerySet

from alongside.ground.people.models import Capacity, Child, Involvement, Person
from alongside.ground.people.models.days import current, day_in
from alongside.ground.people.words import PARENT_KINDS, RelationKind, RightsHolder, Wish


def is_young_person(child: Child, on: date) -> bool:
    """Over compulsory school age, which ends with the last day of it; some are still 15.

    Without a birth date nobody can tell: then no, so that nobody loses sight of a child. `rights_holder` says so.
    """
    return child.compulsory_until is not None and day_in(on) > child.compulsory_until


def current_capacity(child: Child, on: date, decision: str) -> Capacity | None:
    """The finding about this decision that holds on a day; never a finding about another decision."""
    rows = Capacity.objects.filter(current(on, start="assessed_on"), child=child, decision=decision)
    return rows.select_related("alternative").order_by("-assessed_on", "-id").first()


def rights_holder(child: Child, on: date, decision: str = "") -> RightsHolder:
    """Who decides on a day; `decision` asks about one for which capacity may have been found wanting."""
    if child.born_on is None:
        return RightsHolder.NOT_KNOWN
    if not is_young_person(child, on):
        return RightsHolder.PARENTS
    found = current_capacity(child, on, decision) if decision else None
    return RightsHolder.ALTERNATIVE if found and not found.has_capacity else RightsHolder.YOUNG_PERSON


def deciding_persons(child: Child, on: date, decision: str = "") -> QuerySet[Person]:
    """The people who decide, without those barred from it. Who acts for a young person: the one named, else parents.

    While the birth date is missing nobody is left out: parents and the young person both, until a person has asked.
    """
    holder = rights_holder(child, on, decision)
    kinds: tuple[RelationKind, ...] = PARENT_KINDS
    if holder == RightsHolder.YOUNG_PERSON:
        kinds = (RelationKind.SELF,)
    elif holder == RightsHolder.NOT_KNOWN:
        kinds = (*PARENT_KINDS, RelationKind.SELF)
    linked = current(on, "relationships__") & Q(relationships__child=child, relationships__kind__in=kinds)
    if holder == RightsHolder.ALTERNATIVE:
        found = current_capacity(child, on, decision)
        if found and found.alternative_id:
            linked = Q(pk=found.alternative_id)
    barred = child.exclusions.filter(current(on), Q(bars_decide=True) | Q(bars_see=True), person__isnull=False,
                                     lifted_at__isnull=True)
    return Person.objects.filter(linked).exclude(pk__in=barred.values("person")).distinct()


def parents_stay_involved(child: Child, on: date, person: Person | None = None) -> bool:
    """Whether a parent (or, without `person`, parents as such) still takes part.

    Until compulsory school age ends: yes. Then until 18: unless the young person objects. From 18: only as they say.
    What they say about one person weighs more than what they say about everybody.
    """
    if not is_young_person(child, on):
        return True
    wishes = Involvement.objects.filter(current(on), child=child)
    said = None
    if person is not None:
        said = wishes.filter(person=person).order_by("-starts_on", "-id").first()
    said = said or wishes.filter(person__isnull=True).order_by("-starts_on", "-id").first()
    if said is not None:
        return said.wish == Wish.AGREES
    assert child.adult_on is not None  # known for a young person
    return day_in(on) < child.adult_on
