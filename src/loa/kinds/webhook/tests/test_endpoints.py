"""Registering endpoints: who may, which addresses are taken, whom a rule means, when one is left alone."""

from datetime import timedelta

import pytest
import time_machine

from loa.journal.models import Entry
from loa.kinds.webhook import actions, rules, standing
from loa.kinds.webhook.errors import BadUrl, EndpointMoved, EndpointTaken, NotWebhook
from loa.kinds.webhook.models import Endpoint
from loa.kinds.webhook.sources import Address, EndpointSource
from loa.lib import clock
from loa.notices.models import Notice
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db
source = EndpointSource()


# -- addresses and secrets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://vi-du.example.vn/in",
        "https://user:pass@vi-du.example.vn/in",
        "https://localhost/in",
        "https://may-chu.local/in",
        "https://10.1.2.3/in",
        "https://[fd00::1]/in",
        "https://2130706433/in",
        "https://vi-du.example.vn:25/in",
        "https://vi-du.example.vn:abc/in",
        "https://vi-du.example.vn/in#muc",
        "https://ví-dụ.vn/in",
        "https://vi-du.example.vn/a b",
        "https://vi-du.example.vn/\r\nX: y",
        "javascript:alert(1)",
        "https://",
        "",
    ],
)
@pytest.mark.fault("A03")
def test_an_address_that_no_live_call_could_be_made_to_is_refused(world, open_hooks, url):
    with pytest.raises(BadUrl):
        actions.register(actor=world.admin, account=open_hooks("live"), organisation="A", url=url)


def test_a_public_address_is_taken_and_so_is_this_machine_for_an_exercise():
    rules.check_address("https://vi-du.example.vn/in?khoa=1", is_live=True)
    rules.check_address("https://vi-du.example.vn:8443/", is_live=True)
    rules.check_address("http://127.0.0.1:9000/in", is_live=False)


def test_the_secret_is_shown_once_and_stands_nowhere_in_clear(register):
    opened = register()
    assert opened.secret.startswith("whsec_")
    assert opened.secret not in repr(opened)
    endpoint = Endpoint.objects.get()
    assert opened.secret not in str(vars(endpoint))
    told = [str(entry.facts) for entry in Entry.objects.filter(thing=endpoint.thing)]
    assert told
    assert "whsec_" not in "".join(told)
    (address,) = source.addresses([endpoint.pk]).values()
    assert isinstance(address, Address)
    assert len(address.keys) == 1


def test_a_secret_moved_to_another_row_opens_nothing(register):
    from loa.lib.crypt import Tampered

    first, second = register("/a").endpoint, register("/b").endpoint
    first.refresh_from_db()
    Endpoint.objects.filter(pk=second.pk).update(secret=first.secret)
    with pytest.raises(Tampered):
        source.addresses([second.pk])


def test_only_who_manages_the_channels_of_the_body_registers_and_only_for_a_webhook_account(
    world, hooks, register
):
    for actor in (world.editor, world.ward_officer, world.stranger):
        with pytest.raises(RightMissing):
            actions.register(actor=actor, account=hooks, organisation="A", url="http://127.0.0.1/in")
    with pytest.raises(EndpointTaken):
        register("/in") and register("/in")
    type(hooks).objects.update(state="closed")
    hooks.refresh_from_db()
    with pytest.raises(NotWebhook):
        register("/khac")


def test_what_is_closed_cannot_be_changed_nor_what_is_paused_be_paused_again(world, register):
    endpoint = register().endpoint
    actions.pause(actor=world.admin, endpoint=endpoint, reason="Bảo trì")
    with pytest.raises(EndpointMoved):
        actions.pause(actor=world.admin, endpoint=endpoint, reason="Bảo trì")
    actions.close(actor=world.admin, endpoint=endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.old_secret) == ("", "")
    for act in (actions.rotate_secret, actions.resume, actions.close):
        with pytest.raises(EndpointMoved):
            act(actor=world.admin, endpoint=endpoint)
    assert register("/in").endpoint.pk != endpoint.pk, "the address is free again"


# -- whom a rule means ------------------------------------------------------------------------------------


def meant(account, **rule):
    rule = {"account": account.pk, "areas": ["C1A"], **rule}
    return {n for r in source.plan(rule, clock.now()) for n in range(r.low, r.high + 1)} & set(
        Endpoint.objects.values_list("pk", flat=True)
    )


def test_an_endpoint_takes_its_areas_what_lies_in_them_and_what_they_lie_in(world, hooks, register):
    everything = register("/all").endpoint.pk
    city = register("/city", areas=[world.city_area]).endpoint.pk
    ward = register("/ward", areas=[world.ward_a_area]).endpoint.pk
    group = register("/group", areas=[world.group_area]).endpoint.pk
    other = register("/other", areas=[world.ward_b_area]).endpoint.pk

    def found(*areas):
        rule = {"account": hooks.pk, "areas": list(areas)}
        assert source.count(rule, clock.now()) == sum(
            r.expected for r in source.plan(rule, clock.now(), size=2)
        )
        return meant_exactly(rule)

    assert found("C1A") == {everything, city, ward, group}
    assert found("C1A-01") == {everything, city, ward, group}
    assert found("C1B") == {everything, city, other}
    assert found("C1") == {everything, city, ward, group, other}
    assert found() == {everything}
    assert meant_exactly({"account": 0, "areas": ["C1"]}) == set()


def meant_exactly(rule):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(*source.expand_sql(rule, clock.now(), 0, 10**9))
        return {receiver for receiver, area in cursor.fetchall() if area == 0}


def test_a_language_and_topics_narrow_and_none_of_them_means_all(world, hooks, register):
    plain = register("/plain").endpoint.pk
    english = register("/english", language="en").endpoint.pk
    health_only = register("/health", topics=[world.topic]).endpoint.pk
    rule = {"account": hooks.pk, "areas": ["C1A"]}
    assert meant_exactly(rule) == {plain, english, health_only}
    assert meant_exactly(rule | {"languages": ["en"]}) == {english}
    assert meant_exactly(rule | {"languages": ["vi"], "topics": ["health", "water"]}) == {plain, health_only}
    assert meant_exactly(rule | {"topics": ["water"]}) == {plain, english}


def test_who_was_meant_at_the_moment_stays_meant_whatever_is_changed_later(world, hooks, register):
    endpoint = register(areas=[world.ward_a_area]).endpoint
    rule, frozen = {"account": hooks.pk, "areas": ["C1A"]}, clock.now()
    actions.change(
        actor=world.admin,
        endpoint=endpoint,
        organisation="Tên mới",
        url=endpoint.url,
        language="en",
        areas=[world.ward_b_area],
    )
    assert (source.count(rule, frozen), source.count(rule, clock.now())) == (1, 0)
    register("/late")
    assert source.count(rule, frozen) == 1
    actions.close(actor=world.admin, endpoint=endpoint)
    assert source.count(rule, frozen) == 1
    assert source.suppressed([endpoint.pk]) == {endpoint.pk}
    assert source.addresses([endpoint.pk]) == {}


def test_a_paused_endpoint_is_meant_and_comes_out_as_suppressed(world, hooks, register):
    endpoint = register().endpoint
    actions.pause(actor=world.admin, endpoint=endpoint, reason="Bảo trì")
    assert meant(hooks) == {endpoint.pk}
    assert source.suppressed([endpoint.pk]) == {endpoint.pk}
    actions.resume(actor=world.admin, endpoint=endpoint)
    assert source.suppressed([endpoint.pk]) == set()


# -- bad days ---------------------------------------------------------------------------------------------


def test_after_three_bad_days_an_endpoint_is_left_alone_and_who_manages_it_is_told_once(world, register):
    endpoint = register().endpoint
    standing.note(endpoint.pk, is_good=False, code="status")
    begun = Endpoint.objects.get().failing_since
    with time_machine.travel(begun + timedelta(days=2, hours=23)):
        standing.note(endpoint.pk, is_good=False, code="status")
    assert Endpoint.objects.get().paused_at is None
    with time_machine.travel(begun + timedelta(days=3, minutes=1)):
        for _call in range(2):
            standing.note(endpoint.pk, is_good=False, code="cut_off")
    left = Endpoint.objects.get()
    assert (left.paused_by, left.failing_since) == ("failing", begun)
    told = Notice.objects.filter(person=world.admin.person).get()
    assert told.title == "Đã tạm dừng gửi tới Trung tâm /in: lỗi liên tục nhiều ngày"
    assert told.path == f"/desk/webhooks/{endpoint.pk}/"
    assert not Notice.objects.filter(person=world.editor.person).exists()
    assert Entry.objects.filter(verb="webhook.paused", thing=endpoint.thing).count() == 1


def test_one_good_call_ends_the_bad_days(register):
    endpoint = register().endpoint
    standing.note(endpoint.pk, is_good=False, code="status")
    standing.note(endpoint.pk, is_good=True)
    assert Endpoint.objects.get().failing_since is None


def test_who_says_410_is_left_alone_at_once(world, register):
    endpoint = register().endpoint
    standing.note(endpoint.pk, is_good=False, code=rules.GONE)
    assert Endpoint.objects.get().paused_by == "gone"
    page = world.client(world.admin).get("/desk/").content.decode()
    assert "webhook đã dừng vì lỗi" in page
