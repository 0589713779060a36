"""Signals: growth against a thing's own past, told once, settled by a person; the rule alone and on the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from loa.bulletins.models import Bulletin
from loa.journal.models import Entry
from loa.lib import clock
from loa.press.actions import grouping
from loa.press.actions.signals import find_signals, settle
from loa.press.errors import SignalSettled
from loa.press.models import Signal
from loa.press.queries.signals import cards, open_signals
from loa.press.rules import growth
from loa.press.rules.growth import STORY, TOPIC, look, tail
from loa.press.rules.words import SignalKind, SignalState
from loa.press.testing import make_item, make_story
from loa.press.tests.newsdesk import Newsdesk, make_newsdesk
from loa.units.errors import RightMissing
from tests.world import World

# -- the rule -------------------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.floats(0.01, 40), st.floats(0.3, 20))
def test_a_tail_is_a_chance_and_falls_with_the_count(count, mean, size):
    assert 0 <= tail(count + 1, mean, size) <= tail(count, mean, size) <= 1


def test_a_tail_adds_up_to_what_is_known_of_the_geometric_distribution():
    assert tail(3, 1.0, 1.0) == pytest.approx(0.125)
    assert tail(60, 1.0, 1.0) == pytest.approx(0.5**60)


def judged(past: list[int], now: list[int], habit=TOPIC, looks=1000.0, publishers=3) -> bool:
    counts = [*past, *now]
    found = look(counts, [1.0] * len(counts), habit)
    return growth.is_alarm(found, habit, publishers=publishers, looks_a_day=looks)


def test_what_is_as_always_is_no_alarm_and_three_times_as_much_is_one():
    assert not judged([6, 5, 7, 6] * 100, [6, 7])
    assert judged([6, 5, 7, 6] * 100, [22, 24])


def test_a_busy_thing_must_grow_more_than_a_quiet_one():
    quiet, busy = [0, 0, 1, 0] * 100, [12, 9, 11, 13] * 100
    assert judged(quiet, [6, 6])
    assert not judged(busy, [14, 14])


def test_one_newspaper_alone_is_no_alarm_and_the_more_is_looked_at_the_rarer_it_must_be():
    assert judged([0], [4, 4], STORY)
    assert not judged([0], [4, 4], STORY, publishers=1)
    assert not judged([0], [4, 4], STORY, looks=1e9)


def test_a_quiet_night_makes_the_same_number_stand_out_more_than_a_busy_morning():
    counts = [3] * 200 + [8, 8]
    night, day = [1.0] * 200 + [0.2, 0.2], [1.0] * 200 + [2.0, 2.0]
    assert look(counts, night, TOPIC).chance < look(counts, day, TOPIC).chance


def test_hours_are_worth_what_is_usually_published_in_them():
    end = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    totals = {end - timedelta(hours=n): 20 if (12 - n) % 24 < 12 else 2 for n in range(24 * 14)}
    worth = growth.exposures(sorted(totals), totals)
    by_hour = dict(zip(sorted(totals), worth, strict=True))
    assert by_hour[end - timedelta(hours=24)] < 0.5 < 1.3 < by_hour[end - timedelta(hours=24 + 6)]


# -- on the database ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(world: World) -> Newsdesk:
    made, now = make_newsdesk(world), clock.now()
    for hour in range(3, 24 * 14):
        at = now - timedelta(hours=hour)
        make_item(made.sources[hour % 4], f"Tin giờ {hour}", at, topics=["traffic"])
    return made


def surge(desk: Newsdesk, size: int = 9):
    end = clock.now().replace(minute=0, second=0, microsecond=0)
    items = [
        make_item(
            desk.sources[n % 4], f"Cháy kho hàng {n}", end - timedelta(minutes=9 * n + 1), topics=["safety"]
        )
        for n in range(size)
    ]
    return make_story(items)


@pytest.mark.mission("M9")
def test_a_surge_is_told_within_the_hour_once_and_the_journal_knows(world, desk):
    story = surge(desk)
    made = find_signals()
    assert {(one.kind, one.story_id, one.topic) for one in made} == {
        (SignalKind.STORY, story.pk, ""),
        (SignalKind.TOPIC, None, "safety"),
    }
    assert all(one.observed == 9 and one.expected < 2 for one in made)
    assert Entry.objects.filter(verb="press.signals_found").count() == 1
    assert find_signals() == [], "the same hour is looked at once"
    assert find_signals(clock.now() + timedelta(hours=1)) == [], "one thing is told of once in a day"


@pytest.mark.mission("M9")
@pytest.mark.parametrize("minute", [7, 50])
def test_minutes_pass_from_the_first_item_of_a_surge_to_the_signal_and_to_its_settling(
    world, desk, minute, time_machine, mission_figure
):
    hour = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    begun = hour + timedelta(minutes=minute)
    story = make_story([make_item(desk.sources[n % 4], f"Cháy kho hàng {n}", begun + timedelta(minutes=6 * n)) for n in range(9)])  # fmt: skip
    rounds = (hour + timedelta(hours=n, minutes=4) for n in (1, 2))  # as the task runs
    while not (signal := Signal.objects.filter(story=story).first()):
        time_machine.move_to(next(rounds))
        find_signals()
    told = Entry.objects.get(verb="press.signals_found").at
    time_machine.move_to(told + timedelta(minutes=5))
    world.client(world.duty).post(
        f"/desk/newsroom/signals/{signal.pk}/", {"state": SignalState.TAKEN, "reason": ""}
    )
    signal.refresh_from_db()
    to_signal, to_settled = (round((at - begun).total_seconds() / 60) for at in (told, signal.settled_at))
    assert to_signal < to_settled < 120
    mission_figure(
        f"surge that begins {minute} past: {to_signal} minutes from its first item to the signal, {to_settled} to its being "
        "settled by the officer who opens it 5 minutes later"
    )


def test_the_usual_stream_tells_of_nothing(world, desk):
    assert find_signals() == []


def test_the_first_screen_shows_curve_newspapers_and_one_step_to_an_answer(world, desk):
    story = surge(desk)
    find_signals()
    client = world.client(world.editor)
    page = html.fromstring(client.get("/desk/").content)
    shown = page.xpath(f"//article[contains(@class, 'loa-signal')][.//a[contains(., '{story.title}')]]")[0]
    assert shown.xpath(".//svg//rect")
    assert "Báo Sông Hồng" in shown.text_content()
    form = shown.xpath(".//form")[0]
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    answer = client.post(form.get("action"), {"title": fields["title"]})
    bulletin = Bulletin.objects.latest("pk")
    assert answer.url == f"/desk/bulletins/{bulletin.pk}/text/"
    assert story.title in client.get(answer.url).content.decode()


@pytest.mark.mission("M9")
def test_a_signal_is_settled_by_a_person_with_a_reason_once(world, desk):
    surge(desk)
    signal = next(one for one in find_signals() if one.kind == SignalKind.STORY)
    client, address = world.client(world.duty), f"/desk/newsroom/signals/{signal.pk}/"
    assert client.post(address, {"state": SignalState.DISMISSED}).status_code == 422
    assert (
        client.post(address, {"state": SignalState.DISMISSED, "reason": "Tin cũ đăng lại"}).status_code == 302
    )
    signal.refresh_from_db()
    assert (signal.state, signal.settled_by, signal.reason) == (
        "dismissed",
        world.duty.person,
        "Tin cũ đăng lại",
    )
    with pytest.raises(SignalSettled):
        settle(actor=world.editor, signal=signal, state=SignalState.TAKEN)
    assert "Tin cũ đăng lại" in client.get(address).content.decode()


def test_a_signal_of_a_story_that_was_merged_tells_of_the_story_it_is_in_now(world, desk):
    Signal.objects.create(
        kind="story", story=desk.flood, at=clock.now(), observed=9, expected=0.5, chance=1e-9
    )
    grouping.merge(actor=world.editor, story=desk.flood, others=[desk.dengue.pk], reason="Cùng vụ")
    (card,) = cards(list(open_signals(world.editor)))
    assert (card.title, card.url) == (desk.dengue.title, f"/desk/newsroom/stories/{desk.dengue.pk}/")
    assert len(card.sources) == 4


def test_who_may_only_listen_settles_nothing(world, desk):
    surge(desk)
    signal = find_signals()[0]
    with pytest.raises(RightMissing):
        settle(actor=world.clerk, signal=signal, state=SignalState.TAKEN)
    assert Signal.objects.filter(state=SignalState.OPEN).count() == 2
