"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import border, errors


class UnknownKind(errors.Invalid):
    """A channel kind or receiver source is not installed here."""

    code = "unknown_kind"
    message = _("Hệ thống chưa cài loại kênh hoặc danh sách nhận này. Hãy chọn loại khác.")


class BadConfig(errors.Invalid):
    """An account's settings are incomplete or of the wrong type."""

    code = "bad_config"
    message = _("Thông số của kênh chưa đúng. Hãy kiểm tra lại từng mục rồi lưu.")


class WrongLegalKind(errors.Invalid):
    """The kind of channel cannot be the stated kind of grassroots information."""

    code = "wrong_legal_kind"
    message = _(
        "Loại hình thông tin cơ sở đã chọn không phù hợp với loại kênh này. Hãy chọn lại hoặc để “không thuộc”."
    )


class AccountClosed(errors.Stale):
    """The account was closed, or is not in the state that the act needs."""

    code = "account_state"
    message = _("Tài khoản kênh đã đổi trạng thái. Hãy tải lại trang để xem.")


class OutsideAllowList(border.Permanent):
    """A kind tried to call an address or verb that its allow-list does not name."""

    def __init__(self, **facts: object) -> None:
        super().__init__(
            "outside_allow_list", str(_("Kênh gọi tới địa chỉ ngoài danh mục cho phép.")), **facts
        )


class OutOfReach(border.Permanent):
    """An exercise or test tried to reach a public address (charter 9)."""

    def __init__(self, **facts: object) -> None:
        text = str(_("Diễn tập và thử nghiệm không được gửi ra địa chỉ công cộng. Việc gửi đã bị chặn."))
        super().__init__("out_of_reach", text, **facts)


class NoCanary(errors.Invalid):
    """The account has no way to test itself, or is closed."""

    code = "no_canary"
    message = _("Kênh này không có cách tự kiểm tra.")


class NoSuchCanary(errors.NotFound):
    """No run awaits this token."""

    message = _("Không có lần tự kiểm tra nào ở địa chỉ này.")
