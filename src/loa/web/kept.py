"""Forms whose answer may have waited on a device for the network (`static/web/queue.js`): who gave it, and what is told.

It must not take the answer itself: that is the business of the room.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from loa.web.forms import ErrorsSummary, Form


class SaidBy(Form):
    """`said_by` is who filled the form in: it may have waited on a phone until another signed in there."""

    said_by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person_id = person_id
        self.initial["said_by"] = person_id

    def clean(self) -> dict[str, Any]:
        """Refuse the word of somebody else; leave out what the act does not take."""
        given = super().clean() or self.cleaned_data
        said_by = given.pop("said_by", None)
        if said_by is not None and said_by != self._person_id:
            raise forms.ValidationError(
                _("Kết quả này do người khác ghi trên máy. Người đó cần đăng nhập để gửi, hoặc bỏ đi.")
            )
        return given


def told(form: forms.BaseForm, *, done: bool) -> HttpResponse:
    """Tell a device that kept an answer what became of it: 204, or 422 with what is wrong."""
    if done:
        return HttpResponse(status=204)
    return JsonResponse({"errors": [line.text for line in ErrorsSummary(form)]}, status=422)
