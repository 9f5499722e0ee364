"""UPN, ULN and NHS number: format and check digit. Each function returns what is wrong, or an empty string."""

import re

from nhs_number.validate import is_valid

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(rf"[{_UPN_LETTERS}]\d{{11}}[\d{_UPN_LETTERS}]")


def upn_check_letter(rest: str) -> str:
    """Check letter for characters 2 to 13 of a UPN: sum of value times place, modulo 23."""
    values = [int(c) if c.isdigit() else _UPN_LETTERS.index(c) for c in rest]
    return _UPN_LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23]


def upn_fault(upn: str) -> str:
    """Why this is not a unique pupil number, or nothing. Permanent and temporary ones are both accepted."""
    if not _UPN.fullmatch(upn):
        return "A UPN is one letter, eleven digits, and a digit or letter."
    expected = upn_check_letter(upn[1:])
    return "" if upn[0] == expected else f"The first letter does not fit the rest: it would be {expected}."


def is_temporary_upn(upn: str) -> bool:
    """A UPN that ends in a letter was given for a time only."""
    return upn[-1:].isalpha()


def uln_fault(uln: str) -> str:
    """Why this is not a unique learner number, or nothing. The rule is not yet checked against a primary text."""
    if not re.fullmatch(r"\d{10}", uln):
        return "A ULN is ten digits."
    remainder = sum(weight * int(c) for weight, c in zip(range(10, 1, -1), uln[:9], strict=True)) % 11
    return "" if remainder and 10 - remainder == int(uln[9]) else "The last digit does not fit the rest."


def nhs_number_fault(number: str) -> str:
    """Why this is not an NHS number, or nothing; spaces are allowed."""
    digits = number.replace(" ", "")
    if not re.fullmatch(r"\d{10}", digits):
        return "An NHS number is ten digits."
    return "" if is_valid(digits) else "The last digit does not fit the rest."


def normal_postcode(text: str) -> str:
    """`pr1 8xj` becomes `PR1 8XJ`; an empty string when it can't be a postcode."""
    squeezed = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", squeezed):
        return ""
    return f"{squeezed[:-3]} {squeezed[-3:]}"
