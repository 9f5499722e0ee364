"""Doors: the only way for a page to link upwards. `config` binds each name to an address."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

DOORS = {
    "home": "The first page for whoever is looking.",
    "sign_in": "Sign in.",
    "sign_out": "Sign out.",
    "start_request": "Ask for an EHC needs assessment.",
    "resume": "Come back to something that was saved.",
    "my_account": "My account and how to reach me.",
    "my_case": "A family's own page.",
    "tray": "An officer's tray.",
    "child": "A child's page; takes the child's uuid.",
    "find_child": "Find a child.",
    "caseload": "All plans on their clocks.",
    "help": "Who to ask, and which door to use.",
    "who_is_who": "Who is in the partnership and what each does.",
    "privacy": "How we use what people tell us.",
    "accessibility": "How accessible this service is.",
    "cookies": "The cookies of this service.",
    "contact": "How to reach us.",
    "report_leak": "Say that you can see something you should not.",
    "components": "The gallery of components.",
    "messages": "Conversations.",
}
_bound: dict[str, str] = {}


def bind(names: Mapping[str, str]) -> None:
    """Tell which URL name stands behind each door."""
    _bound.clear()
    _bound.update(names)


def address(door: str, *args: object) -> str:
    """The address behind a door, or an empty string where the room behind it is left out."""
    if door not in DOORS:
        raise KeyError(f"no door is called {door!r}")
    try:
        return reverse(_bound.get(door, ""), args=args)
    except NoReverseMatch:
        return ""
