"""Pure decisions of the press room: how a question moves, when it is late, how working time reads."""

from __future__ import annotations

from datetime import datetime

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
    """Return working time in its largest units, a day being eight hours; what stands beside says that it is working time."""
    if minutes < 60:
        return ngettext("%(n)d phút", "%(n)d phút", round(minutes)) % {"n": round(minutes)}
    days, hours = divmod(round(minutes / 60), DAY_MINUTES // 60)
    parts = [ngettext("%(n)d ngày", "%(n)d ngày", days) % {"n": days}] if days else []
    parts += [ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}] if hours else []
    return " ".join(parts)
