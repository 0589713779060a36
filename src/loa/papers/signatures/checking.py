"""Judge every signature of a PDF: first whether it fits, then what happened since, then whom it is by.

It must not fetch anything, and must not call valid what it could not follow to a root it was given.

Source: ISO 32000-2, 12.8 (digital signatures); ETSI EN 319 102-1 (validation); RFC 5280 (chains); RFC 3161 (timestamps).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import DisallowedAlgorithmError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext, errors

from loa.lib.errors import Invalid
from loa.lib.said import say
from loa.papers.signatures.model import Change, SignatureReport, Verdict
from loa.papers.signatures.roots import Roots

_LAST = 1 << 30
MOST = 40  # signatures of one file
_USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_LEVELS = {
    ModificationLevel.NONE: Change.NONE,
    ModificationLevel.LTA_UPDATES: Change.ALLOWED,
    ModificationLevel.FORM_FILLING: Change.ALLOWED,
    ModificationLevel.ANNOTATIONS: Change.CHANGED,
    ModificationLevel.OTHER: Change.CHANGED,
}
_QUIET = logging.getLogger("pyhanko")


def check(data: bytes, roots: Roots | None = None, *, now: datetime | None = None) -> list[SignatureReport]:
    """Judge the signatures of a PDF, in the order in which they were made; none gives an empty list.

    Raises: Invalid when the file is no PDF that can be read, or has a password.
    """
    _QUIET.setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            raise Invalid("Tệp PDF có đặt mật khẩu nên không kiểm tra được chữ ký số.", reason="encrypted")
        found = _signatures(reader)
    except _UNREADABLE as error:
        raise Invalid("Tệp PDF bị hỏng nên không kiểm tra được chữ ký số.") from error
    return [_report(name, one, roots or Roots(), now or datetime.now(UTC)) for name, one in found]


def _signatures(reader: PdfFileReader) -> list[tuple[str, EmbeddedPdfSignature | None]]:
    """Return the signatures in the order of signing; None for one that cannot even be taken apart."""
    found: list[tuple[int, str, EmbeddedPdfSignature | None]] = []
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        try:
            one = EmbeddedPdfSignature(reader, field, str(name))
            if one.sig_object_type != "/DocTimeStamp":
                found.append((one.signed_revision, str(name), one))
        except Exception:  # noqa: BLE001 - whatever is wrong inside a signature is a finding, not a failure
            found.append((_LAST, str(name), None))
        if len(found) >= MOST:
            break
    return [(name, one) for _, name, one in sorted(found, key=lambda each: each[0])]


_UNREADABLE = (
    PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
    ArithmeticError,
)


def _report(
    name: str, signature: EmbeddedPdfSignature | None, roots: Roots, now: datetime
) -> SignatureReport:
    if signature is None:
        return _unreadable(name, None, None)
    certificate = None
    try:
        certificate = signature.signer_cert
        status = _status(signature, roots, now)
        return _judged(name, signature, certificate, status, now)
    except Exception as error:  # noqa: BLE001 - whatever is wrong inside a signature is a finding, not a failure
        return _unreadable(name, certificate, error)


def _status(signature: EmbeddedPdfSignature, roots: Roots, now: datetime) -> PdfSignatureStatus:
    """Validate as of now, and where the certificate has ended since, as of a trusted timestamp."""
    status = _validated(signature, roots, now)
    stamp = status.timestamp_validity
    if not status.trusted and stamp is not None and _stands(stamp) and stamp.timestamp < now:
        earlier = _validated(signature, roots, stamp.timestamp)
        if earlier.trusted:
            return earlier
    return status


def _validated(signature: EmbeddedPdfSignature, roots: Roots, moment: datetime) -> PdfSignatureStatus:
    return validate_pdf_signature(
        signature,
        signer_validation_context=_context(roots, moment),
        ts_validation_context=_context(roots, moment),
        key_usage_settings=_USES,
    )


def _context(roots: Roots, moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(roots.trusted),
        other_certs=list(roots.helping),
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
        best_signature_time=moment,
    )


def _stands(stamp: Any) -> bool:
    return bool(stamp.valid and stamp.intact and stamp.trusted)


def _judged(
    name: str,
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    status: PdfSignatureStatus,
    now: datetime,
) -> SignatureReport:
    stamp = status.timestamp_validity
    trusted_time = stamp is not None and _stands(stamp)
    signed_at = stamp.timestamp if trusted_time and stamp is not None else status.signer_reported_dt
    change = _change(status)
    verdict, reason = _verdict(certificate, status, change, signed_at, trusted=trusted_time, now=now)
    return SignatureReport(
        field=name,
        signer=_name(certificate.subject),
        organisation=_part(certificate.subject, "organization_name"),
        issuer=_name(certificate.issuer),
        signed_at=signed_at,
        time_trusted=trusted_time,
        intact=bool(status.intact and status.valid),
        chain=_chain(signature, certificate, status),
        chain_trusted=bool(status.trusted),
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        change=change,
        verdict=verdict,
        reason=reason,
    )


def _change(status: PdfSignatureStatus) -> Change:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Change.NONE
    level = status.modification_level
    change = _LEVELS.get(level, Change.UNKNOWN) if level is not None else Change.UNKNOWN
    if change in {Change.ALLOWED, Change.NONE}:
        return Change.ALLOWED if status.docmdp_ok else Change.CHANGED
    return change


def _verdict(
    certificate: x509.Certificate,
    status: PdfSignatureStatus,
    change: Change,
    signed_at: datetime | None,
    *,
    trusted: bool,
    now: datetime,
) -> tuple[Verdict, str]:
    if broken := _broken(certificate, status, change, signed_at):
        return Verdict.INVALID, broken
    if change is Change.UNKNOWN:
        return Verdict.CANNOT_TELL, "Không xác định được tệp có bị sửa sau khi ký hay không."
    if status.trusted:
        return Verdict.VALID, _valid(change, trusted=trusted)
    return Verdict.CANNOT_TELL, _unknown(certificate, now)


def _broken(
    certificate: x509.Certificate, status: PdfSignatureStatus, change: Change, signed_at: datetime | None
) -> str | None:
    """Return what makes the signature invalid whoever made it, None where nothing does."""
    begin, end = certificate.not_valid_before, certificate.not_valid_after
    partly = status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION
    if not status.intact or not status.valid:
        return "Chữ ký không khớp: nội dung đã bị thay đổi sau khi ký."
    if change is Change.CHANGED or partly:
        return "Tệp đã bị sửa sau khi ký; phần sửa không nằm trong chữ ký."
    if status.revoked:
        return "Chứng thư số của người ký đã bị thu hồi."
    if signed_at is not None and not begin <= signed_at <= end:
        return say(
            "Thời điểm ký {signed} nằm ngoài thời hạn của chứng thư số ({begin} – {end}).",
            signed=_day(signed_at),
            begin=_day(begin),
            end=_day(end),
        )
    return None


def _unknown(certificate: x509.Certificate, now: datetime) -> str:
    """Say why nobody can tell who signed, although nothing changed."""
    if now > certificate.not_valid_after:
        return say(
            "Nội dung không thay đổi từ khi ký, nhưng chứng thư số đã hết hạn ngày {end} và không có dấu thời gian tin cậy "
            "nên không xác định được thời điểm ký.",
            end=_day(certificate.not_valid_after),
        )
    if certificate.subject == certificate.issuer:
        return "Nội dung không thay đổi từ khi ký, nhưng chứng thư số do người ký tự tạo nên không xác định được người ký."
    return say(
        "Nội dung không thay đổi từ khi ký, nhưng chưa có chứng thư gốc tin cậy của “{issuer}” nên không xác định được người ký.",
        issuer=_name(certificate.issuer),
    )


def _valid(change: Change, *, trusted: bool) -> str:
    if change is Change.ALLOWED:
        return "Chữ ký hợp lệ; sau đó tệp chỉ có thêm chữ ký hoặc nội dung điền được phép. Chưa kiểm tra thu hồi chứng thư."
    if trusted:
        return "Chữ ký hợp lệ, có dấu thời gian tin cậy, tệp không thay đổi từ khi ký. Chưa kiểm tra thu hồi chứng thư."
    return "Chữ ký hợp lệ, tệp không thay đổi từ khi ký; thời điểm ký theo máy của người ký. Chưa kiểm tra thu hồi chứng thư."


def _chain(
    signature: EmbeddedPdfSignature, certificate: x509.Certificate, status: PdfSignatureStatus
) -> tuple[str, ...]:
    """Return the names from the signer upwards: the proven path, else what the file itself carries."""
    if status.validation_path is not None:
        proven = [one for one in status.validation_path if isinstance(one, x509.Certificate)]
        return tuple(_name(one.subject) for one in reversed(proven))
    others: Iterable[x509.Certificate] = signature.other_embedded_certs
    known = {one.subject.hashable: one for one in others}
    names = [_name(certificate.subject)]
    at = certificate
    while at.issuer != at.subject and at.issuer.hashable in known and len(names) < 10:
        at = known[at.issuer.hashable]
        names.append(_name(at.subject))
    if at.issuer != at.subject:
        names.append(_name(at.issuer))
    return tuple(names)


def _unreadable(name: str, certificate: x509.Certificate | None, error: Exception | None) -> SignatureReport:
    weak = isinstance(error, (DisallowedAlgorithmError, errors.DisallowedAlgorithmError))
    reason = (
        "Chữ ký dùng thuật toán cũ, không còn an toàn nên không xác nhận được."
        if weak
        else "Không đọc được chữ ký số này nên không xác nhận được."
    )
    return SignatureReport(
        field=name,
        signer=_name(certificate.subject) if certificate else "",
        organisation=_part(certificate.subject, "organization_name") if certificate else None,
        issuer=_name(certificate.issuer) if certificate else "",
        signed_at=None,
        time_trusted=False,
        intact=False,
        chain=(),
        chain_trusted=False,
        valid_from=None,
        valid_until=None,
        covers_whole_file=False,
        change=Change.UNKNOWN,
        verdict=Verdict.CANNOT_TELL,
        reason=reason,
    )


def _name(name: x509.Name) -> str:
    return _part(name, "common_name") or _part(name, "organization_name") or name.human_friendly


def _part(name: x509.Name, part: str) -> str | None:
    value = name.native.get(part)
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if value else None


def _day(moment: datetime) -> str:
    return moment.strftime("%d/%m/%Y")
