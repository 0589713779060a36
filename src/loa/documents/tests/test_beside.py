"""Files beside a version: let in, signed with it, carried on, compared, entered and exchanged; never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from loa.documents import actions, errors, exchange
from loa.documents.actions import Content, acknowledging, circulating
from loa.documents.actions.taking_in import drop_again
from loa.documents.models import Attachment, Document, Intake, Version
from loa.documents.queries import version_of
from loa.files.models import StoredFile
from loa.lib.errors import Invalid
from loa.papers import edxml
from loa.papers.reading.constructed import pdf
from loa.units.models import Body
from tests.papers import SUBJECT, TEXT, Office, printed
from tests.proof import prove

pytestmark = pytest.mark.django_db
PAGE = pdf.plain(printed())
TWO = [("phu-luc-1.pdf", PAGE), ("bieu-2.pdf", PAGE)]


def names(version: Version) -> list[str]:
    return [file.name for file in version.beside]


def drafted(office: Office, **more: Any) -> Document:
    known = {"kind": "KẾ HOẠCH", "subject": SUBJECT}
    actor = office.world.editor
    given = {"content": Content(TEXT), "beside": TWO} | more
    return actions.draft(actor=actor, body=actor.body, header_fields=known, **given)


def issued(office: Office, draft: Document | None = None) -> Document:
    world = office.world
    waits = actions.submit(actor=world.editor, document=draft or drafted(office))
    signed = actions.sign(actor=world.approver, document=waits, seen_version=waits.version)
    return actions.issue(actor=world.clerk, document=signed, typed="12/KH-BTGDV")


def sent(office: Office, document: Document, body: Body) -> Any:
    circulating.circulate(actor=office.world.clerk, document=document, bodies=[body])
    return document.circulations.get()


def test_a_draft_keeps_its_files_in_their_order_and_hands_them_on_unless_they_are_taken_out(
    office: Office,
) -> None:
    world, draft = office.world, drafted(office)
    assert names(version_of(draft)) == ["phu-luc-1.pdf", "bieu-2.pdf"]
    actor: dict[str, Any] = {"actor": world.editor, "document": draft, "header_fields": {}}
    actions.save(**actor, base_version=1, text=f"{TEXT} Sửa.")
    draft.refresh_from_db()
    first, second = version_of(draft).beside
    assert (first.name, second.name) == ("phu-luc-1.pdf", "bieu-2.pdf")
    third = {"beside": [("anh-3.pdf", PAGE)], "keep": [str(second.pk)]}
    actions.save(**actor, base_version=2, text=f"{TEXT} Sửa.", **third)
    draft.refresh_from_db()
    assert (draft.version, names(version_of(draft))) == (3, ["bieu-2.pdf", "anh-3.pdf"])
    page = world.client(world.editor).get(f"/desk/documents/{draft.pk}/compare/").content.decode()
    assert "bớt tệp: <del>phu-luc-1.pdf" in page
    assert "thêm tệp: <ins>anh-3.pdf" in page
    with pytest.raises(errors.NothingChanged):
        actions.save(**actor, base_version=3, text=f"{TEXT} Sửa.")


def test_the_screens_take_several_files_and_show_them_to_whoever_signs(office: Office) -> None:
    world = office.world
    client = world.client(world.editor)
    files = [SimpleUploadedFile(name, data) for name, data in TWO]
    known = {"kind": "KẾ HOẠCH", "subject": SUBJECT, "text": TEXT, "urgency": "normal"}
    client.post("/desk/documents/new/", known | {"beside": files})
    draft = Document.objects.get()
    edit = client.get(f"/desk/documents/{draft.pk}/edit/")
    kept = edit.context["form"]["keep"].initial[1:]
    client.post(f"/desk/documents/{draft.pk}/edit/", known | {"version": "1", "keep": kept})
    draft.refresh_from_db()
    assert names(version_of(draft)) == ["bieu-2.pdf"]
    waits = actions.submit(actor=world.editor, document=draft)
    signer = world.client(world.approver)
    prove(signer, world.approver.person)
    page = signer.get(f"/desk/documents/{waits.pk}/sign/").content.decode()
    assert "bieu-2.pdf" in page
    assert "phu-luc-1.pdf" not in page


def test_nobody_adds_changes_or_removes_a_file_of_a_written_version(office: Office) -> None:
    version = version_of(drafted(office))
    more = StoredFile.objects.first()
    acts = [
        lambda: Attachment.objects.create(version=version, place=3, file=more),
        lambda: Attachment.objects.update(file=more),
        lambda: Attachment.objects.all().delete(),
        lambda: Version.objects.update(attached=3),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert len(names(version_of(version.document))) == 2


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("mat.pdf", pdf.plain(printed(top=("MẬT",))), "độ mật"),
        ("chay.exe", b"MZ\x90\0", "không được nhận"),
    ],
)
def test_one_file_that_may_not_be_kept_refuses_all_before_anything_is_stored(
    office: Office, name: str, data: bytes, says: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        drafted(office, file=("ke-hoach.pdf", PAGE), beside=[*TWO, (name, data)])
    assert name in str(refusal.value)
    assert says in str(refusal.value)
    assert not StoredFile.objects.exists()
    with pytest.raises(errors.TooManyFiles):
        drafted(office, beside=TWO * 11)


def test_a_recipient_fetches_the_files_of_its_version_and_of_no_draft(office: Office) -> None:
    world, draft = office.world, drafted(office)
    gone = version_of(draft).beside[0]
    keep = [str(version_of(draft).beside[1].pk)]
    actions.save(actor=world.editor, document=draft, base_version=1, header_fields={}, text=TEXT, keep=keep)
    copy = sent(office, issued(office, draft), world.ward_a)
    client = world.client(world.ward_officer)
    page = client.get(f"/desk/circulation/{copy.pk}/").content.decode()
    assert f"/files/{keep[0]}/" in page
    assert client.get(f"/files/{keep[0]}/").status_code == 200
    assert client.get(f"/files/{gone.pk}/").status_code == 404
    assert world.client(world.other_ward_officer).get(f"/files/{keep[0]}/").status_code == 404


def test_a_new_version_tells_recipients_which_files_came_and_went(office: Office) -> None:
    world, document = office.world, issued(office)
    copy = sent(office, document, world.ward_a)
    acknowledging.acknowledge(actor=world.ward_officer, circulation=copy, version=1)
    keep = [str(version_of(document).beside[0].pk)]
    put = actions.propose_version(
        actor=world.clerk,
        document=document,
        base_version=1,
        note="Thay biểu",
        text=TEXT,
        beside=[("bieu-moi.pdf", PAGE)],
        keep=keep,
    )
    actions.reissue(actor=world.approver, document=put, seen_version=2)
    page = world.client(world.ward_officer).get(f"/desk/circulation/{copy.pk}/").content.decode()
    assert "bớt tệp: <del>bieu-2.pdf" in page
    assert "thêm tệp: <ins>bieu-moi.pdf" in page


def test_the_entered_copy_holds_the_files_too(office: Office) -> None:
    copy = sent(office, issued(office), office.world.ward_a)
    made = actions.enter(actor=office.ward_clerk, circulation=copy)
    assert names(version_of(made)) == ["phu-luc-1.pdf", "bieu-2.pdf"]
    client = office.world.client(office.ward_clerk)
    assert "bieu-2.pdf" in client.get(f"/desk/documents/{made.pk}/").content.decode()


def test_files_dropped_in_together_become_one_document_or_go_together(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    for _turn in range(2):
        files = [SimpleUploadedFile(name, data) for name, data in TWO]
        first = SimpleUploadedFile("van-ban.pdf", PAGE)
        client.post(
            "/desk/documents/drop/",
            {"kind": "incoming", "file": first, "beside": files, "not_secret": "on"},
        )
    kept, dropped = Intake.objects.order_by("pk")
    page = client.get(f"/desk/documents/drop/{kept.pk}/").content.decode()
    assert "phu-luc-1.pdf" in page
    assert client.get(f"/files/{kept.beside.first().pk}/").status_code == 200
    known = {"subject": SUBJECT, "agency": "Ủy ban nhân dân thành phố"}
    made = actions.confirm(actor=office.world.clerk, intake=kept, header_fields=known)
    assert names(version_of(made)) == ["phu-luc-1.pdf", "bieu-2.pdf"]
    drop_again(actor=office.world.clerk, intake=dropped)
    assert StoredFile.objects.filter(erased_at__isnull=False).count() == 3


def test_a_message_carries_the_files_out_and_in_and_names_what_was_left_out(office: Office) -> None:
    world, document = office.world, issued(office)
    sent(office, document, world.ward_a)
    document.refresh_from_db()
    envelope = edxml.read(_packed(document, version_of(document))).envelope
    assert [one.name for one in envelope.attachments[1:]] == ["phu-luc-1.pdf", "bieu-2.pdf"]
    archive = edxml.Attachment("goi.zip", b"PK\x03\x04nothing")
    mixed = edxml.write(_with(envelope, archive))
    actor = office.ward_clerk
    held = actions.drop_in(actor=actor, body=world.ward_a, kind="incoming", name="goi.edxml", data=mixed)
    assert [file.name for file in held.beside.order_by("pk")] == ["phu-luc-1.pdf", "bieu-2.pdf"]
    page = world.client(actor).get(f"/desk/documents/drop/{held.pk}/").content.decode()
    assert "Có tệp kèm theo không nhận được" in page
    assert "goi.zip" in page
    secret = edxml.Attachment("mat.pdf", pdf.plain(printed(top=("MẬT",))))
    with pytest.raises(errors.Secret):
        actions.drop_in(
            actor=actor,
            body=world.ward_a,
            kind="incoming",
            name="goi.edxml",
            data=edxml.write(_with(envelope, secret)),
        )


def _packed(document: Document, version: Version) -> bytes:
    Document.objects.filter(pk=document.pk).update(place="Sông Hồng", signer_title="Trưởng ban")
    document.refresh_from_db()
    return exchange.pack(document, version)


def _with(envelope: edxml.Envelope, file: edxml.Attachment) -> edxml.Envelope:
    return replace(envelope, attachments=(*envelope.attachments, file))
