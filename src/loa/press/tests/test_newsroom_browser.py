"""The newsroom in a real browser: read on a phone and a wide screen, a story split and merged by keyboard alone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from loa.lib import clock
from loa.press.actions.counting import save_count
from loa.press.actions.digests import choose_topics
from loa.press.models import Item, SavedCount, Signal
from loa.press.rules.questions import Question
from loa.press.testing import give_reason, make_item, make_story
from loa.press.tests.newsdesk import Newsdesk, make_newsdesk
from tests.browser import PHONE, WIDE, Browser, sideways
from tests.world import World, make_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keyring"),
]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def desk(world: World) -> Newsdesk:
    made, now = make_newsdesk(world), clock.now()
    fire = [
        make_item(
            made.sources[n % 4],
            "Cháy kho hàng ở phường Láng Hạ, không có người bị thương",
            now - timedelta(minutes=4 * n + 3),
            topics=["safety"],
            areas=["C1A"],
        )
        for n in range(9)
    ]
    story = make_story(fire[:3], *[[item] for item in fire[3:]])
    Signal.objects.create(kind="story", story=story, at=now, observed=9, expected=0.4, chance=1e-9)
    Signal.objects.create(kind="topic", topic="safety", at=now, observed=9, expected=1.2, chance=1e-7)
    for day in range(20):
        for n in range(3 + day % 5):
            moment = now - timedelta(days=20 - day, hours=n)
            make_item(made.sources[n % 4], f"Tin y tế ngày {day}, số {n}", moment, topics=["health"])
    give_reason(made.items["other"], made.items["first"], of_both=0.93, of_item=0.95, of_beside=0.97, shared=118, hours=2)  # fmt: skip
    choose_topics(actor=world.editor, topics=["health", "weather"])
    save_count(
        actor=world.editor,
        name="Tin y tế từ đầu tháng",
        question=Question(since=clock.today(), topics=("health",)),
    )
    return made


def test_every_page_fits_a_phone_and_a_wide_screen(browser: Browser, world: World, desk: Newsdesk):
    story = f"stories/{desk.dengue.pk}/"
    signal = Signal.objects.filter(kind="story").get()
    addresses = {
        "today": "/desk/",
        "stories": "/desk/newsroom/",
        "story": f"/desk/newsroom/{story}",
        "why": f"/desk/newsroom/{story}why/{desk.items['other'].pk}/",
        "item": f"/desk/newsroom/items/{desk.items['first'].pk}/",
        "counts": f"/desk/newsroom/counts/?since={clock.today() - timedelta(days=21)}&by=day",
        "topics": f"/desk/newsroom/counts/?since={clock.today() - timedelta(days=21)}&by=publisher",
        "saved": "/desk/newsroom/counts/saved/",
        "saved-one": f"/desk/newsroom/counts/saved/{SavedCount.objects.get().pk}/",
        "items": "/desk/newsroom/items/",
        "signals": "/desk/newsroom/signals/",
        "signal": f"/desk/newsroom/signals/{signal.pk}/",
        "digest": f"/desk/newsroom/digest/?day={clock.today()}",
    }
    folder, wrong = os.environ.get("LOA_SHOTS", ""), []
    for width in (WIDE, PHONE):
        page = browser.page(width=width, actor=world.editor)
        for name, address in addresses.items():
            page.goto(address, wait_until="networkidle")
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            wrong += [f"{name} at {width}: {n} pixels sideways" for n in [sideways(page)] if n > 0]
            if width == PHONE:
                wrong += [f"{name}: {fault}" for fault in browser.axe(page)]
    assert wrong == []


def test_a_story_is_split_by_keyboard_alone(browser: Browser, world: World, desk: Newsdesk):
    page = browser.page(actor=world.editor)
    page.goto(f"/desk/newsroom/stories/{desk.dengue.pk}/")
    page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("t")
    page.keyboard.type("Việc khác")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/*/")
    page.get_by_text("Đã tách các tin – bài được chọn").wait_for()
    own = Item.objects.get(pk=desk.items["own"].pk)
    assert own.story.founder_id == own.pk


def test_stories_are_merged_by_keyboard_alone(browser: Browser, world: World, desk: Newsdesk):
    page = browser.page(actor=world.editor)
    page.goto(f"/desk/newsroom/stories/{desk.flood.pk}/")
    page.keyboard.press("?")
    page.locator("#shortcuts").get_by_text("Đến phần gộp chùm tin").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("input[name=others]").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("g")
    page.keyboard.type("phường Láng Hạ")
    page.keyboard.press("Enter")
    page.wait_for_url("**near=**")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("g")
    while desk.dengue.title not in page.locator("label:has(:focus)").inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.name") != "reason":
        page.keyboard.press("Tab")
    page.keyboard.type("Cùng một vụ việc")
    page.keyboard.press("Enter")
    page.get_by_text("Đã gộp chùm tin").wait_for()
    assert page.url.endswith(f"/stories/{desk.dengue.pk}/")
    assert Item.objects.get(pk=desk.items["flood"].pk).story == desk.dengue


def test_several_topics_are_ticked_in_a_box_that_opens_without_a_program_in_the_page(
    browser: Browser, world: World, desk: Newsdesk
):
    page = browser.page(width=PHONE, actor=world.editor, javascript=False)
    page.goto("/desk/newsroom/items/")
    box = page.locator("details", has=page.locator("summary#id_topic_summary"))
    assert not box.get_by_label("Thời tiết").is_visible()
    box.locator("summary").click()
    box.get_by_label("Thời tiết").check()
    box.get_by_label("Y tế").check()
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert "topic=weather" in page.url
    assert page.locator("#id_topic_summary").inner_text() == "Y tế, Thời tiết"
    assert page.get_by_role("link", name="Nhiều tuyến phố ngập sau mưa lớn").count()
