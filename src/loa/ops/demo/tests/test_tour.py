"""A visitor walks the tour of a running demo in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from loa.ops.demo.tests.conftest import SUBSCRIBERS, Demo
from tests.browser import PHONE, WIDE, Browser, sideways

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]
FIVE_MINUTES = 300
PATIENCE = 90_000  # milliseconds
STATIONS, SITES = 45, 4


@pytest.fixture
def visitor(chromium: Chromium, demo: Demo) -> Iterator[Browser]:
    opened = Browser(chromium, demo.url)
    yield opened
    opened.close()
    assert opened.trouble == []


def open_page(visitor: Browser, width: int, **options: Any) -> Page:
    page = visitor.page(width=width, **options)
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


@pytest.mark.mission("N5")
@pytest.mark.mission("N13")
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_is_walked_in_under_five_minutes(visitor: Browser, width: int) -> None:
    page, began = open_page(visitor, width), time.monotonic()
    page.goto("/tour/")
    page.click("#next")
    page.click("#click")
    expect(page.locator("#facts")).to_contain_text("024 3000 0115")
    page.click("#next")
    page.click("#click")
    expect(page.locator("#refused")).to_contain_text("thông tin khóa")
    assert sideways(page) == 0
    page.click("#next")
    page.locator(".loa-phone #click").click()
    expect(page.locator("#released")).to_contain_text("Người duyệt (mẫu)")
    page.click("#next")
    expect(page.locator("#over #click")).to_be_visible()
    page.click("#click")
    expect(page.locator("#ledger progress")).to_have_attribute("value", str(SUBSCRIBERS + STATIONS + SITES))
    page.click("#next")
    page.click("#click")
    expect(page.locator("#corrected")).to_contain_text(f"{SUBSCRIBERS + STATIONS + SITES} nơi")
    page.click("#next")
    page.locator(".loa-phone #click").click()
    expect(page.locator("#on-air")).to_contain_text("Người duyệt (mẫu)")
    expect(page.locator("#heard")).to_contain_text("đã phát")
    assert sideways(page) == 0
    page.click("#next")
    page.click("#click")
    expect(page.locator("#answer")).to_contain_text("Nội dung đã bị thay đổi")
    assert sideways(page) == 0
    page.click("#next")
    page.click("#click")
    expect(page.locator("#paper")).to_contain_text("đã xác nhận bản số 1")
    page.click("#next")
    expect(page.locator("#press")).to_contain_text("số liệu khác")
    if page.locator("#click").count():  # somebody may have taken the signal on in a walk before
        page.click("#click")
    expect(page.get_by_text("đã nhận xử lý")).to_be_visible()
    assert sideways(page) == 0
    page.click("#next")
    expect(page.locator("#review")).to_contain_text("30 / 40")
    if page.locator("#click").count():  # somebody may have frozen them in a walk before
        page.click("#click")
    expect(page.get_by_text("Đã chốt 10 số liệu")).to_be_visible()
    assert sideways(page) == 0
    assert time.monotonic() - began < FIVE_MINUTES


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_checker_finds_nothing_up_to_the_release(visitor: Browser, width: int) -> None:
    page = open_page(visitor, width)
    page.goto("/tour/")
    found = visitor.axe(page)
    for shown in ("#facts", "#refused"):
        page.click("#next")
        page.click("#click")
        page.wait_for_selector(shown)
        found += visitor.axe(page)
    page.click("#next")
    page.wait_for_selector(".loa-phone #click")
    assert found + visitor.axe(page) == []


def test_it_is_walked_without_scripts_too(visitor: Browser) -> None:
    page = open_page(visitor, WIDE, javascript=False)
    page.goto("/tour/")
    page.click("#next")
    page.click("#click")
    page.click("#next")
    page.click("#click")
    expect(page.locator("#refused")).to_be_visible()


def test_it_speaks_english(visitor: Browser) -> None:
    page = open_page(visitor, WIDE)
    page.goto("/tour/")
    page.click("button[name=language][value=en]")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_step_cannot_be_jumped_to(visitor: Browser) -> None:
    page = open_page(visitor, WIDE)
    page.goto("/tour/5/")
    assert page.url.endswith("/tour/")
