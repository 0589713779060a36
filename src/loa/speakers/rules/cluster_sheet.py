"""The table of clusters: the same columns out and in, and a mark by which a row that changed meanwhile is known."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as N_  # noqa: N812  the catalogue's word for a title shown elsewhere

from loa.lib.ids import digest
from loa.lib.tables import Column, Value

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # a spreadsheet takes 12e456 for a number
EDITED = (
    Column("code", N_("Mã cụm loa"), ("Mã cụm", "Mã", "Số hiệu"), kind="code", required=True, unique=True),
    Column("place", N_("Vị trí"), ("Vị trí lắp đặt", "Nơi đặt"), required=True),
    Column("body", N_("Cơ quan quản lý"), ("Đơn vị quản lý", "Đơn vị", "Phường, xã"), required=True),
    Column("area", N_("Địa bàn"), ("Tổ dân phố", "Mã địa bàn")),
    Column("latitude", N_("Vĩ độ"), ("Lat",), kind="decimal"),
    Column("longitude", N_("Kinh độ"), ("Long", "Lon"), kind="decimal"),
    Column("model", N_("Loại thiết bị"), ("Model", "Chủng loại")),
    Column("volume", N_("Âm lượng, %"), ("Âm lượng",), kind="integer"),
    Column("volume_min", N_("Âm lượng thấp nhất, %"), ("Âm lượng tối thiểu",), kind="integer"),
    Column("volume_max", N_("Âm lượng cao nhất, %"), ("Âm lượng tối đa",), kind="integer"),
    Column("dialect", N_("Cách nối thiết bị"), ("Cách nối", "Hãng thiết bị")),
    Column("device", N_("Số máy (thiết bị hãng khác)"), ("Số máy",), kind="code"),
    Column("address", N_("Địa chỉ thiết bị hoặc máy chủ của hãng A"), ("Địa chỉ thiết bị",)),
    Column("neighbours", N_("Nơi cần yên tĩnh"), ("Trường học, bệnh viện gần đó",), multiline=True),
)
MARK = Column("mark", N_("Dấu bản ghi (không sửa)"), ("Dấu bản ghi",), kind="code")
COLUMNS = (*EDITED, MARK)
KEYS = tuple(column.key for column in EDITED)
LONGEST = {"code": 40, "place": 200, "model": 80, "device": 24, "address": 200}


def mark_of(cells: Mapping[str, Value]) -> str:
    """Return the mark of a row: letters that change with whatever it says."""
    said = {key: None if cells.get(key) is None else str(cells[key]) for key in KEYS}
    return digest(said)[:12].translate(_LETTERS)
