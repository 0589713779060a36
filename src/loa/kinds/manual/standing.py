"""Whether what a run sheet says still holds, and whether a word about it is still taken.

It must not change anything; the sentences are those that the keeper and the officer read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.delivery.models import Delivery, Dispatch
from loa.delivery.states import DispatchState, State
from loa.kinds.manual import slots
from loa.kinds.manual.errors import SheetEnded
from loa.kinds.manual.models import RunSheet
from loa.lib import clock
from loa.web.formats import moment_text

STOPPED = Q(state=DispatchState.CANCELLED) & ~Q(reason=State.EXPIRED.value)
"""Dispatches that somebody ended; one whose time was over only ended by itself."""

MENDED: dict[str, str | Promise] = {
    "correction": gettext_lazy("Đã đính chính"),
    "withdrawal": gettext_lazy("Đã thu hồi"),
    "supersede": gettext_lazy("Đã có bản thay"),
}
_TITLES: dict[str, str | Promise] = {
    "correction": gettext_lazy("Bản tin này đã được đính chính"),
    "withdrawal": gettext_lazy("Bản tin này đã bị thu hồi"),
    "supersede": gettext_lazy("Bản tin này đã có bản thay thế"),
}
HALTED = gettext_lazy("Đã dừng")


@dataclass(frozen=True)
class Note:
    """One warning on a sheet: how loud, what happened, what to do."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class Standing:
    """What became of a sheet: mended by `newer` or stopped at `ended_at`, out of date, or past its day of answers.

    `newer_sheet` is the sheet of the mending bulletin for the same station, where it lies ready.
    """

    confirm_by: datetime
    ended_at: datetime | None = None
    relation: str = ""
    newer: str = ""
    newer_sheet: RunSheet | None = None
    valid_until: datetime | None = None

    @property
    def is_expired(self) -> bool:
        """Say whether the bulletin's own time is over."""
        return self.valid_until is not None and self.valid_until <= clock.now()

    @property
    def is_late(self) -> bool:
        """Say whether the day until which a keeper may answer is over."""
        return self.confirm_by <= clock.now()

    def is_open_for(self, happened_at: datetime | None) -> bool:
        """Say whether a word is taken: always while the sheet runs, afterwards of what was done before it ended."""
        return self.ended_at is None or (happened_at is not None and happened_at < self.ended_at)

    @property
    def takes_words(self) -> bool:
        """Say whether buttons are shown."""
        return self.ended_at is None

    @property
    def notes(self) -> list[Note]:
        """Return the warnings, the gravest first."""
        found = []
        if self.ended_at:
            found.append(self._ended(self.ended_at))
        elif self.is_expired:
            found.append(_expired())
        return found

    @property
    def late_note(self) -> Note:
        """Return what a keeper reads who comes too late."""
        day = moment_text(self.confirm_by)
        title = _("Đã hết hạn báo kết quả lúc %(day)s") % {"day": day}
        return Note("warn", title, _("Nếu đã thực hiện, hãy báo cán bộ đã giao phiếu để ghi nhận."))

    def _ended(self, at: datetime) -> Note:
        if not self.relation:
            text = _("Cơ quan đã dừng gửi lúc %(at)s. Không thực hiện phiếu này nữa.")
            return Note("bad", _("Đợt gửi này đã dừng"), text % {"at": moment_text(at)})
        text = _(
            "Từ %(at)s, không đọc, dán hay chuyển tiếp nội dung dưới đây nữa; hãy gỡ bản đã dán. "
            "Bản tin mới mang mã %(newer)s."
        )
        return Note("bad", str(_TITLES[self.relation]), text % {"at": moment_text(at), "newer": self.newer})


def _expired() -> Note:
    text = _("Không đọc, dán hay chuyển tiếp nữa. Việc đã làm khi còn hiệu lực vẫn báo kết quả được.")
    return Note("warn", _("Bản tin này đã hết hiệu lực"), text)


def objection(delivery: Delivery, happened_at: datetime | None) -> SheetEnded | None:
    """Return the refusal of a word about work done after the sheet of a delivery ended; None where it is taken."""
    sheet = RunSheet.objects.filter(delivery_id=delivery.pk).first()
    return None if sheet is None or standing_of(sheet).is_open_for(happened_at) else SheetEnded()


def standing_of(sheet: RunSheet) -> Standing:
    """Return how a sheet stands now."""
    dispatch = Dispatch.objects.get(pk=sheet.dispatch_id)
    code, until = sheet.payload.get("code", ""), parse_datetime(sheet.payload.get("valid_until", ""))
    rows = slots.mendings()
    mending = rows.filter(first=code).values("relation", "newer", "at").first() if rows is not None else None
    if mending:
        newer = RunSheet.objects.filter(station=sheet.station_id, payload__code=mending["newer"]).first()
        return Standing(
            dispatch.confirm_by, mending["at"], mending["relation"], mending["newer"], newer, until
        )
    stopped = Dispatch.objects.filter(STOPPED, pk=dispatch.pk).exists()
    return Standing(dispatch.confirm_by, dispatch.finished_at if stopped else None, valid_until=until)
