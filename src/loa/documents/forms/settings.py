"""Settings of a body's papers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.documents.rules import kinds
from loa.web.forms import Form


def kinds_and_all() -> list[tuple[str, object]]:
    """Return "every kind" and the kinds."""
    return [("", _("Mọi loại văn bản")), *kinds.choices(), (kinds.COPIES, kinds.shown(kinds.COPIES))]


class NumberingForm(Form):
    """Whether numbers of a kind come from here, and the office's symbol in them."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=kinds_and_all, required=False)
    is_on = forms.BooleanField(label=_("Lấy số tại đây"), required=False)
    symbol = forms.CharField(
        label=_("Ký hiệu cơ quan"),
        max_length=40,
        required=False,
        help_text=_("Ví dụ UBND, BTGDVTU; ký hiệu của loại văn bản được thêm vào trước."),
    )


class TemplateForm(Form):
    """The office's own docx for a kind of document."""

    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=kinds_and_all, required=False)
    file = forms.FileField(
        label=_("Tệp mẫu docx"),
        help_text=_("Tệp docx có các chỗ trong ngoặc nhọn kép; tải mẫu về, sửa bằng Word rồi tải lên."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
