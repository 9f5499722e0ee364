"""What may be counted about waits: rows of no name, reference or key of a record; only `insight` reads them."""

from dataclasses import dataclass
from datetime import date

from alongside.work.ehc.words.stages import Stage


@dataclass(frozen=True, slots=True)
class StageSpell:
    """One stage of one case. Pseudonymous, not anonymous: whoever reads case records could recognise a row.

    `row` is opaque and differs between the stages of one case. `left_on` is empty while the family waits; with
    `is_reached` false the wait ended otherwise (withdrawn, moved away). What happened outside `seen_from_on` to
    `seen_to_on` isn't on record, so a wait counts only inside those days. An empty district is one that isn't told.
    """

    row: str
    stage: Stage
    entered_on: date
    left_on: date | None
    is_reached: bool
    district: str
    source: str
    season: str
    seen_from_on: date
    seen_to_on: date
