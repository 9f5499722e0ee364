"""What a person does with a draft: start, save, leave, come back, send, throw away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.mail import send_mail
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from alongside.commons.journeys.engine import Journey, Question, flow
from alongside.commons.journeys.engine import answers as kept_answers
from alongside.commons.journeys.models import Draft, ReturnCode
from alongside.commons.journeys.queries import documents_of, key_hash
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
from alongside.ground.core.references import new_code, new_reference, new_token, normal_reference
from alongside.ground.documents import services as documents

KIND_OF_UPLOAD = "sent_with_request"


@transaction.atomic
def start(*, journey: Journey, at: datetime) -> tuple[Draft, str]:
    """A new draft, and the key that opens it; the key is kept nowhere else."""
    key = new_token()
    draft = Draft.objects.create(
        journey=journey.key, reference=new_reference("SAVE"), key_hashes=[key_hash(key)],
        started_at=at, saved_at=at, expires_at=at + DRAFT_LASTS,
    )
    return draft, key


@transaction.atomic
def save_page(*, draft: Draft, questions: Sequence[Question], given: Mapping[str, Any], seen: str,
              at: datetime) -> Draft:
    """Keep the answers of one page. `seen` is the fingerprint of what the page showed before.

    Raises StaleError when another tab or device saved other answers to these questions since; both are in it.
    """
    locked = _open(draft, at)
    new = {q.name: kept_answers.to_stored(q, given.get(q.name)) for q in questions}
    if kept_answers.fingerprint(questions, locked.answers) != seen:
        different = [q for q in questions if _differs(locked.answers.get(q.name), new[q.name])]
        if different:
            raise StaleError(
                theirs={q.name: kept_answers.words_of(q, locked.answers.get(q.name)) for q in different},
                ours={q.name: kept_answers.words_of(q, new[q.name]) for q in different},
            )
    locked.answers = {**locked.answers, **new}
    return _touch(locked, at)


@transaction.atomic
def add_file(*, draft: Draft, question: Question, file: File[bytes], at: datetime) -> Draft:
    """Keep one uploaded file with the draft; InvalidError says what is wrong with it."""
    locked = _open(draft, at)
    if sum(len(uuids) for uuids in locked.files.values()) >= N_FILES:
        raise InvalidError({question.name: gettext("You can add at most %(n)d files here.") % {"n": N_FILES}})
    try:
        document = documents.add_upload(
            file=file, title=str(question.short_label or question.label)[:200], kind=KIND_OF_UPLOAD, child_uuid=None,
            ref=file_ref(locked), by=None, at=at, readers=(),
        )
    except InvalidError as error:
        raise InvalidError({question.name: " ".join(error.errors.values())}) from None
    before = locked.files.get(question.name, [])
    if str(document.uuid) not in before:
        locked.files = {**locked.files, question.name: [*before, str(document.uuid)]}
    return _touch(locked, at)


@transaction.atomic
def remove_file(*, draft: Draft, question: Question, document_uuid: str, at: datetime) -> Draft:
    """Take a file out of the draft; a file that is not in it changes nothing."""
    locked = _open(draft, at)
    before = locked.files.get(question.name, [])
    if document_uuid in before:
        locked.files = {**locked.files, question.name: [uuid for uuid in before if uuid != document_uuid]}
        _touch(locked, at)
        documents.discard(document=UUID(document_uuid), ref=file_ref(locked), by=None, at=at)
    return locked


@transaction.atomic
def keep_email(*, draft: Draft, email: str, resume_address: str, at: datetime) -> Draft:
    """Remember where codes may be sent, and mail the reference there. The mail says nothing of what was written."""
    locked = _open(draft, at)
    locked.email = email.strip().lower()
    if _may_mail(locked):
        send_mail(
            gettext("Saved: how to carry on"),
            gettext(
                "What you started is saved until %(day)s.\n\nTo carry on, open %(address)s and give this reference: "
                "%(reference)s\n\nWe will send a code to this address. If this was not you, ignore this message."
            ) % {"day": f"{at + DRAFT_LASTS:%d/%m/%Y}", "address": resume_address, "reference": locked.reference},
            None, [locked.email],
        )
    return _touch(locked, at)


@transaction.atomic
def send_return_code(*, reference: str, email: str, browser: str, at: datetime) -> ReturnCode:
    """Mail a one-time code when reference and e-mail belong together; the answer is the same when they don't.

    `browser` is a token of the browser that asks: the code opens nothing elsewhere. Raises InvalidError when this
    browser asked too often in the last hour.
    """
    asked = ReturnCode.objects.filter(browser_hash=key_hash(browser), asked_at__gt=at - timedelta(hours=1)).count()
    if asked >= N_CODES_AN_HOUR:
        raise InvalidError({"reference": gettext("You asked for many codes. Wait an hour, or ring us.")})
    draft = Draft.objects.select_for_update().filter(
        reference=normal_reference(reference), email=email.strip().lower(), submitted_at__isnull=True,
        expires_at__gt=at,
    ).exclude(email="").first()
    if draft is not None and _n_codes(draft, at) >= N_CODES_A_DAY:
        draft = None
    code, token = new_code(), new_token()
    made = ReturnCode(draft=draft, browser_hash=key_hash(browser), asked_at=at, until=at + CODE_LASTS)
    made.code_hash = _code_hash(made.uuid, code if draft else token)
    made.save()
    if draft is not None:
        send_mail(
            gettext("Your code to carry on"),
            gettext("Your code is %(code)s. It works for 10 minutes, in the browser where you asked for it.\n\n"
                    "If you did not ask for it, ignore this message.") % {"code": code},
            None, [draft.email],
        )
    return made


def resume(*, code_uuid: UUID | str, code: str, browser: str, at: datetime) -> tuple[Draft, str]:
    """The draft and a new key, for the right code; InvalidError in one and the same sentence for all else."""
    opened = _try_code(code_uuid, code, browser, at)
    if opened is None:
        raise InvalidError({"code": gettext("That code is not right, or is too old. Check it, or ask for a new one.")})
    return opened


@transaction.atomic
def _try_code(code_uuid: UUID | str, code: str, browser: str, at: datetime) -> tuple[Draft, str] | None:
    """Count the try and keep the count even when the code is wrong: no error may roll it back."""
    made = ReturnCode.objects.select_for_update().filter(
        uuid=code_uuid, browser_hash=key_hash(browser), used_at__isnull=True, until__gt=at, n_tries__lt=N_CODE_TRIES,
    ).first()
    if made is None:
        return None
    made.n_tries += 1
    is_right = constant_time_compare(made.code_hash, _code_hash(made.uuid, "".join(code.split())))
    draft = Draft.objects.select_for_update().filter(codes=made, expires_at__gt=at).first()
    if not is_right or draft is None:
        made.save(update_fields=["n_tries"])
        return None
    made.used_at = at
    made.save(update_fields=["n_tries", "used_at"])
    key = new_token()
    draft.key_hashes = [*draft.key_hashes, key_hash(key)][-N_BROWSERS:]
    draft.save(update_fields=["key_hashes"])
    return draft, key


@transaction.atomic
def submit(*, journey: Journey, draft: Draft, seen: str, at: datetime) -> Draft:
    """Send the draft, once: a second call, however it comes, returns what the first one did.

    Raises StaleError when the answers changed since the page that the person checked, InvalidError when a needed
    answer is missing or the owning room refuses one; nothing is sent then.
    """
    locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None or (locked.submitted_at is None and locked.expires_at <= at):
        raise NotThereError("no such draft")
    if locked.submitted_at is not None:
        return locked
    if kept_answers.fingerprint(journey.questions, locked.answers, locked.files) != seen:
        raise StaleError(theirs={}, ours={})
    needed = [q for _, q in flow.missing(journey, locked.answers, locked.files) if q.required]
    if needed:
        raise InvalidError({q.name: str(q.required) for q in needed})
    outcome = dict(journey.submit(
        answers=flow.standing(journey, locked.answers), files=documents_of(locked),
        draft_reference=locked.reference, at=at,
    ))
    locked.submitted_at, locked.submitted_ref, locked.outcome = at, str(outcome["reference"]), outcome
    locked.expires_at = at + DRAFT_LASTS
    locked.save()
    return locked


@transaction.atomic
def discard(*, draft: Draft, at: datetime) -> None:
    """Throw a draft away for good, with its files; one that was sent is left alone."""
    locked = Draft.objects.select_for_update().filter(pk=draft.pk, submitted_at__isnull=True).first()
    if locked is not None:
        _delete(locked, at)


@transaction.atomic
def purge(*, at: datetime) -> int:
    """Delete drafts past their time, and the words of sent ones a day after sending; returns how many drafts."""
    sent = Draft.objects.filter(submitted_at__lte=at - COPY_LASTS).exclude(answers={}, email="")
    n_wiped = sent.update(answers={}, files={}, outcome={}, email="")
    ReturnCode.objects.filter(until__lte=at - timedelta(days=1)).delete()
    expired = list(Draft.objects.select_for_update().filter(expires_at__lte=at))
    for draft in expired:
        _delete(draft, at)
    return n_wiped + len(expired)


def file_ref(draft: Draft) -> str:
    """What the files of a draft belong to until the owning room assigns them (`from_ref` of documents.assign)."""
    return f"draft:{draft.reference}"


def _delete(draft: Draft, at: datetime) -> None:
    """Delete a draft; its files too, unless it was sent and they belong to a case now."""
    if draft.submitted_at is None:
        for uuid in (uuid for uuids in draft.files.values() for uuid in uuids):
            documents.discard(document=UUID(uuid), ref=file_ref(draft), by=None, at=at)
    draft.delete()


def _open(draft: Draft, at: datetime) -> Draft:
    """The draft, locked; NotThereError once it was sent, thrown away or expired."""
    locked = Draft.objects.select_for_update().filter(
        pk=draft.pk, submitted_at__isnull=True, expires_at__gt=at
    ).first()
    if locked is None:
        raise NotThereError("no such draft")
    return locked


def _touch(draft: Draft, at: datetime) -> Draft:
    draft.version += 1
    draft.saved_at, draft.expires_at = at, at + DRAFT_LASTS
    draft.save()
    return draft


def _n_codes(draft: Draft, at: datetime) -> int:
    return draft.codes.filter(asked_at__gt=at - timedelta(days=1)).count()


def _may_mail(draft: Draft) -> bool:
    """Count one more mail; false once the draft has caused too many."""
    if not draft.email or draft.n_mails >= N_MAILS:
        return False
    draft.n_mails += 1
    return True


def _code_hash(uuid: UUID, code: str) -> str:
    return salted_hmac("alongside.journeys.code", f"{uuid}:{code}", algorithm="sha256").hexdigest()


def _differs(kept: Any, new: Any) -> bool:
    """Whether two answers differ; not answered and empty are the same."""
    return kept != new and not (kept_answers.is_empty(kept) and kept_answers.is_empty(new))
