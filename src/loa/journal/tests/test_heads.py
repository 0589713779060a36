"""Heads kept elsewhere, and the command that proves the chain with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import transaction

from loa.journal import heads, health, queries, tasks
from loa.journal.actions import SYSTEM, write
from loa.journal.cli import journal
from loa.journal.errors import BadHead
from loa.journal.models import Entry
from loa.journal.rules import Head
from loa.journal.sealer import seal_committed
from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.lib.health import Level

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """Give this copy a keyring and a data folder of its own."""
    ring = Keyring.generate()
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "KEYRING_FILE", tmp_path / "keyring.json")
    ring.save(str(settings.KEYRING_FILE))
    return ring


def acts(count: int, *, sealed: bool = True) -> None:
    for number in range(count):
        with transaction.atomic():
            write(actor=SYSTEM, verb="test.acted", thing=f"test.thing:{number}")
    if sealed:
        seal_committed(clock.now())


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(journal, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_daily_head_is_signed_carried_away_and_read_back(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried: list[str] = []
    monkeypatch.setattr(heads, "_carriers", [])
    heads.carry_heads_with(carried.append)
    acts(3)
    tasks.run_export_head(0)
    acts(2)
    tasks.run_export_head(0)
    lines = heads.default_file().read_text().splitlines()
    assert carried == lines
    assert [json.loads(line)["number"] for line in lines] == [3, 5]
    assert heads.read_head(str(heads.default_file()), ring.verify_keys()) == queries.head()


def test_a_line_that_was_changed_is_refused(ring: Keyring, tmp_path: Path) -> None:
    acts(3)
    heads.export_head(heads.default_file(), ring.signing_key(), clock.now())
    changed = tmp_path / "changed"
    changed.write_text(heads.default_file().read_text().replace('"number": 3', '"number": 2'))
    with pytest.raises(BadHead):
        heads.read_head(str(changed), ring.verify_keys())


@pytest.mark.parametrize("given", ["", "5", "5:abc", "nowhere.jsonl", "x:" + "0" * 64])
def test_what_is_no_head_is_refused(given: str) -> None:
    with pytest.raises(BadHead):
        heads.read_head(given, {})


def test_a_head_can_be_given_as_number_and_hash() -> None:
    assert heads.read_head("12:" + "a" * 64, {}) == Head(12, "a" * 64)


def test_the_command_says_that_all_is_well(ring: Keyring) -> None:
    acts(4)
    acts(1, sealed=False)
    code, said = call("verify")
    assert code == 0
    assert said.startswith("4 rows hold, head 4:")
    assert "1 entries are written and not sealed yet" in said


@pytest.mark.mission("N14")
def test_the_command_reports_a_cut_tail_against_a_kept_file(ring: Keyring) -> None:
    acts(2)
    kept = f"9:{'a' * 64}"
    code, said = call("verify", "--head", kept)
    assert code == 1
    assert "the last 7 rows" in said
    code, said = call("verify", "--head", kept, "--json")
    assert code == 1
    assert json.loads(said)["cut_tail"] == 7


def test_the_command_exports_and_reads_its_own_file(ring: Keyring) -> None:
    acts(2)
    assert call("export")[1].startswith("head 2 written")
    acts(2, sealed=False)
    assert call("seal")[1] == "2 entries sealed\n"
    assert call("verify", "--head", str(heads.default_file()))[0] == 0
    assert call("head")[1].startswith("4:")


def test_the_doctor_sees_entries_that_wait_too_long(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    acts(1, sealed=False)
    assert next(health.sealing()).level == Level.OK
    entry = Entry.objects.get()
    monkeypatch.setattr(clock, "now", lambda: entry.at + 2 * health.LATE)
    assert next(health.sealing()).level == Level.FAIL


def test_the_doctor_asks_for_a_daily_head(ring: Keyring) -> None:
    assert list(health.exported()) == []
    acts(1)
    assert next(health.exported()).level == Level.WARN
    call("export")
    assert next(health.exported()).level == Level.OK
