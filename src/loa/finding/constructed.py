"""Made-up press items and questions, for benches where no labelled texts are at hand; every figure from them is constructed."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from loa.finding.index import Doc
from loa.lib.text import fold

_PLACES: Final = (
    "Phúc Xá", "Hòa Bình", "Thụy Khê", "Quảng An", "Khương Hạ", "Mỹ Đình", "Vĩnh Tuy", "Kim Mã", "Hạ Đình", "Tứ Liên",
    "Ngọc Thụy", "Thịnh Quang", "Láng Hạ", "Cổ Nhuế", "Yên Hòa", "Đại Mỗ", "Phú Lương", "Tây Mỗ", "Khoái Đường", "Lĩnh Nam",
)  # fmt: skip
_MATTERS: Final = (
    (
        "tiêm vắc xin",
        "tổ chức {n} bàn tiêm vắc xin cho người cao tuổi tại nhà văn hóa, đăng ký qua tổ dân phố",
    ),
    ("cắt nước", "tạm cắt nước sinh hoạt {n} giờ để thay đường ống, đề nghị người dân tích trữ nước"),
    ("ngập", "đoạn đường trước trường tiểu học ngập sâu {n} cm sau mưa lớn, xe máy không qua được"),
    ("chợ tạm", "mở lại chợ tạm với {n} quầy hàng, tiểu thương xét nghiệm định kỳ và quét mã khi vào"),
    ("rác thải", "lắp thêm {n} thùng rác, xử phạt hành vi đổ trộm phế thải ra bờ sông"),
    ("cấp thẻ", "cấp thẻ căn cước lưu động cho {n} cụ già yếu không thể đến trụ sở công an"),
    ("tuyên truyền", "{n} cụm loa tuyên truyền lưu động nhắc người dân thực hiện quy tắc giãn cách"),
    ("học bổng", "trao {n} suất học bổng cho học sinh khó khăn vượt khó học giỏi"),
    ("sửa cầu", "hoàn thành sửa cầu dân sinh dài {n} mét, cấm xe tải trong thời gian bảo dưỡng"),
    ("đền bù", "công khai phương án đền bù cho {n} hộ có đất thu hồi làm đường vành đai"),
    ("hội thi", "tổ chức hội thi tìm hiểu pháp luật với {n} đội từ các tổ dân phố"),
    ("phòng cháy", "kiểm tra phòng cháy {n} cơ sở karaoke, đình chỉ nơi không đủ lối thoát"),
)
_QUESTIONS: Final = (
    "{matter} ở phường {place} như thế nào?",
    "Phường {place} {matter} ra sao",
    "tin mới về {matter} tại {place}",
)
_LATE: Final = re.compile(r"(?<!q)([òóỏõọùúủũụ])([aey])(?![^\W\d_])")


def documents() -> Iterator[Doc]:
    """Yield one item for each place and matter."""
    for at, place in enumerate(_PLACES):
        for number, (matter, told) in enumerate(_MATTERS):
            count = 3 + (7 * at + 5 * number) % 61
            text = f"UBND phường {place} cho biết địa phương {told.format(n=count)}. Lãnh đạo phường giao các đoàn thể cùng tham gia."
            yield Doc(f"{at}-{number}", f"{place}: {matter}", text)


def queries() -> list[dict[str, Any]]:
    """Return a question for each item, in four forms; `rel` names the item."""
    chance = random.Random(4)  # noqa: S311  the same questions each time
    found = []
    for at, place in enumerate(_PLACES):
        for number, (matter, _) in enumerate(_MATTERS):
            asked = _QUESTIONS[(at + number) % len(_QUESTIONS)].format(matter=matter, place=place)
            partial = " ".join(bare(word) if chance.random() < 0.5 else word for word in asked.split(" "))
            forms = {"q": asked, "q_nodiac": bare(asked), "q_partial": partial, "q_tone_swap": late(asked)}
            found.append({"id": f"{at}-{number}", "rel": [f"{at}-{number}"], **forms})
    return found


def bare(text: str) -> str:
    """Return the text without marks, capitals kept."""
    return "".join(folded.upper() if char.isupper() else folded for char in text for folded in [fold(char)])


def late(text: str) -> str:
    """Return the text with the tone on the second vowel of open oa, oe, uy."""
    return _LATE.sub(_moved, text)


def _moved(found: re.Match[str]) -> str:
    first, second = found.groups()
    apart = unicodedata.normalize("NFD", first)
    return apart[0] + unicodedata.normalize("NFC", second + apart[1:])
