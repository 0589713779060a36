"""What an officer sends of a part: one tap, or a word with a photo; either may have waited on the phone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.tasks.files import Given
from loa.tasks.models import Assignment
from loa.tasks.queries.work import was_sent
from loa.tasks.rules.words import Measure
from loa.web.kept import SaidBy

TAKEN = ".pdf,.docx,.xlsx"


class SentForm(SaidBy):
    """What both forms carry: the key made on the device, and how far the part was when it was filled in."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.initial.setdefault("client_key", uuid4())
        self.initial["seen"] = part.percent

    def clean(self) -> dict[str, Any]:
        """Refuse a figure below one that a colleague reported since: it waited too long on a phone."""
        given = super().clean()
        seen, percent, key = given.pop("seen", None), given.get("percent"), given.get("client_key")
        stale = seen is not None and percent is not None and seen != self.part.percent > percent
        if stale and key and not was_sent(self.part, key):
            words = _(
                "Đơn vị đã báo %(n)s %% sau khi bước này được ghi trên máy. Hãy xem lại tiến độ rồi báo lại."
            )
            raise forms.ValidationError(words % {"n": self.part.percent})
        return given


class TapForm(SentForm):
    """One tap: received, so many percent, or so many milestones."""

    percent = forms.IntegerField(required=False, min_value=0, max_value=100, widget=forms.HiddenInput)
    milestone = forms.IntegerField(required=False, min_value=0, max_value=100, widget=forms.HiddenInput)
    receive = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Say which act it is in `act`, and leave what that act does not take out."""
        given = super().clean()
        self.act = "receive" if given.pop("receive", False) else "report"
        if self.act == "receive":
            return {"client_key": given.get("client_key")}
        return given


class WordForm(SentForm):
    """How far it is, in words, with a photo; with the button “Báo cáo hoàn thành” it is the evidence."""

    percent = forms.TypedChoiceField(
        label=gettext_lazy("Tiến độ"), required=False, coerce=int, empty_value=None
    )
    milestone = forms.TypedChoiceField(
        label=gettext_lazy("Mốc đã đạt"), required=False, coerce=int, empty_value=None
    )
    text = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Ảnh hoặc tệp"),
        help_text=gettext_lazy("Không chụp rõ mặt người hoặc biển số xe."),
        required=False,
        widget=forms.FileInput(attrs={"accept": f"image/jpeg,image/png,image/webp,{TAKEN}"}),
    )
    act = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("percent", "milestone", "text", "photo")

    def __init__(self, *args: Any, part: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, part=part, **kwargs)
        keeps = [("", _("– Giữ nguyên –"))]
        if part.task.measure == Measure.MILESTONES:
            del self.fields["percent"]
            names = enumerate(part.task.milestones, 1)
            self.fields["milestone"].choices = [*keeps, *((n, f"{n}. {name}") for n, name in names)]  # type: ignore[attr-defined]
        else:
            del self.fields["milestone"]
            self.fields["percent"].choices = [*keeps, *((n, f"{n} %") for n in range(0, 101, 10))]  # type: ignore[attr-defined]
        if part.task.evidence:
            self.fields["text"].help_text = _("Kết quả cần có: %(evidence)s") % {
                "evidence": part.task.evidence
            }

    def clean(self) -> dict[str, Any]:
        """Leave out what the act does not take; the file goes on as its name and bytes."""
        given = super().clean()
        photo = given.pop("photo", None)
        given["files"] = [Given(photo.name or "", photo.read())] if photo else []
        self.is_evidence = given.pop("act", "") == "hand_in"
        if self.is_evidence:
            given.pop("percent", None)
            given.pop("milestone", None)
        return given
