"""What leaves the house about a request: acknowledgements, notices to bodies, copies for children in care."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import InvalidError
from alongside.ground.documents.engine.html import compose_html
from alongside.ground.documents.engine.letter import Letter
from alongside.ground.documents.engine.plain import plain_text
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import Kind
from alongside.ground.people import queries as people
from alongside.ground.people.models import Post, Team
from alongside.ground.people.words import PostKind, RelationKind
from alongside.work.ehc.engine import letters
from alongside.work.ehc.models import Consultation, PartnerNotice, Request
from alongside.work.ehc.services.given import AskerGiven
from alongside.work.ehc.words import Partner

if TYPE_CHECKING:
    from alongside.work.ehc.services.receiving import Receipt

NO_DATE = "as soon as we can"


def day_words(day: date | None) -> str:
    """A day in words, or that there is none."""
    return in_words(day, weekday=True) if day else NO_DATE


def acknowledge(request: Request, asker: AskerGiven | None, receipt: "Receipt", at: datetime) -> bool:
    """Answer whoever asked, to the address that they gave with the request; False when there is none that works.

    It says only what follows from what they typed, so that it is the same whether or not we know the child.
    """
    if asker is None:
        return False
    values = {
        "reference": receipt.reference, "received_on": day_words(receipt.received_on),
        "decide_by": day_words(receipt.decide_by), "plan_by": day_words(receipt.plan_by),
        "ring_by": day_words(receipt.ring_by), "team": receipt.team, "team_phone": receipt.team_phone or "as above",
        "working": receipt.working,
    }
    letter = letters.letter("acknowledgement", values, size=asker.reading_format)
    email = asker.email or (asker.person.email if asker.person else "")
    address = "\n".join(line for line in (asker.name, asker.address.strip(), asker.postcode.strip()) if line)
    wants_post = asker.channel == "post" and asker.address.strip()
    ways = [(Kind.EMAIL, email), (Kind.POST, address if asker.address.strip() else "")]
    ordered = ways[::-1] if wants_post else ways
    if asker.is_unsafe:
        # Where somebody else may read it, only the way that the person chose themselves is safe.
        ordered = [way for way in ways if way[0] == asker.channel]
    return any(to and _sent(kind, to, request, letter, at) for kind, to in ordered)


def _sent(kind: Kind, to: str, request: Request, letter: Letter, at: datetime) -> bool:
    """Whether the outbox took it: an address that can't be one must not keep the request out."""
    try:
        outbox.enqueue(
            key=f"ehc:ack:{request.reference}:{kind.value}", kind=kind, to=to, subject=letter.title,
            body_text=plain_text(letter), body_html=compose_html(letter).decode(), at=at,
            badge=f"person:{request.requester.uuid}" if request.requester else "",
        )
    except InvalidError:
        return False
    return True


def _values(request: Request, partner: str, due: date | None, *, is_setting: bool = False) -> dict[str, str]:
    team = request.team
    return {
        "reference": request.reference, "due_by": day_words(due), "partner": partner,
        "team": team.title if team else "EHC team", "team_phone": team.phone if team else "",
        "address": settings.BASE_URL + (
            reverse("ehc_pupils") if is_setting else reverse("ehc_request", args=[request.uuid])
        ),
    }


def notice(
    request: Request, *, partner: str, to_words: str, email: str, template: str, due: date | None, by: User | None,
    at: datetime,
) -> PartnerNotice:
    """Tell one partner once, naming no child; without an e-mail address the notice waits for a person to send it."""
    known = PartnerNotice.objects.filter(request=request, partner=partner, to_words=to_words[:200]).first()
    if known is not None:
        return known
    sent: OutboxMessage | None = None
    if email:
        subject, text = letters.message(
            template, _values(request, to_words, due, is_setting=partner == Partner.SETTING)
        )
        sent = outbox.enqueue(
            key=f"ehc:notice:{request.reference}:{partner}:{to_words}"[:200], kind=Kind.EMAIL, to=email,
            subject=subject, body_text=text, at=at, child_uuid=request.child.uuid,
        )
    return PartnerNotice.objects.create(
        request=request, partner=partner, to_words=to_words[:200], sent_at=at, sent_by=by,
        outbox_uuid=sent.uuid if sent else None,
    )


def mailbox(holder: Post | Team | None) -> str:
    """Where mail to a post or team goes: its own address, else its team's."""
    if holder is None:
        return ""
    team = holder.team if isinstance(holder, Post) else None
    return holder.email or (team.email if team else "")


def partner_posts(request: Request, on: date) -> list[tuple[str, str, str]]:
    """Whom regulation 4(2) names, with words and mailbox: health, social care, and the setting where one is known."""
    health = people.post_by_kind(PostKind.CLINICAL_OFFICER, on=on)
    care = people.post_by_kind(PostKind.SOCIAL_CARE_OFFICER, on=on)
    found = [
        (Partner.HEALTH.value, health.title if health else "The health service", mailbox(health)),
        (Partner.SOCIAL_CARE.value, care.title if care else "Social care", mailbox(care)),
    ]
    if request.setting is not None:
        found.append((Partner.SETTING.value, request.setting.name, request.setting.email))
    return found


def copy_looked_after(request: Request, by: User | None, at: datetime) -> None:
    """The virtual school head and the child's social worker get a copy of every step for a child in care."""
    on = day_of(at)
    due = request.track.next_due if request.track else None
    head = people.post_by_kind(PostKind.VIRTUAL_HEAD, on=on)
    notice(request, partner=Partner.VIRTUAL_SCHOOL, to_words=head.title if head else "The virtual school head",
           email=mailbox(head), template="looked_after_copy", due=due, by=by, at=at)
    rows = request.child.relationships.filter(kind=RelationKind.SOCIAL_WORKER, ends_on__isnull=True)
    for row in rows.select_related("person", "post__team", "team"):
        holder = row.post or row.team
        words = row.person.full_name if row.person else holder.title if holder else "Social worker"
        notice(request, partner=Partner.SOCIAL_WORKER, to_words=words,
               email=row.person.email if row.person else mailbox(holder), template="looked_after_copy", due=due,
               by=by, at=at)


def ask_setting(asked: Consultation, at: datetime) -> None:
    """Ask a setting for its view; the message names no child, the page behind it does."""
    setting, request = asked.setting, asked.request
    if setting is None or not setting.email:
        return
    subject, text = letters.message(
        "setting_consult", _values(request, setting.name, asked.due_on, is_setting=True)
    )
    outbox.enqueue(
        key=f"ehc:consult:{asked.uuid}", kind=Kind.EMAIL, to=setting.email, subject=subject, body_text=text, at=at,
        child_uuid=request.child.uuid, badge=f"setting:{setting.uuid}",
    )


def tell_partners_outcome(request: Request, at: datetime) -> None:
    """Word to everybody who was told of the request that it has been answered; the answer stands on the page."""
    boxes = {words: email for _, words, email in partner_posts(request, day_of(at))}
    for told in request.partner_notices.all():
        email = boxes.get(told.to_words, "")
        if email:
            subject, text = letters.message(
                "outcome", _values(request, told.to_words, None, is_setting=told.partner == Partner.SETTING)
            )
            outbox.enqueue(
                key=f"ehc:outcome:{request.reference}:{told.pk}", kind=Kind.EMAIL, to=email, subject=subject,
                body_text=text, at=at, child_uuid=request.child.uuid,
            )


def pass_on(request: Request, council: str, email: str, at: datetime) -> None:
    """Word to the other council that papers wait for it; the child's name is not in it."""
    subject, text = letters.message("passed_on", _values(request, council, None))
    outbox.enqueue(
        key=f"ehc:passed-on:{request.reference}", kind=Kind.EMAIL, to=email, subject=subject, body_text=text, at=at,
        child_uuid=request.child.uuid,
    )
