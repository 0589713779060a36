"""The week in a real browser: blocks moved by pointer and by keys, a phone, paper."""

from __future__ import annotations

import pypdfium2
import pytest
from playwright.sync_api import expect

from loa.speakers.rules.words import SlotState
from loa.speakers.tests.scene_schedule import approved, at, make_airing, make_clusters, tomorrow
from tests.browser import PHONE, WIDE, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def slot(world, keyring):
    make_clusters(world)
    made = approved(world)
    make_airing(world, at(tomorrow(), "17:05"), 5, title="Tiêm chủng")
    return made


def block(page, day):
    return page.locator(f"[data-day='{day}'] [data-block]")


def test_a_block_is_moved_by_keys_and_by_pointer_and_saved_only_by_its_form(world, browser, slot):
    page = browser.page(width=WIDE, actor=world.ward_officer)
    day = tomorrow()
    page.goto(f"/desk/speakers/week/?day={day}")
    link = block(page, day).get_by_role("link").first
    link.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[data-week-said]")).to_contain_text("17:05–17:15")
    page.keyboard.press("Escape")
    expect(link).to_contain_text("17:00–17:15")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bắt đầu lúc")).to_have_value("16:55")
    expect(page.get_by_text("ngừng phát cho đến khi")).to_be_visible()
    slot.refresh_from_db()
    assert slot.state == SlotState.APPROVED

    page.goto(f"/desk/speakers/week/?day={day}")
    moved = block(page, day)
    moved.scroll_into_view_if_needed()
    box = moved.bounding_box()
    row = page.locator("[data-rows]").first.bounding_box()["height"] / 192
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8 - 12 * row, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Bắt đầu lúc")).to_have_value("16:00")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("đang soạn")).to_be_visible()
    slot.refresh_from_db()
    assert (f"{slot.at:%H:%M}", slot.state) == ("16:00", SlotState.DRAFT)


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_every_screen_fits_and_can_be_read_by_all(world, browser, slot, width):
    page = browser.page(width=width, actor=world.ward_officer)
    for path in (
        f"week/?day={tomorrow()}",
        "next/",
        "clashes/",
        f"sheet/?day={tomorrow()}",
        "slots/new/",
        f"slots/{slot.pk}/",
    ):
        page.goto(f"/desk/speakers/{path}")
        assert sideways(page) <= 0, path
        if width == PHONE or path.startswith("week"):  # what a phone shows otherwise
            assert browser.axe(page) == [], path


def test_the_sheet_prints_on_one_page(world, browser, slot):
    page = browser.page(actor=world.ward_officer)
    page.goto(f"/desk/speakers/sheet/?day={tomorrow()}")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(document) == 1
    assert "Tiêm chủng" in " ".join(document[0].get_textpage().get_text_range().split())
