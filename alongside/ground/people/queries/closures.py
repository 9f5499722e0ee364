"""When a setting is closed: its own days, and those of its area where it keeps none of its own."""

from collections.abc import Iterable

from django.conf import settings as django_settings
from django.db.models import Q

from alongside.ground.people.models import Closure, Setting


def closures_of(setting: Setting) -> list[Closure]:
    """Every closure that holds for a setting, the earliest first."""
    return closures_of_many([setting])[setting.pk]


def closures_of_many(settings: Iterable[Setting]) -> dict[int, list[Closure]]:
    """The same for many settings by key; one query."""
    wanted = {setting.pk: setting for setting in settings}
    numbers = {_area_of(setting) for setting in wanted.values()}
    rows = list(Closure.objects.filter(Q(setting__in=wanted) | Q(la_number__in=numbers)).order_by("closed_from", "pk"))
    return {key: _holding(setting, rows) for key, setting in wanted.items()}


def closures_of_area() -> list[Closure]:
    """The school holidays of this area, the earliest first."""
    return list(Closure.objects.filter(la_number=django_settings.AREA_LA_NUMBER).order_by("closed_from"))


def _area_of(setting: Setting) -> str:
    return setting.la_number or str(django_settings.AREA_LA_NUMBER)


def _holding(setting: Setting, rows: list[Closure]) -> list[Closure]:
    own = [row for row in rows if row.setting_id == setting.pk]
    of_area = [
        row for row in rows if row.setting_id is None and row.la_number == _area_of(setting)
        and not any(mine.closed_from < row.open_from and row.closed_from < mine.open_from for mine in own)
    ]
    return sorted([*own, *of_area], key=lambda row: row.closed_from)
