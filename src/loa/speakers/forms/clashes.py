"""What comes first of several airings, and where one is moved."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.web.fields import MOMENTS, MomentField
from loa.web.forms import Form


class OrderForm(Form):
    """The airing that comes first, of these."""

    first = forms.IntegerField(min_value=1)
    airings = forms.RegexField(r"^\d{1,18}(-\d{1,18}){1,30}$")

    def clean_airings(self) -> list[int]:
        """Return the numbers of the airings."""
        return [int(part) for part in self.cleaned_data["airings"].split("-")]


class MoveForm(Form):
    """The moment to which an airing is moved."""

    begin = MomentField(label=_("Phát lúc"), input_formats=["%Y-%m-%dT%H:%M:%S", *MOMENTS])
