"""Which address stands behind each door of the house."""

from functools import cache
from typing import Any

from alongside.config import pages
from alongside.ground.access import policies as access
from alongside.ground.ui import doors

DOORS = {
    "home": "portal_home",
    "start_request": "ehc_start",
    "start_request_setting": "ehc_pupil",
    "my_pupils": "ehc_pupils",
    "request_status": "ehc_status",
    "resume": "journeys_resume",
    "sign_in": "account_login",
    "stay": "access_stay",
    "sign_out": "account_logout",
    "my_account": "access_account",
    "my_case": "portal_family",
    "actions": "actions_mine",
    "feeds": "portal_feeds",
    "watch": "portal_watch",
    "answer": "actions_answer",
    "messages": "messaging_conversations",
    "tray": "portal_tray",
    "caseload": "portal_caseload",
    "find_child": "portal_find",
    "child": "portal_child",
    "returns": "returns_loads",
    "scenarios": "insight_scenarios",
    "outbox": "outbox_waiting",
    "work": "jobs_work",
    "clocks": "clocks_watch",
    "audit": "access_audit",
    "accounts": "access_manage",
    "help": "portal_help",
    "who_is_who": "people_who",
    "glossary": "portal_glossary",
    "rules": "clocks_rules",
    "privacy": "portal_privacy",
    "accessibility": "portal_accessibility",
    "accessibility_statement": "portal_accessibility",
    "cookies": "portal_cookies",
    "contact": "portal_contact",
    "report_leak": "portal_report",
    "components": "ui_gallery",
}


def bind_all() -> None:
    """Tell `ui` the address behind each door; a door whose room is left out stays shut."""
    doors.bind(DOORS, may_open=may_open)


@cache
def _audiences() -> dict[str, str]:
    return {page.name: page.audience for page in pages.all_pages()}


def may_open(user: Any, door: str) -> bool:
    """Whether the page behind a door opens to this account: what the navigation shows."""
    return access.is_in_audience(user, _audiences().get(DOORS[door], ""))
