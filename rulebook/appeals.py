"""Letters that can be appealed: what they must say, and how long mediation and appeal stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from rulebook.calendar import ENGLAND, Calendar
from rulebook.counting import Dated, dated, happened
from rulebook.engine import duty
from rulebook.events import NOTICES
from rulebook.judging import PLAIN, Told, first_since, judge, numbered, undecided, window
from rulebook.model import FAMILY, LOCAL_AUTHORITY, Duty, Event, Finding, OutsideTableError
from rulebook.parameters import number
from rulebook.periods import Counted, in_words, months_after
from rulebook.timeline import Case

CLOSED: Final = ("case_closed",)
_CERTIFICATE: Final = ("certificate_issued",)
LATE_APPEAL: Final = "The Tribunal can allow an appeal that comes later."


@dataclass(frozen=True, slots=True)
class AppealDates:
    """How long a family has, told so that no date is ever a last one."""

    appeal_until: date
    mediation_until: date
    working: tuple[str, ...]
    wording: str


def roll_forward(day: date, calendar: Calendar = ENGLAND) -> Counted:
    """The last day on which the Tribunal takes an appeal whose time ends on `day`.

    Time that ends in August runs to the first working day of September, time that ends from 25 December
    to 1 January to the first working day after; any other day that is no working day runs to the next.
    Raises OutsideTableError where the bank holidays of the year are unknown. Source: SI 2008/2699 rule 12.
    """
    if day.month == 8:
        later = calendar.next_working_day(date(day.year, 8, 31))
        why = "The Tribunal does not count August for this"
    elif (day.month, day.day) >= (12, 25) or (day.month, day.day) == (1, 1):
        later = calendar.next_working_day(date(day.year + (day.month == 12), 1, 1))
        why = "The Tribunal does not count 25 December to 1 January for this"
    elif not calendar.is_working_day(day):
        later = calendar.next_working_day(day)
        why = "That is not a working day, and the Tribunal then takes the next one"
    else:
        return Counted(day, ())
    return Counted(later, (f"{why}, so the time runs until {in_words(later)}.",))


@lru_cache(maxsize=8192)
def _rolled(counted: Counted, calendar: Calendar) -> Counted:
    try:
        rolled = roll_forward(counted.due, calendar)
    except OutsideTableError as beyond:
        # A roll only ever adds days, so "at least until" stays true without it.
        return Counted(counted.due, (*counted.steps, f"It may be later: {beyond.message}."))
    return Counted(rolled.due, (*counted.steps, *rolled.steps))


def _rolled_forward(until: Dated, calendar: Calendar) -> Dated:
    return Dated(until.limit, *_rolled(Counted(until.due, until.steps), calendar))


def at_least(day: date) -> str:
    """The sentence in which every page tells an appeal date."""
    return f"You can appeal at least until {in_words(day)}; with a mediation certificate you may have longer."


def dates_for_refusal(sent_on: date, *, calendar: Calendar = ENGLAND) -> AppealDates:
    """Until when a family can appeal, and contact the mediation adviser, after a letter sent on a day.

    The mediation day is not rolled forward: nothing read gives the adviser's time that treatment.
    Raises RulebookError for a day on which none of the texts was in force.
    """
    appeal = _rolled(months_after(sent_on, number("appeal_window", sent_on)), calendar)
    mediation = months_after(sent_on, number("mediation_contact_2m", sent_on))
    return AppealDates(
        appeal_until=appeal.due,
        mediation_until=mediation.due,
        working=(f"The letter was sent on {in_words(sent_on)}.", *appeal.steps),
        wording=at_least(appeal.due),
    )


def notices(case: Case) -> list[tuple[str, Event]]:
    """Each letter that can be appealed, with the name its findings carry in `of`."""
    return case.once("notices", _notices)


def _notices(case: Case, _: str) -> list[tuple[str, Event]]:
    found = []
    for kind in NOTICES:
        for index, letter in enumerate(case.all(kind)):
            # A proposal to amend is not yet a decision that can be appealed: the amended plan is.
            if letter.data.get("outcome") != "amend":
                found.append((numbered(kind, index), letter))
    return found


def _about(case: Case, kinds: Sequence[str], letter: Event) -> list[Event]:
    """Events that are about this letter: named by its type, else about the latest letter before them."""
    if not case.has(kinds):
        return []
    about = [event for kind in kinds for event, subject in case.once(kind, _subjects) if subject is letter]
    return sorted(about, key=_day)


def _subjects(case: Case, kind: str) -> list[tuple[Event, Event | None]]:
    """Each event of a kind with the letter that it is about, if any."""
    letters = [letter for _, letter in notices(case)]
    found = []
    for event in case.all(kind):
        before = [letter for letter in letters if letter.on <= event.on and event.of in ("", letter.type)]
        found.append((event, max(before, key=_day_and_type) if before else None))
    return found


def _day_and_type(event: Event) -> tuple[date, str]:
    return event.on, event.type


@duty(
    "Say in the letter how to mediate and appeal",
    holder=LOCAL_AUTHORITY,
    opens_with=NOTICES,
    ends_with=CLOSED,
    family=(
        "The letter must say how to get help and how to appeal. It must name the mediation adviser. If "
        "something is missing, ask the council for a full letter."
    ),
)
def notice_contents_check(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A letter that can be appealed must tell of mediation, the certificate, the adviser and the times.

    A check, not a clock: the letter's `contents` answers it, and without that it stays open.
    """
    for of, letter in notices(case):
        contents = letter.data.get("contents", "")
        lacks = contents not in ("", "complete")
        told = Told(doubt=f"The letter lacks: {contents}. It has to be put right.") if lacks else PLAIN
        yield judge(case, rule, letter, letter if contents == "complete" else None, of=of, told=told)


@duty(
    "Contact the mediation adviser",
    holder=FAMILY,
    opens_with=NOTICES,
    met_by=("mediation_contacted", "certificate_issued"),
    ends_with=CLOSED,
    family=(
        "If you may want to appeal, ring the mediation adviser within two months of the letter. The "
        "adviser gives you the certificate. If you are late, ring anyway and ask."
    ),
)
def mediation_contact_2m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """To get a certificate, the family contacts the mediation adviser within two months of the letter."""
    told = Told(note="Not needed for an appeal that is only about the school or college in section I.")
    for of, letter in notices(case):
        until = dated(rule, letter, letter.on, case.calendar)
        if until is None:
            yield undecided(rule, letter.on, of)
            continue
        used = first_since(_about(case, rule.met_by, letter), letter.on)
        yield window(case, rule, letter, until, used, of=of, told=told)


def _day(event: Event) -> date:
    return event.on


@duty(
    "Appeal to the Tribunal",
    holder=FAMILY,
    opens_with=NOTICES,
    met_by=("appeal_registered",),
    ends_with=CLOSED,
    family=(
        "You can appeal for at least two months after the letter. With a certificate you may have longer. "
        "If you think you are late, the Tribunal can still say yes."
    ),
)
def appeal_window(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A family can appeal within two months of the letter or one month of the certificate, if later."""
    for of, letter in notices(case):
        until = dated(rule, letter, letter.on, case.calendar)
        if until is None:
            yield undecided(rule, letter.on, of)
        else:
            yield from _windows(case, rule, letter, _rolled_forward(until, case.calendar), of)


def _windows(case: Case, rule: Duty, letter: Event, until: Dated, of: str) -> Iterator[Finding | None]:
    """The time to appeal, longer for a certificate while it runs, and anew for one that comes after."""
    appeals = _about(case, rule.met_by, letter)
    opened, told = letter, _told(until)
    for certificate in _about(case, _CERTIFICATE, letter):
        used = first_since(appeals, opened.on)
        if used and used.on < certificate.on:
            break
        month = months_after(certificate.on, number("appeal_window_certificate", certificate.on))
        counted = Dated(until.limit, month.due, (happened(certificate), *month.steps))
        longer = _rolled_forward(counted, case.calendar)
        if certificate.on > until.due:
            yield window(case, rule, opened, until, used, of=of, told=told)
            opened, until, told = certificate, longer, _told(longer)
            of = f"{of}, certificate of {certificate.on.isoformat()}"
        elif longer.due > until.due:
            told = _told(longer)._replace(previous_due=until.due, why_moved=happened(certificate))
            until = longer
    yield window(case, rule, opened, until, first_since(appeals, opened.on), of=of, told=told)


def _told(until: Dated) -> Told:
    return Told(note=_until(until.due))


@lru_cache(maxsize=8192)
def _until(day: date) -> str:
    return f"{at_least(day)} {LATE_APPEAL}"
