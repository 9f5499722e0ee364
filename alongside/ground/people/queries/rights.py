"""Who decides for a child, now and before: for pages that show the facts with their days."""

from datetime import date

from django.db.models import F

from alongside.ground.core.dates import in_words
from alongside.ground.people import policies
from alongside.ground.people.models import Capacity, Child, Involvement, ParentalResponsibility, Sealing
from alongside.ground.people.models.days import day_in
from alongside.ground.people.queries.families import FamilyMember, family_of
from alongside.ground.people.words import BIRTH_DATE_UNKNOWN, Decision

COUNCIL_WORDS = "The council, beside the parents"
N_SHOWN = 100


def responsibilities_ever(child: Child) -> list[ParentalResponsibility]:
    """Who holds or held parental responsibility; what has no end first, then the newest."""
    rows = ParentalResponsibility.objects.filter(child=child).select_related("person")
    return list(rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-pk")[:N_SHOWN])


def capacities_ever(child: Child) -> list[tuple[str, Capacity]]:
    """Findings on capacity with the decision in words, newest first."""
    rows = Capacity.objects.filter(child=child).select_related("alternative", "recorded_by")
    return [(decision_words(row.decision), row) for row in rows.order_by("-assessed_on", "-pk")[:N_SHOWN]]


def wishes_ever(child: Child) -> list[Involvement]:
    """What the young person said about their parents' part, newest first."""
    rows = Involvement.objects.filter(child=child).select_related("person", "recorded_by")
    return list(rows.order_by("-starts_on", "-pk")[:N_SHOWN])


def decision_words(code: str) -> str:
    """A decision in words: one of ours, or as somebody wrote it."""
    return str(Decision(code).label) if code in Decision.values else code


def in_one_line(row: ParentalResponsibility | Capacity) -> str:
    """One fact as a line, for the page that ends it."""
    if isinstance(row, Capacity):
        could = "could" if row.has_capacity else "could not"
        return f"{decision_words(row.decision)}: {could} decide on {in_words(row.assessed_on)}, found by {row.assessor}"
    who = row.person.full_name if row.person else COUNCIL_WORDS
    return f"{who}: {row.basis}, from {in_words(row.starts_on)}"


def say_of(child: Child, on: date) -> str:
    """Whose say it is whether parents take part, in a sentence with its day."""
    day = day_in(on)
    if child.compulsory_until is None or child.adult_on is None:
        return f"Nobody can tell yet: {BIRTH_DATE_UNKNOWN}. Record it first."
    if day <= child.compulsory_until:
        return f"Parents take part until {in_words(child.compulsory_until)}, the end of compulsory school age."
    if day < child.adult_on:
        return f"Until they are 18 on {in_words(child.adult_on)}, parents take part unless the young person objects."
    return "They are 18 or over: a parent takes part only as the young person says."


def parents_and_part(child: Child, on: date) -> list[tuple[FamilyMember, bool]]:
    """Each parent or carer, and whether they take part today."""
    rows = [member for member in family_of(child, on) if member.is_parent]
    return [(member, policies.parents_stay_involved(child, on, member.person)) for member in rows]


def sealings_of(child: Child) -> list[Sealing]:
    """Askings to seal an earlier identity, the open one first."""
    rows = Sealing.objects.filter(child=child).select_related("asked_by", "settled_by")
    return list(rows.order_by(F("settled_at").desc(nulls_first=True), "-pk"))
