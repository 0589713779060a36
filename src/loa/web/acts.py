"""A form that does one act: shown, tried, and shown again with the refusal beside what was typed.

It must not decide anything: the act itself refuses, this only keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.utils.functional import Promise

from loa.lib.errors import Invalid
from loa.web.forms import ErrorsSummary
from loa.web.said import in_words

T = TypeVar("T")
Words = str | Promise


@dataclass(frozen=True)
class Done(Generic[T]):
    """What an act returned; always true, also where the act returns nothing."""

    value: T


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, None where the form is only being opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, act: Callable[..., T], **given: Any) -> Done[T] | None:
    """Do the act with the values of a valid form; a refusal goes back into the form and nothing typed is lost.

    `given` stands beside the form's own values. A refusal's fact `reasons` is shown line by line.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return Done(act(**form.cleaned_data, **given))
    except Invalid as refusal:
        reasons = refusal.facts.get("reasons")
        lines = [str(line) for line in reasons] if isinstance(reasons, list) else []
        for text in [in_words(refusal), *lines]:
            form.add_error(None, text)
        return None


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Words,
    submit: Words,
    back: str,
    template: str = "desk/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form on a page of its own: 422 where something is to be mended, else 200."""
    facts = {"form": form, "errors": ErrorsSummary(form), "title": title, "submit": submit, "back": back}
    return render(request, template, context | facts, status=422 if form.is_bound and form.errors else 200)
