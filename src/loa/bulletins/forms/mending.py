"""Forms for mending what was said: why, the right words, and whom to keep to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loa.bulletins.forms.writing import ReasonForm
from loa.bulletins.models import Bulletin
from loa.bulletins.queries.choices import areas_to_tell, usable_accounts
from loa.bulletins.queries.screens import texts_to_correct
from loa.channels.models import Account
from loa.units.models import Area
from loa.web.forms import name_missing


class _Accounts(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {obj.get_kind_display()}"


class WithdrawForm(ReasonForm):
    """Why, and whom of those who got the first to keep to: all of them unless something is taken out.

    What there is only one of is not offered: taking it out would tell nobody.
    """

    areas = forms.TypedMultipleChoiceField(
        label=_("Địa bàn"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    accounts = _Accounts(
        label=_("Kênh phát"),
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, original: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.original = original
        areas, accounts = areas_to_tell(original), usable_accounts(original)
        self.fields["areas"].choices = areas  # type: ignore[attr-defined]
        self.fields["areas"].initial = [pk for pk, _name in areas]
        self.fields["accounts"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["accounts"].initial = accounts
        for name, rows in (("areas", areas), ("accounts", accounts)):
            if len(rows) < 2:
                del self.fields[name]

    @property
    def told(self) -> list[Any]:
        """Return the bound fields of the text itself, without those that narrow."""
        return [field for field in self if field.name not in {"areas", "accounts"}]

    @property
    def narrowing(self) -> list[Any]:
        """Return the bound fields that narrow."""
        return [field for field in self if field.name in {"areas", "accounts"}]

    @property
    def translations(self) -> dict[str, str]:
        """Return the right texts in other languages: a withdrawal has none."""
        return {}

    @property
    def kept(self) -> dict[str, Any]:
        """Return what `actions.draft_replacement` takes to reach fewer; nothing where the page did not offer it."""
        if "narrows" not in self.data:
            return {}
        data = self.cleaned_data
        kept: dict[str, Any] = {}
        if "areas" in self.fields:
            kept["areas"] = Area.objects.filter(pk__in=data["areas"])
        if "accounts" in self.fields:
            kept["accounts"] = data["accounts"]
        return kept

    def clean(self) -> dict[str, Any]:
        """Refuse to take out everything."""
        data = super().clean() or {}
        if "narrows" in self.data:
            for name in ("areas", "accounts"):
                if name in self.fields and not data.get(name):
                    self.add_error(name, _("Hãy giữ lại ít nhất một mục."))
        return data


def _says_why() -> forms.CharField:
    return forms.CharField(
        label=_("Sai ở đâu, vì sao"),
        help_text=_("Được công khai trong sổ đính chính."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class MendForm(WithdrawForm):
    """What was wrong, and the whole message as it should have been: one field for every language it went out in."""

    reason = _says_why()
    text = forms.CharField(label=_("Nội dung đúng"), widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, original: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, original=original, **kwargs)
        (_first, body), *others = texts_to_correct(original).items()
        self.fields["text"].initial = body
        names: dict[str, Any] = dict(settings.LANGUAGES)
        for language, text in others:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("Nội dung đúng (%(language)s)") % {"language": names.get(language, language)},
                widget=forms.Textarea(attrs={"rows": 12, "lang": language}),
                initial=text,
            )
            name_missing(self.fields[f"text_{language}"], f"text_{language}")

    @property
    def translations(self) -> dict[str, str]:
        """Return the right texts in the other languages."""
        given = self.cleaned_data.items()
        return {name.removeprefix("text_"): text for name, text in given if name.startswith("text_")}


class SupersedeForm(ReasonForm):
    """A new message in the place of a sent one."""

    reason = _says_why()
    text = forms.CharField(label=_("Nội dung đúng"), widget=forms.Textarea(attrs={"rows": 12}))
    title = forms.CharField(label=_("Tiêu đề"), max_length=200)
