"""How the room's states look: tone, icon and word."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from loa.units.models import Person
from loa.web.status import Status

WORKING = Status("ok", _("Đang làm việc"))
INVITED = Status("wait", _("Chờ nhận lời mời"), "mail")
CLOSED = Status("quiet", _("Đã đóng"), "lock")
FACTOR = Status("ok", _("Đã có"), "shield-check")
NO_FACTOR = Status("warn", _("Chưa có"), "shield-lock")
IN_FORCE = Status("ok", _("Đang có hiệu lực"))
PAST = Status("quiet", _("Đã kết thúc"), "archive")
MAY = Status("ok", _("Được làm"))
MAY_NOT = Status("bad", _("Chưa được làm"), "lock")
LATER = Status("wait", _("Chưa đến ngày"), "hourglass")


def person_status(person: Person) -> Status:
    """Return how an account stands; the row carries `is_invited`."""
    if not person.is_active:
        return CLOSED
    return INVITED if getattr(person, "is_invited", False) else WORKING
