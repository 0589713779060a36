"""The map of wards: 126 shapes that lead to their pages, light, indicative, and only where it is true."""

from __future__ import annotations

import re
from datetime import date

import pytest
from lxml import html

from loa.journal.actions import SYSTEM
from loa.units import actions, maps
from loa.units.actions import NewArea
from loa.units.models import Area, Body, Role
from tests.world import World, make_actor, sign_in

pytestmark = pytest.mark.django_db
NOW = date(2026, 7, 1)


@pytest.fixture
def hanoi(db: None) -> None:
    actions.load_hanoi(actor=SYSTEM)


def test_each_ward_of_today_is_a_named_link_and_the_map_is_light(hanoi: None) -> None:
    body = Body.objects.get(versions__superior=None, versions__valid_until=None)
    client = sign_in(make_actor("Nguyễn Thị Đồ", body, Role.EDITOR, area=Area.objects.get(code="01")))
    answer = client.get("/desk/areas/?as_of=01/07/2026")
    page = html.fromstring(answer.content)
    links = page.xpath("//*[local-name()='svg'][@role='group']//a")
    assert len(links) == 126
    assert {"Phường Ba Đình", "Xã Đông Anh"} <= {link.text_content().strip() for link in links}
    assert all(re.fullmatch(r"/desk/areas/\d+/", link.get("href")) for link in links)
    assert "mang tính tham khảo" in answer.content.decode()
    drawing = answer.content.decode().split('<details class="loa-map"')[1].split("</details>")[0]
    assert len(drawing.encode()) < 150_000
    assert "<table" in answer.content.decode()
    assert "loa-map" not in client.get("/desk/areas/?as_of=01/01/2021").content.decode()


def test_every_outline_lies_on_the_map_and_is_closed(hanoi: None) -> None:
    drawn = maps.ward_map(NOW)
    assert drawn is not None
    for shape in drawn.shapes:
        for ring in shape.path.split("z")[:-1]:
            start, steps = ring.removeprefix("M").split("l")
            x, y = map(int, start.split())
            numbers = list(map(int, steps.split()))
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + dx, y + dy
                assert 0 <= x <= drawn.width, shape.name
                assert 0 <= y <= drawn.height, shape.name


def test_a_ward_that_is_gone_is_not_drawn(hanoi: None) -> None:
    areas = [Area.objects.get(code=code) for code in ("00004", "00008")]
    into = NewArea("00004", "Phường", "Ba Đình")
    actions.merge_areas(actor=SYSTEM, areas=areas, into=into, on=NOW)
    drawn = maps.ward_map(NOW)
    assert drawn is not None
    assert len(drawn.shapes) == 125


def test_a_territory_without_known_outlines_has_no_map(world: World) -> None:
    assert "loa-map" not in sign_in(world.editor).get("/desk/areas/").content.decode()
