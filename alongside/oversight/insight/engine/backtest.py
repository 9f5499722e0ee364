"""Would it have been right? The path that Lancashire published, played with what was known before it."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from alongside.oversight.insight.engine.inputs import inputs_of, read
from alongside.oversight.insight.engine.pipeline import A_WEEK, chunks
from alongside.oversight.insight.engine.summary import joined
from alongside.oversight.insight.words import CHUNK, REPLICATIONS, SEED


@dataclass(frozen=True, slots=True)
class Try:
    """One set of inputs: what was played, the middle and band at the end, and by how much the middle missed."""

    words: str
    middle: int
    low: int
    high: int
    miss: int


@dataclass(frozen=True, slots=True)
class BackTest:
    """What was published, and each try."""

    starts_words: str
    ends_words: str
    published: int
    ends_on: date
    tries: tuple[Try, ...]


@cache
def back_test() -> BackTest:
    """Play the published months; the same every time."""
    told = read("backtest")
    week = round(told["months"] / A_WEEK) - 1
    published = told["end"]["queue"]
    tries = []
    for one in told["tries"]:
        given = inputs_of({**told["shared"], **one["inputs"], "starts_on": told["start"]["day"]})
        lots = list(chunks(given, n=REPLICATIONS, seed=SEED, size=CHUNK))
        low, middle, high = (round(float(v)) for v in np.percentile(joined(lots).queue[:, week], (10, 50, 90)))
        tries.append(Try(one["words"], middle, low, high, middle - published))
    return BackTest(told["start"]["words"], told["end"]["words"], published, told["end"]["day"], tuple(tries))
