"""What the file store refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib.errors import DomainError, NotFound


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
