"""Counts: every number is exactly the rows it opens, a saved count gives the same number again, no person is watched."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from lxml import html

from loa.figures import registry
from loa.figures.actions import freeze
from loa.figures.queries import figures_of
from loa.figures.scope import Scope
from loa.journal.models import Entry
from loa.lib import clock
from loa.press.actions import counting as acts
from loa.press.errors import PersonNamed
from loa.press.models import SavedCount
from loa.press.queries import counting
from loa.press.rules.questions import Grouping, Question
from loa.press.testing import make_item
from loa.press.tests.newsdesk import Newsdesk, make_newsdesk
from tests.world import World

pytestmark = pytest.mark.usefixtures("keyring")


@pytest.fixture
def desk(world: World) -> Newsdesk:
    return make_newsdesk(world)


def asked(**given) -> Question:
    return Question(since=clock.today() - timedelta(days=1), **given)


@pytest.mark.mission("M7")
def test_items_are_counted_with_and_without_reprints(world, desk, mission_figure):
    number = counting.count(world.editor, asked())
    assert (number.items, number.originals, number.reprints) == (6, 4, 2)
    mission_figure(f"{number.items} items, {number.originals} without reprints")
    health = counting.count(world.editor, asked(topics=("health",)))
    assert (health.items, health.originals) == (4, 2)
    city = counting.count(world.editor, asked(areas=("C1",)))
    assert city.items == 4, "an area counts with all below it"


@pytest.mark.parametrize("grouping", list(Grouping))
def test_every_number_opens_exactly_its_rows(world, desk, grouping):
    client = world.client(world.editor)
    lines = counting.lines_of(world.editor, asked(), grouping)
    assert sum(line.number.items for line in lines) >= 4
    for line in lines:
        for question, number in (
            (line.question.with_reprints(), line.number.items),
            (line.question.without_reprints(), line.number.originals),
            (line.question.only_reprints(), line.number.reprints),
        ):
            page = client.get(f"/desk/newsroom/items/?{question.query}&export=csv")
            assert counting.rows_of(question).count() == number
            assert len(page.content.decode("utf-8-sig").strip().splitlines()) - 1 >= number > -1
            shown = html.fromstring(client.get(f"/desk/newsroom/items/?{question.query}").content)
            assert len(shown.xpath("//table//tbody/tr")) == number


def test_the_page_says_both_numbers_and_links_them(world, desk):
    since = (clock.today() - timedelta(days=1)).isoformat()
    page = html.fromstring(world.client(world.editor).get(f"/desk/newsroom/counts/?since={since}").content)
    links = page.xpath("//p[@class='loa-figure-value']/a")
    assert [link.text for link in links] == ["6", "4"]
    assert "originals=on" in links[1].get("href")


@pytest.mark.mission("M7")
def test_a_saved_count_gives_the_same_number_again_and_can_be_frozen(world, desk):
    question = asked(topics=("health",))
    saved = acts.save_count(actor=world.editor, name="147 nghìn từ 27/4", question=question)
    before = counting.count(world.editor, counting.question_of(saved))
    make_item(desk.sources[0], "Tin cũ về sau mới lấy", clock.now() - timedelta(days=9), topics=["health"])
    assert counting.count(world.editor, counting.question_of(saved)) == before
    page = world.client(world.editor).get(f"/desk/newsroom/counts/saved/{saved.pk}/").content.decode()
    assert "147 nghìn từ 27/4" in page
    scope = Scope(world.city, date(2020, 1, 1), date(2020, 1, 2))
    by_key = {one.definition.key: one.value.count for one in figures_of(scope)}
    assert by_key[f"press.count.{saved.pk}"] == 4, "its own days, whatever the scope's"
    (snapshot,) = freeze(actor=world.clerk, scope=scope, keys=[f"press.count.{saved.pk}"])
    assert (snapshot.count, snapshot.title) == (4, "147 nghìn từ 27/4")
    acts.end_count(actor=world.editor, saved=saved)
    assert registry.find(snapshot.key), "what was frozen keeps its definition"
    assert not any(one.key == snapshot.key for one in registry.in_order(scope))


@pytest.mark.mission("N9")
def test_a_frozen_count_keeps_its_rows_when_the_press_goes_on(world, desk, mission_figure):
    saved = acts.save_count(actor=world.editor, name="Tin y tế", question=asked(topics=("health",)))
    scope = Scope(world.city, clock.today(), clock.today())
    (snapshot,) = freeze(actor=world.clerk, scope=scope, keys=[f"press.count.{saved.pk}"])
    make_item(desk.sources[0], "Tin mới", clock.now(), topics=["health"])
    page = world.client(world.clerk).get(f"/desk/figures/snapshots/{snapshot.pk}/").content.decode()
    assert "nay là 5" in page
    assert "Tin mới" not in page
    kept = len(html.fromstring(page).xpath("//table//tbody/tr"))
    assert kept == snapshot.count == 4
    mission_figure(f"{kept} rows frozen and shown again; the count is 5 by now")


@pytest.mark.parametrize("name", ["Nguyễn Văn An", "theo dõi ông Tuấn", "nguyen van an"])
def test_a_count_named_for_a_person_is_refused(world, desk, name):
    with pytest.raises(PersonNamed):
        acts.save_count(actor=world.editor, name=name, question=asked())
    answer = world.client(world.editor).post("/desk/newsroom/counts/save/", {"name": name})
    assert answer.status_code == 422
    assert "không theo tên người" in answer.content.decode()
    assert not SavedCount.objects.exists()


def test_a_street_called_after_a_person_is_no_person(world, desk):
    acts.save_count(actor=world.editor, name="Ùn tắc đường Võ Văn Kiệt", question=asked())
    assert SavedCount.objects.count() == 1


def test_searching_and_counting_the_press_leaves_a_row_and_names_are_not_searched(world, desk):
    client = world.client(world.editor)
    client.get("/desk/newsroom/?q=sốt xuất huyết")
    client.get("/desk/newsroom/?q=sốt xuất huyết&page=2")
    client.get("/desk/newsroom/items/?q=ngập&page=1")
    client.get(f"/desk/newsroom/stories/{desk.dengue.pk}/?near=mưa lớn")
    client.get(f"/desk/newsroom/counts/?since={clock.today().isoformat()}&topic=health")
    rows = Entry.objects.filter(verb__in=["search.asked", "press.counted"])
    assert [(row.facts.get("where"), row.facts.get("asked")) for row in rows.order_by("id")] == [
        ("stories", "sốt xuất huyết"),
        ("items", "ngập"),
        ("near", "mưa lớn"),
        (None, None),
    ]
    for page in ("?q=", "items/?page=2&q=", f"stories/{desk.dengue.pk}/?near="):
        assert client.get(f"/desk/newsroom/{page}Nguyễn Văn An").status_code == 422
    assert rows.count() == 4


def test_lines_beyond_those_shown_are_told_of_and_stand_in_the_file(world, desk, monkeypatch):
    monkeypatch.setattr(counting, "MOST_LINES", 1)
    client = world.client(world.editor)
    asked_for = f"since={(clock.today() - timedelta(days=1)).isoformat()}&by=publisher"
    page = html.fromstring(client.get(f"/desk/newsroom/counts/?{asked_for}").content)
    assert len(page.xpath("//table//tbody/tr")) == 1
    (link,) = page.xpath("//a[contains(., 'Còn lại 3 dòng')]")
    assert len(client.get(link.get("href")).content.decode("utf-8-sig").strip().splitlines()) == 1 + 4


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1989-12-31", "2101-01-01"])
def test_a_day_out_of_this_time_is_refused_beside_its_field(world, desk, day):
    client = world.client(world.editor)
    for page in (
        "?day=",
        "items/?until=",
        "items/?since=",
        f"counts/?since={clock.today()}&until=",
        "counts/?since=",
    ):
        answer = client.get(f"/desk/newsroom/{page}{day}")
        assert answer.status_code in {200, 422}
        assert "Chọn một ngày từ năm 1990 đến năm 2100." in answer.content.decode()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_chart_says_its_finding(world, desk, kind):
    since = (clock.today() - timedelta(days=1)).isoformat()
    address = f"/desk/newsroom/counts/chart.{kind}?since={since}&by=publisher&download"
    answer = world.client(world.editor).get(address)
    assert answer["Content-Disposition"].endswith(f'so-tin-bai.{kind}"')
    if kind == "png":
        assert answer.content.startswith(b"\x89PNG")
        return
    drawn = answer.content.decode()
    assert "nhiều nhất: 2 trên 6 tin – bài (33" in drawn.replace("\xa0", " ")
    assert "tin đăng lại" in drawn


def test_the_table_leaves_as_csv(world, desk):
    since = (clock.today() - timedelta(days=1)).isoformat()
    answer = world.client(world.editor).get(f"/desk/newsroom/counts/table.csv?since={since}&by=topic")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].split(",")[1:] == ["4", "2", "2"]


def test_no_table_of_the_room_knows_a_writer_a_stance_or_a_tone():
    """Charter 2: listening is about matters, never about persons."""
    watched = re.compile(r"author|byline|writer|handle|stance|tone|sentiment|opinion|profile|score")
    columns = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("press").get_models()
        for field in model._meta.get_fields()
    ]
    assert len(columns) > 60
    assert [name for name in columns if watched.search(name)] == []
