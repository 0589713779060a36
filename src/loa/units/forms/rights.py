"""Granting, delegating, and asking why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.units import lists
from loa.units.access import Who
from loa.units.forms.people import ANY
from loa.units.forms.places import PlaceSearch
from loa.units.models import Delegation, Grant, Person, Post, Role
from loa.units.permissions import Permission
from loa.units.rules.roles import roles_with
from loa.web.fields import DayField, MomentField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

PERMISSIONS = [(p.value, p.label) for p in Permission]


class GrantFilter(FilterForm):
    """What the list "who may do what where" is narrowed by."""

    permission = forms.ChoiceField(label=_("Quyền"), choices=[*ANY, *PERMISSIONS])
    role = forms.ChoiceField(label=_("Vai trò"), choices=[*ANY, *Role.choices])

    def filter_permission(self, rows: QuerySet[Grant], value: str) -> QuerySet[Grant]:
        """Keep the grants whose role carries the right."""
        return rows.filter(role__in=roles_with(Permission(value)))


class GrantForm(PlaceSearch, Form):
    """A role's rights over a body's branch and an area's branch."""

    role = forms.TypedChoiceField(
        label=_("Vai trò"), choices=[("", _("– Chọn –")), *Role.choices], coerce=Role
    )
    body = NamedChoice(label=_("Tại cơ quan, đơn vị và cấp dưới"))
    area = NamedChoice(label=_("Trên địa bàn"))
    valid_from = DayField(label=_("Từ ngày"), help_text=_("Để trống: từ hôm nay."), required=False)
    valid_until = DayField(label=_("Đến ngày"), required=False)
    place_of = "area"
    field_order = ("role", "body", "place")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], lists.bodies_to_choose(actor, Permission.PEOPLE_MANAGE))
        choose_from(self.fields["area"], lists.areas_to_choose(actor, Permission.PEOPLE_MANAGE))
        self.look_up_offered()


class DelegateForm(Form):
    """Named rights lent to another post for a time; only what the giver holds is offered."""

    receiver = NamedChoice(label=_("Giao cho"))
    kind = forms.TypedChoiceField(
        label=_("Hình thức"),
        choices=Delegation.Kind.choices,
        coerce=Delegation.Kind,
        initial=Delegation.Kind.BY_AUTHORITY,
        widget=forms.RadioSelect,
    )
    permissions = forms.TypedMultipleChoiceField(
        label=_("Quyền được giao"),
        help_text=_("Chỉ hiện các quyền người giao đang có và được phép giao."),
        coerce=Permission,
        widget=forms.CheckboxSelectMultiple,
    )
    source_document = forms.CharField(
        label=_("Văn bản làm căn cứ"),
        help_text=_("Số, ký hiệu và ngày, ví dụ “Giấy ủy quyền số 12/GUQ-UBND ngày 05/01/2026”."),
        max_length=200,
    )
    valid_from = MomentField(label=_("Từ"))
    valid_until = MomentField(label=_("Đến"))

    def __init__(
        self, *args: Any, offered: Iterable[Permission], receivers: QuerySet[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["receiver"], receivers)
        choices = [(right.value, right.label) for right in offered]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]


class WhyForm(Form):
    """Whose right, which one, where."""

    person = NamedChoice(label=_("Cán bộ"))
    permission = forms.TypedChoiceField(
        label=_("Việc muốn làm"), choices=[("", _("– Chọn –")), *PERMISSIONS], coerce=Permission
    )
    body = NamedChoice(label=_("Tại cơ quan, đơn vị"), required=False, empty_label=_("– Bất kỳ –"))
    area = NamedChoice(label=_("Trên địa bàn"), required=False, empty_label=_("– Bất kỳ –"))

    def __init__(self, *args: Any, actor: Who, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["person"], people)
        choose_from(self.fields["body"], lists.bodies_to_choose(actor, Permission.UNITS_READ))
        choose_from(self.fields["area"], lists.areas_to_choose(actor, Permission.UNITS_READ))
