"""Django forms on screen: label, help, control and error belong together and speak to screen readers.

It must not save anything; the idempotency key is only carried here, `journal` keeps it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import pretty_name
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from loa.web.fields import Picks

IDEMPOTENCY_FIELD = "idempotency_key"
_CHECKS = (forms.CheckboxInput,)
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_SELECTS = (forms.Select, forms.SelectMultiple)


class PlainWords:
    """Mix into a form: an empty required field is named in its error, so that the summary can be acted on."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            name_missing(field, name)


class Form(PlainWords, forms.Form):
    """The form of the house."""


class ModelForm(PlainWords, forms.ModelForm):  # type: ignore[type-arg]  # rooms name their model in Meta
    """The model form of the house."""


@dataclass(frozen=True)
class SummaryLine:
    """One line of the summary: the same words as beside the field, and the field's place on the page."""

    text: str
    target: str


class ErrorsSummary:
    """Every error of one or more forms, in page order, for components/error_summary.html."""

    def __init__(self, *given: forms.BaseForm) -> None:
        self._forms = given

    def __iter__(self) -> Iterator[SummaryLine]:
        for form in self._forms:
            for text in form.non_field_errors():
                yield SummaryLine(str(text), "")
            for field in form:
                for text in field.errors:
                    yield SummaryLine(str(text), _target(field))

    def __bool__(self) -> bool:
        return any(form.is_bound and form.errors for form in self._forms)


def new_idempotency_key() -> str:
    """Return a fresh key for one shown form; sending it twice acts once."""
    return secrets.token_urlsafe(18)


def described(field: BoundField) -> str:
    """Return how a field is laid out: hidden, check, picks, choices, text."""
    if field.is_hidden:
        return "hidden"
    if isinstance(field.field.widget, _CHECKS):
        return "check"
    if isinstance(field.field.widget, Picks):
        return "picks"
    return "choices" if isinstance(field.field.widget, _CHOICES) else "text"


def picked(field: BoundField) -> str:
    """Return what is ticked of a field's choices, in words; "" for nothing."""
    return ", ".join(str(one.choice_label) for one in field if one.data["selected"])


def widget_of(field: BoundField) -> SafeString:
    """Render the control with its classes; Django itself ties help and error to it for screen readers."""
    return field.as_widget(attrs={"class": _css(field)})


def _css(field: BoundField) -> str:
    wished = field.field.widget.attrs.get("class", "")
    if isinstance(field.field.widget, (*_CHECKS, *_CHOICES)):
        base = "form-check-input"
    elif isinstance(field.field.widget, _SELECTS):
        base = "form-select"
    else:
        base = "form-control"
    return " ".join(filter(None, [base, "is-invalid" if field.errors else "", wished]))


def name_missing(field: forms.Field, name: str) -> None:
    """Let the field's error for "nothing given" name the field."""
    field.error_messages["required"] = _missing(field, name)


def _missing(field: forms.Field, name: str) -> str:
    label = str(field.label or pretty_name(name))
    if isinstance(field.widget, _CHECKS):
        return _("Chưa đánh dấu “%(label)s”.") % {"label": label}
    if isinstance(field.widget, (*_CHOICES, *_SELECTS)):
        return _("Chưa chọn “%(label)s”.") % {"label": label}
    return _("Chưa nhập “%(label)s”.") % {"label": label}


def _target(field: BoundField) -> str:
    """Return the id to jump to: the first choice of a group, else the control."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, _CHOICES) else str(field.auto_id)
