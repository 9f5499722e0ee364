"""Drafts: saved, left, come back to, sent exactly once, thrown away, forgotten in time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from alongside.commons.journeys import queries, services, tasks
from alongside.commons.journeys.engine import answers
from alongside.commons.journeys.models import Draft, ReturnCode
from alongside.commons.journeys.words import (
    CODE_LASTS,
    COPY_LASTS,
    DRAFT_LASTS,
    N_BROWSERS,
    N_CODE_TRIES,
    N_CODES_A_DAY,
    N_CODES_AN_HOUR,
    N_FILES,
    N_MAILS,
)
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError
from alongside.ground.documents.models import Document
from tests.unit.journeys.sample import JOURNEY, REFUSE, SENT

AT = datetime(2025, 10, 20, 23, 40, tzinfo=UTC)
QUESTIONS = {question.name: question for question in JOURNEY.questions}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    """Mail in memory, and nothing sent yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    SENT.clear()
    REFUSE.clear()


def saved(draft, at=AT, **given):
    """The draft with these answers saved over what is there now."""
    questions = [QUESTIONS[name] for name in given]
    draft.refresh_from_db()
    return services.save_page(draft=draft, questions=questions, given=given, at=at,
                              seen=answers.fingerprint(questions, draft.answers))


def begun(**given):
    """A draft with answers."""
    draft, _ = services.start(journey=JOURNEY, at=AT)
    return saved(draft, **given) if given else draft


def sent(draft, at=AT):
    """The draft after sending what it holds now."""
    draft.refresh_from_db()
    seen = answers.fingerprint(JOURNEY.questions, draft.answers, draft.files)
    return services.submit(journey=JOURNEY, draft=draft, seen=seen, at=at)


def with_email(draft):
    """The draft after its writer gave an e-mail address."""
    return services.keep_email(draft=draft, email="Mum@Example.com ", resume_address="http://x/resume/", at=AT)


def code_in(message):
    """The six digits of a mail."""
    return next(word.strip(".") for word in message.body.split() if word.strip(".").isdigit() and len(word) == 7)


def test_a_draft_opens_only_with_its_key():
    draft, key = services.start(journey=JOURNEY, at=AT)
    assert queries.draft_for(uuid=draft.uuid, key=key, at=AT) == draft
    assert key not in str(draft.key_hashes)


@pytest.mark.abuse("AC-02")
def test_somebody_elses_draft_stays_shut_whatever_is_tried():
    draft, _ = services.start(journey=JOURNEY, at=AT)
    _, other = services.start(journey=JOURNEY, at=AT)
    for uuid, key in ((draft.uuid, other), (draft.uuid, ""), ("not a uuid", other), (draft.pk, other)):
        with pytest.raises(NotThereError):
            queries.draft_for(uuid=uuid, key=key, at=AT)


def test_a_draft_expires_thirty_days_after_its_last_save():
    draft, key = services.start(journey=JOURNEY, at=AT)
    saved(draft, who="parent", at=AT + timedelta(days=20))
    assert queries.draft_for(uuid=draft.uuid, key=key, at=AT + timedelta(days=49))
    with pytest.raises(NotThereError):
        queries.draft_for(uuid=draft.uuid, key=key, at=AT + timedelta(days=50))
    with pytest.raises(NotThereError):
        saved(draft, who="young", at=AT + timedelta(days=51))


def test_saving_keeps_answers_and_counts_versions():
    draft = begun(who="parent")
    draft = saved(draft, name="Ada", born=None)
    assert draft.answers == {"who": "parent", "name": "Ada", "born": None}
    assert draft.version == 3


@pytest.mark.fault("two people edit one section")
def test_a_stale_page_never_overwrites_newer_answers_and_both_texts_are_handed_back():
    draft = begun()
    story = [QUESTIONS["story"]]
    seen = answers.fingerprint(story, {})
    services.save_page(draft=draft, questions=story, given={"story": "from the phone"}, seen=seen, at=AT)
    with pytest.raises(StaleError) as caught:
        services.save_page(draft=draft, questions=story, given={"story": "from the laptop"}, seen=seen, at=AT)
    assert caught.value.theirs == {"story": "from the phone"}
    assert caught.value.ours == {"story": "from the laptop"}
    draft.refresh_from_db()
    assert draft.answers == {"story": "from the phone"}


@pytest.mark.fault("duplicate submit")
def test_saving_the_same_page_twice_is_no_conflict():
    draft = begun()
    story = [QUESTIONS["story"]]
    seen = answers.fingerprint(story, {})
    for _ in range(2):
        services.save_page(draft=draft, questions=story, given={"story": "same"}, seen=seen, at=AT)
    empty = [QUESTIONS["hard"]]
    for given in ({"hard": []}, {"hard": None}):
        services.save_page(draft=draft, questions=empty, given=given, seen=answers.fingerprint(empty, {}), at=AT)
    draft.refresh_from_db()
    assert draft.answers["story"] == "same"


@pytest.mark.fault("duplicate submit")
def test_a_draft_is_sent_once_and_a_second_sending_shows_the_first_result():
    draft = begun(who="school", role="Teacher", name="Ada", hard=["talk"])
    first, second = sent(draft), sent(draft, at=AT + timedelta(hours=1))
    assert first.submitted_ref == second.submitted_ref == "SAM-1"
    assert second.submitted_at == AT
    assert second.outcome == {"reference": "SAM-1", "next_words": "We ring you by Thursday."}
    assert [one["answers"] for one in SENT] == [{"who": "school", "role": "Teacher", "name": "Ada", "hard": ["talk"]}]


def test_only_answers_that_apply_are_sent():
    draft = begun(who="parent", name="Ada")
    sent(saved(draft, who="young"))
    assert SENT[0]["answers"] == {"who": "young"}
    assert SENT[0]["draft"] == draft.reference


def test_what_is_sent_is_what_was_checked():
    draft = begun(who="young")
    seen = answers.fingerprint(JOURNEY.questions, draft.answers, draft.files)
    saved(draft, story="one more word")
    with pytest.raises(StaleError):
        services.submit(journey=JOURNEY, draft=draft, seen=seen, at=AT)
    assert SENT == []


def test_a_needed_answer_stops_sending_and_a_wanted_one_does_not():
    draft = begun(story="words")
    with pytest.raises(InvalidError) as caught:
        sent(draft)
    assert caught.value.errors == {"who": "Choose who you are"}
    assert sent(saved(draft, who="parent")).submitted_ref == "SAM-1"


@pytest.mark.fault("process killed at any point of a transition")
def test_when_the_owning_room_refuses_nothing_is_sent_and_nothing_is_lost():
    draft = begun(who="young", story="words")
    REFUSE["story"] = "Say more"
    with pytest.raises(InvalidError):
        sent(draft)
    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert draft.answers["story"] == "words"
    REFUSE.clear()
    assert sent(draft).submitted_ref == "SAM-1"


def test_a_sent_draft_takes_no_more_answers_and_cannot_be_thrown_away():
    draft = begun(who="young")
    sent(draft)
    with pytest.raises(NotThereError):
        saved(draft, story="late")
    services.discard(draft=draft, at=AT)
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_is_gone_or_expired_cannot_be_sent():
    draft = begun(who="young")
    with pytest.raises(NotThereError):
        services.submit(journey=JOURNEY, draft=draft, seen="", at=AT + DRAFT_LASTS)
    services.discard(draft=draft, at=AT)
    with pytest.raises(NotThereError):
        services.submit(journey=JOURNEY, draft=draft, seen="", at=AT)


@pytest.mark.fault("duplicate submit")
@pytest.mark.django_db(transaction=True)
def test_twenty_submits_at_once_have_exactly_one_effect():
    draft = begun(who="young", story="words")
    seen = answers.fingerprint(JOURNEY.questions, draft.answers, draft.files)
    gate, references, errors = threading.Barrier(20), [], []

    def run():
        try:
            gate.wait(timeout=30)
            references.append(services.submit(journey=JOURNEY, draft=draft, seen=seen, at=AT).submitted_ref)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert references == ["SAM-1"] * 20
    assert len(SENT) == 1


def test_files_are_kept_with_the_draft_listed_in_order_and_sent():
    draft = begun(who="young")
    for name in ("a.txt", "b.txt"):
        file = SimpleUploadedFile(name, f"Text of {name}".encode(), content_type="text/plain")
        draft = services.add_file(draft=draft, question=QUESTIONS["files"], file=file, at=AT)
    assert [document.filename for document in queries.documents_of(draft, "files")] == ["a.txt", "b.txt"]
    first = draft.files["files"][0]
    draft = services.remove_file(draft=draft, question=QUESTIONS["files"], document_uuid=first, at=AT)
    assert not Document.objects.filter(uuid=first).exists()
    unchanged = services.remove_file(draft=draft, question=QUESTIONS["files"], document_uuid=first, at=AT)
    assert unchanged.version == draft.version
    sent(draft)
    assert SENT[0]["files"] == ["b.txt"]
    assert Document.objects.get().ref == services.file_ref(draft) == f"draft:{draft.reference}"


@pytest.mark.fault("duplicate submit")
def test_the_same_file_twice_is_one_file():
    draft = begun()
    for _ in range(2):
        draft = services.add_file(draft=draft, question=QUESTIONS["files"], at=AT,
                                  file=SimpleUploadedFile("a.txt", b"The same text", content_type="text/plain"))
    assert len(draft.files["files"]) == 1


@pytest.mark.abuse("AC-18", "AC-19")
def test_a_bad_file_and_one_too_many_are_refused_beside_the_question():
    draft = begun()
    with pytest.raises(InvalidError) as caught:
        services.add_file(draft=draft, question=QUESTIONS["files"], at=AT,
                          file=SimpleUploadedFile("a.exe", b"MZ\x90\x00" + b"\x00" * 60))
    assert set(caught.value.errors) == {"files"}
    draft.files = {"files": [str(n) for n in range(N_FILES)]}
    draft.save()
    with pytest.raises(InvalidError, match="at most 10 files"):
        services.add_file(draft=draft, question=QUESTIONS["files"], file=SimpleUploadedFile("a.txt", b"a"), at=AT)


def test_an_email_address_gets_the_reference_and_not_a_word_of_what_was_written():
    draft = with_email(begun(who="parent", name="Ada Lovelace", story="secret"))
    assert draft.email == "mum@example.com"
    body = mail.outbox[0].body + mail.outbox[0].subject
    assert draft.reference in body
    assert "19/11/2025" in body
    assert "Ada" not in body
    assert "child" not in body.lower()


@pytest.mark.abuse("AC-14")
def test_one_draft_cannot_flood_a_mailbox():
    draft = begun()
    for _ in range(N_MAILS + 3):
        draft = with_email(draft)
    assert len(mail.outbox) == N_MAILS


def test_the_code_opens_the_draft_in_the_browser_that_asked():
    draft = with_email(begun(who="parent"))
    made = services.send_return_code(reference=draft.reference.lower(), email=" MUM@example.com", browser="b", at=AT)
    code = code_in(mail.outbox[-1])
    assert code not in made.code_hash
    opened, key = services.resume(code_uuid=made.uuid, code=f" {code[:3]} {code[3:]}", browser="b", at=AT)
    assert opened == draft
    assert queries.draft_for(uuid=draft.uuid, key=key, at=AT).answers == {"who": "parent"}
    with pytest.raises(InvalidError):
        services.resume(code_uuid=made.uuid, code=code, browser="b", at=AT)


def test_coming_back_again_and_again_lets_the_oldest_browser_go():
    draft, first_key = services.start(journey=JOURNEY, at=AT)
    draft = with_email(draft)
    for n in range(N_BROWSERS):
        made = services.send_return_code(reference=draft.reference, email=draft.email, browser=str(n), at=AT)
        services.resume(code_uuid=made.uuid, code=code_in(mail.outbox[-1]), browser=str(n), at=AT)
    with pytest.raises(NotThereError):
        queries.draft_for(uuid=draft.uuid, key=first_key, at=AT)


@pytest.mark.abuse("AC-14")
def test_a_code_is_worth_five_tries_ten_minutes_and_one_browser():
    draft = with_email(begun())
    made = services.send_return_code(reference=draft.reference, email=draft.email, browser="b", at=AT)
    code = code_in(mail.outbox[-1])
    wrong = "000000" if code != "000000" else "111111"
    for browser, typed, at in (("thief", code, AT), ("b", code, AT + CODE_LASTS)):
        with pytest.raises(InvalidError):
            services.resume(code_uuid=made.uuid, code=typed, browser=browser, at=at)
    for _ in range(N_CODE_TRIES):
        with pytest.raises(InvalidError, match="not right"):
            services.resume(code_uuid=made.uuid, code=wrong, browser="b", at=AT)
    made.refresh_from_db()
    assert made.n_tries == N_CODE_TRIES
    with pytest.raises(InvalidError):
        services.resume(code_uuid=made.uuid, code=code, browser="b", at=AT)


@pytest.mark.abuse("AC-14", "AC-28")
@pytest.mark.parametrize(("reference", "email"), [
    ("right", "other@example.com"), ("SAVE-AAAA-AAAA", "mum@example.com"), ("", "mum@example.com"), ("right", ""),
])
def test_a_wrong_pair_gives_the_same_answer_and_a_code_that_opens_nothing(reference, email):
    draft = with_email(begun())
    n_before = len(mail.outbox)
    made = services.send_return_code(reference=draft.reference if reference == "right" else reference, email=email,
                                     browser="b", at=AT)
    assert isinstance(made, ReturnCode)
    assert made.draft is None
    assert len(mail.outbox) == n_before
    with pytest.raises(InvalidError, match="not right"):
        services.resume(code_uuid=made.uuid, code="000000", browser="b", at=AT)


def test_a_draft_without_an_email_address_cannot_be_opened_by_an_empty_one():
    draft = begun()
    assert services.send_return_code(reference=draft.reference, email="", browser="b", at=AT).draft is None


@pytest.mark.abuse("AC-14")
def test_a_browser_that_asks_too_often_must_wait_and_others_need_not():
    draft = with_email(begun())
    for _ in range(N_CODES_AN_HOUR):
        services.send_return_code(reference=draft.reference, email=draft.email, browser="b", at=AT)
    with pytest.raises(InvalidError, match="Wait an hour"):
        services.send_return_code(reference=draft.reference, email=draft.email, browser="b", at=AT)
    assert services.send_return_code(reference=draft.reference, email=draft.email, browser="c", at=AT).draft == draft
    later = AT + timedelta(hours=1, seconds=1)
    assert services.send_return_code(reference=draft.reference, email=draft.email, browser="b", at=later).draft


@pytest.mark.abuse("AC-14")
def test_many_browsers_together_get_only_so_many_codes_for_one_draft():
    draft = with_email(begun())
    for n in range(N_CODES_A_DAY):
        services.send_return_code(reference=draft.reference, email=draft.email, browser=str(n), at=AT)
    n_before = len(mail.outbox)
    assert services.send_return_code(reference=draft.reference, email=draft.email, browser="z", at=AT).draft is None
    assert len(mail.outbox) == n_before


def test_a_draft_deleted_after_its_code_was_sent_does_not_open():
    draft = with_email(begun())
    made = services.send_return_code(reference=draft.reference, email=draft.email, browser="b", at=AT)
    Draft.objects.filter(pk=draft.pk).update(expires_at=AT)
    with pytest.raises(InvalidError):
        services.resume(code_uuid=made.uuid, code=code_in(mail.outbox[-1]), browser="b", at=AT)


def test_throwing_a_draft_away_deletes_its_words_and_its_files():
    draft = begun(story="words")
    services.add_file(draft=draft, question=QUESTIONS["files"], at=AT,
                      file=SimpleUploadedFile("a.txt", b"Text", content_type="text/plain"))
    services.discard(draft=draft, at=AT)
    services.discard(draft=draft, at=AT)
    assert not Draft.objects.exists()
    assert not Document.objects.exists()


def test_the_night_deletes_what_is_past_its_time_and_the_words_of_what_was_sent():
    old, done = begun(story="old words"), begun(who="young", story="sent words")
    services.add_file(draft=old, question=QUESTIONS["files"], at=AT,
                      file=SimpleUploadedFile("a.txt", b"Text", content_type="text/plain"))
    sent(done)
    services.send_return_code(reference="", email="", browser="b", at=AT)
    assert services.purge(at=AT) == 0
    assert services.purge(at=AT + COPY_LASTS + CODE_LASTS) == 1
    done.refresh_from_db()
    assert (done.answers, done.outcome, done.submitted_ref) == ({}, {}, "SAM-1")
    assert not ReturnCode.objects.exists()
    assert sent(done).submitted_ref == "SAM-1"
    assert services.purge(at=AT + DRAFT_LASTS) == 2
    assert not Draft.objects.exists()
    assert not Document.objects.exists()


def test_the_nightly_task_purges(monkeypatch):
    draft = begun()
    Draft.objects.filter(pk=draft.pk).update(expires_at=AT)
    tasks.purge_drafts.func()
    assert not Draft.objects.exists()


def test_the_database_itself_refuses_a_sent_draft_without_reference():
    from django.db import IntegrityError, transaction

    draft = begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(submitted_at=AT)
    assert connection.is_usable()
