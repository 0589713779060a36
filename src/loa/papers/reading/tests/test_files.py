"""Files from outside: every format, and everything that can be wrong with one."""

import dataclasses
import io
import json
import random
import struct
import subprocess
import sys
import zipfile

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.papers.reading import page_image, read_file
from loa.papers.reading.constructed import LAYOUTS, samples
from loa.papers.reading.constructed.build import papers
from loa.papers.reading.constructed.old_word import word_file
from loa.papers.reading.constructed.pdf import scan
from loa.papers.reading.constructed.word import package, paragraph
from loa.papers.reading.evaluate import judge

PAPER, GOLD = papers("open")[0]


@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"txt-ocr"}))
def test_every_layout_of_a_document_reads_the_same(layout):
    judged = judge(GOLD, read_file(LAYOUTS[layout](PAPER)))
    assert judged.wrong == set()


def test_a_scan_gives_no_field_and_says_so():
    reading = read_file(scan(PAPER))
    assert {value.value for value in reading.fields.values()} == {None}
    assert (reading.has_text, reading.pages) == (False, 1)
    assert "bản chụp" in reading.error


def test_a_pdf_whose_fonts_name_no_letters_is_not_guessed_at():
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(LAYOUTS["pdf"](PAPER))))
    for thing in writer.objects.values():
        if isinstance(thing, DictionaryObject):
            thing.pop("/ToUnicode", None)
    out = io.BytesIO()
    writer.write(out)
    reading = read_file(out.getvalue())
    assert "lỗi phông" in reading.error
    assert {value.value for value in reading.fields.values()} == {None}


def stamped(data, text, x, y):
    """Return the file with a number stamped on, as clerks' programs do: an annotation above the page."""
    from pyhanko.pdf_utils.generic import (
        ArrayObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        NumberObject,
        StreamObject,
    )
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    def name(**words):
        return DictionaryObject(
            {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in words.items()}
        )

    def box(*edges):
        return ArrayObject([FloatObject(edge) for edge in edges])

    def entry(key, value):
        return DictionaryObject({NameObject(key): value})

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    form = StreamObject(
        name(Type="XObject", Subtype="Form"), stream_data=f"BT /F1 12 Tf 2 3 Td ({text}) Tj ET".encode()
    )
    form[NameObject("/BBox")] = box(0, 0, 40, 16)
    font = name(Type="Font", Subtype="Type1", BaseFont="Helvetica")
    form[NameObject("/Resources")] = entry("/Font", entry("/F1", font))
    note = name(Type="Annot", Subtype="FreeText")
    note[NameObject("/Rect")] = box(x, y, x + 40, y + 16)
    note[NameObject("/AP")] = entry("/N", writer.add_object(form))
    note[NameObject("/F")] = NumberObject(4)
    page[NameObject("/Annots")] = ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_number_stamped_on_the_page_is_read():
    page = dataclasses.replace(papers("open")[3][0], number_line="Số:             /QĐ-UBND")
    blank = LAYOUTS["pdf"](page)
    assert read_file(blank).fields["number"].value is None
    document = pypdfium2.PdfDocument(blank)
    text = document[0].get_textpage()
    place = text.get_charbox(text.search("Số:").get_next()[0] + 2)
    document.close()
    assert (
        read_file(stamped(blank, "156", place[2] + 6, place[1] - 3)).fields["full_number"].value
        == "156/QĐ-UBND"
    )


def test_a_page_is_shown_as_a_picture_of_the_width_asked_for():
    picture = page_image(scan(PAPER), 1, 320)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == 320


def test_deleted_and_hidden_words_of_a_word_file_are_not_read():
    body = paragraph("UBND TỈNH LÀO CAI") + paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    body += (
        "<w:p><w:r><w:t>Số: </w:t></w:r><w:del><w:r><w:delText>99</w:delText></w:r></w:del><w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r><w:r><w:t>/QĐ</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>UBND</w:t></w:r></w:p>"
    )
    body += paragraph("Lào Cai, ngày 5 tháng 9 năm 2025") + paragraph("QUYẾT ĐỊNH")
    assert read_file(package(body)).fields["full_number"].value == "12/QĐ-UBND"


def test_a_word_file_that_stands_in_pieces_of_two_codes_is_put_together():
    text = "UBND XÃ A\rCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\rSố: 12/QĐ-UBND\rLào Cai, ngày 5 tháng 9 năm 2025\rQUYẾT ĐỊNH\r"
    assert read_file(word_file(text, wide=True)).fields["number"].value == "12"


RTF = r"""{\rtf1\ansi\ansicpg1258{\fonttbl{\f0 Times New Roman;}}{\*\generator X}
C\u7896?NG H\u210?A X\u195? H\u7896?I CH\u7910? NGH\u296?A VI\u7878?T NAM\par
S\u7889?: 15/KH-SCT\par
L\u224?o Cai, ng\u224?y 05 th\u225?ng 9 n\u259?m 2025\par
K\u7870? HO\u7840?CH\par T\u7893? ch\u7913?c\par}"""

HTML = """<html><head><meta charset="utf-8"><style>p{}</style></head><body><table><tr><td><p>SỞ CÔNG THƯƠNG</p><p>Số: 15/KH-SCT</p></td>
<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Lào Cai, ngày 05 tháng 9 năm 2025</p></td></tr></table><p><b>KẾ HOẠCH</b></p><p>Tổ chức</p>
<script>document.write("Số: 99/KH-SCT")</script></body></html>"""


@pytest.mark.parametrize("data", [RTF.encode(), HTML.encode()])
def test_rtf_and_web_pages_saved_as_doc_are_read_by_what_they_are(data):
    fields = read_file(data).fields
    assert fields["full_number"].value == "15/KH-SCT"
    assert (fields["date"].value, fields["kind"].value) == ("2025-09-05", "KẾ HOẠCH")


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"0" * 80_000_000)
    return out.getvalue()


def locked_pdf():
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(LAYOUTS["pdf"](PAPER))))
    writer.encrypt("chủ", "mật khẩu")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PDF = LAYOUTS["pdf"](PAPER)
DOCX = LAYOUTS["docx-table"](PAPER)
DOC = LAYOUTS["doc"](PAPER)
BROKEN = {
    "empty": b"",
    "zip bomb": bomb(),
    "locked": locked_pdf(),
    "cut pdf": PDF[: len(PDF) // 3],
    "cut docx": DOCX[: len(DOCX) // 2],
    "cut doc": DOC[:1500],
    "program": b"MZ" + bytes(range(256)) * 40,
    "noise": random.Random(1).randbytes(5000),
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
    "other zip": b"PK\x05\x06" + b"\0" * 18,
    "entities": package("x", head='<!DOCTYPE d [<!ENTITY a "aaaa">]>'),
    "zeros": b"\0" * 3000,
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_gives_empty_fields_and_a_sentence(name):
    reading = read_file(BROKEN[name])
    assert {value.value for value in reading.fields.values()} == {None}
    assert reading.error


@given(st.binary(max_size=400), st.sampled_from(["pdf", "docx", "doc"]), st.integers(0, 8000))
@settings(max_examples=60, deadline=None)
def test_no_damage_raises(noise, kind, at):
    data = {"pdf": PDF, "docx": DOCX, "doc": DOC}[kind]
    read_file(data[:at] + noise + data[at + len(noise) :])


def test_a_file_that_is_too_large_or_absent_is_not_read(tmp_path):
    large = tmp_path / "x"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert "lớn hơn" in read_file(large).error
    assert read_file(tmp_path / "không có").error
    assert read_file(tmp_path).error


def test_the_command_answers_every_file_and_uses_no_name(tmp_path):
    for name, data in {"a.docx": PDF, "QD-99-2020.txt": DOCX, "c": b"", "d.pdf": DOC}.items():
        (tmp_path / name).write_bytes(data)
    names = [str(tmp_path / name) for name in ("a.docx", "QD-99-2020.txt", "c", "d.pdf", "missing")]
    done = subprocess.run(
        [sys.executable, "-m", "loa.ops.cli", "documents", "read", *names, "--json"],
        check=True, capture_output=True, env={"LOA_HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [one["file"] for one in told] == names
    assert [one["fields"]["full_number"] for one in told] == [
        *["1234/SVHTTDL-QLVH"] * 2,
        None,
        "1234/SVHTTDL-QLVH",
        None,
    ]
    assert all(set(one["fields"]) == set(one["confidence"]) == set(GOLD) for one in told)
    assert [bool(one["error"]) for one in told] == [False, False, True, False, True]


def test_all_open_samples_are_read_and_nothing_is_invented():
    judged = [judge(sample.gold, read_file(sample.data)) for sample in samples("open", each=2)]
    assert sum(bool(one.invented) for one in judged) == 0
    assert sum(one.five for one in judged) >= 0.95 * len(judged)
