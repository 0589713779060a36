"""What a recipient may open: its copy, the versions it was asked for, and nothing of what went before the issue."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from loa.documents import actions
from loa.documents.actions import Content, acknowledging, circulating
from loa.documents.circulation_errors import CopyMoved, NotForTheBody
from loa.documents.models import Circulation, Document
from loa.files.queries import open_file
from loa.papers.reading import read_file
from loa.units.errors import RightMissing
from loa.units.models import Body, Role
from loa.units.queries import body_name
from tests.papers import TEXT, Office
from tests.world import make_actor

pytestmark = pytest.mark.django_db


def picture(name: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20 + len(name), 30), "white").save(made, "PNG")
    return made.getvalue()


def sent(office: Office, document: Document, *bodies: Body) -> Circulation:
    circulating.circulate(actor=office.world.clerk, document=document, bodies=bodies)
    document.refresh_from_db()
    return Circulation.objects.get(document=document, body=bodies[0])


def returned_once(office: Office) -> Document:
    """Issue a document whose signer sent the first version back with words meant for its writer alone."""
    world, draft = office.world, office.submitted()
    draft = actions.return_draft(actor=world.approver, document=draft, reason="Số liệu chưa chắc")
    text = f"{TEXT} Bản sửa."
    draft = actions.save(actor=world.editor, document=draft, base_version=1, header_fields={}, text=text)
    draft = actions.submit(actor=world.editor, document=draft)
    signed = actions.sign(actor=world.approver, document=draft, seen_version=2)
    return actions.issue(actor=world.clerk, document=signed, typed="12/KH")


def test_a_recipient_is_led_to_its_copy_and_reads_nothing_of_the_drafting(office: Office) -> None:
    document = returned_once(office)
    row = sent(office, document, office.world.ward_a)
    client = office.world.client(office.world.ward_officer)
    for path in ("", "compare/?old=1&new=2", "versions/1/page/1/"):
        answer = client.get(f"/desk/documents/{document.pk}/{path}")
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/circulation/{row.pk}/"), path
    page = client.get(f"/desk/circulation/{row.pk}/").content.decode()
    assert "Bản sửa" in page
    for secret in ("Số liệu chưa chắc", office.world.approver.person.full_name):
        assert secret not in page
    assert client.get(f"/desk/documents/{document.pk}/made.docx/").status_code == 404
    other = office.world.client(office.world.other_ward_officer)
    assert other.get(f"/desk/documents/{document.pk}/").status_code == 404


def test_a_recipient_fetches_the_file_of_its_version_and_of_no_draft(office: Office) -> None:
    world = office.world
    draft = office.draft()
    for base, name in ((1, "nhap.png"), (2, "chinh.png")):
        data = picture(name)
        draft = actions.save(
            actor=world.editor, document=draft, base_version=base, header_fields={}, name=name, data=data
        )
    signed = actions.submit(actor=world.editor, document=draft)
    signed = actions.sign(actor=world.approver, document=signed, seen_version=3)
    issued = actions.issue(actor=world.clerk, document=signed, typed="12/KH")
    sent(office, issued, world.ward_a)
    drafted, final = (issued.versions.get(number=number).file for number in (2, 3))
    client = world.client(world.ward_officer)
    assert drafted
    assert final
    assert client.get(f"/files/{final.pk}/").status_code == 200
    assert client.get(f"/files/{drafted.pk}/").status_code == 404
    assert world.client(world.editor).get(f"/files/{drafted.pk}/").status_code == 200


def test_the_list_of_a_recipient_holds_its_own_documents_only(office: Office) -> None:
    document = office.issued(typed="12/KH")
    sent(office, document, office.world.ward_a)
    own = office.draft(actor=office.world.ward_officer, subject="Kế hoạch của phường")
    client = office.world.client(office.world.ward_officer)
    page = client.get("/desk/documents/outgoing/")
    assert page.context["list"].total == 1
    assert own.subject in page.content.decode()


def test_a_copy_is_entered_into_the_register_once_with_its_header_and_text(office: Office) -> None:
    row = sent(office, returned_once(office), office.world.ward_a)
    client = office.world.client(office.ward_clerk)
    where = f"/desk/circulation/{row.pk}/"
    assert "Vào sổ văn bản đến" in client.get(where).content.decode()
    first, second = (client.post(f"{where}enter/")["Location"] for _press in range(2))
    made = Document.objects.get(side="incoming")
    assert first == second == f"/desk/documents/{made.pk}/"
    assert (made.body, made.serial, made.state) == (office.world.ward_a, 1, "received")
    original = row.document
    for name in ("full_number", "dated", "kind", "subject", "signer"):
        assert getattr(made, name) == getattr(original, name), name
    assert made.agency == body_name(original.issuer)
    assert made.versions.get().text == original.versions.get(number=2).text
    page = client.get(where).content.decode()
    assert f"/desk/documents/{made.pk}/" in page
    assert f"/desk/documents/{original.pk}/" not in page
    assert f'action="{where}enter/"' not in page


def test_what_was_entered_by_hand_before_is_linked_and_a_refused_copy_is_not_entered(office: Office) -> None:
    world, document = office.world, returned_once(office)
    row = sent(office, document, world.ward_a, world.ward_b)
    known = {"full_number": "12/KH", "agency": body_name(world.city), "subject": "Nhập tay"}
    body = world.ward_a
    by_hand = actions.receive(
        actor=office.ward_clerk, body=body, header_fields=known, content=Content("Nội dung")
    )
    assert actions.enter(actor=office.ward_clerk, circulation=row) == by_hand
    with pytest.raises(NotForTheBody):
        actions.enter(actor=world.clerk, circulation=row)
    other = Circulation.objects.get(document=document, body=world.ward_b)
    acknowledging.refuse(actor=world.other_ward_officer, circulation=other, reason="Gửi nhầm")
    clerk = make_actor("Tạ Thị Sổ", world.ward_b, Role.CLERK)
    with pytest.raises(CopyMoved):
        actions.enter(actor=clerk, circulation=other)


def test_a_recipient_takes_the_composed_version_away_as_its_issuer_has_it(office: Office) -> None:
    world = office.world
    document = office.issued(typed="12/KH-BTGDV", place="Sông Hồng", signer_title="Trưởng ban")
    row = sent(office, document, world.ward_a)
    client = world.client(world.ward_officer)
    page = client.get(f"/desk/circulation/{row.pk}/").content.decode()
    for ending in ("pdf", "docx"):
        where = f"/desk/circulation/{row.pk}/made.{ending}/"
        assert where in page
        read = read_file(client.get(where).content)
        assert (read.fields["full_number"].value, read.draft) == ("12/KH-BTGDV", False)
    assert client.get(f"/desk/circulation/{row.pk}/made.exe/").status_code == 404
    other = world.client(world.other_ward_officer)
    assert other.get(f"/desk/circulation/{row.pk}/made.pdf/").status_code == 404
    Circulation.objects.filter(pk=row.pk).update(state=15)
    assert client.get(f"/desk/circulation/{row.pk}/made.pdf/").status_code == 404


def test_a_composed_copy_is_entered_as_the_paper_that_its_issuer_has(office: Office) -> None:
    document = office.issued(typed="12/KH-BTGDV", place="Sông Hồng", signer_title="Trưởng ban")
    made = actions.enter(actor=office.ward_clerk, circulation=sent(office, document, office.world.ward_a))
    file = made.versions.get().file
    assert file
    assert read_file(open_file(file)).fields["full_number"].value == "12/KH-BTGDV"
    page = office.world.client(office.ward_clerk).get(f"/desk/documents/{made.pk}/").content.decode()
    assert "Tải docx" not in page


def test_a_new_version_is_shown_on_what_was_entered_and_taken_in_with_one_press(office: Office) -> None:
    world, clerk = office.world, office.ward_clerk
    document = office.issued(typed="12/KH-BTGDV", place="Sông Hồng", signer_title="Trưởng ban")
    made = actions.enter(actor=clerk, circulation=sent(office, document, world.ward_a))
    client, where = world.client(clerk), f"/desk/documents/{made.pk}/"
    assert "Có bản số" not in client.get(where).content.decode()
    with pytest.raises(CopyMoved):
        actions.enter_version(actor=clerk, document=made)
    office.reissued(document, text=f"{TEXT} Bản hai.", note="Sửa hạn")
    page = client.get(where).content.decode()
    assert "Có bản số 2 mới" in page
    assert "Nhận bản mới vào sổ" in page
    assert "Nhận bản mới vào sổ" not in world.client(office.ward_leader).get(where).content.decode()
    client.post(f"{where}enter-version/")
    made.refresh_from_db()
    first, second = made.versions.order_by("number")
    assert (made.version, made.serial, made.state) == (2, 1, "received")
    assert "Bản hai" not in first.text
    assert "Bản hai" in second.text
    assert "Sửa hạn" in second.note
    assert second.file
    page = client.get(where).content.decode()
    assert "Có bản số" not in page
    assert "nhận bản mới của nơi gửi vào sổ" in page
    with pytest.raises(CopyMoved):
        actions.enter_version(actor=clerk, document=made)
    with pytest.raises(RightMissing):
        actions.enter_version(actor=office.ward_leader, document=made)
