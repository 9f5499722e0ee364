"""Sentences made from facts: what is next, day counts, letters, and the check of reasons."""

import re
from datetime import date
from pathlib import Path

import pytest

from alongside.ground.documents.engine.plain import plain_text
from alongside.work.ehc.engine import letters, reasons
from alongside.work.ehc.words import IdentityState, Outcome, RequestState, day_words
from alongside.work.ehc.words.next_step import ENDED_WORDS, Facts, for_family, for_officer, for_plan, from_kept

ON, DUE = date(2025, 9, 13), date(2025, 10, 13)
BUSY = Facts(RequestState.CONSIDERING, ON, DUE, has_officer=True, has_told_partners=True, has_called_family=True,
             has_consulted_family=True)


def facts(**more):
    return Facts(**{**{name: getattr(BUSY, name) for name in Facts.__slots__}, **more})


@pytest.mark.parametrize(("more", "words"), [
    ({}, "Decide whether to assess."),
    ({"has_officer": False}, "Give this case to an officer."),
    ({"lives_elsewhere": "Elsewhere"}, "Tell the family that Elsewhere is their council, and pass the request on."),
    ({"has_plan": True}, "This child has a plan: find out whether the family asks for a reassessment."),
    ({"on": date(2025, 10, 14)}, "Decide today: the lawful date was 1 day ago."),
    ({"on": date(2025, 10, 16)}, "Decide today: the lawful date was 3 days ago."),
    ({"has_told_partners": False}, "Tell health, social care and the setting."),
    ({"identity_state": IdentityState.NOT_CHECKED}, "Check who asked and what they are to the child."),
    ({"is_birth_date_missing": True}, "Ask for the child's birth date."),
    ({"has_called_family": False}, "Ring the family."),
    ({"has_consulted_family": False}, "Ask the family for their view."),
    ({"has_setting": True}, "Ask the setting for its view."),
    ({"has_setting": True, "setting_asked_on": date(2025, 9, 10)}, "Wait for the setting's view, or decide without it."),
    ({"has_setting": True, "setting_asked_on": date(2025, 8, 10)}, "Decide whether to assess."),
    ({"has_setting": True, "setting_asked_on": date(2025, 9, 10), "setting_answered_on": ON},
     "Decide whether to assess."),
    ({"state": RequestState.DECIDED, "decided": Outcome.REFUSE},
     "Ring the family, then send the decision letter."),
    ({"state": RequestState.DECIDED, "decided": Outcome.REFUSE, "has_call_note": True}, "Send the decision letter."),
    ({"state": RequestState.DECIDED, "decided": Outcome.AGREE}, "Send the decision letter."),
    ({"state": RequestState.AGREED}, "Ask for the advice of everybody whom regulation 6 lists."),
    *(({"state": state}, words) for state, words in ENDED_WORDS.items()),
])
def test_one_line_says_what_is_next(more, words):
    assert for_officer(facts(**more)) == words


@pytest.mark.parametrize(("more", "part"), [
    ({}, "tell you by Monday 13 October 2025"), ({"on": date(2025, 11, 1)}, "tell you."),
    ({"state": RequestState.DECIDED}, "on its way"), ({"state": RequestState.AGREED}, "for their advice"),
    ({"state": RequestState.REFUSED}, "appeal"), ({"state": RequestState.WITHDRAWN}, "Nothing more happens"),
])
def test_the_family_reads_what_happens_next(more, part):
    assert part in for_family(facts(**more))


def test_facts_come_back_from_what_a_request_keeps():
    found = from_kept(
        {"told": True, "asked": "2025-09-10"}, state=RequestState.CONSIDERING, on=ON, due_on=DUE, has_officer=True,
        identity_state=IdentityState.CHECKED, lives_elsewhere="", has_setting=True,
    )
    assert (found.has_told_partners, found.setting_asked_on, found.setting_answered_on) == (True, date(2025, 9, 10), None)


@pytest.mark.parametrize(("duty", "due", "words"), [
    ("review_next_12m", DUE, "Complete the review by 13 October 2025."),
    ("review_next_12m", date(2025, 9, 1), "Complete the review: it was due by 1 September 2025."),
    ("review_decision_4w", DUE, "Send the decision after the review meeting by 13 October 2025."),
    ("amend_final_8w", DUE, "Send the amended plan by 13 October 2025."),
    ("direct_payment_monitor", DUE, "Look at the dates of the plan by 13 October 2025."),
    ("", None, "Check the record: the date of the next review can't be worked out."),
])
def test_what_is_next_on_a_plan(duty, due, words):
    assert for_plan(duty, due, ON) == words


@pytest.mark.parametrize(("due", "on", "words"), [
    (DUE, date(2025, 9, 13), "Day 12 of 42"), (DUE, date(2025, 9, 1), "Day 0 of 42"), (DUE, DUE, "Day 42 of 42"),
    (DUE, date(2025, 10, 14), "Day 43, 1 day late"), (DUE, date(2025, 10, 16), "Day 45, 3 days late"),
    (None, ON, "Day 12"),
])
def test_days_are_counted_in_words(due, on, words):
    assert day_words.day_count(date(2025, 9, 1), due, on) == words


def test_the_lawful_date_stands_first_and_a_broken_law_is_called_so():
    assert "by Monday 13 October 2025: answer" in day_words.lawful_date_words(DUE, ON, "answer")
    assert "we are breaking the law for your child's case" in day_words.lawful_date_words(DUE, date(2025, 11, 1), "x")
    assert "no fixed day" in day_words.lawful_date_words(None, ON, "x")


UNLAWFUL = [
    ("no_diagnosis", "There is no diagnosis of autism."), ("no_diagnosis", "She has not yet been diagnosed."),
    ("no_diagnosis", "We are awaiting a formal diagnosis"), ("no_diagnosis", "He hasn’t got a diagnosis."),
    ("no_psychologist", "An educational psychologist has not seen him."),
    ("no_psychologist", "No report from an educational psychologist was sent."),
    ("no_psychologist", "The request came without an EP report."),
    ("too_few_cycles", "The school should complete two cycles of assess, plan, do, review."),
    ("too_few_cycles", "The graduated approach has not been exhausted."),
    ("money_not_spent", "The school has not spent the first £6,000."),
    ("money_not_spent", "Needs can be met from the school’s notional SEN budget."),
    ("on_track", "He is working at age-related expectations."), ("on_track", "Academically he does well."),
]


@pytest.mark.parametrize(("code", "sentence"), UNLAWFUL)
def test_unlawful_grounds_are_found_in_their_usual_words(code, sentence):
    assert code in {flag.code for flag in reasons.flags(f"Robin is six. {sentence}")}
    assert reasons.flags(sentence)[0].sentence == sentence


@pytest.mark.parametrize("sentence", [
    "Robin reads and plays with others.", "The nursery meets his needs with what it gives every child.",
    "His mother says that he sleeps well.", "",
])
def test_lawful_reasons_are_left_in_peace(sentence):
    assert reasons.flags(sentence) == ()


def test_no_figure_is_invented_about_appeals():
    assert [rule.code for rule in reasons.rules() if re.search(r"\d", rule.appeals)] == []


FILES = sorted(Path(letters.__file__).resolve().parent.parent.glob("data/letters/*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_letter_says_its_version_and_that_it_is_a_draft_and_uses_a_closed_list(path):
    template = letters.template(path.stem)
    used = set(re.findall(r"\{([a-z_]+)\}", path.read_text().split("blocks:")[1] + template.title))
    assert used == template.placeholders
    assert re.fullmatch(r"\d+", template.version)
    assert template.status == "draft, not yet agreed with families"
    whole = plain_text(letters.letter(path.stem, dict.fromkeys(template.placeholders, "X **b** [a](http://x)"),
                                      size="large_print"))
    assert "{" not in whole
    assert "too late" not in whole.lower()


def test_words_that_somebody_typed_are_never_marks():
    values = dict.fromkeys(letters.template("agree").placeholders, "")
    letter = letters.letter("agree", {**values, "child": "**Robin**", "reasons": "[click](http://x)"})
    assert "**Robin**" in plain_text(letter)
    assert "[click](http://x)" in plain_text(letter)


def test_a_letter_that_lacks_a_value_is_never_written():
    with pytest.raises(KeyError, match="reasons"):
        letters.letter("agree", {})
    with pytest.raises(FileNotFoundError):
        letters.letter("nothing", {})


def test_messages_to_bodies_have_a_subject_without_a_name():
    values = dict.fromkeys(("reference", "due_by", "team", "team_phone", "partner", "address"), "X")
    for key in ("partner_notice", "setting_consult", "looked_after_copy", "passed_on", "outcome"):
        subject, text = letters.message(key, values)
        assert "{" not in subject + text
    assert set(letters.rights()) == {"advice", "mediation", "resolution"}
