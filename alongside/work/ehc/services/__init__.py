"""What EHC casework does, as verbs: each checks who may, validates, writes, replays the clock, and is audited."""

from alongside.work.ehc.services.asking import status_by_reference
from alongside.work.ehc.services.claiming import Claimed, claim_exception
from alongside.work.ehc.services.composing import missing_rights
from alongside.work.ehc.services.consulting import (
    answer_view,
    consult_family,
    consult_setting,
    notify_partners,
    record_call,
    record_view,
)
from alongside.work.ehc.services.deciding import DecisionGiven, decide
from alongside.work.ehc.services.ending import (
    close_for_death,
    lives_elsewhere,
    move_away,
    pass_on,
    stay_here,
    withdraw,
)
from alongside.work.ehc.services.evidence import add_evidence, draft_ref, drop_file, keep_file
from alongside.work.ehc.services.given import AskerGiven, ChildGiven, EvidenceGiven, Sent
from alongside.work.ehc.services.holding import allocate, allocate_many
from alongside.work.ehc.services.identity import check_identity, invite_asker
from alongside.work.ehc.services.loading import (
    LoadedAssessment,
    LoadedCase,
    LoadedPlan,
    LoadedRequest,
    LoadOutcome,
    load_many,
)
from alongside.work.ehc.services.proving import prove_plan, prove_request
from alongside.work.ehc.services.receiving import Receipt, bring_to_notice, receipt_of, receive_request
from alongside.work.ehc.services.sending import is_curfew, send_decision, tell_lateness

__all__ = [
    "AskerGiven", "ChildGiven", "Claimed", "DecisionGiven", "EvidenceGiven", "LoadOutcome", "LoadedAssessment",
    "LoadedCase", "LoadedPlan", "LoadedRequest", "Receipt", "Sent", "add_evidence", "allocate", "allocate_many",
    "answer_view", "bring_to_notice", "check_identity", "claim_exception", "close_for_death", "consult_family",
    "consult_setting", "decide", "draft_ref", "drop_file", "invite_asker", "is_curfew", "keep_file",
    "lives_elsewhere", "load_many", "missing_rights", "move_away", "notify_partners", "pass_on", "prove_plan",
    "prove_request", "receipt_of", "receive_request", "record_call", "record_view", "send_decision",
    "status_by_reference", "stay_here", "tell_lateness", "withdraw",
]
