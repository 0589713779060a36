"""Registering endpoints, changing them, narrowing their list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.kinds.webhook import queries
from loa.kinds.webhook.models import Endpoint, Pause
from loa.units.access import Who
from loa.units.forms.places import PlaceSearch
from loa.units.lists import areas_to_choose
from loa.units.models import AreaLevel
from loa.units.permissions import Permission
from loa.units.queries import topics
from loa.web.fields import NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm


class EndpointFilter(FilterForm):
    """What the list of endpoints is narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[("", _("Chưa đóng")), ("left", _("Đã dừng vì lỗi")), ("all", _("Cả mục đã đóng"))],
    )

    def apply(self, rows: QuerySet[Endpoint]) -> QuerySet[Endpoint]:
        """Leave closed endpoints out unless they are asked for."""
        rows = super().apply(rows)
        wanted = self.cleaned_data.get("state")
        if wanted == "all":
            return rows
        rows = rows.filter(closed_at__isnull=True)
        return rows.filter(paused_by__in=[Pause.GONE, Pause.FAILING]) if wanted == "left" else rows

    def filter_state(self, rows: QuerySet[Endpoint], value: str) -> QuerySet[Endpoint]:
        """Narrow nothing: `apply` looks at the choice, empty included."""
        del value
        return rows


class EndpointForm(PlaceSearch, Form):
    """Who takes what where."""

    organisation = forms.CharField(
        label=_("Tổ chức nhận tin"),
        help_text=_("Ví dụ “Trung tâm điều hành giao thông”."),
        max_length=160,
    )
    url = forms.CharField(
        label=_("Địa chỉ nhận (URL)"),
        help_text=_("Dạng https://tên-miền/…; không đặt mật khẩu trong địa chỉ, chữ ký đã bảo vệ nội dung."),
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "off"}),
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=lambda: settings.LANGUAGES)
    topics = NamedChoices(
        label=_("Chủ đề"),
        help_text=_("Không chọn: mọi chủ đề."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = NamedChoices(
        label=_("Địa bàn"),
        help_text=_("Không chọn: mọi địa bàn."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order: tuple[str, ...] = ("organisation", "url", "language", "topics", "place")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.CITY, AreaLevel.COMMUNE)
        choose_from(self.fields["areas"], areas_to_choose(actor, Permission.CHANNELS_MANAGE, levels))
        choose_from(self.fields["topics"], topics())
        self.look_up_offered()


class RegisterForm(EndpointForm):
    """The same, with the account through which it is reached; that never changes."""

    account = NamedChoice(
        label=_("Tài khoản kênh"), help_text=_("Tổ chức nhận những gì phát qua tài khoản này.")
    )
    field_order = ("account", *EndpointForm.field_order)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        choose_from(self.fields["account"], queries.accounts_to_choose(actor))


class PauseForm(Form):
    """Why sending there stops."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Được ghi vào nhật ký."))
