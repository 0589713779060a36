"""Inviting people, opening and closing posts, first passwords, a lost second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.units import lists, reach
from loa.units.access import Who
from loa.units.models import Person, Role
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]


class PeopleFilter(FilterForm):
    """What the list of people is narrowed by."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=[*ANY, *Role.choices])
    state = forms.ChoiceField(
        label=_("Tài khoản"),
        choices=[
            *ANY,
            ("working", _("Đang làm việc")),
            ("invited", _("Chờ nhận lời mời")),
            ("closed", _("Đã đóng")),
        ],
    )
    unsafe = forms.BooleanField(label=_("Chưa có xác thực hai lớp"))

    def filter_role(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Keep who holds a grant of the role now."""
        return rows.filter(pk__in=reach.active_grants().filter(role=value).values("post__person"))

    def filter_state(self, rows: QuerySet[Person], value: str) -> QuerySet[Person]:
        """Keep accounts in one state."""
        invited = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        condition = {"working": ~invited, "invited": invited, "closed": Q()}[value]
        return rows.filter(condition, is_active=value != "closed")

    def filter_unsafe(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:
        """Keep who has no second factor."""
        return rows.filter(has_second_factor=False) if value else rows


class PostForm(Form):
    """A place in a body."""

    body = NamedChoice(label=_("Cơ quan, đơn vị"))
    title = forms.CharField(
        label=_("Chức vụ"), help_text=_("Ghi đúng như trên văn bản, ví dụ “Phó Chủ tịch”."), max_length=120
    )
    role = forms.TypedChoiceField(
        label=_("Vai trò trên hệ thống"),
        help_text=_("Vai trò quyết định quyền; xem “Vai trò nào làm được gì”."),
        choices=[("", _("– Chọn –")), *Role.choices],
        coerce=Role,
    )
    valid_from = DayField(label=_("Từ ngày"), help_text=_("Để trống: từ hôm nay."), required=False)
    valid_until = DayField(
        label=_("Đến ngày"), help_text=_("Ngày đầu tiên không còn giữ chức vụ."), required=False
    )
    is_acting_deputy = forms.BooleanField(
        label=_("Phụ trách tạm thời, ký thay (KT.)"),
        help_text=_("Phải có ngày kết thúc."),
        required=False,
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], lists.bodies_to_choose(actor, Permission.PEOPLE_MANAGE))


class PersonForm(Form):
    """Who somebody is, how to sign in and how to be reached."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Dùng để đăng nhập."),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng. Hãy nhập dạng ten@hanoi.gov.vn.")},
    )
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)


class InviteForm(PostForm, PersonForm):
    """A new member of staff with a first post."""

    field_order = ("full_name", "email", "phone", "body", "title", "role", "valid_from", "valid_until")


class ClosePostForm(Form):
    """The end of a post: now, or on a later day."""

    on = DayField(
        label=_("Thôi giữ chức vụ từ ngày"),
        help_text=_("Để trống: ngay bây giờ; mọi phiên đăng nhập, quyền và ủy quyền kết thúc cùng lúc."),
        required=False,
    )


class PasswordForm(Form):
    """The first password of a person who was invited."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        help_text=_("Ít nhất 10 ký tự; một câu dễ nhớ là tốt nhất."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )


class ReasonForm(Form):
    """Why something is asked."""

    reason = forms.CharField(label=_("Lý do"), max_length=200)


class NothingToFill(Form):
    """An act that only needs a yes."""
