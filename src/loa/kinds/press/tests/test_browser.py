"""The press screens in a real browser: the checker finds nothing and nothing scrolls sideways, wide and on a phone."""

from datetime import timedelta

import pytest

from loa.kinds.press import actions
from loa.lib import clock
from tests.browser import PHONE, WIDE, sideways

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("keyring")]

PAGES = (
    "newsrooms/",
    "newsrooms/{newsroom}/",
    "questions/",
    "questions/{question}/",
    "questions/{question}/answer/",
)


@pytest.fixture
def places(world, list_newsroom):
    newsroom = list_newsroom(name="Báo Mẫu – ban Xã hội", topics=[world.topic])
    asked = [
        actions.record(
            actor=world.editor,
            body=world.city,
            newsroom="Báo Mẫu",
            way="email",
            subject=f"Tiến độ sửa cầu số {n} và phương án phân luồng giao thông trong thời gian thi công",
            text="Bao giờ sửa xong cầu?\nPhân luồng thế nào?",
            received_at=clock.now() - timedelta(days=4 * n),
        )
        for n in range(3)
    ]
    actions.answer(
        actor=world.editor,
        question=asked[1],
        reply="written",
        reply_text="Xong trong tháng 4.",
        replied_at=asked[1].received_at + timedelta(hours=3),
    )
    return {"newsroom": newsroom.pk, "question": asked[0].pk}


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_press_screens_pass_the_checker_and_fit(browser, world, places, width):
    page = browser.page(width=width, actor=world.editor)
    wrong = []
    for path in PAGES:
        page.goto(f"/desk/press/{path.format(**places)}")
        wrong += [f"{path}: {fault}" for fault in browser.axe(page)]
        wrong += [f"{path}: scrolls sideways"] if sideways(page) else []
    assert not wrong, "\n".join(wrong)
