"""What the lists are narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.documents.models import Document
from loa.documents.queries import waiting
from loa.documents.rules import kinds, moves
from loa.documents.rules.words import DocumentState, Side, Urgency
from loa.lib import clock
from loa.units.lists import bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import NamedChoice, choose_from
from loa.web.lists import FilterForm

ANY = ("", _("Tất cả"))
FIRST_YEAR = 2021
WAITING = {
    "direct": waiting.for_direction,
    "carry_out": waiting.to_carry_out,
    "sign": waiting.to_sign,
    "issue": waiting.to_issue,
    "comment": waiting.to_comment,
    "mend": waiting.to_mend,
    "late": waiting.without_action,
}


def years() -> list[tuple[str, Any]]:
    """Return the years of a filter, the newest first."""
    return [ANY, *((str(year), str(year)) for year in range(clock.today().year + 1, FIRST_YEAR - 1, -1))]


class _DocumentFilter(FilterForm):
    """What both lists share: kind, year, body, urgency, and what waits for the reader."""

    state = forms.ChoiceField(label=_("Trạng thái"))
    waits = forms.ChoiceField(label=_("Chờ tôi"))
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=lambda: [ANY, *kinds.choices()])
    year = forms.ChoiceField(label=_("Năm"), choices=years)
    body = NamedChoice(label=_("Cơ quan"))
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=[ANY, *Urgency.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor  # type: ignore[attr-defined]  # every reader of these lists acts
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.DOCUMENTS_READ))

    def filter_waits(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        """Keep what the first screen counts under these words."""
        meant = WAITING[value](self.request.actor)  # type: ignore[attr-defined]
        return rows.filter(pk__in=meant.order_by().values("pk"))

    def filter_body(self, rows: QuerySet[Document], value: Any) -> QuerySet[Document]:
        """Keep what a body received, drafted or is to sign."""
        return rows.filter(Q(body=value) | Q(drafted_for=value))

    def filter_year(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        """Keep the documents of a year."""
        return rows.filter(year=int(value))  # type: ignore[misc]  # of list_documents


class IncomingFilter(_DocumentFilter):
    """What the list of incoming documents is narrowed by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        received = [state for state in DocumentState if state in moves.INCOMING]
        self.fields["state"].choices = [ANY, *((s.value, s.label) for s in received)]  # type: ignore[attr-defined]
        self.fields["waits"].choices = [  # type: ignore[attr-defined]
            ANY,
            ("direct", _("Cho ý kiến chỉ đạo")),
            ("carry_out", _("Xử lý theo chỉ đạo")),
            ("late", _("Quá hạn, chưa xử lý")),
        ]


class OutgoingFilter(_DocumentFilter):
    """What the list of outgoing documents is narrowed by; drafts for another body's signature are counted apart."""

    drafted = forms.ChoiceField(
        label=_("Tham mưu"),
        choices=[
            ANY,
            ("own", _("Do cơ quan mình ký")),
            ("for", _("Soạn cho cơ quan khác ký")),
            ("copies", pgettext_lazy("document", "Bản sao")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [state for state in DocumentState if state not in moves.INCOMING]
        self.fields["state"].choices = [ANY, *((s.value, s.label) for s in ours)]  # type: ignore[attr-defined]
        self.fields["waits"].choices = [  # type: ignore[attr-defined]
            ANY,
            ("sign", _("Ký")),
            ("issue", _("Lấy số, ban hành")),
            ("comment", _("Góp ý dự thảo")),
            ("mend", _("Sửa bản bị trả lại")),
        ]

    def filter_drafted(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        """Keep what is signed by the drafting body itself, by another, or is a copy."""
        if value == "copies":
            return rows.exclude(copy_kind="")
        return rows.filter(drafted_for__isnull=value == "own", copy_kind="")


class RegisterFilter(FilterForm):
    """Which registers are shown."""

    side = forms.ChoiceField(label=_("Sổ"), choices=[ANY, *Side.choices])
    year = forms.ChoiceField(label=_("Năm"), choices=years)
    body = NamedChoice(label=_("Cơ quan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor  # type: ignore[attr-defined]
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.DOCUMENTS_READ))


class EntryFilter(FilterForm):
    """Which numbers of a register are shown."""

    state = forms.ChoiceField(label=_("Trạng thái"), choices=[ANY, *DocumentState.choices])
