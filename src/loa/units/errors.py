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


class NotInForce(errors.Invalid):
    """A reform names a unit that does not exist on its day."""

    code = "unit_not_in_force"
    message = _("Địa bàn hoặc cơ quan, đơn vị không tồn tại vào ngày này. Hãy chọn lại ngày có hiệu lực.")  # type: ignore[assignment]


class LaterChange(errors.Invalid):
    """A unit of the reform already has a change on a later day; history is written forwards."""

    code = "unit_changes_later"
    message = _(
        "Đã có thay đổi được ghi vào ngày sau đó. Hãy chọn ngày có hiệu lực muộn hơn thay đổi gần nhất."
    )  # type: ignore[assignment]


class CodeTaken(errors.Invalid):
    """A new unit asks for a code that another one has."""

    code = "unit_code_taken"
    message = _("Mã này đã dùng cho đơn vị khác. Hãy nhập mã khác.")  # type: ignore[assignment]


class BadPlace(errors.Invalid):
    """A unit would stand under itself, under a committee, or under nothing."""

    code = "unit_bad_place"
    message = _("Không thể đặt đơn vị vào vị trí này. Hãy chọn đơn vị cấp trên khác.")  # type: ignore[assignment]


class BadShares(errors.Invalid):
    """The parts of a divided area do not add up, or none (or several) of them is the default."""

    code = "unit_bad_shares"
    message = _(
        "Tỷ lệ chia phải cộng đủ 100% (hoặc để trống tất cả), và phải chọn đúng một địa bàn mặc định."
    )  # type: ignore[assignment]


class BadName(errors.Invalid):
    """A name, kind or code is empty or too long."""

    code = "unit_bad_name"
    message = _("Tên và mã không được để trống; mã chỉ gồm chữ không dấu, số và dấu gạch nối.")  # type: ignore[assignment]


class CommitteeNeedsEnd(errors.Invalid):
    """A committee must say on which day it ends."""

    code = "committee_needs_end"
    message = _("Ban chỉ đạo, tổ công tác phải có ngày kết thúc. Hãy nhập ngày kết thúc.")  # type: ignore[assignment]
