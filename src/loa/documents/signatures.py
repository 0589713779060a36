"""The reports of digital signatures: made when a file comes in, kept with its version, said in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.lib.errors import Invalid
from loa.papers.signatures import Change, SignatureReport, Verdict, check, load_roots
from loa.web.formats import moment_text
from loa.web.status import Status

_VERDICTS = {
    Verdict.VALID: Status("ok", pgettext_lazy("signature", "Hợp lệ"), "shield-check"),
    Verdict.INVALID: Status("bad", pgettext_lazy("signature", "Không hợp lệ"), "ban"),
    Verdict.CANNOT_TELL: Status("unknown", pgettext_lazy("signature", "Chưa kết luận được"), "question-mark"),
}
_CHANGES = {
    Change.NONE: gettext_lazy("Tệp không thay đổi sau khi ký."),
    Change.ALLOWED: gettext_lazy("Sau chữ ký này chỉ có phần được phép thêm (chữ ký khác, ô biểu mẫu)."),
    Change.CHANGED: gettext_lazy("Tệp đã bị sửa sau khi ký."),
    Change.UNKNOWN: gettext_lazy("Không xác định được tệp có bị sửa sau khi ký hay không."),
}


def reports_of(data: bytes) -> list[dict[str, Any]]:
    """Return what is kept of the signatures of a file; another file than a PDF has none."""
    if not data.startswith(b"%PDF-"):
        return []
    try:
        found = check(data, load_roots(settings.SIGNATURE_ROOTS_DIR))
    except Invalid:  # the safe door says what is wrong with the file
        return []
    return [_kept(report) for report in found]


def _kept(report: SignatureReport) -> dict[str, Any]:
    return {
        "signer": report.signer,
        "organisation": report.organisation or "",
        "issuer": report.issuer,
        "signed_at": report.signed_at.isoformat() if report.signed_at else "",
        "time_trusted": report.time_trusted,
        "intact": report.intact,
        "chain": list(report.chain),
        "chain_trusted": report.chain_trusted,
        "change": report.change.value,
        "verdict": report.verdict.value,
        "reason": str(report.reason),
    }


def shown(reports: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kept reports as the screens say them: the verdict, who, when by whose clock, and why."""
    return [
        {
            "status": _VERDICTS[Verdict(report["verdict"])],
            "signer": report["signer"],
            "organisation": report["organisation"],
            "when": _when(report),
            "chain": " ← ".join(report["chain"]),
            "reason": report["reason"],
            "change": _CHANGES[Change(report["change"])],
        }
        for report in reports
    ]


def _when(report: dict[str, Any]) -> str:
    if not report["signed_at"]:
        return _("Không rõ thời điểm ký.")
    at = moment_text(datetime.fromisoformat(report["signed_at"]))
    if report["time_trusted"]:
        return _("Ký lúc %(at)s, có dấu thời gian.") % {"at": at}
    return _("Ký lúc %(at)s theo đồng hồ của máy ký.") % {"at": at}
