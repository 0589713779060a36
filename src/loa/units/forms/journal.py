"""What the journal is narrowed by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.journal.models import Entry
from loa.lib.clock import HANOI
from loa.units.forms.people import ANY
from loa.units.models import Person
from loa.units.queries import people_visible_to
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.lists.filters import FilterForm

ROOMS = [
    ("bulletins", _("Bản tin")),
    ("delivery", _("Đợt gửi")),
    ("channels", _("Kênh")),
    ("audience", _("Người nhận")),
    ("manual", _("Thực hiện thủ công")),
    ("clocks", _("Lịch và trực")),
    ("units", _("Cơ quan, cán bộ, quyền")),
    ("files", _("Tệp")),
    ("notices", _("Thông báo")),
    ("journal", _("Nhật ký")),
]


class JournalFilter(FilterForm):
    """Who, what, when, which thing."""

    room = forms.ChoiceField(label=_("Mảng việc"), choices=[*ANY, *ROOMS])
    person = NamedChoice(label=_("Người làm"), empty_label=_("Tất cả"))
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))
    thing = forms.CharField(label=_("Đối tượng"), max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_visible_to(getattr(self.request, "actor", None))
        choose_from(self.fields["person"], people.annotate(label=F("full_name")).order_by("sort_key", "pk"))

    def filter_room(self, rows: QuerySet[Entry], value: str) -> QuerySet[Entry]:
        """Keep one room's acts."""
        return rows.filter(verb__startswith=f"{value}.")

    def filter_person(self, rows: QuerySet[Entry], value: Person) -> QuerySet[Entry]:
        """Keep what one person did."""
        return rows.filter(person=str(value.pk))

    def filter_since(self, rows: QuerySet[Entry], value: date) -> QuerySet[Entry]:
        """Keep what was done on the day or later."""
        return rows.filter(at__gte=_begin(value))

    def filter_until(self, rows: QuerySet[Entry], value: date) -> QuerySet[Entry]:
        """Keep what was done on the day or before."""
        return rows.filter(at__lt=_begin(value + timedelta(days=1)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=HANOI)
