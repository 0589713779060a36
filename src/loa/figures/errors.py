"""What the room refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import Invalid


class NothingToFreeze(Invalid):
    """No figure was chosen."""

    code = "nothing_to_freeze"
    message = _("Chưa có số liệu nào để chốt. Hãy mở lại trang Sơ kết rồi chốt từ trang đó.")


class TooManyRows(Invalid):
    """The rows do not fit into one file."""

    code = "too_many_rows"
    message = _("Số liệu có quá nhiều dòng để chốt một lần. Hãy chốt từng đơn vị hoặc khoảng ngày ngắn hơn.")
