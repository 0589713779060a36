"""Twenty of everything, so that what grows with the rows is seen to grow."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import time_machine
from django.db import transaction

from loa.audience.actions import Arrival, Choice, import_subscribers
from loa.bulletins import actions as bulletins
from loa.bulletins.rules.words import Priority
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.clocks import actions as clocks
from loa.clocks.kinds import DayKind
from loa.clocks.national import SpecialDay
from loa.clocks.rules import at_moment
from loa.delivery import worker
from loa.delivery.models import Difference
from loa.documents import actions as documents
from loa.documents.actions.circulating import circulate
from loa.documents.actions.numbering import next_number
from loa.documents.models import Document
from loa.documents.rules.circulation import Part
from loa.documents.rules.words import Side
from loa.journal.actions import SYSTEM
from loa.kinds.email.intake import take_in
from loa.kinds.manual import actions as manual
from loa.kinds.manual.models import Form
from loa.kinds.press import actions as pressroom
from loa.kinds.webhook import actions as webhook
from loa.lib import clock
from loa.notices import actions as notices
from loa.notices.models import Event
from loa.press.actions import counting
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.actions.topic_words import add_word
from loa.press.models import Signal
from loa.press.rules.questions import Question
from loa.press.testing import make_item, make_source, make_story
from loa.search.actions import add_synonym
from loa.speakers import intake as speakers
from loa.speakers.actions import ending, limits, silencing, slots
from loa.speakers.queries.silences import Scope
from loa.speakers.testing import beat, join, make_cluster
from loa.tasks.actions import assigning, handing, planning, programmes, reporting
from loa.tasks.models import Programme, Task
from loa.units import actions as units
from loa.units.models import AreaLevel, Body, Role
from tests.desk import proof
from tests.guards.scene import Scene, replacement, sent_document
from tests.papers import Office
from tests.scene_proof import make_airing, make_play, make_pole
from tests.world import FOUNDED, make_actor

MANY = 20


def grow(scene: Scene) -> None:
    """Add `MANY` rows to every list."""
    bodies = _places(scene)
    _people(scene, bodies)
    _receivers(scene, bodies)
    _documents(scene)
    _ledger(scene)
    _ground(scene, bodies)
    _copies(scene)
    _tasks(scene, bodies)
    _schedule(scene, bodies)
    _plays(scene)
    _clusters(scene, bodies)
    _sources(scene)
    _newsdesk(scene)
    for n in range(MANY):
        add_synonym(actor=scene.world.editor, typed=f"từ này {n}\ntừ kia {n}")


def _sources(scene: Scene) -> None:
    """Enter many publishers, each with a source, a domain and a wording."""
    given: dict[str, Any] = {"actor": scene.world.editor}
    for n in range(MANY):
        publisher = add_publisher(name=f"Báo {n}", domains=f"bao{n}.example.vn", **given)
        url = f"https://bao{n}.example.vn/rss"
        add_source(
            body=scene.world.city, publisher=publisher, kind="feed", name=f"Nguồn {n}", url=url, **given
        )
        add_word(topic=scene.world.topic, value=f"vấn đề {n}", **given)


def _newsdesk(scene: Scene) -> None:
    """Tell many stories with a signal each, and keep many counts."""
    world, now = scene.world, clock.now()
    source = make_source(world.editor.person, world.city, "Báo Đông", now)
    question = Question(since=clock.today())
    for n in range(MANY):
        story = make_story([make_item(source, f"Tin {n}", now - timedelta(seconds=n), topics=["health"])])
        facts = {"at": now - timedelta(hours=n), "observed": 9, "expected": 0.5, "chance": 1e-9}
        Signal.objects.create(kind="story", story=story, **facts)
        Signal.objects.create(kind="topic", topic="health", **facts)
        counting.save_count(actor=world.editor, name=f"Số đếm {n}", question=question)


def _schedule(scene: Scene, bodies: list[Body]) -> None:
    """Keep a time of the week in every body, and limit every area."""
    world = scene.world
    today = clock.today()
    for n, body in enumerate(bodies):
        given: dict[str, Any] = {"title": f"Khung {n}", "kind": "programme", "at": time(6), "minutes": 10}
        slots.draft_slot(actor=world.editor, body=body, from_date=today, **given)
        area = body.versions.get().seat_area
        facts: dict[str, Any] = {"area": area, "source": f"Quyết định {n}", "minutes_a_session": 15}
        limits.add_rule(actor=world.admin, kind="limits", valid_from=today, **facts)


def _plays(scene: Scene) -> None:
    """Have a cluster prove many plays, and many clusters be silent."""
    world, pole, sound = scene.world, scene.things["pole"], scene.things["sound"]
    now = clock.now()
    airings = [make_airing(sound, now - timedelta(hours=2, minutes=n)) for n in range(MANY)]
    speakers.take_in([pole.proof(make_play(airing, pole)) for airing in airings])
    silent = make_airing(sound, now - timedelta(minutes=3))
    for _ in range(MANY):
        make_play(silent, make_pole(world.ward_a, world.ward_a_area))
    ending.find_silent(now)


def _clusters(scene: Scene, bodies: list[Body]) -> None:
    """Give every body a cluster with a device that was heard, each silenced."""
    world = scene.world
    for n, body in enumerate(bodies):
        area = body.versions.get().seat_area
        cluster = make_cluster(world.admin, body, area, f"M-{n:02}", latitude=21.0 + n / 99, longitude=105.8)
        join(world.admin, cluster)
        beat(cluster)
        silencing.silence(actor=world.duty, scope=Scope(cluster=cluster), reason="Phát nhầm")


def _copies(scene: Scene) -> None:
    """Send a document to everybody, who stay silent, and twenty of a ward's documents to the city."""
    document = Document.objects.get(pk=scene.things["sent_document"])
    circulate(actor=SYSTEM, document=document, part=Part.BELOW)
    long_ago = clock.now() - timedelta(days=9)
    document.circulations.update(shown_silent_at=long_ago, escalated_at=long_ago + timedelta(days=1))
    clerk = make_actor("Kiều Thị Sổ", scene.world.ward_a, Role.CLERK)
    for n in range(MANY):
        sent_document(clerk, f"{n}/BC-UBND", bodies=[scene.world.city])


def _tasks(scene: Scene, bodies: list[Body]) -> None:
    """Give every body a part of one task that waits, tasks of their own, programmes and groups."""
    world = scene.world
    programme = Programme.objects.get(pk=scene.things["programme"])
    task = Task.objects.get(pk=scene.things["task"])
    assigning.assign(actor=world.editor, task=task, bodies=bodies)
    for n, part in enumerate(task.assignments.filter(body__in=bodies)):
        officer = make_actor(f"Cán bộ {n}", part.body, Role.WARD_OFFICER)
        reporting.hand_in(actor=officer, assignment=part, text="Đã lắp.")
        span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
        group = programmes.add_group(actor=world.editor, programme=programme, name=f"Nhóm {n}", **span)
        programmes.create_programme(actor=world.editor, code=f"CX{n}", name=f"Chương trình {n}", year=2026)
        other = planning.create_task(
            actor=world.editor, group=group, title=f"Việc {n}", due_on=date(2026, 12, 1)
        )
        assigning.assign(actor=world.editor, task=other, bodies=[part.body])
        planning.open_task(actor=world.editor, task=other)
        handing.hand_over(
            actor=world.editor, task=task, giver=part.body, taker=world.ward_a, what=f"Việc {n}", due=2
        )


def _places(scene: Scene) -> list[Body]:
    world = scene.world
    found = []
    for n in range(MANY):
        area = units.create_area(
            actor=SYSTEM,
            code=f"C1N{n:02}",
            level=AreaLevel.COMMUNE,
            kind="Phường",
            name=f"Mới {n}",
            parent=world.city_area,
            on=FOUNDED,
        )
        new = units.NewBody(f"PN{n:02}", f"Ủy ban nhân dân phường Mới {n}")
        found.append(
            units.create_body(actor=SYSTEM, new=new, superior=world.city, seat_area=area, on=date(2020, 2, 1))
        )
    return found


def _people(scene: Scene, bodies: list[Body]) -> None:
    world = scene.world
    for n, body in enumerate(bodies):
        invited = units.invite_person(
            actor=world.admin,
            email=f"can.bo{n}@tp.example.vn",
            full_name=f"Cán Bộ {n}",
            body=body,
            role=Role.WARD_OFFICER,
            title="Công chức",
        )
        starts = clock.now() + timedelta(days=n + 1)
        ends = starts + timedelta(hours=8)
        clocks.plan_duty(actor=SYSTEM, body=body, post=invited.post, begins_at=starts, ends_at=ends)
        for reader in (world.editor, world.admin, world.duty):
            notices.notify(
                people=[reader.person], event=Event.RETURNED, key=f"n{n}", title=f"Việc {n}", path="/desk/"
            )


def _receivers(scene: Scene, bodies: list[Body]) -> None:
    world = scene.world
    with time_machine.travel(clock.now() - timedelta(minutes=4)):
        for n, body in enumerate(bodies):
            open_account(actor=SYSTEM, body=body, kind="website", name=f"Trang {n}", mode="live", config={})
            manual.open_station(
                actor=world.admin, body=body, area=world.ward_a_area, form=Form.BOARD, name=f"Bảng tin {n}"
            )
            webhook.register(
                actor=world.admin,
                account=Account.objects.get(pk=scene.things["hooks"]),
                organisation=f"Trung tâm {n}",
                url=f"http://127.0.0.1:9/{n}",
            )
            pressroom.register(
                actor=world.editor,
                account=Account.objects.get(pk=scene.things["press"]),
                name=f"Báo {n}",
                address=f"bao{n}@bao.example.vn",
            )
            pressroom.record(
                actor=world.editor,
                body=world.city,
                newsroom=f"Báo {n}",
                way="phone",
                subject=f"Việc {n}",
                text="Bao giờ xong?",
                received_at=clock.now(),
            )
        seats = [body.versions.get().seat_area for body in bodies]
        arrivals = [
            Arrival(f"them{n}@example.vn", Choice([world.ward_a_area, seat])) for n, seat in enumerate(seats)
        ]
        import_subscribers(actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 02")
        for n in range(MANY):
            take_in(b"Subject: %d\r\n\r\n" % n, account=scene.desk.email)


def _documents(scene: Scene) -> None:
    office = Office(scene.world, scene.world.clerk, scene.world.leader)
    for n in range(MANY):
        document = office.received(number=f"{n + 100}/KH-UBND")
        officer = scene.world.editor.post
        documents.direct(actor=scene.world.leader, document=document, text=f"Việc {n}", officer=officer)
        office.draft(subject=f"Dự thảo {n}")
        with transaction.atomic():
            next_number(scene.world.city, Side.OUTGOING, f"LOẠI {n}", clock.today().year)
    scene.things["register"] = document.register_id


def _ledger(scene: Scene) -> None:
    desk, ordinary = scene.desk, []
    urgent = {
        "accounts": [desk.website],
        "priority": Priority.EMERGENCY,
        "emergency_kind": "epidemic",
        "emergency_reason": "Ổ dịch lan nhanh",
        "valid_until": clock.now() + timedelta(hours=12),
    }
    with time_machine.travel(clock.now() - timedelta(minutes=2)):
        for n in range(MANY):
            accounts = (
                [desk.website]
                if n
                else [desk.website, desk.email, *desk.world.city.accounts.filter(kind="manual")]
            )
            ordinary.append(desk.submitted(title=f"Bản tin {n}", accounts=accounts))
            dispatch = desk.release(ordinary[-1]).dispatch
            if n == 0:
                scene.things["dispatch"] = dispatch.pk  # to everybody
            desk.release(desk.submitted(title=f"Bản khẩn {n}", **urgent))
    worker.drain()
    now = clock.now()
    Difference.objects.bulk_create(
        Difference(account=desk.website, side="theirs", key=f"k{n}", found_at=now, last_at=now)
        for n in range(MANY)
    )
    bulletins.run_due_times()
    for wrong in ordinary[1:]:  # the first one's run sheets stay open
        wrong.refresh_from_db()
        bulletins.release_alone(actor=desk.world.duty, bulletin=replacement(desk.world, wrong), proof=proof())


def _ground(scene: Scene, bodies: list[Body]) -> None:
    world = scene.world
    days = [
        SpecialDay(date(2027, 6, n + 1), DayKind.LOCAL_OFF, f"Nghỉ {n}", source="Thông báo 1/TB-UBND")
        for n in range(MANY)
    ]
    clocks.set_days(actor=world.admin, area=world.city_area, days=days)
    for n, body in enumerate(bodies):
        late = at_moment(clock.now() - timedelta(hours=1), f"Hạn {n}", clock.now())
        clocks.open_clock(
            actor=SYSTEM, thing=f"tests.thing:{n}", purpose="tests.answer", body=body, deadline=late
        )
