"""A small world for tests: a city with two wards, a residential group, and a foreign city that must see nothing.

Ask for the fixture `world`; sign in with `world.client(world.editor)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from loa.lib import clock
from loa.units.actor import Actor
from loa.units.middleware import DELEGATION_KEY, POST_KEY
from loa.units.models import (
    Area,
    AreaVersion,
    Body,
    BodyVersion,
    Delegation,
    Grant,
    Person,
    Post,
    Role,
    System,
    Topic,
)
from loa.units.permissions import Permission
from loa.units.rules import fold_unit, sort_key

FOUNDED = date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """The cast of the tests: areas, bodies and the actors in them."""

    city_area: Area
    ward_a_area: Area
    ward_b_area: Area
    group_area: Area  # a residential group in ward A: an area without accounts
    stranger_area: Area
    city: Body
    ward_a: Body
    ward_b: Body
    station: Body  # the cultural centre of ward A, the third level
    stranger_body: Body
    editor: Actor
    approver: Actor
    duty: Actor
    leader: Actor
    admin: Actor
    second_admin: Actor
    clerk: Actor
    spokesperson: Actor
    ward_officer: Actor
    ward_approver: Actor
    other_ward_officer: Actor
    stranger: Actor
    stranger_approver: Actor
    topic: Topic

    def client(self, actor: Actor) -> Client:
        """Return a signed-in test client that acts as the actor's post."""
        return sign_in(actor)


def sign_in(actor: Actor) -> Client:
    """Return a test client signed in as the actor, with the post (and delegation) chosen."""
    client = Client()
    client.force_login(actor.person)
    session = client.session
    session[POST_KEY] = actor.post.pk
    if actor.delegation:
        session[DELEGATION_KEY] = actor.delegation.pk
    session.save()
    return client


def make_area(
    code: str, kind: str, name: str, level: str, parent: Area | None = None, path: str = ""
) -> Area:
    """Make an area with one open version."""
    area = Area.objects.create(code=code)
    AreaVersion.objects.create(
        area=area,
        level=level,
        kind=kind,
        name=name,
        folded=fold_unit(kind, name),
        sort_key=sort_key(name),
        parent=parent,
        path=f"{path}/{code}" if path else code,
        valid_from=FOUNDED,
    )
    return area


def make_body(
    code: str, name: str, seat: Area, *, system: str = System.STATE, superior: Body | None = None
) -> Body:
    """Make a body with one open version under its superior."""
    body = Body.objects.create(code=code)
    above = superior.versions.get().path if superior else ""
    BodyVersion.objects.create(
        body=body,
        name=name,
        short_name="",
        folded=fold_unit(name),
        sort_key=sort_key(name),
        system=system,
        superior=superior,
        path=f"{above}/{body.pk}" if above else str(body.pk),
        seat_area=seat,
        valid_from=FOUNDED,
    )
    return body


def make_actor(name: str, body: Body, role: Role, *, title: str = "", area: Area | None = None) -> Actor:
    """Make a person with a post in the body, the role's rights over it and below, and a second factor."""
    person = Person.objects.create(
        email=f"{fold_unit(name).replace(' ', '.')}@{body.code.lower()}.example.vn",
        full_name=name,
        folded=fold_unit(name),
        sort_key=sort_key(name),
        password="!unusable",
    )
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    post = Post.objects.create(
        person=person, body=body, title=title or str(role.label), role=role, valid_from=FOUNDED
    )
    seat = area or body.versions.get().seat_area
    Grant.objects.create(post=post, role=role, body=body, area=seat, valid_from=FOUNDED)
    return Actor(person=person, post=post)


def delegate(giver: Actor, receiver: Actor, *permissions: Permission, hours: int = 8) -> Actor:
    """Return the receiver acting under a transfer of the giver's rights that began an hour ago."""
    now = clock.now()
    delegation = Delegation.objects.create(
        kind=Delegation.Kind.BY_AUTHORITY,
        giver=giver.post,
        receiver=receiver.post,
        permissions=[permission.value for permission in permissions],
        source_document="Giấy ủy quyền số 12/GUQ-UBND",
        valid_from=now - timedelta(hours=1),
        valid_until=now + timedelta(hours=hours),
    )
    return Actor(person=receiver.person, post=receiver.post, delegation=delegation)


def make_world() -> World:
    """Build the world in the database at hand."""
    city = make_area("C1", "Thành phố", "Sông Hồng", "city")
    ward_a = make_area("C1A", "Phường", "Láng Hạ", "commune", city, "C1")
    ward_b = make_area("C1B", "Xã", "Đông Hội", "commune", city, "C1")
    group = make_area("C1A-01", "Tổ dân phố", "số 1", "group", ward_a, "C1/C1A")
    foreign = make_area("C2", "Thành phố", "Biển Xanh", "city")
    desk = make_body("TP", "Ban Tuyên giáo và Dân vận Thành ủy", city, system=System.PARTY)
    body_a = make_body("PA", "Ủy ban nhân dân phường Láng Hạ", ward_a, superior=desk)
    body_b = make_body("PB", "Ủy ban nhân dân xã Đông Hội", ward_b, superior=desk)
    station = make_body(
        "PA-VH", "Trung tâm Văn hóa phường Láng Hạ", ward_a, system=System.SERVICE, superior=body_a
    )
    other = make_body("TPK", "Ủy ban nhân dân thành phố Biển Xanh", foreign)
    return World(
        city_area=city,
        ward_a_area=ward_a,
        ward_b_area=ward_b,
        group_area=group,
        stranger_area=foreign,
        city=desk,
        ward_a=body_a,
        ward_b=body_b,
        station=station,
        stranger_body=other,
        editor=make_actor("Nguyễn Thị Biên", desk, Role.EDITOR),
        approver=make_actor("Trần Văn Duyệt", desk, Role.APPROVER),
        duty=make_actor("Lê Văn Trực", desk, Role.DUTY_OFFICER),
        leader=make_actor("Phạm Thị Lãnh", desk, Role.LEADER),
        admin=make_actor("Hoàng Văn Quản", desk, Role.ADMINISTRATOR),
        second_admin=make_actor("Vũ Thị Trị", desk, Role.ADMINISTRATOR),
        clerk=make_actor("Đỗ Thị Thư", desk, Role.CLERK),
        spokesperson=make_actor("Bùi Văn Ngôn", desk, Role.SPOKESPERSON),
        ward_officer=make_actor("Ngô Thị Phường", body_a, Role.WARD_OFFICER),
        ward_approver=make_actor("Dương Văn Chủ", body_a, Role.APPROVER),
        other_ward_officer=make_actor("Lý Thị Xã", body_b, Role.WARD_OFFICER),
        stranger=make_actor("Mai Văn Lạ", other, Role.EDITOR),
        stranger_approver=make_actor("Tạ Thị Khách", other, Role.APPROVER),
        topic=Topic.objects.get_or_create(code="health", defaults={"name_vi": "Y tế", "name_en": "Health"})[
            0
        ],
    )


@pytest.fixture
def world(db: None) -> World:
    """Build the world in the test's own transaction."""
    return make_world()
