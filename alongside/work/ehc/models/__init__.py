"""Requests with all that hangs on them, decisions, assessments, and the register of plans."""

from alongside.work.ehc.models.decision import Assessment, Decision, ExceptionClaim
from alongside.work.ehc.models.plan import Plan
from alongside.work.ehc.models.request import Request, RequestAnswers, Withdrawal
from alongside.work.ehc.models.steps import Consultation, Evidence, IdentityCheck, PartnerNotice

__all__ = [
    "Assessment", "Consultation", "Decision", "Evidence", "ExceptionClaim", "IdentityCheck", "PartnerNotice", "Plan",
    "Request", "RequestAnswers", "Withdrawal",
]
