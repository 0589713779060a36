"""What the public page shows: the last result, rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.ops.charter.rules import RULES, Rule
from loa.ops.models import CharterCheck
from loa.web.status import Status

LATE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Held:
    """What one hold makes sure of, and whether the last look found all of it."""

    protects: str | Promise
    count: int
    is_broken: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule as the last look found it."""

    rule: Rule
    status: Status
    holds: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The last look, whether it is older than a day, and the rules."""

    check: CharterCheck | None
    is_late: bool
    standings: tuple[Standing, ...]

    @property
    def broken(self) -> int:
        """Return how many rules something is altered of."""
        return sum(standing.status.tone == "bad" for standing in self.standings)


def find_last() -> CharterCheck | None:
    """Return the newest result."""
    return CharterCheck.objects.order_by("-id").first()


def get_page() -> Page:
    """Return everything that the public page shows."""
    last = find_last()
    broken = {(fault["rule"], fault["key"]) for fault in last.faults} if last else set()
    late = last is not None and clock.now() - last.at > LATE
    return Page(last, late, tuple(_standing(rule, broken, checked=last is not None) for rule in RULES))


def _standing(rule: Rule, broken: set[tuple[int, str]], *, checked: bool) -> Standing:
    holds = tuple(
        Held(hold.protects, len(hold.keys), any((rule.number, key) in broken for key in hold.keys))
        for hold in rule.holds
    )
    if not holds:
        status = Status("quiet", _("Chưa có chức năng này"))
    elif not checked:
        status = Status("wait", _("Chưa kiểm tra"))
    elif any(held.is_broken for held in holds):
        status = Status("bad", _("Đã bị thay đổi"))
    else:
        status = Status("ok", _("Còn nguyên"))
    return Standing(rule, status, holds)
