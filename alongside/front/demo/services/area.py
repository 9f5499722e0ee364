"""The whole invented area: reference data, cast, the return through its own door, what came since, the twelve lives."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from alongside.commons.actions.tasks import night as left_too_long
from alongside.front.demo.engine.figures import figures
from alongside.front.demo.engine.places import settings
from alongside.front.demo.engine.population import write_return
from alongside.front.demo.services import cast, forecasts, present
from alongside.front.demo.services.lives import Teller
from alongside.front.demo.words import MARK
from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry, User
from alongside.ground.people import services as people
from alongside.ground.people.models import Child
from alongside.oversight.returns import services as returns
from alongside.work.ehc.tasks import night

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 when that is unknown)."""
YEAR = 2026


class RealRecordsError(Exception):
    """This database holds records that are not the demonstration's: it is left alone."""


def is_made() -> bool:
    """Whether this database holds the demonstration area, whole."""
    return AuditEntry.objects.filter(chain="system", code=MARK).exists()


def check_empty() -> None:
    """Raise RealRecordsError when anything is there that the demonstration did not make."""
    if Child.objects.exists() or User.objects.exists():
        raise RealRecordsError("This database holds records. The demonstration needs an empty one of its own.")


def make(*, plans: int, seed: int, at: datetime, progress: Progress) -> None:
    """Make the area in an empty database; the last thing written is the mark that it is whole."""
    check_empty()
    progress("Districts, teams and postcodes", 0, 0)
    people.load_reference(by=None, at=at - cast.LONG_AGO)
    people.load_places(by=None, at=at - cast.LONG_AGO)
    accounts = cast.Accounts()
    progress("The cast", 0, 0)
    cast.make_contacts(at=at - cast.LONG_AGO)
    _load_settings(at=at - cast.LONG_AGO)
    places = cast.make_settings(at=at - cast.LONG_AGO)
    cast.make_professionals(accounts, at=at)
    cast.make_setting_staff(accounts, places, at=at)
    _load_return(plans=plans, seed=seed, at=at, progress=progress)
    present.play(seed=seed, plans=plans, at=at, progress=progress)
    stories = cast.read("lives")
    teller = Teller(at, accounts, places)
    for number, story in enumerate(stories, start=1):
        progress("Twelve lives", number, len(stories))
        teller.tell(story)
    present.arrange_cover(at=at)
    accounts.save()
    progress("Every clock, as of today", 0, 0)
    night(at)
    left_too_long(at)
    progress("How long waits take, and what if", 0, 0)
    forecasts.make(at=at)
    access.record(code=MARK, by=None, at=at, detail={"plans": str(plans), "seed": str(seed)})


def _load_settings(*, at: datetime) -> None:
    """Every invented school, through the door by which an area loads its register of schools."""
    people.load_settings((
        {"urn": one.urn, "name": one.name, "type": one.kind, "phase": one.phase, "places": str(one.n_places),
         "postcode": one.postcode, "la": str(figures()["la"]), "email": f"office@{one.urn}.invalid"}
        for one in settings()
    ), by=None, at=at)


def _load_return(*, plans: int, seed: int, at: datetime, progress: Progress) -> None:
    """The invented council's own return, written to a file and loaded as any council loads its own."""
    with tempfile.TemporaryDirectory(prefix="alongside-return-") as folder:
        path = Path(folder) / "return.xml"
        progress("Writing an invented SEN2 return", 0, 0)
        write_return(path, year=YEAR, seed=seed, n_plans=plans)
        report = returns.load_return(
            path, by=None, at=at, accept_queries=True,
            progress=lambda step, done, whole: progress(f"Return: {step}", done, whole),
        )
    if report.load.state != "loaded":
        raise RuntimeError(f"the invented return did not load: {report.load.state}")
