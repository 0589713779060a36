"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class UnknownThing(errors.NotFound):
    """The thing does not exist or lies outside the reader's reach; both read the same."""

    message = _("Không tìm thấy nội dung này. Hãy kiểm tra lại đường dẫn hoặc quay về trang trước.")


class RightMissing(errors.Forbidden):
    """A colleague may see the thing but lacks the right to do this to it."""

    message = _(
        "Chức vụ đang dùng chưa được giao quyền làm việc này. Hãy liên hệ người quản trị của cơ quan."
    )


class NoPost(errors.Forbidden):
    """A signed-in person holds no post today."""

    code = "no_post"
    message = _(
        "Tài khoản này hiện không giữ chức vụ nào trong hệ thống. Hãy liên hệ người quản trị của cơ quan."
    )


class NotInForce(errors.Invalid):
    """A reform names a unit that does not exist on its day."""

    code = "unit_not_in_force"
    message = _("Địa bàn hoặc cơ quan, đơn vị không tồn tại vào ngày này. Hãy chọn lại ngày có hiệu lực.")


class LaterChange(errors.Invalid):
    """A unit of the reform already has a change on a later day; history is written forwards."""

    code = "unit_changes_later"
    message = _(
        "Đã có thay đổi được ghi vào ngày sau đó. Hãy chọn ngày có hiệu lực muộn hơn thay đổi gần nhất."
    )


class CodeTaken(errors.Invalid):
    """A new unit asks for a code that another one has."""

    code = "unit_code_taken"
    message = _("Mã này đã dùng cho đơn vị khác. Hãy nhập mã khác.")


class BadPlace(errors.Invalid):
    """A unit would stand under itself, under a committee, or under nothing."""

    code = "unit_bad_place"
    message = _("Không thể đặt đơn vị vào vị trí này. Hãy chọn đơn vị cấp trên khác.")


class SeatWithoutAccounts(errors.Invalid):
    """A body would sit in a residential group, which is an area without accounts."""

    code = "seat_without_accounts"
    message = _(
        "Thôn, tổ dân phố là địa bàn không có tài khoản nên không thể làm nơi đặt trụ sở. "
        "Hãy chọn xã, phường hoặc cấp trên."
    )


class BadShares(errors.Invalid):
    """The parts of a divided area do not add up, or none (or several) of them is the default."""

    code = "unit_bad_shares"
    message = _(
        "Tỷ lệ chia phải cộng đủ 100% (hoặc để trống tất cả), và phải chọn đúng một địa bàn mặc định."
    )


class BadName(errors.Invalid):
    """A name, kind or code is empty or too long."""

    code = "unit_bad_name"
    message = _("Tên và mã không được để trống; mã chỉ gồm chữ không dấu, số và dấu gạch nối.")


class CommitteeNeedsEnd(errors.Invalid):
    """A committee must say on which day it ends."""

    code = "committee_needs_end"
    message = _("Ban chỉ đạo, tổ công tác phải có ngày kết thúc. Hãy nhập ngày kết thúc.")


class BadInvitation(errors.Invalid):
    """An invitation link is unknown, used or expired; all three read the same."""

    code = "invitation_not_valid"
    message = _("Liên kết mời không còn hiệu lực. Hãy đề nghị người quản trị gửi liên kết mới.")


class BadPassword(errors.Invalid):
    """A new password is too weak; the reasons are among the facts."""

    code = "password_too_weak"
    message = _("Mật khẩu chưa đủ mạnh. Hãy chọn mật khẩu khác theo hướng dẫn.")


class EmailTaken(errors.Invalid):
    """Someone already signs in with this e-mail address."""

    code = "email_taken"
    message = _("Thư điện tử này đã có tài khoản. Hãy mở thêm chức vụ cho người đó thay vì mời lại.")


class BadSpan(errors.Invalid):
    """A span ends before it begins, or an acting deputy has no end."""

    code = "bad_span"
    message = _(
        "Ngày kết thúc phải sau ngày bắt đầu; giao quyền hoặc phụ trách tạm thời phải có ngày kết thúc."
    )


class AlreadyGranted(errors.Invalid):
    """The post holds this role over this body and area for (part of) the same days."""

    code = "already_granted"
    message = _("Chức vụ này đã có vai trò đó trong cùng phạm vi và thời gian.")


class NotForOneself(errors.Forbidden):
    """Nobody gives rights to himself, confirms his own request or resets his own second factor."""

    code = "not_for_oneself"
    message = _("Không thể tự làm việc này cho chính mình. Hãy nhờ người quản trị khác thực hiện.")


class BeyondOwnRights(errors.Forbidden):
    """A delegation names rights that the giver does not hold, or may not pass on."""

    code = "beyond_own_rights"
    message = _("Chỉ giao được quyền mà người giao đang có và được phép giao. Hãy bỏ bớt quyền rồi lưu lại.")


class NeedsDocument(errors.Invalid):
    """A delegation must rest on a document."""

    code = "needs_document"
    message = _("Phải ghi số, ký hiệu văn bản làm căn cứ giao quyền.")


class AlreadyEnded(errors.Stale):
    """A post, grant or delegation ended in the meantime."""

    code = "already_ended"
    message = _("Chức vụ hoặc quyền này đã kết thúc trước đó. Hãy tải lại trang.")


class NotInvited(errors.Forbidden):
    """An account of the sign-in provider belongs to nobody here."""

    code = "not_invited"
    message = _(
        "Tài khoản này chưa gắn với cán bộ nào trong Loa. Nếu được mời: đề nghị người quản trị của cơ quan mời đúng địa chỉ "
        "thư điện tử công vụ. Nếu đã có mật khẩu: đăng nhập bằng mật khẩu rồi gắn tài khoản ở trang “Của tôi”."
    )


class AlreadyLinked(errors.Stale):
    """An account of the sign-in provider is bound already, or the person has one."""

    code = "already_linked"
    message = _(
        "Tài khoản này đã gắn với một người, hoặc người đang đăng nhập đã gắn tài khoản khác. Hãy báo người quản trị."
    )


class AlreadyOpen(errors.Stale):
    """An account to be opened again is open."""

    code = "already_open"
    message = _("Tài khoản này đang mở. Hãy tải lại trang.")


class NotAbove(errors.Invalid):
    """A standing approver must hold a post at a level above the body."""

    code = "standing_approver_not_above"
    message = _("Người duyệt thường trực phải đang giữ chức vụ tại cơ quan cấp trên. Hãy chọn người khác.")


class NotACommittee(errors.Invalid):
    """Members and an end are for committees."""

    code = "not_a_committee"
    message = _("Chỉ ban chỉ đạo, tổ công tác có cơ quan thành viên và ngày kết thúc.")


class NotImportable(errors.Invalid):
    """A table still has errors, or was read with other columns; nothing was imported."""

    code = "not_importable"
    message = _("Bảng còn lỗi nên chưa nhập dòng nào. Hãy sửa các ô được đánh dấu rồi tải lên lại.")
