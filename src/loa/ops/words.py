"""What the room's verbs and things are called in the journal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "ops.charter_checked": _("kiểm tra các cam kết"),
}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "ops.chartercheck": (_("lần kiểm tra cam kết"), "/charter/"),
}
