"""Numbers given at once by many: no gap, no double, and an act that fails gives nothing away."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, transaction

from loa.documents import actions, errors
from loa.documents.actions.numbering import next_number
from loa.documents.models import Document, Register
from loa.documents.rules.words import Side
from tests.papers import Office, make_office
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def open_office(keyring: object) -> Office:
    return make_office(make_world())


def many_signed(first: Document) -> list[Document]:
    """Return fifty documents that stand where the first one stands, without walking each of them there."""
    fields = {
        f.attname: getattr(first, f.attname) for f in Document._meta.concrete_fields if not f.primary_key
    }
    return [first, *Document.objects.bulk_create(Document(**fields) for _ in range(MANY - 1))]


def test_fifty_issues_at_once_give_fifty_numbers_in_a_row(open_office: Office) -> None:
    open_office.number_here()
    signed = many_signed(open_office.signed())
    gate = threading.Barrier(10)

    def issue(batch: list[Document]) -> None:
        try:
            gate.wait()
            for document in batch:
                actions.issue(actor=open_office.world.clerk, document=document)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(issue, [signed[n::10] for n in range(10)]))
    close_old_connections()
    serials = sorted(Document.objects.filter(state="issued").values_list("serial", flat=True))
    assert serials == list(range(1, MANY + 1))
    assert Document.objects.filter(state="issued").values("full_number").distinct().count() == MANY
    assert Register.objects.get().last == MANY


def test_one_document_issued_twice_at_once_gets_one_number(open_office: Office) -> None:
    open_office.number_here()
    document = open_office.signed()
    gate = threading.Barrier(8)

    def issue(_n: int) -> bool:
        try:
            gate.wait()
            actions.issue(actor=open_office.world.clerk, document=document)
        except errors.Moved:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(issue, range(8))) == 1
    assert Register.objects.get().last == 1


def test_an_act_that_fails_leaves_its_number_to_the_next(open_office: Office) -> None:
    city = open_office.world.city

    def fail() -> None:
        with transaction.atomic():
            next_number(city, Side.INCOMING, "", 2026)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with transaction.atomic():
        assert next_number(city, Side.INCOMING, "", 2026)[1] == 1
