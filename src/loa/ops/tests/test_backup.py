"""A backup rebuilds a copy, refuses the wrong keys, and never sends by itself."""

import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.ops.tests import copies
from loa.ops.tests.copies import Copy

pytestmark = pytest.mark.slow

FILL = """
import django; django.setup()
from django.contrib.sessions.models import Session
from django.utils import timezone
Session.objects.create(session_key="còn-nguyên", session_data="x", expire_date=timezone.now())
"""
LOOK = """
import django; django.setup()
from django.contrib.sessions.models import Session
from django.db import connection
print(Session.objects.filter(session_key="còn-nguyên").count())
with connection.cursor() as cursor:
    cursor.execute("SELECT table_name, privilege_type FROM information_schema.role_table_grants "
                   "WHERE grantee = 'loa_app' ORDER BY 1, 2")
    print(*cursor.fetchall(), sep="\\n")
    cursor.execute("SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1")
    print(cursor.fetchall())
"""


@pytest.fixture(scope="module")
def saved(prepared_home: Path) -> Iterator[tuple[Copy, Path]]:
    """A copy with a row and a file, and its backup."""
    copy = copies.clone(prepared_home)
    file = copy.home.parent / "loa.backup"
    copy.make_keys()
    (copy.home / "files" / "ảnh").mkdir()
    (copy.home / "files" / "ảnh" / "a.bin").write_bytes(b"\x00\xff" * 70000)
    with copy.database():
        copy.python(FILL)
        copy.loa("backup", str(file))
    yield copy, file
    copies.remove(copy)


@pytest.fixture
def empty() -> Iterator[Copy]:
    """A copy that was never started."""
    copy = Copy(copies.new_folder() / "home")
    copy.home.mkdir(mode=0o755)
    yield copy
    copies.remove(copy)


def _keys_from(source: Copy, target: Copy) -> None:
    shutil.copytree(source.home / "keys", target.home / "keys")


@pytest.mark.fault("R23")
def test_it_rebuilds_rows_files_and_grants_and_starts_paused(saved: tuple[Copy, Path], empty: Copy) -> None:
    source, file = saved
    _keys_from(source, empty)
    done = empty.loa("restore", str(file))
    assert "the queue is paused" in done.stdout
    assert (empty.home / "files" / "ảnh" / "a.bin").read_bytes() == b"\x00\xff" * 70000
    with source.database():
        before = source.python(LOOK)
    with empty.database():
        assert empty.python(LOOK) == before
        assert empty.loa("queue", "show", check=False).returncode == 1
    assert before.startswith("1\n")
    assert "('journal_entry', 'INSERT')" in before
    assert "('journal_entry', 'UPDATE')" not in before


@pytest.mark.fault("A22")
def test_it_never_holds_the_keys(saved: tuple[Copy, Path]) -> None:
    source, file = saved
    with tarfile.open(file) as archive:
        assert not [name for name in archive.getnames() if "key" in name]
    secret = (source.home / "keys" / "secret_key").read_bytes()
    assert secret not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.fault("R23")
def test_it_refuses_before_changing_anything_when_the_keys_are_missing(
    saved: tuple[Copy, Path], empty: Copy
) -> None:
    refused = empty.loa("restore", str(saved[1]), check=False)
    assert refused.returncode == 1
    assert "needs the keys h1, k1, s1" in refused.stderr
    assert not (empty.home / "postgres").exists()


@pytest.mark.fault("R23")
def test_it_refuses_keys_of_the_same_name_with_another_secret(saved: tuple[Copy, Path], empty: Copy) -> None:
    empty.make_keys()
    refused = empty.loa("restore", str(saved[1]), check=False)
    assert refused.returncode == 1
    assert "missing or different" in refused.stderr
    assert not (empty.home / "postgres").exists()


@pytest.mark.fault("R23")
def test_it_refuses_to_fill_a_copy_that_holds_something(saved: tuple[Copy, Path]) -> None:
    source, file = saved
    refused = source.loa("restore", str(file), check=False)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr


@pytest.mark.fault("R23")
def test_it_refuses_a_file_that_was_cut_short(saved: tuple[Copy, Path], empty: Copy) -> None:
    _keys_from(saved[0], empty)
    cut = empty.home.parent / "cut"
    whole = saved[1].read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    refused = empty.loa("restore", str(cut), check=False)
    assert refused.returncode == 1
    assert "is no complete backup" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_does_not_overwrite_a_backup(saved: tuple[Copy, Path]) -> None:
    source, file = saved
    before = file.read_bytes()
    assert source.loa("backup", str(file), check=False).returncode == 1
    assert file.read_bytes() == before
