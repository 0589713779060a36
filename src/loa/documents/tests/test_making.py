"""What is composed here comes out as docx and PDF, on the office's own template too, and is judged by its rules."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from docx import Document as Docx
from docx.document import Document as DocxDocument

from loa.documents import actions, exchange, making
from loa.documents.models import Document
from loa.documents.queries import version_of
from loa.lib import clock
from loa.lib.errors import Invalid
from loa.papers.reading import read_file
from tests.papers import Office

pytestmark = pytest.mark.django_db
HEADER = {"place": "Sông Hồng", "signer_title": "Chủ tịch / Phó Chủ tịch", "authority": "kt"}


def words_of(document: DocxDocument) -> str:
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def test_an_issued_document_reads_back_with_its_own_number(office: Office) -> None:
    office.number_here(symbol="UBND")
    issued = office.issued(**HEADER)
    for ending in ("docx", "pdf"):
        read = read_file(making.make(issued, version_of(issued), ending))
        assert read.fields["full_number"].value == "01/KH-UBND"
        assert read.fields["signer"].value == "Trần Văn Duyệt"
        assert read.fields["kind"].value == "KẾ HOẠCH"


def test_a_draft_shows_no_number_and_says_that_it_is_one(office: Office) -> None:
    draft = office.draft(**HEADER)
    made = making.make(draft, version_of(draft), "pdf")
    page = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert "DỰ THẢO" in page
    assert read_file(made).fields["full_number"].value is None


def test_a_part_that_no_document_may_lack_is_named(office: Office) -> None:
    draft = office.draft()
    answer = office.world.client(office.world.editor).get(f"/desk/documents/{draft.pk}/made.docx/")
    assert answer.status_code == 422
    assert "chức vụ người ký" in answer.content.decode()


def test_typed_part_numbers_are_never_counted_anew(office: Office) -> None:
    draft = office.draft(text="II. PHẦN HAI\nMột đoạn.\n- Một ý.", **HEADER)
    words = words_of(Docx(io.BytesIO(making.make(draft, version_of(draft), "docx"))))
    assert "II. PHẦN HAI" in words


def test_the_office_uses_its_own_template_once_it_was_filled_on_trial(office: Office) -> None:
    world = office.world
    broken = Docx()
    broken.add_paragraph("{{ khong_co }}")
    data = io.BytesIO()
    broken.save(data)
    with pytest.raises(Invalid):
        actions.set_template(
            actor=world.clerk, body=world.city, kind="", name="mau.docx", data=data.getvalue()
        )
    own = Docx(io.BytesIO(making.sample_template(world.city)))
    own.add_paragraph("Địa chỉ: số 1 phố Mẫu")
    data = io.BytesIO()
    own.save(data)
    row = actions.set_template(
        actor=world.clerk, body=world.city, kind="", name="mau.docx", data=data.getvalue()
    )
    draft = office.draft(**HEADER)
    words = words_of(Docx(io.BytesIO(making.make(draft, version_of(draft), "docx"))))
    assert "Địa chỉ: số 1 phố Mẫu" in words
    assert "{{" not in words
    actions.remove_template(actor=world.clerk, template=row)
    again = words_of(Docx(io.BytesIO(making.make(draft, version_of(draft), "docx"))))
    assert "Địa chỉ: số 1 phố Mẫu" not in again


def test_findings_cite_their_rule(office: Office) -> None:
    draft = office.draft(**HEADER)
    page = office.world.client(office.world.editor).get(f"/desk/documents/{draft.pk}/check/")
    report = page.context["report"]
    assert report.pack.id == "nd30-2020"
    for finding in report.findings:
        assert "căn cứ" in page.content.decode()
        assert finding.rule.source
    assert Document.objects.count() == 1


def test_a_message_out_comes_in_at_another_body_with_its_header(office: Office) -> None:
    world = office.world
    office.number_here(symbol="UBND")
    issued = office.issued(**HEADER)
    with pytest.raises(Invalid):
        exchange.pack(issued, version_of(issued))
    now = clock.now()
    issued.circulations.create(body=world.ward_a, holder=world.ward_a, version=1, sent_at=now, asked_at=now)
    sent = exchange.pack(issued, version_of(issued))
    intake = actions.drop_in(
        actor=office.ward_clerk, body=world.ward_a, kind="incoming", name="goi.edxml", data=sent
    )
    assert intake.file.name.endswith(".pdf")
    header = intake.reading["header"]
    assert (header["full_number"], header["agency"]) == ("01/KH-UBND", "Ban Tuyên giáo và Dân vận Thành ủy")
    assert header["subject"] == issued.subject


def test_a_letter_names_whom_it_is_addressed_to(office: Office) -> None:
    text = "Kính gửi: Sở Y tế; Ủy ban nhân dân các phường.\nĐề nghị phối hợp."
    draft = office.draft(kind="CÔNG VĂN", text=text, **HEADER)
    paper = making.paper_of(draft, version_of(draft))
    assert paper.addressed == ("Sở Y tế", "Ủy ban nhân dân các phường")
    words = words_of(Docx(io.BytesIO(making.make(draft, version_of(draft), "docx"))))
    assert "V/v" in words
    assert words.count("Sở Y tế") == 1


def test_a_copy_is_made_official_by_its_sheet(office: Office) -> None:
    office.number_here(symbol="UBND")
    world = office.world
    copied = actions.copy(actor=world.editor, original=office.issued(**HEADER), copy_kind="sao_y")
    copied = actions.submit(actor=world.editor, document=copied)
    copied = actions.sign(actor=world.approver, document=copied, seen_version=1)
    copied = actions.issue(actor=world.clerk, document=copied)
    words = words_of(Docx(io.BytesIO(making.make(copied, version_of(copied), "docx"))))
    assert "01/SY-UBND" in words
    assert "SAO Y" in words.upper()
