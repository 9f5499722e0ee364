"""allauth as we want it."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by our rules."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect by our rules."""
