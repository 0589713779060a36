"""How a clock looks in the list of deadlines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.clocks.models import Clock, Escalation
from loa.lib import clock
from loa.web.status import Status

RUNNING = Status("wait", gettext_lazy("Đang tính"))
LATE = Status("bad", pgettext_lazy("deadline", "Quá hạn"), "alarm")
MET = Status("ok", gettext_lazy("Xong đúng hạn"))
MET_LATE = Status("warn", gettext_lazy("Xong muộn"))


def state_of(row: Clock) -> Status:
    """Return whether a deadline runs, ran out, or was met in time or late."""
    if row.stopped_at is None:
        return RUNNING if row.due_at > clock.now() else LATE
    return MET if row.stopped_at <= row.due_at else MET_LATE


def called(row: Any) -> str:
    """Return who was called last about a clock that ran out; `last_step` is of `queries.list_clocks`."""
    return str(Escalation.Step(row.last_step).label) if row.last_step else _("chưa báo ai")
