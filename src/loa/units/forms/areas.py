"""Narrowing the lists of areas and bodies, and the reforms of both trees."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.units import actions, lists, queries
from loa.units.access import Who
from loa.units.forms.people import ANY
from loa.units.models import Area, AreaLevel, AreaVersion, BodyVersion, DocumentForm, System
from loa.units.permissions import Permission
from loa.units.versions import in_force
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

WITH_ACCOUNTS = (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.COMMUNE)
NEW_CODE = _("Để trống hoặc ghi mã cũ nếu đơn vị nhận tiếp tục dùng mã đó.")


class AreaFilter(FilterForm):
    """The day the territory is shown as of, and what it is narrowed by."""

    as_of = DayField(label=_("Vào ngày"))
    level = forms.ChoiceField(label=_("Cấp"), choices=[*ANY, *AreaLevel.choices])
    under = NamedChoice(label=_("Trực thuộc"), empty_label=_("Tất cả"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = day_asked(self.request)
        tops = in_force(AreaVersion, day).filter(level__in=[AreaLevel.CITY, AreaLevel.DISTRICT])
        rows = tops.annotate(label=Concat("kind", Value(" "), "name")).order_by("level", "sort_key")
        choose_from(self.fields["under"], rows)

    def filter_as_of(self, rows: QuerySet[AreaVersion], value: date) -> QuerySet[AreaVersion]:
        """Narrow nothing: the list is read as of the day already."""
        del value
        return rows

    def filter_under(self, rows: QuerySet[AreaVersion], value: AreaVersion) -> QuerySet[AreaVersion]:
        """Keep what lies below one area."""
        return rows.filter(path__startswith=f"{value.path}/")


class BodyFilter(FilterForm):
    """The day the organisation is shown as of, and what it is narrowed by."""

    as_of = DayField(label=_("Vào ngày"))
    system = forms.ChoiceField(label=_("Hệ thống"), choices=[*ANY, *System.choices])
    is_committee = forms.BooleanField(label=_("Chỉ ban chỉ đạo, tổ công tác"))

    def filter_as_of(self, rows: QuerySet[BodyVersion], value: date) -> QuerySet[BodyVersion]:
        """Narrow nothing: the list is read as of the day already."""
        del value
        return rows


def day_asked(request: Any) -> date:
    """Return the day a list is asked for; today where none, or none that can be read, is given."""
    field = DayField(required=False)
    try:
        return field.clean(request.GET.get("as_of", "")) or clock.today()
    except forms.ValidationError:
        return clock.today()


class ReformForm(Form):
    """The day and the decision of a reform."""

    on = DayField(label=_("Có hiệu lực từ ngày"))
    basis = forms.CharField(
        label=_("Căn cứ"),
        help_text=_("Số, ký hiệu nghị quyết hoặc quyết định, ví dụ “Nghị quyết 1656/NQ-UBTVQH15”."),
        max_length=200,
    )
    last = ("on", "basis")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.order_fields([*(name for name in self.fields if name not in self.last), *self.last])

    def _areas(self, name: str, *levels: AreaLevel) -> None:
        chosen = levels or tuple(AreaLevel)
        choose_from(self.fields[name], lists.areas_to_choose(self.actor, Permission.UNITS_MANAGE, chosen))

    def _bodies(self, name: str) -> None:
        choose_from(self.fields[name], lists.bodies_to_choose(self.actor, Permission.UNITS_MANAGE))


# -- areas ------------------------------------------------------------------------------------------------


class RenameAreaForm(ReformForm):
    """Another kind or name."""

    kind = forms.CharField(label=_("Loại"), help_text=_("Phường, xã, tổ dân phố…"), max_length=40)
    name = forms.CharField(label=_("Tên mới"), max_length=120)


class NewAreaForm(RenameAreaForm):
    """An area founded below another; a residential group is one without accounts."""

    code = forms.CharField(label=_("Mã"), help_text=_("Chữ không dấu, số, gạch nối."), max_length=20)
    level = forms.TypedChoiceField(
        label=_("Cấp"), choices=AreaLevel.choices[1:], coerce=AreaLevel, initial=AreaLevel.GROUP
    )
    field_order = ("level", "kind", "name", "code", "on", "basis")


class MoveAreaForm(ReformForm):
    """Another parent."""

    parent = NamedChoice(label=_("Chuyển về trực thuộc"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas("parent", *WITH_ACCOUNTS)


class AbolishAreaForm(ReformForm):
    """An end; the totals go to an heir."""

    heir = NamedChoice(
        label=_("Số liệu chuyển cho"),
        help_text=_("Để trống: chuyển cho địa bàn cấp trên."),
        required=False,
        empty_label=_("– Địa bàn cấp trên –"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas("heir")


class MergeAreasForm(ReformForm):
    """Several areas become one."""

    others = NamedChoices(
        label=_("Sáp nhập cùng với"),
        help_text=_("Giữ phím Ctrl để chọn nhiều địa bàn."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    kind = forms.CharField(label=_("Loại của địa bàn mới"), max_length=40)
    name = forms.CharField(label=_("Tên của địa bàn mới"), max_length=120)
    code = forms.CharField(label=_("Mã của địa bàn mới"), help_text=NEW_CODE, max_length=20, required=False)

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        self._areas("others")

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into what the reform takes."""
        given = super().clean() or {}
        if self.errors:
            return given
        into = actions.NewArea(given.pop("code") or self.area.code, given.pop("kind"), given.pop("name"))
        return given | {"areas": [self.area, *given.pop("others")], "into": into}


class SplitAreaForm(ReformForm):
    """One area becomes several, a line for each."""

    parts = forms.CharField(
        label=_("Các phần"),
        help_text=_(
            "Mỗi dòng một phần: mã; loại; tên; tỷ lệ % (bỏ trống nếu chưa biết); mã các tổ dân phố đi theo, cách nhau "
            "bằng dấu phẩy. Dòng đầu nhận các tổ dân phố chưa chỉ định và số liệu không chia được."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = queries.area_versions().filter(parent=area)
        self.groups = {row.area.code: str(row) for row in below}
        if self.groups:
            named = ", ".join(f"{code} ({name})" for code, name in self.groups.items())
            field = self.fields["parts"]
            field.help_text = format_lazy(
                "{} {}", field.help_text, _("Đang trực thuộc: %(groups)s.") % {"groups": named}
            )

    def clean_parts(self) -> list[actions.Part]:
        """Read the lines; a group goes to one part."""
        lines = [line for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        parts = [_part(line, is_default=not n) for n, line in enumerate(lines)]
        named = [code for part in parts for code in part.groups]
        wrong = [code for code in named if code not in self.groups or named.count(code) > 1]
        if wrong:
            raise forms.ValidationError(
                _("Mã “%(code)s” không trực thuộc địa bàn này hoặc ghi ở hai dòng. Hãy sửa lại."),
                params={"code": wrong[0]},
            )
        return parts


def _part(line: str, *, is_default: bool) -> actions.Part:
    cells = [cell.strip() for cell in line.split(";")]
    if len(cells) not in {3, 4, 5} or not all(cells[:3]):
        raise forms.ValidationError(
            _("Dòng “%(line)s” chưa đúng. Hãy ghi: mã; loại; tên; tỷ lệ phần trăm; mã tổ dân phố."),
            params={"line": line},
        )
    share, groups = [*cells[3:], "", ""][:2]
    codes = tuple(code for code in groups.replace(",", " ").split() if code)
    return actions.Part(actions.NewArea(*cells[:3]), share=_share(share), is_default=is_default, groups=codes)


def _share(text: str) -> float | None:
    bare = text.removesuffix("%").replace(",", ".").strip()
    if not bare:
        return None
    if not bare.replace(".", "", 1).isdecimal():
        raise forms.ValidationError(_("Tỷ lệ “%(share)s” chưa phải là số."), params={"share": text})
    return float(bare) / 100


# -- bodies -----------------------------------------------------------------------------------------------


class RenameBodyForm(ReformForm):
    """Another name."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    short_name = forms.CharField(label=_("Tên viết tắt"), max_length=80, required=False)


class NewBodyFields(RenameBodyForm):
    """What a body is from its first day."""

    code = forms.CharField(label=_("Mã cơ quan"), max_length=40)
    system = forms.TypedChoiceField(
        label=_("Hệ thống"), choices=System.choices, coerce=System, initial=System.STATE
    )
    form = forms.TypedChoiceField(
        label=_("Thể thức văn bản"), choices=DocumentForm.choices, coerce=DocumentForm
    )
    field_order = ("name", "short_name", "code", "system", "form")

    def _new(self, given: dict[str, Any], code: str = "") -> actions.NewBody:
        return actions.NewBody(
            given.pop("code") or code,
            given.pop("name"),
            given.pop("short_name"),
            given.pop("system"),
            given.pop("form"),
        )


class NewBodyForm(NewBodyFields):
    """A body founded below another."""

    seat_area = NamedChoice(label=_("Trụ sở tại địa bàn"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas("seat_area", *WITH_ACCOUNTS)

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into what the act takes."""
        given = super().clean() or {}
        return given if self.errors else given | {"new": self._new(given)}


class CommitteeForm(NewBodyForm):
    """A committee: member bodies, and a day on which it ends."""

    members = NamedChoices(label=_("Cơ quan thành viên"), widget=forms.CheckboxSelectMultiple)
    until = DayField(label=_("Kết thúc ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies("members")
        del self.fields["basis"]


class MoveBodyForm(ReformForm):
    """Another superior, perhaps another seat."""

    superior = NamedChoice(label=_("Chuyển về trực thuộc"))
    seat_area = NamedChoice(label=_("Trụ sở mới"), required=False, empty_label=_("– Giữ nguyên –"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies("superior")
        self._areas("seat_area", *WITH_ACCOUNTS)


class AbolishBodyForm(ReformForm):
    """An end; what stands below moves up."""


class MergeBodiesForm(NewBodyFields):
    """Several bodies become one."""

    others = NamedChoices(label=_("Sáp nhập cùng với"), widget=forms.CheckboxSelectMultiple)
    code = forms.CharField(label=_("Mã của cơ quan mới"), help_text=NEW_CODE, max_length=40, required=False)

    def __init__(self, *args: Any, body: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        self._bodies("others")

    def clean(self) -> dict[str, Any]:
        """Turn what was typed into what the reform takes."""
        given = super().clean() or {}
        if self.errors:
            return given
        into = self._new(given, self.body.code)
        return given | {"bodies": [self.body, *given.pop("others")], "into": into}


class SplitBodyForm(ReformForm):
    """One body becomes several, a line for each."""

    parts = forms.CharField(
        label=_("Các phần"),
        help_text=_("Mỗi dòng một cơ quan: mã; tên; tên viết tắt. Đơn vị cấp dưới đi theo dòng đầu."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, version: BodyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def clean_parts(self) -> list[actions.NewBody]:
        """Read the lines; system and form stay those of the divided body."""
        lines = [line for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        rows = [[cell.strip() for cell in line.split(";")] for line in lines]
        if any(len(cells) not in {2, 3} or not all(cells[:2]) for cells in rows):
            raise forms.ValidationError(_("Mỗi dòng phải có dạng: mã; tên; tên viết tắt."))
        system, form = System(self.version.system), DocumentForm(self.version.form)
        return [actions.NewBody(c[0], c[1], c[2] if len(c) == 3 else "", system, form) for c in rows]
