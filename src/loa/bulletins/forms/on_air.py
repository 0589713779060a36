"""Forms of the loudspeakers' part: text or recording, and the slot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.bulletins.rules.words import Priority
from loa.lib import clock
from loa.speakers.queries.wide import Room
from loa.web.formats import clock_text, local, long_day_text
from loa.web.forms import Form

RECORDED = ".mp3,.m4a,.aac,.wav,.ogg,.opus,.flac,audio/*"


class SpeakForm(Form):
    """First step: what is to be said, in words; a recording in place of the machine's voice is possible."""

    title = forms.CharField(
        label=_("Tiêu đề"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Máy sẽ đọc đúng nội dung này; số, ngày, giờ, chữ viết tắt được đọc thành lời."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    recording = forms.FileField(
        label=_("Bản thu sẵn"),
        help_text=_("Không bắt buộc. Tệp mp3, m4a, aac, wav, ogg, opus, flac; tối đa 45 phút, 60 MB."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": RECORDED}),
    )
    source = forms.CharField(
        label=_("Nguồn"), help_text=_("Cơ quan hoặc văn bản làm căn cứ."), max_length=300
    )
    priority = forms.ChoiceField(
        label=_("Mức ưu tiên"),
        choices=[(key, label) for key, label in Priority.choices if key != Priority.EMERGENCY],
        initial=Priority.NORMAL,
    )


class RecordingForm(Form):
    """A recording in place of the machine's voice."""

    recording = forms.FileField(
        label=_("Bản thu sẵn"),
        help_text=_("Tệp mp3, m4a, aac, wav, ogg, opus, flac; tối đa 45 phút, 60 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": RECORDED}),
    )


class _When(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentsForm(Form):
    """When the loudspeakers sound it: free places of approved slots, or another time."""

    places = forms.MultipleChoiceField(
        label=_("Khung giờ còn trống"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.DateTimeField(
        label=_("Giờ khác"),
        required=False,
        widget=_When(),
        input_formats=["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M"],
    )
    at_once = forms.BooleanField(label=_("Phát ngay khi được duyệt"), required=False)
    special_reason = forms.CharField(
        label=_("Lý do đặc biệt"),
        help_text=_("Chỉ ghi khi giờ đã chọn vượt giới hạn của địa bàn; người duyệt sẽ xem xét."),
        max_length=300,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[Room],
        chosen: Sequence[datetime],
        chosen_once: bool,
        reason: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rooms = {room.begin: room for room in places}
        offered = sorted({*rooms, *(each for each in chosen if each > clock.now())})
        self.fields["places"].choices = [(each.isoformat(), _said(each, rooms.get(each))) for each in offered]  # type: ignore[attr-defined]
        first = [offered[0].isoformat()] if offered and not chosen and not chosen_once else []
        self.fields["places"].initial = [each.isoformat() for each in chosen] or first
        self.fields["at_once"].initial = chosen_once and not chosen
        self.fields["special_reason"].initial = reason

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which no time was chosen, or two ways at once."""
        data = super().clean() or self.cleaned_data
        timed = bool(data.get("places") or data.get("other"))
        if not timed and not data.get("at_once"):
            self.add_error(
                "places", _("Chưa chọn giờ phát. Hãy chọn một khung giờ, giờ khác hoặc phát ngay.")
            )
        if timed and data.get("at_once"):
            self.add_error("at_once", _("Đã chọn giờ phát thì bỏ chọn “Phát ngay”."))
        return data

    @property
    def moments(self) -> list[datetime]:
        """Return what was chosen, in order."""
        data = self.cleaned_data
        return sorted(
            {datetime.fromisoformat(each) for each in data["places"]}
            | ({data["other"]} if data["other"] else set())
        )


def _said(moment: datetime, room: Room | None) -> str:
    said = f"{clock_text(moment)} {long_day_text(local(moment).date())}"
    if room is None or room.of == 1:
        return said
    return said + " – " + _("còn trống ở %(n)s trong %(all)s cơ quan") % {"n": room.bodies, "all": room.of}
