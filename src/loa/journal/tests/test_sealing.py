"""The chain: complete under concurrency, and telling about every kind of damage."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, connections, transaction

from loa.journal import queries
from loa.journal.actions import SYSTEM, write
from loa.journal.models import Entry, Seal
from loa.journal.rules import BadRow, Damage, Head
from loa.journal.sealer import LOCK, Sealer, run, seal_committed
from loa.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


def act(number: int) -> Entry:
    with transaction.atomic():
        return write(actor=SYSTEM, verb="test.acted", thing=f"test.thing:{number}", facts={"n": number})


def acts(count: int) -> list[Entry]:
    return [act(number) for number in range(count)]


def seal() -> int | None:
    return seal_committed(clock.now())


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def task() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=task)
    thread.start()
    return thread


@pytest.fixture
def intruder() -> Iterator[psycopg.Connection]:
    """Reach the tables past the application's role, as whoever holds the disk can."""
    place = connection.settings_dict
    with psycopg.connect(
        host=place["HOST"], dbname=place["NAME"], user="postgres", autocommit=True
    ) as session:
        session.execute(
            "SET session_replication_role = replica"
        )  # foreign keys hold nobody back who owns the disk
        yield session


# -- sealing -------------------------------------------------------------------------------------------------


def test_it_chains_every_committed_entry() -> None:
    entries = acts(5)
    assert seal() == 5
    assert list(Seal.objects.values_list("entry_id", flat=True)) == [entry.pk for entry in entries]
    assert queries.verify().ok
    assert queries.head().number == 5


def test_an_empty_journal_is_whole() -> None:
    assert seal() == 0
    assert queries.verify() == queries.Verification(True, 0, Head(0, "0" * 64))


def test_it_waits_for_a_transaction_that_is_older_than_a_committed_one() -> None:
    opened, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(actor=SYSTEM, verb="test.slow", thing="test.thing:1")
            opened.set()
            assert go_on.wait(30)

    thread = in_thread(slow)
    assert opened.wait(30)
    act(2)
    assert seal() == 0
    assert queries.verify().unsealed_tail == 1
    go_on.set()
    thread.join()
    assert seal() == 2
    assert [seal.entry.verb for seal in Seal.objects.select_related("entry")] == ["test.slow", "test.acted"]


def test_an_act_that_was_rolled_back_leaves_no_place_in_the_chain() -> None:
    act(1)
    with transaction.atomic():
        write(actor=SYSTEM, verb="test.failed", thing="test.thing:2")
        transaction.set_rollback(True)
    act(3)
    assert seal() == 2
    assert queries.verify().ok


def test_it_steps_back_while_another_process_seals() -> None:
    act(1)
    place = connection.settings_dict
    with psycopg.connect(host=place["HOST"], dbname=place["NAME"], user=place["USER"]) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert seal() is None
        assert not Seal.objects.exists()
    assert seal() == 1


def test_eight_writers_and_two_sealers_lose_nothing() -> None:
    stop = threading.Event()
    start = threading.Barrier(8)

    def writer(seed: int) -> None:
        dice = random.Random(seed)
        start.wait(30)
        for number in range(25):
            with transaction.atomic():
                write(actor=SYSTEM, verb="test.acted", thing=f"test.thing:{seed}-{number}")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(%s)", [dice.random() / 100])  # commits come out of order

    sealers = [in_thread(lambda: _seal_until(stop)) for _ in range(2)]
    writers = [in_thread(lambda seed=seed: writer(seed)) for seed in range(8)]  # type: ignore[misc]
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal()
    found = queries.verify()
    assert (found.ok, found.rows, found.unsealed_tail) == (True, 200, 0)
    assert Seal.objects.values("entry").distinct().count() == 200


def _seal_until(stop: threading.Event) -> None:
    sealer = Sealer()
    while not stop.is_set():
        sealer.turn(clock.now())


def test_the_loop_seals_until_it_is_told_to_stop() -> None:
    stop = threading.Event()
    thread = in_thread(lambda: run(stop))
    acts(3)
    deadline = threading.Event()
    while queries.count_unsealed() and not deadline.wait(0.05):
        pass
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    assert queries.verify().rows == 3


def test_a_sealer_forgets_what_can_no_longer_change_and_still_misses_nothing() -> None:
    sealer = Sealer()
    for turn in range(6):
        acts(2)
        sealer.turn(clock.now())
        assert queries.count_unsealed() == 0
        if turn == 5:
            assert sealer.floor > 0
    assert queries.verify().rows == 12


@pytest.mark.fault("R23")
def test_entries_of_a_restored_backup_are_sealed_though_their_transactions_are_unknown_here(
    intruder: psycopg.Connection,
) -> None:
    act(1)
    intruder.execute("UPDATE journal_entry SET xid = 1000000000000")
    assert seal() == 1


# -- damage --------------------------------------------------------------------------------------------------

OF = "WHERE id = (SELECT entry_id FROM journal_seal WHERE number = {})"
EXCHANGE = """UPDATE journal_seal AS here SET entry_id = -there.entry_id FROM journal_seal AS there
 WHERE here.number IN (3, 8) AND there.number = 11 - here.number"""
DAMAGES: dict[str, tuple[list[str], int, Damage]] = {
    "an altered verb": ([f"UPDATE journal_entry SET verb = 'test.other' {OF.format(4)}"], 4, Damage.ALTERED),
    "an altered fact": (
        [f"UPDATE journal_entry SET facts = '{{\"n\": 99}}' {OF.format(7)}"], 7, Damage.ALTERED),
    "an altered moment": (
        [f"UPDATE journal_entry SET at = at - interval '1 microsecond' {OF.format(1)}"], 1, Damage.ALTERED),
    "another author": ([f"UPDATE journal_entry SET person = '7' {OF.format(10)}"], 10, Damage.ALTERED),
    "an altered hash": (["UPDATE journal_seal SET hash = repeat('f', 64) WHERE number = 5"], 5, Damage.ALTERED),
    "a removed entry": ([f"DELETE FROM journal_entry {OF.format(6)}"], 6, Damage.REMOVED),
    "a removed entry and its seal": (
        [f"DELETE FROM journal_entry {OF.format(6)}", "DELETE FROM journal_seal WHERE number = 6"], 6, Damage.REMOVED),
    "the first row removed": (["DELETE FROM journal_seal WHERE number = 1"], 1, Damage.REMOVED),
    "two entries exchanged": (
        ["UPDATE journal_seal SET entry_id = -entry_id WHERE number IN (3, 8)", EXCHANGE], 3, Damage.REORDERED),
    "two places exchanged": (
        ["UPDATE journal_seal SET number = -number WHERE number IN (4, 5)",
         "UPDATE journal_seal SET number = 9 + number WHERE number < 0"], 4, Damage.REORDERED),
}  # fmt: skip


@pytest.mark.mission("N14")
@pytest.mark.parametrize("name", DAMAGES)
def test_it_names_the_first_bad_row(name: str, intruder: psycopg.Connection) -> None:
    acts(10)
    seal()
    statements, number, damage = DAMAGES[name]
    for statement in statements:
        intruder.execute(statement)
    found = queries.verify()
    assert not found.ok
    assert found.first_bad
    assert (found.first_bad.number, found.first_bad.damage) == (number, damage)
    assert found.rows == number - 1


@pytest.mark.mission("N14")
def test_it_names_a_row_that_was_slipped_in_with_a_proper_hash(intruder: psycopg.Connection) -> None:
    acts(10)
    seal()
    intruder.execute("UPDATE journal_seal SET number = -number - 1 WHERE number > 4")
    intruder.execute("UPDATE journal_seal SET number = -number WHERE number < 0")
    forged = act(99)
    fourth = Seal.objects.get(number=4)
    row = queries.row_of(
        (forged.pk, forged.at, forged.verb, forged.thing, "", "", "", "", forged.facts, forged.xid)
    )
    Seal.objects.create(number=5, entry=forged, hash=queries.chain(fourth.hash, row), sealed_at=clock.now())
    assert queries.verify().first_bad == BadRow(5, forged.pk, Damage.INSERTED)


@pytest.mark.mission("N14")
def test_it_reports_the_tail_that_is_not_sealed_yet() -> None:
    acts(4)
    seal()
    acts(3)
    found = queries.verify()
    assert (found.ok, found.rows, found.unsealed_tail) == (True, 4, 3)


@pytest.mark.mission("N14")
def test_it_reports_a_tail_that_was_cut_when_it_is_given_an_earlier_head(
    intruder: psycopg.Connection,
) -> None:
    acts(10)
    seal()
    kept = queries.head()
    intruder.execute(
        "DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM journal_seal WHERE number > 7)"
    )
    intruder.execute("DELETE FROM journal_seal WHERE number > 7")
    assert queries.verify().ok  # without a head from outside the cut cannot be seen
    found = queries.verify(head=kept)
    assert (found.ok, found.cut_tail, found.rows) == (False, 3, 7)


@pytest.mark.mission("N14")
def test_a_chain_that_was_written_anew_does_not_fit_an_earlier_head(intruder: psycopg.Connection) -> None:
    acts(6)
    seal()
    kept = queries.head()
    intruder.execute("DELETE FROM journal_seal")
    intruder.execute("UPDATE journal_entry SET person = '7' WHERE facts = '{\"n\": 2}'")
    seal()
    assert queries.verify().ok
    found = queries.verify(head=kept)
    assert found.first_bad
    assert found.first_bad.damage == Damage.REWRITTEN


def test_a_later_part_of_the_chain_fits_an_earlier_head() -> None:
    acts(3)
    seal()
    kept = queries.head()
    acts(3)
    seal()
    assert queries.verify(head=kept).ok
