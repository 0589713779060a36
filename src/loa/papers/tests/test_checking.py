"""What we make passes; a document that breaks one rule is told that rule and no other."""

import copy
import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from loa.lib.archive import BadArchive
from loa.papers.checking import Unreadable, check
from loa.papers.making import make_docx, make_pdf
from loa.papers.packs import get_pack, list_packs
from loa.papers.tests.sample_papers import BY_PACK, DECISION, EACH, LETTER, PARTY_REPORT, REVIEW, SPARE_FAULTS


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


# How each rule is broken: a change to the made docx. `p` finds the paragraph that holds a text.
class Made:
    """A made document, opened again to be spoilt."""

    def __init__(self, paper, pack):
        self.doc = docx.Document(io.BytesIO(make_docx(paper, pack)))
        self.section = self.doc.sections[0]

    def paragraphs(self):
        for element in self.doc.element.body.iter(qn("w:p")):
            yield docx.text.paragraph.Paragraph(element, self.doc._body)

    def p(self, start):
        return next(p for p in self.paragraphs() if p.text.startswith(start))

    def say(self, start, text):
        run = self.p(start).runs[0]
        run.text = text

    def drop(self, *starts):
        for start in starts:
            paragraph = self.p(start)._p
            if len(paragraph.getparent().findall(qn("w:p"))) == 1:
                for run in paragraph.findall(qn("w:r")):
                    paragraph.remove(run)
            else:
                paragraph.getparent().remove(paragraph)

    def unmark(self, start):
        rule = self.p(start)._p.getnext()
        rule.getparent().remove(rule)

    def runs(self):
        return [run for p in self.paragraphs() if len(p.text) > 60 for run in p.runs]

    def body(self):
        return [
            p for p in self.paragraphs() if len(p.text) > 60 and p.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        ]

    def bytes(self):
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()


def letter_paper(m):
    m.section.page_width, m.section.page_height = Mm(216), Mm(279)


def turned(m):
    m.section.page_width, m.section.page_height = m.section.page_height, m.section.page_width


def no_number(m):
    for p in m.section.header.paragraphs:
        p._p.getparent().remove(p._p)


def number_on_first(m):
    m.section.different_first_page_header_footer = False


def number_aside(m):
    m.section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def number_below(m):
    footer = m.section.footer.paragraphs[0]._p
    footer.addnext(copy.deepcopy(m.section.header.paragraphs[0]._p))
    no_number(m)


def number_small(m):
    m.section.header.paragraphs[0].runs[0].font.size = Pt(10)


def font(name):
    def change(m):
        fonts = m.runs()[-1]._r.rPr.rFonts
        for script in ("ascii", "hAnsi"):
            fonts.set(qn(f"w:{script}"), name)

    return change


def red(m):
    m.runs()[-1].font.color.rgb = RGBColor(0xC0, 0, 0)


def date_first(m):
    """Move place and day above the name at the top of the right column."""
    line = m.p("Hà Nội, ngày")
    name = m.p("CỘNG HÒA" if any(p.text.startswith("CỘNG HÒA") for p in m.paragraphs()) else "ĐẢNG CỘNG SẢN")
    name._p.addprevious(copy.deepcopy(line._p))
    for run in line._p.findall(qn("w:r")):
        line._p.remove(run)


def says(start, text):
    return lambda m: m.say(start, text)


def drops(*starts):
    return lambda m: m.drop(*starts)


def unmarks(start):
    return lambda m: m.unmark(start)


def underlined(start):
    def change(m):
        m.unmark(start)
        m.p(start).runs[0].underline = True

    return change


def sized(start, size):
    def change(m):
        for run in m.p(start).runs:
            run.font.size = Pt(size)

    return change


def set_(start, **look):
    def change(m):
        for run in m.p(start).runs:
            for name, value in look.items():
                setattr(run, name, value)

    return change


def each_body(change):
    def apply(m):
        for paragraph in m.body():
            change(paragraph)

    return apply


def body_size(m):
    for run in [run for p in m.body() for run in p.runs]:
        run.font.size = Pt(11)


def ragged(paragraph):
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def flush(paragraph):
    paragraph.paragraph_format.first_line_indent = Mm(0)


def close(paragraph):
    paragraph.paragraph_format.space_before = Pt(0)


def wide(paragraph):
    paragraph.paragraph_format.line_spacing = 2.0


def narrow(paragraph):
    paragraph.paragraph_format.line_spacing = Pt(14)


def left_margin(m):
    m.section.left_margin = Mm(20)


PLAIN = replace(DECISION, parent="")  # one body in the head
PARTY = replace(PARTY_REPORT, parent="", number=7)
BROKEN = {
    "nd30-2020": [
        ("page.size", PLAIN, letter_paper),
        ("page.orientation", PLAIN, turned),
        ("page.margins", PLAIN, left_margin),
        ("page.number", PLAIN, no_number),
        ("page.number", PLAIN, number_on_first),
        ("page.number", PLAIN, number_aside),
        ("page.number", PLAIN, number_below),
        ("page.number", PLAIN, number_small),
        ("font.family", PLAIN, font("Arial")),
        ("font.encoding", PLAIN, font(".VnTime")),
        ("font.encoding", PLAIN, font("VNI-Times")),
        ("font.colour", PLAIN, red),
        ("part.name", PLAIN, drops("CỘNG HÒA")),
        ("part.motto", PLAIN, drops("Độc lập")),
        ("part.issuer", PLAIN, drops("SỞ VĂN HÓA")),
        ("part.number", PLAIN, drops("Số:")),
        ("part.place_date", PLAIN, drops("Hà Nội, ngày")),
        ("part.subject", PLAIN, drops("Về việc")),
        ("part.subject", LETTER, drops("V/v")),
        ("part.signer", PLAIN, drops("Nguyễn Thị")),
        ("part.recipients", PLAIN, drops("Nơi nhận", "- Như", "- Ủy ban", "- Lưu")),
        ("part.recipients", PLAIN, drops("- Như", "- Ủy ban", "- Lưu")),
        ("part.order", PLAIN, date_first),
        ("words.name", PLAIN, says("CỘNG HÒA", "CỘNG HÒA XÃ HỘI CHŨ NGHĨA VIỆT NAM")),
        ("words.motto", PLAIN, says("Độc lập", "Độc lập – Tự do – Hạnh phúc")),
        ("words.motto", PLAIN, says("Độc lập", "Độc Lập - Tự Do - Hạnh Phúc")),
        ("words.number", PLAIN, says("Số:", "Số 05-QĐ/SVHTT")),
        ("words.number_zero", PLAIN, says("Số:", "Số: 5/QĐ-SVHTT")),
        ("words.date", PLAIN, says("Hà Nội, ngày", "Hà Nội, ngày 31 tháng 02 năm 2026")),
        ("words.date", PLAIN, says("Hà Nội, ngày", "ngày 05 tháng 02 năm 2026")),
        ("words.date_zero", PLAIN, says("Hà Nội, ngày", "Hà Nội, ngày 5 tháng 02 năm 2026")),
        ("words.date_zero", PLAIN, says("Hà Nội, ngày", "Hà Nội, ngày 05 tháng 2 năm 2026")),
        ("words.authority", PLAIN, says("KT. GIÁM", "K/T GIÁM ĐỐC")),
        ("words.degree", PLAIN, says("Nguyễn Thị", "TS. Nguyễn Thị Quỳnh Như")),
        ("words.recipients", PLAIN, drops("- Lưu")),
        ("words.annex", PLAIN, drops("(Kèm theo")),
        ("mark.motto", PLAIN, unmarks("Độc lập")),
        ("mark.motto", PLAIN, underlined("Độc lập")),
        ("mark.issuer", PLAIN, unmarks("SỞ VĂN HÓA")),
        ("mark.subject", PLAIN, unmarks("Về việc")),
        ("look.name", PLAIN, sized("CỘNG HÒA", 14)),
        ("look.motto", PLAIN, set_("Độc lập", bold=False)),
        ("look.parent", DECISION, sized("ỦY BAN NHÂN DÂN", 14)),
        ("look.issuer", PLAIN, sized("SỞ VĂN HÓA", 15)),
        ("look.number", PLAIN, set_("Số:", bold=True)),
        ("look.place_date", PLAIN, set_("Hà Nội, ngày", italic=False)),
        ("look.letter_subject", LETTER, sized("V/v", 15)),
        ("look.kind", PLAIN, sized("QUYẾT ĐỊNH", 18)),
        ("look.kind", PLAIN, says("QUYẾT ĐỊNH", "Quyết định")),
        ("look.subject", PLAIN, set_("Về việc", bold=False)),
        ("look.body", PLAIN, body_size),
        ("look.authority", PLAIN, set_("KT. GIÁM", bold=False)),
        ("look.signer", PLAIN, sized("Nguyễn Thị", 12)),
        ("look.recipients_word", PLAIN, set_("Nơi nhận", italic=False)),
        ("look.recipients", PLAIN, sized("- Như", 13)),
        ("body.justified", PLAIN, each_body(ragged)),
        ("body.first_line", PLAIN, each_body(flush)),
        ("body.spacing", PLAIN, each_body(close)),
        ("body.spacing", PLAIN, each_body(wide)),
    ],
    "hd36-2018": [
        ("page.size", PARTY, letter_paper),
        ("page.orientation", PARTY, turned),
        ("page.margins", PARTY, left_margin),
        ("page.number", PARTY, no_number),
        ("font.family", PARTY, font("Arial")),
        ("font.encoding", PARTY, font(".VnTimeH")),
        ("font.colour", PARTY, red),
        ("part.name", PARTY, drops("ĐẢNG CỘNG SẢN")),
        ("part.issuer", PARTY, drops("BAN TUYÊN GIÁO")),
        ("part.number", PARTY, drops("Số ")),
        ("part.place_date", PARTY, drops("Hà Nội, ngày")),
        ("part.subject", PARTY, drops("Kết quả công tác", "-----")),
        ("part.signer", PARTY, drops("Trần Văn")),
        ("part.recipients", PARTY, drops("Nơi nhận", "- Thường", "- Lưu")),
        ("part.order", PARTY, date_first),
        ("words.name", PARTY, says("ĐẢNG CỘNG SẢN", "ĐẢNG CỘNG SẢN VIỆT NẠM")),
        ("words.number", PARTY, says("Số ", "Số: 15/BC-BTGDVTU")),
        ("words.number", PARTY, says("Số ", "Số: 15-BC/BTGDVTU")),
        ("words.number_zero", PARTY, says("Số ", "Số 7-BC/BTGDVTU")),
        ("words.date", PARTY, says("Hà Nội, ngày", "Hà Nội, ngày 30 tháng 13 năm 2026")),
        ("words.date_zero", PARTY, says("Hà Nội, ngày", "Hà Nội, ngày 3 tháng 9 năm 2026")),
        ("words.authority", PARTY, says("K/T TRƯỞNG", "KT. TRƯỞNG BAN")),
        ("words.degree", PARTY, says("Trần Văn", "PGS.TS Trần Văn Ưởng")),
        ("words.recipients", PARTY, drops("- Lưu")),
        ("words.annex", PARTY, drops("(Kèm theo")),
        ("mark.name", PARTY, unmarks("ĐẢNG CỘNG SẢN")),
        ("mark.issuer", PARTY, drops("*")),
        ("mark.subject", PARTY, drops("-----")),
        ("look.name", PARTY, sized("ĐẢNG CỘNG SẢN", 13)),
        ("look.parent", PARTY_REPORT, set_("THÀNH ỦY", italic=True)),
        ("look.issuer", PARTY, set_("BAN TUYÊN GIÁO", italic=True)),
        ("look.number", PARTY, set_("Số ", italic=True)),
        ("look.place_date", PARTY, set_("Hà Nội, ngày", italic=False)),
        ("look.letter_subject", BY_PACK["hd36-2018"]["letter"], set_("V/v", italic=False)),
        ("look.kind", PARTY, sized("BÁO CÁO", 13)),
        ("look.subject", PARTY, sized("Kết quả công tác", 12)),
        ("look.body", PARTY, body_size),
        ("look.authority", PARTY, set_("K/T TRƯỞNG", bold=False)),
        ("look.signer", PARTY, set_("Trần Văn", bold=False)),
        ("look.recipients_word", PARTY, set_("Nơi nhận", underline=False)),
        ("look.recipients", PARTY, set_("- Thường", bold=True)),
        ("body.justified", PARTY, each_body(ragged)),
        ("body.first_line", PARTY, each_body(flush)),
        ("body.spacing", PARTY, each_body(narrow)),
    ],
}  # fmt: skip
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


def drawn_with(pack, **changes):
    """Return a pack that makes what the real one forbids."""
    return replace(pack, **changes)


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
