"""How sources and fetches look on screen: tone and words together, and the numbers behind a habit in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from loa.press.forms.sources import LANGUAGES
from loa.press.models import Fetch, Source
from loa.press.queries.choices import topic_names
from loa.press.rules import failures
from loa.press.rules.words import FetchOutcome, Habit, SourceKind, SourceState
from loa.web.formats import span_text
from loa.web.status import Status, Tone

_HABITS: dict[str, Tone] = {
    Habit.USUAL: "ok",
    Habit.NEW: "info",
    Habit.QUIET: "bad",
    Habit.VOLUME: "warn",
    Habit.LANGUAGE: "warn",
    Habit.TOPIC: "warn",
    Habit.FAILING: "bad",
}
_OUTCOMES: dict[str, Tone] = {
    FetchOutcome.TAKEN: "ok",
    FetchOutcome.UNCHANGED: "quiet",
    FetchOutcome.FAILED: "bad",
    FetchOutcome.REFUSED: "warn",
}
BY_HAND = Status("quiet", pgettext_lazy("source", "nhập khi có"))
_HEIGHT, _STEP = 60, 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a small chart, in its units."""

    x: int
    y: float
    height: float
    day: date
    count: int


def status_of(source: Source) -> Status:
    """Return how a source stands: whether it is read, and what it does against its own past."""
    if source.state != SourceState.READ:
        symbol = "player-pause" if source.state == SourceState.PAUSED else ""
        return Status("quiet", SourceState(source.state).label, symbol)
    if source.kind in {SourceKind.BULK, SourceKind.CLIP}:
        return BY_HAND
    return Status(_HABITS[source.habit], Habit(source.habit).label)


def outcome_of(fetch: Fetch) -> Status:
    """Return how a fetch ended."""
    return Status(_OUTCOMES[fetch.outcome], FetchOutcome(fetch.outcome).label)


def reason_of(fetch: Fetch) -> str:
    """Return in words why nothing came of a fetch, "" where something did."""
    if fetch.reason and fetch.why in {"", failures.OTHER}:
        return fetch.reason  # kept in words by an earlier version
    return failures.in_words(fetch.why, fetch.facts or {})


def why(source: Source) -> str:
    """Return in a sentence what was seen of an odd source and what was expected, empty for a usual one."""
    if source.state != SourceState.READ or source.habit_why.count("|") != 2:
        return ""
    seen, expected, of = source.habit_why.split("|")
    facts = {"seen": seen, "expected": expected, "of": of}
    if source.habit == Habit.QUIET:
        facts["seen"] = span_text(int(seen) * 3600)
        return _("%(seen)s không có tin; theo thói quen lẽ ra đã có khoảng %(expected)s tin.") % facts
    if source.habit == Habit.VOLUME:
        return _("24 giờ qua có %(seen)s tin; ngày thường khoảng %(expected)s.") % facts
    if source.habit == Habit.LANGUAGE:
        facts["of"] = str(dict(LANGUAGES).get(of, of))
        return (
            _("%(seen)s phần trăm tin gần đây viết bằng ngôn ngữ “%(of)s”; trước đây %(expected)s phần trăm.")
            % facts
        )
    if source.habit == Habit.TOPIC:
        facts["of"] = topic_names().get(of, of)
        return (
            _("%(seen)s phần trăm tin gần đây thuộc chủ đề “%(of)s”; trước đây %(expected)s phần trăm.")
            % facts
        )
    return _("Không lấy được %(seen)s lần liên tiếp; lý do ở dòng mới nhất bên dưới.") % facts


def bars(days: Sequence[tuple[date, int]]) -> list[Bar]:
    """Return the bars of a small chart, the highest filling it."""
    most = max([count for _, count in days] + [1])
    heights = [round(_HEIGHT * count / most, 1) for _, count in days]
    return [
        Bar(at * _STEP, round(_HEIGHT - height, 1), height, day, count)
        for at, ((day, count), height) in enumerate(zip(days, heights, strict=True))
    ]
