"""What the room adds to the desk's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.units.permissions import Permission
from loa.web.shell import NavItem

NAV = NavItem(
    "status",
    _("Trạng thái hệ thống"),
    "ops:status",
    "heartbeat",
    _("Kiểm soát"),
    163,
    Permission.OPERATION_READ.value,
)
