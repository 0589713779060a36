"""Items about one event come together, keep their names, and obey persons."""

import random

import pytest

from loa.stories import Act, Decision, Grouper, kept_names, rebuild
from loa.stories.errors import BadState, UnknownItem
from loa.stories.keeping import load, save
from loa.stories.tests.sample import item

EVENT = [
    (
        "Cụ ông cụt hai tay kẹp rắn hổ mang đem về nhà",
        "Bị rắn hổ mang cắn, cụ ông 79 tuổi ở xã Đại Lộc vẫn kẹp con rắn về.",
    ),
    (
        "Cụ ông cụt tay bị rắn hổ mang cắn đã qua nguy kịch",
        "Bệnh viện cho biết cụ ông ở Đại Lộc bị rắn hổ mang cắn đã tỉnh.",
    ),
    (
        "Con trai kể chuyện cha cụt hai tay kẹp rắn hổ mang",
        "Clip cụ ông cụt tay kẹp rắn hổ mang gây xôn xao ở Đại Lộc.",
    ),
]
OTHERS = [
    ("Giá lúa ở đồng bằng sông Cửu Long nhích lên", "Thương lái trả thêm 200 đồng mỗi ký, nông dân vẫn chờ."),
    ("Thông xe cầu vượt ngã tư Bốn Xã", "Công trình hoàn thành sớm hai tháng, xe tải chưa được qua."),
    ("Học sinh lớp 9 đoạt giải cờ vua trẻ châu Á", "Kỳ thủ nhí thắng cả bảy ván và lên hạng kiện tướng."),
    ("Bão Sen Hồng đổi hướng, tàu thuyền được ra khơi", "Đài khí tượng cho biết tâm bão xa dần đất liền."),
]


def items(shuffled=0):
    made = [item(f"e{at}", *told, hours=at * 3, source=f"Báo {at}") for at, told in enumerate(EVENT)]
    made += [item(f"o{at}", *told, hours=at * 2 + 1) for at, told in enumerate(OTHERS)]
    return made if not shuffled else random.Random(shuffled).sample(made, len(made))


def grouper_of(*given, **options):
    grouper = Grouper(window=512, story_window=512, **options)
    grouper.add_many(given)
    return grouper


def stories(grouper):
    return {name: grouper.placed(name).story for name in sorted(grouper.number)}


def test_items_of_one_event_are_one_story_and_the_others_are_alone():
    found = stories(grouper_of(*items()))
    assert {found[f"e{at}"] for at in range(3)} == {"e0"}
    assert [found[f"o{at}"] for at in range(4)] == ["o0", "o1", "o2", "o3"]


def test_one_by_one_gives_what_a_batch_gives():
    grouper = Grouper(window=512, story_window=512)
    placed = [grouper.add(one) for one in items()]
    assert {one.story for one in placed[:3]} == {"e0"}
    assert grouper.add(items()[0]) == grouper.placed("e0")
    assert len(grouper.ids) == len(items())


def test_items_of_next_week_open_a_story_of_their_own():
    later = item("later", EVENT[0][0], "Cụ ông ở Đại Lộc nay đã xuất viện, bà con đến thăm.", hours=24 * 8)
    assert grouper_of(*items(), later).placed("later").story == "later"


@pytest.mark.mission("N10")
def test_a_name_stays_when_the_window_moves_on(mission_figure):
    grouper = Grouper(window=64, story_window=64)
    grouper.add_many(items())
    before = stories(grouper)
    for start in range(0, 3000, 500):
        words = [f"từ{at}" for at in range(start, start + 560)]
        grouper.add_many(
            [item(f"n{start + at}", " ".join(words[at : at + 9]), "", hours=30 + start) for at in range(500)]
        )
    kept = {name: story for name, story in stories(grouper).items() if name in before}
    assert kept == before
    assert len(grouper.ids) > 3000
    mission_figure(f"window moved on by {len(grouper.ids) - len(kept)} items: {len(kept)} keep their story")
    with pytest.raises(UnknownItem):
        grouper.explain("e0", "e1")


def test_the_reason_names_words_scores_and_hours():
    grouper = grouper_of(*items(), item("copy", *EVENT[0], hours=1, source="Báo 9"))
    told = grouper.explain("e0", "copy")
    assert told.same_reprints
    assert (told.finding.why, told.likeness.both, told.hours) == ("same_words", 1.0, 1.0)
    near, far = grouper.explain("e0", "e1"), grouper.explain("e0", "o1")
    assert near.same_story
    assert not near.same_reprints
    assert near.score > far.score
    assert len(near.terms) > len(far.terms)
    with pytest.raises(UnknownItem):
        grouper.explain("e0", "nobody")


MERGE = Decision(Act.MERGE, ("o0",), ("o1",))
SPLIT = Decision(Act.SPLIT, ("e1",), ("e0", "e2"))
PIN = Decision(Act.PIN, ("o2",), ("e0",))


def test_a_person_merges_splits_and_pins():
    grouper = grouper_of(*items())
    for decision in (MERGE, SPLIT, PIN):
        grouper.decide(decision)
    found = stories(grouper)
    assert found["o0"] == found["o1"] == "o0"
    assert found["e1"] == "e1"
    assert found["o2"] == found["e0"] == found["e2"] == "e0"


@pytest.mark.mission("N10")
@pytest.mark.parametrize("options", [{}, {"limit": 0.05}, {"limit": 0.5}])
def test_what_a_person_decided_is_done_again_in_a_rebuild_with_other_limits(options):
    grouper = Grouper(window=512, story_window=512, **options)
    for decision in (MERGE, SPLIT, PIN):
        grouper.decide(decision)
    for one in items(shuffled=3):
        grouper.add(one)
    found = stories(grouper)
    assert found["o0"] == found["o1"]
    assert found["e1"] not in {found["e0"], found["e2"]}
    assert found["o2"] == found["e0"]


def test_new_items_do_not_bring_back_what_a_person_parted():
    grouper = grouper_of(*items())
    grouper.decide(SPLIT)
    grouper.add(
        item("bridge", "Cụ ông cụt tay kẹp rắn hổ mang: con trai kể chuyện nguy kịch", EVENT[1][1], hours=8)
    )
    found = stories(grouper)
    assert found["e1"] not in {found["e0"], found["e2"]}


def test_a_split_founder_leaves_its_name_free_and_the_rest_together():
    grouper = grouper_of(*items())
    grouper.decide(Decision(Act.SPLIT, ("e0",), ("e1", "e2")))
    found = stories(grouper)
    assert found["e1"] == found["e2"] != found["e0"]
    grouper.add(item("more", EVENT[2][0], EVENT[1][1], hours=9))
    assert grouper.placed("more").story != "e0"


def test_reprints_can_be_parted_and_joined_by_hand():
    grouper = grouper_of(*items(), item("copy", *EVENT[0], hours=1))
    grouper.decide(Decision(Act.SPLIT, ("copy",), ("e0",), of_reprints=True))
    assert grouper.placed("copy").reprint_of is None
    grouper.decide(Decision(Act.MERGE, ("o0",), ("o1",), of_reprints=True))
    assert grouper.placed("o1").reprint_of == "o0"


@pytest.mark.mission("N10")
def test_a_saved_state_goes_on_as_if_nothing_had_happened(tmp_path, mission_figure):
    first, rest = items()[:4], [*items()[4:], item("copy", *EVENT[0], hours=9, source="Báo 9")]
    whole = grouper_of(*first)
    whole.decide(SPLIT)
    save(whole, tmp_path / "state.npz")
    again = load(tmp_path / "state.npz")
    for grouper in (whole, again):
        grouper.add_many(rest)
    assert [again.placed(name) for name in again.ids] == [whole.placed(name) for name in whole.ids]
    assert again.placed("copy").reprint_of == "e0"
    assert again.explain("copy", "e0") == whole.explain("copy", "e0")
    assert again.decisions == [SPLIT]
    mission_figure(f"saved and loaded: {len(again.ids)} of {len(whole.ids)} items placed alike")


def test_a_broken_state_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "state.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(BadState, match="dựng lại"):
        load(tmp_path / "state.npz")


def test_later_decisions_count_and_an_old_merge_does_not_undo_a_split():
    grouper = grouper_of(*items()[:2])
    grouper.decide(Decision(Act.MERGE, ("e0",), ("e1", "o0")))
    grouper.decide(Decision(Act.SPLIT, ("e1",), ("e0",)))
    grouper.add_many(items())
    found = stories(grouper)
    assert found["o0"] == found["e0"] != found["e1"]
    grouper.decide(Decision(Act.MERGE, ("e1",), ("e0",)))
    assert stories(grouper)["e1"] == "e0"


def test_a_stream_rebuilds_what_was_grouped_one_by_one():
    one = Grouper(window=512, story_window=512)
    for item_of in items(shuffled=5):
        one.add(item_of)
    again = rebuild(iter(items(shuffled=5)), window=512, story_window=512)
    assert stories(again) == stories(one)
    decided = rebuild(iter(items()), decisions=[MERGE, SPLIT, PIN], window=512, story_window=512)
    assert stories(decided)["o1"] == "o0"
    assert stories(decided)["e1"] == "e1"


@pytest.mark.mission("N10")
def test_names_stay_in_a_rebuild_with_another_limit():
    before = stories(grouper_of(*items()))
    strict = grouper_of(*items()[1:], items()[0], limit=0.9)
    assert len(set(stories(strict).values())) == len(before)
    names = kept_names(strict.stories, strict.ids, before)
    assert sorted(names.get(story, story) for story in stories(strict).values()) == sorted(before)
    loose = grouper_of(*items()[1:], items()[0])
    assert loose.placed("e0").story == "e1"
    assert kept_names(loose.stories, loose.ids, before) == {"e1": "e0"}
