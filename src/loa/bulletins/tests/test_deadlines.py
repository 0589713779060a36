"""From a correction nobody countersigned, or a request nobody answered, to the officer on duty and the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from loa.bulletins import actions
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.rules import deadlines
from loa.clocks import actions as clocks
from loa.clocks import queries
from loa.clocks.models import Clock, Escalation
from loa.clocks.rules import WorkCalendar
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.notices.models import Notice
from loa.units.actor import Actor
from tests.desk import RIGHT, Desk, proof, reach

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=HANOI)


@pytest.fixture
def corrected(desk: Desk) -> Release:
    sent = desk.sent()
    reach(desk, sent)
    return actions.correct(
        actor=desk.world.duty, original=sent, text=RIGHT, reason="Ghi nhầm ngày phun", proof=proof()
    )


def on_duty(desk: Desk, first: Actor, second: Actor, minutes: int = 20) -> None:
    now = clock.now()
    clocks.plan_duty(
        actor=desk.world.admin,
        body=desk.world.city,
        post=first.post,
        second=second.post,
        begins_at=now,
        ends_at=now + timedelta(days=3),
        escalate_after=minutes,
    )


def told(actor: Actor) -> list[str]:
    return list(Notice.objects.filter(person=actor.person, event="clock").values_list("title", flat=True))


def escalate(at: datetime) -> list[int]:
    with time_machine.travel(at, tick=False):
        return [call.step for call in clocks.run_escalations(clock.now())]


def test_a_correction_nobody_countersigned_calls_the_officer_on_duty_then_the_next(
    desk: Desk, corrected: Release
) -> None:
    world = desk.world
    on_duty(desk, world.leader, world.clerk)
    running = queries.find_clock(corrected.bulletin.thing, "bulletins.countersign")
    assert running
    assert running.due_at == corrected.at + timedelta(hours=24) == corrected.countersign_due_at
    assert running.rule_in_words.startswith("24 giờ → ")
    assert escalate(running.due_at - timedelta(seconds=1)) == []
    assert escalate(running.due_at) == [Escalation.Step.ON_DUTY]
    assert told(world.leader) == [
        f"Quá hạn: ký xác nhận, bản tin {corrected.bulletin.pk} ({running.rule_in_words})"
    ]
    assert told(world.approver), "whoever may sign is reminded with the officer on duty"
    assert not told(world.duty), "whoever sent it cannot sign it"
    assert not told(world.clerk)
    assert escalate(running.due_at + timedelta(minutes=19)) == []
    assert escalate(running.due_at + timedelta(minutes=20)) == [Escalation.Step.SECOND]
    assert told(world.clerk)
    assert len(told(world.leader)) == 1


def test_a_countersigned_correction_calls_nobody(desk: Desk, corrected: Release) -> None:
    actions.countersign(actor=desk.world.approver, release=corrected)
    assert escalate(clock.now() + timedelta(days=2)) == []
    assert Clock.objects.get(purpose="bulletins.countersign").outcome == "done"


def test_what_is_late_shows_with_its_rule_until_it_is_signed(desk: Desk, corrected: Release) -> None:
    late = corrected.at + timedelta(hours=25)
    show = f"/desk/bulletins/{corrected.bulletin_id}/"
    with time_machine.travel(late, tick=False):
        client = desk.world.client(desk.world.approver)
        assert "thời hạn đã quá" in client.get("/desk/").content.decode()
        for path in (show, "/desk/bulletins/countersign/", "/desk/duty/deadlines/?state=late"):
            page = client.get(path).content.decode()
            assert "24 giờ → " in page, path
            assert "Quá hạn" in page, path
        actions.countersign(actor=desk.world.approver, release=corrected)
        assert "24 giờ → " not in client.get(show).content.decode()
        assert "Xong muộn" in client.get("/desk/duty/deadlines/").content.decode()


def test_what_waits_to_be_countersigned_is_searched_narrowed_sorted_and_taken_as_a_file(
    desk: Desk, corrected: Release
) -> None:
    client, path = desk.world.client(desk.world.approver), "/desk/bulletins/countersign/"

    def count(**query: str) -> int:
        return client.get(path, query).context["list"].total

    code, who = corrected.bulletin.code, corrected.approver.full_name
    assert count() == count(q="ghi nham ngay") == count(q=code) == count(q=who) == 1
    assert count(relation="correction") == count(sort="-rule") == 1
    assert count(q="cắt nước") == count(relation="withdrawal") == count(late="on") == 0
    file = client.get(path, {"export": "csv"}).content.decode()
    assert code in file
    assert "24 giờ → " in file
    client.cookies["django_language"] = "en"
    assert "24 hours → " in client.get(path).content.decode()
    client.cookies["django_language"] = "vi"
    actions.countersign(actor=desk.world.approver, release=corrected)
    empty = client.get(path).content.decode()
    assert "Không còn bản nào chờ ký xác nhận" in empty
    assert 'href="/desk/bulletins/"' in empty


def test_a_request_nobody_answered_reminds_the_approver_and_calls_by_the_roster(desk: Desk) -> None:
    world = desk.world
    on_duty(desk, world.duty, world.leader)
    bulletin = desk.submitted(priority="priority")
    asked = queries.find_clock(bulletin.thing, "bulletins.release")
    assert asked
    assert asked.rule_in_words.startswith("2 giờ → ")
    assert asked.rule_in_words in world.client(world.approver).get(
        f"/desk/bulletins/{bulletin.pk}/"
    ).content.decode().replace("&gt;", ">")
    assert escalate(asked.due_at) == [Escalation.Step.ON_DUTY]
    assert told(world.approver)
    assert told(world.duty)
    assert not told(world.editor), "whoever wrote it cannot release it"
    assert escalate(asked.due_at + timedelta(minutes=20)) == [Escalation.Step.SECOND]
    assert told(world.leader)


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (lambda desk, bulletin: desk.release(bulletin), "released"),
        (
            lambda desk, bulletin: actions.return_(
                actor=desk.world.approver, bulletin=bulletin, reason="Sai ngày"
            ),
            "returned",
        ),
        (lambda desk, bulletin: actions.recall(actor=desk.world.editor, bulletin=bulletin), "voided"),
        (
            lambda desk, bulletin: actions.configure(
                actor=desk.world.editor, bulletin=bulletin, source="Kế hoạch 13/KH-UBND"
            ),
            "voided",
        ),
    ],
)
def test_every_answer_stops_the_clock_and_a_new_request_starts_a_new_one(
    desk: Desk, act: object, outcome: str
) -> None:
    bulletin: Bulletin = desk.submitted()
    act(desk, bulletin)  # type: ignore[operator]
    assert Clock.objects.get(thing=bulletin.thing).outcome == outcome
    if outcome != "released":
        bulletin.refresh_from_db()
        actions.lock_facts(actor=desk.world.editor, bulletin=bulletin)
        actions.send_for_release(actor=desk.world.editor, bulletin=bulletin)
        assert queries.find_clock(bulletin.thing, "bulletins.release")


@pytest.mark.parametrize(
    ("priority", "send_at", "rule"),
    [
        ("normal", None, "4 giờ làm việc → 14:00 thứ Hai 02/03"),
        ("priority", None, "2 giờ → 11:00 thứ Hai 02/03"),
        ("emergency", None, "15 phút → 09:15 thứ Hai 02/03"),
        ("normal", timedelta(hours=1), "giờ phát đã đặt → 10:00 thứ Hai 02/03"),
        ("normal", timedelta(days=2), "4 giờ làm việc → 14:00 thứ Hai 02/03"),
    ],
)
def test_a_request_is_answered_by_its_priority_and_before_its_set_time(
    priority: str, send_at: timedelta | None, rule: str
) -> None:
    set_time = MONDAY + send_at if send_at else None
    found = deadlines.answer_by(MONDAY, priority, set_time, WorkCalendar())  # type: ignore[arg-type]
    assert found.rule.full_text == rule
