"""What is taken in: types by their bytes, pictures written anew, names that can be saved anywhere."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from loa.files import images
from loa.files.errors import ActiveContent, TooLarge, Unreadable, WrongType
from loa.files.rules import DOCX, PDF, XLSX, Purpose, check, safe_name, sniff
from loa.lib.archive import BadArchive

ANY = Purpose("test.any")
PLACE = "Ngõ 5 phố Láng Hạ"
PDF_DATA = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(
    kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (40, 20), **options: object
) -> bytes:
    out = io.BytesIO()
    made = Image.new(mode, size, 0)
    made.paste(1 if mode in {"1", "P", "L"} else "red", (0, 0, 10, 10)) if mode in {"RGB", "L", "P"} else None
    made.save(out, kind, **options)
    return out.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PLACE.encode().decode("latin-1")
    exif[0x0110] = "Phone 12"
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[2] = (21.0, 1.0, 30.0)
    return picture(exif=exif, comment=b"secret comment", icc_profile=b"secret profile")


def office(*parts: str, rels: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
        if rels:
            archive.writestr("word/_rels/document.xml.rels", rels)
    return out.getvalue()


# -- types ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (PDF_DATA, PDF),
        (office("word/document.xml"), DOCX),
        (office("xl/workbook.xml"), XLSX),
    ],
)
def test_it_takes_in_what_it_knows(data: bytes, mime: str) -> None:
    checked = check("tệp", data, ANY)
    assert checked.mime == mime
    assert sniff(checked.data) == mime


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        picture("GIF"),
        b"%PDF-1.7 cut off",
        office("something.txt"),
        office("word/document.xml", "xl/workbook.xml"),
    ],
)
def test_it_refuses_what_it_does_not_know(data: bytes) -> None:
    with pytest.raises(WrongType, match="JPEG"):
        check("ảnh.jpg", data, ANY)


def test_it_refuses_a_type_that_the_purpose_does_not_want() -> None:
    with pytest.raises(WrongType):
        check("a.pdf", PDF_DATA, Purpose("test.image", frozenset({"image/jpeg"})))


def test_it_refuses_more_than_the_purpose_allows() -> None:
    with pytest.raises(TooLarge):
        check("a.pdf", PDF_DATA, Purpose("test.small", most_bytes=10))


@pytest.mark.parametrize("inside", [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia"])
def test_it_refuses_a_pdf_with_something_alive_inside(inside: bytes) -> None:
    with pytest.raises(ActiveContent):
        check("a.pdf", PDF_DATA.replace(b"/Type", b"/A<</S" + inside + b">>/Type"), ANY)


def test_it_refuses_an_office_file_with_a_macro() -> None:
    with pytest.raises(BadArchive):
        check("a.docx", office("word/document.xml", "word/vbaProject.bin"), ANY)


# -- pictures ------------------------------------------------------------------------------------------------


def test_a_picture_loses_its_place_its_device_and_its_comments_and_stands_upright() -> None:
    data = with_exif()
    assert b"Phone 12" in data
    written, mime = images.write_anew(data)
    again = Image.open(io.BytesIO(written))
    assert (mime, again.size) == ("image/jpeg", (20, 40))
    assert not again.getexif()
    assert not {"comment", "icc_profile", "exif", "xmp"} & set(again.info)
    for secret in (b"Phone 12", b"secret", b"Exif"):
        assert secret not in written


def test_a_png_loses_its_texts() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Nguyen Van A")
    texts.add_itxt("Location", PLACE)
    written, _mime = images.write_anew(picture("PNG", pnginfo=texts))
    assert b"Nguyen" not in written
    assert not Image.open(io.BytesIO(written)).info


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("PNG", "RGBA"), ("WEBP", "RGBA")])  # fmt: skip
def test_every_usual_mode_is_written_anew(kind: str, mode: str) -> None:
    written, mime = images.write_anew(picture(kind, mode))
    assert mime == images.FORMATS[kind]
    assert Image.open(io.BytesIO(written)).size == (40, 20)


def test_what_hides_behind_a_picture_is_gone() -> None:
    written, _mime = images.write_anew(picture("PNG") + b"PK\x03\x04 a zip behind the picture")
    assert b"behind" not in written


def test_a_picture_that_unfolds_too_far_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = picture("PNG")
    start = bomb.index(b"IHDR") + 4
    with pytest.raises((TooLarge, Unreadable)):
        images.write_anew(bomb[:start] + header + bomb[start + 13 :])
    with pytest.raises(TooLarge):
        images.write_anew(picture("PNG", "L", size=(8000, 5001)))


@pytest.mark.parametrize("cut", [10, 100, 400])
def test_a_damaged_picture_is_refused(cut: int) -> None:
    with pytest.raises(Unreadable, match="hỏng"):
        check("a.jpg", picture(size=(200, 200))[:cut], ANY)


# -- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "mime", "kept"),
    [
        ("Thông báo.pdf", PDF, "Thông báo.pdf"),
        ("Tho\u0302ng ba\u0301o.PDF", PDF, "Thông báo.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\A\\ảnh.jpg", "image/jpeg", "ảnh.jpg"),
        ("virus.exe", PDF, "virus.exe.pdf"),
        ("a\r\nb\u202efdp.pdf", PDF, "abfdp.pdf"),
        ("", "image/png", "tep.png"),
        (".pdf", PDF, "pdf.pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, mime: str, kept: str) -> None:
    assert safe_name(given, mime) == kept


@given(st.text())
def test_no_name_is_too_long_or_leaves_its_folder(name: str) -> None:
    kept = safe_name(name, PDF)
    assert len(kept) <= 150
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()
    assert kept.lower().endswith(".pdf")
