"""The word lists behind name finding; origins and licences in `data/SOURCES.md`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from loa.language.facts.patterns import words
from loa.lib.text import fold

_DATA: Final = Path(__file__).resolve().parent.parent / "data"

STRONG_SURNAMES: Final = frozenset(
    words("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương lý đinh trịnh trương phùng đào")
)
MIDDLE_NAMES: Final = frozenset(
    words("văn thị đình hữu đức bá công quang xuân ngọc minh thanh thu quốc gia duy")
)
CAPITAL_STOPS: Final = frozenset(
    words(
        "công ban bộ sở ủy ubnd hội đoàn đảng chủ phó giám bí trưởng tổ quận phường xã huyện thành tỉnh trung trạm bệnh trường"
        " viện phòng chi cục tổng đài nhà cơ trụ ngân tòa đội hà nội việt covid hiv sars vn bn hn ca qua tại khi trong theo ngày"
        " liên số và của đang được có không từ đến cho về là do các những"
    )
)
LOWER_GIVEN: Final = frozenset(
    words(
        "tuấn hoa lan hương hằng nga dũng cường thảo trang huyền thúy thủy hạnh mai hiền yến loan oanh nhung quỳnh trâm vân tú tùng"
        " sơn thắng trung kiên khánh đạt huy quân long hải phúc toàn vinh đức ngọc hồng dung liên bích ngân uyên phượng tâm"
        " hiếu khôi bảo phương dương lâm giang hùng linh"
    )
)


# Words in capitals whose syllables also make surnames; headings are full of them.
NOT_SURNAMES: Final = frozenset(
    (
        *(
            "phạm vi",
            "phương án",
            "phương tiện",
            "phương thức",
            "phương pháp",
            "thẩm quyền",
            "thẩm định",
            "vi phạm",
        ),
        *(
            "thông tin",
            "biện pháp",
            "lý do",
            "lý lịch",
            "lương thực",
            "lương hưu",
            "mai táng",
            "văn bản",
            "thái độ",
        ),
        *(
            "an toàn",
            "an ninh",
            "đoàn kết",
            "đoàn thể",
            "kim ngạch",
            "liên kết",
            "lưu trữ",
            "lưu ý",
            "tăng cường",
        ),
        *("chu kỳ", "chu trình", "cao đẳng", "bạch hầu", "quản lý", "xử lý", "tội phạm", "pháp lý", "vật lý"),
        *(
            "đại lý",
            "địa lý",
            "tâm lý",
            "vi mô",
            "nông nghiệp",
            "nông dân",
            "nông thôn",
            "thạch cao",
            "giáp ranh",
        ),
        *("triệu chứng", "triệu tập", "phó chủ", "phó thủ", "phó giám", "phó trưởng", "ứng phó", "đối phó"),
    )
)


def _lines(name: str) -> frozenset[str]:
    return frozenset((_DATA / name).read_text(encoding="utf-8").split("\n")) - {""}


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Surnames, lower case, one tone placement."""
    return _lines("surnames.txt")


@lru_cache(maxsize=1)
def given() -> frozenset[str]:
    """Syllables of given names, lower case, one tone placement."""
    return _lines("given.txt") | MIDDLE_NAMES


@lru_cache(maxsize=1)
def given_bare() -> frozenset[str]:
    """Syllables of given names without marks."""
    return frozenset(fold(word) for word in given())


@lru_cache(maxsize=1)
def compounds() -> frozenset[str]:
    """Words of two syllables whose first is also a given name: "thanh tra", "công an"."""
    return _lines("compounds.txt")


@lru_cache(maxsize=1)
def not_persons() -> frozenset[str]:
    """Areas, streets and bodies that look like a person's name."""
    return _lines("places.txt") | _lines("namesakes.txt")
