"""The filters of the lists, and asking for somebody's erasure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.audience import lists
from loa.audience.models import Language, Subscriber, SubscriberKind, Subscription
from loa.audience.queries import list_topics
from loa.lib import clock
from loa.units.lists import areas_to_choose
from loa.units.models import Area, AreaLevel
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
STATES = [
    ("active", _("Đang nhận")),
    ("waiting", _("Chờ xác nhận")),
    ("stopped", _("Đã ngừng")),
    ("bounced", _("Địa chỉ bị trả lại")),
]


class AreaFilter(FilterForm):
    """What the counts by area are narrowed by."""

    level = forms.ChoiceField(label=_("Cấp"), choices=[*ANY, *AreaLevel.choices])
    some = forms.BooleanField(label=_("Chỉ địa bàn có người nhận"))

    def filter_some(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        """Keep the areas that somebody picked."""
        return rows.filter(receivers__gt=0) if value else rows


class SubscriberFilter(FilterForm):
    """What the masked list is narrowed by; never by an address."""

    area = NamedChoice(label=_("Địa bàn"), empty_label=_("Tất cả"))
    topic = forms.ChoiceField(label=_("Chủ đề"))
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=[*ANY, *Language.choices])
    kind = forms.ChoiceField(label=_("Người nhận"), choices=[*ANY, *SubscriberKind.choices])
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*ANY, *STATES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        levels = (AreaLevel.CITY, AreaLevel.COMMUNE)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.AUDIENCE_READ, levels))
        topics = [(topic.code, topic.name) for topic in list_topics()]
        self.fields["topic"].choices = [*ANY, *topics]  # type: ignore[attr-defined]

    def filter_area(self, rows: QuerySet[Subscriber], value: Area) -> QuerySet[Subscriber]:
        """Keep who picked the area."""
        return rows.filter(pk__in=_picked().filter(area=value).values("subscriber"))

    def filter_topic(self, rows: QuerySet[Subscriber], value: str) -> QuerySet[Subscriber]:
        """Keep who picked the topic by name."""
        return rows.filter(pk__in=_picked().filter(topics__contains=[value]).values("subscriber"))

    def filter_state(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep who receives, waits, stopped or bounced."""
        if value == "stopped":
            return rows.filter(stopped_at__isnull=False)
        if value == "bounced":
            return rows.filter(stopped_at__isnull=True, is_bounced=True)
        return rows.filter(stopped_at__isnull=True, is_bounced=False, is_confirmed=value == "active")


def _picked() -> QuerySet[Subscription]:
    return Subscription.objects.filter(until__isnull=True)


class FindForm(Form):
    """An address that its owner asked to have erased; it is posted, so that no address of a page holds it."""

    address = forms.EmailField(
        label=_("Địa chỉ thư điện tử của người yêu cầu"),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng. Hãy nhập dạng ten@nhacungcap.vn.")},
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.found: Subscriber | None = None

    def clean_address(self) -> str:
        """Look the address up; an unknown one is said beside the field."""
        typed: str = self.cleaned_data["address"]
        self.found = lists.find_by_address(self._actor, typed)
        if self.found is None:
            raise forms.ValidationError(_("Địa chỉ này không có trong danh sách người nhận của cơ quan."))
        return typed


class LiftForm(Form):
    """Why an address that bounced is written to again."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_(
            "Ví dụ: máy chủ thư của người nhận đã sửa lỗi. Được ghi vào nhật ký; không ghi tên, địa chỉ."
        ),
        max_length=200,
    )


class EraseForm(Form):
    """A yes to an erasure, or the day on which somebody asked who could not be made sure of yet."""

    asked = forms.BooleanField(
        label=_("Người nhận đã yêu cầu xóa dữ liệu của mình và đã được xác nhận đúng người"), required=False
    )
    received_on = DayField(
        label=_("Chưa xác nhận được đúng người: ngày nhận yêu cầu"),
        help_text=_("Chưa xóa gì. Hệ thống nhắc xóa trong hai ngày làm việc."),
        required=False,
    )

    def clean_received_on(self) -> date | None:
        """Refuse a day that has not come, or long ago."""
        given: date | None = self.cleaned_data["received_on"]
        if given and not clock.today() - timedelta(days=31) <= given <= clock.today():
            raise forms.ValidationError(_("Ngày nhận yêu cầu phải trong 31 ngày vừa qua."))
        return given

    def clean(self) -> dict[str, Any]:
        """Want one of the two."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("asked") and not given.get("received_on") and "received_on" not in self.errors:
            self.add_error(
                "asked",
                _("Chưa đánh dấu. Nếu chưa xác nhận được đúng người, hãy nhập ngày nhận yêu cầu ở ô dưới."),
            )
        return given
