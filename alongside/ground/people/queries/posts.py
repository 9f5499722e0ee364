"""Who holds which post, who covers, and who is who for families."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import in_words
from alongside.ground.people.models import (
    Body,
    Child,
    District,
    Handover,
    HandoverLine,
    Person,
    Post,
    PostAbsence,
    PostHolding,
    Team,
)
from alongside.ground.people.models.days import current
from alongside.ground.people.policies import own_persons
from alongside.ground.people.policies.sight import Viewer

CHANGE_SHOWN = timedelta(days=28)
"""How long after the day a family still reads on its page that another person holds the case."""


def _open_on(on: date) -> Q:
    """Bodies, teams and posts that stand on a day."""
    return (Q(starts_on__isnull=True) | Q(starts_on__lte=on)) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def team_for_district(district: District | None, *, kind: str = "ehc") -> Team | None:
    """The team of a kind that serves a district; without a district the one that serves the whole area."""
    rows = Team.objects.filter(kind=kind, ends_on__isnull=True).select_related("district")
    found = rows.filter(district=district).first() if district else None
    return found or rows.filter(district__isnull=True).first()


def teams_now(on: date, *, kind: str = "") -> list[Team]:
    """Teams that stand on a day, with district and body."""
    rows = Team.objects.filter(_open_on(on)).select_related("district", "body")
    return list(rows.filter(kind=kind) if kind else rows)


def bodies_now(on: date) -> list[Body]:
    """Public bodies of the partnership on a day."""
    return list(Body.objects.filter(_open_on(on), is_public=True).select_related("predecessor"))


def holders_of(post: Post, on: date) -> list[Person]:
    """Who holds a post on a day, the longest first."""
    rows = post.holdings.filter(current(on)).select_related("person")
    return [holding.person for holding in rows]


def _words(post: Post, name: str) -> str:
    return post_words(post.title, name, post.district.name if post.district else "", post.team.title if post.team else "")


def post_words(title: str, name: str, district: str, team: str) -> str:
    """A post in words from plain values: who holds it, what it is, and its district or else its team."""
    parts = [name, title] if name else [f"{title} (nobody holds the post now)"]
    return ", ".join(part for part in (*parts, district or team) if part)


def holder_words_of(posts: Iterable[Post], *, on: date | None = None) -> dict[int, str]:
    """Holder in words for many posts, in one query beside theirs (with team and district chosen along)."""
    wanted = {post.pk: post for post in posts}
    rows = PostHolding.objects.filter(post__in=wanted).select_related("person")
    rows = rows.filter(current(on)) if on else rows.filter(ends_on__isnull=True)
    names: dict[int, str] = {}
    for holding in rows:
        names.setdefault(holding.post_id, holding.person.full_name)
    return {pk: _words(post, names.get(pk, "")) for pk, post in wanted.items()}


def holder_words(holder: Post | Team, *, on: date | None = None) -> str:
    """`Amina Shah, EHC case officer, Preston` or `EHC team, Preston`; without a day, who holds it with no end known."""
    if isinstance(holder, Team):
        return holder.title
    return holder_words_of([holder], on=on)[holder.pk]


def covers_of(posts: Iterable[Post], on: date) -> list[PostAbsence]:
    """Absences that these posts cover on a day."""
    rows = PostAbsence.objects.filter(current(on), cover_post__in=posts)
    return list(rows.select_related("post__district", "post__team"))


def posts_of(user: Viewer, on: date) -> list[Post]:
    """Posts that an account holds on a day; those that it only covers come from `covers_of`."""
    if not access.badges(user, on=on):
        return []
    held = PostHolding.objects.filter(current(on), person__uuid__in=own_persons(user)).values("post")
    return list(Post.objects.filter(pk__in=held).select_related("team", "district", "body", "setting"))


def post_by_kind(kind: str, *, team: Team | None = None, on: date) -> Post | None:
    """A post of a kind, in a team where one is given."""
    rows: QuerySet[Post] = Post.objects.filter(_open_on(on), kind=kind)
    return (rows.filter(team=team) if team else rows).select_related("team", "district").first()


@dataclass(frozen=True, slots=True)
class WhoLine:
    """One line of the public who's who; a person's name only where the post is a public one."""

    title: str
    holder: str
    does: str
    cannot_do: str
    phone: str
    email: str
    hours: str
    district: str


@dataclass(frozen=True, slots=True)
class Who:
    """The public who's who of a day: bodies, teams and posts, of one district or of all."""

    bodies: tuple[Body, ...]
    teams: tuple[WhoLine, ...]
    posts: tuple[WhoLine, ...]


def who_is_who(district_code: str, on: date) -> Who:
    """Who is in the partnership, what each does, how to reach them, and what they can't do. An empty code is all."""
    here = Q(district__isnull=True) | Q(district__code=district_code) if district_code else Q()
    teams = Team.objects.filter(here, _open_on(on), body__is_public=True).select_related("district")
    posts = list(Post.objects.filter(here, _open_on(on), is_public=True).select_related("district", "team"))
    holders: dict[int, list[str]] = {}
    for holding in PostHolding.objects.filter(current(on), post__in=posts).select_related("person"):
        holders.setdefault(holding.post_id, []).append(holding.person.full_name)
    return Who(
        bodies=tuple(bodies_now(on)),
        teams=tuple(
            WhoLine(t.title, "", t.does, t.cannot_do, t.phone, t.email, t.hours, t.district.name if t.district else "")
            for t in teams
        ),
        posts=tuple(
            WhoLine(
                p.title, ", ".join(holders.get(p.pk, ["Nobody at the moment"])), p.does, p.cannot_do,
                p.phone or (p.team.phone if p.team else ""), p.email or (p.team.email if p.team else ""), p.hours,
                p.district.name if p.district else "",
            )
            for p in posts
        ),
    )


def _reach_after(handover: Handover) -> tuple[str, str]:
    """Telephone and e-mail that still lead somewhere after a handover: never the address of who has left."""
    post, team, person = handover.post, handover.post.team, handover.to_person
    if person is None:
        return (team.phone, team.email) if team else ("", "")
    left = {held.person.email for held in post.holdings.select_related("person") if held.person_id != person.pk}
    shared = post.email if post.email not in left else ""
    return post.phone or (team.phone if team else ""), person.email or shared or (team.email if team else "")


def handover_words(handover: Handover) -> str:
    """Who holds the case from which day, and how to reach them, in a sentence or two for the family."""
    post, day = handover.post, in_words(handover.takes_over_on)
    phone, email = _reach_after(handover)
    ways = [f"ring {phone}" if phone else "", f"write to {email}" if email else ""]
    how = " or ".join(way for way in ways if way)
    if handover.to_person is not None:
        who = f"From {day}, {handover.to_person.full_name} holds your case ({post.title})."
    else:
        team = post.team.title if post.team else "the team"
        who = f"From {day}, {team} looks after your case until somebody new has taken the post."
    return f"{who} To reach them, {how}." if how else who


def changes_told(user: Viewer, children: Iterable[Child], on: date) -> dict[int, list[Handover]]:
    """Changes of who holds the case that concern the account's person: to come, or of the last four weeks.

    By key of the child, which the caller has found by sight; one query for all of them.
    """
    found: dict[int, list[Handover]] = {child.pk: [] for child in children}
    badges = access.badges(user, on=on) if isinstance(user, User) else frozenset()
    own = [uuid for uuid in own_persons(user) if f"person:{uuid}" in badges]
    if found and own:
        person = Person.objects.filter(uuid__in=own).order_by("pk").values("pk")[:1]
        rows = HandoverLine.objects.filter(child__in=list(found), person__in=person,
                                           handover__takes_over_on__gt=on - CHANGE_SHOWN)
        rows = rows.select_related("handover__post__team", "handover__to_person")
        for line in rows.order_by("-handover__takes_over_on", "-handover__pk"):
            found[line.child_id].append(line.handover)
    return found


def handovers_of(post: Post) -> list[tuple[Handover, int, int]]:
    """Handovers of a post, newest first, each with how many people are to be told and how many were."""
    rows = Handover.objects.filter(post=post).select_related("to_person")
    counted = rows.annotate(n_all=Count("lines"), n_told=Count("lines__told_at"))
    return [(row, row.n_all, row.n_told) for row in counted.order_by("-takes_over_on", "-pk")[:20]]


def families_to_tell(on: date) -> list[HandoverLine]:
    """Who is still to be told that a post changes hands, soonest first; for the room that can send."""
    rows = HandoverLine.objects.filter(told_at__isnull=True, child__died_on__isnull=True)
    rows = rows.select_related("handover__post__team", "handover__to_person", "child", "person")
    return list(rows.filter(handover__made_at__date__lte=on).order_by("handover__takes_over_on", "pk"))
