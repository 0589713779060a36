"""What a recipient may open: its copy, the versions it was asked for, and nothing of what went before the issue."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from loa.documents import actions
from loa.documents.actions import circulating
from loa.documents.models import Circulation, Document
from loa.units.models import Body
from tests.papers import TEXT, Office

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
    assert client.get(f"/desk/documents/{document.pk}/made.docx").status_code == 404
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
