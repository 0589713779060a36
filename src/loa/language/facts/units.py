"""Units of amounts: measures with their symbols, and what official notices and the press count.

A unit is the shortest name that says what is counted: of "300 đơn vị máu" it is "đơn vị".
"""

from __future__ import annotations

from typing import Final

from loa.language.facts.patterns import words
from loa.lib.text import fold

_MEASURES: Final = {
    "%": ("%", "phần trăm"),
    "‰": ("‰", "phần nghìn"),
    "°c": ("°c", "độ c", "ºc", "oc", "℃", "độ"),
    "m³/ngày": ("m3/ngày đêm", "m³/ngày đêm", "m3/ngày", "m³/ngày"),
    "m³/h": ("m3/h", "m³/h", "m3/giờ", "m³/giờ"),
    "m³/s": ("m3/s", "m³/s", "m3/giây", "m³/giây"),
    "m³": ("m3", "m³", "mét khối", "khối nước"),
    "m²": ("m2", "m²", "mét vuông"),
    "km²": ("km2", "km²", "ki-lô-mét vuông"),
    "km/h": ("km/h", "km/giờ"),
    "m/s": ("m/s", "m/giây"),
    "km": ("km", "ki-lô-mét", "kilômét", "kilomet", "ki lô mét", "cây số"),
    "m": ("m", "mét"),
    "cm": ("cm", "xăng-ti-mét", "centimét", "xentimét"),
    "mm": ("mm", "mi-li-mét", "milimét"),
    "ha": ("ha", "héc-ta", "hecta", "héc ta", "hécta"),
    "kg": ("kg", "ki-lô-gam", "cân"),
    "g": ("gam", "gram"),
    "mg": ("mg", "mi-li-gam"),
    "mg/l": ("mg/l", "mg/lít"),
    "g/l": ("g/l", "g/lít", "gam/lít"),
    "µg/m³": ("µg/m3", "µg/m³", "μg/m3", "μg/m³"),
    "mg/m³": ("mg/m3", "mg/m³"),
    "tấn": ("tấn",),
    "tạ": ("tạ",),
    "yến": ("yến",),
    "sào": ("sào",),
    "lít/s": ("lít/giây", "lít/s", "l/s"),
    "lít": ("lít",),
    "ml": ("ml", "mi-li-lít"),
    "bar": ("bar",),
    "kwh": ("kwh",),
    "kw": ("kw",),
    "mw": ("mw",),
    "kv": ("kv",),
    "kva": ("kva",),
    "db": ("dba", "db", "đề-xi-ben"),
    "gb": ("gb",),
    "mb": ("mb",),
    "mbps": ("mbps",),
}
_ALIKE: Final = {
    "ca": ("ca mắc", "ca bệnh", "ca", "trường hợp"),
    "hộ": ("hộ dân", "hộ gia đình", "hộ"),
    "người": ("người", "nhân khẩu", "công dân", "lượt người"),
    "trẻ": ("trẻ em", "trẻ", "cháu"),
    "xã": ("xã", "phường xã", "xã, phường", "phường, xã"),
    "điểm": ("điểm cầu", "điểm tiêm", "điểm"),
    "suất": ("suất quà", "suất"),
    "bức": ("bức ảnh", "bức"),
    "lượt": ("lượt khách", "lượt"),
    "cây": ("cây xanh", "cây"),
    "đơn vị": ("đơn vị máu", "đơn vị"),
    "nhóm": ("nhóm nhiệm vụ", "nhóm"),
    "giờ": ("giờ đồng hồ", "giờ", "tiếng", "h"),
}
PERSONS: Final = frozenset(
    (
        *("người", "trẻ", "đại biểu", "thành viên", "nhân viên", "học sinh", "sinh viên", "học viên"),
        *("bệnh nhân", "cán bộ", "hội viên", "đoàn viên", "đảng viên", "cử tri", "giáo viên", "bác sĩ"),
        *("chiến sĩ", "công nhân", "tình nguyện viên", "vận động viên", "thí sinh", "du khách", "lao động"),
        *("đối tượng", "nạn nhân", "ứng viên", "dân quân", "công chức", "viên chức", "nghệ nhân", "nghệ sĩ"),
        *("tiểu thương", "phụ huynh", "y bác sĩ", "tuyên truyền viên", "cộng tác viên", "điều dưỡng", "y tá"),
        *("công an viên", "cảnh sát", "thanh niên", "phụ nữ", "nông dân", "người cao tuổi", "cựu chiến binh"),
        *("ngư dân", "thuyền viên", "hành khách", "khách", "nhân công", "thợ", "cụ", "em"),
    )
)
_THINGS: Final = (
    *words("liều mũi vụ chai mũ chăn con bàn chỗ tuyến đội phường thôn tháng tuần tuổi phút giây năm ngày"),
    *words("lần gói thùng tin đêm vé xe máy bộ cuốn quyển tờ túi hộp lọ quả chuyến giường phòng phiếu cuộc"),
    *words("buổi bước loại thẻ lô thửa căn ngôi nhà tấm cái chiếc bình can lon bao viên ống tuýp vỉ giỏ cặp"),
    *words("đôi bó bài môn tiết khóa lớp trường trạm chốt bãi bến kho quầy sạp quán trụ cột đèn loa cụm"),
    *words("camera nhịp làn cống tàu thuyền ghe xuồng đoàn tổ phiên trận vòng hiệp giải trang lỗi bản ảnh"),
    *words("đơn thư bậc ấp tỉnh huyện quận ổ đàn lứa mẫu hố nắp ngõ phố cầu giếng vườn ruộng chậu khóm"),
    *words("luống cành trẻ sim cơn"),
    *("ngày công", "giờ công", "tháng tuổi", "ngày tuổi", "thế kỷ", "thập kỷ"),
    *("doanh nghiệp", "chỉ tiêu", "nhiệm vụ", "thủ tục", "văn bản", "hồ sơ", "ý kiến", "kiến nghị", "đề án"),
    *("căn hộ", "ngôi nhà", "phương tiện", "tổ dân phố", "ô tô", "xe máy", "máy bơm", "xe đạp", "máy tính"),
    *("gian hàng", "hạng mục", "dự án", "công trình", "cơ quan", "cơ sở", "cửa hàng", "mặt hàng", "sản phẩm"),
    *("cuộc gọi", "vị trí", "điểm ngập", "sự cố", "tiết mục", "áo phao", "khẩu trang", "phần quà", "phần"),
    *("tin nhắn", "tài khoản", "giao dịch", "thuê bao", "tờ rơi", "băng rôn", "pa nô", "biển báo", "hố ga"),
    *("gia cầm", "gia súc", "chỗ ngồi", "việc làm", "học bổng", "huy chương", "thiết bị", "địa phương"),
    *(
        "địa điểm",
        "hội nghị",
        "sáng kiến",
        "mô hình",
        "câu hỏi",
        "gia đình",
        "chi bộ",
        "câu lạc bộ",
        "bao tải",
    ),
    *("khu vực", "lồng bè", "bóng đèn", "trụ nước", "bình chữa cháy", "nội dung", "tiêu chí", "giải pháp"),
    *(
        "tác phẩm",
        "bài viết",
        "bài dự thi",
        "chữ ký",
        "gương",
        "tập thể",
        "cá nhân",
        "chi nhánh",
        "quy trình",
    ),
)
_COUNTS: Final = {
    **{unit: (unit,) for unit in (*_THINGS, *sorted(PERSONS))},
    **_ALIKE,
}

_NAMES: Final = [
    (name, unit) for table in (_MEASURES, _COUNTS) for unit, names in table.items() for name in names
]
_MARKED: Final = dict(_NAMES)
_FOLDED: Final = {fold(name): unit for name, unit in reversed(_NAMES)}
UNIT_NAMES: Final = [name for name, _ in _NAMES]
_TIMES: Final = {"giờ", "phút", "giây", "ngày", "tuần", "tháng", "năm", "tuổi", "tháng tuổi", "ngày tuổi"}
COUNTED: Final = frozenset(_COUNTS) - _TIMES


def unit_of(name: str) -> str:
    """Return the unit that a name stands for, with or without marks; the commonest of several.

    Raises:
        KeyError: no unit has this name.

    """
    return _MARKED.get(name.lower()) or _FOLDED[fold(name)]
