"""Plays the story in the demo's copy: two persons release, the running worker sends, people confirm.

It must not send anything itself: it waits for the worker, as everyone else does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from loa.bulletins.models import Bulletin, Release, Rendition
from loa.bulletins.rules.release import Proof
from loa.bulletins.rules.words import RenditionState, State
from loa.delivery import folder, queries
from loa.delivery.models import Dispatch
from loa.delivery.states import DispatchState
from loa.desk.tour import acts, story
from loa.kinds.manual import links
from loa.kinds.manual.actions import confirm_as_officer, confirm_by_link
from loa.kinds.manual.models import Form, RunSheet
from loa.lib import clock
from loa.ops.errors import OpsError

PATIENCE = 300.0  # seconds for the worker; it needs some ten
_ENDED = {DispatchState.DONE, DispatchState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Worded:
    """What three wards made of the message: all renditions, and the one that was refused first."""

    renditions: int
    refused: Rendition
    marked: str


def word_in_wards(bulletin: Bulletin) -> Worded:
    """Have three wards word it; one writes a wrong date, is refused, and mends it.

    Raises: OpsError when the wrong date went through, or the mended wording did not.
    """
    careless = next(
        officer for officer in story.WARD_OFFICERS if story.WARDS[officer.ward or 0] == story.WRONG_WARD
    )
    refused = acts.word_for_ward(bulletin, careless, careless=True)
    stops = [problem for problem in refused.problems if problem["severity"] == "stop"]
    if refused.state != RenditionState.REFUSED or not stops:
        raise OpsError("A wording with a wrong date was accepted; the facts are not guarded.")
    made = [acts.word_for_ward(bulletin, officer) for officer in story.WARD_OFFICERS]
    for row in made:
        if row.state != RenditionState.ACCEPTED:
            raise OpsError(f"The right wording of body {row.body_id} was refused: {row.problems}")
    return Worded(len(made) + 1, refused, stops[0]["quote"])


def release(bulletin: Bulletin) -> Release:
    """Put it before the approver and release it as the second person, seconds after signing in."""
    submission = acts.ask_for_release(bulletin)
    return acts.release(bulletin, submission.hash, Proof(second_factor=True, at=clock.now()))


def correct(bulletin: Bulletin) -> Release:
    """Correct it as the duty officer."""
    bulletin.refresh_from_db()
    return acts.correct(bulletin, Proof(second_factor=True, at=clock.now() - timedelta(seconds=1)))


def wait_until_begun(bulletin: Bulletin) -> None:
    """Wait until the hold is over and the bulletin counts as sent."""

    def sent() -> bool:
        bulletin.refresh_from_db()
        return bulletin.state == State.SENT

    _wait(sent, "The worker did not begin to send")


def wait_until_sent(dispatch: Dispatch) -> queries.Ledger:
    """Wait until the worker has made every call and the ledger has all the answers; return it."""

    def done() -> bool:
        dispatch.refresh_from_db()
        return dispatch.state in _ENDED and folder.lag() == 0 and not queries.ledger(dispatch).counts.pending

    _wait(done, "The worker did not finish sending")
    return queries.ledger(dispatch)


def confirm_sheets(dispatch: Dispatch, *, broken_car: bool = False) -> tuple[int, int]:
    """Confirm every run sheet: boards and talks by the ward's officer, the rest by the keeper's one-time link.

    One loudspeaker car did not run, where asked. Return how many were confirmed each way.
    """
    officers = {actor.body.pk: actor for actor in map(acts.actor_of, story.WARD_OFFICERS)}
    by_officer = by_link = 0
    sheets = RunSheet.objects.filter(dispatch_id=dispatch.pk).select_related("station__body").order_by("pk")
    for sheet in sheets:
        if sheet.station.form in {Form.BOARD, Form.TALK}:
            confirm_as_officer(actor=officers[sheet.station.body_id], sheet=sheet, done=True)
            by_officer += 1
            continue
        done = not (broken_car and sheet.station.form == Form.CAR)
        broken_car = broken_car and done
        confirm_by_link(token=links.sheet_token(sheet.delivery_id), done=done)
        by_link += 1
    _wait(lambda: folder.lag() == 0, "The worker did not fold the confirmations")
    return by_officer, by_link


def wait_until_sealed() -> None:
    """Wait until every journal entry stands in the chain."""

    def sealed() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT NOT EXISTS (SELECT FROM journal_entry e WHERE NOT EXISTS"
                " (SELECT FROM journal_seal s WHERE s.entry_id = e.id))"
            )
            return bool(cursor.fetchone()[0])

    _wait(sealed, "The sealer did not seal the journal")


def _wait(ready: Callable[[], bool], trouble: str) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > until:
            raise OpsError(f"{trouble} within {PATIENCE:.0f} s; see log/up.log in the demo's folder.")
        time.sleep(0.1)
