"""Why something is due when it is: facts that are kept with a clock, and worded anew for each reader.

It must not count anything; `rules` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from loa.clocks import wording
from loa.clocks.kinds import DayKind
from loa.clocks.national import SpecialDay


class Unit(StrEnum):
    """What an amount counts."""

    HOURS = "hours"  # of work
    DAYS = "days"  # of work
    MINUTES = "minutes"  # by the wall clock
    NAMED = "named"  # nothing: a moment that something else gives; the amount is its name in Vietnamese


_WORDS: dict[Unit, Callable[[Any], str]] = {
    Unit.HOURS: wording.hours,
    Unit.DAYS: wording.days,
    Unit.MINUTES: wording.elapsed,
    Unit.NAMED: _,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How a deadline was counted: how much, seen from which day, until when, and which days between were unlike others."""

    unit: Unit
    amount: float | str
    seen_from: date
    end: datetime  # as a clock in Viet Nam shows it
    unlike: tuple[SpecialDay, ...] = ()

    @property
    def text(self) -> str:
        """Return "8 giờ làm việc → 10:00 thứ Hai 05/01" in the reader's language."""
        amount, end = _WORDS[self.unit](self.amount), wording.moment(self.end, self.seen_from)
        return _("%(amount)s → %(moment)s") % {"amount": amount, "moment": end}

    @property
    def notes(self) -> tuple[str, ...]:
        """Return which days were off, exchanged or shorter, runs of one name joined."""
        return wording.notes(self.unlike)

    @property
    def full_text(self) -> str:
        """Return the rule with the days that were skipped or worked out of turn."""
        return f"{self.text} ({'; '.join(self.notes)})" if self.notes else self.text

    def as_facts(self) -> dict[str, Any]:
        """Return what is kept: {unit, amount, from, until, days: [{on, kind, name}]}."""
        return {
            "unit": self.unit.value,
            "amount": self.amount,
            "from": self.seen_from.isoformat(),
            "until": self.end.isoformat(),
            "days": [
                {"on": day.on.isoformat(), "kind": day.kind.value, "name": day.name} for day in self.unlike
            ],
        }


def in_words(facts: Mapping[str, Any] | None, written: str | None) -> str:
    """Return a kept rule in the reader's language; without facts (rows of before) the sentence that was written."""
    return _read(facts).full_text if facts else written or ""


def _read(facts: Mapping[str, Any]) -> Rule:
    days = (
        SpecialDay(on=date.fromisoformat(day["on"]), kind=DayKind(day["kind"]), name=day["name"])
        for day in facts["days"]
    )
    return Rule(
        Unit(facts["unit"]),
        facts["amount"],
        date.fromisoformat(facts["from"]),
        datetime.fromisoformat(facts["until"]),
        tuple(days),
    )
