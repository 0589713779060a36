"""Forms of clusters: listing them, their neighbours, narrowing the list, the acts on one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.channels.models import Mode
from loa.speakers.actions.clusters import Said
from loa.speakers.forms.schedule import WEEKDAYS
from loa.speakers.models import Cluster
from loa.speakers.queries.health import attention
from loa.speakers.rules.neighbours import LONGEST_NAME, Near
from loa.speakers.rules.words import Dialect, Health, NeighbourKind
from loa.units.access import Who
from loa.units.forms.places import PlaceSearch
from loa.units.lists import areas_to_choose, bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

MANAGE = Permission.SPEAKERS_MANAGE
ATTENTION = "attention"


class ClusterFilter(FilterForm):
    """What the list and the map of clusters are narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[("", _("Tất cả")), (ATTENTION, _("Cần xem")), *Health.choices],
    )
    body = NamedChoice(label=_("Cơ quan quản lý"), empty_label=_("Tất cả"))
    closed = forms.BooleanField(label=_("Cả cụm đã đóng"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = bodies_to_choose(self.request.actor, Permission.SPEAKERS_READ)  # type: ignore[attr-defined]
        choose_from(self.fields["body"], mine.filter(pk__in=Cluster.objects.values("body")))

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Leave closed clusters out unless they are asked for."""
        rows = super().apply(rows)
        return rows if self.cleaned_data.get("closed") else rows.filter(closed_at__isnull=True)

    def filter_state(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep those that stand so."""
        return attention(rows) if value == ATTENTION else rows.filter(health=value)

    def filter_closed(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        """Narrow nothing: `apply` looks at the box."""
        del value
        return rows


class ClusterForm(PlaceSearch, Form):
    """What the register says of a cluster."""

    code = forms.CharField(
        label=_("Mã cụm loa"), help_text=_("Như ghi trên cột loa, ví dụ LH-07."), max_length=40
    )
    body = NamedChoice(label=_("Cơ quan quản lý"))
    area = NamedChoice(label=_("Địa bàn"))
    where = forms.CharField(
        label=_("Vị trí"), help_text=_("Ví dụ “Cột điện trước nhà văn hóa tổ 5”."), max_length=200
    )
    latitude = forms.FloatField(
        label=_("Vĩ độ"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("Ví dụ 21.0171; để trống nếu chưa có."),
    )
    longitude = forms.FloatField(
        label=_("Kinh độ"), required=False, min_value=-180, max_value=180, help_text=_("Ví dụ 105.8142.")
    )
    model = forms.CharField(label=_("Loại thiết bị"), max_length=80, required=False)
    volume = forms.IntegerField(label=_("Âm lượng, %"), min_value=0, max_value=100, initial=60)
    volume_min = forms.IntegerField(label=_("Âm lượng thấp nhất, %"), min_value=0, max_value=100, initial=20)
    volume_max = forms.IntegerField(label=_("Âm lượng cao nhất, %"), min_value=0, max_value=100, initial=90)

    dialect = forms.ChoiceField(
        label=_("Cách nối thiết bị"),
        choices=Dialect.choices,
        initial=Dialect.LOA,
        required=False,
        help_text=_(
            "Thiết bị hãng khác không ký bằng chứng: lượt phát ở đó không bao giờ được tính là đã phát."
        ),
    )
    device = forms.CharField(
        label=_("Số máy (thiết bị hãng khác)"),
        max_length=24,
        required=False,
        help_text=_("Như in trên thiết bị."),
    )
    address = forms.CharField(
        label=_("Địa chỉ thiết bị hoặc máy chủ của hãng A"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ https://loa.hang-a.vn. Hãng B và C để trống."),
    )

    place_of = "area"
    foreign = ("dialect", "device", "address")
    field_order: tuple[str, ...] = ("code", "body", "where", "place", "area")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, MANAGE))
        choose_from(self.fields["area"], areas_to_choose(actor, MANAGE))
        self.look_up_offered()

    @property
    def is_foreign(self) -> bool:
        """Say whether another maker's device was chosen, so that its fields are not folded away."""
        chosen = self["dialect"].value() or Dialect.LOA
        return chosen != Dialect.LOA or any(
            self[name].value() or self[name].errors for name in self.foreign[1:]
        )

    def clean(self) -> dict[str, Any]:
        """Hand the whole over as one thing the act takes; both coordinates or none."""
        given = super().clean()
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("longitude", _("Hãy nhập cả vĩ độ và kinh độ, hoặc để trống cả hai."))
        if self.errors:
            return given
        given["dialect"] = given.get("dialect") or Dialect.LOA.value
        return {"said": Said(place=given.pop("where"), **given)}


class NewClusterForm(ClusterForm):
    """A cluster that is not listed yet: also whether it is live, or of exercises or tests."""

    mode = forms.ChoiceField(
        label=_("Chế độ"),
        help_text=_("Không đổi được về sau: cụm loa diễn tập không bao giờ phát bản tin thật."),
        choices=lambda: [(value, str(label).capitalize()) for value, label in Mode.choices],
        widget=forms.RadioSelect,
        initial=Mode.LIVE,
    )
    field_order: tuple[str, ...] = (*ClusterForm.field_order, "mode")

    def clean(self) -> dict[str, Any]:
        """Hand its mode over beside what the register says of it."""
        mode = self.cleaned_data.pop("mode", "")
        given = super().clean()
        return given if self.errors else given | {"mode": mode}


class NeighbourForm(Form):
    """What stands near a cluster and when it wants quiet."""

    kind = forms.TypedChoiceField(
        label=_("Loại nơi"), choices=[("", _("– Chọn –")), *NeighbourKind.choices], coerce=NeighbourKind
    )
    name = forms.CharField(label=_("Tên nơi cần yên tĩnh"), max_length=LONGEST_NAME)
    quiet_from = forms.TimeField(
        label=_("Yên tĩnh từ"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Để trống cả hai giờ: chỉ ghi nhớ, không khóa giờ phát."),
        error_messages={"invalid": _("Giờ chưa đúng. Hãy nhập dạng 07:00.")},
    )
    quiet_until = forms.TimeField(
        label=pgettext_lazy("giờ", "đến"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Giờ chưa đúng. Hãy nhập dạng 07:00.")},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Vào các thứ"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn: mọi ngày."),
    )

    def clean(self) -> dict[str, Any]:
        """Hand the whole over as one thing the act takes; both times or none."""
        given = super().clean() or self.cleaned_data
        if (given.get("quiet_from") is None) != (given.get("quiet_until") is None):
            self.add_error("quiet_until", _("Hãy nhập cả giờ bắt đầu và giờ kết thúc, hoặc để trống cả hai."))
        if self.errors:
            return given
        return {"near": Near(**{**given, "weekdays": tuple(given["weekdays"])})}


class VolumeForm(Form):
    """How loud a cluster sounds."""

    volume = forms.IntegerField(label=_("Âm lượng, %"), min_value=0, max_value=100)


class ReasonForm(Form):
    """Why something is done that stays on record."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, help_text=_("Được ghi vào nhật ký."))
