"""Doors: links that go up. A page names the door; `config` says where it leads; unbound, the link is left out."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

DOORS: dict[str, str] = {
    "home": "The first page of the service, for anyone.",
    "start_request": "Ask for an education, health and care needs assessment, without an account.",
    "start_request_setting": "A school, college or nursery asks for a pupil's assessment.",
    "my_pupils": "A setting's first page: requests about its pupils, and what it is asked.",
    "request_status": "Where a request is, for somebody who has its reference but no checked account yet.",
    "resume": "Carry on with something that was saved.",
    "sign_in": "Sign in.",
    "stay": "Stay signed in a while longer (POST).",
    "sign_out": "Sign out of this browser (POST).",
    "my_account": "The signed-in person's own account: sign-in, devices, contact choices.",
    "my_case": "A family's first page: where their child's case is, and who holds it.",
    "actions": "What the signed-in person has to do, and what they promised to families.",
    "feeds": "Dates as a calendar feed, for a telephone or an office calendar.",
    "watch": "What was left too long in the area: broken promises, silences, steps of the ladder.",
    "answer": "Answer a conversation, with a date that is promised (POST; takes its uuid).",
    "messages": "Conversations of the signed-in person.",
    "tray": "An officer's list of what is due, most urgent first.",
    "caseload": "Every open case that the officer may see.",
    "find_child": "Find a child by two things known of them.",
    "child": "One child's page (takes the child's uuid).",
    "returns": "Statutory returns: load, check, see problems.",
    "scenarios": "What more people would do to the queue for assessments.",
    "outbox": "Messages that wait, failed, or whose fate is unknown.",
    "work": "Background work: what runs, what is stuck.",
    "clocks": "Whether every clock was worked out again, and which law and rules judge here.",
    "audit": "The audit trail.",
    "accounts": "Accounts, roles and invitations.",
    "help": "Help: who to ring or write to, and what this service does.",
    "who_is_who": "Who is who in the area, with posts, teams and how to reach them.",
    "glossary": "What the words mean.",
    "rules": "The rules: what must happen and by when, in plain words and in law.",
    "privacy": "Privacy notice.",
    "accessibility": "Accessibility statement.",
    "accessibility_statement": "The same statement, under its legal name.",
    "cookies": "Which cookies are set, and why.",
    "contact": "How to reach the area's team.",
    "report_leak": "Report that you can see something you should not.",
    "components": "The gallery of components.",
}
"""Every door: its name, and in one sentence what lies behind it."""

MayOpen = Callable[[Any, str], bool]

_bound: dict[str, str] = {}
_addresses: dict[tuple[str, str], dict[str, str]] = {}
_may_open: list[MayOpen] = []


def bind(mapping: Mapping[str, str], *, may_open: MayOpen | None = None) -> None:
    """Say which URL name each door has; `may_open(user, door)` hides doors of the navigation that stay shut.

    Raises KeyError for a door that is not in the list. A second call replaces the first.
    """
    unknown = sorted(set(mapping) - set(DOORS))
    if unknown:
        raise KeyError(f"no such door: {', '.join(unknown)}")
    _bound.clear()
    _bound.update(mapping)
    _addresses.clear()
    _may_open[:] = [may_open] if may_open else []


def bound() -> dict[str, str]:
    """The doors that are bound, with their URL names (for the test that resolves every door)."""
    return dict(_bound)


def address(name: str, *args: object) -> str:
    """Where a door leads, or nothing when it is unbound or its room is not installed; an unknown name is an error."""
    if args:
        url_name = _bound.get(name, "") if name in DOORS else DOORS[name]
        return _reverse(url_name, args) if url_name else ""
    return addresses()[name]


def addresses() -> dict[str, str]:
    """Every door that takes no arguments, with its address or nothing."""
    key = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    found = _addresses.get(key)
    if found is None:
        found = {name: _reverse(_bound[name], ()) if name in _bound else "" for name in DOORS}
        _addresses[key] = found
    return found


def may_open(user: Any, name: str) -> bool:
    """Whether the navigation should show this door to this person; true where nobody said otherwise."""
    return all(ask(user, name) for ask in _may_open)


def knows_who_may_open() -> bool:
    """Whether somebody told us which doors a person may open."""
    return bool(_may_open)


def _reverse(url_name: str, args: tuple[object, ...]) -> str:
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
