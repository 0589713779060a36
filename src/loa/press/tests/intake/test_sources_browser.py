"""Sources in a real browser: every page fits a phone and a wide screen and passes the accessibility checker."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from loa.lib import clock
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.actions.topic_words import add_word
from loa.press.models import Fetch, Source
from loa.press.testing import make_item
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
def source(world: World) -> Source:
    now, actor = clock.now(), world.editor
    for n, name in enumerate(("Báo Sông Hồng", "Đài Phát thanh thành phố", "Cổng thông tin thành phố")):
        publisher = add_publisher(
            actor=actor, name=name, kind="local", domains=f"bao{n}.example.vn tin{n}.example.vn"
        )
        made = add_source(actor=actor, body=world.city, publisher=publisher, kind="feed", name="Thời sự", url=f"https://bao{n}.example.vn/rss/thoi-su-trong-ngay-va-cac-tin-khac.rss")  # fmt: skip
    for day in range(28):
        for n in range(2 + day % 5):
            make_item(made, f"Tin ngày {day}, số {n}", now - timedelta(days=28 - day, hours=n))
    Fetch.objects.create(
        source=made,
        at=now,
        outcome="failed",
        status=503,
        why="busy",
        facts={"status": 503},
    )
    Fetch.objects.create(
        source=made, at=now - timedelta(hours=1), outcome="taken", status=200, entries=20, fresh=3
    )
    Source.objects.filter(pk=made.pk).update(
        habit="quiet", habit_why="14|22|", habit_since=now - timedelta(hours=6), last_item_at=now
    )
    add_word(actor=actor, topic=world.topic, value="xe buýt")
    return made


def test_every_page_fits_a_phone_and_a_wide_screen(browser: Browser, world: World, source: Source):
    pages = ["", f"{source.pk}/", "new/", "clip/", "opml/", "words/", "words/new/", "publishers/", f"publishers/{source.publisher_id}/", f"publishers/{source.publisher_id}/merge/", f"{source.pk}/change/"]  # fmt: skip
    folder, wrong = os.environ.get("LOA_SHOTS", ""), []
    for width in (WIDE, PHONE):
        page = browser.page(width=width, actor=world.editor)
        for address in pages:
            page.goto(f"/desk/newsroom/sources/{address}", wait_until="networkidle")
            if folder:
                page.screenshot(
                    path=Path(folder) / f"s-{address.replace('/', '-')}{width}.png", full_page=True
                )
            wrong += [f"{address} at {width}: {n} pixels sideways" for n in [sideways(page)] if n > 0]
            if width == PHONE:
                wrong += [f"{address}: {fault}" for fault in browser.axe(page)]
    assert wrong == []
