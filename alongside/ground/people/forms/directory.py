"""Bodies, teams, settings and posts as forms, and who holds a post."""

from typing import Any, ClassVar

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from alongside.ground.people import queries
from alongside.ground.people.models import Body, District, Person, Post, Setting, Team
from alongside.ground.people.words import BodyKind, PersonKind, PostKind
from alongside.ground.ui.forms import (
    DayField,
    EmailField,
    Form,
    LongTextField,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
    TickField,
    VersionField,
)


class DirectoryForm(Form):
    """A row of the directory. Links to other rows are chosen by uuid, and given to services as the rows themselves."""

    links: ClassVar[dict[str, type[Model]]] = {}

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name, model in self.links.items():
            key = "code" if model is District else "uuid"
            label = "title" if model in (Team, Post) else "name"
            rows = model._default_manager.order_by(label).values_list(key, label)
            field: Any = self.fields[name]
            field.choices = [("", ""), *((str(value), words) for value, words in rows)]

    def row_fields(self) -> dict[str, Any]:
        """The cleaned fields with rows in the place of their keys."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name, model in self.links.items():
            key = "code" if model is District else "uuid"
            given[name] = model._default_manager.filter(**{key: given[name]}).first() if given[name] else None
        return given

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """What stands in a row, for the form."""
        found = {}
        for name in cls.base_fields:
            value = getattr(row, name)
            if name in cls.links and value is not None:
                value = value.code if cls.links[name] is District else str(value.uuid)
            found[name] = value
        return found


class BodyForm(DirectoryForm):
    """A body of the partnership."""

    links: ClassVar[dict[str, type[Model]]] = {"predecessor": Body}
    code = TextField(_("Short code"), max_length=60, hint=_("Letters and hyphens; it never changes."))
    name = TextField(_("Name"), max_length=150)
    short_name = TextField(_("Short name"), max_length=60, required=False)
    kind = SelectField(_("Kind"), BodyKind.choices)
    functions = LongTextField(_("What it does"), rows=3)
    cannot_do = LongTextField(_("What it can’t do"), rows=3, required=False)
    is_public = TickField(_("Show it on the public page"), required=False)
    predecessor = SelectField(_("Which body it follows"), [], required=False)
    starts_on = DayField(_("From"), required=False)
    ends_on = DayField(_("Until (the first day without it)"), required=False)
    version = VersionField()


class TeamForm(DirectoryForm):
    """A team."""

    links: ClassVar[dict[str, type[Model]]] = {"body": Body, "district": District}
    code = TextField(_("Short code"), max_length=60, hint=_("Letters and hyphens; it never changes."))
    title = TextField(_("Title"), max_length=100)
    kind = TextField(_("Kind"), max_length=30, hint=_(
        "“ehc” for a team that holds cases; “advice”, “mediation” and “resolution” for those whom a refusal letter names."
    ))
    body = SelectField(_("Body"), [])
    district = SelectField(_("District"), [], required=False)
    does = LongTextField(_("What it does"), rows=3, required=False)
    cannot_do = LongTextField(_("What it can’t do"), rows=3, required=False)
    phone = PhoneField(_("Telephone number"), required=False)
    email = EmailField(_("E-mail address"), required=False)
    hours = TextField(_("When somebody answers"), max_length=100, required=False)
    ends_on = DayField(_("Until (the first day without it)"), required=False)
    version = VersionField()


class SettingForm(DirectoryForm):
    """A school, college or other setting."""

    links: ClassVar[dict[str, type[Model]]] = {"district": District}
    name = TextField(_("Name"), max_length=150)
    urn = TextField(_("URN"), max_length=6, width=10, required=False)
    ukprn = TextField(_("UKPRN"), max_length=8, width=10, required=False)
    kind = TextField(_("Type"), max_length=60, required=False)
    phase = TextField(_("Phase"), max_length=40, required=False)
    district = SelectField(_("District"), [], required=False)
    la_number = TextField(_("Council number"), max_length=3, width=4, required=False)
    postcode = PostcodeField(_("Postcode"), required=False)
    email = EmailField(_("E-mail address"), required=False)
    phone = PhoneField(_("Telephone number"), required=False)
    ends_on = DayField(_("Closed (the first day without it)"), required=False)
    version = VersionField()


class PostForm(DirectoryForm):
    """A post."""

    links: ClassVar[dict[str, type[Model]]] = {
        "team": Team, "body": Body, "setting": Setting, "district": District, "deputy": Post,
    }
    code = TextField(_("Short code"), max_length=60, hint=_("Letters and hyphens; it never changes."))
    title = TextField(_("Title"), max_length=120)
    kind = SelectField(_("Kind"), PostKind.choices)
    team = SelectField(_("Team"), [], required=False)
    body = SelectField(_("Body"), [], required=False)
    setting = SelectField(_("Setting"), [], required=False)
    district = SelectField(_("District"), [], required=False)
    deputy = SelectField(_("Deputy"), [], required=False)
    does = LongTextField(_("What it does"), rows=3, required=False)
    cannot_do = LongTextField(_("What it can’t do"), rows=3, required=False)
    is_public = TickField(_("Show it, with its holder’s name, on the public page"), required=False)
    hours = TextField(_("When they answer"), max_length=100, required=False)
    phone = PhoneField(_("Telephone number"), required=False)
    email = EmailField(_("E-mail address"), required=False)
    ends_on = DayField(_("Until (the first day without it)"), required=False)
    version = VersionField()


def _staff() -> list[tuple[str, str]]:
    rows = Person.objects.filter(kind=PersonKind.PROFESSIONAL).order_by("family_name", "given_name")
    return [(str(person.uuid), person.full_name) for person in rows]


class HoldForm(Form):
    """Who takes a post, and from when."""

    person = SelectField(_("Who"), [])
    from_on = DayField(_("From"))
    words = LongTextField(
        _("What families are told"), rows=3, required=False,
        hint=_("Who takes over, from when, and how to reach them. Needed where the post holds children’s cases."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        field: Any = self.fields["person"]
        field.choices = [("", ""), *_staff()]


class AbsenceForm(Form):
    """When a post's holder is away, and which post covers: one of the same team, else one of the same kind."""

    cover = SelectField(_("Covered by"), [])
    starts_on = DayField(_("First day away"))
    ends_on = DayField(_("Day of return"))

    def __init__(self, *args: Any, post: Post, **given: Any) -> None:
        super().__init__(*args, **given)
        near = Q(team=post.team) | Q(kind=post.kind)
        rows = list(Post.objects.filter(near, body=post.body).exclude(pk=post.pk).select_related("team", "district"))
        words = queries.holder_words_of(rows, on=given.get("today"))
        rows.sort(key=lambda row: (row.team_id != post.team_id, row.kind != post.kind, words[row.pk]))
        field: Any = self.fields["cover"]
        field.choices = [("", ""), *((str(row.uuid), words[row.pk]) for row in rows)]
