"""What the room adds to the page frame, and the words of its acts."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.figures.actions import PURPOSE
from loa.files.models import StoredFile
from loa.files.rules import MEGABYTE, Purpose
from loa.units.permissions import Permission
from loa.web.shell import NavItem

NAV = NavItem(
    "figures", _("Sơ kết"), "figures:figures", "chart-bar", order=60, needs=Permission.FIGURES_READ.value
)
VERBS: dict[str, str | Promise] = {"figures.frozen": _("chốt số liệu")}
THINGS: dict[str, tuple[str | Promise, str]] = {
    "figures.snapshot": (_("số liệu đã chốt"), "/desk/figures/snapshots/{}/")
}
ROWS = Purpose(PURPOSE, frozenset({"text/csv"}), most_bytes=100 * MEGABYTE, is_private=True)


def may_read_rows(request: HttpRequest, stored: StoredFile) -> bool:
    """Refuse the file itself: its rows are shown one by one, under today's rights."""
    del request, stored
    return False
