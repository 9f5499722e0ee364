"""Audiences of third-party pages, by URL name: what they don't declare themselves."""

THIRD_PARTY: dict[str, str] = {}
