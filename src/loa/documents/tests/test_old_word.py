"""Word 97–2003 files: let in by their content, read, and refused for what acts by itself."""

from __future__ import annotations

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from loa.documents.models import Document, Intake
from loa.files.models import StoredFile
from loa.lib.errors import Invalid
from loa.lib.files import KINDS, check_file
from loa.papers.reading.constructed import old_word
from tests.papers import Office, printed

TEXT = old_word.word_file("Kế hoạch", wide=True)


def holding(**streams: bytes) -> bytes:
    """Return a Word file with further streams, the name of each without its marks."""
    known = {"one": "_1234567890", "two": "\x01Ole10Native", "vba": "_VBA_PROJECT", "macros": "MACROS"}
    word = {"WordDocument": b"\xec\xa5\xc1\0".ljust(2048, b"\0"), "1Table": b"\0" * 64}
    return old_word.compound(word | {known[name]: data for name, data in streams.items()})


def locked() -> bytes:
    head = bytearray(2048)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x0300)
    return old_word.compound({"WordDocument": bytes(head), "1Table": b"\0" * 64})


def test_it_is_known_by_its_content_and_not_by_its_name() -> None:
    assert check_file(TEXT, "a.pdf") == KINDS["doc"]
    with pytest.raises(Invalid):
        check_file(b"{\\rtf1 Noi dung}", "a.doc")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (holding(one=b"x"), "nhúng"),
        (holding(two=b"MZ"), "nhúng"),
        (holding(vba=b"x"), "macro"),
        (holding(macros=b"x"), "macro"),
        (locked(), "mật khẩu"),
        (old_word.word_file("\x13DDEAUTO c:\\\\cmd.exe\x15", wide=True), "chương trình khác"),
        (TEXT[:900], "hỏng"),
    ],
)
def test_what_acts_by_itself_is_locked_or_broken_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        check_file(data, "a.doc")


@pytest.mark.django_db
@pytest.mark.parametrize("make", [old_word.table, old_word.old_font])
def test_its_header_is_read_on_the_first_path(office: Office, make: object) -> None:
    client = office.world.client(office.world.clerk)
    file = SimpleUploadedFile("van-ban.doc", make(printed()))  # type: ignore[operator]
    client.post("/desk/documents/drop/", {"kind": "incoming", "file": file, "not_secret": "on"})
    intake = Intake.objects.get()
    assert intake.file.name == "van-ban.doc"
    header = intake.reading["header"]
    assert (header["full_number"], header["signer"]) == ("215/KH-UBND", "Lê Thị Mẫu")
    held = {name: value for name, value in header.items() if isinstance(value, str)}
    client.post(f"/desk/documents/drop/{intake.pk}/", {"urgency": "normal", **held})
    document = Document.objects.get()
    page = client.get(f"/desk/documents/{document.pk}/").content.decode()
    assert "van-ban.doc" in page
    assert "Kiểm tra thể thức" not in page


@pytest.mark.django_db
def test_one_marked_as_secret_is_refused_before_anything_is_stored(office: Office) -> None:
    client = office.world.client(office.world.clerk)
    file = SimpleUploadedFile("van-ban.doc", old_word.table(printed(top=("TỐI MẬT",))))
    answer = client.post("/desk/documents/drop/", {"kind": "incoming", "file": file, "not_secret": "on"})
    assert "độ mật" in answer.content.decode()
    assert not StoredFile.objects.exists()
