"""Foreign dialects against simulators that behave as badly as the originals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loa.speakers.gateway.dialects.base import Order, Said, Unclear
from loa.speakers.gateway.dialects.groups import Groups
from loa.speakers.gateway.dialects.playlist import Playlist
from loa.speakers.gateway.dialects.polling import Polling
from loa.speakers.gateway.dialects.table import DIALECTS
from loa.speakers.rules.words import Dialect

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2027, 3, 1, 7, 0, tzinfo=HERE).astimezone(UTC)


def an_order(number=7, *, minutes=30, length=60, **facts):
    start = NOW + timedelta(minutes=minutes)
    base = {"device": "D1", "title": "Tin", "address": "https://loa.example/a.mp3", "volume": 60}
    return Order(number=number, starts_at=start, length_ms=length * 1000, **(base | facts))


def test_every_foreign_dialect_of_the_register_has_its_adapter():
    assert set(DIALECTS) == set(Dialect.values) - {Dialect.LOA.value}
    assert all(DIALECTS[key].key == key for key in DIALECTS)


class MakerA:
    """Stores the last list; cuts at midnight; answers with the state of its output, numbers as text now and then."""

    def __init__(self):
        self.songs = []

    def push(self, message):
        command = json.loads(message.payload)
        assert command["DataType"] == 4
        [item] = command["Data"]["CommandItem_Ts"]
        self.songs = item["CommandSend"]["Data"]["PlayList"]

    def state(self, at):
        local = at.astimezone(HERE)
        day, time = f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}"
        on = [
            s
            for s in self.songs
            if s["DateStart"] <= day <= s["DateStop"] and s["TimeStart"] <= time < s["TimeStop"]
        ]
        song = on[0]["SongName"] if on else ""
        return json.dumps(
            {
                "DataType": 5,
                "DeviceID": "D1",
                "AudioOutState": "2" if on else 1,
                "Volume": 6,
                "SongName": song,
            }
        ).encode()


def test_maker_a_gets_its_whole_list_and_tells_what_sounds():
    maker, dialect = MakerA(), Playlist()
    for message in dialect.put("D1", [an_order(7), an_order(8, minutes=90), an_order(9, minutes=-90)], NOW):
        maker.push(message)
    assert len(maker.songs) == 2
    [word] = dialect.read("D1", maker.state(NOW + timedelta(minutes=30, seconds=5)))
    assert (word.said, word.number, word.volume) == (Said.SOUNDS, 7, 60)
    [idle] = dialect.read("D1", maker.state(NOW))
    assert (idle.said, idle.number) == (None, 0)
    maker.push(dialect.stop("D1", NOW)[0])
    assert maker.songs == []


def test_maker_a_gets_a_relay_over_midnight_in_two_parts_and_a_title_cannot_break_the_list():
    maker, dialect = MakerA(), Playlist()
    relay = an_order(minutes=16 * 60 + 30, length=3600, is_relay=True, address='https://x/"],"PlayList":[')
    maker.push(dialect.put("D1", [relay], NOW)[0])
    assert [(s["TimeStart"], s["TimeStop"]) for s in maker.songs] == [
        ("23:30:00", "23:59:59"),
        ("00:00:00", "00:30:00"),
    ]


class MakerB:
    """Refuses a lower priority while a higher one is stored for the same time; puts its message as text into the envelope."""

    def __init__(self):
        self.rows = []
        self.refused = []

    def take(self, message):
        assert message.to == "device/D1/command"
        for row in json.loads(message.payload)["Message"]["Schedules"]:
            over = [r for r in self.rows if r["from"] < row["to"] and row["from"] < r["to"]]
            (self.refused if any(r["priority"] < row["priority"] for r in over) else self.rows).append(row)

    def beat(self, at, sender="D1"):
        on = [r for r in self.rows if r["from"] <= at.timestamp() < r["to"]]
        message = {"Ver": "2.1", "Vl1": 140, "Scid": on[0]["id"] if on else None, "Scst": 1 if on else 0}
        return json.dumps(
            {"Id": 10, "Time": int(at.timestamp()), "Sender": sender, "Message": json.dumps(message)}
        ).encode()


def test_maker_b_gets_the_urgent_first_and_refuses_what_is_below():
    maker, dialect = MakerB(), Groups()
    maker.take(dialect.put("D1", [an_order(7), an_order(8, priority=1)], NOW)[0])
    assert ([r["id"] for r in maker.rows], [r["id"] for r in maker.refused]) == ([8], [7])
    [word] = dialect.read("D1", maker.beat(NOW + timedelta(minutes=30)))
    assert (word.said, word.number, word.volume) == (Said.SOUNDS, 8, 100)
    with pytest.raises(Unclear):
        dialect.read("D1", maker.beat(NOW, sender="D2"))


def test_maker_c_is_given_only_what_it_asks_for():
    dialect, start = Polling(), NOW + timedelta(minutes=30)
    assert dialect.put("D1", [an_order(7), an_order(8, priority=1, length=10)], NOW) == []
    assert not dialect.is_there("D1", NOW)
    first, words = dialect.answer("D1", start)
    assert json.loads(first.payload)["play"] == 8
    assert [(w.said, w.number) for w in words] == [(Said.SOUNDS, 8)]
    later, words = dialect.answer("D1", start + timedelta(seconds=12))
    assert json.loads(later.payload) == {
        "play": 7,
        "url": "https://loa.example/a.mp3",
        "from_ms": 12_000,
        "volume": 60,
    }
    assert [(w.said, w.number) for w in words] == [(Said.ENDED, 8), (Said.SOUNDS, 7)]
    assert dialect.is_there("D1", start + timedelta(seconds=15))
    assert not dialect.is_there("D1", start + timedelta(seconds=30))
    dialect.stop("D1", start)
    silent, _ = dialect.answer("D1", start + timedelta(seconds=20))
    assert json.loads(silent.payload) == {"play": 0}


@pytest.mark.parametrize("key", DIALECTS)
@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"[]",
        b"{}",
        b'{"DataType": 5}',
        b"\xff\xfe",
        b'{"Id": 10, "Message": "x", "Sender": "D1"}',
        b"null",
    ],
)
def test_noise_is_unclear_in_every_dialect(key, noise):
    with pytest.raises(Unclear):
        DIALECTS[key]().read("D1", noise)
