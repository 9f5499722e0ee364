"""Which address stands behind each door of the house."""

from django.urls import NoReverseMatch, reverse

from alongside.ground.ui import doors

DOORS = {
    "home": "portal_home",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "start_request": "ehc_start",
    "request_status": "ehc_status",
    "resume": "journeys_resume",
    "my_account": "access_account",
    "my_case": "portal_family",
    "tray": "portal_tray",
    "child": "portal_child",
    "find_child": "portal_find",
    "caseload": "portal_caseload",
    "help": "portal_help",
    "who_is_who": "people_who",
    "privacy": "portal_privacy",
    "accessibility": "portal_accessibility",
    "cookies": "portal_cookies",
    "contact": "portal_contact",
    "report_leak": "portal_report",
    "components": "ui_gallery",
    "messages": "messaging_conversations",
}


def bind_all() -> None:
    """Tell `ui` the address name behind each door; a door whose room is left out stays shut."""
    doors.bind(DOORS)


def is_open(door: str, *args: object) -> bool:
    """Whether a door leads somewhere in this installation."""
    try:
        reverse(DOORS[door], args=args)
    except NoReverseMatch:
        return False
    return True
