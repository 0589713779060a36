"""Feeds of eight newspapers that do not exist, written for the demo: reprints, other figures, digests, and a surge.

`feeds(now)` gives them as they would stand at a moment: each item says how long ago it was published ("{1h50}").
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

_FOLDER = Path(__file__).parent
_AGO = re.compile(r"\{(\d+)h(\d+)\}")
PAPERS = {
    "cua-o": "Tạp chí Cửa Ô",
    "dong-do": "Đài Đông Đô",
    "kinh-ky": "Nhật báo Kinh Kỳ",
    "nhi-ha": "Báo Nhị Hà",
    "song-hong": "Báo Sông Hồng",
    "thang-long-24": "Thăng Long 24",
    "thu-do-moi": "Tin Thủ Đô Mới",
    "ven-do": "Báo Ven Đô",
}
"""The newspapers by the names of their files."""
ITEMS = 57
TOPICS = {
    "health": ("sốt xuất huyết", "y tế", "diệt muỗi"),
    "weather": ("mưa lớn", "trời rét", "khí tượng"),
    "safety": ("cháy", "công an", "chữa cháy"),
    "traffic": ("metro", "xe buýt", "giao thông", "cầu trong giờ cao điểm", "vạch sang đường"),
    "utilities": ("cấp điện", "nước sạch", "điện lực"),
    "environment": ("rác", "pin cũ", "môi trường"),
    "education": ("lớp 10", "thư viện", "trường tiểu học"),
    "welfare": ("cấp phát quà",),
    "procedures": ("hồ sơ", "lệ phí", "giấy phép"),
    "housing": ("quy hoạch",),
    "employment": ("việc làm",),
    "food": ("giá rau", "bếp ăn", "giá vàng"),
    "digital": ("trực tuyến được giảm",),
    "culture": ("hội sách", "giải chạy", "đèn giấy"),
    "community": ("tổ dân phố cùng", "sơn lại ngõ"),
}
"""Wordings by which the sample's items are told apart."""
STORY = "Cháy kho hàng trong ngõ ở phường Láng, không có người bị thương"
"""The title under which the surge began."""


def feeds(now: datetime) -> dict[str, bytes]:
    """Return each newspaper's feed by its short name."""
    return {path.stem: _at(path.read_text(encoding="utf-8"), now) for path in sorted(_FOLDER.glob("*.xml"))}


def _at(text: str, now: datetime) -> bytes:
    def moment(found: re.Match[str]) -> str:
        return format_datetime(now - timedelta(hours=int(found[1]), minutes=int(found[2])))

    return _AGO.sub(moment, text).encode()
