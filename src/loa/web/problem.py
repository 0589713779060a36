"""What went wrong, in one shape for a page, an htmx fragment and an API client (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from loa.lib.errors import DomainError
from loa.web.said import in_words

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """One refusal or failure: `title` says what happened, `detail` what to do, `code` is for the help desk."""

    status: int
    code: str
    title: str | Promise
    detail: str | Promise
    facts: dict[str, object] = field(default_factory=dict)


def of_error(error: DomainError) -> Problem:
    """Return the problem of a refusal that an action raised."""
    return Problem(error.status, error.code, _title(error.status), in_words(error.text), dict(error.facts))


def _title(status: int) -> str:
    return {
        403: _("Chưa có quyền làm việc này"),
        404: _("Không tìm thấy"),
        409: _("Nội dung đã thay đổi"),
        422: _("Cần sửa lại nội dung"),
        429: _("Hệ thống đang bận"),
        503: _("Tạm thời chưa dùng được"),
    }.get(status, _("Không thực hiện được"))


def not_found() -> Problem:
    """Return the problem of an address that leads nowhere."""
    detail = _("Địa chỉ này không có hoặc đã được chuyển đi. Kiểm tra lại đường dẫn, hoặc về trang đầu.")
    return Problem(404, "not_found", _title(404), detail)


def forbidden() -> Problem:
    """Return the problem of a door that stays shut."""
    detail = _("Việc này ngoài quyền được giao. Liên hệ người quản trị hệ thống của cơ quan nếu cần.")
    return Problem(403, "forbidden", _title(403), detail)


def bad_request() -> Problem:
    """Return the problem of a request that could not be read."""
    detail = _("Máy chủ không đọc được yêu cầu này. Quay lại trang trước, tải lại rồi thử lại.")
    return Problem(400, "bad_request", _title(400), detail)


def lost_token() -> Problem:
    """Return the problem of a form whose token is no longer valid; nothing was carried out."""
    detail = _(
        "Phiên đăng nhập đã đổi từ khi mở biểu mẫu này nên hệ thống chưa thực hiện gì. "
        "Nội dung vừa nhập vẫn còn dưới đây: kiểm tra rồi bấm “Gửi lại”."
    )
    return Problem(403, "form_expired", _("Biểu mẫu đã hết hạn"), detail)


def failure(code: str) -> Problem:
    """Return the problem of our own mistake; the code finds the line in the log."""
    detail = _(
        "Lỗi thuộc về hệ thống, không phải do thao tác. Thử lại sau ít phút; nếu vẫn lỗi, báo quản trị kèm mã lỗi."
    )
    return Problem(500, code, _("Hệ thống gặp lỗi"), detail)


def no_database() -> Problem:
    """Return the problem of a database that does not answer; nothing was stored."""
    detail = _(
        "Chưa kết nối được cơ sở dữ liệu nên chưa lưu gì. Đợi khoảng một phút rồi bấm “Gửi lại” hoặc tải lại trang."
    )
    return Problem(503, "database_unreachable", _title(503), detail)


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client asked for JSON and not for a page."""
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def as_json(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Answer in the form of RFC 9457.

    Source: RFC 9457, section 3.
    """
    facts = {
        key: value for key, value in problem.facts.items() if isinstance(value, (str, int, float, bool, list))
    }
    body = facts | {
        "type": "about:blank",
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        "code": problem.code,
        "instance": request.path,
    }
    return JsonResponse(body, status=problem.status, content_type=PROBLEM_JSON)
