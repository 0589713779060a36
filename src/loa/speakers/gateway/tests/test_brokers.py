"""Both brokers hold everybody to the own name and the own topics, under the configuration that we write."""

from __future__ import annotations

import pytest

from loa.speakers.gateway import mosquitto
from loa.speakers.gateway.tests.conftest import PASSWORDS, Running, needs_mosquitto, rights
from loa.speakers.gateway.tests.peer import Peer

SOON = 1.0  # seconds in which what must not come would have come


@pytest.fixture(
    params=[
        pytest.param("mosquitto_broker", marks=needs_mosquitto, id="mosquitto"),
        pytest.param(
            "embedded_broker",
            marks=[
                pytest.mark.filterwarnings(
                    "ignore::ResourceWarning"
                ),  # amqtt leaves connections to the collector
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
            ],
            id="amqtt",
        ),
    ]
)
def broker(request: pytest.FixtureRequest) -> Running:
    found: Running = request.getfixturevalue(request.param)
    return found


@pytest.mark.fault("S12")
def test_nobody_connects_without_a_name_or_with_a_wrong_password(broker):
    for client, user, password in (
        ("x", "", ""),
        ("KA", "KA", "wrong"),
        ("KX", "KX", "any"),
        ("KA", "KA", ""),
    ):
        with Peer(broker.broker.port, client, user, password) as peer:
            assert not peer.entered


@pytest.mark.fault("S12")
def test_a_device_hears_its_groups_and_itself_and_nobody_else(broker):
    with broker.device("KA") as device, broker.gateway() as gateway:
        assert device.subscribe("loa/g/city", "loa/g/b1", "loa/g/c11", "loa/d/KA") == [1, 1, 1, 1]
        for topic in ("loa/g/b2", "loa/d/KB", "loa/g/b1", "loa/d/KA"):
            gateway.publish(topic, topic.encode())
        assert [payload for _, payload in device.wait(number=2)] == [b"loa/g/b1", b"loa/d/KA"]


@pytest.mark.fault("S12")
def test_a_wildcard_brings_a_device_nothing_of_others(broker):
    with broker.device("KA") as device, broker.device("KB") as other, broker.gateway() as gateway:
        device.subscribe("#", "loa/#", "loa/d/+", "loa/u/+", "$SYS/#")
        gateway.publish("loa/d/KB", b"for B")
        other.publish("loa/u/KB", b"of B")
        gateway.publish("loa/g/b2", b"for ward 2")
        assert device.wait(SOON) == []


@pytest.mark.fault("S12")
def test_a_device_speaks_on_its_own_topic_alone(broker):
    with broker.gateway() as gateway, broker.device("KB") as victim, broker.device("KA") as device:
        gateway.subscribe("loa/u/+")
        victim.subscribe("loa/g/b2", "loa/d/KB", "loa/g/city")
        for topic in ("loa/u/KB", "loa/d/KB", "loa/g/b2", "loa/g/city"):
            device.publish(topic, b"forged")
        with broker.device("KA") as again:
            again.publish("loa/u/KA", b"own word")
        assert gateway.wait(SOON, number=2) == [("loa/u/KA", b"own word")]
        assert victim.wait(0.2) == []


@pytest.mark.fault("S12")
def test_nobody_takes_over_the_connection_of_another(broker):
    with broker.device("KB") as victim, Peer(broker.broker.port, "KB", "KA", PASSWORDS["KA"]):
        assert victim.is_alive()


def test_what_is_published_while_a_device_is_away_waits_for_it(broker):
    with broker.device("KA") as device:
        device.subscribe("loa/d/KA")
    with broker.gateway() as gateway:
        gateway.publish("loa/d/KA", b"while away")
    with broker.device("KA") as device:
        assert device.wait() == [("loa/d/KA", b"while away")]


@needs_mosquitto
def test_a_retained_message_is_refused(mosquitto_broker):
    with mosquitto_broker.gateway() as gateway:
        gateway.publish("loa/g/city", b"for ever", retain=True)
    with mosquitto_broker.device("KA") as device:
        device.subscribe("loa/g/city")
        assert device.wait(SOON) == []


@needs_mosquitto
def test_a_revoked_device_is_thrown_out_at_once_and_others_stay(mosquitto_broker):
    with mosquitto_broker.device("KA") as revoked, mosquitto_broker.device("KB") as other:
        mosquitto.write_rights(mosquitto_broker.broker, rights(revoked="KA"))
        assert mosquitto.reload(mosquitto_broker.broker)
        other.publish("loa/u/KB", b"still here")
        assert other.is_alive()
        assert not revoked.is_alive()
    with mosquitto_broker.device("KA") as again:
        assert not again.entered
