"""The one story that the demo and the tour tell: who acts in it, and what is said word for word.

It must not read or write anything; the texts are Vietnamese because they are what residents receive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from loa.units.models import Role

CITY, CITY_AREA = "UBND", "01"
WARDS = ("00070", "00199", "00376")  # phường Hoàn Kiếm, phường Láng, xã Sóc Sơn
WRONG_WARD = WARDS[1]
TEMPLATE = "epidemic"
SOURCE = "Kế hoạch 215/KH-UBND của Ủy ban nhân dân thành phố Hà Nội"
HOTLINE = "024 3000 0115"
_PLACE = "số 70 phố Nguyễn Chí Thanh, phường Láng"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample account, named for what it does; `ward` is a place in `WARDS`, None for the city's desk."""

    key: str
    role: Role
    title: str
    ward: int | None = None

    @property
    def email(self) -> str:
        """Return the address it signs in with."""
        return f"{self.key}@demo.loa"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a loudspeaker says."""

    title: str
    text: str


EDITOR = Sample("bien-tap", Role.EDITOR, "Biên tập viên")
APPROVER = Sample("nguoi-duyet", Role.APPROVER, "Người duyệt")
DUTY = Sample("truc-ban", Role.DUTY_OFFICER, "Cán bộ trực ban")
LEADER = Sample("lanh-dao", Role.LEADER, "Lãnh đạo")
ADMIN = Sample("quan-tri", Role.ADMINISTRATOR, "Quản trị hệ thống")
CLERK = Sample("van-thu", Role.CLERK, "Văn thư")
SPOKESPERSON = Sample("phat-ngon", Role.SPOKESPERSON, "Người phát ngôn")
WARD_OFFICERS = tuple(
    Sample(f"phuong-{n}", Role.WARD_OFFICER, "Cán bộ văn hóa – thông tin", n - 1)
    for n in range(1, len(WARDS) + 1)
)
CAST = (EDITOR, APPROVER, DUTY, LEADER, ADMIN, CLERK, SPOKESPERSON, *WARD_OFFICERS)


def spraying_day(today: date) -> date:
    """Return the Saturday on which the story's campaign takes place, four days ahead at least."""
    ahead = (_SATURDAY - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead >= 4 else ahead + 7)


def values(day: date) -> dict[str, str]:
    """Return what fills the prepared message."""
    return {
        "địa bàn": "thành phố Hà Nội",
        "giờ bắt đầu": "7 giờ 30",
        "giờ kết thúc": "11 giờ 30",
        "ngày thực hiện": f"{day:%d/%m/%Y}",
        "cơ quan thực hiện": "Trung tâm Kiểm soát bệnh tật Hà Nội",
        "số điện thoại": HOTLINE,
    }


def with_place(body: str) -> str:
    """Return the prepared text with the place where people can ask."""
    return body.replace("Đường dây nóng y tế", f"Điểm tư vấn: {_PLACE}.\n\nĐường dây nóng y tế")


def ward_wording(body: str, day: date, ward: str, *, said: date | None = None) -> str:
    """Return a ward's own wording of the core text; `said` is the day it writes, the right one when not given."""
    spoken = said or day
    own = body.replace(f"{day:%d/%m/%Y}", f"{spoken.day} tháng {spoken.month} năm {spoken.year}").replace(
        "Đề nghị các hộ gia đình:", "Mong bà con ta cùng làm:"
    )
    return f"Kính thưa bà con {ward},\n\n{own}"


def local_lines(ward: str) -> str:
    """Return what a ward adds of its own."""
    return f"Tổ trưởng tổ dân phố của {ward} sẽ đến từng nhà báo giờ."


def wrong_day(day: date) -> date:
    """Return the day that the careless ward writes."""
    return day + timedelta(days=1)


def corrected(body: str) -> str:
    """Return the core text as it should have been: the spraying ends an hour earlier."""
    return body.replace("11 giờ 30", "10 giờ 30")


REASON = "Ghi nhầm giờ kết thúc phun hóa chất"
RUMOUR = (
    "Thành phố sẽ phun thuốc muỗi bằng máy bay vào 2 giờ sáng, mọi người phải đóng kín cửa trong ba ngày."
)
PAPER_SUBJECT = "Tổng vệ sinh môi trường, diệt lăng quăng"
PAPER = (
    "Tổ chức tổng vệ sinh môi trường, diệt lăng quăng ở các khu dân cư. Các phường, xã thông báo tới từng tổ dân phố, "
    "báo cáo kết quả về thành phố."
)
EXERCISE_SOURCE = "Kế hoạch diễn tập cảnh báo trên loa truyền thanh"
EXERCISE_REASON = "Diễn tập cảnh báo khẩn cấp trên loa truyền thanh"
CITY_EXERCISE = Spoken(
    "Diễn tập cảnh báo khẩn cấp",
    "Đây là diễn tập trên loa truyền thanh của thành phố. Bà con không phải làm gì. Khi có nguy hiểm thật, loa sẽ nói rõ "
    "việc gì đang xảy ra, ở đâu và bà con cần làm gì ngay. Xin nhắc lại: đây là diễn tập.",
)
WARD_EXERCISE = Spoken(
    "Diễn tập sơ tán trong phường",
    "Đây là diễn tập của phường. Bà con nghe loa không phải sơ tán. Tổ trưởng tổ dân phố báo lại cho phường nghe rõ hay không.",
)
