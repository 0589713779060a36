"""Pure decisions of the press room: how a question moves, when it is late, how working time reads."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.kinds.press.models import QuestionState

ANSWER = "pressroom.answer"
"""The purpose of the clock that runs while a question waits."""
DAY_MINUTES = 480

MOVES: dict[str, frozenset[str]] = {
    QuestionState.OPEN: frozenset({QuestionState.ANSWERED, QuestionState.REFUSED}),
    QuestionState.REFUSED: frozenset({QuestionState.ANSWERED}),
    QuestionState.ANSWERED: frozenset(),
}
"""A refusal may still become an answer; an answer that was given stays given."""
FINAL = frozenset({QuestionState.ANSWERED})


def states_before(state: str) -> list[str]:
    """Return the states from which a question may come to this one."""
    return [old for old, after in MOVES.items() if state in after]


def is_late(state: str, replied_at: datetime | None, due_at: datetime, now: datetime) -> bool:
    """Say whether a question was, or still is, without a reply past its limit."""
    return (replied_at if state != QuestionState.OPEN and replied_at else now) > due_at


def working_words(minutes: float) -> str:
    """Return working time as an office says it: hours below a working day of eight, then days and hours."""
    hours = round(minutes / 60)
    if minutes < 60:
        return ngettext("%(n)d phút làm việc", "%(n)d phút làm việc", round(minutes)) % {"n": round(minutes)}
    if hours < DAY_MINUTES // 60:
        return ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", hours) % {"n": hours}
    days, rest = divmod(hours, DAY_MINUTES // 60)
    if not rest:
        return ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", days) % {"n": days}
    return _("%(days)d ngày %(hours)d giờ làm việc") % {"days": days, "hours": rest}
