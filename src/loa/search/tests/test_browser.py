"""The page of results in a real browser: keyboard, phone, suggestions, nothing out of reach."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, WIDE, Browser, sideways
from tests.papers import Office
from tests.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keyring"),
]


@pytest.fixture
def filled(shelf: Any, office: Office, desk: Any, world: World) -> Any:
    """Documents and bulletins with a place in common."""
    for n, subject in enumerate(
        ["Đà Nẵng hỗ trợ vật tư", "Đá nâng tầm đường Láng", "Họp với thành phố Đà Nẵng"]
    ):
        office.received(subject=subject, number=f"{n + 1}/TB-UBND", dated=date(2026, 1 + n, 5))
    desk.draft(title="Đà Nẵng gửi lời cảm ơn")
    shelf.follow()
    return shelf


def test_a_question_is_asked_narrowed_and_shared_by_keyboard(
    filled: Any, world: World, browser: Browser
) -> None:
    page = browser.page(width=WIDE, actor=world.editor)
    page.goto("/desk/")
    page.keyboard.press("/")
    page.keyboard.type("da nang")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="kết quả")).to_have_text("4 kết quả")
    assert page.locator(".loa-hit mark").first.inner_text() in {"Đà Nẵng", "Đá nâng"}
    page.get_by_role("link", name="Bản tin 1").click()
    expect(page.locator(".loa-hit")).to_have_count(1)
    expect(page.locator("mark").first).to_have_text("Đà Nẵng")
    assert "kind=bulletins.bulletin" in page.url
    page.get_by_role("link", name="Bỏ lọc này").click()
    expect(page.locator(".loa-hit")).to_have_count(4)
    assert browser.axe(page) == []
    _shoot(page, "search-1280")


def test_suggestions_are_walked_with_the_arrows(filled: Any, world: World, browser: Browser) -> None:
    page = browser.page(width=PHONE, actor=world.editor)
    page.goto("/search/")
    box = page.get_by_role("combobox", name="Từ cần tìm")
    expect(box).to_be_focused()
    box.press_sequentially("hop voi")
    expect(page.get_by_role("option")).to_have_count(1)
    _shoot(page, "search-suggestions-360")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".loa-hit")).to_have_count(1)
    expect(box).to_have_value("Họp với thành phố Đà Nẵng")
    assert sideways(page) == 0
    page.goto("/search/?q=da+nang")
    assert sideways(page) == 0
    assert browser.axe(page) == []
    _shoot(page, "search-360")


def test_it_works_without_scripts(filled: Any, world: World, browser: Browser) -> None:
    page = browser.page(width=PHONE, actor=world.editor, javascript=False)
    page.goto("/search/")
    page.get_by_role("combobox", name="Từ cần tìm").fill('"thành phố Đà Nẵng"')
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".loa-hit h3")).to_have_text(["Họp với thành phố Đà Nẵng"])


def _shoot(page: Any, name: str) -> None:
    if folder := os.environ.get("LOA_TEST_SCREENS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
