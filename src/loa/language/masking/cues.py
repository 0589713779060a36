"""The words before a name: forms of address, kinship, roles; and the words before what is only called after a person."""

from __future__ import annotations

from typing import Final

from loa.language.facts.patterns import words

ADDRESS_WORDS: Final = words("ông bà anh chị em cháu cô chú bác cụ thầy dì cậu mợ bé")
_KIN: Final = (
    *(
        "con trai",
        "con gái",
        "chồng",
        "vợ",
        "bố",
        "mẹ",
        "cha",
        "con",
        "bạn trai",
        "bạn gái",
        "em trai",
        "em gái",
    ),
    *("anh trai", "chị gái", "cụ ông", "cụ bà", "thầy giáo", "cô giáo", "bạn"),
)
SELF: Final = ("tôi", "mình", "tớ")
# Roles of which many a bearer is named by one syllable or letter: "tài xế Giang", "nghi phạm T."
_LONE: Final = (
    *("nạn nhân", "bệnh nhân", "đồng chí", "đ/c", "bác sĩ", "bs", "y tá", "điều dưỡng", "tài xế", "lái xe"),
    *("nghi phạm", "nghi can", "bị can", "bị cáo", "đối tượng", "chủ hộ", "chủ nhà", "chủ quán", "công nhân"),
    *(
        "học sinh",
        "sinh viên",
        "kế toán",
        "bảo vệ",
        "giáo viên",
        "nhân viên",
        "ca sĩ",
        "diễn viên",
        "nghệ sĩ",
    ),
    *("người mẫu", "hoa hậu", "á hậu", "danh hài", "vlogger", "youtuber", "phóng viên", "nhà báo", "nhà văn"),
    *("luật sư", "hot girl", "tên", "tên là"),
)
_ROLES: Final = (
    *(
        "công dân",
        "hộ ông",
        "hộ bà",
        "dược sĩ",
        "kỹ sư",
        "giáo sư",
        "tiến sĩ",
        "thạc sĩ",
        "gs",
        "pgs",
        "ts",
        "ths",
    ),
    *(
        "tổ trưởng",
        "trưởng thôn",
        "bí thư",
        "chủ tịch",
        "chủ tịch nước",
        "phó chủ tịch",
        "giám đốc",
        "phó giám đốc",
        "bộ trưởng",
    ),
    *(
        "thứ trưởng",
        "thủ tướng",
        "phó thủ tướng",
        "trưởng phòng",
        "hiệu trưởng",
        "trung tá",
        "đại úy",
        "thiếu tá",
    ),
    *(
        "thượng úy",
        "đại tá",
        "thượng tá",
        "trung úy",
        "thiếu úy",
        "thượng sĩ",
        "hạ sĩ",
        "binh nhất",
        "trung sĩ",
    ),
    *(
        "trung tướng",
        "thiếu tướng",
        "thượng tướng",
        "đại tướng",
        "đại úy",
        "cục trưởng",
        "vụ trưởng",
        "chánh văn phòng",
    ),
    *("ứng viên", "hành khách", "tiếp viên", "thí sinh", "vận động viên", "cầu thủ", "cử tri", "người dân"),
    *("tên giả", "nguyên", "cựu"),
)
GREETINGS: Final = frozenset(
    {"liên hệ", "gặp", "mời", "gửi", "kính gửi", "người gửi", "họ tên", "họ và tên", "người phản ánh"}
)
SINGLE_ROLES: Final = frozenset([*ADDRESS_WORDS, *_KIN, *_LONE])
ALL: Final = (*ADDRESS_WORDS, *_KIN, *_LONE, *_ROLES, *sorted(GREETINGS))
# After these one syllable is a name only where it is known as one: "bạn Khôi", not "con Sông".
ASK_FOR_GIVEN: Final = SINGLE_ROLES - frozenset([*ADDRESS_WORDS, "tên", "tên là"])

UNITS: Final = ("phường", "xã", "quận", "huyện", "tỉnh", "thành phố", "thị trấn", "thị xã", "tp", "tp.")
CALLED_AFTER: Final = (
    *words(
        "đường phố thôn làng xóm ngõ ngách hẻm trường thcs thpt cầu chợ hồ đền chùa lăng giải quỹ khu ga sân sông núi đèo"
    ),
    *words(
        "đảo bến tuyến nút hầm rạp phà hãng thời triều nhà viện quán cúp kênh rạch đập bão clb htx tiệm lớp họ"
    ),
    *(
        "tiểu học",
        "mầm non",
        "trung học cơ sở",
        "trung học phổ thông",
        "đại học",
        "học viện",
        "bệnh viện",
        "công ty",
    ),
    *(
        "tnhh",
        "cổ phần",
        "công viên",
        "quảng trường",
        "nghĩa trang",
        "tượng đài",
        "giải thưởng",
        "khu đô thị",
    ),
    *(
        "tập đoàn",
        "thương hiệu",
        "nhà hàng",
        "khách sạn",
        "cửa hàng",
        "siêu thị",
        "cà phê",
        "ngã tư",
        "ngã ba",
    ),
    *(
        "chung cư",
        "tòa nhà",
        "nhà hát",
        "xe khách",
        "nhà xe",
        "bảo tàng",
        "thư viện",
        "nhà lưu niệm",
        "khu lưu niệm",
    ),
    *("đại lộ", "vòng xoay", "bùng binh", "phòng khám", "nhà thuốc", "hợp tác xã", "câu lạc bộ", "học bổng"),
    *(
        "nhà thi đấu",
        "nhà văn hóa",
        "cung văn hóa",
        "hội trường",
        "bến xe",
        "cảng",
        "sân vận động",
        "giải chạy",
    ),
    *(
        "tiệm vàng",
        "hiệu thuốc",
        "ngân hàng",
        "vành đai",
        "cao tốc",
        "quốc lộ",
        "kè",
        "đê",
        "dòng họ",
        "vườn hoa",
    ),
)
