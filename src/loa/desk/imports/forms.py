"""Choosing a file, and what a table does not say itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.kinds.press.queries.newsrooms import accounts_to_choose
from loa.lib import clock
from loa.units.access import Who
from loa.units.lists import bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form

ENDINGS = ".xlsx,.xls,.csv,.txt,.tsv"


class UploadForm(Form):
    """A table from an office."""

    table = forms.FileField(
        label=_("Tệp bảng"),
        help_text=_("Excel (.xlsx, .xls) hoặc CSV; có tiêu đề, ô gộp, phông cũ TCVN3, VNI đều đọc được."),
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={"empty": _("Tệp trống. Hãy chọn tệp khác.")},
    )


class NoOptions(Form):
    """Everything stands in the table."""

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        del actor
        super().__init__(*args, **kwargs)


class DayOptions(NoOptions):
    """The day from which the new units exist."""

    on = DayField(label=_("Có hiệu lực từ ngày"), initial=clock.today)


class ConsentOptions(Form):
    """Whose list it is, and the paper that holds the consent."""

    body = NamedChoice(label=_("Cơ quan quản lý danh sách"))
    basis = forms.CharField(
        label=_("Văn bản đồng ý"),
        help_text=_("Nơi lưu chữ ký đồng ý nhận tin, ví dụ “Phiếu đăng ký tháng 3/2026, tổ 5”."),
        max_length=200,
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.AUDIENCE_MANAGE))


class PressOptions(Form):
    """Whose newsrooms they are."""

    account = NamedChoice(label=_("Tài khoản kênh báo chí"))

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["account"], accounts_to_choose(actor))
