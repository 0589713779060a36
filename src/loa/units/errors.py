"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class UnknownThing(errors.NotFound):
    """The thing does not exist or lies outside the reader's reach; both read the same."""

    message = _("Không tìm thấy nội dung này. Hãy kiểm tra lại đường dẫn hoặc quay về trang trước.")  # type: ignore[assignment]


class RightMissing(errors.Forbidden):
    """A colleague may see the thing but lacks the right to do this to it."""

    message = _("Đồng chí chưa được giao quyền làm việc này. Hãy liên hệ người quản trị của cơ quan.")  # type: ignore[assignment]


class NoPost(errors.Forbidden):
    """A signed-in person holds no post today."""

    code = "no_post"
    message = _("Đồng chí hiện không giữ chức vụ nào trong hệ thống. Hãy liên hệ người quản trị của cơ quan.")  # type: ignore[assignment]
