"""A city at work for the guards: every kind of thing that an address can name, made through the real actions.

Ask for the fixture `scene`; `scene.things["bulletin"]` is what a row of the access table calls by that word.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from loa.audience import links as own_links
from loa.audience.actions import Choice, ask_to_subscribe
from loa.audience.models import Contact
from loa.bulletins import actions as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.words import Relation
from loa.channels.actions import change_account, open_account
from loa.channels.models import Account
from loa.clocks import actions as clocks
from loa.clocks.kinds import DayKind
from loa.clocks.national import SpecialDay
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Delivery
from loa.delivery.plan import TargetPlan
from loa.delivery.rules import ID_BITS
from loa.delivery.testing import make_plan
from loa.desk.imports import work as imports
from loa.desk.imports.kinds import get_kind
from loa.documents import actions as documents
from loa.documents.actions import Content
from loa.documents.actions.circulating import circulate
from loa.documents.making import sample_template
from loa.documents.models import Document
from loa.figures.actions import freeze
from loa.figures.scope import Scope
from loa.journal.actions import SYSTEM
from loa.kinds.email import actions as mail
from loa.kinds.email.intake import take_in
from loa.kinds.manual import actions as manual
from loa.kinds.manual import links as sheet_links
from loa.kinds.manual.models import Form, RunSheet, Station
from loa.kinds.press import actions as pressroom
from loa.kinds.press import links as press_links
from loa.kinds.webhook import actions as webhook
from loa.lib import clock
from loa.lib.tables import write_xlsx
from loa.notices import actions as notices
from loa.notices.models import Event, Notice
from loa.press.actions import counting
from loa.press.actions.clips import clip
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.actions.topic_words import add_word
from loa.press.models import Fetch, Signal
from loa.press.rules.questions import Question
from loa.press.tests.newsdesk import make_newsdesk
from loa.search.actions import add_synonym
from loa.speakers import intake as speakers
from loa.speakers.actions import clusters as register
from loa.speakers.actions import ending, limits, silencing, slots
from loa.speakers.models import Airing, Proof
from loa.speakers.queries.silences import Scope as Reach
from loa.speakers.rules.neighbours import Near
from loa.speakers.rules.words import NeighbourKind
from loa.speakers.testing import beat, join, make_cluster
from loa.tasks import tables
from loa.tasks.actions import assigning, handing, planning, programmes, reporting
from loa.tasks.actions.calendar_link import open_calendar_link
from loa.tasks.queries.sheets import exported
from loa.tasks.rules import sheet
from loa.units import actions as units
from loa.units.actor import Actor
from loa.units.models import Delegation, Grant, Role
from loa.units.permissions import Permission
from tests.desk import TEXT, Desk, proof
from tests.mailbox import Mailbox
from tests.papers import Office, make_office
from tests.proof import prove
from tests.scene_proof import make_airing, make_play, make_pole, make_sound
from tests.world import World

__all__ = ["ROLES", "Scene", "client_of", "scene"]

ROLES = ("anonymous", "stranger", "ward", "clerk", "editor", "approver", "admin")
"""Nobody; an editor of another city; an officer of a ward below; a colleague with reading rights; the three desks."""


@dataclass
class Scene:
    """The world, what is in it, and clients of every role."""

    world: World
    desk: Desk
    things: dict[str, Any]
    clients: dict[str, Client]

    def client(self, role: str, *, forged: bool = False) -> Client:
        """Return a client of the role as it was at the beginning, whatever an earlier request did to its cookies."""
        fresh = Client(enforce_csrf_checks=forged, raise_request_exception=False)
        fresh.cookies.update(self.clients[role].cookies)
        return fresh


def actor_of(world: World, role: str) -> Actor | None:
    """Return who stands for a role of the access table; None for nobody."""
    names = {"ward": "ward_officer"}
    return None if role == "anonymous" else getattr(world, names.get(role, role))


def client_of(world: World, role: str) -> Client:
    """Return a client that just proved who it is."""
    actor = actor_of(world, role)
    if actor is None:
        return Client()
    client = world.client(actor)
    prove(client, actor.person)
    return client


def _upload(world: World) -> UUID:
    """Return a table of areas that an administrator took in and did not bring in yet."""
    kind = get_kind("areas")
    table = SimpleUploadedFile("dia-ban.xlsx", imports.sample(kind))
    return imports.take_in(actor=world.admin, kind=kind, table=table).pk


@pytest.fixture
def scene(request: pytest.FixtureRequest, mailbox: Mailbox) -> Scene:
    """Make one of everything; the accounts and subscribers are some minutes old."""
    cache.clear()
    with time_machine.travel(clock.now() - timedelta(minutes=5)):
        desk: Desk = request.getfixturevalue("desk")
    world = desk.world
    smtp = {"host": "127.0.0.1", "port": mailbox.port, "sender": "tin@example.vn", "security": "none"}
    change_account(actor=world.admin, account=desk.email, config=smtp)
    things: dict[str, Any] = {"one": 1, "kind": "website", "reform": "rename"}
    _give_passwords(world)
    makers = (
        _people,
        _bulletins,
        _documents,
        _ledger,
        _mail,
        _hooks,
        _press,
        _sources,
        _figures,
        _search,
        _public,
        _ground,
        _circulation,
        _tasks,
        _work,
        _schedule,
        _proofs,
        _loudspeakers,
        _newsdesk,
    )
    for make in makers:
        things |= make(desk, things)
    return Scene(world, desk, things, {role: client_of(world, role) for role in ROLES})


def _give_passwords(world: World) -> None:
    """Let the cast have accepted their invitations."""
    for role in ROLES[1:]:
        person = actor_of(world, role).person  # type: ignore[union-attr]
        person.set_password("mat khau cua nguoi thu")
        person.save()


def _people(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    world = desk.world
    now = clock.now()
    invited = units.invite_person(
        actor=world.admin,
        email="moi@tp.example.vn",
        full_name="Đinh Văn Mới",
        body=world.city,
        role=Role.CLERK,
        title="Chuyên viên",
    )
    given = units.delegate(
        actor=world.approver,
        receiver=world.duty.post,
        permissions=[Permission.BULLETINS_RELEASE],
        kind=Delegation.Kind.BY_AUTHORITY,
        source_document="Giấy ủy quyền số 12/GUQ-BTG",
        valid_from=now,
        valid_until=now + timedelta(days=2),
    )
    reset = units.ask_second_factor_reset(
        actor=world.second_admin, person=world.clerk.person, reason="Mất điện thoại"
    )
    committee = units.create_committee(
        actor=world.admin,
        new=units.NewBody("BCD", "Ban Chỉ đạo phòng, chống dịch"),
        superior=world.city,
        seat_area=world.city_area,
        members=[world.ward_a],
        on=clock.today(),
        until=clock.today() + timedelta(days=30),
    )
    return {
        "committee": committee.pk,
        "person": world.clerk.person.pk,
        "invited": invited.person.pk,
        "invitation": invited.token,
        "post": world.clerk.post.pk,
        "own_post": world.approver.post.pk,
        "grant": Grant.objects.get(post=world.clerk.post).pk,
        "delegation": given.pk,
        "reset": reset.pk,
    }


def _picture(kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, kind)
    return data.getvalue()


def _documents(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Make a document in every state, on both sides; a page of nothing stands for a scan."""
    office = make_office(desk.world)
    office.number_here()
    issued, page = office.issued(), _picture("PDF")
    renewed = documents.propose_version(
        actor=desk.world.clerk, document=office.issued(), base_version=1, note="Sửa chữ", text="Bản mới."
    )
    commenting = documents.ask_comments(
        actor=desk.world.editor, document=office.draft(), bodies=[desk.world.ward_b]
    )
    aside = documents.discard(actor=desk.world.editor, document=office.draft(), reason="Trùng việc")
    return {
        "document": _draft(office).pk,
        "received": _dropped(office, page).pk,
        "directed": office.directed().pk,
        "commenting": commenting.pk,
        "to_sign": office.submitted().pk,
        "to_issue": office.signed().pk,
        "issued": issued.pk,
        "renewed": renewed.pk,
        "set_aside": aside.pk,
        "register": issued.register_id,
        "intake": _drop(office, page).pk,
        "docx_word": "docx",
        "office_template": _office_template(office).pk,
    }


def _office_template(office: Office) -> Any:
    world = office.world
    data = sample_template(world.city)
    return documents.set_template(
        actor=world.clerk, body=world.city, kind="THÔNG BÁO", name="mau.docx", data=data
    )


def _draft(office: Office) -> Any:
    """Return a draft of two versions that lacks nothing to be printed."""
    draft = office.draft(place="Sông Hồng", signer_title="Trưởng ban")
    return documents.save(
        actor=office.world.editor, document=draft, base_version=1, header_fields={}, text="Nội dung đã sửa."
    )


def _drop(office: Office, page: bytes) -> Any:
    world = office.world
    return documents.drop_in(actor=world.clerk, body=world.city, kind="incoming", name="a.pdf", data=page)


def _dropped(office: Office, page: bytes) -> Any:
    known = {"subject": "Lịch họp giao ban", "agency": "Văn phòng Thành ủy"}
    intake = _drop(office, page)
    return documents.confirm(actor=office.world.clerk, intake=intake, header_fields=known)


def _bulletins(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    world = desk.world
    draft = desk.ready()
    picture = bulletins.add_picture(
        actor=world.editor,
        bulletin=draft,
        name="anh.png",
        data=_picture(),
        alt_text="Lịch phun",
        source="Trung tâm Y tế",
        licence="CC BY 4.0",
        consent="Không có người",
    )
    discarded = desk.draft(title="Bản đã bỏ")
    bulletins.discard(actor=world.editor, bulletin=discarded)
    held = desk.submitted(title="Bản đang trong thời gian chờ")
    desk.release(held)
    return {
        "draft": draft.pk,
        "discarded": discarded.pk,
        "submitted": desk.submitted(title="Bản chờ duyệt").pk,
        "held": held.pk,
        "picture": picture.pk,
        "picture_word": "picture",
        "file": picture.file.pk,
        "template": "epidemic",
    }


def _ledger(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Send two bulletins by the real worker, prepare the correction of one and send that of the other."""
    world = desk.world
    with time_machine.travel(clock.now() - timedelta(minutes=2)):
        sheets, station = _station(desk)
        alerts = open_account(
            actor=world.admin,
            body=world.city,
            kind="cap",
            name="Cảnh báo",
            config={"sender": "tin@example.vn"},
        )
        accounts = [desk.website, desk.email, sheets, alerts]
        sent, wrong = (_released(desk, title, accounts) for title in ("Bản đã phát", "Bản bị đính chính"))
    worker.drain()
    bulletins.run_due_times()
    correction = replacement(world, wrong)
    bulletins.release_alone(actor=world.duty, bulletin=correction, proof=proof())
    dispatch = sent.releases.get().dispatch
    assert dispatch
    delivery = Delivery.objects.get(dispatch_id=dispatch.pk, account_id=sheets.pk)
    return {
        "sent": sent.pk,
        "code": sent.code,
        "alerts": alerts.pk,
        "mending": replacement(world, sent).pk,
        "countersigned": correction.pk,
        "dispatch": dispatch.pk,
        "delivery": delivery.pk,
        "chunk": delivery.pk >> ID_BITS,
        "station": station.pk,
        "sheet": sheet_links.sheet_token(delivery.pk),
        "sheet_id": RunSheet.objects.get(delivery_id=delivery.pk).pk,
    }


def _released(desk: Desk, title: str, accounts: list[Account]) -> Bulletin:
    bulletin = desk.submitted(title=title, accounts=accounts)
    desk.release(bulletin)
    return bulletin


def replacement(world: World, original: Bulletin) -> Bulletin:
    return bulletins.draft_replacement(
        actor=world.duty,
        original=original,
        relation=Relation.CORRECTION,
        text=TEXT.replace("05/9/2027", "06/9/2027"),
        reason="Ghi nhầm ngày",
    )


def _station(desk: Desk) -> tuple[Account, Station]:
    world = desk.world
    station = manual.open_station(
        actor=world.admin,
        body=world.city,
        area=world.ward_a_area,
        form=Form.BOARD,
        name="Bảng tin tổ 1",
        keeper="Tổ trưởng tổ dân phố số 1",
    )
    sheets = open_account(
        actor=world.admin,
        body=world.city,
        kind="manual",
        name="Bảng tin",
        mode="live",
        config={"form": Form.BOARD.value},
    )
    return sheets, station


def _mail(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Set a bounce mailbox at a port where nobody listens, and take one letter in that came back."""
    mail.set_mailbox(
        actor=desk.world.admin,
        account=desk.email,
        host="127.0.0.1",
        port=9,
        security="none",
        username="trave",
        password="mat khau",
    )
    take_in(b"Subject: gi do\r\n\r\n", account=desk.email)
    return {"mail": desk.email.pk}


def _hooks(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Register an endpoint at a port where nobody listens, and begin to send something there."""
    world = desk.world
    hooks = open_account(
        actor=world.admin, body=world.city, kind="webhook", name="Cổng webhook", mode="exercise"
    )
    opened = webhook.register(
        actor=world.admin, account=hooks, organisation="Trung tâm giao thông", url="http://127.0.0.1:9/in"
    )
    rule = {"account": hooks.pk, "areas": [world.ward_a_area.code]}
    targets = (TargetPlan(hooks.pk, "main", "endpoints.webhook", rule),)
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(hooks, 1, targets=targets))
    worker.drain()
    delivery = Delivery.objects.get(dispatch_id=dispatch.pk)
    return {"endpoint": opened.endpoint.pk, "hooks": hooks.pk, "called": delivery.pk}


def _press(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """List two newsrooms, one of which stopped, and take one question."""
    world = desk.world
    smtp = {"host": "127.0.0.1", "port": 9, "sender": "baochi@example.vn", "security": "none"}
    spoken = {"spokesperson": "Bùi Văn Ngôn", "spokesperson_title": "Phó Trưởng ban"}
    place = {"spokesperson_phone": "024 3825 0000", "place": "Sông Hồng"}
    press = open_account(
        actor=world.admin, body=world.city, kind="press", name="Báo chí của Ban", config=smtp | spoken | place
    )
    stands, stopped = (
        pressroom.register(actor=world.editor, account=press, name=name, address=f"{key}@bao.example.vn")
        for key, name in (("a", "Báo Mẫu"), ("b", "Đài Mẫu"))
    )
    pressroom.stop(actor=world.editor, newsroom=stopped, reason="Đổi hộp thư")
    question = pressroom.record(
        actor=world.editor,
        body=world.city,
        newsroom="Báo Mẫu",
        way="email",
        subject="Tiến độ sửa cầu",
        text="Bao giờ xong?",
        received_at=clock.now(),
    )
    return {
        "press": press.pk,
        "newsroom": stands.pk,
        "stopped_newsroom": stopped.pk,
        "newsroom_stop": press_links.stop_token(stands.pk),
        "question": question.pk,
    }


def _sources(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Enter a publisher with a source that brought an item, and a wording of a topic."""
    world = desk.world
    given = {
        "actor": world.editor,
        "publisher": add_publisher(actor=world.editor, name="Báo Mẫu", domains="bao.example.vn"),
    }
    source = add_source(
        body=world.city, kind="feed", name="Thời sự", url="https://bao.example.vn/rss", **given
    )
    hand = add_source(body=world.city, kind="clip", name="Báo in", **given)
    clip(source=hand, title="Xe buýt điện chạy thử", published_at=clock.now(), **given)
    Fetch.objects.create(
        source=source, at=clock.now(), outcome="failed", why="refused", facts={"status": 404}
    )
    word = add_word(actor=world.editor, topic=world.topic, value="xe buýt")
    return {
        "press_source": source.pk,
        "publisher": source.publisher_id,
        "publisher_name": source.publisher.names.get().pk,
        "topic_word": word.pk,
    }


def _figures(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    world = desk.world
    scope = Scope(world.city, clock.today(), clock.today())
    (snapshot,) = freeze(actor=world.leader, scope=scope, keys=["documents.issued"])
    return {"figure": snapshot.key, "snapshot": snapshot.pk}


def _search(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    made = add_synonym(actor=desk.world.editor, typed="cấp nước\nnước máy")
    return {"synonym": made.pk}


def sent_document(actor: Actor, number: str, **to: Any) -> Document:
    """Take in a signed document of the actor's body and send it."""
    header = {
        "full_number": number,
        "kind": "KẾ HOẠCH",
        "subject": "Tuyên truyền",
        "dated": date(2026, 11, 20),
    }
    document = documents.take_in_signed(
        actor=actor, body=actor.body, header_fields=header, content=Content("Nội dung kế hoạch.")
    )
    circulate(actor=SYSTEM, document=document, **to)
    document.refresh_from_db()
    return document


def _circulation(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Send a document of the city to a ward."""
    document = sent_document(desk.world.clerk, "12/KH-UBND", bodies=[desk.world.ward_a])
    return {
        "sent_document": document.pk,
        "document_link": document.link,
        "copy": document.circulations.get().pk,
        "csv": "csv",
    }


def _public(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    ask_to_subscribe(
        body=desk.world.city, address="moi@example.vn", choice=Choice([desk.world.ward_a_area]), agreed=True
    )
    asked = Contact.objects.order_by("-pk").first()
    known = Contact.objects.order_by("pk").first()
    assert asked
    assert known
    return {
        "confirm": own_links.confirm_token(asked.pk),
        "own": own_links.own_token(known.pk),
        "subscriber": known.subscriber_id,
    }


def _tasks(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Return a programme with tasks in every state, one part of ward A that waits for acceptance, two hand-overs."""
    world = desk.world
    programme = programmes.create_programme(actor=world.editor, code="CT01", name="Loa số", year=2026)
    span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    group = programmes.add_group(actor=world.editor, programme=programme, name="Lắp đặt", **span)
    programmes.start(actor=world.editor, programme=programme)
    tasks = {
        name: planning.create_task(
            actor=world.editor, group=group, title=title, due_on=date(2026, 12, 1), **says
        )
        for name, title, says in (
            ("task", "Lắp 10 cụm loa", {"evidence": "Biên bản nghiệm thu"}),
            ("draft_task", "Bảo trì", {}),
            ("cancelled_task", "Thay dây", {}),
            ("repeating_task", "Báo cáo tháng", {"repeats": "FREQ=MONTHLY;COUNT=3"}),
        )
    }
    for name, task in tasks.items():
        assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a, world.ward_b])
        if name != "draft_task":
            planning.open_task(actor=world.editor, task=task)
    planning.cancel(actor=world.editor, task=tasks["cancelled_task"], reason="Trùng")
    planning.depends(actor=world.editor, task=tasks["task"], after=[tasks["repeating_task"]])
    part = tasks["task"].assignments.get(body=world.ward_a)
    reporting.hand_in(actor=world.ward_officer, assignment=part, text="Đã lắp xong 10 cụm.")
    facts: dict[str, Any] = {"task": tasks["task"], "due": 2}
    passed_by = handing.hand_over(
        actor=world.ward_officer, giver=world.ward_a, taker=world.ward_b, what="Danh sách điểm phát", **facts
    )
    passed = handing.hand_over(
        actor=world.other_ward_officer, giver=world.ward_b, taker=world.ward_a, what="Hồ sơ", **facts
    )
    table = write_xlsx(sheet.COLUMNS, exported(programme))
    kept = tables.take_in(actor=world.editor, table=SimpleUploadedFile("bang.xlsx", table))
    return {name: task.pk for name, task in tasks.items()} | {
        "programme": programme.pk,
        "task_group": group.pk,
        "part": part.pk,
        "passed": passed.pk,
        "passed_by": passed_by.pk,
        "table": kept.pk,
        "table_kind": "xlsx",
    }


def _ground(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    world = desk.world
    notices.notify(
        people=[world.editor.person], event=Event.RETURNED, key="k", title="Bản tin bị trả lại", path="/desk/"
    )
    begins = clock.now() + timedelta(hours=1)
    shift = clocks.plan_duty(
        actor=world.admin,
        body=world.city,
        post=world.duty.post,
        begins_at=begins,
        ends_at=begins + timedelta(hours=8),
    )
    off = SpecialDay(date(2027, 8, 19), DayKind.LOCAL_OFF, "Nghỉ do bão số 3", source="Thông báo 12/TB-UBND")
    (day,) = clocks.set_days(actor=world.admin, area=world.city_area, days=[off])
    account = open_account(
        actor=world.admin, body=world.city, kind="website", name="Trang thứ hai", mode="live", config={}
    )
    feed = open_account(actor=world.admin, body=world.city, kind="rss", name="Nguồn tin")
    return {
        "feed": feed.pk,
        "feed_name": "atom.xml",
        "notice": Notice.objects.get(key="k").pk,
        "account": account.pk,
        "import": "areas",
        "upload": _upload(world),
        "area": world.ward_a_area.pk,
        "body": world.city.pk,
        "shift": shift.pk,
        "day": day.pk,
        "factor": Authenticator.objects.get(user=world.editor.person).pk,
    }


def _loudspeakers(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """List a cluster with a device of each ward and one without, silence one, and have somebody ask to end another."""
    world = desk.world
    cluster = make_cluster(world.admin, world.ward_a, world.ward_a_area, latitude=21.0171, longitude=105.8142)
    joined = join(world.admin, cluster)
    beat(cluster)
    school = Near(NeighbourKind.SCHOOL, "THCS Láng Hạ", time(7), time(11, 30), (1, 2))
    near = register.add_neighbour(actor=world.admin, cluster=cluster, near=school)
    bare = make_cluster(world.admin, world.ward_a, world.ward_a_area, "LH-02")
    silence = silencing.silence(actor=world.duty, scope=Reach(body=world.ward_a), reason="Phát nhầm")
    other = silencing.silence(actor=world.duty, scope=Reach(cluster=cluster), reason="Phát nhầm")
    asked = silencing.ask_to_end(actor=world.duty, silence=other, reason="Đã kiểm tra")
    return {
        "cluster": cluster.pk,
        "bare_cluster": bare.pk,
        "neighbour": near.pk,
        "silence": silence.pk,
        "asked_silence": asked.pk,
        "speaker_device": joined.device.pk,
    }


def _work(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Read a ward's days as a calendar."""
    world = desk.world
    return {"carrier": world.ward_a.pk, "calendar_secret": open_calendar_link(actor=world.ward_officer)}


def _schedule(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Keep two times of the week for a ward's loudspeakers, limit the city's, lay out one relay for tomorrow."""
    world = desk.world
    given: dict[str, Any] = {"kind": "programme", "minutes": 15, "from_date": clock.today()}
    slot, waiting = (
        slots.draft_slot(actor=world.ward_officer, body=world.ward_a, title=title, at=time(hour), **given)
        for title, hour in (("Bản tin sáng", 6), ("Bản tin chiều", 17))
    )
    slots.submit_slot(actor=world.ward_officer, slot=waiting)
    rule = limits.add_rule(
        actor=world.admin,
        area=world.city_area,
        kind="limits",
        source="Quyết định 5/QĐ-UBND",
        valid_from=clock.today(),
        minutes_a_session=45,
    )
    begins = clock.now() + timedelta(days=1)
    airing = Airing.objects.create(
        body=world.ward_a,
        relay_url="https://vov.example.vn/live",
        title="Tiếp sóng",
        source="tests.relay",
        mode="live",
        priority="normal",
        starts_at=begins,
        latest_at=begins,
        length_ms=60_000,
        made_at=clock.now(),
    )
    return {"slot": slot.pk, "waiting_slot": waiting.pk, "noise_rule": rule.pk, "airing": airing.pk}


def _proofs(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Have a cluster of ward A prove one play and be silent about another."""
    world = desk.world
    pole = make_pole(world.ward_a, world.ward_a_area)
    sound = make_sound(world.ward_a, world.ward_officer.person)
    now = clock.now()
    plays = [make_play(make_airing(sound, now - timedelta(minutes=n)), pole) for n in (30, 2)]
    speakers.take_in([pole.proof(plays[0])])
    ending.find_silent(now)
    proven = Proof.objects.get(device=pole.device)
    return {"pole": pole, "proven_cluster": pole.cluster.pk, "proof": proven.pk, "sound": sound}


def _newsdesk(desk: Desk, _things: dict[str, Any]) -> dict[str, Any]:
    """Tell a story in two items with their reprints, and another one; keep a count, and signal a story."""
    world, now = desk.world, clock.now()
    made = make_newsdesk(world)
    question = Question(since=clock.today() - timedelta(days=3))
    saved = counting.save_count(actor=world.clerk, name="Tin từ đầu tuần", question=question)
    signal = Signal.objects.create(
        kind="story", story=made.dengue, at=now, observed=9, expected=0.5, chance=1e-9
    )
    return {
        "story": made.dengue.pk,
        "lone_story": made.flood.pk,
        "press_item": made.items["first"].pk,
        "lone_item": made.items["flood"].pk,
        "saved_count": saved.pk,
        "signal": signal.pk,
        "svg": "svg",
        "split": "split",
    }
