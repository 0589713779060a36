"""The forms of single acts on a document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.documents.forms.beside import BesideField, KeptField, keep_of, uploads
from loa.documents.forms.header import PLACE, HeaderForm, bodies_above, header_of, kind_choices
from loa.documents.models import Document
from loa.documents.queries.lists import answers_to_choose, incoming_to_choose
from loa.documents.queries.numbering import numbering_of, usual_symbol
from loa.documents.queries.page import version_of
from loa.documents.queries.people import officers_of
from loa.documents.rules.words import Authority, CommentKind, CopyKind, Urgency
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.lists import body_name_of
from loa.units.models import Body, BodyVersion
from loa.units.versions import in_force
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form

LONG = forms.Textarea(attrs={"rows": 5})
FILES = forms.FileInput(attrs={"accept": ".pdf,.docx,.doc,image/png,image/jpeg"})


class ActForm(Form):
    """A form about one document, for one actor."""

    def __init__(self, *args: Any, document: Document, actor: Actor, **kwargs: Any) -> None:
        self.document, self.actor = document, actor
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from document and actor."""

    @property
    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        return dict(self.cleaned_data)


class ReasonForm(ActForm):
    """Why; it stays on record."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=400,
        help_text=_("Được lưu cùng văn bản."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DirectForm(ActForm):
    """What to do, who answers for it, until when."""

    text = forms.CharField(label=_("Ý kiến chỉ đạo"), max_length=4000, widget=LONG)
    officer = NamedChoice(label=_("Giao cho"))
    due_on = DayField(
        label=_("Hạn xử lý"),
        required=False,
        help_text=_("Tính đến hết giờ làm việc của ngày này; để trống là 10 ngày làm việc."),
    )

    def prepare(self) -> None:
        """Offer the officers of the body that received it."""
        choose_from(self.fields["officer"], officers_of(self.document.body))
        self.fields["due_on"].widget.attrs["min"] = clock.today().isoformat()


class LinkForm(ActForm):
    """Which document of ours carries it out."""

    answer = NamedChoice(label=_("Văn bản đi thực hiện văn bản đến này"))

    def prepare(self) -> None:
        """Offer the body's own documents."""
        choose_from(self.fields["answer"], answers_to_choose(self.document))


class MendForm(ActForm, HeaderForm):
    """The header of a received document, to fill in or correct."""

    def __init__(self, *args: Any, document: Document, actor: Actor, **kwargs: Any) -> None:
        names = [name for name in HeaderForm.base_fields if name != PLACE]
        initial = {name: getattr(document, name) for name in names} | {PLACE: document.place}
        super().__init__(*args, document=document, actor=actor, initial=initial, **kwargs)

    def prepare(self) -> None:
        """Mark what nobody has confirmed; a printed number once entered stays."""
        self.ask(self.document.unsure, {})
        if self.document.full_number:
            self.fields["full_number"].disabled = True

    @property
    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {"header_fields": header_of(self.cleaned_data)}


class AskForm(ActForm):
    """Which bodies are asked for their comments."""

    bodies = NamedChoices(
        label=_("Cơ quan, đơn vị được lấy ý kiến"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Các đơn vị được chọn xem được dự thảo từ lúc này."),
    )

    def prepare(self) -> None:
        """Offer every standing body but the drafting one."""
        now = in_force(BodyVersion, clock.today()).values("body")
        rows = Body.objects.filter(pk__in=now).exclude(pk=self.document.body_id)
        choose_from(self.fields["bodies"], rows.annotate(label=body_name_of("pk")).order_by("label"))


class CommentForm(ActForm):
    """What a body says on the newest version."""

    kind = forms.ChoiceField(label=_("Ý kiến"), choices=CommentKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=8000,
        widget=LONG,
        help_text=_("Thống nhất thì không cần ghi gì thêm."),
    )


class NumberForm(ActForm):
    """The number and day of a document that is issued: the register's next number, or the one printed."""

    dated = DayField(label=_("Ngày ban hành"))
    typed = forms.CharField(
        label=_("Số, ký hiệu như trên văn bản"),
        max_length=80,
        required=False,
        help_text=_("Cơ quan lấy số ở hệ thống khác: nhập đúng như đã in."),
    )
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        max_length=40,
        required=False,
        help_text=_("Sổ cấp số tiếp theo trước ký hiệu này."),
    )

    def prepare(self) -> None:
        """Ask for the printed number, or for nothing but the symbol, or for neither where it has a number."""
        document = self.document
        self.fields["dated"].initial = document.dated or clock.today()
        found = numbering_of(document.issuer, document.kind)
        if document.full_number:
            del self.fields["typed"], self.fields["symbol"], self.fields["dated"]
        elif found is None:
            del self.fields["symbol"]
            self.fields["typed"].required = True
        else:
            del self.fields["typed"]
            self.fields["symbol"].initial = usual_symbol(document, found)


class CopyForm(ActForm):
    """What kind of copy; an extract needs its text."""

    copy_kind = forms.ChoiceField(
        label=_("Hình thức sao"), choices=CopyKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Phần trích"),
        required=False,
        max_length=100_000,
        widget=LONG,
        help_text=_("Chỉ cần khi trích sao: chép đúng phần được trích."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the text of an extract."""
        data = super().clean() or {}
        if data.get("copy_kind") == CopyKind.EXTRACT and not data.get("text", "").strip():
            self.add_error("text", _("Trích sao cần có phần trích. Hãy chép phần được trích vào đây."))
        return data


class VersionForm(ActForm):
    """A new version under the same number: a file, or the text."""

    file = forms.FileField(label=_("Tệp của bản mới"), required=False, widget=FILES)
    text = forms.CharField(
        label=_("Hoặc nội dung bản mới"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    keep = KeptField()
    beside = BesideField()
    note = forms.CharField(label=_("Lý do, chỗ thay đổi"), max_length=400)

    def prepare(self) -> None:
        """Begin with the text that is there, where it was composed here, and with the files beside it."""
        last = version_of(self.document)
        keep_of(self, last)
        if last.file_id is None:
            self.fields["text"].initial = last.text

    @property
    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = dict(self.cleaned_data)
        file = data.pop("file", None)
        held = {"name": file.name, "data": file.read()} if file else {}
        data["beside"] = uploads(data["beside"])
        return data | held | {"base_version": self.document.version}


class DraftForm(Form):
    """A document of the body: header, text or file, and what it answers."""

    kind = forms.ChoiceField(label=_("Loại văn bản"))
    subject = forms.CharField(label=_("Trích yếu"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Mỗi đoạn một dòng; phần lớn ghi I., II.; công văn bắt đầu bằng “Kính gửi: …”."),
    )
    file = forms.FileField(
        label=_("Hoặc tệp dự thảo"),
        required=False,
        widget=FILES,
        help_text=_("Tệp docx hoặc PDF thay cho nội dung."),
    )
    keep = KeptField()
    beside = BesideField()
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi nơi một dòng."),
    )
    authority = forms.ChoiceField(
        label=_("Thẩm quyền ký"), choices=[("", _("– Chọn –")), *Authority.choices], required=False
    )
    signer = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    signer_title = forms.CharField(
        label=_("Chức vụ người ký"),
        max_length=160,
        required=False,
        help_text=_("Ký thay, thừa lệnh: ghi cả hai chức vụ, ví dụ “Chủ tịch / Phó Chủ tịch”."),
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL)
    locality = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    parent_agency = forms.CharField(label=_("Cơ quan chủ quản"), max_length=200, required=False)
    grounds = forms.CharField(
        label=_("Căn cứ"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi căn cứ một dòng."),
    )
    carries_out = NamedChoices(
        label=_("Thực hiện văn bản đến"), required=False, widget=forms.SelectMultiple(attrs={"size": 4})
    )
    drafted_for = NamedChoice(label=_("Soạn cho cơ quan cấp trên ký"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("Ghi chú của bản này"),
        required=False,
        max_length=400,
        help_text=_("Ví dụ: tiếp thu góp ý của Sở Y tế."),
    )

    def __init__(self, *args: Any, body: Body, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = document.kind if document else ""
        self.fields["kind"].choices = kind_choices(kind)  # type: ignore[attr-defined]
        choose_from(self.fields["carries_out"], incoming_to_choose(body.pk))
        choose_from(self.fields["drafted_for"], bodies_above(body))
        keep_of(self, version_of(document) if document else None)
        if document:
            del self.fields["drafted_for"]
            self.fields["kind"].disabled = document.register_id is not None or bool(document.copy_kind)
        else:
            del self.fields["version"], self.fields["note"]

    @property
    def given(self) -> dict[str, Any]:
        """Return header, content and links as the acts take them."""
        data = dict(self.cleaned_data)
        file = data.pop("file", None)
        held: dict[str, Any] = {name: data.pop(name) for name in KEPT_APART if name in data}
        held["beside"] = uploads(held["beside"])
        if file:
            held |= {"name": file.name, "data": file.read()}
        return held | {"header_fields": header_of(data)}


KEPT_APART = ("text", "keep", "beside", "carries_out", "drafted_for", "version", "note")
