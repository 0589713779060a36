"""The kill switch: at once, by whoever holds it over the whole scope; ended by two persons, on record for ever."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from loa.journal.models import Entry
from loa.lib import clock
from loa.speakers import errors
from loa.speakers.actions import silencing
from loa.speakers.models import Cluster, Silence
from loa.speakers.queries import silences
from loa.speakers.queries.silences import Scope
from loa.speakers.testing import Joined, join, make_cluster
from loa.units.errors import RightMissing
from tests.world import World


@pytest.fixture
def clusters(world: World, keyring: object) -> list[Cluster]:
    """Return two clusters of ward A and one of ward B."""
    del keyring
    ward_a = [make_cluster(world.admin, world.ward_a, world.ward_a_area, f"LH-{n}") for n in range(2)]
    return [*ward_a, make_cluster(world.admin, world.ward_b, world.ward_b_area, "DH-1")]


@pytest.fixture
def joined(world: World, clusters: list[Cluster]) -> list[Joined]:
    """Return a device in each cluster."""
    return [join(world.admin, cluster) for cluster in clusters]


def press(world: World, scope: Scope, reason: str = "Phát nhầm") -> Silence:
    return silencing.silence(actor=world.editor, scope=scope, reason=reason)


def test_each_scope_reaches_its_devices_and_no_other(
    world: World, clusters: list[Cluster], joined: list[Joined]
) -> None:
    reached = {
        scope.group: list(
            press(world, scope).command.copies.order_by("device").values_list("device", flat=True)
        )
        for scope in (Scope(cluster=clusters[0]), Scope(body=world.ward_a), Scope())
    }
    ids = [one.device.pk for one in joined]
    assert list(reached.values()) == [ids[:1], ids[:2], ids]
    command = Silence.objects.get(group="city").command
    assert command.urgent
    assert joined[2].read(command.envelope).flag("on")
    assert Entry.objects.filter(verb="speakers.silenced").count() == 3


def test_pressing_twice_is_one_silence(world: World, joined: list[Joined]) -> None:
    del joined
    first = press(world, Scope())
    assert silencing.silence(actor=world.duty, scope=Scope(), reason="Cũng thấy") == first
    assert first.command.group.commands.count() == 1


def test_only_who_holds_the_switch_over_the_whole_scope_presses_it(
    world: World, clusters: list[Cluster]
) -> None:
    for actor, scope in (
        (world.ward_officer, Scope()),
        (world.ward_officer, Scope(body=world.ward_b)),
        (world.ward_officer, Scope(cluster=clusters[2])),
        (world.stranger, Scope(body=world.ward_a)),
        (world.clerk, Scope(body=world.ward_a)),
    ):
        with pytest.raises(RightMissing):
            silencing.silence(actor=actor, scope=scope, reason="Phát nhầm")
    with pytest.raises(errors.NoReason):
        press(world, Scope(), " ")
    with pytest.raises(errors.NothingToSilence):
        press(world, Scope(body=world.city))
    Cluster.objects.create(
        code="XA", body=world.stranger_body, area=world.stranger_area, place="Bến", opened_at=clock.now()
    )
    with pytest.raises(RightMissing):  # the city is not theirs alone any more
        press(world, Scope())


def test_one_asks_and_another_human_agrees(world: World, joined: list[Joined]) -> None:
    row = press(world, Scope(body=world.ward_a))
    with pytest.raises(errors.SilenceEnded):
        silencing.agree_to_end(actor=world.duty, silence=row)
    silencing.ask_to_end(actor=world.ward_officer, silence=row, reason="Đã kiểm tra, an toàn")
    with pytest.raises(errors.SameHuman):
        silencing.agree_to_end(actor=world.ward_officer, silence=row)
    twin = world.ward_approver  # the same telephone: a second account of one human being
    for person in (world.ward_officer.person, twin.person):
        person.phone = "0912345678" if person == twin.person else "+84912345678"
        person.save(update_fields=["phone"])
    with pytest.raises(errors.SameHuman):
        silencing.agree_to_end(actor=twin, silence=row)
    done = silencing.agree_to_end(actor=world.editor, silence=row)  # who pressed it may be one of the two
    assert not joined[0].read(done.off_command.envelope).flag("on")
    assert done.off_command.seq > done.command.seq
    with pytest.raises(errors.SilenceEnded):
        silencing.ask_to_end(actor=world.duty, silence=row, reason="Lại")
    assert press(world, Scope(body=world.ward_a)).pk != row.pk


def test_no_keeps_the_silence_and_another_request_may_come(world: World, joined: list[Joined]) -> None:
    del joined
    row = press(world, Scope())
    silencing.ask_to_end(actor=world.editor, silence=row, reason="Xong")
    kept = silencing.keep_silent(actor=world.duty, silence=row)
    assert kept.off_at is None
    assert kept.off_asked_by is None
    silencing.ask_to_end(actor=world.duty, silence=row, reason="Đã rõ")
    assert silencing.agree_to_end(actor=world.editor, silence=row).off_at


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Lý do khác"},
        {"off_at": clock.now()},
        {"on_at": clock.now()},
    ],
    ids=["reason", "ended-alone", "moment"],
)
def test_the_database_lets_nobody_rewrite_or_end_it_alone(
    world: World, joined: list[Joined], change: dict[str, Any]
) -> None:
    del joined
    row = press(world, Scope())
    with pytest.raises(IntegrityError), transaction.atomic():
        Silence.objects.filter(pk=row.pk).update(**change)
    both = {"off_asked_by": world.duty.person, "off_by": world.editor.person, "off_command": row.command}
    with pytest.raises(IntegrityError), transaction.atomic():  # asked and agreed in one stroke
        Silence.objects.filter(pk=row.pk).update(off_at=clock.now(), **both)


# -- on screen --------------------------------------------------------------------------------------------


def _take(row: Silence, joined: Joined) -> None:
    row.command.copies.filter(device=joined.device).update(taken=True, answered_at=clock.now())


def test_a_ward_officer_silences_the_ward_with_two_taps_from_the_first_screen(
    world: World, joined: list[Joined]
) -> None:
    client = world.client(world.ward_officer)
    address = reverse("speakers:silence")
    assert f'href="{address}"' in client.get("/desk/").content.decode()
    page = client.get(address).content.decode()
    assert f'value="b{world.ward_a.pk}"' in page
    assert 'value="city"' not in page
    answer = client.post(address, {"scope": f"b{world.ward_a.pk}", "why": "hijacked", "words": ""})
    row = Silence.objects.get()
    assert answer["Location"] == reverse("speakers:silence_page", args=[row.pk])
    assert row.reason == "Nghi bị chiếm quyền, tiếng lạ"
    shown = client.get(answer["Location"]).content.decode()
    assert "0 trên 2 thiết bị đã im" in shown
    assert "LH-0" in shown
    _take(row, joined[0])
    assert (
        "1 trên 2 thiết bị đã im"
        in client.get(reverse("speakers:silence_live", args=[row.pk])).content.decode()
    )
    today = client.get("/desk/").content.decode()
    assert today.index("lần ngắt loa khẩn cấp đang có hiệu lực") < today.index("loa-work-text") + 400
    assert "ĐANG NGẮT LOA" in client.get(reverse("speakers:clusters")).content.decode()


def test_the_live_part_says_nothing_new_until_a_device_answers(world: World, joined: list[Joined]) -> None:
    row, client = press(world, Scope()), world.client(world.editor)
    address = reverse("speakers:silence_live", args=[row.pk])
    client.get(reverse("speakers:silence_page", args=[row.pk]))
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == HTTPStatus.NOT_MODIFIED
    _take(row, joined[1])
    assert client.get(address, headers={"If-None-Match": tag}).status_code == HTTPStatus.OK


def test_two_officers_end_it_on_the_page(world: World, joined: list[Joined]) -> None:
    del joined
    row = press(world, Scope())
    asker, other = world.client(world.editor), world.client(world.duty)
    page = reverse("speakers:silence_page", args=[row.pk])
    asker.post(reverse("speakers:silence_ask", args=[row.pk]), {"reason": "Đã kiểm tra"})
    agree = reverse("speakers:silence_agree", args=[row.pk])
    assert agree not in asker.get(page).content.decode()
    assert asker.post(agree).status_code == HTTPStatus.FORBIDDEN
    assert agree in other.get(page).content.decode()
    other.post(agree)
    row.refresh_from_db()
    assert row.off_by == world.duty.person
    assert "Đã mở lại" in asker.get(page).content.decode()


def test_a_stranger_sees_no_silence_and_cannot_press(world: World, joined: list[Joined]) -> None:
    del joined
    row, client = press(world, Scope(body=world.ward_a)), world.client(world.stranger)
    assert client.get(reverse("speakers:silence_page", args=[row.pk])).status_code == HTTPStatus.NOT_FOUND
    assert list(silences.standing(world.stranger)) == []
    answer = client.post(reverse("speakers:silence"), {"scope": f"b{world.ward_a.pk}", "why": "fault"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert isinstance(client, Client)
