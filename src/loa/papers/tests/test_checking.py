"""What we make passes; a document that breaks one rule is told that rule and no other."""

import copy
import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from loa.lib.archive import BadArchive
from loa.papers.checking import Unreadable, check
from loa.papers.making import make_docx, make_pdf
from loa.papers.packs import get_pack, list_packs
from loa.papers.tests.sample_papers import BY_PACK, EACH, LETTER, PARTY_REPORT, REVIEW, SPARE_FAULTS
from loa.papers.tests.spoiling import BROKEN, PLAIN, Made, left_margin


def ids(report):
    return {finding.rule.id for finding in report.findings}


@pytest.mark.parametrize(("pack", "name"), EACH)
def test_a_docx_that_we_make_has_no_findings(pack, name):
    report = check(make_docx(BY_PACK[pack][name], get_pack(pack)), get_pack(pack))
    assert [f.message for f in report.findings] == []
    assert report.untold == () or {u.rule.id for u in report.untold} == {"page.number"}


@pytest.mark.parametrize(("pack", "name"), EACH)
def test_a_pdf_that_we_make_has_no_findings(pack, name):
    report = check(make_pdf(BY_PACK[pack][name], get_pack(pack)), get_pack(pack))
    assert ids(report) <= SPARE_FAULTS
    told = {u.rule.id for u in report.untold}
    assert {"body.justified", "page.margins", "font.colour"} <= told
    assert not told & {"look.name", "part.number", "words.date"}


CASES = [(pack, *case) for pack, cases in BROKEN.items() for case in cases]


@pytest.mark.parametrize(("pack", "rule", "paper", "spoil"), CASES)
def test_a_docx_that_breaks_one_rule_is_told_that_rule_alone(pack, rule, paper, spoil):
    made = Made(paper, get_pack(pack))
    spoil(made)
    report = check(made.bytes(), get_pack(pack))
    assert ids(report) == {rule}, [f.message for f in report.findings]
    finding = report.findings[0]
    assert finding.rule == get_pack(pack).rules[rule]
    assert finding.rule.source in finding.cited
    assert ("chưa đối chiếu" in finding.cited) != finding.rule.verified
    assert finding.where in finding.message


def test_every_rule_of_every_pack_is_broken_above():
    for pack in list_packs():
        cases = BROKEN.get(pack.id, BROKEN["hd36-2018"])
        assert set(pack.rules) == {rule for rule, *_ in cases}, pack.id


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("page.margins", lambda p: {"making": replace(p.making, margins=p.making.margins | {"left": 20})}),
        ("page.size", lambda p: {"page": replace(p.page, width=216, height=279)}),
        ("look.body", lambda p: {"looks": p.looks | {"body": replace(p.looks["body"], made=11)}}),
        ("look.signer", lambda p: {"looks": p.looks | {"signer": replace(p.looks["signer"], bold=False)}}),
        ("look.place_date", lambda p: {"looks": p.looks | {"place_date": replace(p.looks["place_date"], italic=False)}}),
        ("page.number", lambda p: {"looks": p.looks | {"page_number": replace(p.looks["page_number"], made=10)}}),
        ("words.motto", lambda p: {"words": replace(p.words, motto="Độc lập – Tự do – Hạnh phúc")}),
        ("words.number", lambda p: {"words": replace(p.words, number="Số {number}-{symbol}")}),
        ("words.recipients", lambda p: {"words": replace(p.words, dash="- Gửi: "), "_": 0}),
    ],
)  # fmt: skip
def test_a_pdf_that_breaks_one_rule_is_told_that_rule_alone(rule, change):
    pack = get_pack("nd30-2020")
    changes = change(pack)
    paper = REVIEW
    if changes.pop("_", None) is not None:
        changes, paper = {}, replace(REVIEW, recipients=("Như trên", "Trung tâm Văn hóa"))
    report = check(make_pdf(paper, replace(pack, **changes)), pack)
    found = ids(report)
    assert rule in found | SPARE_FAULTS
    assert found - SPARE_FAULTS <= {rule}, [f.message for f in report.findings]


def test_the_head_and_the_day_choose_the_pack():
    state = check(make_docx(LETTER, get_pack("state")))
    assert (state.pack.id, state.guessed) == ("nd30-2020", True)
    new, old = PARTY_REPORT, replace(PARTY_REPORT, dated=date(2025, 9, 30))
    assert check(make_docx(new, get_pack("party"))).pack.id == "hd05-2026"
    assert check(make_docx(old, get_pack("party"))).pack.id == "hd36-2018"


def test_a_text_without_head_has_no_pack_and_no_findings():
    bare = docx.Document()
    bare.add_paragraph("Danh sách cán bộ trực tuần 42")
    out = io.BytesIO()
    bare.save(out)
    report = check(out.getvalue())
    assert (report.pack, report.findings) == (None, ())
    assert "part.name" in ids(check(out.getvalue(), get_pack("state")))


def test_a_head_made_with_tabs_and_styles_is_read_like_one_made_with_a_table():
    made = docx.Document()
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for left, right in (
        ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("PHƯỜNG HOÀN KIẾM", "Độc lập - Tự do - Hạnh phúc"),
        ("Số: 1/QĐ-UBND", "Hà Nội, ngày 5 tháng 9 năm 2026"),
    ):
        made.add_paragraph(f"{left}\t{right}")
    title = made.add_paragraph()
    title.add_run("QUYẾT ĐỊNH").bold = True
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    made.save(out)
    report = check(out.getvalue())
    assert report.pack.id == "nd30-2020"
    found = ids(report)
    assert {"words.number_zero", "words.date_zero", "part.subject", "part.recipients", "part.signer"} <= found
    assert not found & {
        "part.name",
        "part.motto",
        "part.number",
        "part.issuer",
        "font.family",
        "page.margins",
    }


@pytest.mark.parametrize(
    "data", [b"", b"xin chao", b"PK\x03\x04 broken", b"%PDF-1.7 broken\n%%EOF", b"\xd0\xcf\x11\xe0" * 90]
)
def test_what_is_no_document_is_refused_in_words(data):
    with pytest.raises((Unreadable, BadArchive)) as refused:
        check(data)
    assert str(refused.value)


def test_a_cut_or_twisted_docx_never_breaks_the_checker():
    whole = make_docx(LETTER, get_pack("state"))
    for cut in range(100, len(whole), len(whole) // 12):
        for data in (whole[:cut], whole[:cut] + b"\x00" * 40 + whole[cut + 40 :]):
            try:
                check(data)
            except (Unreadable, BadArchive):
                continue


def test_a_scanned_pdf_has_no_findings_at_all():
    import pypdfium2

    scan = pypdfium2.PdfDocument.new()
    scan.new_page(595, 842)
    out = io.BytesIO()
    scan.save(out)
    scan.close()
    report = check(out.getvalue(), get_pack("state"))
    assert (report.findings, report.untold) == ((), ())


def test_sentences_name_what_was_found_and_what_is_asked():
    made = Made(PLAIN, get_pack("state"))
    left_margin(made)
    (finding,) = check(made.bytes()).findings
    assert re.fullmatch(r"Lề trái: 20 mm; phải từ 30 đến 35 mm\.", finding.message)
    assert finding.cited == "căn cứ: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I, mục I.3"


def test_a_subject_in_the_middle_of_the_page_is_no_subject_of_a_letter():
    made = Made(LETTER, get_pack("state"))
    subject = made.p("V/v")
    moved = copy.deepcopy(subject._p)
    made.doc.tables[0]._tbl.addnext(moved)
    subject._p.getparent().remove(subject._p)
    report = check(made.bytes())
    assert ids(report) == {"part.subject"}
    assert "nằm giữa trang" in report.findings[0].message
