"""The desk's own entries of the menu; rooms add theirs in ready()."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.web.shell import NavItem

ITEMS = (NavItem("today", _("Hôm nay"), "desk:today", "home", order=0, shortcut="h", on_phone=True),)

VERBS = {
    "desk.sample_enrolled": _("cấp mã xác thực mẫu"),
    "desk.sample_entered": _("vào bằng tài khoản mẫu"),
}
