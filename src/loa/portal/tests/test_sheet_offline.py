"""A run sheet on a phone that loses the network: read, answered with a photo, opened again, sent once."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from PIL import Image
from playwright.sync_api import expect

from loa.channels.actions import open_account
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Receipt
from loa.delivery.plan import TargetPlan
from loa.delivery.states import State
from loa.delivery.testing import make_plan
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.journal.actions import SYSTEM
from loa.kinds.manual import actions as manual
from loa.kinds.manual.links import sheet_path
from loa.kinds.manual.models import Form, RunSheet
from loa.lib import clock
from tests.browser import PHONE, sideways

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Đã giữ trên máy này, sẽ gửi khi có mạng"
READY = "Mất mạng vẫn báo được"
OLD = "Đang xem bản giữ trên máy này"
THANKS = "Cảm ơn ông/bà"
CACHES = "caches.keys().then((names) => names.length)"


@pytest.fixture
def sheet(world, keyring):
    """Send one message to a loudspeaker car by the real ledger, and return its run sheet."""
    manual.open_station(
        actor=world.admin, body=world.ward_a, area=world.ward_a_area, form=Form.CAR, name="Xe loa số 1"
    )
    cars = open_account(
        actor=SYSTEM, body=world.ward_a, kind="manual", name="Xe loa", mode="test", config={"form": "car"}
    )
    rule = {"areas": [world.ward_a_area.code], "forms": ["car"]}
    targets = (TargetPlan(cars.pk, "main", "manual.stations", rule),)
    open_dispatch(actor=SYSTEM, plan=make_plan(cars, 1, targets=targets))
    with ThreadPoolExecutor(1) as beside:  # the browser's loop runs in this thread
        beside.submit(_drain).result()
    return RunSheet.objects.get()


def _drain():
    worker.drain()
    connections.close_all()


def photo(width=2400, height=1200):
    picture = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(picture, "JPEG")
    return {"name": "xe-loa.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def opened(browser, sheet):
    """Return the sheet's page on a phone, once it is kept for the time without network."""
    page = browser.page(width=PHONE)
    page.goto(sheet_path(sheet.delivery_id))
    expect(page.get_by_text(READY)).to_be_visible()
    return page


def answer(page, *, with_photo=True):
    if with_photo:
        page.locator("input[type=file]").set_input_files(photo())
    page.get_by_role("button", name="Gửi kết quả").click()


def test_an_answer_without_network_is_kept_with_its_photo_and_sent_once(browser, sheet):
    page = opened(browser, sheet)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text(OLD)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(sheet.payload["title"])
    before = clock.now()
    answer(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    after = clock.now()
    assert browser.axe(page) == []
    assert sideways(page) <= 0
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert not Receipt.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text(THANKS)).to_be_visible()
    receipt = Receipt.objects.get()
    assert before <= receipt.happened_at <= after < receipt.recorded_at
    assert receipt.state == State.PLAYED
    stored = StoredFile.objects.get()
    assert receipt.photo == str(stored.pk)
    assert Image.open(io.BytesIO(open_file(stored))).size == (1600, 800)
    page.wait_for_function(f"async () => (await {CACHES}) === 0")
    page.reload()
    assert Receipt.objects.count() == 1


def test_with_network_the_answer_goes_at_once(browser, sheet):
    page = opened(browser, sheet)
    answer(page)
    expect(page.get_by_text(THANKS)).to_be_visible()
    assert Receipt.objects.get().photo


def test_a_kept_answer_that_is_refused_says_why_and_can_be_dropped(browser, sheet):
    page = opened(browser, sheet)
    page.context.set_offline(True)
    page.locator("input[type=file]").set_input_files(
        {"name": "xe-loa.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    answer(page, with_photo=False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Câu trả lời giữ trên máy chưa được nhận")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi kết quả")).to_be_visible()
    page.get_by_role("button", name="Bỏ câu trả lời này").click()
    expect(page.get_by_text("chưa được nhận")).to_be_hidden()
    assert not Receipt.objects.exists()


def test_only_sheets_are_kept(browser, sheet):
    page = opened(browser, sheet)
    path = sheet_path(sheet.delivery_id)
    page.goto("/verify/")
    page.goto(path)
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"
    )
    assert path in kept
    assert {one for one in kept if not one.startswith("/static/")} == {path}


def test_what_was_kept_for_seven_days_goes(browser, sheet):
    page = opened(browser, sheet)
    made = "caches.open(`loa-sheet /sheet/old/ ${Date.now() - days * 24 * 3600 * 1000}`)"
    page.evaluate(f"async () => {{ for (const days of [6, 8]) await {made}; }}")
    page.reload()
    expect(page.get_by_text(READY)).to_be_visible()
    page.wait_for_function(f"async () => (await {CACHES}) === 2")  # this page, and the one of six days


def test_a_machine_that_others_use_keeps_nothing(browser, sheet):
    page = browser.page(width=PHONE)
    page.context.add_cookies([{"name": "loa_shared_device", "value": "1", "url": browser.address}])
    page.goto(sheet_path(sheet.delivery_id))
    answer(page)
    expect(page.get_by_text(THANKS)).to_be_visible()
    assert page.evaluate(CACHES) == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_without_javascript_it_is_a_plain_form(browser, sheet):
    page = browser.page(width=PHONE, javascript=False)
    page.goto(sheet_path(sheet.delivery_id))
    answer(page)
    expect(page.get_by_text(THANKS)).to_be_visible()
    assert Receipt.objects.get().photo


# -- the officer's page on the desk ---------------------------------------------------------------------------

DESK_READY = "Mất mạng vẫn báo được: câu trả lời và ảnh"
SAID = "Đã báo kết quả"


def at_the_desk(browser, world, sheet, *, shared=False):
    page = browser.page(width=PHONE, actor=world.ward_officer)
    if shared:
        page.context.add_cookies([{"name": "loa_shared_device", "value": "1", "url": browser.address}])
    page.goto(f"/desk/sheets/{sheet.pk}/")
    return page


def test_an_officers_answer_without_network_waits_with_its_photo_and_the_page_is_kept_nowhere(
    world, browser, sheet
):
    page = at_the_desk(browser, world, sheet)
    expect(page.get_by_text(DESK_READY)).to_be_visible()
    page.context.set_offline(True)
    before = clock.now()
    answer(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    after = clock.now()
    assert browser.axe(page) == []
    assert sideways(page) <= 0
    assert page.evaluate(CACHES) == 0
    assert not Receipt.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text(SAID)).to_be_visible()
    receipt = Receipt.objects.get()
    assert before <= receipt.happened_at <= after < receipt.recorded_at
    assert (receipt.person, receipt.reporter) == (world.ward_officer.person, "")
    assert receipt.photo == str(StoredFile.objects.get().pk)


def test_a_waiting_answer_goes_from_the_list_too(world, browser, sheet):
    page = at_the_desk(browser, world, sheet)
    expect(page.get_by_text(DESK_READY)).to_be_visible()
    page.context.set_offline(True)
    answer(page, with_photo=False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/desk/sheets/")
    expect(page.get_by_text("Không có phiếu nào chờ xác nhận")).to_be_visible()
    assert Receipt.objects.get().person == world.ward_officer.person


def test_a_desk_machine_that_others_use_keeps_nothing(world, browser, sheet):
    page = at_the_desk(browser, world, sheet, shared=True)
    expect(page.get_by_role("button", name="Gửi kết quả")).to_be_visible()
    expect(page.get_by_text(DESK_READY)).to_be_hidden()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    answer(page, with_photo=False)
    expect(page.get_by_text(SAID)).to_be_visible()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
