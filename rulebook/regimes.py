"""Which duties judge a case together: the law of 2014, and the area's own standards beside it."""

from __future__ import annotations

from functools import cache
from typing import Final

from rulebook import annual_review, appeals, ehc_assessment, ehc_plan, local
from rulebook.model import Regime, RulebookError
from rulebook.timeline import did_you_mean

_REGIMES: Final = {
    "cfa2014": Regime(
        key="cfa2014",
        title="Children and Families Act 2014, Part 3",
        duties=(
            ehc_assessment.request_acknowledge_consult,
            ehc_assessment.request_notify_partners,
            ehc_assessment.assess_decision_6w,
            ehc_assessment.advice_request_issue,
            ehc_assessment.advice_return_6w,
            ehc_assessment.advice_no_duplication,
            ehc_plan.no_plan_decision_16w,
            ehc_plan.draft_plan_send,
            ehc_plan.draft_representations_15d,
            ehc_plan.school_consult_response_15d,
            ehc_plan.final_plan_20w,
            ehc_plan.final_only_representation_changes,
            ehc_plan.provision_from_plan_date,
            ehc_plan.school_admit,
            annual_review.review_first_12m,
            annual_review.review_next_12m,
            annual_review.review_decision_4w,
            appeals.notice_contents_check,
            appeals.mediation_contact_2m,
            appeals.appeal_window,
        ),
    ),
    "local": Regime(
        key="local",
        title="Local standards (not law)",
        duties=(local.local_family_call, local.local_release_check, local.local_identity_check),
    ),
}


@cache
def regime(key: str) -> Regime:
    """The duties under a key: "cfa2014", "local", or both as "cfa2014+local"; RulebookError for others."""
    parts = []
    for name in key.split("+"):
        if name not in _REGIMES:
            raise RulebookError(f'unknown regime "{name}"{did_you_mean(name, _REGIMES)}')
        parts.append(_REGIMES[name])
    if len(parts) == 1:
        return parts[0]
    duties = tuple(duty for part in parts for duty in part.duties)
    return Regime(key, "; ".join(part.title for part in parts), duties)


def regimes() -> tuple[Regime, ...]:
    """Every regime this edition knows."""
    return tuple(_REGIMES.values())
