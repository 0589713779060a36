"""Pure decisions of the public site, and the few sentences it answers with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.lib.codes import BadCode, normalise_code
from loa.portal.errors import NoSuchBulletin

Words = dict[str, str | Promise]

ASKED: Final[Words] = {
    "title": _("Mời ông/bà mở thư để xác nhận"),
    "text": _(
        "Một thư có đường dẫn xác nhận vừa được gửi tới địa chỉ ông/bà nhập. Chỉ sau khi xác nhận, bản tin mới được gửi."
    ),
}
CONFIRM: Final[Words] = {
    "title": _("Xác nhận đăng ký nhận tin"),
    "text": _("Bấm nút dưới đây để bắt đầu nhận bản tin theo lựa chọn của ông/bà."),
    "press": _("Xác nhận"),
}
CONFIRMED: Final[Words] = {
    "title": _("Đã xác nhận đăng ký"),
    "text": _(
        "Từ nay ông/bà nhận bản tin theo địa bàn và chủ đề đã chọn. Cuối mỗi thư có đường dẫn để thay đổi hoặc ngừng."
    ),
}
CHOSEN: Final[Words] = {
    "title": _("Đã lưu lựa chọn"),
    "text": _("Lựa chọn mới có hiệu lực từ lần gửi kế tiếp."),
}
STOP: Final[Words] = {
    "title": _("Ngừng nhận tin"),
    "text": _("Bấm nút dưới đây, ông/bà sẽ không nhận thêm bản tin nào qua địa chỉ này."),
    "press": _("Ngừng nhận tin"),
}
STOPPED: Final[Words] = {
    "title": _("Đã ngừng gửi tin"),
    "text": _("Không còn bản tin nào được gửi tới địa chỉ này, kể cả đợt gửi kế tiếp."),
}
STOP_NEWSROOM: Final[Words] = {
    "title": _("Ngừng nhận thông cáo báo chí"),
    "text": _("Bấm nút dưới đây, tòa soạn sẽ không nhận thêm thông cáo nào của cơ quan này qua địa chỉ này."),
    "press": _("Ngừng nhận thông cáo"),
}
NEWSROOM_STOPPED: Final[Words] = {
    "title": _("Đã ngừng gửi thông cáo"),
    "text": _(
        "Không còn thông cáo nào được gửi tới địa chỉ này. Muốn nhận lại, mời tòa soạn liên hệ cơ quan phát hành."
    ),
}
ERASE: Final[Words] = {
    "title": _("Xóa thông tin đăng ký"),
    "text": _(
        "Địa chỉ và mọi lựa chọn sẽ bị xóa hẳn, không khôi phục được. Số liệu tổng hợp không chứa thông tin của ông/bà."
    ),
    "press": _("Xóa hẳn"),
}
ERASED: Final[Words] = {
    "title": _("Đã xóa thông tin đăng ký"),
    "text": _("Không còn thông tin nào của ông/bà trong danh sách nhận tin."),
}


def code_of(typed: str) -> str:
    """Return the bulletin's code from an address, however it was copied. Raises: NoSuchBulletin."""
    try:
        return normalise_code(typed)
    except BadCode as error:
        raise NoSuchBulletin from error


def number_of(typed: str) -> int | None:
    """Return the whole number that an address names, if it does."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def nearest(seats: Mapping[int, str], picked: Sequence[str]) -> int:
    """Return the body that sits nearest above all the areas picked; where none does, the first of the highest."""

    def fit(body: int) -> tuple[bool, int]:
        seat = seats[body]
        covers = all(f"{path}/".startswith(f"{seat}/") for path in picked)
        return covers, seat.count("/") if covers else -seat.count("/")

    return max(seats, key=fit)
