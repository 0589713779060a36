"""Wordings that come with the product, and what today's wordings make of the items there are."""

import json
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.db import connection

from loa.journal.models import Entry
from loa.lib.clock import HANOI
from loa.press.actions import topic_words
from loa.press.cli import press
from loa.press.intake import retagging
from loa.press.models import Item, Retag, TopicWord
from loa.press.queries import counting
from loa.press.rules.naming import syllables
from loa.press.rules.questions import Question
from loa.press.source_errors import RetagRunning
from loa.press.testing import make_item, make_source
from loa.units.errors import RightMissing
from loa.units.queries import topics

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 9, 30, 12, tzinfo=HANOI)


@pytest.fixture
def source(world):
    return make_source(world.editor.person, world.city, "Báo Mẫu", NOON)


@pytest.fixture
def items(source):
    return [make_item(source, f"Xe buýt tuyến {n} qua Sông Hồng", NOON + timedelta(days=n)) for n in range(5)]


@pytest.fixture
def word(world):
    return topic_words.add_word(actor=world.editor, topic=world.topic, value="xe buýt")


def walk(since=None, **given):
    return retagging.run(retagging.begin(since), **given)


def told(*args):
    answer = CliRunner().invoke(press, list(args))
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_each_topic_has_a_set_of_wordings_that_name_nobody_and_is_added_once(world):
    listed = topic_words.defaults()
    sizes = [sum(code == topic.code for code, _word in listed) for topic in topics()]
    assert len(sizes) == 16
    assert 8 <= min(sizes) <= max(sizes) <= 20
    for _code, value in listed:
        assert value == value.lower()
        assert len(syllables(value)) <= 6
        assert not topic_words._names_somebody(value), value
    with pytest.raises(RightMissing):
        topic_words.add_defaults(actor=world.clerk)
    client = world.client(world.editor)
    for words in (f"Đã thêm {len(listed)} từ khóa", "Bộ từ mẫu đã có đủ"):
        page = client.post("/desk/newsroom/sources/words/defaults/", follow=True).content.decode()
        assert words in page
        assert "Thêm bộ từ mẫu" in page
    assert Entry.objects.get(verb="press.topic_words_taken").facts == {"words": len(listed)}
    TopicWord.objects.filter(value="xe buýt").delete()
    assert "traffic\txe buýt" in told("topics", "--defaults").splitlines()
    assert TopicWord.objects.count() == len(listed)


def test_todays_wordings_name_old_items_and_counts_follow(world, items, word):
    question = Question(since=date(2021, 9, 1), until=date(2021, 10, 31), topics=(world.topic.code,))
    assert counting.count(world.editor, question).items == 0
    answer = json.loads(told("retag", "--since", "2021-10-02", "--json"))
    assert (answer["state"], answer["items"], answer["changed"]) == ("done", 3, 3)
    assert counting.count(world.editor, question).items == 3
    assert "5 items, 2 changed (done)" in told("retag")
    assert counting.count(world.editor, question).items == 5
    assert set(Item.objects.values_list("areas__0", flat=True)) == {"C1"}
    topic_words.drop_word(actor=world.editor, word=word)
    walk()
    assert counting.count(world.editor, question).items == 0
    assert Entry.objects.filter(verb="press.retag_done").count() == 3


def test_topics_that_sources_give_stay(world, source, items):
    source.topics = ["weather"]
    source.save()
    Item.objects.filter(pk=items[0].pk).update(topics=["culture", "weather"])
    walk()
    assert {tuple(found) for found in Item.objects.values_list("topics", flat=True)} == {("weather",)}


def test_it_stops_and_is_killed_and_goes_on_where_it_was(world, items, word, monkeypatch):
    monkeypatch.setattr(retagging, "BATCH", 2)
    work = walk(stopped=lambda: True)
    assert (work.state, work.seen, work.last) == ("stopped", 2, items[1].pk)
    real = retagging._write
    monkeypatch.setattr(retagging, "_write", lambda *given: real(*given) and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        walk()
    monkeypatch.setattr(retagging, "_write", real)
    assert Item.objects.exclude(topics=[]).count() == Retag.objects.get().seen == 2
    steps = []
    work = walk(tell=steps.append)
    assert (work.state, work.seen, work.changed, steps) == ("done", 5, 5, [2, 1])
    assert Retag.objects.count() == 1


def test_a_wording_changed_meanwhile_begins_it_anew(world, items, word, monkeypatch):
    monkeypatch.setattr(retagging, "BATCH", 2)
    walk(stopped=lambda: True)
    topic_words.add_word(actor=world.editor, topic=topics()[1], value="tuyến")
    work = walk()
    assert (work.seen, Retag.objects.count()) == (5, 2)
    assert Item.objects.filter(topics__len=2).count() == 5


def test_one_process_walks_at_a_time(world, items):
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [retagging._LOCK])
        with pytest.raises(RetagRunning):
            walk()
