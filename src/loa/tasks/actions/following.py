"""Reforms: what a closed body set up or carried goes on at the body that takes over; whose it was at first stays written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as N_  # noqa: N812  worded when it is read

from loa.clocks.actions import open_clock, stop_clock
from loa.clocks.queries import find_clock
from loa.clocks.rules import at_moment
from loa.journal.actions import Author
from loa.lib import clock
from loa.lib.ids import digest
from loa.tasks.actions.handing import CLOCK
from loa.tasks.actions.taking import write
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.rules.moves import OPEN_HAND_OVER
from loa.tasks.rules.words import HandOverState
from loa.units.models import Body, BodyChange


@transaction.atomic
def follow_reform(actor: Author, change: BodyChange, heirs: Mapping[int, Body]) -> int:
    """Move programmes, tasks, parts and open hand-overs from each closed body to the one that takes over.

    All keep their `body`, entries and moments; only the holder changes, and a part's officer, whose post has ended. Return
    how many parts moved. Safe to repeat.
    """
    # in the order in which every act locks them
    programmes, tasks = (_hand_down(model.objects.all(), heirs) for model in (Programme, Task))
    parts = Assignment.objects.select_for_update(no_key=True).filter(holder__in=heirs).order_by("pk")
    moved = dict(parts.values_list("pk", "holder"))
    for old, heir in heirs.items():
        own = [part for part, holder in moved.items() if holder == old]
        Assignment.objects.filter(pk__in=own).update(holder=heir, officer=None, changed_at=clock.now())
        unsaid = Assignment.objects.filter(pk__in=own, answered_at__isnull=True)
        unsaid.update(shown_silent_at=None, escalated_at=None)  # the heir is told itself first (charter 11)
    passed = _follow_hand_overs(actor, heirs)
    if programmes or tasks or moved or passed:
        facts = {
            "programmes": len(programmes),
            "tasks": len(tasks),
            "parts": len(moved),
            "digest": digest([*programmes, *tasks, *sorted(moved)]),
            "hand_overs": passed,
        }
        write(actor, "reform_followed", f"units.bodychange:{change.pk}", **facts)
    return len(moved)


def _hand_down(every: QuerySet[Any], heirs: Mapping[int, Body]) -> list[int]:
    """Give what closed bodies held to their heirs; return which rows those were."""
    held = every.filter(holder__in=heirs).order_by("pk")
    moved = dict(held.select_for_update(no_key=True).values_list("pk", "holder"))
    for old, heir in heirs.items():
        own = [pk for pk, holder in moved.items() if holder == old]
        every.filter(pk__in=own).update(holder=heir)
    return list(moved)


def _follow_hand_overs(actor: Author, heirs: Mapping[int, Body]) -> int:
    rows = HandOver.objects.select_for_update().filter(state__in=OPEN_HAND_OVER)
    open_ones = [row for row in rows.order_by("pk") if row.giver_id in heirs or row.taker_id in heirs]
    for row in open_ones:
        giver, taker = heirs.get(row.giver_id), heirs.get(row.taker_id)
        _pass_to(actor, row, giver.pk if giver else row.giver_id, taker.pk if taker else row.taker_id)
    return len(open_ones)


def _pass_to(actor: Author, row: HandOver, giver: int, taker: int) -> None:
    """Let a hand-over go on between the heirs; where both are one body now, it is done with."""
    running = find_clock(row.thing, CLOCK)
    if giver == taker:
        row.state, row.closed_at = HandOverState.DONE, clock.now()
    else:
        row.giver_id, row.taker_id = giver, taker
    row.save()
    if running and (giver == taker or running.body_id != taker):
        stop_clock(actor=actor, clock_id=running.pk, outcome="reform")
        if giver != taker:
            deadline = at_moment(running.due_at, N_("hạn có từ trước khi sắp xếp đơn vị"), clock.now())
            body = Body.objects.get(pk=taker)
            open_clock(actor=actor, thing=row.thing, purpose=CLOCK, body=body, deadline=deadline)
