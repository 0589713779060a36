"""Fields that rooms share: days and moments as Vietnamese offices write them, choices by a name."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_OUT_OF_RANGE = _("Ngày quá xa. Hãy chọn một ngày từ năm 1900 đến năm 2199.")
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
MOMENTS = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]


class DayField(forms.DateField):
    """A day of the last or next hundred years or so, picked or typed as dd/mm/yyyy."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format=DAYS[0])
        errors = {"invalid": _("Ngày chưa đúng. Hãy nhập dạng 31/12/2026.")}
        given: dict[str, Any] = {"widget": widget, "input_formats": DAYS, "error_messages": errors}
        super().__init__(**given | options)
        self.validators += [
            MinValueValidator(FIRST_DAY, message=_OUT_OF_RANGE),
            MaxValueValidator(LAST_DAY, message=_OUT_OF_RANGE),
        ]


class MomentField(forms.DateTimeField):
    """A moment on a clock in Viet Nam, picked or typed as dd/mm/yyyy hh:mm."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENTS[0])
        errors = {"invalid": _("Thời điểm chưa đúng. Hãy nhập dạng 31/12/2026 08:00.")}
        given: dict[str, Any] = {"widget": widget, "input_formats": MOMENTS, "error_messages": errors}
        super().__init__(**given | options)


class ManyFiles(forms.FileInput):
    """A control for any number of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list; so many together are no larger than `most_bytes`."""

    widget = ManyFiles

    def __init__(self, *, most_bytes: int, **options: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files that were given, each whole and named."""
        files = [super(FilesField, self).clean(file, initial) for file in data or [] if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if sum(file.size for file in files) > self.most_bytes:
            limit = {"limit": self.most_bytes // MEGABYTE}
            raise forms.ValidationError(
                _("Các tệp cộng lại lớn hơn %(limit)s MB. Hãy giảm dung lượng hoặc bỏ bớt tệp."),
                code="too_large",
                params=limit,
            )
        return files


class Picks(forms.CheckboxSelectMultiple):
    """Several of many choices: boxes to tick in a box that opens, its head naming what is ticked. Works without JavaScript."""


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # rooms give the queryset later
    """One row, shown by the `label` its query carries; filled by `choose_from`."""

    def __init__(self, **options: Any) -> None:
        errors = {"invalid_choice": _("Lựa chọn này không còn. Hãy chọn lại trong danh sách.")}
        super().__init__(
            **{"queryset": None, "empty_label": _("– Chọn –"), "error_messages": errors} | options
        )

    def label_from_instance(self, obj: Model) -> str:
        """Return the name that the query carries."""
        return str(getattr(obj, "label", obj))


class NamedChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several rows, shown by the `label` their query carries."""

    def __init__(self, **options: Any) -> None:
        errors = {"invalid_choice": _("Lựa chọn này không còn. Hãy chọn lại trong danh sách.")}
        super().__init__(**{"queryset": None, "error_messages": errors} | options)

    def label_from_instance(self, obj: Model) -> str:
        """Return the name that the query carries."""
        return str(getattr(obj, "label", obj))


def choose_from(field: forms.Field, rows: Any) -> None:
    """Say which rows a NamedChoice or NamedChoices offers; called when its form is made."""
    field.queryset = rows  # type: ignore[attr-defined]
