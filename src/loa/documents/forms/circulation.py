"""Sending a document, answering a copy, narrowing copies and the matrix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Circulation, Document
from loa.documents.queries import circulation as queries
from loa.documents.queries import matrix
from loa.documents.rules import circulation as rules
from loa.documents.rules import kinds
from loa.documents.rules.words import CirculationState
from loa.documents.statuses import MOST_BYTES
from loa.lib import clock
from loa.units.access import Who
from loa.units.lists import bodies_to_choose
from loa.units.models import Body, BodyVersion, System
from loa.units.naming import bodies_named
from loa.units.permissions import Permission
from loa.units.versions import in_force
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
STATES = [
    ("", _("Tất cả")),
    ("waiting", _("Chưa xác nhận")),
    ("late", _("Quá hạn chưa xác nhận")),
    ("received", _("Đã tiếp nhận")),
    ("refused", _("Từ chối nhận")),
    ("called_back", _("Thu hồi")),
]


class SendForm(Form):
    """Who gets an issued document, and within how many working days they acknowledge it."""

    part = forms.ChoiceField(
        label=_("Gửi đến"),
        choices=[("", _("Chỉ các đơn vị ghi tên bên dưới"))],
        widget=forms.RadioSelect,
        required=False,
    )
    system = forms.ChoiceField(
        label=_("Chỉ thuộc hệ thống"),
        help_text=_("Lọc nhóm đơn vị chọn ở trên."),
        choices=[*ANY, *System.choices],
        required=False,
    )
    under = NamedChoice(
        label=_("Chỉ đơn vị này và cấp dưới của đơn vị này"),
        help_text=_("Lọc nhóm đơn vị chọn ở trên; chưa chọn nhóm nào thì lấy tất cả cấp dưới."),
        empty_label=_("Tất cả"),
        required=False,
    )
    names = forms.CharField(
        label=_("Tên hoặc mã đơn vị"),
        help_text=_(
            "Mỗi dòng một đơn vị, dán được cả danh sách; không cần gõ dấu. Đơn vị đã có trong danh sách không bị gửi hai lần."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    days = forms.IntegerField(
        label=_("Xác nhận trong (ngày làm việc)"), min_value=1, max_value=rules.MOST_DAYS, initial=rules.DAYS
    )

    silent_hours = forms.IntegerField(
        label=_("Báo cấp trên sau khi đã báo đơn vị quá hạn (giờ)"),
        help_text=_("Đơn vị quá hạn luôn được báo trước cấp trên ít nhất 24 giờ."),
        min_value=rules.LEAST_HOURS,
        max_value=rules.MOST_HOURS,
        initial=rules.LEAST_HOURS,
        required=False,
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sender = document.issuer
        counted = [
            (part.value, f"{part.label} ({queries.bodies_by_rule(sender, part.value).count()})")
            for part in rules.Part
        ]
        field = self.fields["part"]
        field.choices = [*counted, *field.choices]  # type: ignore[attr-defined]
        self._offered = _named_bodies(queries.bodies_to_send_to(sender))
        heads = in_force(BodyVersion, clock.today()).filter(superior=OuterRef("body"))
        below = queries.bodies_by_rule(sender, rules.Part.BELOW).filter(Exists(heads))
        choose_from(self.fields["under"], _named_bodies(below))

    def clean_silent_hours(self) -> int:
        """Return the hours; a day where none are named."""
        return self.cleaned_data["silent_hours"] or rules.LEAST_HOURS

    def clean(self) -> dict[str, Any]:
        """Find the bodies that are named; every line that names none, or several, is shown."""
        data: dict[str, Any] = super().clean() or {}
        found = bodies_named(self._offered, data.pop("names", "").splitlines())
        for line in found.unknown:
            self.add_error("names", line)
        if data.get("under") and not data.get("part"):
            data["part"] = rules.Part.BELOW.value
        return data | {"bodies": found.bodies}


def _named_bodies(versions: QuerySet[BodyVersion]) -> QuerySet[Body]:
    """Return the bodies of these versions, each with `label`, by name."""
    rows = Body.objects.filter(versions__in=versions).annotate(label=F("versions__name"))
    return rows.order_by("versions__sort_key", "pk")


class ReasonForm(Form):
    """Why a copy is refused, kept or called back."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class StatusForm(Form):
    """A status message that another system wrote."""

    message = forms.FileField(
        label=_("Tệp trạng thái edXML"),
        help_text=_("Tệp mà hệ thống của đơn vị nhận gửi lại. Nội dung được cho xem trước khi ghi."),
        widget=forms.FileInput(attrs={"accept": ".edxml,.xml"}),
    )

    def clean_message(self) -> bytes:
        """Return the bytes of a file that is no larger than a message of this kind."""
        file = self.cleaned_data["message"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Tệp trạng thái không lớn hơn 1 MB. Hãy chọn lại tệp."))
        return bytes(file.read())


class RecallForm(Form):
    """Whether a copy is given back."""

    agrees = forms.TypedChoiceField(
        label=_("Trả lời"),
        choices=[("yes", _("Đồng ý thu hồi")), ("no", _("Không đồng ý thu hồi"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Cần ghi khi không đồng ý."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InboxFilter(FilterForm):
    """Which copies at one's own body are listed; those that wait, unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            ("", _("Chờ xác nhận")),
            ("late", _("Quá hạn chưa xác nhận")),
            ("received", _("Đã tiếp nhận")),
            ("refused", _("Từ chối nhận")),
            ("called_back", _("Thu hồi")),
            ("all", _("Tất cả")),
        ],
    )

    def apply(self, rows: QuerySet[Circulation]) -> QuerySet[Circulation]:
        """Leave out what was answered unless it is asked for."""
        rows = super().apply(rows)
        wanted = self.cleaned_data.get("state") or "waiting"
        if wanted == "waiting":
            return rows.filter(queries.waiting() | Q(state=CirculationState.RECALL_ASKED))
        return matrix.narrowed(rows, wanted, self.request.actor)  # type: ignore[attr-defined]

    def filter_state(self, rows: QuerySet[Circulation], value: str) -> QuerySet[Circulation]:
        """Narrow nothing: `apply` looks at the choice, empty included."""
        del value
        return rows


class CopyFilter(FilterForm):
    """What the list of a document's copies is narrowed by."""

    state = forms.ChoiceField(label=_("Trạng thái"), choices=STATES)

    def filter_state(self, rows: QuerySet[Circulation], value: str) -> QuerySet[Circulation]:
        """Keep what stands behind one of the counts."""
        return matrix.narrowed(rows, value, self.request.actor)  # type: ignore[attr-defined]


class MatrixForm(Form):
    """What the matrix is narrowed by; a value that does not fit narrows nothing."""

    q = forms.CharField(label=_("Số, ký hiệu hoặc trích yếu"), required=False, max_length=200)
    since = DayField(label=_("Ban hành từ ngày"), required=False)
    until = DayField(label=_("Đến hết ngày"), required=False)
    kind = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    under = NamedChoice(label=_("Đơn vị và cấp dưới"), empty_label=_("Tất cả"), required=False)
    system = forms.ChoiceField(label=_("Hệ thống"), choices=[*ANY, *System.choices], required=False)
    state = forms.ChoiceField(label=_("Trạng thái"), choices=STATES, required=False)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = [(kind, kinds.shown(kind)) for kind in matrix.kinds_of(actor)]
        self.fields["kind"].choices = [*ANY, *sent]  # type: ignore[attr-defined]
        heads = in_force(BodyVersion, clock.today()).filter(superior=OuterRef("pk"))
        offered = bodies_to_choose(actor, Permission.UNITS_READ).filter(Exists(heads))
        choose_from(self.fields["under"], offered)

    def wanted(self) -> matrix.Wanted:
        """Return what is wanted of what was given."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return matrix.Wanted(**given)
