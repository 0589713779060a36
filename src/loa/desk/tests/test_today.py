"""The first screen: three questions, the most urgent first, filled by the rooms."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.web import today
from loa.web.today import Item


@pytest.fixture
def counts(monkeypatch):
    given = []
    monkeypatch.setattr(today, "_providers", [lambda _request: given])
    return given


def test_an_idle_desk_says_so_in_all_three_blocks(world, counts):
    page = world.client(world.editor).get("/desk/").content.decode()
    for words in ("Không còn việc nào chờ", "Không có đợt gửi nào đang chạy", "Mọi thứ đang chạy"):
        assert words in page


def test_the_most_urgent_line_stands_first_and_zeros_are_left_out(world, counts):
    counts += [
        Item("todo", 12, "Văn bản chờ xác nhận", "/a/", "info"),
        Item("todo", 1, "Bản tin chờ duyệt", "/b/", "bad"),
        Item("todo", 0, "Không có gì", "/c/", "bad"),
    ]
    answer = world.client(world.editor).get("/desk/")
    block = answer.context["blocks"][0]
    assert [line.label for line in block.lines] == ["Bản tin chờ duyệt", "Văn bản chờ xác nhận"]
    assert block.total == 13


def test_the_number_of_queries_does_not_grow_with_the_lines(world, counts):
    client = world.client(world.editor)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/desk/")
        return len(seen)

    queries()
    before = queries()
    counts += [Item("broken", n, f"Kênh {n}", "/a/", "bad") for n in range(1, 21)]
    assert queries() == before


def test_the_header_says_who_acts_for_whom(world, counts):
    page = world.client(world.editor).get("/desk/").content.decode()
    assert world.editor.post.title in page
    assert "Ban Tuyên giáo" in page


def test_a_stranger_is_led_to_sign_in(client, db):
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_the_gallery_is_closed_outside_the_demo(world, settings):
    settings.DEMO = settings.DEBUG = False
    assert world.client(world.editor).get("/desk/components/").status_code == 404
