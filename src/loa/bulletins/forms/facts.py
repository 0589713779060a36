"""The form in which facts are confirmed: what was seen, what is no fact of the message, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Fact
from loa.bulletins.rules.facts import Seen
from loa.bulletins.rules.words import FactState
from loa.web.forms import Form


class FactsForm(Form):
    """For every fact shown, whether it is none of the message, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, facts: Sequence[Fact], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["version"].initial = version
        self.fields["shown"].initial = " ".join(str(fact.pk) for fact in facts)
        for fact in facts:
            self.fields[f"not_{fact.pk}"] = forms.BooleanField(
                label=_("Không phải thông tin khóa"),
                required=False,
                initial=fact.state == FactState.DISMISSED,
            )
            self.fields[f"why_{fact.pk}"] = forms.CharField(
                label=_("Vì sao “%(fact)s” không phải thông tin khóa") % {"fact": fact.text},
                required=False,
                max_length=300,
                initial=fact.reason,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def rows(self) -> Iterator[tuple[Fact, BoundField, BoundField]]:
        """Yield every fact with its two fields."""
        for fact in self.facts:
            yield fact, self[f"not_{fact.pk}"], self[f"why_{fact.pk}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where one is taken out."""
        data = super().clean() or {}
        for fact in self.facts:
            if data.get(f"not_{fact.pk}") and not data.get(f"why_{fact.pk}"):
                self.add_error(f"why_{fact.pk}", _("Chưa ghi vì sao bỏ “%(fact)s”.") % {"fact": fact.text})
        return data

    @property
    def seen(self) -> Seen:
        """Return what stood on the screen."""
        shown = [word for word in self.cleaned_data["shown"].split() if word.isdigit()]
        return Seen(self.cleaned_data["version"], frozenset(map(int, shown)))

    @property
    def dismissed(self) -> dict[int, str]:
        """Return why each fact taken out is none, by its id."""
        data = self.cleaned_data
        return {fact.pk: data[f"why_{fact.pk}"] for fact in self.facts if data[f"not_{fact.pk}"]}
