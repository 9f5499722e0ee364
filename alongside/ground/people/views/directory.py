"""Bodies, teams, posts and settings, for those who keep them; and who holds, leaves and covers a post."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.paging import Page
from alongside.ground.people import queries, services
from alongside.ground.people.forms import (
    AbsenceForm,
    BodyForm,
    DirectoryForm,
    HoldForm,
    PostForm,
    SettingForm,
    TeamForm,
)
from alongside.ground.people.models import Body, Person, Post, PostHolding, Setting, Team
from alongside.ground.people.views.children import pairs_of
from alongside.ground.people.views.visit import visitor
from alongside.ground.ui.services import page

_KEEPERS = Audience.permission(Permission.MANAGE_POSTS)
SIZE = 50


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of row of the directory: its table, form, act, and the words for it."""

    model: Any
    form: type[DirectoryForm]
    save: Callable[..., Any]
    argument: str
    label: str
    many: Any
    one: Any


KINDS = {
    "bodies": _Kind(Body, BodyForm, services.save_body, "body", "name", gettext_lazy("Bodies"), gettext_lazy("body")),
    "teams": _Kind(Team, TeamForm, services.save_team, "team", "title", gettext_lazy("Teams"), gettext_lazy("team")),
    "posts": _Kind(Post, PostForm, services.save_post, "post", "title", gettext_lazy("Posts"), gettext_lazy("post")),
    "settings": _Kind(
        Setting, SettingForm, services.save_setting, "setting", "name", gettext_lazy("Settings"),
        gettext_lazy("setting"),
    ),
}


def _kind(name: str) -> _Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@opens_to(_KEEPERS)
@require_safe
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """Rows of one kind, 50 a page, with a search by words of the name."""
    found, text = _kind(kind), request.GET.get("find", "")[:100]
    rows = found.model._default_manager.order_by(found.label, "pk")
    if text:
        rows = rows.filter(**{f"{found.label}__icontains": text.replace("\0", "")})
    counted = Page.of(request.GET.get("page", ""), size=SIZE, total=rows.count())
    shown = list(rows.values_list("uuid", found.label, "ends_on")[counted.start:counted.stop])
    return page(request, "people/directory.html", {
        "kind": kind, "title": found.many, "one": found.one, "rows": shown, "counted": counted, "find": text,
        "kinds": [(name, other.many) for name, other in KINDS.items()],
    })


@opens_to(_KEEPERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new row."""
    return _edit(request, kind, None)


@opens_to(_KEEPERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Change a row, and read its history."""
    return _edit(request, kind, get_object_or_404(_kind(kind).model, uuid=uuid))


def _edit(request: HttpRequest, kind: str, row: Any) -> HttpResponse:
    found, (user, at) = _kind(kind), visitor(request)
    initial = found.form.initial_of(row) if row is not None else None
    form = found.form(request.POST or None, initial=initial, today=day_of(at))
    conflicts: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            saved = found.save(**{found.argument: row}, version=version, by=user, at=at, **form.row_fields())
            messages.success(request, _("Saved."))
            return redirect("people_directory_edit", kind=kind, uuid=saved.uuid)
        except StaleError as error:
            conflicts = pairs_of(form, error)
            again = request.POST.copy()
            again["version"] = str(found.model._default_manager.get(pk=row.pk).version)
            form = found.form(again, today=day_of(at))
            form.is_valid()
        except InvalidError as error:
            form.add_invalid(error)
    name = getattr(row, found.label) if row is not None else ""
    context = {"form": form, "row": row, "name": name, "kind": kind, "one": found.one, "conflicts": conflicts}
    context |= _history(row, day_of(at)) if row is not None else {}
    return page(request, "people/directory_edit.html", context,
                status=409 if conflicts else 422 if form.errors else 200)


def _history(row: Any, today: Any) -> dict[str, Any]:
    """Former names of a body; holders and absences of a post, with the forms to change them."""
    if isinstance(row, Body):
        return {"aliases": list(row.aliases.order_by("-until")), "successors": list(row.successors.all())}
    if isinstance(row, Post):
        return {
            "holdings": list(row.holdings.select_related("person").order_by("-starts_on")),
            "absences": list(row.absences.select_related("cover_post").order_by("-starts_on")),
            "handovers": queries.handovers_of(row),
            "n_children": queries.children_of_badge(f"post:{row.uuid}", today).count(), "today": today,
            "hold": HoldForm(initial={"from_on": today}), "absence": AbsenceForm(post=row, today=today),
        }
    return {}


def _shown(request: HttpRequest, post: Post, form: Any) -> HttpResponse:
    """Back to the post with what was wrong, and what was typed."""
    today = form.today
    context = {
        "form": PostForm(initial=PostForm.initial_of(post)), "row": post, "name": post.title, "kind": "posts",
        "conflicts": [],
        "one": KINDS["posts"].one, **_history(post, today), "faulty": form,
    }
    context["hold" if isinstance(form, HoldForm) else "absence"] = form
    return page(request, "people/directory_edit.html", context, status=422)


@opens_to(_KEEPERS)
@require_POST
def hold(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody takes a post; where it holds cases the one before leaves it that day, and families are told first."""
    user, at = visitor(request)
    post = get_object_or_404(Post, uuid=uuid)
    form = HoldForm(request.POST, today=day_of(at))
    if not form.is_valid():
        return _shown(request, post, form)
    person = get_object_or_404(Person, uuid=form.cleaned_data["person"])
    on, words = form.cleaned_data["from_on"], form.cleaned_data["words"]
    try:
        if queries.children_of_badge(f"post:{post.uuid}", day_of(at)).exists():
            done = services.hand_over_post(post=post, to_person=person, on=on, words=words, by=user, at=at)
            n = done.lines.values("child").distinct().count()
            text = _("Handed over. Families of %(n)s children are told before the day.") % {"n": n}
        else:
            services.hold_post(post=post, person=person, from_on=on, by=user, at=at)
            text = _("Saved.")
    except InvalidError as error:
        form.add_invalid(error)
        return _shown(request, post, form)
    messages.success(request, text)
    return redirect("people_directory_edit", kind="posts", uuid=post.uuid)


@opens_to(_KEEPERS)
@require_POST
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody leaves a post today; the post keeps its cases."""
    user, at = visitor(request)
    holding = get_object_or_404(PostHolding.objects.select_related("post", "person__user"), uuid=uuid)
    services.leave_post(holding=holding, on=day_of(at), by=user, at=at)
    messages.success(request, _("They no longer hold this post."))
    return redirect("people_directory_edit", kind="posts", uuid=holding.post.uuid)


@opens_to(_KEEPERS)
@require_POST
def absence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A holder is away, and another post covers."""
    user, at = visitor(request)
    post = get_object_or_404(Post.objects.select_related("team", "body"), uuid=uuid)
    form = AbsenceForm(request.POST, post=post, today=day_of(at))
    if not form.is_valid():
        return _shown(request, post, form)
    given = form.cleaned_data
    try:
        services.set_absence(
            post=post, cover_post=get_object_or_404(Post, uuid=given["cover"]), starts_on=given["starts_on"],
            ends_on=given["ends_on"], by=user, at=at,
        )
    except InvalidError as error:
        form.add_invalid(error)
        return _shown(request, post, form)
    messages.success(request, _("The cover is arranged."))
    return redirect("people_directory_edit", kind="posts", uuid=post.uuid)
