"""Bytes and rows stay together: stored whole, served safely, erased for good."""

from __future__ import annotations

import errno
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.http import HttpRequest
from django.test import Client
from PIL import Image

from loa.files import actions, disk, health, queries, slots, tasks
from loa.files.errors import DiskFull, FileDamaged, NoSuchFile
from loa.files.models import StoredFile
from loa.files.recovery import after_restore
from loa.files.rules import IMAGES, Purpose
from loa.journal.models import Entry
from loa.lib.crypt import Keyring
from loa.lib.files import BadFile
from loa.lib.health import Level
from tests.world import World

pytestmark = pytest.mark.django_db

PDF_DATA = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
IMAGE, PAPER, PRIVATE = "test.image", "test.paper", "test.private"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a folder, keys and three purposes of its own."""
    monkeypatch.setattr(settings, "FILES_DIR", tmp_path / "files")
    monkeypatch.setattr(settings, "KEYRING_FILE", tmp_path / "keyring.json")
    Keyring.generate().save(str(settings.KEYRING_FILE))
    monkeypatch.setattr(slots, "_purposes", {})
    monkeypatch.setattr(slots, "_readers", {})

    def anybody(_request: HttpRequest, _stored: StoredFile) -> bool:
        return True

    def staff(request: HttpRequest, _stored: StoredFile) -> bool:
        return bool(request.user.is_authenticated)

    slots.register_purpose(Purpose(IMAGE), may_read=anybody)
    slots.register_purpose(Purpose(PAPER), may_read=anybody)
    slots.register_purpose(Purpose(PRIVATE, is_private=True), may_read=staff)


def picture(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Phone 12"
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, kind, exif=exif)
    return out.getvalue()


def store(
    world: World, data: bytes = PDF_DATA, name: str = "Thông báo.pdf", purpose: str = PAPER
) -> StoredFile:
    return actions.store_file(actor=world.editor, name=name, data=data, purpose=purpose)


def on_disk() -> list[Path]:
    return list(disk.walk())


def aged(paths: list[Path]) -> None:
    for path in paths:
        os.utime(path, (time.time() - 90_000,) * 2)


# -- storing -------------------------------------------------------------------------------------------------


def test_a_file_is_stored_with_its_owner_and_a_journal_row(world: World) -> None:
    stored = store(world)
    assert queries.open_file(stored) == PDF_DATA
    assert (stored.body, stored.name, stored.size) == (world.city, "Thông báo.pdf", len(PDF_DATA))
    entry = Entry.objects.get(verb="files.stored")
    assert entry.facts["sha256"] == stored.sha256
    assert "Thông báo" not in str(entry.facts)


def test_the_same_content_lies_on_disk_once(world: World) -> None:
    first, second = store(world), store(world, name="khác.pdf")
    assert first.sha256 == second.sha256
    assert len(on_disk()) == 1


def test_content_that_was_damaged_on_disk_is_mended_by_storing_it_again(world: World) -> None:
    stored = store(world)
    disk.place_of(stored.sha256).write_bytes(b"damaged")
    store(world)
    assert queries.open_file(stored) == PDF_DATA


@pytest.mark.fault("A08")
def test_a_picture_is_stored_without_its_notes_and_with_a_plain_name(world: World) -> None:
    assert b"Phone 12" in picture()
    stored = store(world, picture(), "..\\..\\Ảnh số 1.php", IMAGE)
    assert b"Phone 12" not in queries.open_file(stored)
    assert (stored.mime, stored.name) == ("image/jpeg", "Ảnh số 1.jpg")


@pytest.mark.parametrize("purpose", [Purpose("test.small", most_bytes=10), Purpose("test.photo", IMAGES)])
def test_a_purpose_limits_kind_and_size(world: World, purpose: Purpose) -> None:
    slots.register_purpose(purpose, may_read=lambda _request, _stored: True)
    with pytest.raises(BadFile):
        store(world, purpose=purpose.key)


def test_a_refused_file_leaves_nothing(world: World) -> None:
    with pytest.raises(BadFile):
        store(world, b"MZ")
    assert (on_disk(), StoredFile.objects.count()) == ([], 0)


def test_bytes_of_an_act_that_failed_are_swept_after_a_day(world: World) -> None:
    with transaction.atomic():
        store(world)
        transaction.set_rollback(True)
    kept = store(world, picture(), "a.jpg", IMAGE)
    part = disk.place_of("ab" * 32).with_name(".abab.1234.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    assert actions.sweep_unused() == 0
    aged(on_disk())
    tasks.run_sweep_unused(0)
    assert on_disk() == [disk.place_of(kept.sha256)]


def full_after(limit: int) -> Callable[[int, bytes], int]:
    """Return a writer like the system's that has room for `limit` bytes and no more."""
    write, room = os.write, [limit]

    def tight(handle: int, data: bytes) -> int:
        if room[0] <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = write(handle, bytes(data)[: room[0]])
        room[0] -= done
        return done

    return tight


@pytest.mark.fault("R18")
def test_a_full_disk_says_so_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", full_after(20))
    with pytest.raises(DiskFull, match="hết chỗ lưu tệp"), transaction.atomic():
        store(world)
    monkeypatch.undo()
    assert not StoredFile.objects.exists()
    assert not Entry.objects.filter(verb="files.stored").exists()


@pytest.mark.fault("R18")
def test_a_full_disk_leaves_no_part_of_the_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as tight:
        tight.setattr(os, "write", full_after(20))
        with pytest.raises(DiskFull):
            disk.put(PDF_DATA)
    assert on_disk() == []
    assert disk.get(disk.put(PDF_DATA)) == PDF_DATA


# -- private files and erasure -------------------------------------------------------------------------------


@pytest.mark.fault("A22")
def test_a_private_file_is_unreadable_on_disk(world: World) -> None:
    stored = store(world, purpose=PRIVATE)
    assert stored.is_private
    assert b"Catalog" not in disk.get(stored.sha256)
    assert queries.open_file(stored) == PDF_DATA


def test_an_erased_private_file_cannot_be_read_from_a_backup(world: World, django_capture_on_commit_callbacks: Callable[..., object]) -> None:  # fmt: skip
    stored = store(world, purpose=PRIVATE)
    backup = disk.get(stored.sha256)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erased = actions.erase_file(actor=world.admin, stored=stored)
    assert on_disk() == []
    disk.put(backup)
    assert (erased.wrapped_key, erased.sha256, erased.name) == ("", "", "")
    with pytest.raises(NoSuchFile):
        queries.open_file(erased)


@pytest.mark.fault("R23")
def test_a_file_that_an_older_backup_brought_back_is_erased_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    stored, other = store(world, purpose=PRIVATE), store(world, purpose=PRIVATE)
    backed_up = {
        name: getattr(stored, name) for name in ("sha256", "wrapped_key", "name", "size", "erased_at")
    }
    actions.erase_file(actor=world.admin, stored=stored)
    StoredFile.objects.filter(pk=stored.pk).update(**backed_up)
    assert after_restore() == "1 erased files were erased again"
    assert StoredFile.objects.get(pk=stored.pk).wrapped_key == ""
    assert queries.open_file(other) == PDF_DATA
    assert after_restore() == "0 erased files were erased again"


def test_erasing_keeps_what_another_row_still_names(world: World, django_capture_on_commit_callbacks: Callable[..., object]) -> None:  # fmt: skip
    first, second = store(world), store(world)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.erase_file(actor=world.admin, stored=first)
    assert queries.open_file(second) == PDF_DATA
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.erase_file(actor=world.admin, stored=second)
        actions.erase_file(actor=world.admin, stored=second)
    assert on_disk() == []
    assert Entry.objects.filter(verb="files.erased").count() == 2


@pytest.mark.django_db(transaction=True)
def test_storing_and_erasing_the_same_content_at_once_never_leaves_a_row_without_bytes(world: World) -> None:
    def churn() -> None:
        for _ in range(10):
            actions.erase_file(actor=world.admin, stored=store(world))
        store(world)
        connections.close_all()

    threads = [threading.Thread(target=churn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert StoredFile.objects.filter(erased_at__isnull=True).count() == 4
    assert list(queries.damaged_files()) == []


# -- serving -------------------------------------------------------------------------------------------------


def test_a_picture_is_shown_in_the_page(world: World, client: Client) -> None:
    stored = store(world, picture(), "ảnh.jpg", IMAGE)
    answer = client.get(f"/files/{stored.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.fault("A07")
def test_a_paper_is_a_download_that_cannot_run(world: World, client: Client) -> None:
    answer = client.get(f"/files/{store(world).pk}/")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Th%C3%B4ng%20b%C3%A1o.pdf"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == PDF_DATA


def test_what_the_reader_has_is_not_sent_again(world: World, client: Client) -> None:
    address = f"/files/{store(world).pk}/"
    answer = client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.fault("A12")
def test_a_file_is_shown_to_whom_its_room_shows_it(world: World, client: Client) -> None:
    stored = store(world, purpose=PRIVATE)
    assert client.get(f"/files/{stored.pk}/").status_code == 404
    assert world.client(world.editor).get(f"/files/{stored.pk}/").content == PDF_DATA


def test_a_file_of_an_unknown_purpose_is_served_to_nobody(world: World) -> None:
    stored = store(world, purpose="test.unknown")
    assert world.client(world.editor).get(f"/files/{stored.pk}/").status_code == 404


def test_a_missing_and_an_erased_file_look_the_same(world: World, client: Client) -> None:
    stored = store(world)
    actions.erase_file(actor=world.admin, stored=stored)
    asked = {"headers": {"Accept": "application/json"}}
    answers = [client.get(f"/files/{key}/", **asked) for key in (stored.pk, uuid4())]  # type: ignore[arg-type]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


def test_a_purpose_is_registered_once() -> None:
    with pytest.raises(ValueError, match=IMAGE):
        slots.register_purpose(Purpose(IMAGE), may_read=lambda _request, _stored: True)


# -- doctor --------------------------------------------------------------------------------------------------


def test_the_doctor_names_files_whose_bytes_are_gone_or_changed(world: World) -> None:
    whole, gone, changed = (
        store(world),
        store(world, picture(), "a.jpg"),
        store(world, picture("PNG"), "a.png"),
    )
    assert next(health.stored()).level == Level.OK
    disk.remove(gone.sha256)
    disk.place_of(changed.sha256).write_bytes(b"x")
    finding = next(health.stored())
    assert finding.level == Level.FAIL
    assert str(gone.pk) in finding.seen
    assert str(changed.pk) in finding.seen
    assert str(whole.pk) not in finding.seen
    for stored in (gone, changed):
        with pytest.raises(FileDamaged):
            queries.open_file(stored)
