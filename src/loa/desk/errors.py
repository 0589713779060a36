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
