"""What proofs add to the page frame: the reconciliation in the menu, silent clusters on the first screen."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loa.speakers.queries import silent
from loa.units.permissions import Permission
from loa.web.shell import NavItem
from loa.web.today import Item

NAV = (
    NavItem(
        "speakers_reconcile",
        _("Đối soát phát thanh"),
        "speakers:reconcile",
        "clipboard-check",
        _("Loa truyền thanh"),
        156,
        Permission.SPEAKERS_READ.value,
    ),
)


def today(request: HttpRequest) -> Iterator[Item]:
    """Yield how many clusters should have sounded and did not."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    number = silent.silent_visible_to(actor).order_by().values("cluster").distinct().count()
    yield Item("broken", number, _("cụm loa đến giờ mà không phát"), "/desk/speakers/silent/", tone="bad")
