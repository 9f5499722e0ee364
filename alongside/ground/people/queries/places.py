"""Districts, areas and settings: public facts, so nobody has to say who is looking."""

import re
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from alongside.ground.core.identifiers import normal_postcode
from alongside.ground.people.models import Area, Body, District, Place, Setting
from alongside.ground.people.models.keys import plain
from alongside.ground.people.words import BodyKind

N_FOUND = 20
"""Settings that a search shows at most."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def place_of(postcode: str) -> Place | None:
    """The place of a postcode; where the postcode is not known, of its outcode; None where neither is."""
    whole = normal_postcode(postcode).replace(" ", "")
    outcode = whole[:-3] or re.sub(r"[^A-Z0-9]", "", postcode.upper())
    found = {place.postcode: place for place in Place.objects.filter(postcode__in=[whole, outcode])}
    return found.get(whole) or found.get(outcode)


def district_of(postcode: str) -> District | None:
    """The district of ours in which a postcode lies; None when it is elsewhere, unknown or no postcode."""
    place = place_of(postcode)
    return District.objects.filter(code=place.district_code).first() if place else None


def is_elsewhere(postcode: str) -> bool | None:
    """Whether a postcode lies outside our districts; None when it can't be told."""
    place = place_of(postcode)
    return None if place is None else not District.objects.filter(code=place.district_code).exists()


def districts() -> list[District]:
    """Every district by name."""
    return list(District.objects.select_related("area"))


def place_choices() -> list[tuple[str, str]]:
    """Codes and names of every area and, after it, of its districts: what a role can be held for."""
    found: list[tuple[str, str]] = []
    inside = districts()
    for area in Area.objects.order_by("pk"):
        found.append((area.code, area.name))
        found += [(district.code, f"{area.name}: {district.name}") for district in inside if district.area_id == area.pk]
    return found


def employers_of_badges(badges: Collection[str]) -> dict[str, str]:
    """Names of the settings and bodies behind badges; the council's is empty, boards and groups employ nobody."""
    places = Setting.objects.filter(uuid__in=_uuids(badges, "setting:")).values_list("uuid", "name")
    found = {f"setting:{uuid}": name for uuid, name in places}
    bodies = Body.objects.filter(uuid__in=_uuids(badges, "body:")).exclude(kind=BodyKind.BOARD)
    for uuid, name, kind in bodies.values_list("uuid", "name", "kind"):
        found[f"body:{uuid}"] = "" if kind == BodyKind.COUNCIL else name
    return found


def _uuids(badges: Collection[str], prefix: str) -> list[UUID]:
    found = (badge.removeprefix(prefix) for badge in badges if badge.startswith(prefix))
    return [UUID(text) for text in found if _UUID.fullmatch(text)]


def home_area(on: date) -> Area | None:
    """The area that this installation serves on a day, by its council number."""
    rows = Area.objects.filter(la_number=settings.AREA_LA_NUMBER)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).first() or rows.first()


def area_on(area: Area, on: date) -> Area:
    """The area that stands in the place of `area` on a day, following one successor after another."""
    seen = {area.pk}
    while True:
        steps = area.successions.filter(takes_over_on__lte=on).select_related("successor")
        step = steps.order_by("takes_over_on").last()
        if step is None or step.successor_id in seen:
            return area
        area = step.successor
        seen.add(area.pk)


def setting_search(text: str, *, on: date | None = None) -> list[Setting]:
    """Settings by the words of their name, or by URN or UKPRN; open ones on a day where one is given."""
    words = plain(text).split()
    if not words:
        return []
    rows = Setting.objects.select_related("district")
    if on is not None:
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    if len(words) == 1 and words[0].isdigit():
        return list(rows.filter(Q(urn=words[0]) | Q(ukprn=words[0]))[:N_FOUND])
    for word in words:
        rows = rows.filter(name__icontains=word)
    return list(rows[:N_FOUND])
