"""The form for whom, through which channels, when, how urgent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin
from loa.bulletins.rules.words import (
    CapCategory,
    CapCertainty,
    CapSeverity,
    CapUrgency,
    EmergencyKind,
    Priority,
)
from loa.channels.models import Account
from loa.units.forms.places import PlaceSearch
from loa.units.models import Area, Topic
from loa.units.queries import area_versions
from loa.web.forms import Form


class _When(forms.DateTimeInput):
    """A moment typed into the browser's own control."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _when(label: Any, help_text: Any = "") -> forms.DateTimeField:
    formats = ["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"]
    return forms.DateTimeField(
        label=label, help_text=help_text, required=False, widget=_When(), input_formats=formats
    )


class _Accounts(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {obj.get_kind_display()}"


class AudienceForm(PlaceSearch, Form):
    """Whom, through which channels, when and how urgent; `areas` are (id, name) pairs in reach."""

    areas = forms.TypedMultipleChoiceField(
        label=_("Địa bàn"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    accounts = _Accounts(
        label=_("Kênh phát"),
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Chủ đề"),
        help_text=_("Không chọn: gửi cho mọi người đăng ký trong địa bàn."),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(
        label=_("Nguồn"), help_text=_("Cơ quan hoặc văn bản làm căn cứ."), max_length=300, required=False
    )
    priority = forms.ChoiceField(label=_("Mức ưu tiên"), choices=Priority.choices)
    emergency_kind = forms.ChoiceField(
        label=_("Loại khẩn cấp"),
        choices=[("", _("– chỉ khi khẩn cấp –")), *EmergencyKind.choices],
        required=False,
    )
    emergency_reason = forms.CharField(
        label=_("Lý do khẩn cấp"), help_text=_("Được công khai."), max_length=300, required=False
    )
    send_at = _when(_("Giờ phát"), _("Để trống: phát ngay sau khi duyệt."))
    embargo_until = _when(
        _("Cấm phát hành trước (thông cáo báo chí)"),
        _(
            "Chỉ khi gửi riêng cho báo chí; trang công khai cũng đợi đến giờ này. Để trống: báo chí đăng ngay."
        ),
    )
    valid_from = _when(_("Có hiệu lực từ"))
    valid_until = _when(_("Hết hiệu lực lúc"))
    open_to_wards = forms.BooleanField(label=_("Cho xã, phường viết theo cách nói của mình"), required=False)
    cap_category = forms.ChoiceField(label=_("Nhóm sự kiện (CAP)"), choices=CapCategory.choices)
    cap_event = forms.CharField(label=_("Sự kiện (CAP)"), max_length=120, required=False)
    cap_urgency = forms.ChoiceField(label=_("Độ gấp (CAP)"), choices=CapUrgency.choices)
    cap_severity = forms.ChoiceField(label=_("Mức nghiêm trọng (CAP)"), choices=CapSeverity.choices)
    cap_certainty = forms.ChoiceField(label=_("Độ chắc chắn (CAP)"), choices=CapCertainty.choices)

    def __init__(
        self, *args: Any, bulletin: Bulletin, areas: Any, accounts: Any, topics: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        self.fields["accounts"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.initial = self._initial(bulletin, name)
        self.look_up(area_versions().filter(area__in=[pk for pk, _name in areas]))

    @staticmethod
    def _initial(bulletin: Bulletin, name: str) -> Any:
        if name == "place":
            return ""
        if name in {"areas", "accounts", "topics"}:
            return list(getattr(bulletin, name).values_list("pk", flat=True))
        return getattr(bulletin, name)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what `actions.configure` takes."""
        apart = {"open_to_wards", "place"}
        data = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return data | {"areas": Area.objects.filter(pk__in=data["areas"])}
