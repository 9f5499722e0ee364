"""What came after census day: new requests of invented families, each as far as its age lets it be."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from alongside.front.demo.engine.persons import PersonMaker
from alongside.front.demo.services import cast
from alongside.ground.access.models import User
from alongside.ground.core.dates import LONDON, day_of
from alongside.ground.people import services as people
from alongside.ground.people.models import Post
from alongside.ground.people.words import PostKind
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import AskedBy, Door

REQUESTS_A_PLAN_AND_DAY = 3658 / 12317 / 366
"""Requests in 2024 for each plan of January 2025 and day (DfE, reporting year 2025, Lancashire)."""
SHARE_AGREED = 2696 / (2696 + 876)
"""Decisions to assess among decisions in 2024 (the same source)."""
LOOK_BACK = 70
Progress = Callable[[str, int, int], None]
WORDS = (
    "{name} loves being outside. Reading makes {name} cry, and school says to wait.",
    "{name} knows all the bus routes. Change is very hard, and lunch time is the worst.",
    "{name} is kind to smaller children. {name} has fallen two years behind and hides it.",
    "{name} sings all day. Few people outside the family can follow what {name} says.",
    "{name} can mend anything. Since the move {name} goes to school two mornings a week.",
)


def play(*, seed: int, plans: int, at: datetime, progress: Progress) -> None:
    """New requests of the last ten weeks, as many as an area of this size gets."""
    chance = random.Random(seed + 1)  # noqa: S311 - invented people, no secret
    maker = PersonMaker(chance, day_of(at))
    n_requests = max(6, round(plans * REQUESTS_A_PLAN_AND_DAY * LOOK_BACK))
    posts = _officers()
    days = sorted(chance.randrange(1, LOOK_BACK) for _ in range(n_requests))
    for number, n_days in enumerate(reversed(days), start=1):
        progress("Requests since then", number, n_requests)
        _one(chance, maker, posts, number, day_of(at) - timedelta(days=n_days), at)


def _officers() -> dict[str, Post]:
    """One officer's post for each district; where the cast has nobody, the district's own post stands empty."""
    posts = Post.objects.filter(kind=PostKind.CASE_OFFICER, holdings__isnull=False).select_related("district")
    return {post.district.code: post for post in posts if post.district}


def _moment(day: date, hour: int, now: datetime) -> datetime:
    """An hour of a day, on a working day for what staff do, never after now."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    return min(datetime.combine(day, time(hour, 10), tzinfo=LONDON), now)


def _one(chance: random.Random, maker: PersonMaker, posts: dict[str, Post], number: int, received_on: date,
         now: datetime) -> None:
    """One family's request, and what has happened on it since."""
    invented, district = maker.person(age=chance.choice([3, 4, 4, 5, 6, 7, 8, 9, 10, 10, 11, 13, 15]),
                                      sex=chance.choice("MMF"))
    received_at = datetime.combine(received_on, time(chance.randrange(7, 23), 30), tzinfo=LONDON)
    given, family = invented.forename or "", invented.surname or ""
    words = chance.choice(WORDS).format(name=given)
    receipt = ehc.receive_request(
        door=Door.PORTAL, asked_by_kind=AskedBy.PARENT, received_at=received_at, at=received_at, by=None,
        child=ehc.ChildGiven(given_name=given, family_name=family, born_on=invented.born_on,
                             postcode=invented.postcode or "", sex=invented.sex or ""),
        asker=ehc.AskerGiven(given_name="Sam", family_name=family, relation="parent",
                             email=f"family{number}@mail.invalid", channel="email", agrees_electronic=True),
        key=f"demo-new-{number}",
        sent=ehc.Sent(journey="demonstration", answers={"in_your_words": words},
                      evidence=(ehc.EvidenceGiven(title="In their own words", words=words),)),
    )
    request = Request.objects.select_related("child").get(uuid=receipt.uuid)
    _follow(chance, request, posts.get(district), received_on, words, now)


def _follow(chance: random.Random, request: Request, post: Post | None, received_on: date, words: str,
            now: datetime) -> None:
    """Steps that a request of its age has behind it; some wait longer than they should."""
    age = (day_of(now) - received_on).days
    priya, ruth, daniel = cast.user_of("priya"), cast.user_of("ruth"), cast.user_of("daniel")
    if age > 3 and chance.random() < 0.9:
        ehc.check_identity(request=request, proofs=["called_back", "setting_confirms"], by=priya, kind="parent",
                           at=_moment(received_on + timedelta(days=3), 10, now), words="Rung back; school confirmed.")
    if age > 5 and post is not None:
        ehc.allocate(request=request, post=post, by=ruth, at=_moment(received_on + timedelta(days=5), 11, now))
    if age > 8:
        ehc.notify_partners(request=request, by=ruth, at=_moment(received_on + timedelta(days=8), 12, now))
    if age > 38 and chance.random() < 0.85:
        _decide(chance, request, received_on, words, now, ruth, daniel)


def _decide(chance: random.Random, request: Request, received_on: date, words: str, now: datetime, ruth: User,
            daniel: User) -> None:
    """A decision in the sixth week, in the published shares."""
    request.refresh_from_db()
    if request.identity_state != "checked":
        return
    at = _moment(received_on + timedelta(days=38), 9, now)
    is_yes = chance.random() < SHARE_AGREED
    name = request.child.given_name
    reasons = (f"{name} may need more help than the school can give by itself. We will find out what."
               if is_yes else
               f"The help that began this term is working, and {name} has caught up since. The school goes on with it.")
    decision = ehc.decide(
        request=request, version=0, by=daniel, at=at,
        given=ehc.DecisionGiven(
            outcome="agree" if is_yes else "refuse", has_or_may_have_sen=True, may_be_necessary=is_yes,
            reasons=reasons, evidence=tuple(request.evidence.values_list("uuid", flat=True)),
            evidence_words="What the family wrote, and the setting's records.", strengths=words.split(".")[0] + ".",
        ),
    )
    send_at = at + timedelta(hours=2)
    ehc.send_decision(decision=decision, version=decision.version, by=ruth, at=send_at,
                      call_words="" if is_yes else "Told the family why, and what they can do.",
                      called_at=None if is_yes else send_at)


def arrange_cover(*, at: datetime) -> None:
    """One officer is away, and another covers her cases."""
    today = day_of(at)
    people.set_absence(post=cast.post_of("lena"), starts_on=today - timedelta(days=3),
                       ends_on=today + timedelta(days=11), cover_post=cast.post_of("tom"), by=None, at=at)
