"""File names that people gave, made safe to show; nothing is ever stored under them."""

import re
import unicodedata

MAX_LENGTH = 150
_AWKWARD = re.compile(r'[<>:"|?*]')


def shown_name(given: str, ending: str) -> str:
    """The last part of a name, without control or direction signs, at most 150 signs, with the right ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    kept = "".join(" " if sign.isspace() else sign for sign in last if _is_visible(sign))
    stem = _AWKWARD.sub("-", re.sub(r" +", " ", kept)).rstrip(" .").lstrip(" ")
    if stem.lower().endswith(f".{ending}"):
        stem = stem[: -len(ending) - 1].rstrip(" .")
    stem = stem[: MAX_LENGTH - len(ending) - 1].strip(" .") or "file"
    return f"{stem}.{ending}"


def ending_of(given: str) -> str:
    """What stands after the last dot, in small letters; empty when there is none."""
    name = "".join(sign for sign in given if _is_visible(sign)).rstrip(" .")
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_visible(sign: str) -> bool:
    """No control signs (line breaks), no format signs (direction overrides, zero width), no broken halves."""
    return sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
