"""One process keeps the groups: saved, read back, made anew, they are the same, and what persons decided stays."""

from contextlib import closing

import pytest
from django.db import connection

from loa.lib import clock
from loa.press.intake.grouping import TEXT_WAIT, Grouping, give_lock, state_file, take_lock
from loa.press.intake.importing import _draft
from loa.press.intake.lines import Row
from loa.press.intake.names import Names
from loa.press.intake.placing import write
from loa.press.intake.storing import Door
from loa.press.models import Item, Page, Reason, ReprintGroup, Story, StoryEdit
from loa.stories.facts import Item as Given
from loa.stories.grouper import Grouper, Placed
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
def test_the_engine_says_of_every_item_why_it_is_there_and_the_page_tells_it(
    three, store, world, mission_figure
):
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
    found_at = list(Reason.objects.order_by("item").values_list("at", flat=True))
    Grouping.rebuild()
    assert list(Reason.objects.order_by("item").values_list("at", flat=True)) == found_at, (
        "as it was found then"
    )
    Reason.objects.all().delete()
    Grouping.rebuild()
    assert why() == before
    mission_figure(f"{len(before)} of {Item.objects.count()} items say why, and the same when made anew")


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
def test_saved_and_read_back_it_goes_on_as_if_nothing_happened(three, store, mission_figure):
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
    mission_figure(
        f"restart, and a lost state: {len(before)} of {len(before)} items in the story they were in"
    )


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


@pytest.fixture
def fire(store):
    """Three items of one event, the first of which stood alone while the other two were together."""
    told = (
        "Cháy kho vải ở Hà Đông, khói đen phủ cả khu chợ",
        "Kho vải Hà Đông cháy: khói đen, cả khu chợ phải sơ tán",
        "Dập tắt đám cháy kho vải Hà Đông cạnh khu chợ",
    )
    store(
        *(
            (number, title, f"{title}. Không có người bị thương.", f"Báo {number}")
            for number, title in enumerate(told, 20)
        )
    )
    first, second, third = (str(pk) for pk in Item.objects.order_by("pk").values_list("pk", flat=True))
    alone, founder = (Placed(one, one, None, one, False, ()) for one in (first, second))
    write([alone, founder, Placed(third, third, None, second, False, ())])
    return [int(first), int(second), int(third)]


@pytest.mark.mission("N10")
def test_groups_made_anew_with_other_limits_keep_their_addresses_where_most_of_their_items_are(
    fire, world, mission_figure
):
    first, second, _third = fire
    alone, pair = (Story.objects.get(founder=founder) for founder in (first, second))
    Grouping.rebuild()
    assert set(Item.objects.values_list("story", flat=True)) == {pair.pk}, "the story that had most of them"
    pair.refresh_from_db()
    assert (pair.founder_id, pair.items) == (first, 3)
    assert Story.objects.get(pk=alone.pk).items == 0
    led = world.client(world.editor).get(f"/desk/newsroom/stories/{alone.pk}/")
    assert led.url == f"/desk/newsroom/stories/{pair.pk}/"
    Grouping.rebuild(grouper=Grouper(limit=50.0))
    assert Item.objects.get(pk=first).story == pair, "in doubt the founder keeps it"
    assert len(set(Item.objects.values_list("story", flat=True))) == 3
    assert Story.objects.filter(items__gt=0, founder=None).count() == 0
    Grouping.rebuild()
    assert set(Item.objects.values_list("story", flat=True)) == {pair.pk}
    mission_figure(
        "made anew with 2 other limits: the address with most of its items kept, the other leads there"
    )


def test_a_story_whose_founder_went_elsewhere_keeps_its_address_and_is_named_anew(fire):
    first, second, third = fire
    mixed = Story.objects.get(founder=second)
    Item.objects.filter(pk=first).update(story=mixed)
    Story.objects.filter(founder=first).update(items=0)
    grouper = Grouper()
    grouper.remember(Decision(Act.SPLIT, (str(second),), (str(first), str(third))))
    Grouping.rebuild(grouper=grouper)
    mixed.refresh_from_db()
    assert set(mixed.members.values_list("pk", flat=True)) == {first, third}
    assert (mixed.founder_id, mixed.title) == (first, Item.objects.get(pk=first).title)
    gone = Item.objects.get(pk=second).story
    assert (gone.founder_id, gone.title) == (second, Item.objects.get(pk=second).title)


@pytest.mark.mission("N10")
def test_what_persons_decided_holds_when_groups_are_made_anew_with_other_limits(fire, three, world):
    first, second, third = fire
    bus = three[-1].pk
    edit = {"person": world.editor.person, "at": clock.now()}
    StoryEdit.objects.create(kind="split", items=[first], others=[second, third], **edit)
    StoryEdit.objects.create(kind="merge", items=[bus], others=[third], **edit)
    for limit in (-3.2, 50.0, -8.0):
        Grouping.rebuild(grouper=Grouper(limit=limit))
        story = dict(Item.objects.values_list("pk", "story"))
        assert story[first] not in {story[second], story[third]}
        assert story[bus] == story[third]


def test_what_a_digest_holds_is_kept_when_groups_are_made_anew(three, store):
    both = f"{BUS} {PETROL}"
    store((9, "Điểm tin sáng: xe buýt điện; giá xăng; thời tiết", both, "Báo D"))
    Grouping.rebuild()
    digest = Item.objects.order_by("pk").last()
    held = digest.contains
    assert {three[0].pk, three[2].pk} <= set(held)
    Item.objects.filter(pk=digest.pk).update(contains=[1])
    Grouping.rebuild()
    assert Item.objects.get(pk=digest.pk).contains == held


def test_a_text_that_came_too_late_groups_its_item_anew_while_that_is_alone(three, store, world):
    store((8, "Khai mạc hội sách mùa thu", "", "Báo E"), (9, "Thêm trường học ở Sóc Sơn", "", "Báo G"))
    grouping = Grouping()
    grouping.round()
    late, decided = Item.objects.order_by("pk")[3:]
    StoryEdit.objects.create(
        kind="split", items=[decided.pk], others=[three[2].pk], person=world.editor.person, at=clock.now()
    )
    grouping.round()
    assert grouping.renew() == 0
    Item.objects.filter(pk__in=[late.pk, decided.pk]).update(text=BUS, digest="d" * 64)
    was = Item.objects.get(pk=late.pk).story
    assert grouping.renew() == 2
    late, decided = Item.objects.order_by("pk")[3:]
    assert (late.reprints.founder_id, late.story.founder_id) == (three[0].pk, three[0].pk)
    assert (late.reason.beside_id, late.reason.wording) == (three[0].pk, "d" * 64)
    assert Story.objects.get(pk=was.pk).items == 0
    assert decided.story.founder_id == decided.pk, "a person decided about it"
    assert grouping.renew() == 0
    killed = Grouping.open()  # what was saved knows the new words
    assert killed.grouper.placed(str(late.pk)).reprints == str(three[0].pk)
