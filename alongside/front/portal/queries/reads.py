"""Who opened a child's record, in words for the family."""

from datetime import date
from uuid import UUID

from alongside.ground.access import queries as access
from alongside.ground.core.dates import clock_in_words
from alongside.ground.people.models import Child, Person, PostHolding, Relationship, Team
from alongside.ground.people.models.days import current
from alongside.ground.people.words import FAMILY_KINDS, RelationKind


def reads_for(child: Child, on: date) -> list[tuple[str, str, str]]:
    """Rows of when, who, why. A name only of people whom the family deals with; never another family member's."""
    rows = access.reads_of_child(child.uuid, known=_known(child, on), hidden=_family(child), on=on)
    teams = _team_names({badge for row in rows for badge in row.badges})
    return [
        (clock_in_words(row.read_at), _who(row.name, row.role, [teams[b] for b in row.badges if b in teams]),
         row.purpose or "Working on the case")
        for row in rows
    ]


def _who(name: str, role: str, teams: list[str]) -> str:
    return ", ".join(part for part in (name, role or "Somebody at work", *teams[:1]) if part)


def _known(child: Child, on: date) -> set[int]:
    """Accounts of those who hold the child's case: the family knows them by name already."""
    posts = Relationship.objects.filter(current(on), child=child, kind=RelationKind.CASE_OFFICER).values("post")
    holders = PostHolding.objects.filter(current(on), post__in=posts, person__user__isnull=False)
    return set(holders.values_list("person__user", flat=True))


def _family(child: Child) -> set[int]:
    persons = Relationship.objects.filter(child=child, kind__in=[*FAMILY_KINDS, RelationKind.FAMILY_UNCHECKED])
    with_account = Person.objects.filter(pk__in=persons.values("person"), user__isnull=False)
    return set(with_account.values_list("user", flat=True))


def _team_names(badges: set[str]) -> dict[str, str]:
    uuids = [UUID(badge.removeprefix("team:")) for badge in badges if badge.startswith("team:")]
    return {f"team:{team.uuid}": team.title for team in Team.objects.filter(uuid__in=uuids)}
