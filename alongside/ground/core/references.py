"""References that a person can read down a telephone, and codes that nobody can guess."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
"""No 0/O, 1/I/L, U or Z, so that nothing is misread; 29 signs, a prime: one wrong sign always shows."""


def _check(body: str) -> str:
    return ALPHABET[sum((i + 2) * ALPHABET.index(c) for i, c in enumerate(body)) % len(ALPHABET)]


def new_reference(prefix: str) -> str:
    """A random reference such as `EHC-7K3P-9QXD`; about 10^10 of them to a prefix, the last sign checks the rest."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    body += _check(body)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def normal_reference(text: str) -> str:
    """The reference as we write it, from what a person typed; an empty string when the check sign does not fit."""
    signs = "".join(c for c in text.upper() if c.isalnum())
    prefix, body = signs[:-8], signs[-8:]
    if len(body) < 8 or not prefix.isalpha() or any(c not in ALPHABET for c in body) or _check(body[:7]) != body[7]:
        return ""
    return f"{prefix}-{body[:4]}-{body[4:]}"


def new_code(digits: int = 6) -> str:
    """A one-time code of so many digits."""
    return "".join(secrets.choice("0123456789") for _ in range(digits))


def new_token() -> str:
    """A token for one link: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)
