"""Hostile input meets the site: scripts in every field, formulas in exports, forged headers, fields nobody offered."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from django.core.cache import cache
from lxml import html

from loa.bulletins.models import Bulletin
from loa.channels.actions import open_account
from loa.documents import actions as documents
from loa.documents.models import Circulation, Document
from loa.journal.actions import SYSTEM
from loa.kinds.manual import actions as manual
from loa.kinds.manual.models import Form
from loa.kinds.press import actions as pressroom
from loa.lib import clock
from loa.lib.tables import Column, write_csv, write_xlsx
from loa.notices import actions as notices
from loa.notices.models import Event
from loa.press.actions.clips import clip
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.models import Item, Publisher, SavedCount, Signal, Story
from loa.speakers.actions import silencing
from loa.speakers.queries.silences import Scope as Reach
from loa.speakers.testing import make_cluster
from loa.tasks.actions import assigning, handing, planning, programmes, reporting
from loa.units import actions as units
from loa.units.models import AreaLevel, Person, Role
from tests.guards.access_table import TABLE
from tests.guards.scene import Scene
from tests.guards.visiting import addresses, visit
from tests.papers import Office
from tests.proof import prove
from tests.world import FOUNDED, make_actor

SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "<a href='javascript:alert(1)'>bấm</a>",
)
FORMULAS = ("=HYPERLINK(1)", "@SUM(1)", "\t=1+1", "+1+1", "-1+1", "\r=1", "＝1")


# -- A09: scripts ---------------------------------------------------------------------------------------------


def poison(scene: Scene, payload: str) -> None:
    """Write the payload into every name and text that a screen shows."""
    desk, world = scene.desk, scene.world
    area = units.create_area(
        actor=SYSTEM,
        code="C1X",
        level=AreaLevel.COMMUNE,
        kind="Phường",
        name=payload,
        parent=world.city_area,
        on=FOUNDED,
    )
    units.create_body(
        actor=SYSTEM,
        new=units.NewBody("PX", f"Đơn vị {payload}"),
        superior=world.city,
        seat_area=area,
        on=FOUNDED.replace(day=2),
    )
    make_actor("Người lạ", world.city, Role.CLERK, title=payload)
    Person.objects.filter(full_name="Người lạ").update(full_name=payload)
    bulletin = desk.draft(title=f"Tin {payload}", text=f"Nội dung {payload} hết.", source=payload)
    scene.things["draft"] = bulletin.pk
    open_account(
        actor=SYSTEM, body=world.city, kind="website", name=f"Trang {payload}", mode="live", config={}
    )
    manual.open_station(
        actor=world.admin, body=world.city, area=area, form=Form.BOARD, name=payload, keeper=payload
    )
    pressroom.register(
        actor=world.editor,
        account=world.city.accounts.get(kind="press"),
        name=payload,
        address="x@bao.example.vn",
    )
    publisher = add_publisher(actor=world.editor, name=payload[:160])
    source = {"publisher": publisher, "body": world.city, "kind": "clip", "name": payload[:160]}
    clipped = {"title": payload, "text": payload, "published_at": clock.now(), "publisher": publisher}
    clip(actor=world.editor, source=add_source(actor=world.editor, **source), **clipped)
    scene.things |= {"publisher": publisher.pk, "press_source": publisher.sources.get().pk}
    question = pressroom.record(
        actor=world.editor,
        body=world.city,
        newsroom=payload,
        way="email",
        subject=payload,
        text=payload,
        received_at=clock.now(),
    )
    scene.things["question"] = question.pk
    office = Office(world, world.clerk, world.leader)
    scene.things["document"] = office.draft(
        subject=payload, text=payload, signer=payload, signer_title="X"
    ).pk
    known = {"subject": payload, "agency": payload}
    draft = Document.objects.get(pk=scene.things["document"])
    documents.comment(actor=world.editor, document=draft, kind="comment", text=payload)
    scene.things["received"] = office.received(**known).pk
    sent = scene.things["sent_document"]
    Document.objects.filter(pk=sent).update(subject=payload)
    Circulation.objects.filter(document=sent).update(reason=payload)
    programme = programmes.create_programme(actor=world.editor, code="CTX", name=payload, year=2026)
    span = {"starts_on": FOUNDED, "ends_on": clock.today()}
    group = programmes.add_group(actor=world.editor, programme=programme, name=payload, **span)
    says = {"title": payload, "why": payload, "evidence": payload, "target": payload, "due_on": clock.today()}
    task = planning.create_task(actor=world.editor, group=group, **says)
    assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a, world.ward_b])
    planning.open_task(actor=world.editor, task=task)
    sides = {"giver": world.ward_a, "taker": world.ward_b}
    handing.hand_over(actor=world.ward_officer, task=task, what=payload, due=1, **sides)
    part = task.assignments.get(body=world.ward_a)
    reporting.hand_in(actor=world.ward_officer, assignment=part, text=payload)
    scene.things |= {"programme": programme.pk, "task_group": group.pk, "task": task.pk, "part": part.pk}
    names = {"place": payload, "model": payload[:80]}
    cluster = make_cluster(world.admin, world.ward_a, world.ward_a_area, "X-1", **names)
    cluster.neighbours.create(kind="other", name=payload)
    silence = silencing.silence(actor=world.duty, scope=Reach(cluster=cluster), reason=payload)
    scene.things |= {"cluster": cluster.pk, "silence": silence.pk}
    Item.objects.update(title=payload, summary=payload, text=payload)
    Story.objects.update(title=payload)
    Publisher.objects.update(name=payload)
    SavedCount.objects.update(name=payload)
    Signal.objects.update(reason=payload)
    notices.notify(
        people=[world.editor.person, world.admin.person],
        event=Event.RETURNED,
        key="x",
        title=payload,
        path="/desk/",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A09")
def test_a_script_in_any_field_is_only_text(scene: Scene):
    wrong: set[str] = set()
    poison(scene, "".join(SCRIPTS[:3]))
    scene.desk.draft(title="".join(SCRIPTS[3:]), text="".join(SCRIPTS))
    for row in TABLE.values():
        for role in ("anonymous", "editor", "admin"):
            if row.name in addresses() and row.expected("GET")[role] == "200":
                answer = visit(scene, row.path(scene), role)
                if answer.get("Content-Type", "").startswith("text/html"):
                    wrong |= {f"{row.name} as {role}: {fault}" for fault in _alive(answer.content)}
    assert not wrong, "\n".join(sorted(wrong))


def _alive(page: bytes):
    for node in html.fromstring(page).iter() if page.strip() else ():
        if not isinstance(node.tag, str):
            continue
        if node.tag in {"script", "svg", "img"} and b"alert(" in html.tostring(node, with_tail=False):
            yield f"<{node.tag}> with a payload"
        for name, value in node.attrib.items():
            if name.startswith("on") or (
                name in {"href", "src", "action"} and value.startswith("javascript:")
            ):
                yield f"{name}={value[:40]}"


# -- A10: formulas --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.fault("A10")
def test_a_formula_is_never_live_in_an_export(formula: str):
    columns = [Column("a", "A"), Column("b", "B")]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(columns, [{"a": formula, "b": 5}]))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    line = write_csv(columns, [{"a": formula, "b": 5}]).decode("utf-8-sig").splitlines()[1:]
    first = next(csv.reader(["\n".join(line)]))[0]
    assert not re.match(r"[=+\-@\t\r＝]", first)


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A10")
def test_the_lists_export_no_live_formula_and_keep_their_numbers(scene: Scene):
    scene.desk.draft(title="=HYPERLINK(1)")
    book = visit(scene, "/desk/bulletins/?export=xlsx", "editor").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    file = visit(scene, "/desk/bulletins/?export=csv", "editor").content.decode("utf-8-sig")
    assert not re.search(r'(^|,)"?[=+@]', file, re.MULTILINE)


# -- A13: fields nobody offered -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.fault("A13")
def test_a_form_takes_only_the_fields_it_offers(desk):
    world = desk.world
    bulletin = desk.draft()
    forged = {
        "state": "sent",
        "mode": "exercise",
        "author": world.approver.person.pk,
        "body": world.ward_a.pk,
    }
    forged |= {"title": "Đổi tiêu đề", "text": "Ngày 05/9/2027 phun.", "version": "1", "code": "AAAA-AAAA"}
    before = Bulletin.objects.values("state", "mode", "author", "body", "code").get(pk=bulletin.pk)
    answer = world.client(world.editor).post(f"/desk/bulletins/{bulletin.pk}/text/", forged)
    assert answer.status_code == 302
    assert Bulletin.objects.values("state", "mode", "author", "body", "code").get(pk=bulletin.pk) == before


@pytest.mark.django_db
@pytest.mark.fault("A13")
def test_an_administrator_cannot_invite_into_a_foreign_body_or_mark_a_person_as_a_sample(world):
    form = {
        "email": "x@example.vn",
        "full_name": "Người X",
        "role": "editor",
        "title": "CV",
        "is_sample": "on",
    }
    client = world.client(world.admin)
    prove(client, world.admin.person)
    refused = client.post("/desk/people/invite/", form | {"body": world.stranger_body.pk})
    assert refused.status_code in {403, 404, 422}
    client.post("/desk/people/invite/", form | {"body": world.city.pk})
    assert not Person.objects.get(email="x@example.vn").is_sample


# -- A15: what does not exist and what is not yours read the same ----------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A12")
def test_a_stranger_cannot_tell_a_foreign_thing_from_one_that_never_was(scene: Scene):
    told = []
    for row in TABLE.values():
        if (
            row.name in addresses()
            and row.expected("GET")["stranger"] == "404"
            and re.search(r"/\d+/", row.path(scene))
        ):
            path = row.path(scene)
            real = visit(scene, path, "stranger")
            never = visit(scene, re.sub(r"/\d+/", "/99999999/", path, count=1), "stranger")
            if _words(real.content) != _words(never.content):
                told.append(row.name)
    assert not told, told


def _words(page: bytes) -> str:
    return re.sub(r"\s+", " ", html.fromstring(page).xpath("string(//main)"))


# -- A16: headers that anybody can write ----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.fault("A16")
def test_a_visitor_cannot_pretend_to_be_many(client):
    cache.clear()
    answers = [
        client.post("/subscribe/", {"address": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(12)
    ]
    assert answers[-1] == 429


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL"])
@pytest.mark.fault("A16")
def test_no_link_follows_a_forged_host(world, header):
    client = world.client(world.admin)
    prove(client, world.admin.person)
    form = {
        "email": "y@example.vn",
        "full_name": "Người Y",
        "role": "clerk",
        "title": "CV",
        "body": world.city.pk,
    }
    answer = client.post("/desk/people/invite/", form, headers={header: "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.django_db
@pytest.mark.fault("A16")
def test_a_foreign_host_is_not_served(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"X-Forwarded-Proto": "https"}).wsgi_request.is_secure() is False
