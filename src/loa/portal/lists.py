"""The public lists: our own mistakes, every emergency, every channel; searched, narrowed, paged and taken as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.bulletins.rules.words import EmergencyKind, Relation
from loa.channels import registry
from loa.channels.models import AccountState, LegalKind
from loa.portal.queries import listing
from loa.portal.queries.feeds import feeds_of
from loa.web.fields import DayField
from loa.web.lists import Column, Empty, FilterForm, ListScreen

ANY: list[tuple[str, str | Promise]] = [("", _("Tất cả"))]
PER_PAGE = 20


class OfBody(FilterForm):
    """A list narrowed by the issuing body; `bodies` are the ones that stand in it."""

    body = forms.ChoiceField(label=_("Cơ quan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [*ANY, *self.bodies()]  # type: ignore[attr-defined]

    def bodies(self) -> list[tuple[str, str]]:
        """Return the bodies to choose from."""
        return listing.issuing_bodies()


class CorrectionFilter(OfBody):
    """What was done, by whom, when."""

    lookups = {"body": "original__body", "since": "at__date__gte", "until": "at__date__lte"}
    kind = forms.ChoiceField(label=_("Việc đã làm"), choices=[*ANY, *Relation.choices])
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến ngày"))


class EmergencyFilter(OfBody):
    """What kind of emergency, by whom, when."""

    lookups = {"since": "sent_at__date__gte", "until": "sent_at__date__lte"}
    emergency_kind = forms.ChoiceField(label=_("Loại"), choices=[*ANY, *EmergencyKind.choices])
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến ngày"))


class AccountFilter(OfBody):
    """Which channel, of whom, in what state."""

    kind = forms.ChoiceField(label=_("Kênh"), choices=lambda: [*ANY, *registry.kind_choices()])
    legal_kind = forms.ChoiceField(
        label=_("Loại hình theo Nghị định 49/2024"), choices=[*ANY, *LegalKind.choices]
    )
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*ANY, *AccountState.choices])

    def bodies(self) -> list[tuple[str, str]]:
        """Return the bodies that hold an account."""
        return listing.speaking_bodies()


def _page_of(code: str) -> str:
    return reverse("portal:bulletin", args=[code])


CORRECTIONS = ListScreen(
    key="corrections",
    title=_("Sổ đính chính"),
    nav_key="corrections",
    template="portal/corrections.html",
    page_size=PER_PAGE,
    search=("bulletin__folded", "original__folded"),
    search_label=_("Tìm theo tiêu đề hoặc mã"),
    filters=CorrectionFilter,
    default_sort="-at",
    columns=(
        Column("new_title", _("Bản mới"), url=lambda row: _page_of(row.bulletin.code)),
        Column("kind", _("Việc đã làm"), value=lambda row: row.get_kind_display()),
        Column("at", _("Thời điểm"), sort="at"),
        Column("reason", _("Lý do")),
        Column("issuer", _("Cơ quan")),
        Column("original", _("Mã bản cũ"), value=lambda row: row.original.code),
        Column("bulletin", _("Mã bản mới"), value=lambda row: row.bulletin.code),
        Column("seconds_to_correct", _("Sửa sau (giây)"), numeric=True),
        Column("old_title", _("Tiêu đề cũ")),
        Column("old_text", _("Nội dung cũ")),
        Column("new_text", _("Nội dung mới")),
    ),
    empty=Empty(_("Chưa có đính chính nào.")),
)

EMERGENCIES = ListScreen(
    key="emergencies",
    title=_("Các lần phát khẩn cấp"),
    nav_key="emergencies",
    template="portal/list.html",
    page_size=PER_PAGE,
    search=("folded",),
    search_label=_("Tìm theo tiêu đề hoặc mã"),
    filters=EmergencyFilter,
    default_sort="-sent_at",
    columns=(
        Column("title", _("Bản tin"), url=lambda row: _page_of(row.code)),
        Column("sent_at", _("Thời điểm"), sort="sent_at"),
        Column("issuer", _("Cơ quan")),
        Column("emergency_kind", _("Loại"), value=lambda row: row.get_emergency_kind_display()),
        Column("emergency_reason", _("Lý do")),
        Column("approver", _("Người duyệt")),
        Column("valid_until", _("Hết hiệu lực"), sort="valid_until"),
        Column("state", _("Trạng thái"), value=lambda row: row.get_state_display()),
    ),
    empty=Empty(_("Chưa lần nào dùng mức khẩn cấp.")),
)

ACCOUNTS = ListScreen(
    key="accounts",
    title=_("Kênh và tài khoản chính thức"),
    nav_key="accounts",
    template="portal/list.html",
    page_size=50,
    search=("folded", "body_folded"),
    search_label=_("Tìm theo tên tài khoản hoặc cơ quan"),
    filters=AccountFilter,
    default_sort="issuer",
    columns=(
        Column(
            "name",
            _("Tài khoản"),
            value=feeds_of,
            export=lambda row: row.name,
            sort="name",
            template="portal/_account_cell.html",
        ),
        Column("issuer", _("Cơ quan"), sort=("body_order", "kind", "name")),
        Column("kind", _("Kênh"), value=lambda row: row.get_kind_display(), sort="kind"),
        Column(
            "legal_kind",
            _("Loại hình theo Nghị định 49/2024"),
            value=lambda row: row.get_legal_kind_display(),
            sort="legal_kind",
        ),
        Column("state", _("Trạng thái"), value=lambda row: row.get_state_display(), sort="state"),
    ),
    empty=Empty(_("Chưa có kênh nào được mở.")),
)
