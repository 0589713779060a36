"""Real PDF files, signed here by a test authority: valid, changed, extended, expired, unknown, several."""

import datetime as dt
import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from loa.lib.errors import Invalid
from loa.lib.said import Said
from loa.papers.reading import read_file
from loa.papers.signatures import Change, Roots, Verdict, check, load_roots
from loa.papers.signatures.tests.people import DAY, NOW, PDF, holder, sign, stamper

ROOT = holder(
    "Chứng thực gốc thử nghiệm",
    "Tổ chức thử nghiệm",
    authority=True,
    begin=NOW - 3000 * DAY,
    end=NOW + 3000 * DAY,
)
MIDDLE = holder(
    "Chứng thực trung gian",
    "Tổ chức thử nghiệm",
    ROOT,
    authority=True,
    begin=NOW - 2000 * DAY,
    end=NOW + 2000 * DAY,
)
OFFICER = holder("Nguyễn Thị An", "Sở Văn hóa và Thể thao", MIDDLE)
BODY = holder("Sở Văn hóa và Thể thao", "UBND thành phố", MIDDLE)
EXPIRED = holder("Trần Văn Cũ", "Sở Văn hóa và Thể thao", MIDDLE, begin=NOW - 400 * DAY, end=NOW - 30 * DAY)
STAMPER = holder(
    "Dấu thời gian thử nghiệm",
    "Tổ chức thử nghiệm",
    ROOT,
    stamping=True,
    begin=NOW - 2000 * DAY,
    end=NOW + 900 * DAY,
)
ROOTS = Roots.of([ROOT.pem])


@pytest.fixture(scope="module")
def signed():
    return sign(PDF, OFFICER, others=[MIDDLE])


def only(data, roots=ROOTS):
    (report,) = check(data, roots)
    return report


def test_a_signed_file_is_valid_with_signer_body_time_and_chain(signed):
    report = only(signed)
    assert report.verdict is Verdict.VALID
    assert (report.signer, report.organisation) == ("Nguyễn Thị An", "Sở Văn hóa và Thể thao")
    assert report.chain == ("Nguyễn Thị An", "Chứng thực trung gian", "Chứng thực gốc thử nghiệm")
    assert abs(report.signed_at - NOW) < dt.timedelta(hours=1)
    assert not report.time_trusted
    assert report.covers_whole_file
    assert report.change is Change.NONE
    assert not report.revocation_checked
    assert "thu hồi" in report.reason


def test_a_file_without_signature_has_no_report():
    assert check(PDF, ROOTS) == []


def test_a_changed_byte_makes_it_invalid(signed):
    at = signed.index(b"/MediaBox")
    report = only(signed[:at] + b"/MediabOx" + signed[at + 9 :])
    assert report.verdict is Verdict.INVALID
    assert not report.intact
    assert "thay đổi sau khi ký" in report.reason


def test_a_page_changed_by_an_update_makes_it_invalid(signed):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    report = only(out.getvalue())
    assert report.intact
    assert not report.covers_whole_file
    assert (report.change, report.verdict) == (Change.CHANGED, Verdict.INVALID)


def test_a_second_signature_leaves_both_valid(signed):
    first, second = check(sign(signed, BODY, field="Signature2", others=[MIDDLE]), ROOTS)
    assert (first.signer, second.signer) == ("Nguyễn Thị An", "Sở Văn hóa và Thể thao")
    assert (first.verdict, second.verdict) == (Verdict.VALID, Verdict.VALID)
    assert (first.change, second.change) == (Change.ALLOWED, Change.NONE)
    assert not first.covers_whole_file


@pytest.mark.parametrize("roots", [None, Roots(), Roots.of([holder("Gốc khác", "Khác", authority=True).pem])])
def test_without_its_root_nobody_can_tell_who_signed(signed, roots):
    report = only(signed, roots)
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.intact
    assert not report.chain_trusted
    assert "Chứng thực trung gian" in report.reason
    assert isinstance(report.reason, Said)


def test_a_self_made_certificate_proves_nobody():
    report = only(sign(PDF, holder("Ai đó", "Tự xưng")))
    assert report.verdict is Verdict.CANNOT_TELL
    assert "tự tạo" in report.reason


def test_a_certificate_that_had_ended_when_signing_is_invalid():
    report = only(sign(PDF, EXPIRED, others=[MIDDLE]))
    assert report.verdict is Verdict.INVALID
    assert "thời hạn" in report.reason


def test_a_certificate_that_ended_since_needs_a_trusted_time(signed):
    later = NOW + 400 * DAY
    (report,) = check(signed, ROOTS, now=later)
    assert report.verdict is Verdict.CANNOT_TELL
    assert "hết hạn" in report.reason


def test_a_trusted_timestamp_keeps_it_valid_after_the_certificate_ended():
    data = sign(PDF, OFFICER, others=[MIDDLE], stamper=stamper(STAMPER, NOW - DAY, [ROOT]))
    (report,) = check(data, ROOTS, now=NOW + 400 * DAY)
    assert report.time_trusted
    assert report.signed_at == NOW - DAY
    assert report.verdict is Verdict.VALID


def test_a_timestamp_of_nobody_is_no_trusted_time():
    stranger = holder("Dấu thời gian lạ", "Lạ", stamping=True)
    report = only(sign(PDF, OFFICER, others=[MIDDLE], stamper=stamper(stranger, NOW - DAY)))
    assert not report.time_trusted


def test_roots_are_read_from_a_folder(tmp_path, signed):
    (tmp_path / "goc.pem").write_bytes(ROOT.pem + MIDDLE.pem)
    (tmp_path / "la.crt").write_bytes(b"no certificate")
    (tmp_path / "README.txt").write_text("x")
    roots = load_roots(tmp_path)
    assert (len(roots.trusted), len(roots.helping)) == (1, 1)
    assert only(signed, roots).verdict is Verdict.VALID
    assert load_roots(tmp_path / "none") == Roots()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", PDF[:500], b"text"])
def test_what_is_no_pdf_is_refused_with_a_sentence(data):
    with pytest.raises(Invalid):
        check(data, ROOTS)


def test_damaged_signatures_are_findings_and_no_crash(signed):
    at = signed.index(b"/Contents <") + 60
    report = only(signed[:at] + b"00" * 40 + signed[at + 80 :])
    assert report.verdict is not Verdict.VALID


def test_a_signed_file_is_still_read(signed):
    assert read_file(signed).fields["number"].value == "1234"
