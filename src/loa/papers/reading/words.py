"""The words that official documents are made of: kinds, marks, bodies, titles, ranks, surnames.

Source: Decree 30/2020/NĐ-CP, article 7 and appendix III; Law 64/2025/QH15, article 4; Guidance 36-HD/VPTW.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from loa.lib.text import fold


def _lines(name: str) -> list[str]:
    """Return the lines of a list beside this file; a line that begins with # is a remark."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


KINDS: Final = (
    "THÔNG TƯ LIÊN TỊCH", "NGHỊ QUYẾT LIÊN TỊCH", "HIẾN PHÁP", "BỘ LUẬT", "PHÁP LỆNH", "NGHỊ ĐỊNH", "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH", "THÔNG TƯ", "CHỈ THỊ", "CÔNG ĐIỆN", "CÔNG VĂN", "THÔNG BÁO", "THÔNG CÁO BÁO CHÍ", "THÔNG CÁO",
    "THÔNG TRI", "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN",
    "TỜ TRÌNH", "HỢP ĐỒNG", "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN", "GIẤY MỜI", "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP", "GIẤY CHỨNG NHẬN", "GIẤY PHÉP", "GIẤY XÁC NHẬN", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO",
    "PHIẾU TRÌNH", "THƯ CÔNG", "THƯ MỜI", "KẾT LUẬN", "QUY CHẾ", "QUY ĐỊNH", "QUY TRÌNH", "ĐIỀU LỆ", "NỘI QUY",
    "TUYÊN BỐ", "LỜI KÊU GỌI", "LỆNH", "LUẬT",
)  # fmt: skip
LETTER: Final = "CÔNG VĂN"
KIND_OF_SYMBOL: Final = {
    "NĐ": "NGHỊ ĐỊNH", "NQ": "NGHỊ QUYẾT", "NQLT": "NGHỊ QUYẾT LIÊN TỊCH", "QĐ": "QUYẾT ĐỊNH", "TT": "THÔNG TƯ",
    "TTLT": "THÔNG TƯ LIÊN TỊCH", "CT": "CHỈ THỊ", "CĐ": "CÔNG ĐIỆN", "TB": "THÔNG BÁO", "HD": "HƯỚNG DẪN",
    "CTR": "CHƯƠNG TRÌNH", "KH": "KẾ HOẠCH", "PA": "PHƯƠNG ÁN", "ĐA": "ĐỀ ÁN", "BC": "BÁO CÁO", "BB": "BIÊN BẢN",
    "TTR": "TỜ TRÌNH", "HĐ": "HỢP ĐỒNG", "GM": "GIẤY MỜI", "GGT": "GIẤY GIỚI THIỆU", "KL": "KẾT LUẬN",
    "QC": "QUY CHẾ", "QYĐ": "QUY ĐỊNH", "TC": "THÔNG CÁO", "PL": "PHÁP LỆNH", "PC": "PHIẾU CHUYỂN",
}  # fmt: skip
NATION: Final = ("conghoaxahoichunghiavietnam",)
MOTTO: Final = ("doclap-tudo-hanhphuc", "doclaptudohanhphuc")
PARTY_TITLE: Final = ("dangcongsanvietnam",)

BODY_HEADS: Final = re.compile(
    r"^(?:bo|so|tong cuc|cuc|vu|vien|truong|hoc vien|dai hoc|benh vien|trung tam|chi cuc|phong|ban|van phong|"
    r"uy ban|ubnd|hdnd|hoi dong|hoi|lien doan|tong lien doan|dang uy|tinh uy|thanh uy|huyen uy|quan uy|quan khu|"
    r"dang bo|chi bo|doan|tinh doan|thanh doan|huyen doan|mat tran|ubmttq|chinh phu|thu tuong|chu tich|quoc hoi|toa an|"
    r"vien kiem sat|kiem toan|thanh tra|ngan hang|bao hiem|cong ty|tong cong ty|tap doan|kho bac|cong an|"
    r"cong doan|doi|hat|tram|to|dai|bao|nha|thu vien|bao tang|chi nhanh|hiep hoi|lien hiep|tieu ban|"
    r"bch|hdqt|ubkt|ubmt|mttq|dang doan|thuong truc|quan chung|binh chung|binh doan|su doan|trung doan|lu doan|thue|hai quan|chi doi|"
    r"xi nghiep|tong bien tap|uy vien|vuon|khu (?:quan ly|bao ton|cong nghiep|di tich)|cang|hop tac xa)\b"
)
UNFINISHED: Final = re.compile(
    r"^(?:van phong|uy ban nhan dan|hoi dong nhan dan|uy ban|truong|truong dai hoc|cong ty|ban quan ly|hoc vien|"
    r"benh vien|ban thuong vu|dang uy|dang bo|trung tam|so|bo|cuc|vien|uy ban mat tran to quoc|uy ban mttq|"
    r"ubmttq viet nam|uy ban mat tran to quoc viet nam|hoi|doan|tong cong ty|thuong truc|phong|toa an nhan dan|vien kiem sat nhan dan|cong an|kho bac nha nuoc|bao hiem xa hoi)$"
    r"|(?:\bva|\bcua|,|-|–|\bthuoc|\bnuoc|\bkiem|\bhoac|\bto|\bva moi|\bva dao|\bva cong|\bva phat trien nong)$"
)
TITLES: Final = re.compile(
    r"^(?:q\. ?|quyen )?(?:pho )?(?:tong )?(?:bo truong|thu truong|thu tuong|chu tich|giam doc|cuc truong|vu truong|"
    r"chi cuc truong|chanh (?:van|thanh|an)|truong (?!thpt|thcs|tieu|mam|dai|cao|trung cap|chinh tri)|hieu truong|vien truong|"
    r"thanh tra chinh phu|bi thu|thong doc|kiem toan|chu nhiem|tu lenh|chinh uy|chi huy truong|doi truong|hat truong|"
    r"bien tap|chu toa|uy vien|cuc truong|thuong truc|thu ky|dai dien|nguoi dung dau|doi pho|to truong|tram truong|hoi truong|"
    r"vien pho|thu truong|pho\b|chu tri|chi doi truong|chinh tri vien|dai su|tham phan)"
)
AUTHORITY: Final = re.compile(
    r"^(?:T\s?/?\s?M|K\s?/?\s?T|T\s?/?\s?L|T\s?/?\s?U\s?/?\s?Q|TUN)(?:\s?[.,:]\s?|\s+)(?=[^\W\d_]{2})(?P<rest>.+)$"
)
RANK: Final = re.compile(
    r"^(?:(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy)|chuẩn đô đốc|phó đô đốc|đô đốc|"
    r"giáo sư|phó giáo sư|tiến sĩ|tiến sỹ|thạc sĩ|thạc sỹ|bác sĩ|kỹ sư|cử nhân|luật sư|dược sĩ|kiến trúc sư|"
    r"p?gs|ts|ths|bs|ds|ks|kts|cn|ls|ttnd|ttưt|ngnd|ngưt|nsnd|nsưt|ahlđ|tskh|đ/c|đồng chí|ông|bà|"
    r"(?:bs)?\.?\s?ck\s?i{1,2}|bsck\s?i{1,2})(?:[.,:\s-]+(?!$))",
    re.IGNORECASE,
)
SURNAMES: Final = frozenset(fold(name) for line in _lines("surnames.txt") for name in line.split())
PROVINCES: Final = tuple(_lines("provinces.txt"))
ANNEX: Final = re.compile(
    r"^(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|DANH MỤC|DANH SÁCH|BIỂU MẪU|BIỂU SỐ|MẪU SỐ|Mẫu số|Biểu số|Phụ biểu|"
    r"\((?:Ban hành )?[Kk]èm theo)(?!.*(?:;|\bquy định tại\b))"
)
STAMP: Final = re.compile(
    r"^[\[(<]?\s*(?:ky boi|nguoi ky|ky so boi|duoc ky boi|ngay ky|thoi gian ky|email|e-mail|co quan:|chuc vu:|signature|digitally signed|"
    r"\(?da ky\b|\[?daky|\(ky|ky ten|signed|date:|reason:|location:|don vi:|to chuc:|\(?chu ky|dn:|cn=)"
)
NOISE: Final = re.compile(
    r"^(?:cong bao/|cong bao so|cong thong tin dien tu|vgp\b|\d{1,3}$|trang \d|page \d|https?:|www\.|cong van den|van ban den|den so|so den|"
    r"ngay den|chuyen:|luu tru:|file duoc dinh kem|thu vien phap luat|den$)"
)
SECRET: Final = {"mat": "Mật", "toimat": "Tối mật", "tuyetmat": "Tuyệt mật"}
URGENT: Final = {
    "khan": "Khẩn", "thuongkhan": "Thượng khẩn", "hoatoc": "Hỏa tốc", "hoatochengio": "Hỏa tốc hẹn giờ",
}  # fmt: skip
