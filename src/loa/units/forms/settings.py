"""What a body and a committee are set to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from loa.units import lists, queries
from loa.units.access import Who
from loa.units.models import AddressForm, Body, DocumentForm, System
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form


class BodySettingsForm(Form):
    """How a body speaks to its officers and on paper, and who approves where it has no second person."""

    address_form = forms.TypedChoiceField(
        label=_("Cách xưng hô với cán bộ"),
        choices=AddressForm.choices,
        coerce=AddressForm,
        widget=forms.RadioSelect,
    )
    system = forms.TypedChoiceField(label=_("Hệ thống"), choices=System.choices, coerce=System)
    form = forms.TypedChoiceField(
        label=_("Thể thức văn bản"),
        help_text=_("Áp dụng từ hôm nay; văn bản cũ giữ thể thức cũ."),
        choices=DocumentForm.choices,
        coerce=DocumentForm,
    )
    standing_approver = NamedChoice(
        label=_("Người duyệt thường trực"),
        help_text=_("Người ở cơ quan cấp trên, duyệt phát khi cơ quan không có người thứ hai."),
        required=False,
        empty_label=_("– Không có –"),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = queries.possible_standing_approvers(body).annotate(label=F("full_name"))
        choose_from(self.fields["standing_approver"], people)


class ChangeCommitteeForm(Form):
    """Who sits in a committee from today on, and its last day."""

    members = NamedChoices(label=_("Cơ quan thành viên"), widget=forms.CheckboxSelectMultiple)
    until = DayField(label=_("Kết thúc ngày"))

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["members"], lists.bodies_to_choose(actor, Permission.UNITS_MANAGE))
