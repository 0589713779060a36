"""How the states of a bulletin look: one table, so that a state looks the same everywhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.bulletins.models import Bulletin
from loa.bulletins.rules.words import Mode, Priority, State
from loa.web.status import Status

_TONES = {
    State.DRAFT: ("quiet", "edit"),
    State.CHECKING: ("wait", "clock"),
    State.RETURNED: ("warn", "arrow-back-up"),
    State.RELEASED: ("info", "hourglass"),
    State.MISSED: ("bad", "alarm"),
    State.SENT: ("ok", "circle-check"),
    State.CORRECTED: ("warn", "edit"),
    State.WITHDRAWN: ("bad", "ban"),
    State.SUPERSEDED: ("quiet", "arrow-right"),
    State.EXPIRED: ("quiet", "calendar"),
    State.DISCARDED: ("quiet", "trash"),
}
_PRIORITIES = {
    Priority.NORMAL: ("quiet", "minus"),
    Priority.PRIORITY: ("warn", "arrow-up"),
    Priority.EMERGENCY: ("bad", "alert-triangle"),
}
_TO_SIGN = Status("wait", gettext_lazy("Chờ ký"), "signature")
_SIGN_LATE = Status("bad", pgettext_lazy("deadline", "Quá hạn"), "alarm")


def state_of(bulletin: Bulletin) -> Status:
    """Return how the bulletin's state looks."""
    tone, symbol = _TONES[State(bulletin.state)]
    return Status(tone, State(bulletin.state).label, symbol)  # type: ignore[arg-type]


def priority_of(bulletin: Bulletin) -> Status:
    """Return how the bulletin's priority looks."""
    tone, symbol = _PRIORITIES[Priority(bulletin.priority)]
    return Status(tone, Priority(bulletin.priority).label, symbol)  # type: ignore[arg-type]


def countersign_of(release: Any) -> Status:
    """Return how what waits for a countersignature looks; `is_late` is of `queries.waiting_for_countersign`."""
    return _SIGN_LATE if release.is_late else _TO_SIGN


def mode_of(bulletin: Bulletin) -> str:
    """Return the mode for the page's band; nothing when it is live."""
    return "" if bulletin.mode == Mode.LIVE else bulletin.mode
