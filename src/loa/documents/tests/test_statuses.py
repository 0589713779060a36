"""Status messages: a body's own as it stands, and those of another system, followed along the table of moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.documents import circulation_errors as refusals
from loa.documents import statuses
from loa.documents.actions import acknowledging, circulating
from loa.documents.actions.statuses import take_status
from loa.documents.models import Acknowledgement, Circulation
from loa.documents.rules.circulation import STEPS, steps_of_status
from loa.documents.rules.moves import COPY_MOVES
from loa.documents.rules.words import CirculationState as State
from loa.journal.models import Entry
from loa.lib import clock
from loa.papers import edxml
from loa.units.errors import RightMissing
from tests.papers import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(office: Office) -> Circulation:
    """Return the copy of an issued document at a ward."""
    document = office.issued(typed="12/KH-BTGDV")
    circulating.circulate(actor=office.world.clerk, document=document, bodies=[office.world.ward_a])
    return Circulation.objects.select_related("document", "holder", "body").get()


def told(copy: Circulation, state: str = "03", **changes: Any) -> edxml.Status:
    """Return what the ward's own system writes."""
    document = copy.document
    status = edxml.Status(
        to_organ_id=document.issuer.code,
        code=document.full_number,
        promulgated_on=document.dated,
        document_id="",
        sender=edxml.Organ(copy.holder.code, "Ủy ban nhân dân xã"),
        state=edxml.State(state),
        at=clock.now() + timedelta(seconds=1),
    )
    return replace(status, **changes)


def take(office: Office, copy: Circulation, status: edxml.Status) -> Circulation:
    heard = statuses.unpack(edxml.write_status(status))
    return take_status(actor=office.world.clerk, document=copy.document, told=heard)


def test_the_receiver_downloads_where_its_copy_stands(office: Office, copy: Circulation) -> None:
    world = office.world
    client = world.client(world.ward_officer)
    assert "Tải trạng thái (edXML)" in client.get(f"/desk/circulation/{copy.pk}/").content.decode()
    address = f"/desk/circulation/{copy.pk}/status.edxml"
    assert edxml.read_status(client.get(address).content).status.state == "01"
    acknowledging.acknowledge(actor=world.ward_officer, circulation=copy, version=1)
    read = edxml.read_status(client.get(address).content).status
    assert (read.state, read.code, read.promulgated_on) == ("03", "12/KH-BTGDV", copy.document.dated)
    assert (read.sender.id, read.to_organ_id) == (world.ward_a.code, world.city.code)
    assert world.client(world.clerk).get(address).status_code == 403


def test_the_clerk_is_shown_what_a_file_says_and_writes_it_with_one_tap(
    office: Office, copy: Circulation
) -> None:
    client = office.world.client(office.world.clerk)
    where = f"/desk/circulation/of/{copy.document_id}/"
    assert f"{where}status/" in client.get(where).content.decode()
    message = edxml.write_status(told(copy, "05", description="Đang lấy ý kiến"))
    shown = client.post(f"{where}status/", {"message": SimpleUploadedFile("tt.edxml", message)})
    page = shown.content.decode()
    for words in ("Chờ xác nhận", "Đang xử lý", "Đang lấy ý kiến"):
        assert words in page
    copy.refresh_from_db()
    assert copy.state == State.ARRIVED
    client.post(f"{where}status/take/", {"told": shown.context["seal"]})
    copy.refresh_from_db()
    assert (copy.state, copy.acknowledged_version) == (State.IN_PROGRESS, 1)
    word = Acknowledgement.objects.get()
    assert (word.person, word.by_body) == (None, office.world.ward_a)
    entry = Entry.objects.get(verb="documents.status_taken")
    assert (entry.facts["from"], entry.facts["to"]) == (State.ARRIVED, State.IN_PROGRESS)
    again = client.post(f"{where}status/", {"message": SimpleUploadedFile("tt.edxml", message)})
    assert "đã được ghi từ trước" in again.content.decode()


def test_nothing_but_what_was_shown_is_written(office: Office, copy: Circulation) -> None:
    client = office.world.client(office.world.clerk)
    heard = statuses.unpack(edxml.write_status(told(copy)))
    other = office.issued(typed="13/KH-BTGDV")
    for seal in ("", "x:y:z", statuses.sealed(other, heard)):
        where = f"/desk/circulation/of/{copy.document_id}/status/take/"
        assert client.post(where, {"told": seal}).status_code == 409
    copy.refresh_from_db()
    assert copy.state == State.ARRIVED


def test_a_refusal_keeps_its_reason_and_is_taken_back_by_a_later_message(
    office: Office, copy: Circulation
) -> None:
    assert take(office, copy, told(copy, "02", description="Gửi nhầm")).reason == "Gửi nhầm"
    assert take(office, copy, told(copy, "01")).state == State.ARRIVED
    assert take(office, copy, told(copy, "02")).reason
    take(office, copy, told(copy, "01"))
    assert take(office, copy, told(copy, "06")).completed_at
    circulating.ask_recall(actor=office.world.clerk, document=copy.document, reason="Sai số liệu")
    assert take(office, copy, told(copy, "15")).state == State.RECALLED


def test_what_does_not_fit_is_refused_with_a_sentence(office: Office, copy: Circulation) -> None:
    other = edxml.Organ("X99", "Sở Lạ")
    old = clock.now() - timedelta(hours=1)
    for status, refusal in (
        (told(copy, code="99/KH-BTGDV"), refusals.StatusOfOther),
        (told(copy, to_organ_id="X99"), refusals.StatusOfOther),
        (told(copy, sender=other), refusals.StatusOfUnknownBody),
        (told(copy, at=old), refusals.StatusOfOldVersion),
        (told(copy, "13"), refusals.StatusNotPossible),
        (told(copy, "15"), refusals.StatusNotPossible),
        (told(copy, "01"), refusals.StatusKnown),
    ):
        with pytest.raises(refusal):
            take(office, copy, status)
    heard = statuses.unpack(edxml.write_status(told(copy)))
    with pytest.raises(RightMissing):
        take_status(actor=office.world.editor, document=copy.document, told=heard)
    copy.refresh_from_db()
    assert copy.state == State.ARRIVED


def test_the_number_is_known_again_however_it_is_joined() -> None:
    assert statuses._bare("05-KH/TU") == statuses._bare("5/kh/TU")
    assert statuses._bare("05-KH/TU") != statuses._bare("6/KH/TU")


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("wanted", State)
def test_a_message_moves_only_along_the_table(now: State, wanted: State) -> None:
    place = now
    for step in steps_of_status(now, wanted):
        assert step in COPY_MOVES[place]
        place = step
    skipped = now == State.ARRIVED and wanted in STEPS
    assert place in {now, wanted}
    assert skipped or len(steps_of_status(now, wanted)) < 2
