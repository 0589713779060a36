"""The packets of MQTT: what one side builds the other takes apart, in whatever pieces it comes; other bytes end in one error."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa_wire import mqtt

words = st.text(max_size=40)
mids = st.integers(1, 0xFFFF)
packets = st.one_of(
    st.builds(mqtt.connect, words, words, words, clean=st.booleans(), keepalive=st.integers(0, 600)),
    st.builds(mqtt.subscribe, st.lists(words, max_size=3), mids),
    st.builds(mqtt.unsubscribe, st.lists(words, max_size=3), mids),
    st.builds(mqtt.publish, words, st.binary(max_size=300), mids, retain=st.booleans()),
    st.builds(mqtt.puback, mids),
)


@given(st.lists(packets, max_size=5), st.integers(1, 50))
def test_packets_come_whole_and_in_order_in_whatever_pieces(sent, piece):
    line, buffer, found = b"".join(sent), bytearray(), []
    for start in range(0, len(line), piece):
        buffer += line[start : start + piece]
        found += mqtt.take_packets(buffer)
    assert not buffer
    assert len(found) == len(sent)
    for whole, (kind, body) in zip(sent, found, strict=True):
        assert kind == whole[0]
        assert whole.endswith(body)


@given(words, st.binary(max_size=300), mids, st.booleans())
def test_a_message_reads_as_it_was_sent(topic, payload, mid, retain):
    ((kind, body),) = mqtt.take_packets(bytearray(mqtt.publish(topic, payload, mid, retain=retain)))
    assert mqtt.is_publish(kind)
    assert mqtt.read_publish(kind, body) == (topic, mid, payload)
    ((kind, body),) = mqtt.take_packets(bytearray(mqtt.puback(mid)))
    assert (kind, mqtt.read_mid(body)) == (mqtt.PUBACK, mid)


def test_a_message_of_the_lowest_quality_wants_no_answer():
    assert mqtt.read_publish(0x30, b"\x00\x01tpayload") == ("t", 0, b"payload")


@pytest.mark.parametrize(
    ("user", "password", "read"), [("KA", "secret", ("KA", "KA", "secret")), ("", "", ("KA", "", ""))]
)
def test_who_enters_reads_as_written(user, password, read):
    assert mqtt.read_connect(mqtt.connect("KA", user, password)) == read


def test_who_enters_with_a_last_will_reads_too():
    text = b"\x00\x01"
    body = (
        b"\x00\x04MQTT\x04\xc4\x00\x00" + text + b"c" + text + b"w" + text + b"m" + text + b"u" + text + b"p"
    )
    assert mqtt.read_connect(bytes((mqtt.CONNECT, len(body))) + body) == ("c", "u", "p")


@given(st.binary(max_size=60))
def test_no_bytes_end_in_anything_but_one_error(noise):
    for read in (
        lambda: list(mqtt.take_packets(bytearray(noise))),
        lambda: mqtt.read_connect(noise),
        lambda: mqtt.read_connect(bytes((mqtt.CONNECT, len(noise))) + noise),
        lambda: mqtt.read_connack(noise),
        lambda: mqtt.read_mid(noise),
        lambda: mqtt.read_publish(0x32, noise),
    ):
        with contextlib.suppress(mqtt.BadPacket):
            read()


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (b"\x30\xff\xff\xff\xff", "no length"),
        (b"\x30\xff\xff\xff\x7f", "too long"),
    ],
)
def test_a_packet_without_end_is_not_waited_for(came, said):
    with pytest.raises(mqtt.BadPacket, match=said):
        list(mqtt.take_packets(bytearray(came)))
