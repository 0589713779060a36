"""Clusters and the kill switch in a real browser: a tired officer on a phone silences a ward and sees it fall silent."""

from __future__ import annotations

import os
from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from loa.lib import clock
from loa.speakers.actions import clusters, devices
from loa.speakers.models import Cluster, Refusal, Silence
from loa.speakers.rules.neighbours import Near
from loa.speakers.rules.words import NeighbourKind
from loa.speakers.testing import beat, join, make_cluster
from loa_wire.words import Doing
from tests.browser import PHONE, WIDE, Browser, sideways
from tests.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keyring"),
]


@pytest.fixture
def ward(world: World) -> list[Cluster]:
    """Return clusters of ward A in several states, on the map."""
    places = ["Nhà văn hóa tổ 5", "Cổng chợ Láng Hạ", "Đầu ngõ 91 Láng Hạ", "Trường THCS", "Vườn hoa 1-6"]
    made = [
        make_cluster(
            world.admin,
            world.ward_a,
            world.ward_a_area,
            f"LH-{n:02}",
            place=place,
            latitude=21.0125 + n * 0.0021,
            longitude=105.8100 + n % 3 * 0.0035,
        )
        for n, place in enumerate(places)
    ]
    for cluster in made[:4]:
        join(world.admin, cluster)
        beat(cluster)
    beat(made[0], doing=Doing.PLAYING.value)
    beat(made[1], at=clock.now() - timedelta(hours=2))
    beat(made[2], skew_ms=7_190_000)
    Refusal.objects.create(cluster=made[3], why="forged", at=clock.now())
    near = Near(NeighbourKind.SCHOOL, "THCS Láng Hạ", time(7), time(11, 30), (1, 2, 3, 4, 5))
    clusters.add_neighbour(actor=world.admin, cluster=made[0], near=near)
    devices.set_volume(actor=world.ward_officer, cluster=made[0], volume=45)
    return made


def test_the_screens_are_whole_on_a_phone_and_on_a_desk(
    world: World, ward: list[Cluster], browser: Browser
) -> None:
    page_of = f"/desk/speakers/{ward[0].pk}/"
    places = {
        "list": "/desk/speakers/",
        "map": "/desk/speakers/map/",
        "cluster": page_of,
        "neighbours": f"{page_of}neighbours/",
        "new": "/desk/speakers/new/",
        "import": "/desk/import/clusters/",
    }
    for width in (PHONE, WIDE):
        page = browser.page(width=width, actor=world.admin)
        for name, place in places.items():
            answer = page.goto(place)
            assert answer
            assert answer.status == 200, name
            assert sideways(page) == 0, name
            if width == PHONE:
                assert browser.axe(page) == [], name
            _keep(page, f"{name}-{width}")
        page.goto(f"{page_of}code/")
        page.get_by_role("button", name="Tạo mã ghép").click()
        page.get_by_text("Mã chỉ hiện một lần").wait_for()
        assert sideways(page) == 0
        _keep(page, f"code-{width}")


def test_a_ward_is_silenced_on_a_phone_and_the_page_counts_the_silent(
    world: World, ward: list[Cluster], browser: Browser
) -> None:
    page = browser.page(width=PHONE, actor=world.ward_officer)
    page.goto("/desk/")
    page.get_by_role("link", name="Ngắt loa khẩn cấp").first.click()
    assert browser.axe(page) == []
    assert sideways(page) == 0
    _keep(page, "silence-360")
    page.get_by_label("Nghi bị chiếm quyền, tiếng lạ").check()
    page.get_by_role("button", name="NGẮT LOA NGAY").click()
    expect(page.get_by_text("0 trên 4 thiết bị đã im")).to_be_visible()
    _keep(page, "silent-360")
    copies = Silence.objects.get().command.copies
    copies.exclude(device__cluster=ward[1]).update(taken=True, answered_at=clock.now())
    expect(page.get_by_text("3 trên 4 thiết bị đã im")).to_be_visible(timeout=15_000)
    assert browser.axe(page) == []
    for width in (PHONE, WIDE):
        desk = browser.page(width=width, actor=world.editor)
        for name, place in {
            "today": "/desk/",
            "red": "/desk/speakers/",
            "kill": "/desk/speakers/silence/",
        }.items():
            desk.goto(place)
            assert sideways(desk) == 0, name
            _keep(desk, f"{name}-{width}")
    _keep(page, "silent-3-360")


def _keep(page: Page, name: str) -> None:
    if folder := os.environ.get("LOA_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
