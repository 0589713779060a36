"""How the channels stand, in words for residents: by kind, with the last time a test was seen to arrive, no internals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loa.channels.standings import KindLine, by_kind, public_lines
from loa.web.status import Status


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One kind of channel; `state` is the word for machines: ok, degraded, down, paused, unknown, by_people."""

    kind: str
    label: str
    state: str
    status: Status
    at: datetime | None


def public_standing() -> list[PublicLine]:
    """Return how each kind of channel in the public register stands."""
    return [_line(line) for line in by_kind(public_lines())]


def _line(line: KindLine) -> PublicLine:
    state = _state(line)
    at = None if line.by_people else line.good_at
    return PublicLine(line.key, line.label, state, _words()[state], at)


def _state(line: KindLine) -> str:
    if line.by_people:
        return "by_people"
    if line.troubled:
        return "down" if line.troubled == line.accounts else "degraded"
    if line.well:
        return "ok"
    return "paused" if line.paused == line.accounts else "unknown"


def _words() -> dict[str, Status]:
    return {
        "ok": Status("ok", _("Hoạt động bình thường")),
        "degraded": Status("warn", _("Một số tài khoản đang trục trặc")),
        "down": Status("bad", _("Đang trục trặc, tin có thể đến chậm")),
        "paused": Status("warn", _("Đang tạm dừng")),
        "unknown": Status("quiet", _("Chưa có kết quả kiểm tra")),
        "by_people": Status("quiet", _("Do người thực hiện, không kiểm tra tự động")),
    }
