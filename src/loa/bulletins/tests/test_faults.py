"""A release meets a database that breaks off, a clock that jumps, a host in another time zone, a disk that is full."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from loa.bulletins import actions
from loa.bulletins.models import Bulletin, Release
from loa.delivery import worker
from loa.delivery.models import Dispatch, Target
from loa.delivery.testing import states
from loa.files.models import StoredFile
from loa.journal.models import Entry
from tests.desk import Desk
from tests.proof import prove

A_PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def cut_at(number: int) -> Callable[..., Any]:
    """Return a wrapper of statements that has the server end this connection just before one of them."""
    seen = 0

    def pass_on(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            with pytest.raises(psycopg.OperationalError):
                context["connection"].connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return execute(sql, params, many, context)

    return pass_on


@pytest.mark.fault("R03", "R04", "R12")
@pytest.mark.django_db(transaction=True)
def test_a_release_whose_database_breaks_off_is_whole_or_was_never_made(
    desk: Desk, fault_figure: Callable[[str], None]
) -> None:
    bulletin = desk.submitted()
    form = {"hash": bulletin.submissions.get().hash, "idempotency_key": "one-press"}
    client = desk.world.client(desk.world.approver)
    client.raise_request_exception = False
    prove(client, desk.world.approver.person)
    address = f"/desk/bulletins/{bulletin.pk}/release/"
    entries, cuts = Entry.objects.count(), 0
    for number in range(3, 400, 7):
        with connection.execute_wrapper(cut_at(number)):
            answer = client.post(address, form)
        if answer.status_code == 302:
            break
        cuts += 1
        connections.close_all()
        assert answer.status_code == 503, number
        assert "nên chưa lưu gì" in answer.content.decode()
        bulletin.refresh_from_db()
        assert (bulletin.state, Dispatch.objects.count(), Release.objects.count()) == ("checking", 0, 0)
        assert Entry.objects.count() == entries
    assert cuts > 5
    again = client.post(address, form)
    assert (again.status_code, again["Idempotency-Replayed"]) == (302, "true")
    assert (Dispatch.objects.count(), Release.objects.count(), Target.objects.count()) == (1, 1, 2)
    assert Entry.objects.filter(verb="bulletins.released").count() == 1
    fault_figure(f"line cut at {cuts} places of one release: nothing half done")


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine stand in another zone, one of them with a summer time."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def state_at(moment: datetime, bulletin: Bulletin) -> str:
    """Return what the bulletin is after the program looked at this moment of the machine's clock."""
    with time_machine.travel(moment.timestamp(), tick=False):
        actions.run_due_times()
    bulletin.refresh_from_db()
    return bulletin.state


@pytest.mark.fault("R16")
@pytest.mark.django_db
@pytest.mark.usefixtures("host_zone")
def test_a_set_time_typed_on_screen_comes_once_by_the_clock_of_viet_nam(desk: Desk) -> None:
    at = datetime(2027, 3, 14, 14, 30, tzinfo=VIET_NAM)  # the night in which New York's clocks jump
    with time_machine.travel((at - timedelta(days=1)).timestamp(), tick=False):
        bulletin = desk.draft()
        client = desk.world.client(desk.world.editor)
        given = {
            "areas": [desk.world.ward_a_area.pk],
            "accounts": [desk.website.pk],
            "source": "Kế hoạch 12",
            "priority": "normal",
            "send_at": "2027-03-14T14:30",
            "valid_until": "2027-03-20T08:00",
            "cap_category": "Health",
            "cap_urgency": "Future",
            "cap_severity": "Minor",
            "cap_certainty": "Likely",
        }
        assert client.post(f"/desk/bulletins/{bulletin.pk}/audience/", given).status_code == 302
        bulletin.refresh_from_db()
        assert bulletin.send_at == at
        actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
        actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
        desk.release(bulletin)
    assert state_at(at - timedelta(seconds=1), bulletin) == "released"
    assert state_at(at, bulletin) == "sent"
    for jump in (-60, 0, 60):
        assert state_at(at + timedelta(minutes=jump), bulletin) == "sent"
    assert Dispatch.objects.count() == 1


@pytest.mark.fault("R16", "R17")
@pytest.mark.django_db
def test_a_clock_that_jumps_an_hour_over_a_set_time_sends_nothing_late(desk: Desk) -> None:
    at = datetime(2027, 3, 14, 14, 30, tzinfo=VIET_NAM)
    with time_machine.travel((at - timedelta(hours=2)).timestamp(), tick=False):
        bulletin = desk.submitted(send_at=at)
        desk.release(bulletin)
    assert state_at(at - timedelta(minutes=1), bulletin) == "released"
    assert state_at(at + timedelta(minutes=59), bulletin) == "missed"
    assert state_at(at, bulletin) == "missed", "put back, the clock brings nothing back"
    assert not Dispatch.objects.exists()


@pytest.mark.fault("R18")
@pytest.mark.django_db(transaction=True)
def test_with_the_disk_for_files_full_an_upload_is_refused_and_sending_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, bulletin = desk.draft(), desk.submitted(accounts=[desk.website])

    def no_room(_handle: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", no_room)
    own = A_PDF + b"% nobody else has this"  # what is on the disk already is not written again
    paper = SimpleUploadedFile("lich.pdf", own, content_type="application/pdf")
    form = {"what": "paper", "a-title": "Lịch phun", "a-file": paper}
    answer = desk.world.client(desk.world.editor).post(f"/desk/bulletins/{draft.pk}/files/", form)
    assert answer.status_code == 507
    assert "hết chỗ lưu tệp" in answer.content.decode()
    assert not StoredFile.objects.exists()

    desk.release(bulletin)
    desk.end_hold(bulletin)
    worker.drain()
    dispatch = Dispatch.objects.get()
    assert (dispatch.state, states(dispatch)) == ("done", {"delivered": 1})
    assert Client().get(f"/b/{bulletin.code}", follow=True).status_code == 200
