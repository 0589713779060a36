"""What the press wrote is found in the index's next round by those who may listen, by its newest words, and by nobody else."""

from __future__ import annotations

import json

import pytest

from loa.journal.models import Entry
from loa.lib import clock
from loa.press.actions.publishers import change_publisher
from loa.press.intake import importing
from loa.press.models import Item
from loa.press.queries.visible import LISTEN
from loa.press.testing import make_item, make_source, make_story
from loa.press.tests.intake.conftest import (  # noqa: F401  fixtures
    asker,
    enter,
    language,
    listen,
    paper,
    publisher,
)
from loa.search import indexing, queries
from loa.search.models import Outbox
from loa.search.queries import Question
from loa.search.tests.conftest import Shelf, home  # noqa: F401  a fixture
from loa.units.models import Role
from loa.units.rules import ROLE_PERMISSIONS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]

FLOODED = "Nhiều tuyến phố ngập sau mưa lớn"
OURS = "Thông báo tuyến phố ngập"


@pytest.fixture
def shelf(request):
    request.getfixturevalue("home")
    made = Shelf(indexing.Follower())
    made.restart()
    return made


@pytest.fixture
def source(world):
    return make_source(world.editor.person, world.city, "Báo Sông Hồng", clock.now())


@pytest.fixture
def flooded(shelf, source):
    """One item in the index."""
    made = make_item(source, FLOODED, clock.now(), text="Mưa 80 mm.", topics=["weather"], areas=["C1A", "C1"])
    shelf.follow()
    return made


@pytest.fixture
def deaf(world, monkeypatch):
    """Return a ward's officer whose role does not listen to the press."""
    rights = ROLE_PERMISSIONS[Role.WARD_OFFICER] - {LISTEN}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.WARD_OFFICER, rights)
    return world.ward_officer


def counted(answer, facet):
    return {value.name: value.count for value in answer.facets.get(facet, [])}


@pytest.mark.mission("N11")
def test_a_fetched_item_is_found_in_the_next_round_with_and_without_marks(
    shelf, world, request, mission_figure
):
    site, add, hear = (request.getfixturevalue(name) for name in ("paper", "enter", "listen"))
    site.feed("/rss", (1, FLOODED, "Mưa 80 mm ở phường Láng Hạ"), (2, "Giá xăng giảm nhẹ", "Từ chiều nay"))
    add(site.url("/rss"))
    hear()
    assert shelf.titles(world.editor, "ngap") == []
    shelf.follow()
    typed_so = ("tuyến phố ngập", "tuyen pho ngap", "mưa 80 mm", "mua 80 mm")
    for typed in typed_so:
        assert shelf.titles(world.ward_officer, typed) == [FLOODED], typed
    mission_figure(
        f"a fetched item: {len(typed_so)} of {len(typed_so)} wordings, half of them without marks, hit it"
    )
    found = shelf.ask(world.editor, "ngap")
    item = Item.objects.get(title=FLOODED)
    assert (found.hits[0].source, found.hits[0].paper.at) == ("Báo Mẫu", item.published_at)
    assert (counted(found, "source"), counted(found, "kind")) == ({"Báo Mẫu": 1}, {"Tin báo chí": 1})


def test_a_changed_wording_is_found_by_its_new_words_only(shelf, world, request):
    site, add, hear = (request.getfixturevalue(name) for name in ("paper", "enter", "listen"))
    site.feed("/rss", (1, "Giá xăng giảm nhẹ", "Từ chiều nay"))
    add(site.url("/rss"))
    hear()
    shelf.follow()
    site.feed("/rss", (1, "Giá xăng tăng mạnh", "Từ ngày mai"))
    hear()
    shelf.follow()
    assert shelf.titles(world.editor, "tang manh") == ["Giá xăng tăng mạnh"]
    assert shelf.titles(world.editor, "ngay mai") == ["Giá xăng tăng mạnh"]
    assert shelf.titles(world.editor, "giam nhe") == shelf.titles(world.editor, "chieu nay") == []
    assert len(shelf.follower.index) == 1


def test_who_may_not_listen_finds_counts_and_is_offered_nothing_of_the_press(
    shelf, flooded, office, world, deaf
):
    office.draft(actor=deaf, subject=OURS)
    shelf.follow()
    found = shelf.ask(deaf, "pho ngap")
    assert ([hit.plain_title for hit in found.hits], found.total) == ([OURS], 1)
    assert counted(found, "kind") == {"Văn bản": 1}
    assert set(counted(found, "source")) == {"Ủy ban nhân dân phường Láng Hạ"}
    assert (counted(found, "topic"), queries.suggest(deaf, "nhieu tuyen")) == ({}, [])
    only = shelf.ask(deaf, "", chosen={"source": f"publisher:{flooded.publisher_id}"})
    assert (only.hits, only.total) == ([], 0)
    client = world.client(deaf)
    page = client.get("/search/", {"q": "pho ngap"}).content.decode()
    assert "Thông báo" in page
    assert "Báo Sông Hồng" not in page
    assert client.get(f"/desk/newsroom/items/{flooded.pk}/story/").status_code == 404
    # a code typed into the address names nothing to whoever reaches nothing of it
    code = {"q": "khong co gi", "source": f"publisher:{flooded.publisher_id}"}
    assert "Báo Sông Hồng" not in client.get("/search/", code).content.decode()
    assert not Entry.objects.filter(verb="search.asked").exists()
    assert "Báo Sông Hồng" in world.client(world.editor).get("/search/", code).content.decode()
    monitored = shelf.ask(world.editor, "pho ngap", chosen={"kind": "press.item"})
    assert [hit.plain_title for hit in monitored.hits] == [FLOODED]


def test_topic_area_day_and_publisher_narrow(shelf, flooded, world):
    today = clock.today()
    ask = lambda **more: shelf.titles(world.editor, "ngap", **more)  # noqa: E731
    key = f"publisher:{flooded.publisher_id}"
    assert ask(chosen={"topic": "weather"}) == ask(area="Láng Hạ") == ask(since=today) == [FLOODED]
    assert ask(chosen={"source": key}) == ask(chosen={"kind": "press.item"}) == [FLOODED]
    assert (
        ask(chosen={"topic": "health"}) == ask(area="Đông Hội") == ask(chosen={"source": "publisher:x"}) == []
    )
    assert queries.name_of(world.editor, "source", "publisher:x") == "publisher:x"
    change_publisher(actor=world.editor, publisher=flooded.publisher, name="Nhật báo Sông Hồng", kind="local")
    assert shelf.ask(world.editor, "ngap").hits[0].source == "Nhật báo Sông Hồng"  # without another round


def test_a_question_over_the_press_is_journalled_counts_no_person_and_suggests_nothing(
    shelf, flooded, source, world
):
    make_item(source, "Ông Nguyễn Văn Bình nói về tuyến phố ngập", clock.now())
    shelf.follow()
    client = world.client(world.editor)
    client.get("/search/", {"q": "pho ngap"})
    client.get("/search/", {"q": "ông Nguyễn Văn Bình"})
    client.get("/search/", {"q": "pho ngap", "kind": "bulletins.bulletin"})
    asked = Entry.objects.filter(verb="search.asked").order_by("id")
    assert asked.count() == 2
    assert (asked[0].facts["asked"], "press.item" in str(asked[0].facts)) == ("pho ngap", True)
    assert "Bình" not in str(asked[1].facts)
    named = queries.search(world.editor, Question("ông Nguyễn Văn Bình"))
    assert (named.is_withheld, named.total, named.facets) == (True, 0, {})
    assert queries.suggest(world.editor, "nhieu tuyen") == []


def test_a_hit_leads_to_the_story_and_to_the_item_until_it_is_in_one(shelf, flooded, world):
    client = world.client(world.editor)
    url = shelf.ask(world.editor, "ngap").hits[0].url
    assert client.get(url).headers["Location"] == f"/desk/newsroom/items/{flooded.pk}/"
    story = make_story([flooded])
    assert client.get(url).headers["Location"] == f"/desk/newsroom/stories/{story.pk}/#row-{flooded.pk}"
    assert f'id="row-{flooded.pk}"' in client.get(url, follow=True).content.decode()


def test_grouping_is_no_change_and_a_statement_notes_each_item_once(source, world):
    made = [make_item(source, f"Tin {n}", clock.now(), text="Chữ") for n in range(3)]
    Outbox.objects.all().delete()
    make_story(made)
    Item.objects.update(figures_differ=True)
    assert Outbox.objects.count() == 0
    Item.objects.update(text="Ghi tay vào cơ sở dữ liệu")
    assert sorted(int(row.thing) for row in Outbox.objects.all()) == [item.pk for item in made]


def test_an_import_is_noted_once_an_item_and_followed_in_batches(shelf, source, world, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 40)
    monkeypatch.setattr(indexing, "_CHUNK", 25)
    file = tmp_path / "tin.jsonl"
    told = {"text": "Mực nước", "published_at": "2026-11-20 08:00"}
    rows = [
        {"url": f"https://bao.example.vn/{n}.html", "title": f"Bản tin số {n} về đê điều"} | told
        for n in range(100)
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    work = importing.begin(file, source)
    importing.run(work, file, tmp_path / "loi.jsonl", language)
    assert (work.fresh, Outbox.objects.filter(kind="press.item").count()) == (100, 100)
    shelf.follow()
    found = shelf.ask(world.editor, "de dieu")
    assert (found.total, len(shelf.follower.index)) == (100, 100)
    make_story(list(Item.objects.order_by("pk")))
    assert shelf.follow() == 0
