"""Fills the demo's copy: Hanoi, sample accounts, channels and subscribers, all through the rooms' own actions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from loa.audience.actions import Arrival, Choice, Imported, import_subscribers
from loa.channels.actions import open_account
from loa.channels.models import Account, LegalKind
from loa.desk.actions import enrol_sample
from loa.desk.tour import acts, story
from loa.desk.tour.story import Sample
from loa.journal.actions import SYSTEM
from loa.kinds.manual.actions import open_station
from loa.kinds.manual.models import LEGAL_KIND, Form, Station
from loa.units.actions import Loaded, accept_invitation, invite_person, load_hanoi
from loa.units.actor import Actor
from loa.units.models import Area, AreaLevel, Body, Person
from loa.units.queries import area_versions, body_name

DOMAIN = "nhan.demo.invalid"
CONSENT = "Danh sách mẫu của bản trình diễn, không có người thật"
_STATIONS: dict[Form, tuple[str, ...]] = {
    Form.FM: ("Cụm loa nhà văn hóa", "Cụm loa chợ", "Cụm loa trường học"),
    Form.CAR: ("Xe loa số 1",),
    Form.BOARD: ("Bảng tin trụ sở", "Bảng tin nhà văn hóa", "Bảng tin chợ", "Bảng tin chung cư"),
    Form.TALK: ("Tổ tuyên truyền số 1", "Tổ tuyên truyền số 2", "Tổ tuyên truyền số 3"),
    Form.CHAT_GROUP: ("Nhóm tổ dân phố 1", "Nhóm tổ dân phố 2", "Nhóm tổ dân phố 3", "Nhóm tổ dân phố 4"),
}
_ACCOUNT_NAMES = {
    Form.FM: "Đài truyền thanh",
    Form.CAR: "Xe loa lưu động",
    Form.BOARD: "Bảng tin công cộng",
    Form.TALK: "Tổ tuyên truyền",
    Form.CHAT_GROUP: "Nhóm Zalo tổ dân phố",
}


@dataclass(frozen=True, slots=True)
class Channels:
    """How many accounts and stations there are."""

    accounts: int
    stations: int


def load_units() -> Loaded:
    """Load Hanoi of 2021, of early 2025 and since July 2025."""
    return load_hanoi(actor=SYSTEM)


def load_cast(password: str) -> list[Person]:
    """Make the sample accounts, all with this password and each with an authenticator app."""
    return [_make_sample(sample, password) for sample in story.CAST]


@transaction.atomic
def _make_sample(sample: Sample, password: str) -> Person:
    code = story.CITY if sample.ward is None else f"UB-{story.WARDS[sample.ward]}"
    number = "" if sample.ward is None else f" {sample.ward + 1}"
    invited = invite_person(
        actor=SYSTEM,
        email=sample.email,
        full_name=f"{sample.title}{number} (mẫu)",
        body=Body.objects.get(code=code),
        role=sample.role,
        title=sample.title,
    )
    Person.objects.filter(pk=invited.person.pk).update(is_sample=True)
    person = accept_invitation(token=invited.token, password=password)
    enrol_sample(Person.objects.get(pk=person.pk))
    return person


def open_channels(mail_port: int) -> Channels:
    """Open the city's page and mail account, and each of the three wards' page, stations and teams."""
    admin = acts.actor_of(story.ADMIN)
    city = admin.body
    _open(admin, city, "website", "Cổng thông tin thành phố", LegalKind.PORTAL)
    mail = {"host": "127.0.0.1", "port": mail_port, "security": "none", "sender": "thongbao@demo.invalid"}
    open_account(
        actor=admin,
        body=city,
        kind="email",
        name="Thư báo của thành phố",
        config=mail,
    )
    for code in story.WARDS:
        _open_ward(admin, Body.objects.get(code=f"UB-{code}"), Area.objects.get(code=code))
    return Channels(Account.objects.count(), Station.objects.count())


def _open_ward(admin: Actor, ward: Body, area: Area) -> None:
    name = body_name(ward).removeprefix("Ủy ban nhân dân ")
    _open(admin, ward, "website", f"Trang thông tin {name}", LegalKind.PORTAL)
    for form, stations in _STATIONS.items():
        config = {"form": form.value}
        _open(admin, ward, "manual", f"{_ACCOUNT_NAMES[form]} {name}", LEGAL_KIND[form], config)
        for station in stations:
            open_station(
                actor=admin,
                body=ward,
                area=area,
                form=form,
                name=f"{station}, {name}",
                keeper=f"Người phụ trách {station.lower()}",
            )


def _open(
    admin: Actor, body: Body, kind: str, name: str, legal_kind: str, config: dict[str, str] | None = None
) -> Account:
    return open_account(
        actor=admin, body=body, kind=kind, name=name, legal_kind=legal_kind, config=config or {}
    )


def address_of(number: int) -> str:
    """Return the address of a made-up subscriber; nothing under .invalid can ever exist (RFC 2606)."""
    return f"nguoi-nhan-{number}@{DOMAIN}"


def load_subscribers(count: int) -> Imported:
    """Bring in made-up subscribers, spread evenly over the communes and wards of today."""
    communes = list(area_versions().filter(level=AreaLevel.COMMUNE).order_by("area__code"))
    areas = Area.objects.in_bulk([version.area_id for version in communes])
    choices = [Choice([areas[version.area_id]]) for version in communes]
    arrivals = [Arrival(address_of(n), choices[n % len(choices)]) for n in range(1, count + 1)]
    editor = acts.actor_of(story.EDITOR)
    return import_subscribers(actor=editor, body=editor.body, arrivals=arrivals, basis=CONSENT)
