"""The live page in a real browser: it follows what others do, and keeps focus and presses while it does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from loa.delivery import live, schedule
from loa.delivery.actions import open_dispatch, pause_dispatch
from loa.delivery.models import Chunk, Dispatch
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM
from tests.browser import PHONE, WIDE, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dispatch(world, receiver, account):
    """Start a dispatch, with no worker at hand: one channel goes on, one has a part in quarantine, one is paused."""
    others = [make_account(world.city, receiver.url, name=name) for name in ("Loa phường", "Thư")]
    targets = tuple(
        TargetPlan(each.pk, "main", "numbers", {"from": low, "to": low + 2})
        for each, low in ((account, 1), (others[0], 11), (others[1], 21))
    )
    plain = make_plan(account, 9).contents[0]
    titled = replace(plain, payload=plain.payload | {"title": "Cấm đường"})
    plan = make_plan(account, 9, targets=targets, contents=(titled,))
    opened = open_dispatch(actor=SYSTEM, plan=plan)
    Chunk.objects.filter(dispatch=opened, account_id=others[0].pk).update(state="quarantined")
    Chunk.objects.filter(dispatch=opened, account_id=others[1].pk).update(state="paused")
    schedule.tick()
    return Dispatch.objects.get(pk=opened.pk)


def test_the_page_hears_of_a_pause_without_being_loaded_anew(world, dispatch, browser):
    page = browser.page(actor=world.duty)
    page.goto(f"/desk/dispatches/{dispatch.pk}/")
    held = page.locator("#cancel")
    held.focus()
    pause_dispatch(actor=SYSTEM, dispatch=dispatch, reason="Chờ chỉ đạo")
    expect(page.get_by_text("Chờ chỉ đạo").first).to_be_visible(timeout=4000)
    expect(page.get_by_role("button", name="Tiếp tục")).to_be_visible()
    expect(held).to_be_focused()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text("Đợt gửi tiếp tục.")).to_be_visible()
    dispatch.refresh_from_db()
    assert dispatch.state == "sending"


def test_a_part_that_does_not_change_is_not_drawn_again(world, dispatch, browser):
    page = browser.page(actor=world.duty)
    page.goto(f"/desk/dispatches/{dispatch.pk}/")
    part = f"**/dispatches/{dispatch.pk}/live/"
    for _ in range(2):  # the first answer is drawn; only the second shows that drawing it has ended
        with page.expect_response(part):
            pass
    page.locator("#ledger").evaluate("node => { node.dataset.same = 'yes'; }")
    for _ in range(2):
        with page.expect_response(part):
            pass
    expect(page.locator("#ledger")).to_have_attribute("data-same", "yes")


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_page_fits_and_can_be_used_by_everybody(world, dispatch, browser, width):
    page = browser.page(actor=world.duty, width=width)
    page.goto(f"/desk/dispatches/{dispatch.pk}/")
    expect(page.get_by_role("button", name="Gửi lại phần này")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi tiếp qua kênh Thư")).to_be_visible()
    assert sideways(page) <= 0
    assert browser.axe(page) == []


def test_the_buttons_work_without_scripts(world, dispatch, browser):
    page = browser.page(actor=world.duty, javascript=False)
    page.goto(f"/desk/dispatches/{dispatch.pk}/")
    page.get_by_role("button", name="Gửi lại phần này").click()
    expect(page.get_by_text("Phần bị cách ly sẽ được gửi lại.")).to_be_visible()
    assert not live.controls(dispatch).stuck
