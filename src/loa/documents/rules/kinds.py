"""The kinds of official documents and their abbreviations, which stand in the number.

Source: Decree 30/2020/NĐ-CP, article 7 and appendix III; Hướng dẫn 36-HD/VPTW for the Party's kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

LETTER = "CÔNG VĂN"
COPIES = "BẢN SAO"
STATE: Mapping[str, str] = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
    "HỢP ĐỒNG": "HĐ",
    "CÔNG ĐIỆN": "CĐ",
    "BẢN GHI NHỚ": "BGN",
    "BẢN THỎA THUẬN": "BTT",
    "GIẤY ỦY QUYỀN": "GUQ",
    "GIẤY MỜI": "GM",
    "GIẤY GIỚI THIỆU": "GGT",
    "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG",
    "PHIẾU CHUYỂN": "PC",
    "PHIẾU BÁO": "PB",
    LETTER: "",
}
PARTY: Mapping[str, str] = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "KẾT LUẬN": "KL",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QĐi",
    "THÔNG TRI": "TT",
    "HƯỚNG DẪN": "HD",
    "THÔNG BÁO": "TB",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "ĐỀ ÁN": "ĐA",
    "BÁO CÁO": "BC",
    "TỜ TRÌNH": "TTr",
    LETTER: "CV",
    "BIÊN BẢN": "BB",
    "GIẤY MỜI": "GM",
}
KNOWN: tuple[str, ...] = tuple(dict.fromkeys([*STATE, *PARTY]))


def shown(kind: str) -> str:
    """Return a kind as it stands in running text: "Kế hoạch"."""
    return kind[:1] + kind[1:].lower()


def choices() -> list[tuple[str, str]]:
    """Return the kinds for a form, letters first."""
    rest = [kind for kind in KNOWN if kind != LETTER]
    return [(kind, shown(kind)) for kind in [LETTER, *rest]]
