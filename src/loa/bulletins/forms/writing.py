"""Forms for starting and writing: places of a prepared message, text, pictures, wording."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin, Template
from loa.bulletins.queries.texts import current_text
from loa.bulletins.rules.placeholders import placeholder_names
from loa.bulletins.rules.words import Mode, SetAsideKind
from loa.channels import registry
from loa.channels.models import Account
from loa.web.forms import Form


def _languages() -> list[tuple[str, Any]]:
    return [(code, name) for code, name in settings.LANGUAGES]


class StartForm(Form):
    """The places of a prepared message to fill, and whether it is for real."""

    mode = forms.ChoiceField(label=_("Chế độ"), choices=Mode.choices, initial=Mode.LIVE)
    both_languages = forms.BooleanField(label=_("Soạn cả bản tiếng Anh"), required=False)

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = template.texts["vi"]
        self.places = placeholder_names(f"{texts['title']}\n{texts['body']}")
        for number, place in enumerate(self.places):
            label = place[:1].upper() + place[1:]
            self.fields[f"place_{number}"] = forms.CharField(label=label, required=False, max_length=300)

    @property
    def values(self) -> dict[str, str]:
        """Return what was filled in, by the name of the place."""
        data = self.cleaned_data
        return {place: data[f"place_{number}"] for number, place in enumerate(self.places)}

    @property
    def languages(self) -> list[str]:
        """Return the languages asked for."""
        return ["vi", "en"] if self.cleaned_data["both_languages"] else ["vi"]


class TextForm(Form):
    """Title and text in one language, with the version they started from."""

    title = forms.CharField(
        label=_("Tiêu đề"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Dòng trống để tách đoạn; dòng bắt đầu bằng dấu “-” thành danh sách."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, bulletin: Bulletin, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = current_text(bulletin, language)

    @property
    def is_behind(self) -> bool:
        """Say whether somebody saved another version since this form was opened."""
        newest = self.newest.version if self.newest else 0
        return self.is_bound and str(newest) != self.data.get("version")

    def clean(self) -> dict[str, Any]:
        """Name a conflict before anything is written."""
        data = super().clean() or {}
        if self.is_behind:
            self.add_error(
                None,
                _("Nội dung đã được người khác sửa. Hãy so sánh hai bản bên dưới, ghép lại rồi lưu lần nữa."),
            )
        return data


class AutosaveForm(Form):
    """What has been typed so far; nothing is asked of it."""

    title = forms.CharField(required=False, max_length=1000)
    text = forms.CharField(required=False, max_length=100_000, strip=False)
    version = forms.IntegerField(min_value=0)


class WordingForm(Form):
    """A body's own wording for its channels."""

    channel = forms.ChoiceField(label=_("Dùng cho kênh"), required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=_languages, initial="vi")
    title = forms.CharField(label=_("Tiêu đề"), max_length=200)
    text = forms.CharField(
        label=_("Nội dung theo cách nói của đơn vị"),
        help_text=_("Có thể đổi cách viết; không đổi, không bỏ thông tin khóa."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    local_lines = forms.CharField(
        label=_("Thông tin riêng của địa phương"),
        help_text=_("Ví dụ: điểm tập trung, tên tổ dân phố. Được thêm vào cuối bản tin."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    accounts: forms.ModelMultipleChoiceField[Account] = forms.ModelMultipleChoiceField(
        label=_("Phát thêm trên kênh của đơn vị"),
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [("", _("Mọi kênh của đơn vị")), *registry.kind_choices()]  # type: ignore[attr-defined]
        self.fields["accounts"].queryset = accounts  # type: ignore[attr-defined]


class PictureForm(Form):
    """A picture with what readers and lawyers need to know."""

    file = forms.FileField(
        label=_("Ảnh"), help_text=_("JPG, PNG hoặc WebP, tối đa 12 MB. Thông tin chụp bị xóa.")
    )
    alt_text = forms.CharField(label=_("Mô tả cho người không nhìn thấy ảnh"), max_length=300)
    source = forms.CharField(label=_("Nguồn ảnh, tác giả"), max_length=200)
    licence = forms.CharField(label=_("Giấy phép sử dụng"), max_length=120)
    consent = forms.CharField(
        label=_("Sự đồng ý của người trong ảnh"),
        help_text=_(
            "Ghi ai đã đồng ý, hoặc vì sao không cần: “không có người”, “nơi công cộng, không nhận ra mặt”."
        ),
        max_length=200,
    )


class AttachmentForm(Form):
    """A PDF with a title."""

    file = forms.FileField(label=_("Tệp PDF"), help_text=_("Tối đa 12 MB."))
    title = forms.CharField(label=_("Tên hiển thị"), max_length=200)


class SetAsideForm(Form):
    """Why a mark is no obstacle."""

    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    kind = forms.ChoiceField(label=_("Lý do bỏ qua"), choices=SetAsideKind.choices)
    reason = forms.CharField(label=_("Ghi rõ"), max_length=300)


class ReasonForm(Form):
    """A reason that is shown or published."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
