"""Narrowing what came back, and the mailbox where it comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.kinds.email.models import Came, Security
from loa.kinds.email.shell_items import CAME
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm


class BounceFilter(FilterForm):
    """What the list of bounces is narrowed by; never by an address."""

    kind = forms.ChoiceField(
        label=_("Loại"), choices=lambda: [("", _("Tất cả")), *((c.value, CAME[c].text) for c in Came)]
    )
    status = forms.CharField(label=_("Mã"), max_length=11)


class MailboxForm(Form):
    """Where the account's bounces come in."""

    host = forms.CharField(label=_("Máy chủ IMAP"), help_text=_("Ví dụ imap.hanoi.gov.vn."), max_length=253)
    port = forms.IntegerField(label=_("Cổng IMAP"), initial=993, min_value=1, max_value=65535)
    security = forms.ChoiceField(
        label=_("Bảo mật đường truyền"),
        help_text=_("“Không” chỉ dùng cho máy chủ đặt trên chính máy này."),
        choices=lambda: Security.choices,
    )
    username = forms.CharField(label=_("Tên đăng nhập hộp thư"), max_length=120)
    password = forms.CharField(
        label=_("Mật khẩu hộp thư"),
        help_text=_("Được mã hóa ngay; không ai xem lại được."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
    )

    def __init__(self, *args: Any, is_set: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_set:
            self.fields["password"].required = False
            self.fields["password"].help_text = _("Để trống: giữ mật khẩu đang dùng.")
