"""What every screen of the room needs: the bulletin behind an address, the steps, the proof of the sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.bulletins import queries
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.release import Proof
from loa.bulletins.status import mode_of, priority_of, state_of
from loa.lib import clock
from loa.units.doors import DeskRequest
from loa.units.permissions import Permission
from loa.web.doors import has_second_factor, signed_in_lately

AUDIBLE = frozenset({"check", "release", "mend"})
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def writable(request: DeskRequest, bulletin_id: int) -> Bulletin:
    """Return a bulletin that the actor may write."""
    return queries.access_bulletin(request.actor, bulletin_id, to=Permission.BULLETINS_WRITE)


def readable(request: DeskRequest, bulletin_id: int) -> Bulletin:
    """Return a bulletin that the actor may see."""
    return queries.access_bulletin(request.actor, bulletin_id)


def proof_of(request: DeskRequest) -> Proof:
    """Return how the person at the screen proved who they are."""
    return Proof(has_second_factor(request), clock.now() if signed_in_lately(request) else LONG_AGO)


def frame(bulletin: Bulletin, step: str = "", **more: Any) -> dict[str, Any]:
    """Return what the frame of every page of one bulletin reads."""
    air = queries.row_of(bulletin) if step in AUDIBLE else None
    return {
        "bulletin": bulletin,
        "title": queries.core_text(bulletin).title,
        "status": state_of(bulletin),
        "priority": priority_of(bulletin),
        "mode": mode_of(bulletin),
        "nav_key": "bulletins",
        "steps": steps(bulletin),
        "step": step,
        "air": air,
        "to_say": queries.to_say_itself(bulletin, air) if air else "",
        "trail": [{"url": reverse("bulletins:list"), "label": _("Bản tin")}],
        **more,
    }


def steps(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Return the steps of the editor as tabs."""
    names = {
        "text": _("Nội dung"),
        "facts": _("Thông tin khóa"),
        "audience": _("Địa bàn, kênh"),
        "files": _("Tệp kèm"),
        **({"air": _("Bản loa")} if queries.wants_sound(bulletin) else {}),
        "check": _("Kiểm tra"),
    }
    return [
        {"key": key, "label": label, "url": reverse(f"bulletins:{key}", args=[bulletin.pk])}
        for key, label in names.items()
    ]
