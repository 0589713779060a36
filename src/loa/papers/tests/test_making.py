"""Made documents opened again: the words, the geometry, what a draft leaves blank."""

import io
from dataclasses import replace
from datetime import date

import docx
import pdfplumber
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from loa.papers.making import (
    Authority,
    BadPaper,
    BadTemplate,
    CopySheet,
    Figures,
    Item,
    Text,
    make_copy_sheet,
    make_docx,
    make_pdf,
)
from loa.papers.packs import get_pack
from loa.papers.tests.sample_papers import BY_PACK, DECISION, DRAFT, LETTER, PARTY_REPORT, REVIEW

STATE, PARTY = get_pack("nd30-2020"), get_pack("hd36-2018")


def opened(paper, pack=STATE, **more):
    return docx.Document(io.BytesIO(make_docx(paper, pack, **more)))


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def pages(paper, pack=STATE):
    with pdfplumber.open(io.BytesIO(make_pdf(paper, pack))) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_a_decision_has_the_geometry_of_the_decree():
    made = opened(DECISION)
    section = made.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(m.mm) for m in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [20, 20, 30, 15]  # fmt: skip
    assert section.different_first_page_header_footer
    head, foot = made.tables[0], made.tables[-1]
    assert [round(cell.width.mm) for cell in head.rows[0].cells] == [66, 99]
    assert cells(head) == [
        [
            "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI\nSỞ VĂN HÓA VÀ THỂ THAO\n",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
        ],
        ["Số: 05/QĐ-SVHTT", "Hà Nội, ngày 05 tháng 02 năm 2026"],
    ]
    assert cells(foot) == [
        [
            "Nơi nhận:\n- Như Điều 2;\n- Ủy ban nhân dân Thành phố (để báo cáo);\n- Lưu: VT, VP, NVA.25.",
            "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nNguyễn Thị Quỳnh Như",
        ]
    ]
    name = head.cell(0, 1).paragraphs[0]
    assert (name.alignment, name.runs[0].font.size.pt, name.runs[0].bold) == (
        WD_ALIGN_PARAGRAPH.CENTER,
        12,
        True,
    )
    assert made.element.body.xpath("string(.)").count("./.") == 1


def test_the_rule_under_the_motto_is_as_long_as_the_motto():
    rule = opened(DECISION).tables[0].cell(0, 1).paragraphs[2]
    room = opened(DECISION).tables[0].cell(0, 1).width.pt
    length = room - rule.paragraph_format.left_indent.pt - rule.paragraph_format.right_indent.pt
    with pdfplumber.open(io.BytesIO(make_pdf(DECISION, STATE))) as pdf:
        words = pdf.pages[0].search("Độc lập - Tự do - Hạnh phúc")[0]
        lines = sorted((line for line in pdf.pages[0].lines), key=lambda line: line["top"])
    printed = words["x1"] - words["x0"]
    assert length == pytest.approx(printed, rel=0.1)
    under = min(lines, key=lambda line: abs(line["x0"] - words["x0"]) + abs(line["top"] - words["bottom"]))
    assert under["width"] == pytest.approx(printed, rel=0.02)


def test_pages_are_numbered_from_the_second_and_an_annex_counts_anew():
    first_lines = [text.splitlines()[0] for text in pages(DECISION)]
    assert first_lines[0].endswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    annex = first_lines.index("Phụ lục")
    for numbers in (first_lines[1:annex], first_lines[annex + 1 :]):
        assert numbers
        assert numbers == [str(n) for n in range(2, len(numbers) + 2)]
    made = opened(DECISION)
    field = made.sections[0].header._element.xpath("string(.//w:instrText)")
    assert field.strip() == "PAGE"
    assert made.sections[1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert "(Kèm theo Quyết định số 05/QĐ-SVHTT ngày 05 tháng 02 năm 2026 của Sở Văn hóa và Thể thao)" in [
        p.text for p in made.paragraphs
    ]


def test_a_letter_has_its_subject_under_the_number_and_its_urgency_in_a_frame():
    made = opened(LETTER)
    left = made.tables[0].cell(1, 0)
    assert [p.text for p in left.paragraphs] == [
        "Số: 1234/UBND-VHXH",
        "V/v tăng cường tuyên truyền phòng, chống dịch sốt xuất huyết tại các tổ dân phố",
        "HỎA TỐC",
    ]
    assert left.paragraphs[2]._p.pPr.find(qn("w:pBdr")) is not None
    assert [p.text for p in made.paragraphs[:3]] == [
        "Kính gửi:",
        "- Trạm Y tế phường;",
        "- Các tổ dân phố trên địa bàn phường.",
    ]


def test_a_draft_leaves_number_and_day_blank_and_says_what_it_is():
    for text in (opened(DRAFT).element.body.xpath("string(.)"), "\n".join(pages(DRAFT))):
        assert "DỰ THẢO" in text
        assert "156" not in text
        squeezed = " ".join(text.split())
        assert "Số: /BC-UBND" in squeezed
        assert "ngày tháng năm 2026" in squeezed


def test_headings_are_counted_and_their_numbers_start_again():
    texts = [p.text for p in opened(REVIEW).paragraphs]
    heads = [t for t in texts if t.startswith(("I", "1", "a)", "- "))]
    assert heads == [
        "I. KẾT QUẢ",
        "1. Công tác chỉ đạo",
        "a) Văn bản",
        "- Đã ban hành 806 văn bản;",
        "- Đã hoàn thành 3/4 nhiệm vụ.",
        "II. NHIỆM VỤ",
    ]
    party = [p.text for p in opened(PARTY_REPORT, PARTY).paragraphs]
    assert "I- KẾT QUẢ" in party


def test_a_table_repeats_its_head_and_keeps_rows_whole():
    table = next(t for t in opened(REVIEW).tables if t.style.name == "Table Grid")
    assert [row.cells[0].text for row in table.rows][:2] == ["Đơn vị", "Tổ dân phố số 1"]
    first = table.rows[0]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    with_table = [text for text in pages(REVIEW) if "Tin đã phát" in text]
    assert len(with_table) == 2


def test_the_party_form_has_its_name_and_a_star_and_no_motto():
    made = opened(PARTY_REPORT, PARTY)
    left, right = cells(made.tables[0])[0]
    assert left.splitlines() == ["THÀNH ỦY HÀ NỘI", "BAN TUYÊN GIÁO VÀ DÂN VẬN", "*"]
    assert right.strip() == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert cells(made.tables[0])[1][0] == "Số 15-BC/BTGDVTU"
    assert "K/T TRƯỞNG BAN" in made.tables[-1].cell(0, 1).text
    assert [p.text for p in made.paragraphs[:3]][2] == "-----"
    assert [p.text for p in made.paragraphs if p.text.startswith("Phụ lục")] == ["Phụ lục I", "Phụ lục II"]


@pytest.mark.parametrize(("pack", "paper"), [(STATE, DECISION), (PARTY, PARTY_REPORT)])
def test_long_names_subjects_and_many_recipients_stay_on_the_page(pack, paper):
    long = "phối hợp tuyên truyền, vận động Nhân dân thực hiện nếp sống văn minh đô thị " * 6
    crowded = replace(
        paper,
        issuer="Ban Chỉ đạo chuyển đổi số và phát triển khoa học, công nghệ, đổi mới sáng tạo thành phố Hà Nội",
        subject=long,
        recipients=(
            *tuple(f"Ủy ban nhân dân phường Nghĩa Đô – Cầu Giấy, tổ {n}" for n in range(40)),
            "Lưu: VT",
        ),
        signer_title="Phó Trưởng Ban Thường trực kiêm Chánh Văn phòng Ban Chỉ đạo",
    )
    with pdfplumber.open(io.BytesIO(make_pdf(crowded, pack))) as pdf:
        for page in pdf.pages:
            edges = [(c["x0"], c["x1"], c["bottom"]) for c in page.chars if c["text"].strip()]
            assert min(e[0] for e in edges) >= 30 * 72 / 25.4 - 2
            assert max(e[1] for e in edges) <= (210 - 15) * 72 / 25.4 + 2
            assert max(e[2] for e in edges) <= (297 - 20) * 72 / 25.4 + 4
    assert len(opened(crowded, pack).tables[-1].cell(0, 0).paragraphs) == 42


def test_a_page_is_printed_in_one_font_with_every_letter():
    alphabet = "ă â đ ê ô ơ ư Ạ ạ Ả ả Ấ ấ Ầ ầ Ẩ ẩ Ẫ ẫ Ậ ậ Ắ ắ Ằ ằ Ẳ ẳ Ẵ ẵ Ặ ặ Ẹ Ẻ Ẽ Ế Ề Ể Ễ Ệ Ỉ Ị Ọ Ỏ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ụ Ủ Ứ Ừ Ử Ữ Ự Ỳ Ỵ Ỷ Ỹ"
    paper = replace(
        DECISION, body=(Text(alphabet), Text(alphabet, italic=True), Text(alphabet, bold=True)), annexes=()
    )
    with pdfplumber.open(io.BytesIO(make_pdf(paper, STATE))) as pdf:
        fonts = {c["fontname"].partition("+")[2].partition("-")[0] for page in pdf.pages for c in page.chars}
        assert alphabet in pdf.pages[0].extract_text().replace("\n", " ")
    assert len(fonts) == 1, fonts


def test_text_is_never_taken_for_code():
    hostile = '#read("/etc/passwd") {{ 7 * 7 }} <w:br/> & "x" \\ $ * _ @ref'
    paper = replace(
        DECISION, subject=hostile, body=(Text(hostile), Item(hostile), Figures(("#a", "b"), (("=1", "<"),)))
    )
    flat = " ".join("\n".join(pages(paper)).split())
    assert flat.count('#read("/etc/passwd") {{ 7 * 7 }} <w:br/> & "x"') == 3
    assert hostile in [p.text for p in opened(paper).paragraphs]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": " "}, "tên cơ quan ban hành"),
        ({"subject": ""}, "trích yếu"),
        ({"symbol": ""}, "ký hiệu"),
        ({"signer": ""}, "họ tên người ký"),
        ({"body": ()}, "thiếu nội dung"),
        ({"number": 0}, "từ 1 trở lên"),
        ({"form": "party"}, "không dùng cho thể thức"),
        ({"body": (Figures(("a", "b"), (("1",),)),)}, "thừa hoặc thiếu ô"),
        ({"is_of_year": True, "dated": None}, "chưa có năm"),
    ],
)
def test_what_no_document_may_lack_is_asked_for(change, words):
    with pytest.raises(BadPaper, match=words):
        make_docx(replace(DECISION, **change), STATE)


def test_a_right_that_the_form_does_not_know_is_refused():
    paper = replace(PARTY_REPORT, authorities=((Authority.ACTING, "Trưởng ban"),))
    with pytest.raises(BadPaper, match="không có cách ghi"):
        make_pdf(paper, PARTY)


def test_a_number_of_the_year_and_late_months_are_written_as_asked():
    made = opened(replace(DECISION, is_of_year=True, number=12, dated=date(2026, 12, 31)))
    assert cells(made.tables[0])[1] == ["Số: 12/2026/QĐ-SVHTT", "Hà Nội, ngày 31 tháng 12 năm 2026"]


@pytest.mark.parametrize("pack", [STATE, PARTY], ids=["state", "party"])
def test_a_copy_sheet_names_the_copy_and_carries_no_national_name(pack):
    paper = BY_PACK[pack.id]["letter"]
    sheet = CopySheet(
        form=pack.form, kind="certified", issuer=paper.issuer, sign="VP", place="Hà Nội", number=3,
        dated=date(2026, 3, 2), signer_title="Chánh Văn phòng", signer="Lê Thị Hạnh", recipients=("Như trên", "Lưu: VT"),
    )  # fmt: skip
    made = docx.Document(io.BytesIO(make_copy_sheet(sheet, pack)))
    assert made.tables[0].cell(0, 1).text == ""
    assert made.tables[0].cell(1, 0).text == ("Số: 03/SY-VP" if pack.form == "state" else "Số 03-BS/VP")
    assert made.paragraphs[0].text == "SAO Y"
    with pdfplumber.open(io.BytesIO(make_copy_sheet(sheet, pack, as_pdf=True))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "SAO Y" in text
    assert pack.words.name not in text


def test_a_pdf_template_that_reaches_outside_or_fails_is_refused():
    for source in ('#import "@preview/x:1.0.0"', '#include "a.typ"', '#read("/etc/passwd")', '#eval("1")'):
        with pytest.raises(BadTemplate, match="không được dùng"):
            make_pdf(DECISION, STATE, source)
    with pytest.raises(BadTemplate, match="có lỗi"):
        make_pdf(DECISION, STATE, "#nothing-like-this")
    own = "#let d = json(bytes(sys.inputs.data))\n#d.issuer"
    with pdfplumber.open(io.BytesIO(make_pdf(DECISION, STATE, own))) as pdf:
        assert pdf.pages[0].extract_text() == "SỞ VĂN HÓA VÀ THỂ THAO"
