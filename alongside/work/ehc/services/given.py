"""What somebody gives us with a request: about the child, about themselves, and in their own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from alongside.ground.core.dates import age_on
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.identifiers import normal_postcode
from alongside.ground.people.models import Person
from alongside.work.ehc.words import EvidenceFrom

OLDEST = 26
"""Nobody of this age or more can have a request; a birth date beyond it is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class ChildGiven:
    """A child as somebody describes them; only a name is needed, everything else may come later."""

    given_name: str
    family_name: str
    born_on: date | None = None
    preferred_name: str = ""
    postcode: str = ""
    upn: str = ""
    sex: str = ""
    first_language: str = ""
    is_looked_after: bool = False
    lives_elsewhere_la: str = ""

    def known_birth_date(self, on: date) -> date | None:
        """The birth date when it can be one of somebody under 26."""
        born = self.born_on
        return born if born is not None and born <= on and age_on(born, on) < OLDEST else None


@dataclass(frozen=True, slots=True)
class AskerGiven:
    """Whoever asks, and how to reach them. `person` is set where we know them already."""

    given_name: str = ""
    family_name: str = ""
    relation: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    language: str = ""
    needs_interpreter: bool = False
    reading_format: str = "plain"
    channel: str = ""
    agrees_electronic: bool = False
    best_time: str = ""
    access_needs: str = ""
    help_to_take_part: str = ""
    is_unsafe: bool = False
    safe_words: str = ""
    person: Person | None = None

    @property
    def name(self) -> str:
        """Both names as written."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to answer them."""
        known = self.person is not None and bool(self.person.email or self.person.phone)
        return known or bool(self.email.strip() or self.phone.strip() or self.address.strip())


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """One document or text that came with a request."""

    title: str
    words: str = ""
    document_uuid: UUID | None = None
    given_by: str = EvidenceFrom.FAMILY


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was filled in, kept word for word, and what came with it."""

    journey: str = ""
    version: str = ""
    language: str = "en-gb"
    answers: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[EvidenceGiven, ...] = ()


def check_names(child: ChildGiven, asker: AskerGiven | None, *, is_family: bool) -> None:
    """A request is lawful with a name and a way to reach whoever asks; nothing else is ever needed."""
    faults = {}
    if not (child.given_name.strip() or child.family_name.strip()):
        faults["child_given_name"] = "Enter the child’s or young person’s name."
    if is_family and (asker is None or not (asker.name or asker.person)):
        faults["asker_given_name"] = "Enter the name of whoever asks."
    elif is_family and asker is not None and not asker.is_reachable:
        faults["asker_phone"] = "Give us one way to reach you: e-mail, telephone or address."
    if faults:
        raise InvalidError(faults)


def clean_postcode(text: str) -> str:
    """The postcode as written on letters, nothing when it can't be one."""
    return normal_postcode(text)
