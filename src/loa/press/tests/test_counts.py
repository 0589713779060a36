"""Counts: every number is exactly the rows it opens, a saved count gives the same number again, no person is watched."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlencode

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
from loa.press.models import Item, SavedCount
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
def test_a_saved_count_gives_the_same_number_when_an_item_of_its_days_comes_late(world, desk):
    saved = acts.save_count(
        actor=world.editor, name="147 nghìn từ 27/4", question=asked(topics=("health",), areas=("C1",))
    )
    question = counting.question_of(saved)
    late = make_item(
        desk.sources[0],
        "Tin về sau mới lấy",
        clock.now() - timedelta(hours=3),
        topics=["health"],
        areas=["C1A"],
    )
    Item.objects.filter(pk=late.pk).update(taken_at=clock.now())
    assert counting.count(world.editor, question).items == 4
    assert counting.count(world.editor, question.without_cut_off()).items == 5
    client = world.client(world.editor)
    page = html.fromstring(client.get(f"/desk/newsroom/counts/saved/{saved.pk}/?by=source").content)
    words = page.text_content()
    assert f"Tính trên tin thu nhận đến {counting.cut_off_text(saved.taken_until)}".lower() in words.lower()
    assert "chỉ số đã chốt" in words
    opened = page.xpath("//p[@class='loa-figure-value']/a | //tbody//td/a")
    assert [link.text for link in opened] == ["4", "2", *["1", "1"] * 2, *["1"] * 4]
    for link in opened:
        rows = html.fromstring(client.get(link.get("href")).content)
        assert len(rows.xpath("//table//tbody/tr")) == int(link.text)
    (live,) = page.xpath("//a[.='Tính đến nay']")
    page = html.fromstring(client.get(live.get("href")).content)
    assert page.xpath("//p[@class='loa-figure-value']/a")[0].text == "5"
    assert not page.xpath("//a[.='Tính đến nay']")


def test_the_rows_of_a_saved_count_say_until_when_they_were_taken_in_and_lead_on_to_all(world, desk):
    question = asked(topics=("health",)).cut_off(clock.now())
    make_item(desk.sources[0], "Tin mới", clock.now(), topics=["health"])
    client = world.client(world.editor)
    page = html.fromstring(client.get(f"/desk/newsroom/items/?{question.query}").content)
    assert len(page.xpath("//table//tbody/tr")) == 4
    assert "Chỉ những tin – bài thu nhận đến" in page.text_content()
    (live,) = page.xpath("//a[.='Tính đến nay']")
    assert len(html.fromstring(client.get(live.get("href")).content).xpath("//table//tbody/tr")) == 5


def test_what_is_kept_under_a_name_is_the_number_that_was_seen(world, desk):
    client = world.client(world.editor)
    page = html.fromstring(client.get(f"/desk/newsroom/counts/?{asked().query}").content)
    make_item(desk.sources[0], "Tin đến sau khi xem", clock.now())
    client.post(
        page.xpath("//form[@method='post' and contains(@action, 'save')]/@action")[0], {"name": "Tin"}
    )
    assert counting.count(world.editor, counting.question_of(SavedCount.objects.get())).items == 6


@pytest.mark.parametrize("moment", ["x", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_cut_off_out_of_this_time_is_refused(world, desk, moment):
    asking = urlencode({"since": clock.today().isoformat(), "taken_until": moment})
    assert world.client(world.editor).get(f"/desk/newsroom/counts/?{asking}").status_code == 422
    assert world.client(world.editor).get(f"/desk/newsroom/items/?{asking}").status_code in {200, 422}


@pytest.mark.mission("M7")
def test_a_saved_count_is_a_figure_and_can_be_frozen(world, desk):
    saved = acts.save_count(actor=world.editor, name="147 nghìn từ 27/4", question=asked(topics=("health",)))
    make_item(desk.sources[0], "Tin đến sau", clock.now(), topics=["health"])
    scope = Scope(world.city, date(2020, 1, 1), date(2020, 1, 2))
    by_key = {one.definition.key: one for one in figures_of(scope)}
    figure = by_key[f"press.count.{saved.pk}"]
    assert figure.value.count == 4, "its own days and its own cut-off, whatever the scope's"
    assert counting.cut_off_text(saved.taken_until) in str(figure.definition.rule)
    (snapshot,) = freeze(actor=world.clerk, scope=scope, keys=[f"press.count.{saved.pk}"])
    assert (snapshot.count, snapshot.title) == (4, "147 nghìn từ 27/4")
    acts.end_count(actor=world.editor, saved=saved)
    assert registry.find(snapshot.key), "what was frozen keeps its definition"
    assert not any(one.key == snapshot.key for one in registry.in_order(scope))


@pytest.mark.mission("N9")
def test_a_frozen_count_keeps_its_rows_when_reprints_are_grouped_anew(world, desk, mission_figure):
    question = asked(topics=("health",), originals=True)
    saved = acts.save_count(actor=world.editor, name="Tin y tế", question=question)
    scope = Scope(world.city, clock.today(), clock.today())
    (snapshot,) = freeze(actor=world.clerk, scope=scope, keys=[f"press.count.{saved.pk}"])
    Item.objects.filter(pk=desk.items["copy"].pk).update(reprints=None)
    page = world.client(world.clerk).get(f"/desk/figures/snapshots/{snapshot.pk}/").content.decode()
    assert "nay là 3" in page
    assert desk.items["copy"].title not in page
    kept = len(html.fromstring(page).xpath("//table//tbody/tr"))
    assert kept == snapshot.count == 2
    mission_figure(f"{kept} rows frozen and shown again; the count is 3 by now")


def test_a_question_of_several_sources_and_areas_is_asked_kept_and_opened(world, desk):
    make_item(desk.sources[1], "Tin ở nơi khác", clock.now(), areas=["C1B"])
    chosen = desk.sources[:2]
    client = world.client(world.editor)
    asking = [("since", asked().since.isoformat()), ("area", "C1A"), ("area", "C1B"), ("by", "source")]
    asking += [("source", source.pk) for source in chosen]
    page = html.fromstring(client.get(f"/desk/newsroom/counts/?{urlencode(asking)}").content)
    opened = page.xpath("//p[@class='loa-figure-value']/a | //tbody//td/a")
    assert [link.text for link in opened[:2]] == ["3", "2"]
    for link in opened:
        rows = html.fromstring(client.get(link.get("href")).content)
        assert len(rows.xpath("//table//tbody/tr")) == int(link.text)
    client.post(
        page.xpath("//form[@method='post' and contains(@action, 'save')]/@action")[0], {"name": "Tin"}
    )
    saved = SavedCount.objects.get()
    assert (saved.sources, saved.areas) == ([source.pk for source in chosen], ["C1A", "C1B"])
    assert Entry.objects.get(verb="press.count_saved").facts["sources"] == saved.sources
    words = counting.in_words(counting.question_of(saved))
    assert f"nguồn: {chosen[0].name}, {chosen[1].name}" in words
    ticked = html.fromstring(client.get(f"/desk/newsroom/counts/saved/{saved.pk}/").content)
    assert len(ticked.xpath("//input[@name='source' and @checked] | //input[@name='area' and @checked]")) == 4


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
    assert "0,5" not in drawn, "items are counted whole"


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
