"""Form bridge: any Django form field, ours or another package's, drawn by the maintained GOV.UK macros."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import engines
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment

Params = dict[str, Any]


@cache
def macro(component: str) -> Callable[[Params], str]:
    """The GOV.UK macro of a component, e.g. `date-input`."""
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # only the Jinja2 engine has it
    template = environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    found: Callable[[Params], str] = getattr(template.module, name)
    return found


def draw(component: str, params: Params) -> SafeString:
    """One component as HTML; every text in it is escaped by the macro."""
    return mark_safe(macro(component)(params).strip())  # noqa: S308 - the macros' environment escapes


def field(bound: BoundField, *, heading: bool = False, rows: int = 0) -> SafeString:
    """A field with label, hint and error. `heading` makes its label the page's h1; `rows` is for long text."""
    widget = bound.field.widget
    if widget.is_hidden:
        return SafeString(bound.as_widget())
    component = component_of(widget)
    params = _shared(bound, heading=heading)
    _FILL[component](bound, params)
    if rows and component in {"textarea", "character-count"}:
        params["rows"] = rows
    return draw("checkboxes" if component == "tick" else component, params)


def fields(form: forms.BaseForm) -> SafeString:
    """All fields of a form in order, hidden ones first."""
    shown = [field(bound) for bound in (*form.hidden_fields(), *form.visible_fields())]
    return format_html_join("\n", "{}", ((html,) for html in shown))


def error_summary(form: forms.BaseForm, *, takes_focus: bool = True) -> SafeString:
    """What went wrong, each error linked to its field; nothing when all is well. Drawn once for each form."""
    if not form.is_bound or not form.errors or getattr(form, "is_summary_drawn", False):
        return SafeString("")
    # Kept on the form, so that the frame and the page don't both draw it.
    form.is_summary_drawn = True  # type: ignore[attr-defined]  # Django's own forms have no such field
    errors: list[dict[str, str]] = [{"text": str(text)} for text in form.non_field_errors()]
    for name in form.errors:
        if name != "__all__":
            bound = form[name]
            errors += [{"text": str(text), "href": f"#{target(bound)}"} for text in bound.errors]
    return draw("error-summary", {"titleText": gettext("There is a problem"), "errorList": errors,
                                  "disableAutoFocus": not takes_focus})


def component_of(widget: forms.Widget) -> str:
    """Which component draws a widget; ours say so themselves."""
    named = getattr(widget, "component", "")
    if named:
        return str(named)
    for kind, component in _BY_WIDGET:
        if isinstance(widget, kind):
            return component
    return "input"


def target(bound: BoundField) -> str:
    """Id of the element that an error leads to: the first radio, box or day box of a group."""
    identity = str(bound.auto_id or bound.html_name)
    component = component_of(bound.field.widget)
    if component in {"radios", "checkboxes", "tick"}:
        return f"{identity}_0"
    if component == "date-input":
        return f"{identity}_{_faulty_boxes(bound)[0]}"
    return identity


def _shared(bound: BoundField, *, heading: bool) -> Params:
    asked, attributes = bound.field, dict(bound.field.widget.attrs)
    label = str(bound.label)
    if not asked.required and getattr(asked, "is_optional_shown", True) and not asked.disabled:
        label = gettext("%(label)s (optional)") % {"label": label}
    params: Params = {
        "id": str(bound.auto_id or bound.html_name), "name": bound.html_name,
        "label": {"text": label, "isPageHeading": heading, "classes": f"govuk-label--{'l' if heading else 's'}"},
        "autocomplete": attributes.pop("autocomplete", None), "inputmode": attributes.pop("inputmode", None),
        "classes": attributes.pop("class", ""), "disabled": asked.disabled,
    }
    for unwanted in ("placeholder", "required", "autofocus", "cols", "rows", "maxlength"):
        attributes.pop(unwanted, None)
    params["attributes"] = {name: str(value) for name, value in attributes.items() if value not in (False, None)}
    if bound.help_text:
        params["hint"] = {"text": str(bound.help_text)}
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(str(text) for text in bound.errors),
                                  "visuallyHiddenText": gettext("Error")}
    return params


def _as_group(params: Params) -> None:
    label = params.pop("label")
    size = "govuk-fieldset__legend--l" if label["isPageHeading"] else "govuk-fieldset__legend--s"
    params["fieldset"] = {"legend": {"text": label["text"], "isPageHeading": label["isPageHeading"],
                                     "classes": size}}
    params["idPrefix"] = params["id"]


def _fill_input(bound: BoundField, params: Params) -> None:
    value = bound.value()
    kind = getattr(bound.field.widget, "input_type", "text")
    if kind == "number":  # a number box changes its value on scrolling and is read badly; text with a keypad is better
        kind, params["inputmode"] = "text", params["inputmode"] or "numeric"
    params |= {"type": kind, "value": "" if value is None else str(value)}
    if kind in {"email", "url"}:
        params["spellcheck"] = False


def _fill_password(_bound: BoundField, params: Params) -> None:
    params["autocomplete"] = params["autocomplete"] or "current-password"
    params |= {"showPasswordText": gettext("Show"), "hidePasswordText": gettext("Hide"),
               "showPasswordAriaLabelText": gettext("Show password"),
               "hidePasswordAriaLabelText": gettext("Hide password")}


def _fill_textarea(bound: BoundField, params: Params) -> None:
    value = bound.value()
    params |= {"value": "" if value is None else str(value), "rows": bound.field.widget.attrs.get("rows", 5)}
    if component_of(bound.field.widget) == "character-count":
        params["maxlength"] = getattr(bound.field, "max_length", None)


def _items(bound: BoundField) -> list[Params]:
    value = bound.value()
    values = value if isinstance(value, (list, tuple)) else ["" if value is None else value]
    chosen = {str(one) for one in values}
    hints = getattr(bound.field, "hints", {})
    choices: Any = getattr(bound.field, "choices", None) or getattr(bound.field.widget, "choices", ())
    found = []
    for n, (key, text) in enumerate(choices):
        item: Params = {"value": str(key), "text": str(text), "checked": str(key) in chosen,
                        "selected": str(key) in chosen, "id": f"{bound.auto_id}_{n}"}
        if key in hints:
            item["hint"] = {"text": str(hints[key])}
        found.append(item)
    return found


def _fill_choices(bound: BoundField, params: Params) -> None:
    _as_group(params)
    params["items"] = _items(bound)


def _fill_select(bound: BoundField, params: Params) -> None:
    if autocomplete := params.pop("autocomplete"):  # the macro knows no such parameter
        params["attributes"]["autocomplete"] = autocomplete
    params["items"] = [{key: item[key] for key in ("value", "text", "selected")} for item in _items(bound)]


def _fill_tick(bound: BoundField, params: Params) -> None:
    label = params.pop("label")
    params |= {"idPrefix": params["id"], "items": [{
        "value": "on", "text": str(bound.label) if getattr(bound.field, "wanted", "") else label["text"],
        "checked": bool(bound.value()), "id": params["id"] + "_0"}]}


def _fill_file(bound: BoundField, params: Params) -> None:
    params["multiple"] = bool(getattr(bound.field.widget, "allow_multiple_selected", False))


def _faulty_boxes(bound: BoundField) -> list[str]:
    find = getattr(bound.field, "faulty_boxes", None)
    found: list[str] = find(bound.value()) if find and bound.errors else []
    return found or ["day", "month", "year"]


def _fill_day(bound: BoundField, params: Params) -> None:
    _as_group(params)
    autocomplete = params.pop("autocomplete")
    params.pop("attributes")
    typed = bound.field.widget.format_value(bound.value())
    faulty = _faulty_boxes(bound) if bound.errors else []
    names = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
    params["items"] = [{
        "name": f"{params['name']}_{box}", "id": f"{params['id']}_{box}", "label": names[box], "value": text,
        "classes": f"govuk-input--width-{4 if box == 'year' else 2}{' govuk-input--error' if box in faulty else ''}",
        "autocomplete": f"{autocomplete}-{box}" if autocomplete else None,
    } for box, text in zip(names, typed or ("", "", ""), strict=True)]


_BY_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.PasswordInput, "password-input"), (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"), (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "tick"), (forms.FileInput, "file-upload"), (forms.Select, "select"),
)
_FILL: dict[str, Callable[[BoundField, Params], None]] = {
    "input": _fill_input, "password-input": _fill_password, "textarea": _fill_textarea,
    "character-count": _fill_textarea, "radios": _fill_choices, "checkboxes": _fill_choices, "select": _fill_select,
    "tick": _fill_tick, "file-upload": _fill_file, "date-input": _fill_day,
}
