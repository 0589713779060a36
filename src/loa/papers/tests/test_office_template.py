"""The office's own docx template: filled as it stands, or refused with the name of the place."""

import io
from dataclasses import replace

import docx
import pytest

from loa.lib.archive import BadArchive
from loa.papers.checking import check
from loa.papers.making import PLACEHOLDERS, BadTemplate, make_docx, make_template
from loa.papers.packs import get_pack, list_packs
from loa.papers.tests.sample_papers import BY_PACK, DECISION, DRAFT, LETTER, REVIEW

STATE = get_pack("state")


def template(*lines):
    """Return a docx of these paragraphs after those that a template must have."""
    made = docx.Document()
    for name, needed in PLACEHOLDERS.items():
        if needed and not any(name in line for line in lines):
            made.add_paragraph(f"{{{{ {name} }}}}")
    for line in lines:
        made.add_paragraph(line)
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def filled(data, paper=DECISION):
    return docx.Document(io.BytesIO(make_docx(replace(paper, annexes=()), STATE, data)))


@pytest.mark.parametrize("pack", list_packs(), ids=lambda pack: pack.id)
def test_the_template_we_hand_out_gives_a_document_without_findings(pack):
    paper = next(p for p in BY_PACK[pack.id].values() if p.kind)
    report = check(make_docx(replace(paper, annexes=()), pack, make_template(pack)), pack)
    assert [f.message for f in report.findings] == []


def test_every_place_is_filled_and_the_body_stands_where_its_place_was():
    made = filled(
        template("Trên", "{{ noi_dung }}", "Dưới", "{{ co_quan }} / {{ ten_loai }} / {{ kinh_gui }}"), LETTER
    )
    texts = [p.text for p in made.paragraphs]
    body = texts[texts.index("Trên") + 1 : texts.index("Dưới")]
    first, second = (block.text.strip() for block in LETTER.body)
    assert body == [first, second + "/."]
    assert not any("{{" in text for text in texts)
    assert "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM /  / Kính gửi:\n- Trạm Y tế phường;" in "\n".join(texts)


def test_the_look_of_the_template_stays():
    made = docx.Document(io.BytesIO(template()))
    made.sections[0].header.paragraphs[0].add_run("Mẫu riêng của {{ co_quan }}")
    run = made.add_paragraph().add_run("{{ trich_yeu }}")
    run.italic = True
    result = filled(saved(made))
    assert result.sections[0].header.paragraphs[0].text == "Mẫu riêng của SỞ VĂN HÓA VÀ THỂ THAO"
    assert result.paragraphs[-1].runs[-1].italic
    assert result.paragraphs[-1].text == DECISION.subject


def test_a_place_that_word_tore_into_runs_is_still_found():
    made = docx.Document(io.BytesIO(template()))
    torn = made.add_paragraph()
    for piece in ("{", "{ co", "_quan }", "}"):
        torn.add_run(piece)
    assert filled(saved(made)).paragraphs[-1].text == "SỞ VĂN HÓA VÀ THỂ THAO"


def test_signs_of_xml_in_values_stay_text():
    made = filled(template(), replace(REVIEW, subject="Kinh phí < 5 & > 3 <w:p/>"))
    assert "Kinh phí < 5 & > 3 <w:p/>" in [p.text for p in made.paragraphs]


def test_a_draft_fills_no_number():
    texts = " ".join(p.text for p in filled(template(), DRAFT).paragraphs)
    assert "DỰ THẢO" in texts
    assert "156" not in texts


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("{{ co_quan_ban_hanh }}", "co_quan_ban_hanh"),
        ("{{ so ", "{{ so"),
        ("{{ co quan }}", "{{ co quan }}"),
        ("{{ noi_dung.__class__ }}", ""),
        ("{{ so * 9999 }}", ""),
        ("{% for x in noi_nhan %}{{ so }}{% endfor %}", ""),
        ("{{ cycler.__init__.__globals__ }}", "cycler"),
        ("{% include 'x' %}", ""),
    ],
)
def test_what_is_no_plain_place_is_refused_by_name(line, place):
    with pytest.raises(BadTemplate) as refused:
        filled(template(line))
    assert place in str(refused.value)
    assert "mẫu" in str(refused.value)


def test_a_place_that_must_be_there_is_asked_for():
    made = docx.Document()
    made.add_paragraph("{{ noi_dung }} {{ so }}")
    with pytest.raises(BadTemplate, match=r"thiếu chỗ điền “\{\{ dia_danh_ngay \}\}”"):
        filled(saved(made))


def test_the_body_wants_a_paragraph_of_its_own():
    made = docx.Document(io.BytesIO(template()))
    for paragraph in made.paragraphs:
        if "noi_dung" in paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)
    made.add_table(1, 1).cell(0, 0).text = "{{ noi_dung }}"
    with pytest.raises(BadTemplate, match="ngoài bảng"):
        filled(saved(made))


def test_files_that_are_no_docx_are_refused():
    for data in (b"", b"xin chao", b"PK\x03\x04"):
        with pytest.raises((BadTemplate, BadArchive)):
            filled(data)


def test_annexes_are_refused_rather_than_lost():
    with pytest.raises(BadTemplate, match="phụ lục"):
        make_docx(DECISION, STATE, template())
