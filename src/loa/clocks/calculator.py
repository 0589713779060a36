"""The small questions of the room's screens: when is working time over, which area is meant, a shift as changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loa.clocks import actions, queries, wording
from loa.clocks.forms import WeekForm
from loa.clocks.lunar import lunar
from loa.clocks.models import DutyRoster
from loa.clocks.rules import Deadline, due
from loa.clocks.weeks import DutyDay, roster_of, span_of
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.lists import areas_to_choose
from loa.units.models import Area
from loa.units.permissions import Permission
from loa.units.queries import area_name, seats_of


@dataclass(frozen=True)
class Answer:
    """A deadline with its rule and the lunar date beside it."""

    deadline: Deadline
    lunar: str


def answer(*, amount: int, unit: str, start: datetime, area: Area) -> Answer:
    """Return when working time that begins at `start` is over in an area; `unit` is "hours" or "days"."""
    held = queries.calendar_for(area, start.astimezone(clock.HANOI).date())
    in_days = unit == "days"
    deadline = due(start, hours=None if in_days else amount, days=amount if in_days else None, calendar=held)
    return Answer(deadline, wording.lunar_note(lunar(deadline.at.astimezone(clock.HANOI).date())))


def area_asked(actor: Actor, code: str) -> Area | None:
    """Return the area that a page is asked for by its id; that of the actor's own body otherwise."""
    rows = areas_to_choose(actor, Permission.UNITS_READ)
    wanted = code if code.isascii() and code.isdigit() and len(code) < 19 else ""
    found = rows.filter(pk=wanted).first() if wanted else None
    return found or rows.filter(pk=seats_of([actor.body.pk]).get(actor.body.pk, 0)).first()


def name_of(area: Area | None) -> str:
    """Return the name of the area that a page is about."""
    return area_name(area) if area else ""


def later_hours(area: Area | None, today: date) -> str:
    """Return from which days on other hours are entered already: "01/05/2026, 01/09/2026"; empty without any."""
    rows = queries.hours_after(area, today).values_list("valid_from", flat=True)
    return ", ".join(f"{day:%d/%m/%Y}" for day in rows)


def roster(actor: Actor, form: WeekForm) -> list[DutyDay]:
    """Return the roster of the body that a form asks for, day by day from today; of the actor's own otherwise."""
    form.is_valid()
    asked = form.cleaned_data
    body, count = asked.get("of") or actor.body, asked.get("days") or 7
    since, until = span_of(clock.today(), count)
    shifts = list(queries.list_duty(actor, body=body, since=since, until=until))
    return roster_of(clock.today(), count, shifts, clock.today())


def change_shift(*, actor: Actor, shift: DutyRoster, **values: Any) -> DutyRoster:
    """Save a shift with other values. Raises: as `actions.change_duty`."""
    for name, value in values.items():
        setattr(shift, name, value)
    return actions.change_duty(actor=actor, shift=shift)
