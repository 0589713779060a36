"""The first path: what is dropped in is read, asked about and confirmed; what is secret is never stored."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from loa.documents import actions, errors
from loa.documents.actions.taking_in import run_old_intakes
from loa.documents.models import Document, Intake, Register
from loa.documents.queries.visible import intakes_of
from loa.documents.signatures import reports_of
from loa.files.models import StoredFile
from loa.journal.models import Entry
from loa.lib import clock
from loa.papers.reading.constructed import pdf
from loa.papers.signatures.tests import people
from loa.units.actor import Actor
from loa.units.models import Post, Role
from tests.papers import Office, printed
from tests.world import FOUNDED

pytestmark = pytest.mark.django_db
DROP = "/desk/documents/drop/"


def drop(client: Client, data: bytes, kind: str = "incoming", name: str = "van-ban.pdf") -> object:
    file = SimpleUploadedFile(name, data)
    return client.post(DROP, {"kind": kind, "file": file, "not_secret": "on"})


def confirm(client: Client, **typed: str) -> object:
    intake = Intake.objects.get()
    held = {name: str(value) for name, value in intake.reading["header"].items() if isinstance(value, str)}
    return client.post(f"{DROP}{intake.pk}/", {"urgency": "normal", **held, **typed})


def test_a_printed_document_is_read_and_entered_with_its_number_as_printed(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    answer = drop(client, pdf.plain(printed()))
    page = client.get(answer["Location"]).content.decode()
    assert "215/KH-UBND" in page
    assert "/page/1/" in page
    entered = confirm(client)
    document = Document.objects.get()
    assert entered["Location"] == f"/desk/documents/{document.pk}/"
    assert (document.full_number, document.serial, document.kind) == ("215/KH-UBND", 1, "KẾ HOẠCH")
    assert (str(document.dated), document.signer) == ("2026-11-20", "Lê Thị Mẫu")
    assert "Tuyên truyền phòng, chống dịch bệnh" in document.versions.get().text
    assert document.unsure == []


def test_a_signed_document_of_the_body_keeps_its_number_and_takes_none(office: Office) -> None:
    office.number_here()
    client = office.world.client(office.world.clerk)
    drop(client, pdf.plain(printed()), kind="signed")
    confirm(client)
    document = Document.objects.get()
    assert (document.state, document.full_number, document.register) == ("issued", "215/KH-UBND", None)
    assert not Register.objects.exists()


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_what_is_marked_as_secret_is_refused_before_anything_is_stored(office: Office, mark: str) -> None:
    client = office.world.client(office.world.clerk)
    answer = drop(client, pdf.plain(printed(top=(mark,))))
    assert answer.status_code == 422
    assert "độ mật" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not Intake.objects.exists()


def test_a_secret_file_is_refused_as_a_version_too(office: Office) -> None:
    draft, secret = office.draft(), pdf.plain(printed(top=("MẬT",)))
    with pytest.raises(errors.Secret):
        actions.save(
            actor=office.world.editor,
            document=draft,
            base_version=1,
            header_fields={},
            name="a.pdf",
            data=secret,
        )
    assert not StoredFile.objects.exists()
    assert draft.versions.count() == 1


def test_a_scan_shows_its_page_beside_empty_fields(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    answer = drop(client, pdf.scan(printed()))
    page = client.get(answer["Location"])
    form = page.context["form"]
    assert page.context["asked"]
    assert not any(form[name].value() for name in ("full_number", "dated", "kind", "agency", "subject"))
    picture = client.get(page.context["pages"][0])
    assert Image.open(io.BytesIO(picture.content)).format == "PNG"
    refused = confirm(client)
    assert refused.status_code == 422
    confirm(client, subject="Kế hoạch tuyên truyền", agency="Ủy ban nhân dân thành phố")
    document = Document.objects.get()
    assert {"full_number", "dated", "kind"} <= set(document.unsure)
    assert "Còn ô chưa ai xác nhận" in client.get(f"/desk/documents/{document.pk}/").content.decode()


def test_a_draft_without_a_number_is_given_none(office: Office) -> None:
    client = office.world.client(office.world.editor)
    drop(client, pdf.plain(printed(number_line="Số:       /KH-UBND")), kind="draft")
    confirm(client)
    document = Document.objects.get()
    assert (document.state, document.full_number, document.serial) == ("draft", "", None)


def test_nobody_else_sees_what_was_dropped_in(office: Office) -> None:
    world = office.world
    drop(world.client(world.clerk), pdf.plain(printed()))
    intake = Intake.objects.get()
    for reader in (world.editor, world.leader, world.stranger):
        client = world.client(reader)
        assert client.get(f"{DROP}{intake.pk}/").status_code == 404
        assert client.get(f"/files/{intake.file_id}/").status_code == 404
    assert world.client(world.clerk).get(f"/files/{intake.file_id}/").status_code == 200
    assert intake.file.is_private


def test_a_file_becomes_one_document_however_often_it_is_confirmed(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    drop(client, pdf.plain(printed()))
    confirm(client)
    confirm(client)
    assert Document.objects.count() == 1
    with pytest.raises(errors.UsedUp):
        actions.confirm(actor=office.world.clerk, intake=Intake.objects.get(), header_fields={})


def test_who_may_only_draft_is_offered_only_drafts(office: Office) -> None:
    client = office.world.client(office.world.editor)
    assert drop(client, pdf.plain(printed()), kind="incoming").status_code == 422
    assert office.world.client(office.world.admin).get(DROP).status_code == 403


def test_signatures_are_judged_when_a_file_comes_in_and_said_in_words(office: Office) -> None:
    root = people.holder("Root Thử", "Ban Cơ yếu (mẫu)", authority=True)
    signer = people.holder("Lê Thị Mẫu", "UBND thành phố Sông Hồng", root)
    signed = people.sign(pdf.plain(printed()), signer, others=[root])
    client = office.world.client(office.world.clerk)
    page = client.get(drop(client, signed)["Location"]).content.decode()
    assert "UBND thành phố Sông Hồng" in page
    assert "Chưa kết luận được" in page
    confirm(client)
    report = Document.objects.get().versions.get().signatures[0]
    assert (report["signer"], report["intact"], report["verdict"]) == ("Lê Thị Mẫu", True, "cannot_tell")


def test_a_changed_signed_file_is_called_invalid(office: Office, settings: object, tmp_path: Path) -> None:
    root = people.holder("Root Thử", "Ban Cơ yếu (mẫu)", authority=True)
    (tmp_path / "root.pem").write_bytes(root.pem)
    settings.SIGNATURE_ROOTS_DIR = tmp_path  # type: ignore[attr-defined]
    signer = people.holder("Lê Thị Mẫu", "UBND thành phố Sông Hồng", root)
    whole = people.sign(pdf.plain(printed()), signer, others=[root])
    middle = len(whole) // 3
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    assert [report["verdict"] for data in (whole, changed) for report in reports_of(data)] == [
        "valid",
        "invalid",
    ]


def test_a_file_that_became_no_document_can_be_taken_away_whole(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    where = drop(client, pdf.plain(printed()))["Location"]
    client.post(f"{where}away/")
    assert not Intake.objects.exists()
    assert StoredFile.objects.get().erased_at
    drop(client, pdf.plain(printed()))
    confirm(client)
    with pytest.raises(errors.UsedUp):
        actions.drop_again(actor=office.world.clerk, intake=Intake.objects.get())


def test_a_file_that_acts_by_itself_is_refused_before_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bytes] = []
    monkeypatch.setattr("loa.documents.reading.read", read.append)
    client = office.world.client(office.world.clerk)
    answer = drop(client, b"%PDF-1.7\n1 0 obj << /JavaScript 2 0 R >>\n%%EOF")
    assert answer.status_code == 422
    assert read == []


def test_a_file_that_waits_stands_on_the_first_screen_and_is_destroyed_after_two_weeks(
    office: Office,
) -> None:
    world = office.world
    client = world.client(world.clerk)
    where = drop(client, pdf.plain(printed()))["Location"]
    assert "tệp đưa vào chờ tôi đối chiếu" in client.get("/desk/").content.decode()
    assert where in client.get(DROP).content.decode()
    assert run_old_intakes() == 0
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert run_old_intakes() == 1
    assert not Intake.objects.exists()
    assert StoredFile.objects.get().erased_at
    assert Entry.objects.filter(verb="documents.intake_dropped").count() == 1


def test_a_file_that_became_a_document_is_no_intake_any_more_nor_one_of_another_body(office: Office) -> None:
    world = office.world
    client = world.client(world.clerk)
    where = drop(client, pdf.plain(printed()))["Location"]
    moved = Post.objects.create(
        person=world.clerk.person, body=world.ward_b, title="Văn thư", role=Role.CLERK, valid_from=FOUNDED
    )
    assert not intakes_of(Actor(person=world.clerk.person, post=moved)).exists()
    confirm(client)
    assert client.get(where).status_code == 404
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert run_old_intakes() == 0
