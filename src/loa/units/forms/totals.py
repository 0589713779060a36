"""Which total, counted until when, in the units of which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.units import totals
from loa.units.forms.people import ANY
from loa.units.models import AreaLevel, AreaVersion
from loa.web.fields import DayField
from loa.web.lists.filters import FilterForm


class TotalsFilter(FilterForm):
    """What is counted and both days; the list is read for them already."""

    total = forms.ChoiceField(label=_("Số liệu"))
    counted_by = DayField(label=_("Đếm đến hết ngày"))
    units_on = DayField(label=_("Theo đơn vị của ngày"))
    level = forms.ChoiceField(label=_("Cấp"), choices=[*ANY, *AreaLevel.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["total"].choices = totals.choices()  # type: ignore[attr-defined]

    def filter_total(self, rows: QuerySet[AreaVersion], value: object) -> QuerySet[AreaVersion]:
        """Narrow nothing."""
        del value
        return rows

    filter_counted_by = filter_total
    filter_units_on = filter_total


@dataclass(frozen=True)
class Asked:
    """What the address asks for; today and the first total where it says nothing that can be read."""

    key: str
    counted_by: date
    units_on: date


def asked(request: HttpRequest) -> Asked:
    """Read the address."""
    offered = [key for key, _label in totals.choices()]
    key = request.GET.get("total", "")
    first = offered[0] if offered else ""
    return Asked(key if key in offered else first, _day(request, "counted_by"), _day(request, "units_on"))


def _day(request: HttpRequest, name: str) -> date:
    try:
        return DayField(required=False).clean(request.GET.get(name, "")) or clock.today()
    except forms.ValidationError:
        return clock.today()
