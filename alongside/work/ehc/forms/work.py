"""Forms of those who work on requests: quick to fill, every field with a reason to be there."""

from collections.abc import Iterable

from django import forms

from alongside.ground.documents.engine.kinds import ACCEPT_ATTRIBUTE
from alongside.ground.people.words import PARENT_KINDS, Proof, RelationKind
from alongside.ground.ui.forms import (
    AddressField,
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LongTextField,
    ManyChoicesField,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
    TickField,
    UploadField,
    YesNoField,
)
from alongside.work.ehc.services.claiming import DUTIES
from alongside.work.ehc.words import (
    ASKED_BY_WORDS,
    EVIDENCE_WORDS,
    GROUND_WORDS,
    OUTCOME_WORDS,
    AskedBy,
    Door,
)

HAND_DOORS = (
    (Door.LETTER, "Letter"), (Door.EMAIL, "E-mail"), (Door.PHONE, "Telephone"), (Door.IN_PERSON, "In person"),
)
PEOPLE = tuple((kind, ASKED_BY_WORDS[kind]) for kind in AskedBy if kind != AskedBy.UNKNOWN)


class EnterForm(Form):
    """A request from a letter, an e-mail or a call, in the order in which it is read."""

    door = ChoiceField("How did it come?", HAND_DOORS, is_inline=True)
    received_on = DayField(
        "Day it reached anyone in the council", not_after_today=True,
        hint="A wrong mailbox counts too. This is day 0.",
    )
    backdated_reason = TextField("Where has it been since?", required=False, hint="Only if that day is not today.")
    asked_by_kind = ChoiceField("Who asks?", PEOPLE)
    child_given_name = TextField("Child’s first name", required=False, width=20)
    child_family_name = TextField("Child’s last name", required=False, width=20)
    child_born_on = DayField("Child’s birth date", required=False, not_after_today=True)
    child_postcode = PostcodeField("Postcode where the child lives", required=False)
    setting_name = TextField("School, college or nursery", required=False)
    is_looked_after = TickField("A council looks after this child", required=False)
    home_council = TextField("Other council, if the child lives in its area", required=False)
    asker_given_name = TextField("First name of whoever asks", required=False, width=20)
    asker_family_name = TextField("Last name", required=False, width=20)
    relation = TextField("What they are to the child", required=False, width=20)
    asker_email = EmailField("E-mail", required=False)
    asker_phone = PhoneField("Telephone", required=False)
    asker_address = AddressField("Address", required=False)
    asker_postcode = PostcodeField("Postcode", required=False)
    is_unsafe = TickField("Be careful: somebody must not see letters or hear calls", required=False)
    words = LongTextField("What it says, word for word or in short", required=False)
    key = forms.CharField(widget=forms.HiddenInput(), max_length=80)


class PupilForm(Form):
    """A setting asks for a pupil of its own."""

    setting = SelectField("Your school, college or nursery", ())
    child_given_name = TextField("Pupil’s first name", missing="Enter the first name", width=20)
    child_family_name = TextField("Pupil’s last name", missing="Enter the last name", width=20)
    child_born_on = DayField("Birth date", not_after_today=True)
    child_postcode = PostcodeField("Postcode where the pupil lives", required=False)
    is_looked_after = TickField("A council looks after this pupil", required=False)
    good_at = LongTextField("What they are good at", required=False, rows=3)
    hard = LongTextField("What is hard for them", required=False, rows=4)
    tried = LongTextField("What you have tried, and what came of it", required=False, rows=4, hint=(
        "No number of cycles and no sum of money is needed before you may ask."))
    family_words = LongTextField("What the family and the pupil say", required=False, rows=3)
    contact = TextField("Who at your setting we may ring, and when", required=False)
    key = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *given: object, settings: Iterable[tuple[str, str]] = (), **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as they came
        self.fields["setting"].choices = [("", ""), *settings]  # type: ignore[attr-defined]  # a select has choices


class StatusForm(Form):
    """A reference, as somebody types it from a letter."""

    reference = TextField("Your reference", hint="It looks like EHC-7K3P-9QXD.", missing="Enter your reference", width=20)


class IdentityForm(Form):
    """What was seen that shows who somebody is, and what they are to the child."""

    is_confirmed = YesNoField("Could you confirm who they are and what they are to the child?")
    kind = ChoiceField("What are they to the child?", [
        *((kind.value, kind.label) for kind in PARENT_KINDS), (RelationKind.SELF.value, RelationKind.SELF.label),
    ], required=False)
    proofs = ManyChoicesField("What did you see or hear?", Proof.choices, required=False, hint=(
        "A birth date, a postcode and facts about the child are known to an ex-partner too. They are never enough."))
    same_as = SelectField("Is it somebody whom we know already?", (), required=False)
    words = LongTextField("Note", required=False, rows=3)

    def __init__(self, *given: object, known: Iterable[tuple[str, str]] = (), **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as they came
        # The list of a child's people is itself part of the case: only for those who see it.
        self.fields["same_as"].choices = [("", ""), *known]  # type: ignore[attr-defined]  # a select has choices
        if not known:
            del self.fields["same_as"]


class DecisionForm(Form):
    """The legal test, the evidence, the reasons."""

    has_or_may_have_sen = YesNoField("Does the child have, or may they have, special educational needs?", required=False)
    may_be_necessary = YesNoField("May it be necessary to make provision by an EHC plan?", required=False)
    outcome = ChoiceField("Decision", tuple(OUTCOME_WORDS.items()), required=False)
    evidence = ManyChoicesField("What you rely on", (), required=False)
    evidence_words = LongTextField("Other things you rely on", required=False, rows=3)
    strengths = LongTextField("What the child does well", required=False, rows=3, hint=(
        "In their own words or their family’s. The letter starts with it."))
    reasons = LongTextField("Reasons, in plain English, about this child", required=False, rows=8)
    why_late = LongTextField("Why is it late?", required=False, rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *given: object, evidence: Iterable[tuple[str, str]] = (), flags: Iterable[tuple[str, str]] = (),
                 **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as they came
        self.fields["evidence"].choices = list(evidence)  # type: ignore[attr-defined]  # checkboxes have choices
        for code, title in flags:
            self.fields[f"flag_{code}"] = LongTextField(
                f"{title}: why does this refusal not rest on it?", required=False, rows=2
            )


class SendForm(Form):
    """The call before a refusal, and the family's own wish about the day."""

    call_words = LongTextField("The call with the family before the letter", required=False, rows=3, hint=(
        "Who rang whom, when, and what was said. If nobody answered: when you tried, and how."))
    has_family_asked = TickField("The family asked to have it now", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)


class GiveForm(Form):
    """Words and files, from whoever knows the child."""

    title = TextField("What is it?", missing="Say what it is", hint="For example: a report, a letter, photographs.")
    words = LongTextField("What should we know about it?", required=False, rows=4)
    uploads = UploadField(
        "Files", is_many=True, required=False, accept=ACCEPT_ATTRIBUTE,
        hint="Documents, photographs and voice notes. You can choose several.",
    )
    key = forms.CharField(widget=forms.HiddenInput(), max_length=60, required=False)


class EvidenceForm(GiveForm):
    """Words and files for the decision, taken in by an officer."""

    field_order = ("title", "given_by", "given_by_words", "received_on", "words", "uploads")
    given_by = SelectField("From whom?", tuple(EVIDENCE_WORDS.items()))
    given_by_words = TextField("Name and role", required=False)
    received_on = DayField("Day it came", required=False, not_after_today=True)


class CallForm(Form):
    """A call, in 15 seconds."""

    with_words = TextField("Who did you speak to?", missing="Say who you spoke to")
    words = LongTextField("What was said?", rows=3, missing="Say what was said")
    promise = TextField("Did you promise something? Say what", required=False, max_length=300)
    promised_on = DayField("By which day?", required=False, not_before_today=True)
    minutes = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=0, max_value=600)
    key = forms.CharField(widget=forms.HiddenInput(), max_length=80)


class ViewForm(Form):
    """What was answered when a view was asked for."""

    answer = LongTextField("What did they say?", missing="Write down what they said")


class AnswerForm(Form):
    """A setting's own view."""

    answer = LongTextField(
        "What have you seen, what have you tried, and what came of it?", rows=8, missing="Write your view",
        hint="Your own words are enough. No number of cycles, no diagnosis and no sum of money is needed.",
    )


class SettingForm(Form):
    """Which setting to ask."""

    setting_name = TextField("School, college or nursery", required=False, hint="Name, URN or UKPRN.")
    words = LongTextField("What do you want to know?", required=False, rows=3)


class WithdrawForm(Form):
    """A request that is taken back."""

    withdrawn_on = DayField("Day they told us", not_after_today=True)
    words = LongTextField("What did they say?", rows=3, missing="Write down what they said, in their words")
    is_freely_made = YesNoField("Did they decide this freely?", hint=(
        "If anybody told them to take it back, say no: the request goes on."))


class PassOnForm(Form):
    """Another council's area."""

    council = TextField("Which council?", missing="Name the council where the child lives")
    email = EmailField("Its e-mail address for requests", required=False)
    has_moved = YesNoField("Has the child moved there since the request?")


class ReasonForm(Form):
    """One reason."""

    why = LongTextField("How do you know?", rows=3, missing="Say how you know")


class ExceptionForm(Form):
    """A lawful ground."""

    ground = ChoiceField("Ground", tuple(GROUND_WORDS.items()))
    duty = ChoiceField("Which step does it keep from being done in time?", tuple(DUTIES.items()))
    from_on = DayField("From", not_after_today=True)
    to_on = DayField("Until", required=False)
    evidence = LongTextField("What shows it?", rows=3, missing="Say what shows it")
    why_impractical = LongTextField("Why does it stop the step from being done in time?", rows=3, missing=(
        "Say why it stops the step"))


class LateForm(Form):
    """What a family is told about a late answer."""

    why = LongTextField("Why is it late?", rows=3, missing="Say why it is late")
    expected = LongTextField("What happens next, and when?", rows=3, missing="Say what happens next, and when")
    promise = TextField("Do you promise something? Say what", required=False, max_length=300)
    promised_on = DayField("By which day?", required=False, not_before_today=True)


class AllocateForm(Form):
    """Who takes the case."""

    post = SelectField("Give it to", ())
    note = LongTextField("What must the next holder know, and what was promised?", required=False, rows=3)

    def __init__(self, *given: object, posts: Iterable[tuple[str, str]] = (), **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as they came
        self.fields["post"].choices = [("", ""), *posts]  # type: ignore[attr-defined]  # a select has choices
