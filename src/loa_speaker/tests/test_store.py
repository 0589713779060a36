"""What lasts and what forgets look the same to a device; what lasts is whole after any end."""

from __future__ import annotations

import sqlite3

import pytest

from loa_speaker.plays import Entry, State
from loa_speaker.store import Database, MemoryStore
from loa_wire.commands import Play
from loa_wire.judging import Seen
from loa_wire.tidings import Ack, Proof
from loa_wire.words import Outcome, Priority

PLAY = Play("p", 10, 5, 20, Priority.NORMAL, relay="http://x/")
PROOF = Proof("d", 0, "p", Outcome.PLAYED, 1, 2, 3, 4, 5)


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    database = Database(tmp_path / "x.sqlite3")
    other = database.store("other")
    other.put_fact("a", "other's")
    other.add_proof(PROOF)
    yield database.store("d")
    assert other.fact("a") == "other's"
    assert other.count_proofs() == 1
    database.close()


def test_it_keeps_what_it_was_given(store):
    seen = Seen().with_(7).with_(300).with_(299)
    entry = Entry("p", State.SOUNDING, 9, PLAY, begun=3, heard=4, last=5, volume=6, group="c7")
    with store.change():
        store.put_fact("config", {"volume": 3})
        store.put_seen("city", seen)
        store.put_last("city", "kill", 300)
        store.put_killed("city", True)
        store.put_killed("b1", True)
        store.put_killed("b1", False)
        store.put_entry(entry)
        store.put_entry(Entry("q", State.ENDED, 8, None))
    assert (store.fact("config"), store.fact("none")) == ({"volume": 3}, None)
    assert (store.seen("city"), store.seen("b1")) == (seen, Seen())
    assert (store.last("city", "kill"), store.last("city", "mute")) == (300, 0)
    assert store.killed() == {"city"}
    assert (store.entry("p"), store.open_entries()) == (entry, [entry])
    store.forget_ended(9)
    assert store.entry("q") is None


def test_proofs_are_numbered_without_a_gap_and_kept_until_dropped(store):
    assert [store.add_proof(PROOF).n for _ in range(5)] == [1, 2, 3, 4, 5]
    store.drop_proofs([1, 3, 99])
    assert [proof.n for proof in store.proofs(0, 10)] == [2, 4, 5]
    assert [proof.n for proof in store.proofs(2, 1)] == [4]
    store.drop_proofs([2, 4, 5])
    assert (store.add_proof(PROOF).n, store.count_proofs()) == (6, 1)


def test_acknowledgements_wait_until_they_went_out(store):
    acks = [Ack("d", "city", n, 5, taken=True) for n in (1, 2)]
    numbers = [store.add_ack(ack) for ack in acks]
    assert [ack for _, ack in store.acks()] == acks
    store.drop_acks(numbers[:1])
    assert [ack.seq for _, ack in store.acks()] == [2]


def test_what_fails_half_way_leaves_nothing(tmp_path):
    database = Database(tmp_path / "x.sqlite3")
    store = database.store("d")
    with pytest.raises(ZeroDivisionError), store.change():  # noqa: PT012  the steps are the point
        store.put_fact("a", 1)
        with store.change():
            store.add_proof(PROOF)
        raise ZeroDivisionError
    assert (store.fact("a"), store.count_proofs()) == (None, 0)
    database.close()


def test_its_file_is_readable_by_its_owner_alone_and_writes_through(tmp_path):
    database = Database(tmp_path / "x.sqlite3")
    assert (tmp_path / "x.sqlite3").stat().st_mode & 0o77 == 0
    with database.store("d").change():
        assert database.execute("pragma synchronous").fetchone() == (2,)
    assert database.execute("pragma journal_mode").fetchone() == ("wal",)
    database.close()
    with sqlite3.connect(tmp_path / "x.sqlite3") as line:
        assert line.execute("pragma integrity_check").fetchone() == ("ok",)
    line.close()
