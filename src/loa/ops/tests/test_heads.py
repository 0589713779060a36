"""The journal's head leaves the machine by letter, and proves a cut tail from there."""

import json

import pytest
from django.db import transaction

from loa.journal import heads
from loa.journal.actions import SYSTEM, write
from loa.journal.keyring import keyring
from loa.journal.sealer import seal_committed
from loa.lib import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]


@pytest.fixture
def kept(tmp_path):
    def run():
        with transaction.atomic():
            write(actor=SYSTEM, verb="test.acted", thing="test.thing:1")
        seal_committed(clock.now())
        return heads.export_head(tmp_path / "heads.jsonl", keyring().signing_key(), clock.now())

    return run


def test_each_keeper_gets_the_signed_head(mailbox, settings, kept):
    settings.HEADS_TO = ["thanhtra@example.vn", "luutru@example.vn"]
    head = kept()
    ((receivers, letter),) = mailbox.envelopes
    assert sorted(receivers) == ["luutru@example.vn", "thanhtra@example.vn"]
    line = json.loads(letter.get_content().strip().splitlines()[-1])
    assert (line["number"], line["hash"]) == (head.number, head.hash)
    assert line["signature"]


def test_without_a_keeper_nothing_is_sent(mailbox, settings, kept):
    settings.HEADS_TO = []
    kept()
    assert mailbox.envelopes == []
