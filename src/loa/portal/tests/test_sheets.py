"""A run sheet after its bulletin was mended or stopped, and the word about it: once, in time, with a photo."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from loa.bulletins import actions
from loa.channels.actions import open_account
from loa.delivery import worker
from loa.delivery.actions import cancel_dispatch
from loa.delivery.models import Dispatch, Receipt
from loa.files.models import StoredFile
from loa.kinds.manual import actions as manual
from loa.kinds.manual import queries
from loa.kinds.manual.models import Form, RunSheet
from loa.kinds.manual.printing import sheet_url
from loa.lib import clock
from tests.desk import RIGHT, proof

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(desk):
    """Send a bulletin to one loudspeaker car of ward A by the real ledger, and return it."""
    world = desk.world
    manual.open_station(
        actor=world.admin, body=world.ward_a, area=world.ward_a_area, form=Form.CAR, name="Xe loa số 1"
    )
    cars = open_account(
        actor=world.admin,
        body=world.city,
        kind="manual",
        name="Xe loa",
        mode="live",
        config={"form": "car"},
    )
    bulletin = desk.sent(accounts=[cars])
    drain()
    return bulletin


def drain():
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        worker.drain()


def path_of(sheet):
    return urlsplit(sheet_url(sheet)).path


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def photo(width=8, height=8):
    picture = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(picture, "JPEG")
    return SimpleUploadedFile("xe-loa.jpg", picture.getvalue(), "image/jpeg")


def withdraw(desk, bulletin):
    actions.withdraw(actor=desk.world.duty, original=bulletin, reason="Sai ngày phun", proof=proof())
    drain()


def correct(desk, bulletin):
    actions.correct(actor=desk.world.duty, original=bulletin, text=RIGHT, reason="Sai ngày", proof=proof())
    drain()


# -- the sheet learns of what became of its bulletin ------------------------------------------------------------


@pytest.mark.parametrize(
    ("mend", "said", "heading"),
    [
        (withdraw, "Bản tin này đã bị thu hồi", "THU HỒI bản tin"),
        (correct, "Bản tin này đã được đính chính", "ĐÍNH CHÍNH bản tin"),
    ],
)
def test_both_pages_say_that_the_text_no_longer_holds_and_take_no_word(desk, sent, mend, said, heading):
    first = RunSheet.objects.get()
    officer = desk.world.client(desk.world.ward_officer)
    assert "Gửi kết quả" in page(officer, f"/desk/sheets/{first.pk}/")
    mend(desk, sent)
    newer = RunSheet.objects.exclude(pk=first.pk).get()
    for client, path in ((officer, f"/desk/sheets/{first.pk}/"), (Client(), path_of(first))):
        shown = page(client, path)
        assert said in shown
        assert newer.payload["code"] in shown
        assert "Mở phiếu mới" in shown
        assert "Gửi kết quả" not in shown
        assert "image/svg+xml;" not in shown
    for client, path in ((officer, f"/desk/sheets/{newer.pk}/"), (Client(), path_of(newer))):
        shown = page(client, path)
        assert f"{heading} {sent.code}" in shown
        assert "Gửi kết quả" in shown


def test_an_ended_sheet_waits_for_nobody_and_has_no_button_in_the_list(desk, sent):
    officer = desk.world.client(desk.world.ward_officer)
    assert "Đã làm" in page(officer, "/desk/sheets/")
    first = RunSheet.objects.get()
    withdraw(desk, sent)
    waiting = queries.list_unconfirmed(desk.world.ward_officer)
    assert [sheet.payload["relation"] for sheet in waiting] == ["withdrawal"]
    shown = page(officer, "/desk/sheets/?state=ended")
    assert "Đã thu hồi" in shown
    assert "Đã làm" not in shown
    assert officer.post(f"/desk/sheets/{first.pk}/confirm/", {"done": "yes"}).status_code == 422
    assert not Receipt.objects.exists()


def test_the_ledger_takes_no_word_either_about_a_sheet_that_ended(desk, sent):
    delivery = RunSheet.objects.get().delivery_id
    client, path = desk.world.client(desk.world.duty), f"/desk/deliveries/{delivery}/"
    before = page(client, path)
    assert "Ghi nhận kết quả theo báo cáo" in before
    withdraw(desk, sent)
    shown = page(client, path)
    assert "Phiếu này đã dừng vì bản tin không còn được dùng" in shown
    assert "Ghi nhận kết quả theo báo cáo" not in shown
    refused = client.post(path, {"state": "played", "note": "Đọc lúc 9 giờ"})
    assert refused.status_code == 422
    assert "Phiếu này đã dừng" in refused.content.decode()
    assert not Receipt.objects.exists()


def test_what_was_done_before_the_withdrawal_is_still_taken_what_came_after_is_refused(desk, sent):
    path, before = path_of(RunSheet.objects.get()), clock.now()
    withdraw(desk, sent)
    late = Client().post(
        path, {"done": "yes", "happened_at": (clock.now() + timedelta(seconds=1)).isoformat()}
    )
    assert late.status_code == 422
    assert "Phiếu này đã dừng" in late.content.decode()
    assert Client().post(path, {"done": "yes"}).status_code == 422
    assert Client().post(path, {"done": "yes", "happened_at": before.isoformat()}).status_code == 302
    assert Receipt.objects.count() == 1


def test_a_sheet_of_a_cancelled_dispatch_ends(desk, sent):
    sheet = RunSheet.objects.get()
    Dispatch.objects.filter(pk=sheet.dispatch_id).update(state="sending")  # its last chunk is not settled yet
    dispatch = Dispatch.objects.get(pk=sheet.dispatch_id)
    cancel_dispatch(actor=desk.world.duty, dispatch=dispatch, reason="Nhầm kênh")
    shown = page(Client(), path_of(sheet))
    assert "Đợt gửi này đã dừng" in shown
    assert "Gửi kết quả" not in shown


def test_an_expired_bulletin_says_so_and_what_was_done_is_still_reported(sent):
    sheet = RunSheet.objects.get()
    with time_machine.travel(sent.valid_until + timedelta(minutes=1)):
        shown = page(Client(), path_of(sheet))
    assert "Bản tin này đã hết hiệu lực" in shown
    assert "Gửi kết quả" in shown


# -- the word ---------------------------------------------------------------------------------------------------


def test_the_link_ends_with_the_day_of_answers_and_says_so(sent):
    sheet = RunSheet.objects.get()
    after = Dispatch.objects.get(pk=sheet.dispatch_id).confirm_by + timedelta(minutes=1)
    with time_machine.travel(after):
        shown = page(Client(), path_of(sheet))
        refused = Client().post(path_of(sheet), {"done": "yes"})
    assert "Đã hết hạn báo kết quả" in shown
    assert "Gửi kết quả" not in shown
    assert refused.status_code == 422
    assert "báo cán bộ đã giao phiếu" in refused.content.decode()
    assert not Receipt.objects.exists()


def test_a_second_word_changes_nothing_whatever_it_says(desk, sent):
    sheet = RunSheet.objects.get()
    assert Client().post(path_of(sheet), {"done": "yes"}).status_code == 302
    assert Client().post(path_of(sheet), {"done": "no", "photo": photo()}).status_code == 302
    manual.confirm_as_officer(actor=desk.world.ward_officer, sheet=sheet, done=False)
    assert Receipt.objects.get().state == "played"
    assert not StoredFile.objects.exists()


def test_the_moment_lies_between_the_start_of_the_dispatch_and_now(sent):
    sheet = RunSheet.objects.get()
    started = Dispatch.objects.get(pk=sheet.dispatch_id).started_at
    with time_machine.travel(started + timedelta(minutes=1)):
        Client().post(path_of(sheet), {"done": "yes", "happened_at": "2015-01-01T00:00:00Z"})
    assert Receipt.objects.get().happened_at == started


def test_an_officer_adds_a_photo_and_a_note_on_the_sheet(desk, sent):
    sheet = RunSheet.objects.get()
    client, path = desk.world.client(desk.world.ward_officer), f"/desk/sheets/{sheet.pk}/"
    refused = client.post(path, {"done": "yes", "photo": SimpleUploadedFile("a.jpg", b"no picture")})
    assert refused.status_code == 422
    assert client.post(path, {"done": "yes", "photo": photo(), "note": "Đủ ba lượt"}).status_code == 302
    receipt = Receipt.objects.get()
    assert (receipt.person, receipt.photo) == (
        desk.world.ward_officer.person,
        str(StoredFile.objects.get().pk),
    )
    assert "Đủ ba lượt" in page(client, path)
    assert f"/files/{receipt.photo}/" in page(client, path)


def test_who_may_not_confirm_sees_the_sheet_without_its_code(desk, sent):
    sheet = RunSheet.objects.get()
    assert sheet_url(sheet) in page(desk.world.client(desk.world.ward_officer), f"/desk/sheets/{sheet.pk}/")
    shown = page(desk.world.client(desk.world.admin), f"/desk/sheets/{sheet.pk}/")
    assert sheet.payload["title"] in shown
    assert sheet_url(sheet) not in shown
    assert "image/svg+xml;" not in shown
    assert "Gửi kết quả" not in shown


def test_a_phone_that_kept_its_word_is_answered_in_a_word_and_in_words(sent):
    path, asks = path_of(RunSheet.objects.get()), {"headers": {"Accept": "application/json"}}
    refused = Client().post(path, {"done": "perhaps"}, **asks)
    assert refused.status_code == 422
    assert refused.json()["errors"]
    assert Client().post(path, {"done": "yes"}, **asks).status_code == 204
    assert Client().post(path, {"done": "yes"}, **asks).status_code == 204
    assert Receipt.objects.count() == 1


def test_the_worker_of_sheets_is_served_where_it_reaches_sheets_alone(client):
    answer = client.get("/sheet/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert "sheetQueue" in answer.content.decode()
