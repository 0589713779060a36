"""Files from outside: taken for what they are, refused for what they do."""

from __future__ import annotations

import contextlib
import io
import zlib
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from loa.lib.errors import Invalid
from loa.lib.files import KINDS, BadFile, check_file, clean_image, safe_filename
from loa.lib.images import BadImage
from loa.lib.pdfs import ActivePdf
from loa.lib.tests.test_archive import make_zip

BOOKS = Path(__file__).parent / "workbooks"


def picture(kind: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (255, 0, 0, 90) if mode == "RGBA" else "red").save(out, kind, **options)
    return out.getvalue()


def pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (at, part) for at, part in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def packed(content: bytes, extra: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"<</Type/ObjStm/N 1/First 4" + extra + b">>\nstream\n" + zlib.compress(content) + b"\nendstream"


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


GOOD = [
    ("van ban.pdf", partial(picture, "PDF"), "pdf"),
    ("a.pdf", lambda: pdf(CATALOG, packed(b"1 0 <</S/GoTo>>")), "pdf"),
    (
        "a.docx",
        lambda: make_zip(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")),
        "docx",
    ),
    ("a.xlsx", workbook, "xlsx"),
    ("a.xls", (BOOKS / "05_people_tcvn3.xls").read_bytes, "xls"),
    ("a.csv", "Mã,Tên\n1,Bình\n".encode, "csv"),
    ("a.TSV", (BOOKS / "09_subscribers_utf16.csv").read_bytes, "csv"),
    ("a.txt", "Thông báo: 3 < 5".encode, "txt"),
    ("a.png", partial(picture, "PNG"), "png"),
    ("a.jpg", partial(picture, "JPEG"), "jpg"),
    ("a.webp", partial(picture, "WEBP"), "webp"),
    ("a.mp3", lambda: b"ID3\x04\0\0\0\0\0\0" + b"\0" * 64, "mp3"),
    ("a.mp3", lambda: b"\xff\xfb\x90\x64" + b"\0" * 64, "mp3"),
    ("a.wav", lambda: b"RIFF\x24\0\0\0WAVEfmt ", "wav"),
    ("a.ogg", lambda: b"OggS\0\x02", "ogg"),
    ("a.m4a", lambda: b"\0\0\0\x20ftypM4A \0\0\0\0", "m4a"),
    ("ảnh.png", partial(picture, "JPEG"), "jpg"),
]


@pytest.mark.parametrize(("name", "make", "kind"), GOOD)
def test_it_knows_each_kind_by_its_content(name: str, make: Any, kind: str) -> None:
    assert check_file(make(), name) == KINDS[kind]


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", HTML), ("a.txt", HTML), ("a.csv", b"\n\n" + HTML), ("a.txt", HTML.decode().encode("utf-16")),
        ("a.svg", SVG), ("a.png", SVG), ("a.txt", SVG), ("a.txt", b"<?php system(1);"), ("a.html", HTML),
        ("a.exe", b"MZ\x90\0"), ("a.txt", b"MZ plain"), ("a.sh", b"#!/bin/sh"), ("a.txt", b"#!/bin/sh\n"),
        ("a.txt", b"text\0with nul"), ("a.zip", make_zip(("a.txt", b"x"))), ("a.docx", make_zip(("a.txt", b"x"))),
        ("a.jpg", b"GIF89a"), ("a", b"chu"), ("a.rar", b"Rar!\x1a\x07"), ("a.pdf", b"\n%PDF-1.7"),
    ],
)  # fmt: skip
@pytest.mark.fault("A07")
def test_it_refuses_what_is_not_on_the_list_whatever_its_name(name: str, data: bytes) -> None:
    with pytest.raises(BadFile, match="Hãy gửi một trong các loại"):
        check_file(data, name)


def test_it_refuses_kinds_the_caller_does_not_want_and_says_which_it_does() -> None:
    with pytest.raises(BadFile, match=r"jpg, png\.$") as caught:
        check_file(picture("WEBP"), "a.webp", allowed={"png", "jpg"})
    assert caught.value.facts["kind"] == "webp"


def test_it_refuses_an_empty_and_a_too_large_file() -> None:
    with pytest.raises(BadFile, match="trống"):
        check_file(b"", "a.txt")
    with pytest.raises(BadFile, match="1 MB"):
        check_file(b"a" * 1_100_000, "a.txt", max_bytes=1024 * 1024)


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        ((CATALOG, b"<</S/JavaScript/JS(app.alert(1))>>"), "javascript"),
        ((CATALOG, b"<</S/J#61vaScript/JS(1)>>"), "javascript"),
        ((CATALOG, b"<</S/#4a#61#76#61#53cript/JS(1)>>"), "javascript"),
        ((CATALOG, b"<</S/Launch/F(cmd.exe)>>"), "launch"),
        ((CATALOG, packed(b"1 0 <</S/JavaScript/JS(1)>>")), "javascript"),
        ((CATALOG, packed(b"1 0 <</S/L#61unch>>")), "launch"),
        ((CATALOG, b"<</AcroForm<</XFA[]>>>>"), "xfa"),
        ((CATALOG, b"<</S/SubmitForm/F(http://x)>>"), "submitform"),
        ((CATALOG, packed(b"x", b"/Filter[/ASCIIHexDecode/FlateDecode]")), "unreadable"),
        ((CATALOG, b"<</Type/ObjStm/Filter/FlateDecode>>\nstream\nbroken\nendstream"), "unreadable"),
        ((CATALOG, packed(b"0" * 40_000_000)), "too_large"),
        ((CATALOG, b"<</Encrypt 9 0 R>>"), "encrypted"),
    ],
)
@pytest.mark.fault("A07")
def test_it_refuses_a_pdf_that_acts_or_hides(objects: tuple[bytes, ...], reason: str) -> None:
    with pytest.raises(ActivePdf) as caught:
        check_file(pdf(*objects), "a.pdf")
    assert caught.value.facts["reason"] == reason


def test_it_refuses_a_pdf_cut_short() -> None:
    with pytest.raises(ActivePdf, match="thiếu phần cuối"):
        check_file(pdf(CATALOG)[:-8] + b" " * 4000, "a.pdf")


@pytest.mark.fault("A06")
def test_it_refuses_macros_and_passwords_in_office_files() -> None:
    with pytest.raises(Invalid, match="macro"):
        check_file((BOOKS / "25_macro.xlsx").read_bytes(), "a.xlsx")
    with pytest.raises(Invalid, match="hỏng"):
        check_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a.xls")


@given(st.binary(max_size=200), st.sampled_from(["a.pdf", "a.csv", "a.xls", "a.docx", "a.jpg"]))
@pytest.mark.fault("A07")
def test_no_bytes_make_it_stumble(data: bytes, name: str) -> None:
    for head in (b"", b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with contextlib.suppress(Invalid):
            check_file(head + data, name)


@pytest.mark.fault("A08")
def test_a_cleaned_picture_has_lost_every_note_and_stands_upright() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # turned by 90 degrees
    notes[0x010E] = "nhà ông A"
    notes.get_ifd(0x8825)[2] = (21.0, 2.0, 3.0)
    dirty = picture("JPEG", exif=notes.tobytes(), comment=b"secret")
    assert b"secret" in dirty
    data, mime, width, height = clean_image(dirty)
    assert (mime, width, height) == ("image/jpeg", 20, 40)
    clean = Image.open(io.BytesIO(data))
    assert dict(clean.getexif()) == {}
    assert b"secret" not in data
    assert "nhà ông A".encode() not in data


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("WEBP", "image/webp")])
@pytest.mark.fault("A07")
def test_transparency_stays_and_hidden_tails_go(kind: str, mime: str) -> None:
    data, found, _, _ = clean_image(picture(kind, mode="RGBA") + b"<script>hidden</script>")
    assert found == mime
    assert Image.open(io.BytesIO(data)).mode == "RGBA"
    assert b"hidden" not in data


def test_a_picture_can_be_made_smaller() -> None:
    _, _, width, height = clean_image(picture("PNG", (400, 100)), longest=100)
    assert (width, height) == (100, 25)


@pytest.mark.parametrize("data", [b"", b"GIF89a", picture("GIF"), picture("BMP"), picture("PNG")[:60], HTML])
def test_it_refuses_what_is_no_whole_picture(data: bytes) -> None:
    with pytest.raises(BadImage):
        clean_image(data)


@pytest.mark.fault("A08")
def test_it_refuses_more_pixels_than_the_cap_before_unpacking() -> None:
    with pytest.raises(BadImage, match="triệu điểm ảnh"):
        clean_image(picture("PNG", (3000, 1000), mode="1"), max_pixels=2_000_000)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Thông báo số 5.docx", "Thông báo số 5.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\tài liệu\\kế hoạch.PDF", "kế hoạch.pdf"),
        ('a"b\r\nc;d.pdf', "a b c d.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
        ("x" * 300, "x" * 120 + ".pdf"),
    ],
)
def test_a_stored_name_is_plain_and_ends_as_the_kind_does(name: str, kept: str) -> None:
    assert safe_filename(name, KINDS["pdf"]) == kept
