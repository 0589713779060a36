"""Shifts of the duty roster, special days and weekly hours, and the small calculator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.clocks.errors import BadHours
from loa.clocks.kinds import DayKind
from loa.clocks.models import Clock, DutyRoster, Holiday
from loa.clocks.rules import Spans, SpecialDay, WeekHours, parse_spans, parse_week
from loa.clocks.wording import WEEKDAYS
from loa.lib import clock
from loa.units.access import Who
from loa.units.forms.places import PlaceSearch
from loa.units.lists import areas_to_choose, bodies_to_choose, posts_to_choose
from loa.units.models import Area, AreaLevel, Body
from loa.units.permissions import Permission
from loa.web.fields import DayField, MomentField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
LEVELS = (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.COMMUNE)


class SpansField(forms.CharField):
    """Working hours of one day as text: "08:00-12:00, 13:00-17:00"; nothing for a day off."""

    def clean(self, value: Any) -> Spans:
        """Return the spans. Raises: ValidationError."""
        text = super().clean(value) or ""
        rows = [[edge.strip() for edge in part.split("-")] for part in text.split(",") if part.strip()]
        try:
            return parse_spans(rows)
        except BadHours as error:
            raise forms.ValidationError(_("Giờ chưa đúng. Hãy ghi như: 08:00-12:00, 13:00-17:00.")) from error


class ShiftForm(Form):
    """One shift of the roster."""

    body = NamedChoice(label=_("Cơ quan, đơn vị"))
    post = NamedChoice(label=_("Người trực"))
    second = NamedChoice(label=_("Người trực thứ hai"), required=False, empty_label=_("– Không có –"))
    begins_at = MomentField(label=_("Bắt đầu"))
    ends_at = MomentField(label=_("Kết thúc"))
    escalate_after = forms.IntegerField(
        label=_("Báo người tiếp theo sau (phút)"),
        help_text=_("Nếu chưa ai nhận việc: người trực, người thứ hai, rồi cơ quan cấp trên."),
        min_value=1,
        max_value=1440,
        initial=15,
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = posts_to_choose(actor, Permission.DUTY_MANAGE)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.DUTY_MANAGE))
        choose_from(self.fields["post"], posts)
        choose_from(self.fields["second"], posts)


class WeekForm(FilterForm):
    """Whose roster is shown day by day, and for how long."""

    of = NamedChoice(label=_("Lịch trực của"), empty_label=None)
    days = forms.TypedChoiceField(
        label=_("Trong"), choices=[(7, _("7 ngày")), (14, _("14 ngày"))], coerce=int
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        choose_from(self.fields["of"], bodies_to_choose(actor, Permission.UNITS_READ))


class ShiftFilter(FilterForm):
    """What the roster is narrowed by."""

    body = NamedChoice(label=_("Cơ quan, đơn vị"), empty_label=_("Tất cả"))
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))

    lookups = {"since": "ends_at__date__gte", "until": "begins_at__date__lte"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.UNITS_READ))

    def filter_body(self, rows: QuerySet[DutyRoster], value: Body) -> QuerySet[DutyRoster]:
        """Keep one body's shifts."""
        return rows.filter(body=value)


class ClockFilter(FilterForm):
    """Whether deadlines run, ran out, or are over, and of which body."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            *ANY,
            ("running", _("Đang tính")),
            ("late", pgettext_lazy("deadline", "Quá hạn")),
            ("stopped", _("Đã xong")),
        ],
    )
    body = NamedChoice(label=_("Cơ quan, đơn vị"), empty_label=_("Tất cả"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.UNITS_READ))

    def filter_state(self, rows: QuerySet[Clock], value: str) -> QuerySet[Clock]:
        """Keep the deadlines of one state."""
        if value == "stopped":
            return rows.filter(stopped_at__isnull=False)
        when = "due_at__lte" if value == "late" else "due_at__gt"
        return rows.filter(stopped_at__isnull=True, **{when: clock.now()})


class DayFilter(FilterForm):
    """What the list of special days is narrowed by."""

    area = NamedChoice(label=_("Địa bàn"), empty_label=_("Tất cả"))
    kind = forms.ChoiceField(label=_("Loại ngày"), choices=[*ANY, *DayKind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.UNITS_READ, LEVELS))

    def filter_area(self, rows: QuerySet[Holiday], value: Area) -> QuerySet[Holiday]:
        """Keep the days entered for one area."""
        return rows.filter(area=value)


class SpecialDayForm(PlaceSearch, Form):
    """One day, or several in a row, unlike their weekdays."""

    area = NamedChoice(label=_("Địa bàn"))
    kind = forms.TypedChoiceField(label=_("Loại ngày"), choices=DayKind.choices, coerce=DayKind)
    on = DayField(label=_("Ngày"))
    last = DayField(label=_("Đến hết ngày"), help_text=_("Để trống nếu chỉ một ngày."), required=False)
    name = forms.CharField(label=_("Tên"), help_text=_("Ví dụ “Nghỉ do bão số 3”."), max_length=120)
    spans = SpansField(
        label=_("Giờ làm việc"),
        help_text=_("Cho ngày có giờ riêng, ví dụ nửa ngày: 08:00-11:30."),
        required=False,
    )
    exchanged_with = DayField(
        label=_("Hoán đổi với ngày"), help_text=_("Cho ngày nghỉ hoán đổi và ngày làm bù."), required=False
    )
    source = forms.CharField(label=_("Căn cứ"), help_text=_("Số, ký hiệu văn bản."), max_length=200)
    place_of = "area"

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.CALENDAR_MANAGE, LEVELS))
        self.look_up_offered()

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into the days the act takes; at most a month at once."""
        given = super().clean() or {}
        if self.errors:
            return given
        first, last, area = given.pop("on"), given.pop("last"), given.pop("area")
        count = ((last or first) - first).days
        if not 0 <= count <= 31:
            self.add_error("last", _("Ngày cuối phải sau ngày đầu và không quá một tháng."))
            return given
        ordinals = range(first.toordinal(), first.toordinal() + count + 1)
        return {"area": area, "days": [SpecialDay(on=date.fromordinal(n), **given) for n in ordinals]}


class HoursForm(Form):
    """The weekly hours of an area from a day on; `week` are those to begin with."""

    valid_from = DayField(label=_("Áp dụng từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=200)

    replace_later = forms.BooleanField(label=_("Bỏ giờ đã ghi cho sau đó"), required=False)

    def __init__(self, *args: Any, week: WeekHours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n, name in enumerate(WEEKDAYS):
            field = SpansField(label=str(name).capitalize(), required=False, initial=spans_text(week[n]))
            field.help_text = str(_("Để trống: nghỉ."))
            self.fields[f"day_{n}"] = field

    def clean(self) -> dict[str, Any]:
        """Gather the seven days into the week the act takes."""
        given = super().clean() or {}
        if self.errors:
            return given
        days = [[[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in given.pop(f"day_{n}")] for n in range(7)]
        return given | {"hours": parse_week(days)}


class DueForm(Form):
    """How much working time, from when, where."""

    amount = forms.IntegerField(label=_("Thời hạn"), min_value=1, max_value=2000, initial=8)
    unit = forms.ChoiceField(
        label=_("Đơn vị"), choices=[("hours", _("giờ làm việc")), ("days", _("ngày làm việc"))]
    )
    start = MomentField(label=_("Tính từ"))
    area = NamedChoice(label=_("Địa bàn"))

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.UNITS_READ, LEVELS))


def spans_text(spans: Sequence[tuple[time, time]]) -> str:
    """Return hours as they are typed: "08:00-12:00, 13:00-17:00"."""
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans)
