"""Slots and noise rules as they are typed, and how their lists are narrowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.speakers.models import NoiseRule, Slot
from loa.speakers.rules.calendar import Times
from loa.speakers.rules.words import RuleKind, SlotKind, SlotState
from loa.units.access import Who
from loa.units.lists import areas_to_choose, bodies_to_choose
from loa.units.models import Body
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

WEEKDAYS = [
    (1, _("Thứ Hai")),
    (2, _("Thứ Ba")),
    (3, _("Thứ Tư")),
    (4, _("Thứ Năm")),
    (5, _("Thứ Sáu")),
    (6, _("Thứ Bảy")),
    (7, _("Chủ nhật")),
]
ANY = [("", _("Tất cả"))]
PRIORITIES = [("normal", _("thông thường")), ("priority", _("ưu tiên"))]
BAD_TIME = {"invalid": _("Giờ chưa đúng. Hãy nhập dạng 17:00.")}


class ClockField(forms.TimeField):
    """A time of day, to the minute."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        given: dict[str, Any] = {"widget": widget, "input_formats": ["%H:%M"], "error_messages": BAD_TIME}
        super().__init__(**given | options)


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week, none meaning every day."""

    def __init__(self, **options: Any) -> None:
        given: dict[str, Any] = {
            "choices": WEEKDAYS,
            "coerce": int,
            "widget": forms.CheckboxSelectMultiple,
            "required": False,
        }
        super().__init__(**given | options)


class SlotForm(Form):
    """A slot of one body."""

    title = forms.CharField(label=_("Tên khung giờ"), help_text=_("Ví dụ “Bản tin chiều”."), max_length=160)
    kind = forms.ChoiceField(
        label=_("Dùng để"), choices=SlotKind.choices, widget=forms.RadioSelect, initial=SlotKind.PROGRAMME
    )
    at = ClockField(label=_("Bắt đầu lúc"))
    minutes = forms.IntegerField(label=_("Số phút"), min_value=1, max_value=720)
    weekdays = WeekdaysField(
        label=_("Phát vào"), help_text=_("Không chọn: mọi ngày. Khung giờ phát một lần chỉ cần ngày đầu.")
    )
    from_date = DayField(label=_("Từ ngày"))
    until_date = DayField(label=_("Đến hết ngày"), required=False)
    priority = forms.ChoiceField(label=_("Mức ưu tiên"), choices=PRIORITIES, initial="normal")
    relay_url = forms.CharField(
        label=_("Địa chỉ tiếp sóng"),
        help_text=_(
            "Chỉ dùng cho tiếp sóng: địa chỉ luồng âm thanh công khai, bắt đầu bằng https:// hoặc http://."
        ),
        max_length=300,
        required=False,
    )
    areas = NamedChoices(
        label=_("Chỉ phát tại"), help_text=_("Để trống: tất cả cụm loa của cơ quan."), required=False
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["areas"], areas_to_choose(actor, Permission.SPEAKERS_SCHEDULE))
        self.fields["from_date"].initial = self.fields["from_date"].initial or clock.today() + timedelta(
            days=1
        )

    def clean_areas(self) -> list[Any]:
        """Return the areas as a list."""
        return list(self.cleaned_data["areas"])


class NewSlotForm(SlotForm):
    """A slot whose body is chosen with it."""

    body = NamedChoice(label=_("Cơ quan"))
    field_order = ("body",)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.SPEAKERS_SCHEDULE))


def typed_of(slot: Slot, times: Times) -> dict[str, Any]:
    """Return a slot as its form would be filled, at other times."""
    return {
        "title": slot.title,
        "kind": slot.kind,
        "at": f"{times.at:%H:%M}",
        "minutes": times.minutes,
        "weekdays": sorted(times.weekdays),
        "from_date": times.from_date.isoformat(),
        "until_date": times.until_date.isoformat() if times.until_date else "",
        "priority": slot.priority,
        "relay_url": slot.relay_url,
        "areas": [area.pk for area in slot.areas.all()],
    }


class MovedForm(forms.Form):
    """Where a block of the calendar was put: the day it stood on, the day and time it stands on now, its minutes."""

    on = forms.DateField()
    to = forms.DateField()
    at = forms.TimeField(input_formats=["%H:%M"])
    minutes = forms.IntegerField(min_value=1, max_value=720)


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class SlotFilter(FilterForm):
    """What the list of slots is narrowed by."""

    body = NamedChoice(label=_("Cơ quan"), empty_label=_("Tất cả"))
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*ANY, *SlotState.choices])
    kind = forms.ChoiceField(label=_("Dùng để"), choices=[*ANY, *SlotKind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        rows = bodies_to_choose(actor, Permission.SPEAKERS_READ)
        choose_from(self.fields["body"], rows.filter(pk__in=Slot.objects.values("body")))

    def filter_body(self, rows: QuerySet[Slot], value: Body) -> QuerySet[Slot]:
        """Keep the slots of one body."""
        return rows.filter(body=value)


class RuleForm(Form):
    """A noise rule of an area."""

    area = NamedChoice(label=_("Địa bàn"))
    kind = forms.ChoiceField(
        label=_("Loại"), choices=RuleKind.choices, widget=forms.RadioSelect, initial=RuleKind.LIMITS
    )
    source = forms.CharField(
        label=_("Căn cứ"),
        help_text=_("Số, ngày và cơ quan ban hành văn bản."),
        max_length=300,
    )
    valid_from = DayField(label=_("Từ ngày"))
    last_day = DayField(
        label=_("Đến hết ngày"),
        help_text=_("Đợt đặc biệt và ngày không phát phải có ngày cuối."),
        required=False,
    )
    sessions_a_day = forms.IntegerField(
        label=_("Số buổi tối đa một ngày"), min_value=1, max_value=48, required=False
    )
    minutes_a_session = forms.IntegerField(
        label=_("Số phút tối đa một buổi"), min_value=1, max_value=720, required=False
    )
    weekdays = WeekdaysField(label=_("Được phát vào"), help_text=_("Không chọn: mọi ngày."))
    quiet_from = ClockField(
        label=_("Giờ yên tĩnh từ"),
        help_text=_("Thêm vào giờ khóa ban đêm 21:00–05:00, là giờ luôn khóa ở mọi nơi."),
        required=False,
    )
    quiet_until = ClockField(label=_("Giờ yên tĩnh đến"), required=False)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.SPEAKERS_MANAGE))
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the first on which the rule no longer holds."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        last: date | None = typed.pop("last_day", None)
        typed["valid_until"] = last + timedelta(days=1) if last else None
        return typed


class EndRuleForm(ReasonForm):
    """The last day of a rule, and why."""

    last_day = DayField(label=_("Ngày áp dụng cuối cùng"))
    field_order = ("last_day", "reason")


class RuleFilter(FilterForm):
    """What the list of noise rules is narrowed by."""

    kind = forms.ChoiceField(label=_("Loại"), choices=[*ANY, *RuleKind.choices])
    when = forms.ChoiceField(
        label=_("Hiệu lực"),
        choices=[*ANY, ("now", _("đang áp dụng")), ("coming", _("sắp áp dụng")), ("past", _("đã hết"))],
    )

    def filter_when(self, rows: QuerySet[NoiseRule], value: str) -> QuerySet[NoiseRule]:
        """Keep what holds today, later, or no longer."""
        today = clock.today()
        open_rows = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
        held = {
            "now": open_rows & Q(valid_from__lte=today),
            "coming": Q(valid_from__gt=today),
            "past": Q(valid_until__lte=today),
        }
        return rows.filter(held[value])
