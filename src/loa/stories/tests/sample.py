"""Made-up items of the press, and what happens to texts on their way from paper to paper."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime, timedelta

from loa.stories import Item

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)

ARTICLE = (
    "Sáng 2-3, Ủy ban nhân dân phường An Hòa công bố kế hoạch nạo vét kênh Ba Bò trước mùa mưa. Theo kế hoạch, đoạn kênh "
    "dài 1.250 m từ cầu Ông Bố đến cửa xả được nạo vét trong 45 ngày, kinh phí 3,2 tỉ đồng. Bà Lê Thị Hạnh, chủ tịch phường, "
    "cho biết năm ngoái hơn 300 hộ dân hai bên kênh bị ngập sau mỗi trận mưa lớn. Đơn vị thi công phải rào chắn, cắm biển "
    "cảnh báo và dọn bùn trong ngày. Xe tải chở bùn chỉ được chạy từ 21 giờ đến 5 giờ sáng hôm sau. Người dân phản ánh mùi "
    "hôi và bùn rơi vãi qua số điện thoại trực của phường. Tổ dân phố số 7 cử người giám sát cùng ban quản lý dự án. "
    "Phường cũng vận động các hộ không lấn chiếm lòng kênh, không đổ rác xuống nước. Ông Trần Văn Bảy, ngụ đường Kênh Nước "
    "Đen, mong việc nạo vét làm đến nơi đến chốn vì hai lần trước dòng chảy chỉ thông được vài tháng. Công trình dự kiến "
    "hoàn thành trước ngày 20-4, trước khi những cơn mưa đầu mùa đến."
)
OTHER = (
    "Trường trung học cơ sở Bình Phú vừa khánh thành thư viện mới với gần 9.000 đầu sách, do phụ huynh và cựu học sinh "
    "đóng góp. Thư viện mở cửa cả ngày thứ bảy, có góc đọc cho học sinh khiếm thị với sách chữ nổi và sách nói. Cô giáo "
    "Nguyễn Thu Trà kể rằng ý tưởng bắt đầu từ một tủ sách đặt ở hành lang, nơi các em chuyền tay nhau những cuốn truyện "
    "cũ. Nhà trường sẽ tổ chức ngày hội đọc sách hai tháng một lần và mời các nhà văn viết cho thiếu nhi đến trò chuyện. "
    "Một nhóm học sinh lớp 8 viết phần mềm quản lý mượn trả, dùng thẻ giấy in mã vạch thay cho sổ tay. Các em cho biết "
    "phần việc khó nhất là nhập tên sách, vì nhiều cuốn đã rách bìa. Sau giờ học, thư viện là nơi chờ bố mẹ của những em "
    "nhà xa, có cô thủ thư và hai tình nguyện viên trông nom."
)


def item(name: str, title: str, text: str, *, hours: float = 0, source: str = "Báo A") -> Item:
    return Item(name, title, text, MORNING + timedelta(hours=hours), source)


def plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def misread(text: str, share: float, seed: int = 4) -> str:
    """Return the text as a scanner would read it: letters doubled, lost and taken for others."""
    draw, out = random.Random(seed), []
    for letter in text:
        luck = draw.random()
        if luck < share / 3:
            continue
        out.append(
            letter
            if luck > share
            else letter * 2
            if luck < share * 2 / 3
            else {"m": "rn", "l": "1"}.get(letter, "e")
        )
    return "".join(out)


def edited(text: str, share: float, seed: int = 4) -> str:
    """Return the text with that share of its words replaced."""
    draw = random.Random(seed)
    words = text.split()
    for at in draw.sample(range(len(words)), round(share * len(words))):
        words[at] = draw.choice(["hôm", "việc", "cùng", "nơi", "đều", "mới"])
    return " ".join(words)
