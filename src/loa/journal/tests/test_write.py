"""What an entry may hold and when it is written."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import DatabaseError, ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from loa.journal import queries, rules
from loa.journal.actions import SYSTEM, masked, write
from loa.journal.errors import NotForTheJournal
from loa.journal.models import Entry, IdempotencyKey, Seal
from loa.lib import clock


@pytest.mark.django_db
def test_it_records_who_did_what_to_which_thing() -> None:
    entry = write(
        actor=SYSTEM, verb="bulletins.released", thing="bulletins.bulletin:12", facts={"channels": 3}
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.verb, kept.thing, kept.facts) == (
        "bulletins.released",
        "bulletins.bulletin:12",
        {"channels": 3},
    )
    assert kept.xid > 0


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_the_transaction_of_an_act() -> None:
    with pytest.raises(TransactionManagementError):
        write(actor=SYSTEM, verb="bulletins.released", thing="bulletins.bulletin:12")


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A20")
def test_an_act_fails_with_its_entry() -> None:
    def act(secret: str) -> None:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                key="act", person="1", created_at=clock.now(), expires_at=clock.now()
            )
            write(actor=SYSTEM, verb="test.acted", thing="test.thing:1", facts={"reason": secret})

    with pytest.raises(NotForTheJournal):
        act("gọi 0912 345 678")
    assert not IdempotencyKey.objects.filter(key="act").exists()
    assert not Entry.objects.filter(verb="test.acted").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A20")
def test_an_act_fails_when_the_database_refuses_the_entry() -> None:
    def act() -> None:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                key="act", person="1", created_at=clock.now(), expires_at=clock.now()
            )
            Entry.objects.create(at=None, verb="x", thing="y", xid=1)

    with pytest.raises(DatabaseError):
        act()
    assert not IdempotencyKey.objects.filter(key="act").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET verb = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry CASCADE",
        "UPDATE journal_seal SET hash = 'x'",
        "DELETE FROM journal_seal",
        "TRUNCATE journal_seal",
        "ALTER TABLE journal_entry DROP COLUMN facts",
        "DROP TABLE journal_seal",
    ],
)
@pytest.mark.django_db
def test_the_application_can_only_add(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_application_cannot_change_an_entry_through_a_model() -> None:
    entry = write(actor=SYSTEM, verb="test.acted", thing="test.thing:1")
    entry.verb = "test.changed"
    with pytest.raises(ProgrammingError), transaction.atomic():
        entry.save()


# -- facts ---------------------------------------------------------------------------------------------------

DIGEST = "0912345678" * 6 + "abcd"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (12, 12),
        (True, True),
        (None, None),
        ("đã duyệt", "đã duyệt"),
        ("e\u0302\u0301", "ế"),
        (DIGEST, DIGEST),
        (UUID("09123456-7891-4234-8567-091234567890"), "09123456-7891-4234-8567-091234567890"),
        ("09123456-7891-4234-8567-091234567890", "09123456-7891-4234-8567-091234567890"),
        (date(2026, 11, 23), "2026-11-23"),
        (Seal(number=1).pk, 1),
        (["01", "00004"], ["01", "00004"]),
        ({"b", "a"}, ["a", "b"]),
        ("Quyết định số 1246/QĐ-UBND ngày 22/03/2021", "Quyết định số 1246/QĐ-UBND ngày 22/03/2021"),
        ("2026-11-23T09:12:34.567890+00:00", "2026-11-23T09:12:34.567890+00:00"),
        ("7K3M-Q2WT", "7K3M-Q2WT"),
    ],
)
def test_it_keeps_ids_counts_digests_and_short_words(value: object, kept: object) -> None:
    assert rules.clean_facts({"fact": value}) == {"fact": kept}


@pytest.mark.parametrize(
    "text",
    [
        "liên hệ lan.nguyen@hanoi.gov.vn",
        "gọi 0912345678",
        "gọi 0912.345.678 gặp tổ trưởng",
        "024 3825 3536",
        "+84 912 345 678",
        "CCCD 001088012345",
        "x" * 501,
        "a\0b",
    ],
)
def test_it_refuses_what_looks_like_a_person_or_a_text(text: str) -> None:
    with pytest.raises(NotForTheJournal, match="Nhật ký"):
        rules.clean_facts({"reason": text})
    with pytest.raises(NotForTheJournal):
        rules.clean_facts({"reasons": ["ổn", text]})


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["theo lời chị Nguyễn Thị Lan", "nhà ở số 15 ngõ 20 phố Láng Hạ"])
def test_it_refuses_a_name_and_an_address_and_keeps_them_masked(reason: str) -> None:
    with pytest.raises(NotForTheJournal):
        write(actor=SYSTEM, verb="test.acted", thing="test.thing:1", facts={"reason": reason})
    kept = write(actor=SYSTEM, verb="test.acted", thing="test.thing:1", facts={"reason": masked(reason)})
    assert "[" in kept.facts["reason"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reason",
    [
        "anh Nguyễn Văn A báo hỏng, gọi 0912 345 678",
        "gọi 0912345678, 024 3826 1234 và 0987.654.321 " * 20,
        "thư an@example.vn, thẻ 001203004567, nhà ở số 15 ngõ 20 phố Láng Hạ",
        "\0chị Lê Thị Bình",
        "x" * 499 + " 0912345678",
        "",
    ],
)
def test_a_masked_reason_is_never_refused(reason: str) -> None:
    kept = write(actor=SYSTEM, verb="test.acted", thing="test.thing:1", facts={"reason": masked(reason)})
    assert not rules.has_contact(kept.facts["reason"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reason", ["sai giờ cắt nước tại phường Láng Hạ", "Ủy ban nhân dân xã Đông Hội đề nghị"]
)
def test_it_keeps_a_reason_that_names_offices_and_places_alone(reason: str) -> None:
    kept = write(actor=SYSTEM, verb="test.acted", thing="test.thing:1", facts={"reason": reason})
    assert kept.facts["reason"] == reason == masked(reason)


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [["a"]], object(), b"x"])
def test_it_refuses_what_is_no_fact(value: object) -> None:
    with pytest.raises(TypeError):
        rules.clean_facts({"fact": value})


@pytest.mark.parametrize("name", ["Name", "a b", "", "x" * 41])
def test_it_refuses_a_fact_without_a_plain_name(name: str) -> None:
    with pytest.raises(TypeError):
        rules.clean_facts({name: 1})


def test_it_refuses_more_facts_than_anyone_reads() -> None:
    with pytest.raises(TypeError):
        rules.clean_facts({f"f{n}": n for n in range(25)})


@given(st.uuids(), st.binary(min_size=32, max_size=32), st.integers(), st.datetimes())
def test_no_id_digest_count_or_moment_is_taken_for_a_number_of_a_person(
    ident: UUID, digest: bytes, count: int, at: object
) -> None:
    assert rules.clean_facts({"a": str(ident), "b": digest.hex(), "c": count, "d": at})


@pytest.mark.parametrize(
    ("verb", "thing"), [("released", "a.b:1"), ("a.b", "a.b"), ("A.b", "a.b:1"), ("a.b", "a.b:1 2")]
)
def test_it_refuses_words_of_another_form(verb: str, thing: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rules.check_words(verb, thing)


# -- reading -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_history_of_a_thing_is_read_latest_first() -> None:
    for verb in ("test.made", "test.changed"):
        write(actor=SYSTEM, verb=verb, thing="test.thing:1")
    write(actor=SYSTEM, verb="test.made", thing="test.thing:11")
    assert [entry.verb for entry in queries.history("test.thing:1")] == ["test.changed", "test.made"]
