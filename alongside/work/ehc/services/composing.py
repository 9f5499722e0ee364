"""Letters about a request: what fills their holes, and how they leave."""

from datetime import date, datetime

from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.models import Letter as SentLetter
from alongside.ground.access.models import User
from alongside.ground.core.dates import in_words
from alongside.ground.core.refs import Ref
from alongside.ground.documents.engine.letter import Letter
from alongside.ground.documents.engine.plain import plain_text
from alongside.ground.people import queries as people
from alongside.ground.people.models import Person
from alongside.work.ehc import history
from alongside.work.ehc.engine import letters
from alongside.work.ehc.models import Decision, Request
from alongside.work.ehc.services.clocking import lawful_dates
from alongside.work.ehc.services.telling import NO_DATE, day_words
from alongside.work.ehc.words import Outcome
from alongside.work.ehc.words.day_words import day_number

NOTICE_WORDS: dict[str, str] = {
    "agree": "A decision letter is ready", "refuse": "A decision letter is ready",
    "consult_family": "We ask for your view", "passed_on": "A letter about your request is ready",
    "withdrawn": "A letter about your request is ready", "exception": "A letter about a date is ready",
    "late": "A letter about a late answer is ready", "late_plan": "A letter about a late plan is ready",
}
"""What a notification says of each letter."""
TEMPLATE_OF: dict[str, str] = {Outcome.AGREE: "agree", Outcome.REFUSE: "refuse"}


def basic_values(request: Request) -> dict[str, str]:
    """What every letter about a request can say."""
    team = request.team or request.first_team
    return {
        "child": request.child.called, "reference": request.reference,
        "received_on": day_words(request.received_on), "team": team.title if team else "The EHC team",
        "team_phone": team.phone if team else "", "team_email": team.email if team else "",
    }


def missing_rights(on: date) -> list[str]:
    """Whom a refusal must name and cannot yet: no team of the kind stands with a telephone or an e-mail."""
    return [default["name"] for default in letters.rights().values() if not _contact(default["kind"], on)[1]]


def _contact(kind: str, on: date) -> tuple[str, str]:
    """Title and contact of the area's own team of a kind: the first that can be reached, else the first."""
    found = [
        (team.title, ", ".join(part for part in (team.phone, team.email) if part))
        for team in people.teams_now(on, kind=kind)
    ]
    return next((pair for pair in found if pair[1]), found[0] if found else ("", ""))


def rights_values(on: date) -> dict[str, str]:
    """Whom a family can turn to: the area's own teams of these kinds, else the general words."""
    values = {}
    for name, default in letters.rights().items():
        title, contact = _contact(default["kind"], on)
        values[f"{name}_name"] = title or default["name"]
        values[f"{name}_contact"] = contact or default["contact"]
    return values


def decision_values(decision: Decision, on: date) -> dict[str, str]:
    """Everything that a decision letter says when it leaves on a day."""
    request = decision.request
    assert request.received_on is not None  # a request without a day of receipt is never decided here
    dates = lawful_dates(request.asked_by_kind, request.received_on)
    holder = request.officer or request.team
    values = basic_values(request) | rights_values(on) | {
        "decided_on": in_words(on, weekday=True), "day_number": str(day_number(request.received_on, on)),
        "plan_by": day_words(dates.plan_by), "due_by": day_words(dates.decide_by), "strengths": decision.strengths,
        "evidence": decision.evidence_words, "reasons": decision.reasons,
        "why_late": decision.why_late if decision.is_late else "",
        "signed_by": decision.decided_by.name or "The EHC team",
        "signed_role": people.holder_words(holder, on=on) if holder else "EHC team",
        "appeal_words": "", "mediation_by": NO_DATE,
    }
    if decision.outcome == Outcome.REFUSE:
        appeal = history.appeal_dates(on)
        values |= {"appeal_words": appeal.wording, "mediation_by": in_words(appeal.mediation_until, weekday=True)}
    return values


def decision_letter(decision: Decision, on: date) -> Letter:
    """The letter of a decision as it would leave on a day; also its preview."""
    return letters.letter(TEMPLATE_OF[decision.outcome], decision_values(decision, on))


def plain_text_of(decision: Decision, on: date) -> str:
    """The words of a decision letter without any form."""
    return plain_text(decision_letter(decision, on))


def consult_values(request: Request, on: date) -> dict[str, str]:
    """What the letter that asks a family for its view says."""
    asker = request.setting.name if request.setting else "Somebody who knows your child"
    dates = lawful_dates(request.asked_by_kind, request.received_on or on)
    return basic_values(request) | {"asker": asker, "decide_by": day_words(dates.decide_by)}


def send(
    request: Request, to: Person, template: str, values: dict[str, str], by: User | None, at: datetime, key: str = ""
) -> SentLetter | None:
    """Send one letter to one of the child's own people; None when nothing may go to them. `key` keeps it single."""
    return send_made(request, to, template, letters.letter(template, values), by, at, key)


def send_made(
    request: Request, to: Person, template: str, letter: Letter, by: User | None, at: datetime, key: str = ""
) -> SentLetter | None:
    """Send a composed letter; the notification names the occasion, never the child."""
    text, ref = letters.template(template), Ref("ehc", "request", request.uuid)
    return messaging.send_letter(
        child=request.child, to=to, letter=letter, event=f"ehc.{template}", ref=ref, by=by, at=at,
        words=NOTICE_WORDS[template], key=f"ehc.{template}|{ref}|{to.uuid}|{key}" if key else "",
        template=text.name, template_version=text.version,
    )


def recipients(request: Request, on: date) -> list[Person]:
    """The child's own people who get a decision: those who decide, and others who may be written to."""
    return [member.person for member in people.recipients(request.child, on)]


def recipient_words(request: Request, on: date) -> list[str]:
    """Each recipient with what they are to the child, so that nothing goes to the wrong family."""
    return [f"{member.person.full_name}, {member.kind_words}" for member in people.recipients(request.child, on)]


def version_of(template: str) -> str:
    """The version of a letter's text."""
    return letters.template(template).version
