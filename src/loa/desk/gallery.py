"""Sample facts for the gallery of components; nothing here is read by a real screen."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.web.forms import ErrorsSummary, Form, new_idempotency_key
from loa.web.status import Status
from loa.web.today import Item

STATUSES = (
    Status("ok", _("Đã đến nơi")),
    Status("info", _("Đang gửi"), "send"),
    Status("wait", _("Chờ đến giờ")),
    Status("warn", _("Phát dở")),
    Status("bad", _("Không gửi được")),
    Status("unknown", _("Chưa rõ kết quả")),
    Status("quiet", _("Không gửi (giờ yên tĩnh)")),
)


class SampleForm(Form):
    """Every kind of field once."""

    title = forms.CharField(
        label=_("Tiêu đề"), max_length=200, help_text=_("Nói rõ việc gì, ở đâu, khi nào.")
    )
    body = forms.CharField(label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 5}))
    kind = forms.ChoiceField(
        label=_("Mức ưu tiên"), choices=[("normal", _("Thông thường")), ("priority", _("Ưu tiên"))]
    )
    where = forms.ChoiceField(
        label=_("Phát ở đâu"),
        choices=[("all", _("Toàn phường")), ("some", _("Một số tổ dân phố"))],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label=_("Điện thoại liên hệ"), required=False)
    agree = forms.BooleanField(label=_("Tôi đã đọc lại toàn bộ nội dung"))


def context(request: HttpRequest) -> dict[str, Any]:
    """Return sample facts for every component."""
    wrong = SampleForm(
        {"title": "", "body": _("Phun hóa chất diệt muỗi tại tổ dân phố số 4."), "kind": "normal"}
    )
    now = clock.now()
    return {
        "mode": request.GET.get("mode", "live") if request.GET.get("mode") in {"exercise", "test"} else "live",
        "statuses": STATUSES,
        "form": SampleForm(),
        "wrong": wrong,
        "errors": ErrorsSummary(wrong),
        "key": new_idempotency_key(),
        "blocks": _blocks(),
        "events": [
            {"title": _("Đã duyệt và phát"), "who": "Trần Minh Đức", "at": now - timedelta(minutes=4), "tone": "ok", "icon": "circle-check"},
            {"title": _("Trình duyệt"), "who": "Nguyễn Thu Hà", "at": now - timedelta(minutes=26), "tone": "info", "icon": "send"},
            {"title": _("Soạn bản tin"), "who": "Nguyễn Thu Hà", "at": now - timedelta(hours=3), "icon": "edit"},
        ],
        "facts": _facts(),
        "heads": [{"title": _("Kênh")}, {"title": _("Người nhận"), "numeric": True}, {"title": _("Kết quả")}],
        "rows": _rows(),
        "tabs": [
            {"key": "all", "label": _("Tất cả"), "url": "?tab=all", "count": 42},
            {"key": "mine", "label": _("Của tôi"), "url": "?tab=mine", "count": 3},
            {"key": "late", "label": _("Quá hạn"), "url": "?tab=late", "count": 1},
        ],
        "parts": [
            {"kind": "same", "text": "Phun hóa chất diệt muỗi lúc "},
            {"kind": "removed", "text": "7 giờ 30 ngày 12/9"},
            {"kind": "added", "text": "7 giờ 30 ngày 13/9"},
            {"kind": "same", "text": " tại tổ dân phố số 4. Người dân đóng cửa sổ, che đậy thức ăn."},
        ],
        "page": Paginator(range(120), 20).page(2),
        "trail": [{"label": _("Bản tin"), "url": "#"}, {"label": _("Phòng chống sốt xuất huyết"), "url": "#"}],
        "now": now,
    }  # fmt: skip


def _facts() -> list[dict[str, object]]:
    return [
        {"label": _("Cơ quan phát hành"), "value": "UBND phường Bồ Đề"},
        {"label": _("Người duyệt"), "value": "Trần Minh Đức, Phó Chủ tịch"},
        {"label": _("Hiệu lực đến"), "value": "17:00, thứ Hai 05/01/2026", "url": "#facts", "url_label": _("Sửa")},
    ]  # fmt: skip


def _rows() -> list[list[dict[str, object]]]:
    table = [
        ("Email", "4.812", _("Đã đến nơi")),
        ("Trang tin", "1", _("Đã đăng")),
        ("Bảng tin tổ dân phố", "187", _("Chờ xác nhận")),
    ]
    return [
        [
            {"label": _("Kênh"), "text": kind},
            {"label": _("Người nhận"), "text": count, "numeric": True},
            {"label": _("Kết quả"), "text": result},
        ]
        for kind, count, result in table
    ]  # fmt: skip


def _blocks() -> list[SimpleNamespace]:
    lines = [
        Item("todo", 1, _("Bản tin chờ duyệt"), "#", "bad", _("Lâu nhất: 2 giờ 5 phút")),
        Item("todo", 3, _("Bản theo kênh cần sửa"), "#", "warn"),
        Item("todo", 12, _("Văn bản chờ xác nhận đã tiếp nhận"), "#", "info"),
    ]
    return [
        SimpleNamespace(key="todo", title=_("Việc cần làm"), icon="list-check", lines=lines, total=16),
        SimpleNamespace(
            key="broken", title=_("Đang hỏng"), icon="tool", lines=[], total=0,
            empty_title=_("Mọi thứ đang chạy"), empty_text=_("Kênh lỗi và thiết bị mất liên lạc sẽ hiện ở đây."),
        ),
    ]  # fmt: skip
