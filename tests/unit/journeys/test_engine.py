"""Which pages apply, which comes next, what is missing, and how answers are kept and said."""

from datetime import date

import pytest

from alongside.commons.journeys.engine import Journey, Page, Question, answers, flow, has, is_, isnt
from alongside.commons.journeys.words import PageState, QuestionKind
from tests.unit.journeys.sample import JOURNEY, submit


def slugs(stored):
    """Names of the pages that apply."""
    return [page.slug for page in flow.applicable(JOURNEY, stored)]


def test_pages_apply_by_the_answers_before_them():
    assert slugs({}) == ["who", "reach", "hard", "story", "files"]
    assert "child" in slugs({"who": "parent"})
    assert "role" in slugs({"who": "school"})
    assert "child" in slugs({"who": "school"})
    assert "child" not in slugs({"who": "young"})


def test_a_changed_mind_upstream_takes_its_branch_with_it_but_keeps_the_words_in_the_draft():
    stored = {"who": "young", "role": "Teacher", "name": "Ada"}
    assert flow.standing(JOURNEY, stored) == {"who": "young"}
    assert flow.understood(JOURNEY, stored)["role"] == "Teacher"


def test_a_question_can_depend_on_one_of_the_same_page():
    page = JOURNEY.page("reach")
    assert [q.name for q in flow.shown_questions(JOURNEY, page, {})] == ["phone", "email"]
    assert [q.name for q in flow.shown_questions(JOURNEY, page, {"phone": "1"})][-1] == "is_safe"
    assert flow.shown_questions(JOURNEY, JOURNEY.page("role"), {}) == ()


def test_next_before_first_and_step_follow_the_pages_that_apply():
    parent = {"who": "parent"}
    assert flow.page_after(JOURNEY, parent, "reach").slug == "child"
    assert flow.page_after(JOURNEY, {"who": "young"}, "reach").slug == "hard"
    assert flow.page_after(JOURNEY, parent, "files") is None
    assert flow.page_before(JOURNEY, parent, "child").slug == "reach"
    assert flow.page_before(JOURNEY, parent, "who") is None
    assert flow.first_to_do(JOURNEY, parent).slug == "reach"
    assert flow.step(JOURNEY, parent, "child") == (3, 6)
    assert flow.step(JOURNEY, parent, "role") == (6, 6)


def test_nothing_is_left_to_do_once_every_page_was_saved():
    stored = {"who": "young", "phone": "", "email": "", "hard": [], "story": "", "files": None}
    assert flow.first_to_do(JOURNEY, stored) is None


def test_a_page_is_to_do_partly_or_done():
    reach, files = JOURNEY.page("reach"), JOURNEY.page("files")
    assert flow.state(JOURNEY, reach, {}, {}) is PageState.TO_DO
    assert flow.state(JOURNEY, reach, {"phone": "", "email": ""}, {}) is PageState.PARTLY
    assert flow.state(JOURNEY, reach, {"phone": "1", "email": "", "is_safe": True}, {}) is PageState.DONE
    assert flow.state(JOURNEY, files, {"files": None}, {}) is PageState.DONE


def test_missing_names_what_would_help_and_what_is_needed():
    assert [q.name for _, q in flow.missing(JOURNEY, {}, {})] == ["who", "phone", "story"]
    wanted = Question("scan", "Scan", QuestionKind.UPLOAD, wanted="A scan helps.")
    journey = Journey("x", "X", (Page("scan", (wanted,)),), submit)
    assert flow.missing(journey, {}, {}) == [(journey.pages[0], wanted)]
    assert flow.missing(journey, {}, {"scan": ["u"]}) == []


def test_conditions_read_like_sentences():
    assert is_("hard", "talk")({"hard": ["talk", "learn"]})
    assert not is_("hard", "feel")({"hard": ["talk"]})
    assert isnt("who", "parent")({})
    assert has("is_safe")({"is_safe": False})
    assert not has("phone")({"phone": ""})


@pytest.mark.parametrize(("name", "stored", "words"), [
    ("who", "parent", "A parent or carer"), ("who", "robot", "robot"), ("hard", ["talk", "learn"],
     "Talking and understanding\nLearning"), ("born", "2015-03-27", "27 March 2015"), ("is_safe", False, "No"),
    ("is_safe", True, "Yes"), ("story", "One\nTwo", "One\nTwo"), ("born", None, ""), ("hard", [], ""),
])
def test_answers_are_said_in_words(name, stored, words):
    question = next(q for q in JOURNEY.questions if q.name == name)
    assert answers.words_of(question, stored) == words


def test_days_are_kept_as_text_and_come_back_as_days():
    born = next(q for q in JOURNEY.questions if q.name == "born")
    assert answers.to_stored(born, date(2015, 3, 27)) == "2015-03-27"
    assert answers.to_python(born, "2015-03-27") == date(2015, 3, 27)
    assert answers.to_python(born, None) is None
    assert answers.to_stored(born, None) is None


def test_a_fingerprint_changes_with_any_answer_or_file_and_not_with_the_order_of_questions():
    first, second = JOURNEY.questions[:2]
    before = answers.fingerprint([first, second], {"who": "parent"})
    assert before == answers.fingerprint([second, first], {"who": "parent"})
    assert before != answers.fingerprint([first, second], {"who": "school"})
    assert before != answers.fingerprint([first, second], {"who": "parent", "role": None})
    assert before != answers.fingerprint([first, second], {"who": "parent"}, {"who": ["u"]})


@pytest.mark.parametrize("pages", [
    (Page("a", (Question("x", "X"),)), Page("a", (Question("y", "Y"),))),
    (Page("a", (Question("x", "X"),)), Page("b", (Question("x", "X"),))),
    (Page("check", (Question("x", "X"),)),),
    (Page("A b", (Question("x", "X"),)),),
    (Page("a", ()),),
])
def test_a_journey_that_could_not_work_is_refused_when_it_is_written(pages):
    with pytest.raises(ValueError, match="journey broken"):
        Journey("broken", "Broken", pages, submit)


def test_the_heading_of_a_page_is_its_title_or_its_only_question():
    assert JOURNEY.page("reach").heading == "How can we reach you?"
    assert JOURNEY.page("story").heading == "Tell us what you want us to know"
    assert JOURNEY.page("nowhere") is None
