"""Privacy classes: every field of every model says which it has; a house test holds it."""

from enum import StrEnum


class Privacy(StrEnum):
    """How much harm a field does in the wrong hands, least first."""

    PUBLIC = "public"
    """May be shown to anyone: a school's name, a team's telephone number."""
    OPERATIONAL = "operational"
    """Keys, states, versions, times: of no person, or meaningless alone."""
    STAFF = "staff"
    """About a member of staff at work."""
    IDENTITY = "identity"
    """Names, birth dates, identifiers, contact details of a child or family member."""
    CASE = "case"
    """What happened in a child's case."""
    SPECIAL = "special"
    """Health, ethnicity, needs: special category data (UK GDPR Article 9)."""
    PROTECTED = "protected"
    """Could locate a person at risk: addresses, sealed names, exclusions."""
    SECRET = "secret"  # noqa: S105 - the name of a class, not a password
    """Password hashes, tokens, keys: shown to nobody."""
