"""Turning notifications on for staff, in a real Chromium whose push service is played by the test."""

import pytest
from playwright.sync_api import expect

from loa.channels.actions import open_account
from loa.journal.actions import SYSTEM
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.tests.service import Browser as PushBrowser
from loa.kinds.webpush.tests.stub import pretend
from loa.notices.devices import count_devices
from tests.browser import PHONE, sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_an_officer_turns_the_phone_at_hand_on_and_off(world, keyring, browser):
    config = {"contact": "tin@example.vn"}
    open_account(actor=SYSTEM, body=world.city, kind="webpush", name="Thông báo", config=config)
    page = browser.page(width=PHONE, actor=world.approver)
    page.context.grant_permissions(["notifications"], origin=browser.address)
    pretend(page, PushBrowser().subscription(offered_key()))
    page.goto("/desk/notices/paths/")
    assert browser.axe(page) == []
    page.get_by_role("button", name="Bật thông báo trên thiết bị này").click()
    expect(page.get_by_text("Thiết bị này đang bật.")).to_be_visible()
    assert count_devices(world.approver) == 1
    page.reload()
    expect(page.get_by_text("Thiết bị này đang bật.")).to_be_visible()
    assert sideways(page) <= 0
    page.get_by_role("button", name="Tắt trên 1 thiết bị").click()
    expect(page.get_by_role("button", name="Bật thông báo trên thiết bị này")).to_be_visible()
    assert count_devices(world.approver) == 0
