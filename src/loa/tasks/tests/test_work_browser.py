"""The working views in a real browser: without network, with a lost answer, on a phone, on paper."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Error, expect

from loa.files.models import StoredFile
from loa.lib import clock
from loa.tasks.models import Progress
from loa.tasks.rules.words import AssignmentState
from loa.tasks.tests import working
from loa.tasks.tests.making import make_task, part_of
from tests.browser import PHONE, WIDE, sideways

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "Chờ gửi (1)"


@pytest.fixture
def part(world, keyring):
    """Give ward A a task that is due in ten days."""
    return part_of(make_task(world, world.ward_a), world.ward_a)


def opened(browser, world, path="/desk/work/", **options):
    page = browser.page(width=PHONE, actor=world.ward_officer, **options)
    page.goto(path)
    return page


def percent(part):
    part.refresh_from_db()
    return part.percent


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1200), "green").save(picture, "JPEG")
    return {"name": "loa.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def ready(page):
    page.wait_for_function("typeof keptQueue === 'function' && document.readyState === 'complete'")
    return page


def test_a_tap_without_network_outlives_a_reload_and_is_sent_once(world, browser, part):
    page = ready(opened(browser, world))
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_role("button", name="+10 %")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="+10 %").click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    expect(page.locator("[data-work-line]")).to_have_text("Chờ gửi: +10 % (10 %)")
    assert browser.axe(page) == []
    assert sideways(page) <= 0
    with pytest.raises(Error):
        page.reload()  # nothing of the desk is kept to be read
    page.context.set_offline(False)
    page.goto("/desk/work/")
    expect(page.get_by_text("10 %", exact=True)).to_be_visible()
    expect(page.get_by_text(WAITS)).to_be_hidden()
    page.reload()
    assert percent(part) == 10
    assert part.entries.filter(percent=10).count() == 1


def test_two_taps_without_network_go_on_from_each_other_and_arrive_in_order(world, browser, part):
    page = ready(opened(browser, world))
    page.get_by_role("button", name="Tiếp nhận").click()
    step = page.get_by_role("button", name="+10 %")
    expect(step).to_be_visible()
    page.context.set_offline(True)
    step.click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    step.click()
    expect(page.get_by_text("Chờ gửi (2)")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("20 %", exact=True)).to_be_visible()
    assert list(part.entries.filter(percent__isnull=False).values_list("percent", flat=True)) == [10, 20]


def test_an_answer_that_was_lost_on_the_way_back_makes_no_second_entry(world, browser, part):
    page = ready(opened(browser, world))
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_role("button", name="+10 %")).to_be_visible()

    def lose(route):
        route.fetch(max_redirects=0)  # the server hears it
        route.abort()  # the phone does not hear the server

    page.route("**/tap/", lose)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="+10 %").click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    assert part.entries.filter(percent=10).count() == 1
    page.unroute("**/tap/")
    page.get_by_role("button", name="Thử gửi ngay").click()
    expect(page.get_by_text(WAITS)).to_be_hidden()
    assert part.entries.filter(percent=10).count() == 1


def test_words_and_a_photo_wait_too_and_a_draft_comes_back(world, browser, part):
    page = ready(opened(browser, world, f"/desk/work/{part.pk}/"))
    page.get_by_label("Nội dung").fill("Đã phát 8 lượt trên 12 cụm.")
    page.reload()
    expect(page.get_by_label("Nội dung")).to_have_value("Đã phát 8 lượt trên 12 cụm.")
    page.locator("input[type=file]").set_input_files(photo())
    page.context.set_offline(True)
    page.get_by_role("button", name="Báo cáo hoàn thành").click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    expect(page.get_by_label("Nội dung")).to_have_value("")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Đã ghi")).to_be_visible()
    expect(page.get_by_text("đã báo cáo, chờ nghiệm thu")).to_be_visible()
    part.refresh_from_db()
    assert part.state == AssignmentState.REPORTED
    assert Progress.objects.get().files.get() == StoredFile.objects.get()


def test_what_the_server_refuses_says_why_and_can_be_put_away(world, browser, part):
    page = ready(opened(browser, world, f"/desk/work/{part.pk}/"))
    page.get_by_role("button", name="Báo cáo hoàn thành").click()
    expect(page.get_by_text("Chưa có minh chứng")).to_be_visible()
    page.get_by_role("button", name="Bỏ mục này").click()
    expect(page.get_by_text("Chưa có minh chứng")).to_be_hidden()
    assert not Progress.objects.exists()


def test_what_another_officer_tapped_waits_for_that_officer(world, browser, part):
    page = ready(opened(browser, world))
    page.context.set_offline(True)
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text(WAITS)).to_be_visible()
    page.evaluate("document.querySelector('[data-work]').dataset.person = '0'")
    page.context.set_offline(False)
    assert (
        page.evaluate(
            "(async () => { const queue = keptQueue({ database: 'loa-work', store: 'entries', key: 'key',"
            " mine: (entry) => entry.person === '0' }); return queue.sendAll(); })()"
        )
        == []
    )


def test_a_machine_that_others_use_and_a_browser_without_scripts_have_plain_forms(world, browser, part):
    page = browser.page(width=PHONE, actor=world.ward_officer)
    page.context.add_cookies([{"name": "loa_shared_device", "value": "1", "url": browser.address}])
    page.goto("/desk/work/")
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Đã ghi nhận tiếp nhận.")).to_be_visible()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    plain = opened(browser, world, javascript=False)
    plain.get_by_role("button", name="+10 %").click()
    expect(plain.get_by_text("Đã ghi tiến độ.")).to_be_visible()
    assert percent(part) == 10


@pytest.fixture
def city(world, keyring):
    """Make the city of the other tests around the present day, since a browser's session knows no other clock."""
    now = clock.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(working, "NOW", now)
        patch.setattr(working, "TODAY", now.astimezone(clock.HANOI).date())
        yield working.make_city(world)


def screens(city):
    return (
        "/desk/work/",
        f"/desk/work/{city.part('late').pk}/",
        f"/desk/work/bodies/{city.world.ward_a.pk}/",
        "/desk/work/grid/",
        "/desk/work/progress/",
        f"/desk/work/programmes/{city.programme.pk}/timeline/",
        "/desk/work/calendar/",
        "/desk/work/calendar/address/",
    )


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_every_screen_fits_and_can_be_read_by_all(world, browser, city, width):
    page = browser.page(width=width, actor=world.ward_officer)
    for path in screens(city):
        page.goto(path)
        assert sideways(page) <= 0, path
        if width == PHONE or path.endswith(("/grid/", "/calendar/")):  # what a phone shows otherwise
            assert browser.axe(page) == [], path


def test_the_year_prints_on_a_landscape_sheet(world, browser, city):
    page = browser.page(actor=world.editor)
    page.goto(f"/desk/work/programmes/{city.programme.pk}/timeline/")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    assert "nhiệm vụ quá hạn" in document[0].get_textpage().get_text_range()
