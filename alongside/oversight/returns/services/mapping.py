"""What the return says, in the words of the rooms that keep it.

How each request of a person becomes a case, everything as at census day:

- undecided (`A`): an open request on its clock from the day of receipt;
- yes (`Y`) with an assessment that is undecided: an open assessment on the same clock;
- no (`N`) or withdrawn (`W`): a closed request with its outcome;
- historical (`H`): no request, the plan alone;
- a plan: a row of the plan register with its needs, place and latest review; one with an end has ended.

The return holds neither officers nor parents: the team of the child's district holds the case until it is allocated.
A code that isn't known goes no further than its query, which keeps it word for word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alongside.ground.people.services import LoadedPerson, LoadedPlacement
from alongside.oversight.returns.engine.records import Person, Placement, Request, unpacked
from alongside.oversight.returns.models import Load, StagedPerson


@dataclass(slots=True)
class Mapped:
    """Everything that one load hands over: people, and below them their cases."""

    persons: list[LoadedPerson] = field(default_factory=list)


def mapped(load: Load, staged: Iterable[StagedPerson]) -> Mapped:
    """The staged people of a load, ready to be handed over."""
    rows = Mapped()
    for row in staged:
        person: Person = unpacked(row.record)
        rows.persons.append(person_of(person, load))
    return rows


def person_of(person: Person, load: Load) -> LoadedPerson:
    """A person with every place that they have or had; a code of a wrong form is left out, it can't be stored."""
    assert person.born_on is not None
    places = [
        _placement(place) for request in person.request if request.active_plan
        for place in request.active_plan.placement if place.urn or place.ukprn
    ]
    return LoadedPerson(
        position=person.position, upn=person.upn or "", uln=person.uln or "", upn_unknown=(person.upn_unknown or "")[:4],
        family_name=person.surname or "", given_name=person.forename or "", born_on=person.born_on,
        sex=person.sex if person.sex in {"M", "F"} else "",
        ethnicity=person.ethnicity if len(person.ethnicity or "") == 4 else "",
        postcode=person.postcode or "", placements=tuple(places),
    )


def _placement(place: Placement) -> LoadedPlacement:
    return LoadedPlacement(
        urn=place.urn or "", ukprn=place.ukprn or "", setting_code=place.setting or "",
        rank=2 if place.rank == "2" else 1, starts_on=place.entered_on, ends_on=place.left_on,
    )


__all__ = ["Mapped", "Request", "mapped", "person_of"]
