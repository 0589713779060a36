"""Slots and noise rules as they would be saved, so that what they break can be shown before anything is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.lib.text import nfc
from loa.speakers.errors import BadDays, EmptyRule, NoReason, NoStream
from loa.speakers.models import NoiseRule, Slot
from loa.speakers.queries.board import times_of
from loa.speakers.rules import slots
from loa.speakers.rules.words import RuleKind, SlotKind, SlotState
from loa.units.models import Area, Body
from loa_wire.words import Priority

HALF_QUIET = _("Giờ yên tĩnh cần cả giờ bắt đầu và giờ kết thúc, khác nhau.")


def unsaved_slot(
    *,
    body: Body,
    title: str,
    kind: str,
    at: time,
    minutes: int,
    from_date: date,
    until_date: date | None = None,
    weekdays: Sequence[int] = (),
    priority: str = Priority.NORMAL.value,
    relay_url: str = "",
    areas: Sequence[Area] = (),  # noqa: ARG001 -- kept beside the row, which has no place for them until it is saved
    slot: Slot | None = None,
) -> Slot:
    """Return a slot as it would be saved, new or with other content, without saving it.

    Raises:
        BadDays: no day is left between the two dates.
        NoStream: a relay without an address that may be called.

    """
    until = from_date if kind == SlotKind.ONCE else until_date
    shown = slot or Slot(body=body, state=SlotState.DRAFT)
    shown.title, shown.kind, shown.priority = nfc(title).strip(), kind, priority
    shown.at, shown.minutes = at, minutes
    shown.from_date, shown.until_date = from_date, until
    shown.weekdays = (
        [] if kind == SlotKind.ONCE or len(set(weekdays)) == 7 else sorted({int(day) for day in weekdays})
    )
    shown.relay_url = relay_url.strip() if kind == SlotKind.RELAY else ""
    last = until or from_date + timedelta(days=6)
    if last < from_date or not list(times_of(shown).days(from_date, last)):
        raise BadDays
    if kind == SlotKind.RELAY and not slots.is_stream_address(shown.relay_url):
        raise NoStream
    return shown


def unsaved_rule(
    *,
    area: Area,
    kind: str,
    source: str,
    valid_from: date,
    valid_until: date | None = None,
    **limits: Any,
) -> NoiseRule:
    """Return a rule as it would be saved; `limits` are the model's own: sessions, minutes, weekdays, both ends of quiet hours.

    `valid_until` is the first day on which it no longer holds. A day of mourning has nothing but days.

    Raises: BadDays, EmptyRule, NoReason.
    """
    if valid_until is None and kind != RuleKind.LIMITS:
        raise BadDays
    if valid_until is not None and valid_until <= valid_from:
        raise BadDays
    given = {} if kind == RuleKind.MOURNING else _limits(**limits)
    if kind == RuleKind.LIMITS and not any(given.values()):
        raise EmptyRule
    if not nfc(source).strip():
        raise NoReason
    return NoiseRule(
        area=area,
        kind=kind,
        source=nfc(source).strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        made_at=clock.now(),
        **given,
    )


def _limits(
    *,
    sessions_a_day: int | None = None,
    minutes_a_session: int | None = None,
    weekdays: Sequence[int] = (),
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> dict[str, Any]:
    if (quiet_from is None) != (quiet_until is None) or (
        quiet_from is not None and quiet_from == quiet_until
    ):
        raise EmptyRule(str(HALF_QUIET))
    return {
        "sessions_a_day": sessions_a_day,
        "minutes_a_session": minutes_a_session,
        "weekdays": sorted(set(weekdays)) if len(set(weekdays)) < 7 else [],
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }
