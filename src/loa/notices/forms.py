"""Narrowing the list of notices, and how a person wants to hear of each event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.kinds.webpush.subscriptions import Subscription
from loa.notices.models import Event, Path
from loa.web.fields import DayField
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]


class NoticeFilter(FilterForm):
    """What happened, how urgent it is, since when."""

    event = forms.ChoiceField(label=_("Loại"), choices=[*ANY, *Event.choices])
    is_urgent = forms.ChoiceField(label=_("Mức"), choices=[*ANY, ("True", _("Khẩn")), ("False", _("Thường"))])
    since = DayField(label=_("Từ ngày"))

    lookups = {"since": "created_at__date__gte"}


class PathsForm(forms.Form):
    """One choice per event, and the quiet hours."""

    quiet_from = forms.TimeField(label=_("Giờ yên tĩnh: từ"), widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(
        label=_("Giờ yên tĩnh: đến"),
        help_text=_("Trong giờ này chỉ việc khẩn mới gửi thư."),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {e.value: forms.ChoiceField(label=e.label, choices=Path.choices) for e in Event}
        self.fields = choices | self.fields

    def choices(self) -> dict[Event, Path]:
        """Return the choice per event."""
        return {event: Path(self.cleaned_data[event.value]) for event in Event}


class DeviceForm(forms.Form):
    """What the browser at hand handed over when its owner allowed notifications."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
    key = forms.CharField(max_length=100)

    def subscription(self) -> Subscription:
        """Return it in one piece."""
        return Subscription(**self.cleaned_data)
