"""Mediation: sections 52 to 55 of the Act and regulations 34 to 42."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.appeals import CLOSED
from rulebook.counting import agreed_day
from rulebook.engine import duty
from rulebook.judging import Told, judge, numbered, repeated
from rulebook.model import HEALTH_BODY, LOCAL_AUTHORITY, MEDIATION_ADVISER, Duty, Event, Finding
from rulebook.timeline import Case

# An appeal that has been made needs no certificate any more, nor does one that was given up.
_OVER: Final = ("appeal_registered",)


@duty(
    "Issue the certificate: no mediation wanted",
    holder=MEDIATION_ADVISER,
    opens_with=("mediation_declined",),
    met_by=("certificate_issued",),
    ends_with=CLOSED,
    family=(
        "If you do not want mediation, the adviser sends you a certificate within three working days. "
        "You need it for most appeals. If it has not come, ring the adviser."
    ),
)
def certificate_no_mediation_3wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Told that the family does not want mediation, the adviser issues the certificate in 3 working days."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, over=_OVER)


@duty(
    "Tell the health board what the mediation is about",
    holder=LOCAL_AUTHORITY,
    opens_with=("mediation_wanted",),
    met_by=("mediation_health_told",),
    ends_with=CLOSED,
    family=(
        "You may want to talk about health care. Then the council tells the health board within three "
        "working days. If nobody from health has rung you, ask the council whom it told."
    ),
)
def mediation_notify_icb_3wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where health care is an issue, the authority tells each health commissioner in 3 working days."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, keep=_with_health)


def _with_health(wanted: Event) -> bool:
    return wanted.data["about"] != "education"


@duty(
    "Arrange the mediation",
    holder=LOCAL_AUTHORITY,
    opens_with=("mediation_wanted", "mediation_health_told"),
    met_by=("mediation_held",),
    ends_with=CLOSED,
    family=(
        "The council must hold the mediation within thirty days of hearing from you. It must send "
        "somebody who can say yes. If there is no date after two weeks, ask for one. If it cannot be "
        "held in time, the adviser gives you the certificate."
    ),
)
def mediation_arrange_30d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The authority arranges the mediation within 30 days; health does so where it is about health only.

    That the authority says it cannot do so in time brings the certificate, but doesn't end this duty.
    """
    for of in dict.fromkeys(wanted.of for wanted in case.all("mediation_wanted")):
        only_health = any(wanted.data["about"] == "health" for wanted in case.all("mediation_wanted", of))
        kind = "mediation_health_told" if only_health else "mediation_wanted"
        told = Told(holder=HEALTH_BODY if only_health else "")
        yield from repeated(case, rule, (kind,), rule.met_by, over=_OVER, only_of=of, told=told)


@duty(
    "Issue the certificate: the mediation was not arranged",
    holder=MEDIATION_ADVISER,
    opens_with=("mediation_not_arranged",),
    met_by=("certificate_issued",),
    ends_with=CLOSED,
    family=(
        "If the council cannot hold the mediation in time, you can still appeal. The adviser sends you "
        "the certificate within three working days. If it has not come, ring the adviser."
    ),
)
def certificate_deemed_3wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Told that it can't be arranged in time, the adviser issues the certificate within 3 working days."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, over=_OVER)


@duty(
    "Issue the certificate: the mediation is over",
    holder=MEDIATION_ADVISER,
    opens_with=("mediation_held",),
    met_by=("certificate_issued",),
    ends_with=CLOSED,
    family=(
        "After the mediation you get a certificate within three working days. With it you can appeal "
        "what was not settled. If it has not come, ring the adviser."
    ),
)
def certificate_after_mediation_3wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """When the mediation is over, the adviser issues the certificate within 3 working days."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, over=_OVER)


@duty(
    "Do what was agreed in mediation",
    holder=LOCAL_AUTHORITY,
    opens_with=("mediation_agreed",),
    met_by=("mediation_agreement_done",),
    ends_with=CLOSED,
    family=(
        "What was agreed in mediation must be done within two weeks. You may have agreed on another day "
        "in writing. If it was not done, write to the council and name the agreement."
    ),
)
def mediation_agreement_other_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """What the Tribunal could not have ordered must be done within two weeks, or by the day agreed instead.

    What it could have ordered has the limits of an order: see `tribunal_orders`.
    """
    for of in dict.fromkeys(agreed.of for agreed in case.all("mediation_agreed")):
        others = [e for e in case.all("mediation_agreed", of) if e.data["action"] == "other"]
        done = case.all("mediation_agreement_done", of)
        for index, agreed in enumerate(others):
            rest = [event for event in done if event.on >= agreed.on]
            until = agreed_day(rule, agreed, case.calendar, "That day was agreed in writing instead")
            told = Told(holder=agreed.data.get("holder", ""))
            answer = rest[0] if rest else None
            yield judge(case, rule, agreed, answer, of=numbered(of, index), told=told, until=until)


@duty(
    "Tell the council of the agreement",
    holder=HEALTH_BODY,
    opens_with=("mediation_agreed",),
    met_by=("mediation_agreement_passed_on",),
    ends_with=CLOSED,
    family=(
        "If you made an agreement with health alone, health tells the council within a week. If the "
        "council has not heard of it, send it your copy."
    ),
)
def icb_tell_la_1w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where the authority was no party to the mediation, health tells it of the agreement in one week."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, keep=_without_authority)


def _without_authority(agreed: Event) -> bool:
    return agreed.data.get("authority_present") == "no"
