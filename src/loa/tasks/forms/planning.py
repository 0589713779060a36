"""Programmes, groups and tasks: made and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Document
from loa.documents.queries.visible import visible_to
from loa.lib import clock
from loa.lib.text import squeeze
from loa.tasks.models import Programme, Task, TaskGroup
from loa.tasks.queries.documents import find_numbered, refusal
from loa.tasks.queries.pages import may_wait_for
from loa.tasks.rules import dates
from loa.tasks.rules.dates import EVERY_WORDS, Every
from loa.tasks.rules.words import Measure, Origin
from loa.units.actor import Actor
from loa.web.fields import DayField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form


class NumberOfDocument(forms.CharField):
    """A document, named by its number as printed."""

    def __init__(self, **options: Any) -> None:
        given: dict[str, Any] = {
            "label": _("Văn bản căn cứ"),
            "help_text": _("Số và ký hiệu như in trên văn bản, ví dụ 12-KH/TU."),
            "max_length": 80,
            "required": False,
        }
        super().__init__(**given | options)


class OnDocument(Form):
    """A form whose `document` is a number; the act gets the document. `document_id` keeps the one that was meant."""

    document_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_document(self) -> Document | None:
        """Return the document that was meant while its number stands, else the one with the number that was typed."""
        number = squeeze(self.cleaned_data["document"])
        if not number:
            return None
        meant = visible_to(self.actor).filter(pk=self.cleaned_data.get("document_id") or 0)
        if kept := meant.filter(full_number__iexact=number).first():
            return kept
        found = find_numbered(self.actor, number, self.actor.body)
        if len(found) != 1:
            raise forms.ValidationError(refusal(found))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Leave out what only helped to find the document."""
        data: dict[str, Any] = super().clean() or {}
        data.pop("document_id", None)
        return data

    @staticmethod
    def on(document: Document | None) -> dict[str, Any]:
        """Return the form's values for a document."""
        return {"document": document.full_number, "document_id": document.pk} if document else {}


class ProgrammeForm(OnDocument):
    """A programme's name, code and document."""

    name = forms.CharField(label=_("Tên chương trình"), max_length=240)
    code = forms.CharField(
        label=_("Mã"), help_text=_("Ngắn, ví dụ CT01; mã nhiệm vụ bắt đầu bằng mã này."), max_length=12
    )
    document = NumberOfDocument()

    @staticmethod
    def of(programme: Programme) -> dict[str, Any]:
        """Return a programme's values for the form."""
        return {"name": programme.name, "code": programme.code, **OnDocument.on(programme.document)}


class NewProgrammeForm(ProgrammeForm):
    """A programme and its year."""

    year = forms.IntegerField(
        label=_("Năm"), min_value=2020, max_value=2100, initial=lambda: clock.today().year
    )


class CopyForm(Form):
    """To which year a programme is copied."""

    year = forms.IntegerField(label=_("Chép sang năm"), min_value=2020, max_value=2100)
    code = forms.CharField(
        label=_("Mã mới"), help_text=_("Để trống: giữ mã cũ."), max_length=12, required=False
    )
    with_assignments = forms.BooleanField(label=_("Chép cả đơn vị được giao"), required=False, initial=True)


class GroupForm(Form):
    """A group's name and span."""

    name = forms.CharField(label=_("Tên nhóm nhiệm vụ"), max_length=240)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến hết ngày"))

    @staticmethod
    def of(group: TaskGroup) -> dict[str, Any]:
        """Return a group's values for the form."""
        return {"name": group.name, "starts_on": group.starts_on, "ends_on": group.ends_on}


class TaskForm(OnDocument):
    """What a task says. Of a programme: with its group; otherwise something that came up."""

    title = forms.CharField(label=_("Việc phải làm"), max_length=300)
    group = NamedChoice(label=_("Nhóm nhiệm vụ"))
    origin = forms.ChoiceField(label=_("Loại nhiệm vụ"), choices=Origin.choices, initial=Origin.PLANNED)
    due_on = DayField(label=_("Hạn hoàn thành"))
    starts_on = DayField(label=_("Bắt đầu từ"), required=False)
    why = forms.CharField(
        label=_("Mục đích, yêu cầu"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    document = NumberOfDocument()
    evidence = forms.CharField(
        label=_("Minh chứng cần có"),
        help_text=_("Thế nào là xong, ví dụ “Biên bản nghiệm thu và ảnh cụm loa”."),
        max_length=300,
        required=False,
    )
    needs_file = forms.BooleanField(label=_("Phải kèm tệp hoặc ảnh khi báo cáo hoàn thành"), required=False)
    target = forms.CharField(label=_("Chỉ tiêu"), max_length=160, required=False)
    measure = forms.ChoiceField(
        label=_("Cách tính tiến độ"), choices=Measure.choices, initial=Measure.PERCENT
    )
    milestones = forms.CharField(
        label=_("Các mốc việc"),
        help_text=_("Chỉ khi tính theo mốc; mỗi mốc một dòng."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    every = forms.ChoiceField(
        label=_("Lặp lại"),
        help_text=_(
            "Kỳ sau tự được lập khi kỳ trước đến hạn, cho đến khi hủy nhiệm vụ hoặc kết thúc chương trình."
        ),
        choices=[(every.value, words) for every, words in EVERY_WORDS.items()],
        required=False,
    )

    def __init__(
        self, *args: Any, programme: Programme | None, task: Task | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.task = task
        if programme is None:
            del self.fields["group"]
            origin = self.fields["origin"]
            origin.choices = [pair for pair in Origin.choices if pair[0] != Origin.PLANNED]  # type: ignore[attr-defined]
            origin.initial = Origin.AD_HOC
        else:
            choose_from(self.fields["group"], programme.groups.select_related("programme"))
        if task is not None and (task.series_id or task.occurrences.exists()):
            del self.fields["every"]

    def clean_milestones(self) -> list[str]:
        """Return the milestones, one a line."""
        return [line for line in self.cleaned_data["milestones"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """Put the rhythm into the words of a rule; one that the form does not know stays as it is."""
        data: dict[str, Any] = super().clean() or {}
        if "every" in data:
            every, due_on = Every(data.pop("every")), data.get("due_on")
            kept = self.task.repeats if self.task else ""
            same = self.task is not None and every == dates.every_of(kept) and due_on == self.task.due_on
            data["repeats"] = kept if same or not due_on else dates.rule_of(every, due_on)
        return data

    @staticmethod
    def of(task: Task) -> dict[str, Any]:
        """Return a task's values for the form."""
        names = ("title", "group", "origin", "due_on", "starts_on", "why", "evidence", "needs_file", "target")
        return {
            **{name: getattr(task, name) for name in names},
            **OnDocument.on(task.document),
            "measure": task.measure,
            "milestones": "\n".join(task.milestones),
            "every": dates.every_of(task.repeats).value,
        }


class OccurrencesForm(Form):
    """Up to which day occurrences are made."""

    horizon = DayField(
        label=_("Lập các kỳ đến hết ngày"),
        help_text=format_lazy(
            _(
                "Mỗi lần lập tối đa {most} kỳ. Không cần lập trước nhiều: mỗi kỳ sau tự được lập khi kỳ trước đến hạn."
            ),
            most=dates.MOST_AT_ONCE,
        ),
    )

    @staticmethod
    def end_of_year() -> date:
        """Return the last day of this year."""
        return clock.today().replace(month=12, day=31)


class OrderForm(Form):
    """What a task waits for."""

    after = NamedChoices(label=_("Chỉ làm sau khi xong"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, actor: Actor, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(may_wait_for(actor, task))
        choose_from(
            self.fields["after"], Task.objects.filter(pk__in=[row.pk for row in rows]).order_by("code")
        )


class TableForm(Form):
    """A programme's table as it comes back."""

    table = forms.FileField(
        label=_("Tệp bảng"),
        help_text=_("Bảng đã xuất từ chương trình này (.xlsx hoặc .csv), sau khi sửa."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": _("Tệp trống. Hãy chọn tệp khác.")},
    )
