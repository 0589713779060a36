"""The screens in a real browser: typing is kept, the phone's release page fits, nothing is out of reach."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from loa.bulletins import actions
from loa.bulletins.models import Autosave
from loa.bulletins.rules.words import Relation
from loa.units.actor import Actor
from tests.browser import PHONE, Browser, sideways
from tests.desk import RIGHT, TEXT, TITLE, WRONG, Desk, reach
from tests.proof import prove

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/desk/bulletins"


def fresh(desk: Desk, browser: Browser, actor: Actor, width: int = PHONE) -> Page:
    """Return a page of somebody who has just proved a second factor."""
    client = desk.world.client(actor)
    prove(client, actor.person)
    page = browser.page(width=width)
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": browser.address}])
    return page


def test_what_is_typed_is_kept_and_measured_within_seconds(desk: Desk, browser: Browser) -> None:
    bulletin = desk.draft()
    page = browser.page(actor=desk.world.editor)
    page.goto(f"{BASE}/{bulletin.pk}/text/")
    page.get_by_label("Nội dung", exact=True).fill("Họp tổ dân phố lúc 19h30 ngày 7/9/2027.")
    expect(page.locator("#measures")).to_contain_text("19h30")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved", timeout=8000)
    assert Autosave.objects.get().body.startswith("Họp tổ dân phố")
    page.goto(f"{BASE}/{bulletin.pk}/text/")
    expect(page.get_by_label("Nội dung", exact=True)).to_have_value("Họp tổ dân phố lúc 19h30 ngày 7/9/2027.")


def test_an_approver_releases_with_one_tap_on_one_phone_screen(desk: Desk, browser: Browser) -> None:
    bulletin = desk.submitted()
    page = fresh(desk, browser, desk.world.approver)
    page.goto(f"{BASE}/{bulletin.pk}/release/")
    button = page.get_by_role("button", name="Duyệt và phát")
    expect(button).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name=TITLE).first).to_be_in_viewport()
    button.click()
    expect(page.get_by_text("có thể hoàn tác")).to_be_visible()
    bulletin.refresh_from_db()
    assert bulletin.state == "released"


def test_an_approver_reads_both_bulletins_on_the_phone_before_the_tick_lets_one_go(
    desk: Desk, browser: Browser
) -> None:
    first = desk.sent()
    second = desk.submitted(text=TEXT.replace("7h30", "9h30"))
    page = fresh(desk, browser, desk.world.approver)
    page.goto(f"{BASE}/{second.pk}/release/")
    expect(page.get_by_text("bản này “9h30”, bản kia “7h30”")).to_be_in_viewport()
    assert (sideways(page), browser.axe(page)) == (0, [])
    page.get_by_role("button", name="Duyệt và phát").click()
    tick = page.get_by_label(f"Đã xem hai bản: bản này và bản {first.code}")
    expect(tick).to_be_focused()
    tick.check()
    page.get_by_role("button", name="Duyệt và phát").click()
    expect(page.get_by_text("có thể hoàn tác")).to_be_visible()


@pytest.mark.fault("S07")
def test_a_correction_takes_three_screens_and_three_taps_on_a_phone(desk: Desk, browser: Browser) -> None:
    bulletin = desk.sent()
    reach(desk, bulletin)
    page = fresh(desk, browser, desk.world.duty)
    page.goto(f"{BASE}/{bulletin.pk}/")
    page.get_by_role("link", name="Đính chính").click()
    page.get_by_label("Sai ở đâu, vì sao").fill("Ghi nhầm ngày")
    page.get_by_label("Nội dung đúng").fill(RIGHT)
    page.get_by_role("button", name="Xem bản sẽ phát").click()
    page.get_by_role("button", name="Phát ngay bản đính chính").click()
    expect(page.get_by_text("ký xác nhận trong 24 giờ")).to_be_visible()
    bulletin.refresh_from_db()
    assert bulletin.state == "corrected"


def test_every_screen_is_accessible_and_fits_a_phone(desk: Desk, browser: Browser) -> None:
    world = desk.world
    draft, asked, sent = desk.draft(), desk.submitted(), desk.sent()
    reach(desk, sent)
    worded = desk.ready()
    actions.open_to_wards(actor=world.editor, bulletin=worded)
    actions.adapt(actor=world.ward_officer, bulletin=worded, title=TITLE, text=WRONG)
    mending = actions.draft_replacement(
        actor=world.duty, original=sent, relation=Relation.CORRECTION, text=RIGHT, reason="Ghi nhầm ngày"
    )
    steps = [f"{draft.pk}/{step}/" for step in ("text", "facts", "audience", "files", "check")]
    screens = [
        *((world.editor, path) for path in ("", "new/", "new/epidemic/", *steps)),
        (world.approver, f"{asked.pk}/release/"),
        (world.ward_officer, f"{worded.pk}/wording/"),
        (world.ward_officer, f"{sent.pk}/share/"),
        (world.duty, f"{sent.pk}/"),
        (world.duty, f"{sent.pk}/correct/"),
        (world.duty, f"{mending.pk}/mend/"),
    ]
    for actor, path in screens:
        page = fresh(desk, browser, actor)
        page.goto(f"{BASE}/{path}")
        page.wait_for_load_state("networkidle")
        assert sideways(page) <= 0, path
        assert browser.axe(page) == [], path
        page.context.close()
