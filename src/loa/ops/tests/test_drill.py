"""A backup is restored on trial: timed, looked at, and whoever was erased since stays erased."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.lib.health import Level
from loa.ops import drills, health
from loa.ops.drills import Drill
from loa.ops.tests import copies
from loa.ops.tests.copies import Copy

JOIN = """
import django; django.setup()
from loa.audience.models import Subscriber
from loa.audience import vault
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.units.models import Body, System
from loa.files.actions import store_file
from loa.files import slots
from loa.files.rules import Purpose
from django.db import connection
body = Body.objects.create(code="X")
for pk in (7, 8):
    key, wrapped = vault.new_key(pk)
    Subscriber.objects.create(pk=pk, body=body, key=wrapped, created_at=clock.now())
slots.register_purpose(Purpose("drill", frozenset({"application/pdf"}), is_private=True), may_read=lambda *_: False)
stored = store_file(actor=SYSTEM, name="a.pdf", data=b"%PDF-1.4\\n1 0 obj<<>>endobj\\ntrailer<<>>\\n%%EOF\\n", purpose="drill")
print(stored.pk)
"""
ERASE = """
import django; django.setup()
from django.db import transaction
from loa.audience.actions import _erase
from loa.files.actions import erase_file
from loa.files.models import StoredFile
from loa.journal.actions import SYSTEM
with transaction.atomic():
    _erase([7], SYSTEM)
    erase_file(actor=SYSTEM, stored=StoredFile.objects.get())
"""


@pytest.fixture(scope="module")
def erased_since(prepared_home: Path) -> Iterator[tuple[Copy, Path]]:
    """A copy that erased a subscriber and a private file after its backup."""
    copy = copies.clone(prepared_home)
    file = copy.home.parent / "loa.backup"
    copy.make_keys()
    with copy.database():
        copy.python(JOIN)
        copy.loa("backup", str(file))
        copy.python(ERASE)
    yield copy, file
    copies.remove(copy)


@pytest.mark.slow
@pytest.mark.fault("R23", "E06")
def test_whoever_was_erased_after_the_backup_is_gone_before_the_web_answers(erased_since):
    copy, _file = erased_since
    done = copy.loa("drill", "--json")
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["ok"], found["broken"], found["erased"]) == (True, [], 2)
    assert found["rows"] > 50
    said = [phase for phase, _seconds in found["phases"]]
    assert "audience: 1 erased subscribers were erased again" in said
    assert "files: 1 erased files were erased again" in said
    assert said.index("files: 1 erased files were erased again") < said.index("asking for the front page")
    assert said[0] == "checking the keys"
    assert json.loads((copy.home / "drills.jsonl").read_text().splitlines()[-1])["ok"] is True


@pytest.mark.slow
@pytest.mark.fault("R23")
def test_a_backup_without_its_keys_is_not_good(erased_since):
    copy, file = erased_since
    ring = copy.home / "keys" / "keyring.json"
    held = ring.read_text()
    Keyring.generate().save(str(ring))
    done = copy.loa("drill", "--from", str(file), check=False)
    ring.write_text(held)
    assert done.returncode == 1
    assert "FAILED: The keys h1, k1, s1 of this backup are missing or different" in done.stdout
    assert "Traceback" not in done.stderr
    assert json.loads((copy.home / "drills.jsonl").read_text().splitlines()[-1])["ok"] is False


def test_the_doctor_asks_for_a_drill_every_five_weeks(tmp_path, monkeypatch):
    monkeypatch.setattr(health.settings, "HOME", tmp_path)
    assert drills.last() is None
    (asked,) = health.drilled()
    assert (asked.level, asked.seen) == (Level.WARN, "none yet")
    good = Drill(clock.now() - timedelta(days=34), 41.5, ok=True, rows=1200, note="")
    drills.append(good)
    assert drills.last() == good
    (fine,) = health.drilled()
    assert fine.level == Level.OK
    bad = Drill(clock.now(), 3.0, ok=False, rows=0, note="the journal's chain is broken")
    drills.append(bad)
    assert drills.last() == bad
    assert next(iter(health.drilled())).level == Level.FAIL, "a drill that failed is worse than none"
    (tmp_path / "drills.jsonl").unlink()
    drills.append(Drill(clock.now() - timedelta(days=36), 41.5, ok=True, rows=1200, note=""))
    (late,) = health.drilled()
    assert late.level == Level.WARN
    drills.append(bad)
    (broken,) = health.drilled()
    assert "the journal's chain is broken" in broken.seen
