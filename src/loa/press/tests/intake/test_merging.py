"""Two publishers that are one: what the one holds goes to the other, and its name leads there."""

from datetime import timedelta

import pytest

from loa.journal.models import Entry
from loa.lib import clock
from loa.press.actions import bulk, merging, publishers
from loa.press.actions.counting import save_count
from loa.press.actions.publishers import add_publisher, change_publisher, find_or_add
from loa.press.intake.drafts import made
from loa.press.intake.names import Names
from loa.press.intake.storing import Door
from loa.press.models import Item, Publisher, ReprintGroup, SavedCount, Story
from loa.press.queries import choices
from loa.press.queries import sources as reads
from loa.press.rules.questions import Question
from loa.press.source_errors import NameTaken, SamePublisher
from loa.press.testing import make_item, make_source, make_story
from loa.press.tests.intake.conftest import language
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db
BASE = "/desk/newsroom/sources/publishers/"


@pytest.fixture
def kept(world):
    return add_publisher(actor=world.editor, name="Báo Mạng Việt", domains="bmv.example.vn")


@pytest.fixture
def gone(world):
    """Make a publisher that a file brought under its short name, with items in a story that the other tells too."""
    source = make_source(world.editor.person, world.city, "BMV", clock.now())
    publishers.add_name(actor=world.editor, publisher=source.publisher, value="b.example.vn", is_domain=True)
    return source.publisher


@pytest.fixture
def story(world, kept, gone, enter):
    now, source = clock.now(), enter("https://bmv.example.vn/rss", publisher=kept)
    short = gone.sources.get()
    first, *others = [make_item(short, f"Tin {n}", now - timedelta(hours=n)) for n in range(4)]
    return make_story([make_item(source, "Tin gốc", now), first], others)


def merge(actor, kept, gone, reason="Cùng một tòa soạn"):
    return merging.merge_publishers(actor=actor, kept=kept, gone=gone, reason=reason)


def bring(*names, names_then=None):
    door = Door(bulk.source_for_files(), names_then or Names(), language)
    door.names.add_publishers(names)
    at = clock.now()
    door.store([made("", f"{n} {at}", f"Tin {n} lúc {at}", "", "", published=at, published_sure=1, publisher=n) for n in names])  # fmt: skip


def test_all_that_the_one_holds_goes_to_the_other_and_counts_follow(world, kept, gone, story, monkeypatch):
    monkeypatch.setattr(merging, "BATCH", 3)
    saved = save_count(
        actor=world.editor,
        name="Hai báo",
        question=Question(since=clock.today(), publishers=(gone.pk, kept.pk)),
    )
    assert (story.publishers, story.items) == (2, 5)
    with pytest.raises(RightMissing):
        merge(world.clerk, kept, gone)
    merge(world.editor, kept, gone, "Bà Phạm Thị Dung báo")
    assert set(Item.objects.values_list("publisher", flat=True)) == {kept.pk}
    assert set(ReprintGroup.objects.values_list("publishers", flat=True)) == {1}
    assert Story.objects.values_list("publishers", "items", "articles").get() == (1, 5, 2)
    assert set(kept.names.values_list("value", flat=True)) == {"bmv.example.vn", "b.example.vn", "BMV"}
    assert (kept.sources.count(), gone.sources.count()) == (2, 0)
    assert SavedCount.objects.get(pk=saved.pk).publishers == [kept.pk]
    entry = Entry.objects.get(verb="press.publishers_merged")
    assert (entry.thing, entry.facts["items"], entry.facts["gone"]) == (kept.thing, 4, gone.pk)
    assert "Dung" not in str(entry.facts)


def test_what_comes_later_under_the_old_name_lands_at_the_one_that_is_kept(world, kept, gone):
    stale = Names()
    merge(world.editor, kept, gone)
    bring("BMV", "bmv")
    bring("bmv", names_then=stale)
    assert stale.publisher_named("BMV") == gone.pk
    assert list(Item.objects.values_list("publisher", flat=True)) == [kept.pk] * 3
    assert find_or_add(world.editor, "bmv", "https://b.example.vn/1") == kept
    with pytest.raises(NameTaken):
        add_publisher(actor=world.editor, name="BMV")
    change_publisher(actor=world.editor, publisher=kept, name="BMV", kind="other")
    assert Publisher.objects.filter(folded="bmv").get() == kept


def test_the_emptied_one_is_offered_nowhere_and_is_not_merged_again(world, kept, gone):
    merge(world.editor, kept, gone)
    offered = (reads.list_publishers(), reads.publishers_to_choose(), choices.publishers())
    assert [list(rows) for rows in offered] == [[kept]] * 3
    for pair in ((kept, gone), (gone, kept), (kept, kept)):
        with pytest.raises(SamePublisher):
            merge(world.editor, *pair)
    third = add_publisher(actor=world.editor, name="Tập đoàn Báo chí Sông")
    merge(world.editor, third, kept)
    assert reads.heir_of(gone.pk) == reads.heir_of(kept.pk) == third.pk


def test_on_screen_it_says_what_moves_and_leads_on_afterwards(world, kept, gone, story):
    client = world.client(world.editor)
    assert f"{gone.pk}/merge/" in client.get(f"{BASE}{gone.pk}/").content.decode()
    page = client.get(f"{BASE}{gone.pk}/merge/").content.decode()
    assert "1 nguồn và 4 tin của BMV" in page
    assert client.post(f"{BASE}{gone.pk}/merge/", {"kept": kept.pk}).status_code == 422
    answer = client.post(f"{BASE}{gone.pk}/merge/", {"kept": kept.pk, "reason": "Cùng tòa soạn"})
    assert answer.url == f"{BASE}{kept.pk}/"
    assert client.get(f"{BASE}{gone.pk}/").url == answer.url
    assert "gộp hai cơ quan báo chí là một" in client.get(answer.url).content.decode()
