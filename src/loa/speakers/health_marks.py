"""How states of clusters, plays, commands and silences look on screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.speakers.models import Command, CommandCopy, Play
from loa.speakers.queries.told import is_on
from loa.speakers.rules.words import Health, why_text
from loa.speakers.status import length_text, status_of, told_text
from loa.web.formats import span_text
from loa.web.status import Status
from loa_wire.words import Ask, Doing

HEALTH: dict[str, Status] = {
    Health.SILENCED: Status("bad", Health.SILENCED.label, "ban"),
    Health.SILENT: Status("bad", Health.SILENT.label, "alert-triangle"),
    Health.OFFLINE: Status("bad", Health.OFFLINE.label, "wifi-off"),
    Health.SKEWED: Status("warn", Health.SKEWED.label, "clock"),
    Health.LATE: Status("warn", Health.LATE.label, "hourglass"),
    Health.REFUSING: Status("warn", Health.REFUSING.label, "shield-lock"),
    Health.UNENROLLED: Status("quiet", Health.UNENROLLED.label, "link"),
    Health.MUTED: Status("quiet", Health.MUTED.label, "player-pause"),
    Health.PLAYING: Status("ok", Health.PLAYING.label, "broadcast"),
    Health.READY: Status("ok", Health.READY.label),
}
ON_TIME_MS = 1000
"""What is less than a second off is on time to the ear."""
CLOSED = Status("quiet", _("Đã đóng"), "lock")
ASKS = {
    Ask.VOLUME: _("chỉnh âm lượng"),
    Ask.MUTE: _("tắt tiếng"),
    Ask.TONE: _("thử tiếng"),
    Ask.KILL: _("ngắt loa khẩn cấp"),
    Ask.CONFIG: _("gửi giới hạn, giờ yên tĩnh"),
    Ask.GROUPS: _("gửi nhóm nhận lệnh"),
    Ask.KEYS: _("gửi khóa của máy chủ"),
}
UNDONE = {Ask.MUTE: _("mở tiếng"), Ask.KILL: _("mở lại loa")}
"""What is asked where the command says off."""
DOING = {
    Doing.IDLE: _("đang chờ"),
    Doing.PLAYING: _("đang phát"),
    Doing.MUTED: _("đang tắt tiếng"),
    Doing.SILENCED: _("đang bị ngắt"),
}
TAKEN = Status("ok", _("Loa đã nhận"))
REFUSED = Status("bad", _("Loa từ chối"))
SENT = Status("wait", _("Đã gửi, chờ loa trả lời"))
WAITING = Status("wait", _("Chờ gửi"), "hourglass")
OVER = Status("unknown", _("Hết hiệu lực, loa chưa trả lời"))


def of_copy(copy: CommandCopy, now: datetime) -> Status:
    """Return how far one command got at one device."""
    if copy.answered_at:
        return TAKEN if copy.taken else REFUSED
    if copy.command.until_at < now:
        return OVER
    return SENT if copy.sent else WAITING


def skew_words(ms: int | None) -> str:
    """Return how far a clock is off where that can be heard; nothing within a second."""
    if ms is None or abs(ms) < ON_TIME_MS:
        return ""
    by = {"span": span_text(abs(ms) / 1000)}
    return _g("nhanh %(span)s") % by if ms > 0 else _g("chậm %(span)s") % by


def health_of(row: object) -> Status:
    """Return how a cluster (of `queries.health.with_health`) stands."""
    if getattr(row, "closed_at", None):
        return CLOSED
    return HEALTH[row.health]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Sounded:
    """One play as a line of a list: how it ended and why, how much of it was heard."""

    play: Play
    status: Status
    why: str
    heard: str
    length: str
    late: str


def sounded(plays: Iterable[Play]) -> Iterator[Sounded]:
    """Yield plays (with their airing) as lines of a list."""
    for play in plays:
        heard, length = length_text(play.heard_ms), length_text(play.airing.length_ms)
        late = length_text(play.late_ms) if play.late_ms >= ON_TIME_MS else _g("đúng giờ")
        why = why_text(play.why) or told_text(play.state, play.told)
        yield Sounded(play, status_of(play), why, heard, length, late)


@dataclass(frozen=True)
class Asked:
    """One command at one device as a line of a list: what was asked, by whom, how far it got, why it was refused."""

    copy: CommandCopy
    ask: str | Promise
    status: Status
    why: str


def asked(copies: Iterable[CommandCopy]) -> list[Asked]:
    """Return commands at a device as lines of a list."""
    now = clock.now()
    return [
        Asked(one, ask_words(one.command), of_copy(one, now), why_text(one.why) or one.why) for one in copies
    ]


def ask_words(command: Command) -> str | Promise:
    """Return what a command asks, in words."""
    ask = Ask(command.ask)
    return UNDONE[ask] if ask in UNDONE and not is_on(command.envelope) else ASKS[ask]
