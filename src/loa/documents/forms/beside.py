"""Files beside a version, in the forms that write one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Version
from loa.files.rules import MEGABYTE
from loa.web.fields import FilesField, ManyFiles

ACCEPTED = ".pdf,.docx,.doc,.xlsx,image/png,image/jpeg"
MOST_TOGETHER = 60 * MEGABYTE  # the house's own


class BesideField(FilesField):
    """Further files of a version."""

    def __init__(self, **options: Any) -> None:
        given = {
            "label": _("Phụ lục, tài liệu kèm theo"),
            "help_text": _("PDF, docx, doc, xlsx hoặc ảnh; chọn được nhiều tệp, tối đa 20."),
            "required": False,
            "widget": ManyFiles(attrs={"accept": ACCEPTED}),
        }
        super().__init__(most_bytes=MOST_TOGETHER, **given | options)


class KeptField(forms.MultipleChoiceField):
    """Which files beside the version before stay."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Tệp kèm theo bản trước, giữ lại"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


def keep_of(form: forms.BaseForm, version: Version | None) -> None:
    """Offer the files of a version to be kept, all ticked; where there is none, ask nothing."""
    files = version.beside if version else []
    if not files:
        del form.fields["keep"]
        return
    field = form.fields["keep"]
    field.choices = [(str(file.pk), file.name) for file in files]  # type: ignore[attr-defined]
    field.initial = [str(file.pk) for file in files]


def uploads(files: Iterable[Any]) -> list[tuple[str, bytes]]:
    """Return uploaded files as the acts take them."""
    return [(file.name, file.read()) for file in files]
