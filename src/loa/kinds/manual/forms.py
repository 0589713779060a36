"""Opening stations, narrowing lists of them and of run sheets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.delivery.models import Receipt
from loa.kinds.manual import queries
from loa.kinds.manual.models import Form as WorkForm
from loa.kinds.manual.models import RunSheet, Station
from loa.units.access import Who
from loa.units.forms.places import PlaceSearch
from loa.units.lists import areas_to_choose, bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.kept import SaidBy
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]


class StationFilter(FilterForm):
    """What the list of stations is narrowed by."""

    form = forms.ChoiceField(label=_("Hình thức"), choices=[*ANY, *WorkForm.choices])
    closed = forms.BooleanField(label=_("Cả điểm đã đóng"))

    def apply(self, rows: QuerySet[Station]) -> QuerySet[Station]:
        """Leave closed stations out unless they are asked for."""
        rows = super().apply(rows)
        return rows if self.cleaned_data.get("closed") else rows.filter(closed_at__isnull=True)

    def filter_closed(self, rows: QuerySet[Station], value: object) -> QuerySet[Station]:
        """Narrow nothing: `apply` looks at the box."""
        del value
        return rows


class SheetFilter(FilterForm):
    """What the list of run sheets is narrowed by."""

    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[
            ("", _("Chờ xác nhận")),
            ("done", _("Đã báo")),
            ("ended", _("Đã dừng, chưa báo")),
            ("all", _("Tất cả")),
        ],
    )
    form = forms.ChoiceField(label=_("Hình thức"), choices=[*ANY, *WorkForm.choices])
    lookups = {"form": "station__form"}

    def apply(self, rows: QuerySet[RunSheet]) -> QuerySet[RunSheet]:
        """Show what waits unless something else is asked for."""
        rows = super().apply(rows)
        wanted = self.cleaned_data.get("state")
        if wanted == "all":
            return rows
        if wanted == "done":
            return rows.filter(delivery_id__in=Receipt.objects.values("delivery_id"))
        return queries.unanswered(rows, ended=wanted == "ended")

    def filter_state(self, rows: QuerySet[RunSheet], value: str) -> QuerySet[RunSheet]:
        """Narrow nothing: `apply` looks at the choice, empty included."""
        del value
        return rows


class StationForm(PlaceSearch, Form):
    """A place or team that carries messages by hand."""

    body = NamedChoice(label=_("Cơ quan quản lý"))
    area = NamedChoice(label=_("Địa bàn"))
    form = forms.TypedChoiceField(
        label=_("Hình thức"), choices=[("", _("– Chọn –")), *WorkForm.choices], coerce=WorkForm
    )
    name = forms.CharField(
        label=_("Tên điểm phát"), help_text=_("Ví dụ “Bảng tin nhà văn hóa tổ 5”."), max_length=160
    )
    keeper = forms.CharField(
        label=_("Người phụ trách (ghi theo chức danh)"),
        help_text=_("Ví dụ “Tổ trưởng tổ dân phố 5”; không ghi tên riêng."),
        max_length=160,
        required=False,
    )

    place_of = "area"
    field_order = ("body", "place")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.CHANNELS_MANAGE))
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.CHANNELS_MANAGE))
        self.look_up_offered()


class AnswerForm(Form):
    """The word of whoever carried a run sheet out: an officer, or the station's keeper without an account.

    `happened_at` is filled by the page: the moment of the tap, which may lie before the moment of sending.
    """

    done = forms.TypedChoiceField(
        label=_("Kết quả"),
        choices=[("yes", _("Đã thực hiện")), ("no", _("Không thực hiện được"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    photo = forms.FileField(
        label=_("Ảnh"),
        help_text=_("Không chụp rõ mặt người hoặc biển số xe."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    happened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class OfficerAnswerForm(SaidBy, AnswerForm):
    """The same on the desk, where it says who filled it in."""
