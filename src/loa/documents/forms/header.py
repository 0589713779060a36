"""The header of a document as a form: filled with what was read for sure, empty and marked where a person is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loa.documents.forms.beside import BesideField
from loa.documents.models import Intake
from loa.documents.queries.lists import incoming_to_choose
from loa.documents.reading import day_of
from loa.documents.rules import kinds
from loa.documents.rules.words import IntakeKind, Urgency
from loa.units.lists import body_name_of
from loa.units.models import Body
from loa.units.queries import superiors
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form, name_missing

ASKED = "doc-asked"
PLACE = "locality"  # a field called "place" is one that is searched for in the tree of areas


def kind_choices(also: str = "") -> list[tuple[str, str]]:
    """Return the kinds, with one more that was read off a file."""
    known = kinds.choices()
    extra = [(also, kinds.shown(also))] if also and also not in dict(known) else []
    return [("", gettext("– Chọn –")), *extra, *known]


def header_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed header fields under the names of the document."""
    return {"place" if name == PLACE else name: value for name, value in data.items()}


def bodies_above(body: Body) -> Any:
    """Return the bodies above one, each with `label`: for whose signature it may draft."""
    rows = Body.objects.filter(pk__in=[row.pk for row in superiors(body)])
    return rows.annotate(label=body_name_of("pk")).order_by("label")


class HeaderForm(Form):
    """What stands in the header of a document of somebody else."""

    full_number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, required=False)
    dated = DayField(label=_("Ngày ban hành"), required=False)
    kind = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    agency = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    subject = forms.CharField(label=_("Trích yếu"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    signer = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=160, required=False)
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Urgency.choices)
    locality = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    parent_agency = forms.CharField(label=_("Cơ quan chủ quản"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(str(self.initial.get("kind") or ""))  # type: ignore[attr-defined]

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the fields that a person has to look at."""
        return [field for field in self if field.field.widget.attrs.get("class") == ASKED]

    def ask(self, doubtful: Collection[str], guesses: Mapping[str, str]) -> None:
        """Mark the fields that a person has to look at; what the reader took one for is said, never filled in."""
        for name in doubtful:
            field = self.fields.get(PLACE if name == "place" else name)
            if field is None:
                continue
            field.widget.attrs["class"] = ASKED
            field.help_text = (
                gettext("Máy đọc được “%(guess)s” nhưng chưa chắc. Hãy nhìn văn bản rồi nhập.")
                % {"guess": guesses[name]}
                if name in guesses
                else gettext(
                    "Máy không đọc được ô này. Hãy nhìn văn bản rồi nhập; văn bản không có thì để trống."
                )
            )


class ConfirmForm(HeaderForm):
    """The same over a file that was dropped in; what must be there depends on what the file is."""

    carries_out = NamedChoices(
        label=_("Thực hiện văn bản đến"), required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    drafted_for = NamedChoice(label=_("Soạn cho cơ quan cấp trên ký"), required=False)
    again = forms.BooleanField(label=_("Vào sổ lần nữa, dù số này đã có trong sổ"), required=False)

    def __init__(self, *args: Any, intake: Intake, **kwargs: Any) -> None:
        header = dict(intake.reading["header"])
        header |= {"dated": day_of(header), PLACE: header.get("place", "")}
        super().__init__(*args, initial=header, **kwargs)
        self.ask(intake.reading["doubtful"], intake.reading["guesses"])
        if intake.kind == IntakeKind.INCOMING:
            for name in ("carries_out", "drafted_for"):
                del self.fields[name]
        else:
            choose_from(self.fields["carries_out"], incoming_to_choose(intake.body_id))
            choose_from(self.fields["drafted_for"], bodies_above(intake.body))
            self.fields["agency"].required = False
        if intake.kind == IntakeKind.SIGNED:
            self._need("full_number", "dated", "kind")
        if intake.kind == IntakeKind.DRAFT:
            del self.fields["full_number"], self.fields["dated"], self.fields["again"]

    def _need(self, *names: str) -> None:
        for name in names:
            self.fields[name].required = True
            name_missing(self.fields[name], name)

    @property
    def given(self) -> dict[str, Any]:
        """Return what the act takes: the header apart from the links."""
        links = ("carries_out", "drafted_for", "again")
        data = self.cleaned_data
        held = {name: data[name] for name in links if name in data}
        return held | {"header_fields": header_of({n: value for n, value in data.items() if n not in links})}


class DropForm(Form):
    """A file, and what it is."""

    kind = forms.ChoiceField(label=_("Tệp này là"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Tệp văn bản"),
        help_text=_("PDF (kể cả đã ký số), docx, doc, ảnh chụp hoặc gói edXML; tối đa 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.doc,.edxml,.xml,image/png,image/jpeg"}),
    )
    beside = BesideField()
    not_secret = forms.BooleanField(
        label=_("Văn bản không có dấu Mật, Tối mật, Tuyệt mật"),
        help_text=_("Văn bản mật không được đưa lên hệ thống này."),
    )

    def __init__(self, *args: Any, kinds: Collection[IntakeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["kind"].initial = next(iter(kinds)).value

    def clean_kind(self) -> IntakeKind:
        """Return the kind as the act takes it."""
        return IntakeKind(self.cleaned_data["kind"])
