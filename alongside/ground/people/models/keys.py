"""Search keys of names: spelling, accents, hyphens and order set aside."""

import re
import unicodedata
from functools import lru_cache

_SOUNDS = str.maketrans({
    "b": "1", "f": "1", "p": "1", "v": "1", "w": "1",
    "c": "2", "g": "2", "j": "2", "k": "2", "q": "2", "s": "2", "x": "2", "z": "2",
    "d": "3", "t": "3", "l": "4", "m": "5", "n": "5", "r": "6",
    "a": "", "e": "", "i": "", "o": "", "u": "", "h": "", "y": "",
})


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """`O’Brien-Núñez` becomes `obrien nunez`: lower case, no accents, apostrophes dropped, other signs are blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’`.]", "", bare)).split())


def name_key(*names: str) -> str:
    """Every word of the names with a blank before and after, so that ` sha` finds the start of a word."""
    words = " ".join(plain(name) for name in names if name).split()
    return f" {' '.join(dict.fromkeys(words))} "[:320]


@lru_cache(maxsize=4096)
def _sound(text: str) -> str:
    letters = plain(text).replace(" ", "")
    if not letters:
        return ""
    code = letters.translate(_SOUNDS)
    # An r at the end is not heard: Shah and Shar.
    return re.sub(r"(\d)\1+", r"\1", code)[:5].rstrip("6") or letters[0]


def sound_key(family_name: str, given_name: str) -> str:
    """Roughly how a name sounds: `Shah, Amina` and `Shar, Aminah` have one key."""
    return f"{_sound(family_name)}-{_sound(given_name.split(' ')[0] if given_name else '')}"
