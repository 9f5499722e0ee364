"""How we should reach you."""

from django.utils.translation import gettext_lazy as _

from alongside.ground.people.words import Channel, NotificationDetail, ReadingFormat
from alongside.ground.ui.forms import (
    ChoiceField,
    EmailField,
    Form,
    LongTextField,
    PhoneField,
    TextField,
    TickField,
    VersionField,
)


class ProfileForm(Form):
    """One person's way of being reached, asked once and obeyed everywhere."""

    channel = ChoiceField(_("How should we reach you?"), Channel.choices)
    is_electronic = TickField(
        _("Send decisions and notices by e-mail or on my page instead of by post"), required=False,
        hint=_("If you have not opened one after 3 days, we post it as well. You can change this at any time."),
    )
    email = EmailField(_("E-mail address"), required=False)
    phone = PhoneField(_("Telephone number"), required=False)
    is_safe_contact_needed = TickField(
        _("Somebody else can see my phone, post or e-mail"), required=False,
        hint=_("Then we say nothing until we know that it is you."),
    )
    safe_contact_words = TextField(_("What is a safe way to reach you?"), max_length=300, required=False)
    notification_detail = ChoiceField(_("How much should a message say?"), NotificationDetail.choices)
    best_time = TextField(_("Best time to ring"), max_length=150, required=False)
    language = TextField(_("Language you would like"), max_length=40)
    needs_interpreter = TickField(_("I would like an interpreter"), required=False)
    reading_format = ChoiceField(_("How do you read best?"), ReadingFormat.choices)
    access_needs = LongTextField(_("What makes a meeting or visit work for you?"), rows=3, required=False)
    help_to_take_part = LongTextField(_("What help do you need to take part?"), rows=3, required=False)
    version = VersionField()
    person_version = VersionField()
