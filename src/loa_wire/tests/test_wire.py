"""The wire, from both ends: what is signed is read as it was written, and nothing else is believed or breaks anything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa_wire import http, topics
from loa_wire.commands import Command, Config, Play
from loa_wire.errors import WireError
from loa_wire.guards import blocked, must_end_by, opens_at, silent_between
from loa_wire.judging import EARLY_BY, WINDOW, Seen, is_meant, judge
from loa_wire.signed import MOST_BYTES, Keys, Purpose, SignKey, dump, open_envelope, seal, split
from loa_wire.tidings import Ack, Beat, Proof, read_told
from loa_wire.words import Ask, Doing, Outcome, Priority, Why

KEY = SignKey.generate("k")
KEYS = Keys({"k": KEY.public})
NOON = int(datetime(2026, 11, 30, 5, tzinfo=UTC).timestamp() * 1000)
PLAY = Play("p", NOON, 60_000, NOON + 60_000, Priority.NORMAL, sha256="a" * 64, size=9)
RELAY = Play("r", NOON, 60_000, NOON, Priority.EMERGENCY, relay="http://x/", mends=True)
COMMAND = Command(
    Ask.PLAY, "b1", 7, NOON, NOON, NOON + 9, ("c7",), {"plays": [PLAY.to_wire(), RELAY.to_wire()]}
)
TOLD = [
    Beat("d", 1, 2, Doing.PLAYING, 3, 4, "1", -5, "p", 6),
    Ack("d", "city", 1, 2, taken=False, why="old"),
    Proof("d", 1, "p", Outcome.PARTLY, 2, 3, 4, 5, 6, "X", 7, "a" * 64, "power"),
]


def refusal(act):
    """Return the code with which something is refused, an empty one where it is not."""
    try:
        act()
    except WireError as error:
        return error.code
    return ""


def test_everything_reads_as_it_was_written():
    raw = open_envelope(Purpose.COMMAND, seal(Purpose.COMMAND, COMMAND.to_wire(), KEY), KEYS)
    assert Command.from_wire(raw).plays() == (PLAY, RELAY)
    assert Command.from_wire(raw).to_wire() == COMMAND.to_wire()
    for told in TOLD:
        assert read_told(json.loads(dump(told.to_wire()))) == told
    config = Config(quiet=((1, 2),), closed=("2026-12-01",), zone=-60)
    assert Config.from_wire(json.loads(dump(config.to_wire()))) == config


def test_an_older_reader_passes_over_what_it_does_not_know():
    assert Play.from_wire(PLAY.to_wire() | {"new": 1}) == PLAY


def test_an_envelope_of_one_purpose_is_worthless_for_another():
    with pytest.raises(WireError, match="forged"):
        open_envelope(Purpose.TOLD, seal(Purpose.COMMAND, {}, KEY), KEYS)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([w.value for w in Ask]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
WHOLE = [
    COMMAND.to_wire(),
    PLAY.to_wire(),
    RELAY.to_wire(),
    Config().to_wire(),
    *(told.to_wire() for told in TOLD),
]


@st.composite
def spoilt(draw):
    """Draw a whole message of which some fields are something else."""
    raw = dict(draw(st.sampled_from(WHOLE)))
    for name in draw(st.lists(st.sampled_from(sorted(raw)), max_size=3)):
        raw[name] = draw(json_values)
    return raw


@settings(max_examples=120)
@given(spoilt())
def test_a_spoilt_message_is_unreadable_and_never_anything_worse(raw):
    def use(read):
        told = read(raw)
        dump(told.to_wire())
        if isinstance(told, Config):
            blocked(PLAY, told)
            must_end_by(PLAY, told, NOON)
        if isinstance(told, Command):
            told.plays()
            told.numbers("got")
            told.names("plays")
            told.flag("on")

    for read in (Command.from_wire, Play.from_wire, Config.from_wire, read_told):
        assert refusal(lambda read=read: use(read)) in {"", "unreadable"}


@settings(max_examples=120)
@given(st.binary(max_size=200), st.integers(0, 120), st.binary(max_size=3))
def test_no_bytes_are_believed_or_break_the_reader(noise, place, change):
    whole = seal(Purpose.COMMAND, COMMAND.to_wire(), KEY)
    for envelope in (
        noise,
        b"loa1 k " + noise,
        whole[:place],
        whole[:place] + change + whole[place + len(change) :],
    ):
        opened = []
        why = refusal(lambda each=envelope, to=opened: to.append(open_envelope(Purpose.COMMAND, each, KEYS)))
        assert why in {"unreadable", "forged"} or opened == [COMMAND.to_wire()]


@pytest.mark.parametrize(
    "body", ["[]", "1", "[" * 100_000, '{"a":' + "9" * 5_000 + "}", "\udcff", "x" * MOST_BYTES]
)
def test_json_that_is_no_message_is_unreadable(body):
    raw = body.encode(errors="surrogateescape")
    envelope = b"loa1 k " + b"A" * 88 + b"\n" + raw
    with pytest.raises(WireError, match="unreadable"):
        split(envelope).message()


def test_half_a_letter_is_no_word():
    with pytest.raises(WireError, match="unreadable"):
        Play.from_wire(PLAY.to_wire() | json.loads('{"id": "\\ud800"}'))


# -- judging --------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 3 * WINDOW), max_size=60))
def test_the_window_is_exactly_the_set_of_what_was_seen(sequences):
    seen, obeyed = Seen(), set()
    for seq in sequences:
        why = seen.judge(seq)
        top = max(obeyed, default=0)
        if seq <= top - WINDOW:
            assert why == Why.OLD
        else:
            assert why == (Why.REPLAYED if seq in obeyed else None)
        if why is None:
            seen = seen.with_(seq)
            obeyed.add(seq)
    assert seen.bits < 1 << WINDOW


@pytest.mark.fault("R07")
@pytest.mark.parametrize(
    ("change", "now", "why"),
    [
        ({}, NOON, None),
        ({"group": "b2"}, NOON, Why.FOREIGN),
        ({"seq": 3}, NOON, Why.REPLAYED),
        ({}, NOON + 10, Why.EXPIRED),
        ({}, NOON - EARLY_BY - 1, Why.EARLY),
        ({}, NOON - EARLY_BY, None),
        ({}, None, Why.CLOCK),
        ({"ask": Ask.KILL}, None, None),
        ({"ask": Ask.KILL}, NOON + 99, None),
        ({"ask": Ask.KILL, "seq": 3}, None, Why.REPLAYED),
        ({"ask": Ask.TIME, "seq": 0}, None, None),
        ({"ask": Ask.RECEIPT, "seq": 0}, NOON + 99, None),
        ({"ask": Ask.RECEIPT, "seq": 0, "group": "d9"}, NOON, Why.FOREIGN),
        ({"ask": Ask.PLAY, "seq": 0}, NOON, Why.OLD),
    ],
)
def test_what_a_device_obeys(change, now, why):
    seen = Seen().with_(3).with_(300)
    command = replace(COMMAND, **({"seq": 301} | change))
    if change.get("seq") == 3:
        seen = Seen().with_(3)
    assert judge(command, seen, {"b1", "city"}, now) == why


def test_a_sequence_far_ahead_costs_no_memory():
    seen = Seen().with_(3).with_(4_000_000_000_000)  # as many bits would be 500 GB
    assert seen == Seen(4_000_000_000_000, 1)
    assert seen.judge(4_000_000_000_000 - WINDOW) == Why.OLD
    assert seen.judge(4_000_000_000_000 - 1) is None


def test_a_command_may_be_for_some_clusters_only():
    assert is_meant(COMMAND, "c7")
    assert not is_meant(COMMAND, "c8")
    assert is_meant(replace(COMMAND, only=()), "c8")


# -- silence --------------------------------------------------------------------------------------------------

configs = st.builds(
    Config,
    quiet=st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=3).map(tuple),
    closed=st.sampled_from([(), ("2026-11-30",), ("2026-12-01",)]),
    zone=st.sampled_from([420, 0, -90]),
)


@pytest.mark.fault("S09")
@settings(max_examples=40)
@given(configs, st.integers(0, 86_400_000))
def test_the_moment_of_silence_is_the_first_silent_minute(config, after):
    begun = NOON + after
    local = datetime.fromtimestamp(begun / 1000, timezone(timedelta(minutes=config.zone)))
    found = must_end_by(PLAY, config, begun)
    minutes = [(local + timedelta(minutes=n)).replace(second=0, microsecond=0) for n in range(1, 1_441)]
    silent = (m for m in minutes if silent_between(m, m + timedelta(milliseconds=1), config))
    expected = next((int(m.timestamp() * 1000) for m in silent), None)
    if silent_between(local, local + timedelta(milliseconds=1), config):
        expected = begun
    assert found == expected or (expected is None and found > begun + 86_400_000 - 60_000)


@pytest.mark.fault("S09")
@pytest.mark.parametrize(
    ("at", "length", "silent"),
    [
        ("20:44:59", 900_000, False),
        ("20:45:00", 900_000, False),
        ("20:45:01", 900_000, True),
        ("21:00:00", 1, True),
        ("04:59:59", 500, True),
        ("05:00:00", 500, False),
    ],
)
def test_a_play_is_blocked_when_one_second_of_it_touches_the_night(at, length, silent):
    moment = datetime.fromisoformat(f"2026-11-30T{at}+07:00")
    for play in (
        replace(PLAY, length=length),
        replace(RELAY, length=length, mends=False, priority=Priority.PRIORITY),
    ):
        assert (blocked(play, Config(), int(moment.timestamp() * 1000)) == Why.NIGHT) is silent
    assert blocked(RELAY, Config(), int(moment.timestamp() * 1000)) is None


def test_a_play_of_the_night_opens_with_the_morning_where_it_may_still_begin():
    five = int(datetime.fromisoformat("2026-12-01T05:00:00+07:00").timestamp() * 1000)
    play = replace(PLAY, latest=five)
    assert opens_at(play, Config(), five - 60_000) == five
    assert opens_at(replace(play, latest=five - 1), Config(), five - 60_000) is None
    assert opens_at(play, Config(), NOON) == NOON


# -- HTTP and topics ------------------------------------------------------------------------------------------


@pytest.mark.fault("S11")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"path": "/other/"}, "forged"),
        ({"body": b"x"}, "forged"),
        ({"method": "PUT"}, "forged"),
        ({"now": NOON + 300_001}, "clock"),
    ],
)
def test_a_signed_request_counts_for_itself_alone_and_near_its_moment(change, code):
    head = http.sign(KEY, "post", "/a/?b=1", NOON, b"body")
    asked = {"method": "POST", "path": "/a/?b=1", "body": b"body", "now": NOON} | change
    assert (
        refusal(lambda: http.check(head, KEYS, *(asked[name] for name in ("method", "path", "body", "now"))))
        == code
    )


@given(st.dictionaries(st.sampled_from([http.DEVICE, http.MOMENT, http.SIGNATURE]), st.text(max_size=9)))
def test_headers_of_any_kind_are_refused_and_never_worse(head):
    with pytest.raises(WireError):
        http.check(head, KEYS, "GET", "/", b"", NOON)


def test_topics_say_who_speaks():
    assert topics.device_of(topics.up("d7")) == "d7"
    assert [topics.device_of(each) for each in ("loa/u/a/b", "x/u/a", "loa/d/a", "")] == ["", "", "", ""]
    assert (topics.group("b1"), topics.down("d7")) == ("loa/g/b1", "loa/d/d7")
