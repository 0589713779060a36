"""What the staff shell refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class NotASample(errors.Forbidden):
    """A code was asked for an account that belongs to a real person."""

    code = "not_a_sample"
    message = _("Chỉ in được mã của tài khoản mẫu trong bản trình diễn.")


class NotYourStep(errors.Forbidden):
    """A click of the tour came without its role, or before the steps it needs."""

    code = "not_your_step"
    message = _("Bước này cần vào đúng vai trước. Hãy quay lại trang “Đi một vòng”.")


class UseTheProvider(errors.Forbidden):
    """A password or key was used for an account that must come in by the provider."""

    code = "use_the_provider"
    message = _(
        "Tài khoản này đăng nhập bằng tài khoản chung của thành phố. Hãy quay lại trang đăng nhập và dùng nút đó."
    )


class ProviderRefused(errors.Forbidden):
    """The provider ended the sign-in, or its answer does not belong to one begun here."""

    code = "provider_refused"
    message = _("Lần đăng nhập này đã bị hủy hoặc quá hạn. Hãy quay lại trang đăng nhập và thử lại.")


class BadSettings(errors.DomainError):
    """The mapping of claims to posts cannot be read; nobody comes in by the provider until it is mended."""

    status = 503
    code = "bad_claim_map"
    message = _(
        "Bảng quy đổi chức vụ có lỗi nên chưa đăng nhập được theo cách này. Hãy báo người quản trị hệ thống."
    )
