"""Forms of the kill switch: what is silenced and why, in as few touches as can be; why it may sound again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from loa.speakers.queries.silences import Scope
from loa.web.forms import Form

REASONS = (
    ("wrong", _("Phát nhầm hoặc sai nội dung")),
    ("hijacked", _("Nghi bị chiếm quyền, tiếng lạ")),
    ("fault", _("Loa tự phát, rú, không dừng")),
    ("noise", _("Ồn quá mức, sai giờ")),
    ("other", _("Lý do khác")),
)
OTHER = "other"
FEW = 4


class SilenceForm(Form):
    """Where, why, and the button."""

    scope = forms.ChoiceField(label=_("Ngắt ở đâu"))
    why = forms.ChoiceField(label=_("Vì sao"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Nói rõ thêm"), max_length=200, required=False)

    def __init__(self, *args: Any, scopes: list[tuple[str, str, Scope]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = {key: scope for key, _label, scope in scopes}
        field = self.fields["scope"]
        few = len(scopes) <= FEW
        field.widget = forms.RadioSelect() if few else forms.Select()
        choices = [(key, label) for key, label, _scope in scopes]
        field.choices = choices if few else [("", _g("– Chọn –")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hand over the scope, and the reason as one sentence."""
        given = super().clean() or self.cleaned_data
        if given.get("why") == OTHER and not given.get("words"):
            self.add_error("words", _g("Hãy ghi lý do khác là gì."))
        if self.errors:
            return given
        label = str(dict(REASONS)[given["why"]])
        words = given["words"]
        reason = words if given["why"] == OTHER else f"{label}: {words}" if words else label
        return {"scope": self.scopes[given["scope"]], "reason": reason}
