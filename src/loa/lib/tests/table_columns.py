"""The four tables that offices send in most, as the tests expect them."""

from __future__ import annotations

from loa.lib.tables import Choice, Column

PEOPLE = [
    Column(
        "code",
        "Mã cán bộ",
        ("Mã số cán bộ", "Mã CB", "Mã", "Mã số"),
        kind="code",
        required=True,
        width=5,
        unique=True,
    ),
    Column("name", "Họ và tên", ("Họ tên",), required=True),
    Column("born", "Ngày sinh", ("Ngày, tháng, năm sinh", "Năm sinh"), kind="date"),
    Column("phone", "Điện thoại", ("Số điện thoại", "ĐT", "SĐT"), kind="phone"),
    Column("email", "Thư điện tử", ("Email", "E-mail"), kind="email"),
    Column("post", "Chức vụ", ("Chức danh",)),
    Column("active", "Còn công tác", (), kind="bool"),
]
SUBSCRIBERS = [
    Column("name", "Họ và tên", ("Họ tên",), required=True),
    Column("phone", "Số điện thoại", ("Điện thoại", "SĐT"), kind="phone"),
    Column("email", "Thư điện tử", ("Email",), kind="email"),
    Column("area", "Địa bàn", ("Phường, xã",)),
    Column("agreed", "Đồng ý nhận tin", ("Đồng ý",), kind="bool"),
    Column("note", "Ghi chú"),
]
AREAS = [
    Column("code", "Mã địa bàn", ("Mã",), kind="code", required=True, width=6, unique=True),
    Column("name", "Tên địa bàn", ("Tên tổ dân phố, thôn",), required=True),
    Column("above", "Thuộc phường, xã", ("Phường, xã",)),
    Column("households", "Số hộ", (), kind="integer"),
    Column("people", "Dân số", (), kind="integer"),
    Column("size", "Diện tích", (), kind="decimal"),
]
BODIES = [
    Column("code", "Mã đơn vị", ("Mã",), kind="code", required=True, unique=True),
    Column("name", "Tên đơn vị", ("Tên cơ quan, đơn vị",), required=True),
    Column(
        "system",
        "Hệ thống",
        ("Khối",),
        kind="choice",
        choices=(
            Choice("party", "Đảng", ("Khối Đảng",)),
            Choice("government", "Chính quyền"),
            Choice("front", "Mặt trận – đoàn thể", ("MTTQ, đoàn thể",)),
            Choice("service", "Sự nghiệp"),
            Choice("company", "Doanh nghiệp"),
        ),
    ),
    Column("staff", "Số cán bộ", (), kind="integer"),
    Column("founded", "Ngày thành lập", (), kind="date"),
]
