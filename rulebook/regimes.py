"""Which duties judge a case together: the law of 2014, and the area's own standards beside it."""

from __future__ import annotations

from functools import cache
from typing import Final

from rulebook import (
    amending,
    annual_review,
    appeals,
    ceasing,
    complaints,
    detained,
    ehc_assessment,
    ehc_plan,
    growing_up,
    isp_draft,
    local,
    mediation,
    moves,
    personal_budget,
    phase_transfer,
    reassessment,
    section_19,
    section_61,
    tribunal_orders,
    tribunal_steps,
    unopposed,
)
from rulebook.model import Regime, WrongRegimeError
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
            annual_review.review_early_years_3_6m,
            annual_review.review_termly_list,
            annual_review.review_meeting_invite_2w,
            annual_review.review_papers_2w,
            annual_review.review_y9_pfa,
            annual_review.review_report_2w,
            annual_review.review_decision_4w,
            amending.review_amend_notice_4w,
            amending.amend_representations_15d,
            amending.amend_final_8w,
            amending.amend_final_12w_overall,
            amending.amend_no_review,
            phase_transfer.phase_transfer_15feb,
            phase_transfer.phase_transfer_31mar,
            phase_transfer.post16_move_5m,
            moves.transfer_out_on_move,
            moves.transfer_out_15wd,
            moves.transfer_in_duty,
            moves.transfer_in_inform_6w,
            moves.transfer_in_review,
            moves.icb_notify_on_move,
            moves.icb_notify_other_change,
            moves.icb_request_reassess,
            moves.icb_request_comply,
            reassessment.reassess_decision_15d,
            reassessment.reassess_refusal_ground,
            reassessment.reassess_advice_6w,
            reassessment.reassess_no_amend_10w,
            reassessment.reassess_representations_15d,
            reassessment.reassess_final_14w,
            ceasing.cease_consult,
            ceasing.cease_notify,
            ceasing.cease_effective,
            ceasing.cease_grounds,
            ceasing.cease_under18_limits,
            ceasing.under18_left_education,
            ceasing.cease_18plus_dropout,
            growing_up.compulsory_school_age_end,
            growing_up.max_age,
            personal_budget.personal_budget_request,
            personal_budget.personal_budget_refusal,
            personal_budget.personal_budget_review,
            personal_budget.direct_payment_monitor,
            personal_budget.direct_payment_yearly,
            appeals.notice_contents_check,
            appeals.mediation_contact_2m,
            appeals.appeal_window,
            mediation.certificate_no_mediation_3wd,
            mediation.mediation_notify_icb_3wd,
            mediation.mediation_arrange_30d,
            mediation.certificate_deemed_3wd,
            mediation.certificate_after_mediation_3wd,
            mediation.mediation_agreement_other_2w,
            mediation.icb_tell_la_1w,
            tribunal_steps.tribunal_response_30wd,
            tribunal_steps.tribunal_bundle_10wd,
            tribunal_steps.tribunal_decision,
            tribunal_orders.fft_assess_notify_2w,
            tribunal_orders.fft_assess_no_plan_10w,
            tribunal_orders.fft_assess_final_14w,
            tribunal_orders.fft_make_plan_draft_5w,
            tribunal_orders.fft_make_plan_final_11w,
            tribunal_orders.fft_reconsider_2w,
            tribunal_orders.fft_amend_sep_5w,
            tribunal_orders.fft_amend_school_2w,
            tribunal_orders.fft_continue,
            tribunal_orders.fft_continue_amend_5w,
            tribunal_orders.fft_cease_dismissed,
            tribunal_orders.recommendation_reply_5w,
            unopposed.unopp_assess_notify_2w,
            unopposed.unopp_assess_no_plan_10w,
            unopposed.unopp_assess_final_14w,
            unopposed.unopp_make_plan_draft_5w,
            unopposed.unopp_make_plan_final_11w,
            unopposed.unopp_amend_5w,
            unopposed.unopp_school_2w,
            unopposed.unopp_cease,
            section_61.s61_eotas,
            section_61.s61_provide,
            section_61.s42_5_parental_arrangements,
        ),
    ),
    "section_19": Regime(
        key="section_19",
        title="Education for children who get none at school",
        duties=(
            section_19.s19_permanent_exclusion_day6,
            section_19.suspension_day6,
            section_19.s19_health_15d,
            section_19.s19_otherwise,
        ),
    ),
    "complaints": Regime(
        key="complaints",
        title="Complaints",
        duties=(
            complaints.complaint_council_ack_5wd,
            complaints.complaint_council_stage1_10wd,
            complaints.complaint_council_stage2_ack_5wd,
            complaints.complaint_council_stage2_20wd,
            complaints.complaint_cs_stage1,
            complaints.complaint_cs_stage2,
            complaints.complaint_cs_panel_asked_20wd,
            complaints.complaint_cs_panel_30wd,
            complaints.complaint_cs_findings_5wd,
            complaints.complaint_cs_reply_15wd,
            complaints.complaint_nhs,
            complaints.complaint_school,
            complaints.complaint_information_ack_30d,
            complaints.complaint_information_outcome,
            complaints.complaint_lgsco_12m,
            complaints.complaint_nhs_12m,
            complaints.discrimination_claim_6m,
        ),
    ),
    "detained": Regime(
        key="detained",
        title="Children and Families Act 2014, sections 70 to 75: youth custody",
        duties=(
            detained.detained_consult,
            detained.detained_request_6w,
            detained.detained_no_plan_16w,
            detained.detained_draft_15d,
            detained.detained_final_20w,
            detained.detained_provision,
            detained.detained_release_review,
            detained.detained_fft_assess_2w,
            detained.detained_fft_school_2w,
        ),
    ),
    "local": Regime(
        key="local",
        title="Local standards (not law)",
        duties=(local.local_family_call, local.local_release_check, local.local_identity_check),
    ),
    "isp_draft": Regime(
        key="isp_draft",
        title="Proposal, not law: the white paper of February 2026",
        duties=(
            isp_draft.isp_make,
            isp_draft.isp_review_yearly,
            isp_draft.isp_complaint,
            isp_draft.isp_panel,
            isp_draft.plan_review_key_stage,
            isp_draft.plan_review_early,
            isp_draft.phase_reassessment,
        ),
        is_proposal=True,
    ),
}


@cache
def regime(key: str, *, proposals: bool = False) -> Regime:
    """The duties under a key such as "cfa2014", or under several as in "cfa2014+local".

    A proposal is not law: it is refused unless `proposals` says that one is wanted, and then only alone.
    Raises WrongRegimeError for everything else.
    """
    parts = []
    for name in key.split("+"):
        if name not in _REGIMES:
            raise WrongRegimeError(f'unknown regime "{name}"{did_you_mean(name, _REGIMES)}')
        parts.append(_REGIMES[name])
    proposed = [part.key for part in parts if part.is_proposal]
    if proposed and (len(parts) > 1 or not proposals):
        raise WrongRegimeError(f'"{proposed[0]}" is a proposal, not law: no case can be judged by it')
    if len(parts) == 1:
        return parts[0]
    duties = tuple(duty for part in parts for duty in part.duties)
    return Regime(key, "; ".join(part.title for part in parts), duties)


def regimes() -> tuple[Regime, ...]:
    """Every regime of law or local standard in this edition; proposals are not among them."""
    return tuple(found for found in _REGIMES.values() if not found.is_proposal)


def proposals() -> tuple[Regime, ...]:
    """What has been worked out ahead of the law, for people who prepare; never for a family's page."""
    return tuple(found for found in _REGIMES.values() if found.is_proposal)
