"""Documents of several kinds, in both forms, whose words are long and carry every mark."""

import dataclasses
from datetime import date

from loa.papers.making import Annex, Authority, Figures, Heading, Item, Paper, Text, Urgency
from loa.papers.making.fonts import find_page_font

_LONG = (
    "Trong chín tháng đầu năm, công tác thông tin cơ sở được triển khai đồng bộ ở các xã, phường; nhiều cách làm hay được "
    "nhân rộng, phản ánh của người dân được tiếp nhận và trả lời đúng hạn. "
)

DECISION = Paper(
    form="state",
    parent="Ủy ban nhân dân thành phố Hà Nội",
    issuer="Sở Văn hóa và Thể thao",
    kind="Quyết định",
    number=5,
    symbol="QĐ-SVHTT",
    place="Hà Nội",
    dated=date(2026, 2, 5),
    subject="Về việc ban hành Kế hoạch tuyên truyền phòng, chống thiên tai trên địa bàn Thành phố năm 2026",
    body=(
        Text("Căn cứ Nghị định số 49/2024/NĐ-CP ngày 10 tháng 5 năm 2024 của Chính phủ;", italic=True),
        Text("QUYẾT ĐỊNH:", bold=True, centred=True),
        Text(
            "Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền phòng, chống thiên tai năm 2026.",
            "Điều 1.",
        ),
        Text(_LONG * 14, "Điều 2."),
    ),
    authorities=((Authority.FOR_SUPERIOR, "Giám đốc"),),
    signer_title="Phó Giám đốc",
    signer="Nguyễn Thị Quỳnh Như",
    recipients=("Như Điều 2", "Ủy ban nhân dân Thành phố (để báo cáo)", "Lưu: VT, VP"),
    drafter="nva",
    copies=25,
    annexes=(Annex("Kế hoạch tuyên truyền", (Heading(1, "Mục đích"), Text(_LONG * 16))),),
)
LETTER = Paper(
    form="state",
    issuer="Ủy ban nhân dân phường Hoàn Kiếm",
    number=1234,
    symbol="UBND-VHXH",
    place="Hoàn Kiếm",
    dated=date(2026, 10, 30),
    subject="tăng cường tuyên truyền phòng, chống dịch sốt xuất huyết tại các tổ dân phố",
    addressed=("Trạm Y tế phường", "Các tổ dân phố trên địa bàn phường"),
    body=(Text(_LONG), Text(_LONG)),
    authorities=((Authority.ON_BEHALF, "Ủy ban nhân dân"),),
    signer_title="Chủ tịch",
    signer="Đỗ Hữu Ước",
    recipients=("Như trên", "Lưu: VT"),
    urgency=Urgency.FLASH,
)
REVIEW = dataclasses.replace(
    DECISION,
    parent="",
    issuer="Ủy ban nhân dân phường Nghĩa Đô",
    kind="Báo cáo",
    symbol="BC-UBND",
    number=156,
    dated=date(2026, 9, 30),
    subject="Sơ kết công tác thông tin cơ sở 9 tháng đầu năm, nhiệm vụ trọng tâm quý IV năm 2026",
    body=(
        Text(_LONG),
        Heading(1, "Kết quả"),
        Heading(2, "Công tác chỉ đạo"),
        Heading(3, "Văn bản"),
        Item("Đã ban hành 806 văn bản;"),
        Item("Đã hoàn thành 3/4 nhiệm vụ."),
        Figures(
            ("Đơn vị", "Tin đã phát", "Tỷ lệ"),
            tuple((f"Tổ dân phố số {n}", f"{n * 117}", "97,55%") for n in range(1, 45)),
            (3, 1, 1),
            "Kết quả theo đơn vị",
        ),
        Heading(1, "Nhiệm vụ"),
        Text(_LONG * 3),
    ),
    authorities=((Authority.ON_BEHALF, "Ủy ban nhân dân"), (Authority.FOR_SUPERIOR, "Chủ tịch")),
    signer_title="Phó Chủ tịch",
    drafter="",
    copies=None,
    annexes=(),
)
PARTY_REPORT = Paper(
    form="party",
    parent="Thành ủy Hà Nội",
    issuer="Ban Tuyên giáo và Dân vận",
    kind="Báo cáo",
    number=15,
    symbol="BC/BTGDVTU",
    place="Hà Nội",
    dated=date(2026, 9, 30),
    subject="Kết quả công tác tuyên giáo 9 tháng đầu năm, nhiệm vụ trọng tâm quý IV năm 2026",
    body=(Text(_LONG), Heading(1, "Kết quả"), Heading(2, "Công tác tham mưu"), Text(_LONG * 20)),
    authorities=((Authority.FOR_SUPERIOR, "Trưởng ban"),),
    signer_title="Phó Trưởng ban",
    signer="Trần Văn Ưởng",
    recipients=("Thường trực Thành ủy (để báo cáo)", "Lưu Văn phòng Ban"),
    annexes=(Annex("Số liệu", (Text(_LONG),)), Annex("Danh mục", (Text(_LONG),))),
)
PARTY_LETTER = dataclasses.replace(
    PARTY_REPORT,
    kind="",
    number=7,
    symbol="CV/BTGDVTU",
    subject="chuẩn bị hội nghị trực tuyến sơ kết công tác tuyên giáo",
    addressed=("Ban Thường vụ các đảng ủy trực thuộc Thành ủy",),
    body=(Text(_LONG), Text(_LONG)),
    annexes=(),
)
DRAFT = dataclasses.replace(REVIEW, is_draft=True, signer="")
BY_PACK = {
    "nd30-2020": {"decision": DECISION, "letter": LETTER, "review": REVIEW},
    "hd36-2018": {"report": PARTY_REPORT, "letter": PARTY_LETTER},
    "hd05-2026": {"report": PARTY_REPORT, "letter": PARTY_LETTER},
}
# Where no Times is at hand the spare font is told openly; its bold italic doubles "ơ" in the text of a PDF ("Nơiơ nhận").
SPARE_FAULTS = (
    set()
    if find_page_font().has_times_widths
    else {"font.family", "part.recipients", "words.recipients", "look.signer"}
)
EACH = [(pack, name) for pack, papers in BY_PACK.items() for name in papers]
