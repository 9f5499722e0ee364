"""Who stands behind a badge: people who hold the post now or cover it, and whether they may see a child."""

from collections.abc import Iterable
from datetime import date, datetime

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Post, PostAbsence, Team
from alongside.ground.people.models.days import current

NOBODY = "Nobody"


def post_of(badge: str) -> Post | None:
    """The post behind a badge."""
    kind, _, uuid = badge.partition(":")
    return Post.objects.select_related("team", "district").filter(uuid=uuid).first() if kind == "post" else None


def team_of(badge: str) -> Team | None:
    """The team of a badge: the team itself, or the one that a post is in."""
    kind, _, uuid = badge.partition(":")
    if kind == "team":
        return Team.objects.filter(uuid=uuid).first()
    post = post_of(badge)
    return post.team if post else None


def accounts_of(badge: str, on: date) -> list[User]:
    """Open accounts of who holds a post on a day, then of who covers it; or the one account of a `user:` badge."""
    kind, _, uuid = badge.partition(":")
    if kind == "user":
        return list(User.objects.filter(uuid=uuid, is_active=True))
    post = post_of(badge)
    if post is None:
        return []
    covering = PostAbsence.objects.filter(current(on), post=post).select_related("cover_post")
    persons = [p for held in (post, *(row.cover_post for row in covering)) for p in people.holders_of(held, on)]
    keys = [person.user_id for person in persons if person.user_id is not None]
    return list(User.objects.filter(pk__in=keys, is_active=True).order_by("pk"))


def is_held(badge: str, on: date) -> bool:
    """Whether somebody answers for a badge: a team always, a post when an open account holds or covers it."""
    return (badge.startswith("team:") and team_of(badge) is not None) or bool(accounts_of(badge, on))


def may_see(badge: str, child: Child, *, at: datetime) -> bool:
    """Whether somebody who holds the post may see the child."""
    seen = people_policies.can_see_child
    return any(seen(user, child.merged_into or child, on=at) for user in accounts_of(badge, day_of(at)))


def words_of(badges: Iterable[str], on: date) -> dict[str, str]:
    """Owners in words by badge: `Amina Shah, EHC case officer, Preston`; a few queries for all."""
    wanted = set(badges)
    uuids: dict[str, list[str]] = {"post": [], "team": [], "user": []}
    for badge in wanted:
        kind, _, uuid = badge.partition(":")
        uuids.get(kind, []).append(uuid)
    posts = list(Post.objects.filter(uuid__in=uuids["post"]).select_related("team", "district"))
    held = people.holder_words_of(posts, on=on)
    words = {f"post:{post.uuid}": held[post.pk] for post in posts}
    words |= {f"team:{uuid}": title for uuid, title in Team.objects.filter(uuid__in=uuids["team"]).values_list(
        "uuid", "title")}
    words |= {f"user:{uuid}": name for uuid, name in User.objects.filter(uuid__in=uuids["user"]).values_list(
        "uuid", "name")}
    return {badge: words.get(badge, NOBODY) for badge in wanted}


def posts_to_choose(on: date) -> list[tuple[str, str]]:
    """Posts of teams that somebody holds on a day, with who it is: to whom an action can be handed."""
    rows = Post.objects.filter(current(on, "holdings__"), team__isnull=False).select_related("team", "district")
    posts = list(rows.distinct().order_by("title", "pk"))
    words = people.holder_words_of(posts, on=on)
    return sorted(((str(post.uuid), words[post.pk]) for post in posts), key=lambda pair: pair[1])
