"""What each duty says to a family: there, short, in words a child of ten can read, and never about a proposal."""

import re
from statistics import mean

import pytest

import rulebook

LAW = tuple(duty for regime in rulebook.regimes() for duty in regime.duties)
# Sentences of at most this length, most of them much shorter, are what children of nine to eleven read.
LONGEST, USUAL = 22, 14
LONG_WORD, LONG_WORDS_IN_A_HUNDRED = 9, 8
# Long, but the words on the letters themselves.
KNOWN = {"assessment", "mediation", "certificate", "ombudsman", "complaint", "complaints", "recommendation"}


def sentences(text: str) -> list[list[str]]:
    return [re.findall(r"[A-Za-z’']+", part) for part in re.split(r"(?<=[.?!])\s+", text)]


@pytest.mark.parametrize("duty", LAW, ids=lambda duty: duty.id)
def test_it_says_what_to_expect_and_what_to_do_if_it_does_not_come(duty: rulebook.Duty) -> None:
    said = sentences(duty.family)
    assert len(said) >= 2, "what to expect, and what to do"
    assert "If " in duty.family or "Ask " in duty.family or "ask " in duty.family or "Tell " in duty.family
    assert duty.family.endswith(".")
    for jargon in ("shall", "pursuant", "statutory", "regulation", "notify", "LA ", "EHCP", "local authority"):
        assert jargon not in duty.family


@pytest.mark.parametrize("duty", LAW, ids=lambda duty: duty.id)
def test_it_reads_like_a_book_for_ten_year_olds(duty: rulebook.Duty) -> None:
    lengths = [len(words) for words in sentences(duty.family)]
    assert max(lengths) <= LONGEST, lengths
    assert mean(lengths) <= USUAL, lengths


def test_long_words_are_rare() -> None:
    words = [word.lower() for duty in LAW for said in sentences(duty.family) for word in said]
    long = [word for word in words if len(word) > LONG_WORD and word not in KNOWN]
    assert 100 * len(long) <= LONG_WORDS_IN_A_HUNDRED * len(words), sorted(set(long))


@pytest.mark.parametrize("duty", LAW, ids=lambda duty: duty.id)
def test_nothing_is_told_of_a_proposal_and_nothing_is_ever_too_late(duty: rulebook.Duty) -> None:
    for word in ("proposal", "white paper", "bill", "individual support plan", "too late", "last day"):
        assert word not in duty.family.lower()


def test_a_local_standard_says_that_it_is_not_the_law() -> None:
    for duty in rulebook.regime("local").duties:
        assert "not the law" in duty.family
