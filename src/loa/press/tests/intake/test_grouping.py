"""One process keeps the groups: saved, read back, made anew, they are the same, and what persons decided stays."""

from contextlib import closing

import pytest
from django.db import connection

from loa.lib import clock
from loa.press.intake.grouping import TEXT_WAIT, Grouping, give_lock, state_file, take_lock
from loa.press.intake.importing import _draft
from loa.press.intake.lines import Row
from loa.press.intake.names import Names
from loa.press.intake.storing import Door
from loa.press.models import Item, Page, Reason, ReprintGroup, Story, StoryEdit
from loa.stories.facts import Item as Given
from loa.stories.hands import Act, Decision

pytestmark = pytest.mark.django_db

BUS = "Sáng 30/9, Sở Giao thông Vận tải Hà Nội cho biết mười tuyến xe buýt điện sẽ chạy thử trong hai tuần trước khi phục vụ người dân. Giá vé một lượt là 7.000 đồng, học sinh và người cao tuổi tiếp tục được miễn hoặc giảm giá."
PETROL = "Từ 15 giờ chiều nay, giá xăng RON 95 giảm 300 đồng một lít, dầu diesel giảm 210 đồng theo thông báo của liên bộ Công Thương và Tài chính sau kỳ điều hành."
ROAD = "Đường vành đai 2 đoạn qua cầu Vĩnh Tuy bị rào chắn ba tháng để thi công cầu vượt, ô tô được hướng dẫn đi theo cầu Thanh Trì và đường đê hữu Hồng."


@pytest.fixture(autouse=True)
def no_state():
    state_file().unlink(missing_ok=True)
    yield
    state_file().unlink(missing_ok=True)


@pytest.fixture
def store(enter):
    source = enter(kind="bulk", name="Tệp")

    def run(*items, hour=10):
        drafts = [
            _draft(Row({"id": str(number), "title": title, "text": text, "publisher": paper}, "", "", clock.now().replace(hour=hour, minute=number % 60), 1.0))
            for number, title, text, paper in items
        ]  # fmt: skip
        door = Door(source, Names(), lambda _title, _text: "vi")
        door.names.add_publishers(draft.publisher for draft in drafts)
        door.store(drafts)

    return run


@pytest.fixture
def three(store):
    store((1, "Mười tuyến xe buýt điện chạy thử", BUS, "Báo A"), (2, "Xe buýt điện: mười tuyến chạy thử", f"{BUS} Theo Báo A.", "Báo B"), (3, "Giá xăng giảm 300 đồng", PETROL, "Báo A"))  # fmt: skip
    return list(Item.objects.order_by("pk"))


def where():
    return list(
        Item.objects.order_by("pk").values_list("reprints__founder", "story__founder", "figures_differ")
    )


def test_items_are_put_into_groups_with_counts(three):
    grouping = Grouping.open()
    assert grouping.round() == 0
    first, _, third = (item.pk for item in three)
    assert where() == [(first, first, False), (first, first, False), (third, third, False)]
    group, story = ReprintGroup.objects.get(founder=first), Story.objects.get(founder=first)
    assert (group.items, group.publishers) == (2, 2)
    assert (story.items, story.articles, story.publishers, story.title) == (2, 1, 2, three[0].title)


def why():
    return list(Reason.objects.order_by("item").values_list("item", "why", "beside"))


@pytest.mark.mission("N10")
def test_the_engine_says_of_every_item_why_it_is_there_and_the_page_tells_it(three, store, world):
    grouping = Grouping.open()
    first, second, third = (item.pk for item in three)
    assert why() == [(first, "first", None), (second, "same_words", first), (third, "first", None)]
    found = Reason.objects.get(item=second)
    assert found.of_both > 0.9
    assert (found.hours, found.wording) == (pytest.approx(1 / 60, rel=1e-3), three[1].digest)
    client = world.client(world.editor)
    page = client.get(
        f"/desk/newsroom/stories/{Story.objects.get(founder=first).pk}/why/{second}/"
    ).content.decode()
    assert "hai bài gần như cùng một lời" in page
    assert "Phần lời trùng nhau" in page
    store((4, "Xăng giảm giá", PETROL, "Báo D"))
    grouping.round()
    before = why()
    assert before[3][1:] == ("part", third)
    Reason.objects.all().delete()
    Grouping.rebuild()
    assert why() == before


def test_what_opened_a_story_that_became_part_of_another_says_so(three):
    first, second, third = three
    grouping = Grouping()
    for other in (first, third):
        grouping.grouper.remember(Decision(Act.MERGE, (str(second.pk),), (str(other.pk),)))
    grouping._take([first, third])
    assert why()[1][1:] == ("first", None)
    grouping._take([second])
    assert why()[2] == (third.pk, "by_hand", first.pk)


@pytest.mark.mission("N10")
def test_saved_and_read_back_it_goes_on_as_if_nothing_happened(three, store):
    grouping = Grouping.open()
    grouping.save()
    store(
        (4, "Rào đường vành đai 2 ba tháng", ROAD, "Báo C"),
        (5, "Mười tuyến buýt điện chạy thử ở Hà Nội", BUS, "Báo D"),
    )
    again = Grouping.open()
    assert again.grouper.ids == [str(pk) for pk in Item.objects.order_by("pk").values_list("pk", flat=True)]
    assert where()[4][0] == three[0].pk
    before = where()
    state_file().write_bytes(b"broken")
    Item.objects.update(reprints=None, story=None)
    Grouping.open()
    assert where() == before


@pytest.mark.mission("N10")
def test_groups_made_anew_are_the_same_with_what_persons_decided(three, store, world):
    grouping = Grouping.open()
    first, second, third = (item.pk for item in three)
    StoryEdit.objects.create(
        kind="split",
        of_reprints=True,
        items=[second],
        others=[first],
        person=world.editor.person,
        at=clock.now(),
    )
    StoryEdit.objects.create(
        kind="merge", items=[third], others=[first], person=world.editor.person, at=clock.now()
    )
    assert grouping.round() == 2
    assert where() == [(first, first, False), (second, first, False), (third, first, False)]
    assert not StoryEdit.objects.filter(applied_at=None).exists()
    assert Story.objects.get(founder=third).items == 0
    before = where()
    rebuilt = Grouping.rebuild()
    assert where() == before
    assert state_file().exists()
    assert rebuilt.round() == 0


def test_a_state_of_another_database_is_not_used(three):
    grouping = Grouping.open()
    grouping.grouper.add(Given("999999999", "Tin lạ", ROAD))
    grouping.dirty = True
    grouping.save()
    assert Grouping.open().grouper.ids == [str(item.pk) for item in three]


def test_what_was_decided_after_the_last_save_is_done_again(three, world):
    grouping = Grouping.open()
    first, _, third = (item.pk for item in three)
    StoryEdit.objects.create(
        kind="merge", items=[third], others=[first], person=world.editor.person, at=clock.now()
    )
    assert grouping.round() == 1
    again = Grouping.open()
    assert len(again.grouper.decisions) == 1
    assert again.grouper.placed(str(third)).story == str(first)


def test_an_item_that_was_kept_later_than_its_number_is_taken_in_after_a_restart(three):
    second = three[1]
    grouping = Grouping()
    grouping._take([three[0], three[2]])
    grouping.save()
    grouping._take([second])  # and the process ends before the next save
    assert Grouping.open().grouper.placed(str(second.pk)).story == str(three[0].pk)


def test_what_is_decided_while_groups_are_made_anew_is_done_afterwards(three, world):
    first, _, third = (item.pk for item in three)

    def decide(_count):
        StoryEdit.objects.create(
            kind="merge", items=[third], others=[first], person=world.editor.person, at=clock.now()
        )

    grouping = Grouping.rebuild(decide)
    assert StoryEdit.objects.get().applied_at is None
    assert grouping.round() == 1
    assert where()[2] == (third, first, False)


def test_an_item_waits_an_hour_for_the_text_on_its_page(three):
    item = three[2]
    Page.objects.create(
        source=item.source, key=item.key, url="http://a.vn/1", host="a.vn", next_at=clock.now()
    )
    grouping = Grouping()
    assert grouping.round() == 2
    assert grouping.round() == 0
    Item.objects.filter(pk=item.pk).update(taken_at=clock.now() - TEXT_WAIT)
    assert grouping.round() == 1


def test_only_one_process_groups(three):
    assert take_lock()
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [0x70726573])
        assert cursor.fetchone()[0] is False
    give_lock()
