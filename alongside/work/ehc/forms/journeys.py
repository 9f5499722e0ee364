"""The open forms as data: a family asks for an assessment, and any person tells the council of a child.

Version 1. Draft: the words are not yet agreed with families; nothing here was tried with any.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.commons.journeys.engine import Journey, Page, Question, has, is_
from alongside.commons.journeys.words import QuestionKind as Kind
from alongside.ground.documents.models import Document
from alongside.ground.people.words import Channel, ReadingFormat
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import AskedBy, Door, EvidenceFrom

VERSION = "1"
UNSAFE = _("If you or a child are not safe now, ring 999. Nobody reads this form at night or at weekends.")
USED = _(
    "What you write is read by the EHC team that works on it, and by those who must be asked: health, social care and "
    "the school, college or nursery. The law tells us to ask them. We keep your words as you wrote them."
)
YOU, CHILD, NEEDS, OTHERS = _("You"), _("The child or young person"), _("What is hard and what helps"), _("Others")

_NAME_PAGES = (
    Page("your-name", (
        Question("asker_given_name", _("Your first name"), required=_("Enter your first name"),
                 autocomplete="given-name", width=20),
        Question("asker_family_name", _("Your last name"), autocomplete="family-name", width=20),
    ), title=_("What is your name?"), section=YOU),
    Page("reach-you", (
        Question("asker_email", _("E-mail address"), Kind.EMAIL, autocomplete="email"),
        Question("asker_phone", _("Telephone number"), Kind.PHONE, autocomplete="tel"),
        Question("asker_address", _("Address"), Kind.ADDRESS, autocomplete="street-address"),
        Question("asker_postcode", _("Postcode"), Kind.POSTCODE, autocomplete="postal-code", width=10),
    ), title=_("How can we reach you?"), help=_("One way is enough. We answer by it at once."), section=YOU),
)
_WAY_PAGES = (
    Page("safe", (
        Question("is_unsafe", _("Must we be careful when we ring or write to you?"), Kind.YES_NO, hint=_(
            "Say yes if somebody must not see our letter, hear our call, or learn where you live.")),
        Question("safe_words", _("What must we know?"), Kind.LONG, when=is_("is_unsafe", True), rows=3),
    ), title=_("Is it safe to reach you there?"), section=YOU),
    Page("how-you-like-it", (
        Question("channel", _("How do you want to hear from us?"), Kind.CHOICE, choices=(
            (Channel.EMAIL, _("By e-mail")), (Channel.PHONE, _("By telephone")), (Channel.POST, _("By letter")),
            (Channel.SMS, _("By text message")))),
        Question("agrees_electronic", _("May our decisions come by e-mail or on this website instead of by post?"),
                 Kind.YES_NO, hint=_("If you don’t open one in 3 days, we post it as well.")),
        Question("best_time", _("When is a good time to ring you?")),
    ), title=_("How do you want to hear from us?"), section=YOU),
    Page("help-to-take-part", (
        Question("language", _("Which language do you speak best?"), hint=_("English, if you leave it empty.")),
        Question("needs_interpreter", _("Do you need an interpreter?"), Kind.YES_NO),
        Question("reading_format", _("How do you read best?"), Kind.CHOICE, choices=tuple(
            (form.value, form.label) for form in ReadingFormat)),
        Question("access_needs", _("What makes it easier for you to come, hear, see or follow?"), Kind.LONG, rows=2),
        Question("help_to_take_part", _("Do you want somebody to help you say what you think? Who?"), Kind.LONG,
                 rows=2),
    ), title=_("What helps you to take part?"), section=YOU),
)
_CHILD_PAGE = Page("child", (
    Question("child_given_name", _("First name"), required=_("Enter the first name"), width=20),
    Question("child_family_name", _("Last name"), width=20),
    Question("child_preferred_name", _("Name they like to be called, if it is another one"), width=20),
    Question("child_born_on", _("Birth date"), Kind.DAY, not_after_today=True, wanted=_(
        "With the birth date we find the right child, and mix nobody up.")),
    Question("child_postcode", _("Postcode where they live"), Kind.POSTCODE, width=10, wanted=_(
        "The postcode tells us which team is yours.")),
), title=_("Who needs help?"), section=CHILD)

REQUEST_PAGES = (
    Page("who", (
        Question("asked_by", _("Who are you?"), Kind.CHOICE, choices=(
            (AskedBy.PARENT, _("I am the parent or carer")),
            (AskedBy.YOUNG_PERSON, _("I ask for myself")),
        ), choice_hints={
            AskedBy.PARENT: _("Mother, father, step-parent, foster carer, grandparent: whoever cares for the child."),
            AskedBy.YOUNG_PERSON: _("You can from the end of the school year in which you turn 16, until you are 25."),
        }, wanted=_("It tells us whom to answer.")),
        Question("relation", _("What are you to the child?"), when=is_("asked_by", AskedBy.PARENT), width=20,
                 hint=_("For example mother, foster carer, grandfather.")),
    ), title=_("Who are you?"), section=YOU),
    *_NAME_PAGES, *_WAY_PAGES,
    _CHILD_PAGE,
    Page("school", (
        Question("setting_name", _("School, college or nursery"), hint=_("Leave it empty if there is none.")),
        Question("is_full_time", _("Are they there full-time now?"), Kind.YES_NO),
    ), title=_("Where do they learn?"), section=CHILD),
    Page("care", (
        Question("is_looked_after", _("Does a council look after them?"), Kind.YES_NO, hint=_(
            "That is so if they live with foster carers or in a home, or if a court has said so.")),
        Question("home_council", _("Which council’s area do they live in, if it is not ours?")),
    ), title=_("Care and home"), section=CHILD),
    Page("good-at", (
        Question("good_at", _("What are they good at? What do they like?"), Kind.LONG, wanted=_(
            "Every letter and plan starts with this. Your own words are best.")),
    ), section=NEEDS),
    Page("hard", (
        Question("hard", _("What is hard for them, at home, at school or with others?"), Kind.LONG, wanted=_(
            "This helps us most to decide. You need not have a diagnosis.")),
    ), help=UNSAFE, section=NEEDS),
    Page("help-now", (
        Question("help_now", _("What help do they get now? Does it work?"), Kind.LONG),
    ), section=NEEDS),
    Page("why", (
        Question("why", _("Why do you ask for an assessment?"), Kind.LONG),
    ), section=NEEDS),
    Page("own-words", (
        Question("child_words", _("What do they say themselves?"), Kind.LONG, hint=_(
            "In their words, or a picture that you photograph and add on the next page.")),
    ), section=NEEDS),
    Page("papers", (
        Question("papers", _("Letters, reports, pictures or voice notes"), Kind.UPLOAD, hint=_(
            "Only if you have some. You need no report in order to ask.")),
    ), help=USED, section=NEEDS),
    Page("who-else", (
        Question("who_else", _("Who else should we know of? Another parent, a social worker, a doctor?"), Kind.LONG,
                 rows=3),
        Question("who_not", _("Is there anybody who must not be told? Why?"), Kind.LONG, rows=3),
    ), title=_("Others"), section=OTHERS),
    Page("brother-or-sister", (
        Question("has_sibling", _("Do you ask for a brother or sister too?"), Kind.YES_NO),
        Question("sibling_given_name", _("Their first name"), when=is_("has_sibling", True), width=20),
        Question("sibling_family_name", _("Their last name"), when=is_("has_sibling", True), width=20),
        Question("sibling_born_on", _("Their birth date"), Kind.DAY, when=is_("has_sibling", True),
                 not_after_today=True),
        Question("sibling_words", _("What is hard for them, and what are they good at?"), Kind.LONG,
                 when=is_("has_sibling", True)),
    ), title=_("A brother or sister"), help=_("Each child has a request and a clock of their own."), section=OTHERS),
)

NOTICE_PAGES = (
    Page("who", (
        Question("relation", _("Who are you to the child?"), hint=_(
            "For example family doctor, health visitor, social worker, youth worker, neighbour."),
            wanted=_("It helps us to ask the right questions.")),
    ), section=YOU),
    *_NAME_PAGES, _CHILD_PAGE,
    Page("what-you-see", (
        Question("why", _("What have you seen? Why may this child need help?"), Kind.LONG,
                 wanted=_("This is what the council acts on.")),
    ), help=UNSAFE, section=NEEDS),
    Page("papers", (Question("papers", _("Letters or reports"), Kind.UPLOAD),), help=USED, section=NEEDS),
    Page("family-knows", (
        Question("family_knows", _("Does the family know that you write to us?"), Kind.YES_NO, hint=_(
            "We ask the family for their view, and tell them who told us unless that would put somebody at risk.")),
        Question("who_not", _("Is there anybody who must not be told? Why?"), Kind.LONG, when=has("family_knows"),
                 rows=3),
    ), title=_("The family"), section=OTHERS),
)


def _child(answers: Mapping[str, Any]) -> ehc.ChildGiven:
    return ehc.ChildGiven(
        given_name=_text(answers, "child_given_name", 100), family_name=_text(answers, "child_family_name", 100),
        preferred_name=_text(answers, "child_preferred_name", 100), born_on=answers.get("child_born_on"),
        postcode=_text(answers, "child_postcode", 10), is_looked_after=bool(answers.get("is_looked_after")),
        lives_elsewhere_la=_text(answers, "home_council", 120),
    )


def _asker(answers: Mapping[str, Any]) -> ehc.AskerGiven:
    return ehc.AskerGiven(
        given_name=_text(answers, "asker_given_name", 100), family_name=_text(answers, "asker_family_name", 100),
        relation=_text(answers, "relation", 200), email=_text(answers, "asker_email", 254),
        phone=_text(answers, "asker_phone", 30), address=_text(answers, "asker_address", 400),
        postcode=_text(answers, "asker_postcode", 10), language=_text(answers, "language", 40),
        needs_interpreter=bool(answers.get("needs_interpreter")),
        reading_format=_text(answers, "reading_format", 12) or "plain", channel=_text(answers, "channel", 8),
        agrees_electronic=bool(answers.get("agrees_electronic")), best_time=_text(answers, "best_time", 150),
        access_needs=_text(answers, "access_needs"), help_to_take_part=_text(answers, "help_to_take_part"),
        is_unsafe=bool(answers.get("is_unsafe")), safe_words=_text(answers, "safe_words", 300),
    )


def _text(answers: Mapping[str, Any], name: str, most: int = 20_000) -> str:
    return str(answers.get(name) or "").strip()[:most]


def _kept(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are stored: days as ISO text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in answers.items()}


_WORDS = {
    "good_at": "What the child is good at", "hard": "What is hard for the child", "help_now": "The help so far",
    "why": "Why the family asks", "child_words": "What the child says",
}


def _evidence(answers: Mapping[str, Any], files: list[Document], given_by: str) -> tuple[ehc.EvidenceGiven, ...]:
    said = [
        ehc.EvidenceGiven(title, _text(answers, name), given_by=given_by)
        for name, title in _WORDS.items() if _text(answers, name)
    ]
    sent = [ehc.EvidenceGiven(file.filename, document_uuid=file.uuid, given_by=given_by) for file in files]
    return (*said, *sent)


def submit_request(
    *, answers: Mapping[str, Any], files: list[Document], draft_reference: str, at: datetime
) -> dict[str, Any]:
    """A family's form becomes a request, and one more for a brother or sister; returns what the last page shows."""
    kind = answers.get("asked_by") or AskedBy.PARENT
    given_by = EvidenceFrom.YOUNG_PERSON if kind == AskedBy.YOUNG_PERSON else EvidenceFrom.FAMILY
    sent = ehc.Sent("ehc_request", VERSION, answers=_kept(answers), evidence=_evidence(answers, files, given_by))
    children = [(_child(answers), sent)]
    if answers.get("has_sibling") and (answers.get("sibling_given_name") or answers.get("sibling_family_name")):
        children.append((_sibling(answers), ehc.Sent(
            "ehc_request", VERSION, answers=_kept(answers),
            evidence=_evidence({"hard": answers.get("sibling_words")}, [], given_by),
        )))
    asker, receipts = _asker(answers), []
    for number, (child, form) in enumerate(children):
        receipt = ehc.receive_request(
            door=Door.PORTAL, asked_by_kind=kind, child=child, asker=asker, received_at=at, at=at, by=None, sent=form,
            key=f"{draft_reference}:{number}",
        )
        asker = _same_person(receipt, asker)
        receipts.append({"child": child.preferred_name or child.given_name, **receipt.as_words(receipt.received_on)})
    return {"reference": receipts[0]["reference"], "receipts": receipts}


def _sibling(answers: Mapping[str, Any]) -> ehc.ChildGiven:
    return ehc.ChildGiven(
        given_name=_text(answers, "sibling_given_name", 100),
        family_name=_text(answers, "sibling_family_name", 100) or _text(answers, "child_family_name", 100),
        born_on=answers.get("sibling_born_on"), postcode=_text(answers, "child_postcode", 10),
        is_looked_after=bool(answers.get("is_looked_after")),
    )


def _same_person(receipt: ehc.Receipt, asker: ehc.AskerGiven) -> ehc.AskerGiven:
    """The second child's request is asked by the very same person."""
    return replace(asker, person=Request.objects.select_related("requester").get(uuid=receipt.uuid).requester)


def submit_notice(
    *, answers: Mapping[str, Any], files: list[Document], draft_reference: str, at: datetime
) -> dict[str, Any]:
    """What any person tells of a child starts the same clock; returns what the last page shows."""
    sent = ehc.Sent(
        "ehc_notice", VERSION, answers=_kept(answers), evidence=_evidence(answers, files, EvidenceFrom.OTHER)
    )
    receipt = ehc.bring_to_notice(
        child=_child(answers), informant=_asker(answers), why=_text(answers, "why"), received_at=at, at=at, by=None,
        key=f"{draft_reference}:0", sent=sent,
    )
    words = receipt.as_words(receipt.received_on)
    return {"reference": receipt.reference, "receipts": [{"child": "", **words}]}


REQUEST = Journey(
    key="ehc_request", title=_("Ask for an EHC needs assessment"), pages=REQUEST_PAGES, submit=submit_request,
    before=(
        _("You ask the council to find out what help a child or young person needs. EHC means education, health and "
          "care."),
        _("It takes about 15 minutes. You can send it with questions left empty. By law we must answer within six "
          "weeks of the day you send it."),
        UNSAFE, USED,
    ),
    send_label=_("Send my request"), sent_template="ehc/sent.html",
)
NOTICE = Journey(
    key="ehc_notice", title=_("Tell the council about a child who may need help"), pages=NOTICE_PAGES,
    submit=submit_notice,
    before=(
        _("Anybody may tell the council that a child or young person may have special educational needs. The council "
          "must then find out, and decide within six weeks."),
        UNSAFE, USED,
    ),
    send_label=_("Send"), sent_template="ehc/sent.html",
)
