"""What a device must not forget, in one SQLite file; obeying a command is one transaction, whatever cuts the power.

The tables carry the device, so that a simulation keeps many devices in one file. `MemoryStore` has the same surface and
forgets: it is for simulations of thousands.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from loa_speaker.plays import Entry, State
from loa_wire.commands import Play
from loa_wire.judging import Seen
from loa_wire.tidings import Ack, Proof

_SCHEMA = """
create table if not exists fact (device text, name text, value text, primary key (device, name)) without rowid;
create table if not exists seen (device text, grp text, top integer, bits blob, primary key (device, grp)) without rowid;
create table if not exists last (device text, grp text, ask text, seq integer, primary key (device, grp, ask)) without rowid;
create table if not exists killed (device text, grp text, primary key (device, grp)) without rowid;
create table if not exists play (device text, id text, state text, made integer, raw text, begun integer, heard integer,
  last integer, volume integer, grp text, primary key (device, id)) without rowid;
create table if not exists proof (device text, n integer, raw text, primary key (device, n)) without rowid;
create table if not exists ack (id integer primary key, device text, raw text);
create index if not exists ack_device on ack (device);
"""


class Store(Protocol):
    """The memory of one device."""

    lasts: bool
    """Whether it survives the process, so that noting progress is worth its while."""

    def change(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Make what is written inside one transaction; `durable` puts it on the disk before it returns."""

    def fact(self, name: str) -> Any:
        """Return a single value by name, None where there is none."""

    def put_fact(self, name: str, value: Any) -> None:
        """Keep a single value."""

    def seen(self, group: str) -> Seen:
        """Return which sequences of a group were obeyed."""

    def put_seen(self, group: str, seen: Seen) -> None:
        """Keep which sequences of a group were obeyed."""

    def last(self, group: str, ask: str) -> int:
        """Return the highest sequence of a group that set this state."""

    def put_last(self, group: str, ask: str, seq: int) -> None:
        """Keep the highest sequence of a group that set this state."""

    def killed(self) -> frozenset[str]:
        """Return the groups that are silenced."""

    def put_killed(self, group: str, on: bool) -> None:
        """Silence a group, or end its silence."""

    def entry(self, play: str) -> Entry | None:
        """Return what is kept of a play, ended or not."""

    def put_entry(self, entry: Entry) -> None:
        """Keep a play as it stands."""

    def open_entries(self) -> list[Entry]:
        """Return the plays that await their end."""

    def forget_ended(self, before: int) -> None:
        """Drop ended plays that were ordered long ago; their orders have expired by then."""

    def add_proof(self, proof: Proof) -> Proof:
        """Number a proof, without a gap, and keep it until a receipt names it."""

    def proofs(self, after: int, most: int) -> list[Proof]:
        """Return kept proofs in order of their numbers."""

    def count_proofs(self) -> int:
        """Return how many proofs wait for a receipt."""

    def drop_proofs(self, numbers: Iterable[int]) -> None:
        """Drop proofs that the server has stored."""

    def add_ack(self, ack: Ack) -> int:
        """Keep an acknowledgement until it went out; return its number."""

    def acks(self) -> list[tuple[int, Ack]]:
        """Return the acknowledgements that may not have gone out."""

    def drop_acks(self, numbers: Iterable[int]) -> None:
        """Drop acknowledgements that went out."""


class MemoryStore:
    """Keeps nothing beyond the process."""

    lasts = False
    __slots__ = ("_acks", "_counts", "_entries", "_facts", "_killed", "_last", "_proofs", "_seen")

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}
        self._seen: dict[str, Seen] = {}
        self._last: dict[tuple[str, str], int] = {}
        self._killed: frozenset[str] = frozenset()
        self._entries: dict[str, Entry] = {}
        self._proofs: dict[int, Proof] = {}
        self._acks: dict[int, Ack] = {}
        self._counts = (0, 0)

    def change(self, *, durable: bool = True) -> AbstractContextManager[None]:  # noqa: ARG002  nothing to be durable
        return nullcontext()

    def fact(self, name: str) -> Any:
        return self._facts.get(name)

    def put_fact(self, name: str, value: Any) -> None:
        self._facts[name] = value

    def seen(self, group: str) -> Seen:
        return self._seen.get(group, _NOTHING)

    def put_seen(self, group: str, seen: Seen) -> None:
        self._seen[group] = seen

    def last(self, group: str, ask: str) -> int:
        return self._last.get((group, ask), 0)

    def put_last(self, group: str, ask: str, seq: int) -> None:
        self._last[group, ask] = seq

    def killed(self) -> frozenset[str]:
        return self._killed

    def put_killed(self, group: str, on: bool) -> None:
        self._killed = self._killed | {group} if on else self._killed - {group}

    def entry(self, play: str) -> Entry | None:
        return self._entries.get(play)

    def put_entry(self, entry: Entry) -> None:
        self._entries[entry.id] = entry

    def open_entries(self) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.is_open]

    def forget_ended(self, before: int) -> None:
        for entry in [each for each in self._entries.values() if not each.is_open and each.made < before]:
            del self._entries[entry.id]

    def add_proof(self, proof: Proof) -> Proof:
        proofs, acks = self._counts
        self._counts = (proofs + 1, acks)
        numbered = self._proofs[proofs + 1] = replace(proof, n=proofs + 1)
        return numbered

    def proofs(self, after: int, most: int) -> list[Proof]:
        first = max(after + 1, next(iter(self._proofs), 0))
        kept = (self._proofs[n] for n in range(first, self._counts[0] + 1) if n in self._proofs)
        return list(itertools.islice(kept, most))

    def count_proofs(self) -> int:
        return len(self._proofs)

    def drop_proofs(self, numbers: Iterable[int]) -> None:
        for n in numbers:
            self._proofs.pop(n, None)

    def add_ack(self, ack: Ack) -> int:
        proofs, acks = self._counts
        self._counts = (proofs, acks + 1)
        self._acks[acks + 1] = ack
        return acks + 1

    def acks(self) -> list[tuple[int, Ack]]:
        return list(self._acks.items())

    def drop_acks(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._acks.pop(number, None)


_NOTHING = Seen()


class Database:
    """One SQLite file; each device in it has a store."""

    def __init__(self, path: Path | str) -> None:
        self._line = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._line.execute("pragma journal_mode = wal")
        self._line.execute("pragma synchronous = full")
        self._line.execute("pragma cache_size = -1024")
        self._line.executescript(_SCHEMA)
        self._depth = 0
        if path != ":memory:":
            Path(path).chmod(0o600)

    def store(self, device: str) -> SqliteStore:
        """Return the store of one device."""
        return SqliteStore(self, device)

    def close(self) -> None:
        """Close the file."""
        self._line.close()

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._line.execute(statement, values)

    @contextmanager
    def change(self, *, durable: bool) -> Iterator[None]:
        """Open a transaction, or join the one that is open."""
        if self._depth:
            yield
            return
        self._line.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
        self._line.execute("begin immediate")
        self._depth = 1
        try:
            yield
            self._line.execute("commit")
        except BaseException:
            if self._line.in_transaction:
                self._line.execute("rollback")
            raise
        finally:
            self._depth = 0


class SqliteStore:
    """One device's rows of a database."""

    lasts = True

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def change(self, *, durable: bool = True) -> AbstractContextManager[None]:
        return self._database.change(durable=durable)

    def _rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, (self._device, *values)).fetchall()

    def _put(self, table: str, *values: Any) -> None:
        marks = ", ".join("?" * (len(values) + 1))
        self._database.execute(f"insert or replace into {table} values ({marks})", (self._device, *values))  # noqa: S608  our own tables

    def fact(self, name: str) -> Any:
        rows = self._rows("select value from fact where device = ? and name = ?", name)
        return json.loads(rows[0][0]) if rows else None

    def put_fact(self, name: str, value: Any) -> None:
        self._put("fact", name, json.dumps(value))

    def seen(self, group: str) -> Seen:
        rows = self._rows("select top, bits from seen where device = ? and grp = ?", group)
        return Seen(rows[0][0], int.from_bytes(rows[0][1], "big")) if rows else _NOTHING

    def put_seen(self, group: str, seen: Seen) -> None:
        self._put("seen", group, seen.top, seen.bits.to_bytes((seen.bits.bit_length() + 7) // 8, "big"))

    def last(self, group: str, ask: str) -> int:
        rows = self._rows("select seq from last where device = ? and grp = ? and ask = ?", group, ask)
        return int(rows[0][0]) if rows else 0

    def put_last(self, group: str, ask: str, seq: int) -> None:
        self._put("last", group, ask, seq)

    def killed(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._rows("select grp from killed where device = ?"))

    def put_killed(self, group: str, on: bool) -> None:
        if on:
            self._put("killed", group)
        else:
            self._rows("delete from killed where device = ? and grp = ?", group)

    def entry(self, play: str) -> Entry | None:
        rows = self._rows(f"{_ENTRIES} and id = ?", play)
        return _entry(rows[0]) if rows else None

    def put_entry(self, entry: Entry) -> None:
        raw = None if entry.play is None else json.dumps(entry.play.to_wire())
        self._put(
            "play", entry.id, entry.state.value, entry.made, raw,
            entry.begun, entry.heard, entry.last, entry.volume, entry.group,
        )  # fmt: skip

    def open_entries(self) -> list[Entry]:
        return [_entry(row) for row in self._rows(f"{_ENTRIES} and state <> 'ended'")]

    def forget_ended(self, before: int) -> None:
        self._rows("delete from play where device = ? and state = 'ended' and made < ?", before)

    def add_proof(self, proof: Proof) -> Proof:
        numbered = replace(proof, n=(self.fact("proofs") or 0) + 1)
        self.put_fact("proofs", numbered.n)
        self._put("proof", numbered.n, json.dumps(numbered.to_wire()))
        return numbered

    def proofs(self, after: int, most: int) -> list[Proof]:
        rows = self._rows("select raw from proof where device = ? and n > ? order by n limit ?", after, most)
        return [Proof.from_wire(json.loads(row[0])) for row in rows]

    def count_proofs(self) -> int:
        return int(self._rows("select count(*) from proof where device = ?")[0][0])

    def drop_proofs(self, numbers: Iterable[int]) -> None:
        for n in numbers:
            self._rows("delete from proof where device = ? and n = ?", n)

    def add_ack(self, ack: Ack) -> int:
        cursor = self._database.execute(
            "insert into ack (device, raw) values (?, ?)", (self._device, json.dumps(ack.to_wire()))
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def acks(self) -> list[tuple[int, Ack]]:
        rows = self._rows("select id, raw from ack where device = ? order by id")
        return [(row[0], Ack.from_wire(json.loads(row[1]))) for row in rows]

    def drop_acks(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._rows("delete from ack where device = ? and id = ?", number)


_ENTRIES = "select id, state, made, raw, begun, heard, last, volume, grp from play where device = ?"


def _entry(row: tuple[Any, ...]) -> Entry:
    play, state, made, raw, begun, heard, last, volume, group = row
    return Entry(
        id=play,
        state=State(state),
        made=made,
        play=None if raw is None else Play.from_wire(json.loads(raw)),
        begun=begun,
        heard=heard,
        last=last,
        volume=volume,
        group=group,
    )
