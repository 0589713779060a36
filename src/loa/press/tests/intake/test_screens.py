"""Sources on screen: who enters, pauses, ends them, what is odd, lists in and out, words that name nobody."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.feeds.outlines import parse_outlines
from loa.journal.models import Entry
from loa.lib import clock
from loa.press.actions import publishers, sources, topic_words
from loa.press.actions.habits import judge_sources
from loa.press.errors import PersonNamed
from loa.press.models import Item, Publisher, Source, TopicWord
from loa.press.queries.sources import all_odd, backlog
from loa.press.rules.words import Habit
from loa.press.source_errors import BadSourceAddress, NameTaken, SourceTaken, WordNamesSomebody
from loa.press.source_status import why
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db
BASE = "/desk/newsroom/sources/"


def test_a_source_is_entered_paused_resumed_and_ended_on_screen(world, publisher):
    client = world.client(world.editor)
    given = {"body": world.city.pk, "publisher": publisher.pk, "kind": "feed", "name": "Thời sự", "url": "HTTPS://Bao.example.vn/rss#x", "every_minutes": 15}  # fmt: skip
    answer = client.post(f"{BASE}new/", given)
    source = Source.objects.get()
    assert answer.url == f"{BASE}{source.pk}/"
    assert source.url == "https://bao.example.vn/rss"
    assert client.post(f"{BASE}new/", given).status_code == 422
    for act, state in (("pause", "paused"), ("resume", "read"), ("end", "ended")):
        client.post(f"{BASE}{source.pk}/{act}/")
        source.refresh_from_db()
        assert source.state == state
    verbs = list(Entry.objects.filter(thing=source.thing).order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "press.source_entered",
        "press.source_paused",
        "press.source_resumed",
        "press.source_ended",
    ]
    page = client.get(f"{BASE}{source.pk}/").content.decode()
    assert "thôi lấy tin" in page
    assert Source.objects.get().next_at is not None


def test_only_who_keeps_the_sources_of_the_body_may_and_an_address_is_one(world, enter, publisher):
    source = enter("https://bao.example.vn/rss")
    for actor in (world.clerk, world.ward_officer, world.stranger):
        with pytest.raises(RightMissing):
            sources.pause_source(actor=actor, source=source)
    with pytest.raises(SourceTaken):
        enter("https://BAO.example.vn/rss")
    for url in ("", "javascript:alert(1)", "https://u:p@bao.vn/", "bao"):
        with pytest.raises(BadSourceAddress):
            enter(url)


def test_a_publisher_has_many_domains_and_names_each_of_one_publisher(world, publisher):
    publishers.add_name(
        actor=world.editor, publisher=publisher, value="https://m.baomau.example.vn/x", is_domain=True
    )
    other = publishers.add_publisher(actor=world.editor, name="Báo Khác")
    for value, is_domain in (("www.baomau.example.vn", True), ("bao  MAU", False)):
        with pytest.raises(NameTaken):
            publishers.add_name(actor=world.editor, publisher=other, value=value, is_domain=is_domain)
    publishers.change_publisher(
        actor=world.editor, publisher=publisher, name="Báo Mẫu Mới", kind="local", area=world.city_area
    )
    assert publisher.names.filter(is_domain=False).get().value == "Báo Mẫu"
    client = world.client(world.editor)
    client.post(f"{BASE}publishers/{publisher.pk}/", {"value": "bao2.example.vn", "is_domain": "yes"})
    assert publisher.names.filter(is_domain=True).count() == 3
    name = publisher.names.get(folded="bao2.example.vn")
    client.post(f"{BASE}publishers/{publisher.pk}/names/{name.pk}/drop/")
    assert publisher.names.filter(is_domain=True).count() == 2


def test_a_list_of_sources_comes_in_and_goes_out_as_opml(world, enter):
    enter("https://bao.example.vn/rss")
    client = world.client(world.editor)
    given = client.get(f"{BASE}nguon-tin.opml")
    assert [one["feed"] for one in parse_outlines(given.content)["outlines"]] == [
        "https://bao.example.vn/rss"
    ]
    data = given.content.replace(b"</body>", b'<outline text="B\xc3\xa1o L\xe1\xba\xa1"><outline type="rss" text="M\xe1\xbb\x9bi" xmlUrl="https://la.example.vn/rss" htmlUrl="https://la.example.vn/"/><outline text="x" xmlUrl="https://u:p@la.example.vn/"/></outline></body>')  # fmt: skip
    answer = client.post(
        f"{BASE}opml/", {"body": world.city.pk, "file": SimpleUploadedFile("a.opml", data)}, follow=True
    )
    assert "Đã thêm 1 nguồn; 1 đã có sẵn, 1 không dùng được." in answer.content.decode()
    assert Source.objects.get(name="Mới").publisher.names.get().value == "la.example.vn"
    bad = client.post(
        f"{BASE}opml/", {"body": world.city.pk, "file": SimpleUploadedFile("a.opml", b"<html>")}
    )
    assert bad.status_code == 422


def test_a_heading_names_the_paper_only_where_all_its_feeds_are_of_one_site(world):
    def outline(folder, feed):
        return {"title": "Tin", "feed": feed, "site": None, "kind": "rss", "folders": [folder]}

    feeds = [("Thời sự", "https://a.vn/rss"), ("Thời sự", "https://b.vn/rss"), ("Báo C", "https://c.vn/rss"), ("Báo C", "https://the-thao.c.vn/rss")]  # fmt: skip
    sources.subscribe(actor=world.editor, body=world.city, outlines=[outline(*one) for one in feeds])
    assert list(Source.objects.order_by("url").values_list("publisher__name", flat=True)) == ["a.vn", "b.vn", "Báo C", "Báo C"]  # fmt: skip


def test_an_item_is_entered_by_hand_once_without_its_writer(world, enter, publisher):
    source = enter(kind="clip", name="Báo in")
    topic_words.add_word(actor=world.editor, topic=world.topic, value="Xe  Buýt")
    given = {"source": source.pk, "publisher": publisher.pk, "title": "Xe buýt điện chạy thử", "published_at": "2021-09-30T08:00", "text": "Mười tuyến.\nPhạm Thị Dung", "language": "vi"}  # fmt: skip
    client = world.client(world.editor)
    assert client.post(f"{BASE}clip/", given).status_code == 302
    item = Item.objects.get()
    assert (item.text, item.topics, item.language, item.sure) == (
        "Mười tuyến.",
        [world.topic.code],
        "vi",
        0.9,
    )
    assert client.post(f"{BASE}clip/", given).status_code == 422


@pytest.mark.parametrize("value", ["Nguyễn Văn An", "nguyễn văn an", "ông Trần Bình"])
def test_no_wording_names_a_person(world, value):
    with pytest.raises(WordNamesSomebody):
        topic_words.add_word(actor=world.editor, topic=world.topic, value=value)
    assert not TopicWord.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["https://tim.example.vn/rss/search?q=%22Nguy%E1%BB%85n+V%C4%83n+An%22", "https://tim.example.vn/tag/nguyen%20van%20an/rss"],
)  # fmt: skip
def test_no_source_and_no_publisher_is_a_person(world, enter, publisher, address):
    for act in (
        lambda: enter(address),
        lambda: enter("https://bao.example.vn/rss", name="Nguyễn Văn An"),
        lambda: publishers.add_publisher(actor=world.editor, name="Trần Thị Bình"),
        lambda: publishers.add_name(actor=world.editor, publisher=publisher, value="Trần Thị Bình", is_domain=False),
    ):  # fmt: skip
        with pytest.raises(PersonNamed):
            act()
    listed = f'<opml><body><outline type="rss" text="Tin" xmlUrl="{address}"/></body></opml>'.encode()
    told = sources.subscribe(actor=world.editor, body=world.city, outlines=parse_outlines(listed)["outlines"])
    assert (told.added, told.left_out, Source.objects.count(), Publisher.objects.count()) == (0, 1, 0, 1)
    enter("https://tim.example.vn/rss/search?q=xe+bu%C3%BDt+%C4%91i%E1%BB%87n", name="Xe buýt")


def test_what_is_odd_stands_in_the_list_on_today_and_with_its_numbers(world, enter):
    source = enter("https://bao.example.vn/rss")
    Source.objects.filter(pk=source.pk).update(failures=4, fetched_at=clock.now())
    assert judge_sources(clock.now()) == 1
    source.refresh_from_db()
    assert source.habit == Habit.FAILING
    assert why(source).startswith("Không lấy được 4 lần liên tiếp")
    client = world.client(world.editor)
    assert "Không lấy được 4 lần liên tiếp" in client.get(f"{BASE}?standing=odd").content.decode()
    assert "Không lấy được 4 lần liên tiếp" in client.get(f"{BASE}{source.pk}/").content.decode()
    assert f"{BASE}?standing=odd" in client.get("/desk/").content.decode()
    assert all_odd(5) == (1, [source])
    assert judge_sources(clock.now()) == 0
    assert backlog(clock.now()).sources == 0
    assert Publisher.objects.count() == 1


def test_another_language_or_topic_is_told_by_its_name(world, enter):
    source = enter("https://bao.example.vn/rss")
    source.habit, source.habit_why = Habit.LANGUAGE, "80|2|en"
    assert "“Tiếng Anh”" in why(source)
    source.habit, source.habit_why = Habit.TOPIC, f"80|2|{world.topic.code}"
    assert f"“{world.topic.name}”" in why(source)


def test_a_source_whose_whole_past_is_silence_stays_quiet(world, enter):
    source = enter("https://bao.example.vn/rss")
    Source.objects.filter(pk=source.pk).update(habit=Habit.QUIET, habit_why="300|90|")
    assert judge_sources(clock.now()) == 0
    source.refresh_from_db()
    assert (source.habit, source.habit_why) == (Habit.QUIET, "300|90|")
