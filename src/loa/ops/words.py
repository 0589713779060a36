"""What the room's verbs and things are called in the journal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "ops.charter_checked": _("kiểm tra các cam kết"),
    "ops.key_added": _("thêm khóa mã hóa"),
    "ops.key_retired": _("bỏ khóa mã hóa cũ"),
    "ops.rotation_begun": _("bắt đầu đổi khóa mã hóa"),
    "ops.rotation_ended": _("kết thúc đổi khóa mã hóa"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "ops.chartercheck": (_("lần kiểm tra cam kết"), "/charter/"),
    "ops.key": (_("khóa mã hóa"), ""),
}
