"""The newsroom's screens through HTTP: the list, a story with what is decided about it, why two items are together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from loa.lib import clock
from loa.press.actions import grouping
from loa.press.models import Item, Story, StoryEdit
from loa.press.queries import story as story_queries
from loa.press.testing import give_reason, make_item, make_story
from loa.press.tests.newsdesk import Newsdesk, make_newsdesk
from tests.world import World

BASE = "/desk/newsroom/"


@pytest.fixture
def desk(world: World) -> Newsdesk:
    return make_newsdesk(world, now=clock.now().replace(hour=10, minute=0))


def titles(page: bytes) -> list[str]:
    return html.fromstring(page).xpath("//table//tbody/tr/th/a/text()")


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(clock.now().replace(hour=11, minute=0, second=0), tick=False)


def test_what_grows_fastest_stands_first_and_can_be_sorted_by_size_and_age(world, desk):
    now = clock.now()
    fast = [
        make_item(desk.sources[n % 4], f"Cháy kho hàng {n}", now - timedelta(minutes=5 + n)) for n in range(6)
    ]
    make_story(fast)
    client = world.client(world.editor)
    assert titles(client.get(BASE).content)[0] == "Cháy kho hàng 0"
    assert titles(client.get(f"{BASE}?sort=-last_at").content)[0] == "Cháy kho hàng 0"
    assert titles(client.get(f"{BASE}?sort=items").content)[0] == "Nhiều tuyến phố ngập sau mưa lớn"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=sot+xuat", 1),
        ("topic=weather", 1),
        ("area=C1A", 1),
        ("area=C1", 1),
        ("topic=health&area=C1B", 0),
        ("q=khong+co+gi", 0),
        ("q=phun+hoa+chat", 1),  # stands in the title of one item alone
        ("q=phun+hoa+chat&topic=weather", 0),
        ("q=phun+hoa+chat&day=2020-01-01", 0),
    ],
)
def test_the_list_is_narrowed_by_words_topic_and_area(world, desk, query, found):
    assert len(titles(world.client(world.editor).get(f"{BASE}?{query}").content)) == found


def test_the_list_of_a_publisher_and_of_another_day(world, desk):
    client = world.client(world.editor)
    of_third = client.get(f"{BASE}?publisher={desk.sources[2].publisher_id}").content
    assert titles(of_third) == [desk.dengue.title]
    assert titles(client.get(f"{BASE}?day=2020-01-01").content) == []


def test_the_list_leaves_as_a_file(world, desk):
    text = world.client(world.editor).get(f"{BASE}?export=csv").content.decode("utf-8-sig")
    assert desk.dengue.title in text


def test_a_story_shows_reprints_other_figures_and_the_digest_that_has_it(world, desk):
    page = world.client(world.editor).get(f"{BASE}stories/{desk.dengue.pk}/").content.decode()
    assert "Một bài, 3 nơi đăng (3 báo, đài)" in page
    assert page.count("số liệu khác</span>") == 2  # the group, the copy
    assert "Điểm tin có bài này: Tin Thủ Đô Mới" in page


def test_the_numbers_of_a_story_open_its_rows_and_stand_for_all_of_it(world, desk, monkeypatch):
    client = world.client(world.editor)
    row = html.fromstring(client.get(BASE).content).xpath(f"//tr[.//a[text()='{desk.dengue.title}']]")[0]
    opened = {link.text.strip(): link.get("href") for link in row.xpath(".//a[contains(@href, '/items/')]")}
    assert {text: len(titles(client.get(address).content)) for text, address in opened.items()} == {
        "4": 4,
        "2": 2,
    }
    monkeypatch.setattr(story_queries, "MOST_ITEMS", 1)
    page = html.fromstring(client.get(f"{BASE}stories/{desk.dengue.pk}/").content)
    assert "trong đó 2 tin đăng lại" in page.text_content()
    (rest,) = page.xpath("//a[contains(., 'Còn 3 tin – bài')]")
    assert len(titles(client.get(rest.get("href")).content)) == 4


def test_words_are_looked_for_in_thirty_days_unless_another_day_is_chosen(world, desk):
    old = make_item(desk.sources[0], "Ngập ở phố cũ", clock.now() - timedelta(days=40))
    client = world.client(world.editor)
    page = client.get(f"{BASE}items/?q=ngap").content
    assert titles(page) == [desk.flood.title]
    assert "Chỉ tìm trong tin – bài từ" in page.decode()
    long_ago = (clock.today() - timedelta(days=60)).isoformat()
    assert titles(client.get(f"{BASE}items/?q=ngap&since={long_ago}").content) == [
        desk.flood.title,
        old.title,
    ]
    assert old.title in titles(client.get(f"{BASE}items/").content)


def test_a_split_by_the_button_is_seen_at_once(world, desk):
    client = world.client(world.editor)
    home = f"{BASE}stories/{desk.dengue.pk}/"
    answer = client.post(f"{home}edit/split/", {"items": [desk.items["own"].pk], "reason": "Việc khác"})
    made = Item.objects.get(pk=desk.items["own"].pk).story
    assert answer.url == f"{BASE}stories/{made.pk}/"
    assert "Việc khác" in client.get(answer.url).content.decode()


def test_a_merge_leads_to_the_story_that_stays_and_the_old_address_follows(world, desk):
    client = world.client(world.editor)
    home = f"{BASE}stories/{desk.flood.pk}/"
    assert "Gộp chùm tin khác vào đây" in client.get(f"{home}?near=sot xuat").content.decode()
    answer = client.post(f"{home}merge/", {"others": [desk.dengue.pk], "reason": "Cùng vụ"})
    assert answer.url == f"{BASE}stories/{desk.dengue.pk}/"
    assert client.get(home).url == answer.url
    assert len(titles(client.get(f"{BASE}items/?story={desk.flood.pk}").content)) == 5
    assert titles(client.get(BASE).content) == [desk.dengue.title]


def test_without_a_reason_nothing_is_done_and_the_field_says_so(world, desk):
    client = world.client(world.editor)
    answer = client.post(f"{BASE}stories/{desk.dengue.pk}/edit/split/", {"items": [desk.items["own"].pk]})
    assert answer.status_code == 422
    assert "Chưa nhập “Lý do”" in answer.content.decode()
    assert not StoryEdit.objects.exists()


def test_who_only_listens_sees_the_story_and_no_buttons(world, desk):
    client = world.client(world.clerk)
    page = client.get(f"{BASE}stories/{desk.dengue.pk}/").content.decode()
    assert "checkbox" not in page
    refused = client.post(
        f"{BASE}stories/{desk.dengue.pk}/edit/pin/", {"items": [desk.items["own"].pk], "reason": "x"}
    )
    assert refused.status_code == 403


def why(world: World, desk: Newsdesk, name: str) -> str:
    page = world.client(world.editor).get(f"{BASE}stories/{desk.dengue.pk}/why/{desk.items[name].pk}/")
    return " ".join(html.fromstring(page.content).text_content().split())


def test_why_two_items_are_together_is_said_as_the_engine_found_it_and_in_words(world, desk):
    give_reason(desk.items["other"], desk.items["copy"], of_both=0.93, of_item=0.95, of_beside=0.97, shared=118, hours=1.0)  # fmt: skip
    text = why(world, desk, "other")
    assert "hai bài gần như cùng một lời. số liệu khác" in text
    assert "93% của cả hai; 95% của bài này có trong bài kia, 97% ngược lại" in text
    assert "118" in text
    assert desk.items["copy"].title in text, "the item it was put with, not the one that founded the group"
    assert "bài này: 45; bài kia: 42" in text
    assert "ca mắc sốt xuất huyết tại phường Láng Hạ" in text


def test_what_opened_a_story_says_so_and_what_has_no_reason_yet_is_compared_all_the_same(world, desk):
    give_reason(desk.items["first"], None, why="first")
    assert "Tin mở đầu chùm tin" in why(world, desk, "first")
    text = why(world, desk, "copy")
    assert "trước khi hệ thống ghi lý do" in text
    assert "ca mắc sốt xuất huyết tại phường Láng Hạ" in text


def test_what_a_person_parted_is_said_beside_what_the_engine_found(world, desk):
    own, first = desk.items["own"], desk.items["first"]
    give_reason(own, first, why="near", closeness=-1.25)
    assert "-1,25" in why(world, desk, "own")
    grouping.split(actor=world.editor, story=desk.dengue, items=[own.pk], reason="Việc khác hẳn")
    text = why(world, desk, "own")
    assert "Nay hai bài không còn ở cùng một chùm tin" in text
    assert "Việc khác hẳn" in text
    give_reason(desk.items["copy"], first, of_both=1, of_item=1, of_beside=1, shared=120)
    grouping.part_reprints(
        actor=world.editor, story=desk.dengue, items=[desk.items["copy"].pk], reason="Bài khác"
    )
    assert "không còn tính là tin đăng lại" in why(world, desk, "copy")


def test_a_digest_names_what_it_holds_on_its_page_and_where_it_says_why_it_is_there(world, desk):
    digest, first = desk.items["digest"], desk.items["first"]
    assert f"Bài điểm tin này có {first.title}" in why(world, desk, "digest")
    client = world.client(world.editor)
    assert first.title in client.get(f"{BASE}items/{digest.pk}/").content.decode()
    page = client.get(f"{BASE}items/{first.pk}/").content.decode()
    assert "Bài điểm tin này có" not in page
    assert f"{BASE}stories/{desk.dengue.pk}/why/{first.pk}/" in page


def test_stories_that_are_over_are_not_listed_and_an_unknown_one_is_not_found(world, desk):
    Story.objects.filter(pk=desk.flood.pk).update(items=0)
    client = world.client(world.editor)
    assert titles(client.get(BASE).content) == [desk.dengue.title]
    assert client.get(f"{BASE}stories/999999/").status_code == 404
