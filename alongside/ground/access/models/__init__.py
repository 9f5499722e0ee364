"""Accounts with their roles and badges, sign-in attempts and links, and the audit trail."""

from alongside.ground.access.models.account import Badge, Condition, RoleHeld, User, UserManager
from alongside.ground.access.models.attestation import Attestation
from alongside.ground.access.models.entry import Attempt, Invitation, SignInLink, Wait
from alongside.ground.access.models.feed import Feed
from alongside.ground.access.models.trail import AuditChain, AuditEntry, Withholding

__all__ = [
    "Attempt", "Attestation", "AuditChain", "AuditEntry", "Badge", "Condition", "Feed", "Invitation", "RoleHeld",
    "SignInLink", "User", "UserManager", "Wait", "Withholding",
]
