"""The kinds of tables that can be brought in, each with the columns, the check and the act of its room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.audience.imports import SUBSCRIBER_COLUMNS, check_subscribers, import_list
from loa.desk.imports import forms
from loa.kinds.press.imports import NEWSROOM_COLUMNS, check_newsrooms
from loa.kinds.press.imports import import_list as import_newsrooms
from loa.lib.errors import NotFound
from loa.lib.tables import Column, TableReading
from loa.search.imports import SYNONYM_COLUMNS, check_synonyms, import_synonyms
from loa.speakers.imports import CLUSTER_COLUMNS, check_clusters, import_clusters
from loa.units import actions
from loa.units.access import Who
from loa.units.permissions import Permission
from loa.web.forms import Form


@dataclass(frozen=True)
class ImportKind:
    """One kind of table. `options` asks what the table itself does not say; `check` adds what only the database knows."""

    key: str
    title: str | Promise
    lead: str | Promise
    permission: Permission
    columns: tuple[Column, ...]
    bring_in: Callable[..., Any]
    options: type[Form]
    back: str
    nav_key: str
    check: Callable[[Who, TableReading], TableReading] | None = None


KINDS: Mapping[str, ImportKind] = {
    kind.key: kind
    for kind in (
        ImportKind(
            "areas",
            _("Nhập địa bàn"),
            _("Mỗi dòng một địa bàn; “Trực thuộc” ghi mã cấp trên, có thể là dòng ở phía trên."),
            Permission.UNITS_MANAGE,
            actions.AREA_COLUMNS,
            actions.import_areas,
            forms.DayOptions,
            "units:areas",
            "areas",
            actions.check_areas,
        ),
        ImportKind(
            "bodies",
            _("Nhập cơ quan, đơn vị"),
            _("Mỗi dòng một cơ quan; cấp trên ghi mã hoặc tên, có thể là dòng ở phía trên."),
            Permission.UNITS_MANAGE,
            actions.BODY_COLUMNS,
            actions.import_bodies,
            forms.DayOptions,
            "units:bodies",
            "bodies",
            actions.check_bodies,
        ),
        ImportKind(
            "people",
            _("Nhập cán bộ"),
            _("Mỗi người được mở một chức vụ và nhận một liên kết mời; liên kết chỉ hiện một lần."),
            Permission.PEOPLE_MANAGE,
            actions.PEOPLE_COLUMNS,
            actions.import_people,
            forms.NoOptions,
            "units:people",
            "people",
            actions.check_people,
        ),
        ImportKind(
            "subscribers",
            _("Nhập người nhận tin"),
            _("Chỉ nhập người đã đồng ý bằng văn bản. Ai đã ngừng đăng ký thì vẫn ngừng."),
            Permission.AUDIENCE_MANAGE,
            SUBSCRIBER_COLUMNS,
            import_list,
            forms.ConsentOptions,
            "audience:areas",
            "audience",
            check_subscribers,
        ),
        ImportKind(
            "newsrooms",
            _("Nhập tòa soạn nhận thông cáo"),
            _(
                "Mỗi dòng một tòa soạn và hộp thư chung; địa bàn, chủ đề cách nhau bằng dấu chấm phẩy. Ai đã ngừng thì vẫn ngừng."
            ),
            Permission.AUDIENCE_MANAGE,
            NEWSROOM_COLUMNS,
            import_newsrooms,
            forms.PressOptions,
            "pressroom:newsrooms",
            "newsrooms",
            check_newsrooms,
        ),
        ImportKind(
            "clusters",
            _("Nhập cụm loa"),
            _(
                "Mỗi dòng một cụm loa. Mã đã có: sửa cụm loa đó; mã mới: thêm cụm loa. Dùng được ngay bảng xuất từ danh sách."
            ),
            Permission.SPEAKERS_MANAGE,
            CLUSTER_COLUMNS,
            import_clusters,
            forms.NoOptions,
            "speakers:clusters",
            "clusters",
            check_clusters,
        ),
        ImportKind(
            "synonyms",
            _("Nhập nhóm từ đồng nghĩa"),
            _(
                "Mỗi dòng một nhóm, các cách viết cách nhau bằng dấu “=”, ví dụ “cấp cứu = 115”; chỉ một cách viết là từ ghép."
                " Nhóm đã có giữ nguyên. Dùng được ngay bảng xuất từ danh sách."
            ),
            Permission.SEARCH_MANAGE,
            SYNONYM_COLUMNS,
            import_synonyms,
            forms.NoOptions,
            "search:synonyms",
            "synonyms",
            check_synonyms,
        ),
    )
}


def get_kind(key: str) -> ImportKind:
    """Return a kind of table. Raises: NotFound."""
    if key not in KINDS:
        raise NotFound
    return KINDS[key]
