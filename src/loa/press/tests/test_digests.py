"""The digest of the day: by each person's topics, told once a morning on the path chosen for it, to nobody who may not listen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.journal.models import Entry
from loa.lib import clock
from loa.notices.models import Event, Notice, Path, Preference
from loa.press.actions.digests import choose_topics, run_digests
from loa.press.models import DigestWish
from loa.press.testing import make_item, make_story
from loa.press.tests.newsdesk import make_newsdesk
from loa.units.models import Grant
from tests.world import World


@pytest.fixture
def yesterday(world: World):
    at = clock.now() - timedelta(days=1)
    desk = make_newsdesk(world, now=at.replace(hour=5, minute=0))
    make_story([make_item(desk.sources[1], "Mưa lớn diện rộng", at.replace(hour=5), topics=["weather"])])
    return desk


def test_a_person_is_told_of_the_chosen_topics_once(world, yesterday):
    choose_topics(actor=world.editor, topics=["health"])
    choose_topics(actor=world.duty, topics=["culture"])
    Preference.objects.create(person=world.editor.person, event=Event.PRESS_DIGEST, choice=Path.DAILY)
    assert run_digests() == 1
    assert run_digests() == 0
    notice = Notice.objects.get()
    assert (notice.person, notice.event, notice.choice) == (world.editor.person, "press_digest", "daily")
    assert "1 chùm tin thuộc chủ đề đã chọn" in notice.title
    page = world.client(world.editor).get(notice.path).content.decode()
    assert "Sốt xuất huyết tăng" in page
    assert "Mưa lớn" not in page
    assert Entry.objects.filter(verb="press.digest_told").count() == 1


def test_who_may_no_longer_listen_is_told_nothing(world, yesterday):
    choose_topics(actor=world.editor, topics=["health"])
    Grant.objects.filter(post=world.editor.post).update(revoked_at=clock.now() - timedelta(hours=1))
    assert run_digests() == 0


def test_topics_are_chosen_on_the_page_and_none_ends_it(world, yesterday):
    client = world.client(world.editor)
    client.post("/desk/newsroom/digest/", {"topics": ["health", "weather"]})
    assert DigestWish.objects.get().topics == ["health", "weather"]
    assert client.post("/desk/newsroom/digest/", {"topics": ["politics"]}).status_code == 422
    client.post("/desk/newsroom/digest/", {})
    assert DigestWish.objects.get().topics == []
    assert run_digests() == 0
