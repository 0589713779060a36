"""Every item has a reason for where it is: beside which earlier one, how like the two are; or that it came first."""

from loa.stories import Act, Decision, Grouper, reason
from loa.stories.keeping import load, save
from loa.stories.tests.sample import ARTICLE, item
from loa.stories.tests.test_stories import items

COPY = ARTICLE.replace("Sáng 2-3, ", "")


def grouper_of(*given):
    grouper = Grouper(window=512, story_window=512)
    grouper.add_many(given)
    return grouper


def told(grouper, name):
    found = reason(grouper, name)
    return (str(found.why), found.beside)


def test_a_reprint_is_told_beside_the_text_it_is_likest_to():
    first = item("first", "Phường An Hòa nạo vét kênh Ba Bò", ARTICLE)
    cut = item("cut", "Nạo vét kênh Ba Bò", ARTICLE[: len(ARTICLE) // 2], hours=1, source="Báo B")
    again = item("again", "Nạo vét kênh", ARTICLE[: len(ARTICLE) // 2], hours=3, source="Báo C")
    grouper = grouper_of(first, cut, again)
    assert (told(grouper, "first"), told(grouper, "cut")) == (("first", None), ("part", "first"))
    found = reason(grouper, "again")
    assert (found.why, found.beside, found.hours) == ("same_words", "cut", 2.0)
    assert found.like.both > 0.9
    assert found.like.shared > 20
    assert found.like == grouper.explain("again", "cut").likeness


def test_an_item_of_a_story_is_told_beside_the_earlier_one_it_is_nearest_to():
    grouper = grouper_of(*items())
    assert told(grouper, "e0") == told(grouper, "o1") == ("first", None)
    found = reason(grouper, "e2")
    others = {name: grouper.explain("e2", name).score for name in ("e0", "e1")}
    assert (found.why, found.beside) == ("near", max(others, key=others.get))
    assert abs(found.score - max(others.values())) < 1e-3
    assert found.score > grouper.threads.limit


def test_what_a_person_put_together_says_so_and_what_later_items_put_together_too():
    grouper = Grouper(window=512, story_window=512)
    grouper.decide(Decision(Act.MERGE, ("o0",), ("o1",)))
    grouper.add_many(items())
    assert told(grouper, "o1") == ("by_hand", "o0")
    grouper.threads.merge(*(grouper.stories.group(grouper.number[name]) for name in ("o1", "o3")))
    assert told(grouper, "o3")[0] == "through", "nobody decided about that one"
    bridged = grouper_of(*items())
    bridged.threads.merge(*(bridged.stories.group(bridged.number[name]) for name in ("o2", "o3")))
    assert told(bridged, "o3") == ("through", "o2")


def test_reprints_that_a_person_joined_say_so():
    grouper = Grouper(window=512, story_window=512)
    grouper.decide(Decision(Act.MERGE, ("o0",), ("o1",), of_reprints=True))
    grouper.add_many(items())
    found = reason(grouper, "o1")
    assert (found.why, found.beside) == ("by_hand", "o0")
    assert found.like.both < 0.3


def test_the_reason_stays_after_a_restart_and_ends_with_the_window(tmp_path):
    given = [*items(), item("copy", "Tin", COPY, hours=40), item("copied", "Tin", COPY, hours=41)]
    grouper = grouper_of(*given)
    save(grouper, tmp_path / "state.npz")
    again = load(tmp_path / "state.npz")
    assert [reason(again, one.id) for one in given] == [reason(grouper, one.id) for one in given]
    small = Grouper(window=64, story_window=64)
    small.add_many(given)
    small.add_many([item(f"n{at}", f"từ{at} từ{at + 1} từ{at + 2}", "", hours=50) for at in range(600)])
    assert reason(small, "e2") is None
    assert reason(small, "nobody") is None


def test_an_item_that_is_alone_is_grouped_anew_by_its_late_text(tmp_path):
    first = item("first", "Phường An Hòa nạo vét kênh Ba Bò", ARTICLE)
    bare = item("late", "Tin vắn chiều nay ở An Hòa", "", hours=1, source="Báo B")
    grouper = grouper_of(first, bare, *items())
    assert grouper.placed("late").reprint_of is None
    assert grouper.replace(item("late", "Sắp nạo vét kênh Ba Bò", COPY, hours=1, source="Báo B"))
    assert grouper.placed("late").reprint_of == "first"
    assert told(grouper, "late")[1] == "first"
    grouper.add(item("again", bare.title, "", hours=2, source="Báo C"))
    assert grouper.placed("again").story == "again", "what it was is like nothing any more"
    save(grouper, tmp_path / "state.npz")
    again = load(tmp_path / "state.npz")
    for one in (grouper, again):
        one.add(item("copy", "Nạo vét kênh", COPY, hours=3))
    assert again.placed("late") == grouper.placed("late")
    assert again.placed("copy").reprint_of == grouper.placed("copy").reprint_of == "first"


def test_an_item_in_company_or_decided_about_stays_where_it_is():
    grouper = grouper_of(*items())
    grouper.decide(Decision(Act.SPLIT, ("o0",), ("o1",)))
    for name in ("e1", "o0", "nobody"):
        assert not grouper.replace(item(name, "Tin", ARTICLE))
    assert grouper.replace(item("o2", "Tin", ARTICLE))
    assert (grouper.placed("o2").story, grouper.placed("e1").story) == ("o2", "e0")
