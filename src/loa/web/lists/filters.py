"""The filters of a list: form fields whose values live in the URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.http import HttpRequest

from loa.lib.text import fold, squeeze

SEARCH_WORDS = 8


class FilterForm(forms.Form):
    """Fields that narrow a list.

    A field filters by the model field of its own name, by `lookups[name]`, or by a method `filter_<name>(rows, value)`.
    A value that does not fit is left out and marked beside its field; the list still shows.
    """

    lookups: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that fit every filled field."""
        self.is_valid()
        for name, value in self._given():
            special = getattr(self, f"filter_{name}", None)
            rows = special(rows, value) if special else rows.filter(**{self.lookups.get(name, name): value})
        return rows

    def in_words(self) -> list[str]:
        """Return the filters in use, for the line above an export."""
        return [f"{self.fields[name].label}: {self._label(name, value)}" for name, value in self._given()]

    def _given(self) -> Iterator[tuple[str, Any]]:
        for name, value in getattr(self, "cleaned_data", {}).items():
            if value or (value == 0 and value is not False):
                yield name, value

    def _label(self, name: str, value: object) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()) or ())
        return str(choices.get(value, value))


def search(rows: QuerySet[Any], typed: str, fields: tuple[str, ...]) -> QuerySet[Any]:
    """Return the rows where each typed word stands in one of the fields; marks and case do not matter.

    The fields hold folded text (`loa.lib.text.fold`, or `folded` below), or plain ASCII such as codes and addresses.
    """
    for word in fold(squeeze(typed)).split()[:SEARCH_WORDS]:
        anywhere = Q()
        for name in fields:
            anywhere |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def folded(*parts: str | Combinable) -> Lower:
    """Return fields and expressions, one after the other, as `loa.lib.text.fold` writes them: what a search looks in."""
    joined = Func(Value(" "), *parts, function="concat_ws", output_field=TextField())
    return Lower(Func(joined, function="unaccent", output_field=TextField()))
