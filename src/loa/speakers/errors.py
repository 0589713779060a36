"""What the room refuses, in words a person can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.lib import errors


class NoReason(errors.Invalid):
    """A reason is missing where one stays on record."""

    code = "speakers_no_reason"
    message = _("Chưa ghi lý do. Hãy ghi ngắn gọn lý do.")
