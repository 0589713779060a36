"""Merging, splitting, pinning: rows move at once, the decision is kept for ever, the journal names who took it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from loa.journal.models import Entry
from loa.lib.errors import Invalid
from loa.press.actions import grouping
from loa.press.errors import NothingChosen, OneGroupAtATime, StoryMoved, TwoNeeded, WouldEmpty
from loa.press.models import Item, Story, StoryEdit
from loa.press.tests.newsdesk import Newsdesk, make_newsdesk
from loa.units.errors import RightMissing
from tests.world import World


@pytest.fixture
def desk(world: World) -> Newsdesk:
    return make_newsdesk(world)


def of(story: Story) -> set[int]:
    return set(Item.objects.filter(story=story).values_list("pk", flat=True))


def last_edit() -> tuple[str, bool, list[int], list[int]]:
    edit = StoryEdit.objects.latest("pk")
    return edit.kind, edit.of_reprints, edit.items, edit.others


def test_a_merge_moves_the_rows_at_once_keeps_the_older_name_and_leaves_one_journal_row(world, desk):
    before = Entry.objects.count()
    kept = grouping.merge(
        actor=world.editor, story=desk.flood, others=[desk.dengue.pk], reason="Cùng một vụ việc"
    )
    assert kept == desk.dengue, "the older founder's name stays"
    kept.refresh_from_db()
    assert (kept.items, kept.articles, kept.publishers) == (5, 3, 4)
    assert Story.objects.get(pk=desk.flood.pk).items == 0
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.thing) == ("press.story_merged", kept.thing)
    assert last_edit() == ("merge", False, [desk.items["first"].pk], [desk.items["flood"].pk])
    assert StoryEdit.objects.get().applied_at is None, "the grouping process takes it in itself"


def test_a_split_makes_a_story_of_its_own_and_says_who_stays(world, desk):
    goes = grouping.split(
        actor=world.editor, story=desk.dengue, items=[desk.items["own"].pk], reason="Việc khác"
    )
    assert of(goes) == {desk.items["own"].pk}
    assert (goes.founder_id, goes.title) == (desk.items["own"].pk, desk.items["own"].title)
    desk.dengue.refresh_from_db()
    assert (desk.dengue.items, desk.dengue.articles, desk.dengue.publishers) == (3, 1, 3)
    staying = sorted(desk.items[name].pk for name in ("first", "copy", "other"))
    assert last_edit() == ("split", False, [desk.items["own"].pk], staying)


def test_a_founder_that_leaves_takes_its_name_along(world, desk):
    goes = grouping.split(
        actor=world.editor, story=desk.dengue, items=[desk.items["first"].pk], reason="Việc khác"
    )
    assert goes == desk.dengue
    assert of(goes) == {desk.items["first"].pk}
    rest = Item.objects.get(pk=desk.items["copy"].pk).story
    assert rest.founder_id == desk.items["copy"].pk
    assert (rest.items, rest.title) == (3, desk.items["copy"].title)


@pytest.mark.mission("N10")
def test_what_was_split_and_is_merged_again_is_the_story_it_was(world, desk):
    goes = grouping.split(actor=world.editor, story=desk.dengue, items=[desk.items["own"].pk], reason="Nhầm")
    kept = grouping.merge(actor=world.editor, story=goes, others=[desk.dengue.pk], reason="Gộp lại")
    assert kept == desk.dengue
    assert len(of(kept)) == 4
    again = grouping.split(actor=world.editor, story=kept, items=[desk.items["own"].pk], reason="Tách lại")
    assert again == goes, "an item founds one story only"


def test_a_pin_moves_nothing_and_is_kept(world, desk):
    grouping.pin(actor=world.editor, story=desk.dengue, items=[desk.items["own"].pk], reason="Đúng chùm")
    assert last_edit() == ("pin", False, [desk.items["own"].pk], [desk.items["first"].pk])
    assert len(of(desk.dengue)) == 4


def test_reprints_are_joined_and_parted_with_their_counts(world, desk):
    one, own = desk.items["first"].pk, desk.items["own"].pk
    grouping.join_reprints(actor=world.editor, story=desk.dengue, items=[one, own], reason="Cùng bài")
    desk.dengue.refresh_from_db()
    assert (desk.dengue.articles, desk.dengue.items) == (1, 4)
    assert Item.objects.get(pk=own).reprints.items == 4
    grouping.part_reprints(
        actor=world.editor, story=desk.dengue, items=[desk.items["other"].pk], reason="Bài khác"
    )
    desk.dengue.refresh_from_db()
    assert desk.dengue.articles == 2
    other = Item.objects.get(pk=desk.items["other"].pk)
    assert (other.figures_differ, other.reprints.founder_id) == (False, other.pk)
    assert Item.objects.get(pk=one).reprints.items == 3


@pytest.mark.parametrize(
    ("act", "names", "refusal"),
    [
        (grouping.split, [], NothingChosen),
        (grouping.split, ["first", "copy", "other", "own"], WouldEmpty),
        (grouping.split, ["flood"], StoryMoved),
        (grouping.join_reprints, ["first"], TwoNeeded),
        (grouping.part_reprints, ["first", "copy", "other"], WouldEmpty),
        (grouping.part_reprints, ["first", "own"], OneGroupAtATime),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_kept(world, desk, act, names, refusal):
    with pytest.raises(refusal), transaction.atomic():
        act(actor=world.editor, story=desk.dengue, items=[desk.items[n].pk for n in names], reason="x")
    assert not StoryEdit.objects.exists()


def test_a_story_is_not_merged_with_itself(world, desk):
    with pytest.raises(Invalid):
        grouping.merge(actor=world.editor, story=desk.dengue, others=[desk.dengue.pk], reason="x")


def test_who_may_only_listen_groups_nothing(world, desk):
    with pytest.raises(RightMissing):
        grouping.merge(actor=world.clerk, story=desk.flood, others=[desk.dengue.pk], reason="x")


def test_a_decision_is_never_changed_only_taken_in(world, desk):
    grouping.pin(actor=world.editor, story=desk.dengue, items=[desk.items["own"].pk], reason="Đúng chùm")
    edit = StoryEdit.objects.get()
    StoryEdit.objects.filter(pk=edit.pk).update(applied_at=edit.at)
    with pytest.raises(DatabaseError), transaction.atomic():
        StoryEdit.objects.filter(pk=edit.pk).update(reason="khác")
