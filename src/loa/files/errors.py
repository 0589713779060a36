"""What the file store refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import DomainError, Invalid, NotFound


class WrongType(Invalid):
    """The content is of a type that is not taken in here."""

    code = "file_type"
    message = _("Loại tệp này không được nhận ở đây. Hãy dùng ảnh JPEG, PNG, WebP, tệp PDF, DOCX hoặc XLSX.")


class TooLarge(Invalid):
    """The file is larger than its purpose allows."""

    code = "file_too_large"
    message = _("Tệp quá lớn. Hãy giảm dung lượng rồi gửi lại.")


class Unreadable(Invalid):
    """The content is damaged or does not match what it claims to be."""

    code = "file_unreadable"
    message = _("Không đọc được tệp này, có thể tệp bị hỏng. Hãy mở thử, lưu lại rồi gửi lại.")


class ActiveContent(Invalid):
    """A document carries scripts, programs or files inside."""

    code = "file_active"
    message = _(
        "Tệp PDF có chương trình hoặc tệp nhúng bên trong nên không được nhận. Hãy in lại ra PDF rồi gửi."
    )


class DiskFull(DomainError):
    """There is no room left for the bytes; nothing was stored."""

    status = 507
    code = "disk_full"
    message = _(
        "Máy chủ đã hết chỗ lưu tệp nên chưa nhận được tệp này; những nội dung khác không bị ảnh hưởng. "
        "Hãy báo quản trị hệ thống rồi gửi lại."
    )


class NoSuchFile(NotFound):
    """The file does not exist, was erased, or may not be known to the reader."""

    code = "file_not_found"
    message = _("Không tìm thấy tệp này.")


class FileDamaged(DomainError):
    """The bytes of a stored file are gone or are not the ones that were stored."""

    status = 500
    code = "file_damaged"
    message = _(
        "Tệp lưu trên máy chủ bị mất hoặc bị hỏng. Hãy báo quản trị hệ thống khôi phục từ bản sao lưu."
    )
