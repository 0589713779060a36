"""The managing screens in a real browser: readable at 360 px, accessible, judged with one tap."""

from __future__ import annotations

import os
from datetime import date

import pytest
from playwright.sync_api import Page

from loa.tasks.actions import assigning, handing, planning, reporting
from loa.tasks.rules.words import AssignmentState, Part
from loa.tasks.tests.making import make_programme, part_of, photo
from tests.browser import PHONE, WIDE, Browser, sideways
from tests.world import World, make_body

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keyring"),
]
BASE = "/desk/tasks/"


def test_an_approver_judges_evidence_on_a_phone(world: World, browser: Browser) -> None:
    programme = make_programme(world)
    task = planning.create_task(
        actor=world.editor,
        group=programme.groups.get(),
        title="Rà soát, sắp xếp lại các cụm loa truyền thanh trên địa bàn",
        why="Thực hiện kế hoạch năm 2026 về thông tin cơ sở.",
        due_on=date(2026, 12, 20),
        evidence="Biên bản nghiệm thu và ảnh cụm loa",
        measure="milestones",
        milestones=["Khảo sát", "Lắp đặt", "Vận hành thử"],
    )
    assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a])
    assigning.assign(actor=world.editor, task=task, bodies=[world.ward_b, world.station], part=Part.CO_UNIT)
    planning.open_task(actor=world.editor, task=task)
    handing.hand_over(
        actor=world.ward_officer,
        task=task,
        giver=world.ward_a,
        taker=world.ward_b,
        what="Danh sách cụm loa",
        due=3,
    )
    part = part_of(task, world.ward_a)
    reporting.report(actor=world.ward_officer, assignment=part, milestone=2, text="Đã lắp xong 8/10 cụm.")
    reporting.hand_in(
        actor=world.ward_officer, assignment=part, text="Đã lắp và vận hành thử 10 cụm loa.", files=[photo()]
    )
    for n in range(3):
        make_body(f"X{n}", f"Ủy ban nhân dân xã số {n}", world.ward_a_area, superior=world.city)
    places = {
        "programme": f"{BASE}programmes/{programme.pk}/",
        "task": f"{BASE}{task.pk}/",
        "assign": f"{BASE}{task.pk}/assign/",
        "list": BASE,
        "rows": f"/desk/work/rows/?task={task.pk}",
        "upload": f"{BASE}programmes/{programme.pk}/table/",
        "new": f"{BASE}programmes/{programme.pk}/tasks/new/",
    }
    for width in (PHONE, WIDE):
        page = browser.page(width=width, actor=world.editor)
        for name, place in places.items():
            page.goto(place)
            assert sideways(page) == 0, name
            _keep(page, f"{name}-{width}")
    page = browser.page(width=PHONE, actor=world.approver)
    page.goto("/desk/")
    page.get_by_role("link", name="kết quả nhiệm vụ chờ nghiệm thu").click()
    page.locator("main").get_by_role("link", name="Rà soát, sắp xếp").first.click()
    _keep(page, "part-360")
    assert sideways(page) == 0
    assert browser.axe(page) == []
    page.get_by_role("button", name="Nghiệm thu", exact=True).click()
    page.wait_for_load_state()
    assert part_of(task, world.ward_a).state == AssignmentState.ACCEPTED


def _keep(page: Page, name: str) -> None:
    """Save a picture where a developer asks for them."""
    if folder := os.environ.get("LOA_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
