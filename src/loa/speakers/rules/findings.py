"""What a plan breaks, as findings with sentences that say what to do; a lock never passes, a stop passes as a special case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.web.formats import clock_text, local, long_day_text
from loa.web.status import Status


class Weight(IntEnum):
    """How heavy a finding is: never passes; passes by a second person's word with a reason; to be known."""

    LOCK = 1
    STOP = 2
    WARN = 3


class Ground(StrEnum):
    """What is broken."""

    NIGHT = "night"
    QUIET = "quiet"
    CLOSED = "closed"
    MIDNIGHT = "midnight"
    SLOTS_MEET = "slots_meet"
    WEEKDAY = "weekday"
    SESSIONS = "sessions"
    MINUTES = "minutes"
    OVERLAP = "overlap"
    NEIGHBOUR = "neighbour"


WEIGHTS = {
    Ground.NIGHT: Weight.LOCK,
    Ground.QUIET: Weight.LOCK,
    Ground.CLOSED: Weight.LOCK,
    Ground.MIDNIGHT: Weight.LOCK,
    Ground.SLOTS_MEET: Weight.LOCK,
    Ground.WEEKDAY: Weight.STOP,
    Ground.SESSIONS: Weight.STOP,
    Ground.MINUTES: Weight.STOP,
    Ground.OVERLAP: Weight.WARN,
    Ground.NEIGHBOUR: Weight.WARN,
}
STATUSES = {
    Weight.LOCK: Status("bad", gettext_lazy("Không được phát"), "lock"),
    Weight.STOP: Status("warn", gettext_lazy("Quá giới hạn")),
    Weight.WARN: Status("info", gettext_lazy("Cần biết")),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a plan breaks, with the first moment at which it does and how many more there are.

    `skipped` says that a day of a repeating slot falls out by itself. `bodies` are the names of those where it is so, `of` how many were judged;
    both are empty where one body was.
    """

    ground: Ground
    at: datetime
    title: str = ""
    source: str = ""
    other: str = ""
    n: int = 0
    most: int = 0
    span: tuple[int, int] | None = None
    clusters: tuple[str, ...] = ()
    skipped: bool = False
    days: int = 1
    bodies: tuple[str, ...] = ()
    of: int = 0

    @property
    def weight(self) -> Weight:
        """Return how heavy it is; what is locked at some bodies only is to be known: they stay silent, the others sound."""
        found = WEIGHTS[self.ground]
        some = found == Weight.LOCK and len(self.bodies) < self.of
        return Weight.WARN if self.skipped or some else found

    @property
    def status(self) -> Status:
        """Return how it looks."""
        return STATUSES[self.weight]

    def with_more(self, other: Finding) -> Finding:
        """Return it once another of the same kind is told with it."""
        more = local(other.at).date() != local(self.at).date()
        clusters = tuple(sorted({*self.clusters, *other.clusters}))
        return replace(self, clusters=clusters, days=self.days + more)

    @property
    def text(self) -> str:
        """Return the sentence."""
        facts = {
            "title": self.title,
            "when": f"{clock_text(self.at)} {long_day_text(local(self.at).date())}",
            "day": long_day_text(local(self.at).date()),
            "source": self.source,
            "other": self.other,
            "n": self.n,
            "most": self.most,
            "span": span_text(self.span),
        }
        said = _sentence(self) % facts
        said = said[:1].upper() + said[1:]
        if self.days > 1:
            said += " " + _("Cùng lỗi này ở %(n)s ngày khác.") % {"n": self.days - 1}
        if self.clusters:
            said += " " + _("Cụm loa: %(codes)s.") % {"codes": _codes(self.clusters)}
        if self.of:
            said += " " + _spread(self)
        return said


def _sentence(finding: Finding) -> str:
    if finding.skipped:
        return _("%(day)s là ngày không phát theo %(source)s; khung giờ này tự nghỉ ngày đó.")
    return {
        Ground.NIGHT: _(
            "“%(title)s” lúc %(when)s rơi vào giờ khóa ban đêm 21:00–05:00. Chỉ tin khẩn cấp hoặc đính chính tin khẩn cấp"
            " được phát; hãy chọn giờ khác."
        ),
        Ground.QUIET: _(
            "“%(title)s” lúc %(when)s rơi vào giờ yên tĩnh %(span)s theo %(source)s. Hãy chọn giờ khác."
        ),
        Ground.CLOSED: _("%(day)s là ngày không phát theo %(source)s. Hãy chọn ngày khác."),
        Ground.MIDNIGHT: _(
            "“%(title)s” bắt đầu %(when)s sẽ kéo dài qua nửa đêm. Hãy tách thành hai lần, mỗi lần nằm trong một ngày."
        ),
        Ground.SLOTS_MEET: _("%(when)s đã có khung giờ “%(other)s” tại cùng cụm loa. Hãy chọn giờ khác."),
        Ground.WEEKDAY: _("%(day)s không phải ngày được phát theo %(source)s."),
        Ground.SESSIONS: _("%(day)s có %(n)s buổi phát, quá %(most)s buổi một ngày theo %(source)s."),
        Ground.MINUTES: _("Buổi lúc %(when)s dài %(n)s phút, quá %(most)s phút một buổi theo %(source)s."),
        Ground.OVERLAP: _("%(when)s trùng với “%(other)s” tại cùng cụm loa."),
        Ground.NEIGHBOUR: _(
            "%(when)s là giờ yên tĩnh của %(other)s; cụm loa ở gần sẽ không phát, trừ tin khẩn cấp."
        ),
    }[finding.ground]


def span_text(span: tuple[int, int] | None) -> str:
    """Return a span of silence as 21:00–05:00, nothing for none."""
    if span is None:
        return ""
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def _codes(codes: tuple[str, ...]) -> str:
    shown = ", ".join(codes[:4])
    left = len(codes) - 4
    return shown if left <= 0 else _("%(codes)s và %(n)s cụm khác") % {"codes": shown, "n": left}


def _spread(finding: Finding) -> str:
    """Return at how many of several bodies it is so, and at which."""
    n = len(finding.bodies)
    names = ", ".join(finding.bodies[:4])
    if n > 4:
        names = _("%(names)s và %(n)s cơ quan khác") % {"names": names, "n": n - 4}
    facts = {"n": n, "all": finding.of, "names": names}
    if n == finding.of:
        return _("Gặp ở cả %(all)s cơ quan có cụm loa.") % facts
    if finding.weight != WEIGHTS[finding.ground]:
        return _("Loa ở %(n)s trong %(all)s cơ quan sẽ không phát: %(names)s; nơi khác vẫn phát.") % facts
    return _("Gặp ở %(n)s trong %(all)s cơ quan có cụm loa: %(names)s.") % facts


def stops(found: list[Finding]) -> list[Finding]:
    """Return what passes only as a special case, by a second person's word."""
    return [each for each in found if each.weight == Weight.STOP]


def locks(found: list[Finding]) -> list[Finding]:
    """Return what never passes."""
    return [each for each in found if each.weight == Weight.LOCK]
