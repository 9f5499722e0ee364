"""What is asked on the pages of the room; everything typed stays when something is wrong."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.commons.actions.words import Told
from alongside.ground.people.models import Person
from alongside.ground.ui.forms import ChoiceField, DayField, Form, LongTextField, ManyChoicesField, SelectField, TextField
from alongside.ground.ui.forms.fields import VersionField


class CallForm(Form):
    """A telephone call in fifteen seconds: who, what, and a promise if there was one."""

    who = ChoiceField(_("Who did you speak to?"), [])
    with_words = TextField(_("Who was it, if somebody else?"), max_length=150, required=False)
    words = LongTextField(_("What was said?"), max_length=20_000, rows=4)
    promise = TextField(_("Did you promise something? Say what"), max_length=300, required=False)
    promised_on = DayField(_("By which day?"), required=False, not_before_today=True)

    def __init__(self, data: Any = None, *, people: Sequence[Person], today: date) -> None:
        super().__init__(data, today=today)
        who = self.fields["who"]
        assert isinstance(who, ChoiceField)
        who.choices = [*((str(person.uuid), person.full_name) for person in people), ("", _("Somebody else"))]
        who.required = False


class PromiseForm(Form):
    """A date for a family: told now by message, or told already at a meeting, on the telephone or in a letter."""

    to = ManyChoicesField(_("To whom?"), [], required=False)
    promise = TextField(_("What do you promise?"), max_length=300, missing=_("Say what you promise"))
    promised_on = DayField(_("By which day?"), not_before_today=True)
    told_how = ChoiceField(_("How do they hear it?"), [
        (Told.MESSAGE, _("Send it to them now")), (Told.MEETING, _("I told them at a meeting")),
        (Told.CALL, _("I told them on the telephone")), (Told.LETTER, _("It is in a letter that has left")),
    ])

    def __init__(self, data: Any = None, *, people: Sequence[Person], today: date) -> None:
        super().__init__(data, today=today)
        to = self.fields["to"]
        assert isinstance(to, ManyChoicesField)
        to.choices = [(str(person.uuid), person.full_name) for person in people]


class KeepForm(Form):
    """A promise is kept: what was done, and when."""

    version = VersionField()
    how = LongTextField(_("What was done?"), rows=3, max_length=1000, missing=_("Say what was done"))
    kept_on = DayField(_("On which day?"), hint=_("Leave it empty for today."), required=False, not_after_today=True)
    words = LongTextField(_("If it was late: what you say to the family"), rows=4, required=False, hint=_(
        "In your own words. Nothing is written for you."))
    told_elsewhere = TextField(_("How did you tell them, if nobody can be written to?"), max_length=300, required=False)


class ChangeForm(Form):
    """A promise gets another date: which, why, and what the family hears."""

    version = VersionField()
    due_on = DayField(_("The new day"), not_before_today=True)
    reason = LongTextField(_("Why does it change?"), rows=3, max_length=1000, missing=_("Say why the date changes"),
                           hint=_("The family reads this."))
    words = LongTextField(_("What you say to the family"), rows=5, missing=_(
        "Write to the family in your own words"), hint=_("In your own words. Nothing is written for you."))
    told_elsewhere = TextField(_("How did you tell them, if nobody can be written to?"), max_length=300, required=False)


class WithdrawForm(Form):
    """A promise is taken back: why, and what the family hears."""

    version = VersionField()
    reason = LongTextField(_("Why is it taken back?"), rows=3, max_length=1000, missing=_("Say why it is taken back"),
                           hint=_("The family reads this."))
    words = LongTextField(_("What you say to the family"), rows=5, missing=_(
        "Write to the family in your own words"), hint=_("In your own words. Nothing is written for you."))
    told_elsewhere = TextField(_("How did you tell them, if nobody can be written to?"), max_length=300, required=False)


class DoneForm(Form):
    """An action is done: how."""

    version = VersionField()
    how = LongTextField(_("How was it done?"), rows=3, max_length=1000, missing=_("Say how it was done"))


class HandOverForm(Form):
    """An action goes to another post."""

    version = VersionField()
    post = SelectField(_("Give it to"), [])
    reason = LongTextField(_("Why, and what must they know?"), rows=3, max_length=1000, missing=_(
        "Say why, and what they must know"))

    def __init__(self, data: Any = None, *, posts: Iterable[tuple[str, str]], **given: Any) -> None:
        super().__init__(data, **given)
        post = self.fields["post"]
        assert isinstance(post, SelectField)
        post.choices = [("", ""), *posts]


class ExtendForm(Form):
    """An action gets more time."""

    version = VersionField()
    due_on = DayField(_("The new day"), not_before_today=True)
    reason = LongTextField(_("Why does it need more time?"), rows=3, max_length=1000, missing=_(
        "Say why it needs more time"))


class UpdateForm(Form):
    """The sentence without which no update leaves."""

    version = VersionField()
    own = LongTextField(_("Your own words: answer what they asked"), rows=5, missing=_(
        "Write a sentence of your own that answers what they asked"))
    to = ManyChoicesField(_("Who should read this?"), [], missing=_("Choose who should read this"))

    def __init__(self, data: Any = None, *, people: Sequence[Person], **given: Any) -> None:
        super().__init__(data, **given)
        if not people:
            del self.fields["to"]
            return
        to = self.fields["to"]
        assert isinstance(to, ManyChoicesField)
        to.choices = [(str(person.uuid), person.full_name) for person in people]
