"""Forms for accounts; what a kind needs to be told becomes fields by its Config dataclass.

A field of a Config may carry `metadata={"label": …, "help": …, "choices": …}` for this page.
"""

from __future__ import annotations

import typing
from dataclasses import MISSING, Field, fields
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.channels import expiring, queries, registry
from loa.channels.base import Kind
from loa.channels.models import Account, AccountState, LegalKind, Mode
from loa.units.access import Who
from loa.units.lists import bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import MomentField, NamedChoice, choose_from
from loa.web.forms import Form, name_missing
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
CONFIG = "config_"


class AccountFilter(FilterForm):
    """What the list of accounts is narrowed by."""

    kind = forms.ChoiceField(label=_("Loại kênh"), choices=lambda: [*ANY, *registry.kind_choices()])
    legal_kind = forms.ChoiceField(label=_("Loại hình theo NĐ 49/2024"), choices=[*ANY, *LegalKind.choices])
    mode = forms.ChoiceField(label=_("Chế độ"), choices=[*ANY, *Mode.choices])
    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*ANY, *AccountState.choices])
    ends = forms.ChoiceField(
        label=_("Khóa hết hạn"), choices=[*ANY, ("7", _("trong 7 ngày")), ("30", _("trong 30 ngày"))]
    )

    def filter_ends(self, rows: QuerySet[Account], days: str) -> QuerySet[Account]:
        """Return the accounts whose secret ends within so many days, or has ended."""
        return expiring.within(rows, timedelta(days=int(days)))


class ConfigForm(Form):
    """Name, pace and settings of an account of one kind."""

    name = forms.CharField(
        label=_("Tên tài khoản"), help_text=_("Hiện trong danh mục công khai."), max_length=120
    )
    rate_per_minute = forms.IntegerField(
        label=_("Nhịp gửi tối đa mỗi phút"),
        help_text=_("Để trống: không giới hạn."),
        min_value=0,
        max_value=100_000,
        required=False,
    )

    def __init__(self, *args: Any, kind: Kind[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        hints = typing.get_type_hints(kind.Config)
        for item in fields(kind.Config):
            self.fields[CONFIG + item.name] = made = _field(item, hints[item.name])
            name_missing(made, item.name)

    def clean(self) -> dict[str, Any]:
        """Gather the kind's own settings under `config`, those left empty at their defaults."""
        cleaned = super().clean() or {}
        own = {name: cleaned.pop(name, None) for name in list(cleaned) if name.startswith(CONFIG)}
        config = {name.removeprefix(CONFIG): value for name, value in own.items()}
        return cleaned | {"config": {name: v for name, v in config.items() if v not in (None, "")}}


class OpenForm(ConfigForm):
    """A new account: whose, of which mode and legal kind, with which secret."""

    body = NamedChoice(label=_("Cơ quan đứng tên"))
    mode = forms.ChoiceField(
        label=_("Chế độ"),
        help_text=_("Không đổi được về sau: tài khoản diễn tập không bao giờ gửi ra công chúng."),
        choices=lambda: [(value, str(label).capitalize()) for value, label in Mode.choices],
        widget=forms.RadioSelect,
        initial=Mode.LIVE,
    )
    legal_kind = forms.ChoiceField(
        label=_("Loại hình thông tin cơ sở"), help_text=_("Theo Nghị định 49/2024/NĐ-CP.")
    )
    secret = forms.CharField(
        label=_("Mật khẩu hoặc khóa bí mật"),
        help_text=_("Được mã hóa ngay; không ai xem lại được."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
        strip=False,
    )
    field_order = ("body", "name", "mode", "legal_kind")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.CHANNELS_MANAGE))
        possible = {*self.kind.legal_kinds, LegalKind.NONE.value}
        choices = [(value, label) for value, label in LegalKind.choices if value in possible]
        self.fields["legal_kind"].choices = choices  # type: ignore[attr-defined]
        if not (self.kind.endpoints and self.kind.keeps_secret):
            del self.fields["secret"]
        self.order_fields([*self.field_order, *(n for n in self.fields if n.startswith(CONFIG)), "secret"])

    def clean(self) -> dict[str, Any]:
        """Refuse a name that the body already uses for the same kind and mode."""
        cleaned = super().clean()
        given: dict[str, Any] = {name: cleaned.get(name) for name in ("body", "name", "mode")}
        if all(given.values()) and queries.name_taken(kind=self.kind.key, **given):
            self.add_error("name", _("Cơ quan đã có tài khoản cùng loại và cùng tên. Hãy đặt tên khác."))
        return cleaned


class ReasonForm(Form):
    """Why sending stops."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Được ghi vào nhật ký."))


class CloseForm(ReasonForm):
    """An end for good, confirmed by the account's own name."""

    phrase = forms.CharField(label=_("Gõ lại tên tài khoản để xác nhận"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name = account.name

    def clean_phrase(self) -> str:
        """Refuse another name."""
        typed: str = self.cleaned_data["phrase"]
        if typed.strip() != self._name:
            raise forms.ValidationError(
                _("Tên chưa khớp. Hãy gõ đúng: %(name)s"), params={"name": self._name}
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Keep only what the act takes."""
        cleaned = super().clean() or {}
        cleaned.pop("phrase", None)
        return cleaned


class SecretForm(Form):
    """A new secret; the old one is gone."""

    secret = forms.CharField(
        label=_("Mật khẩu hoặc khóa bí mật mới"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
    )
    expires_at = MomentField(
        label=_("Hết hạn lúc"), help_text=_("Hệ thống nhắc trước khi hết hạn."), required=False
    )


def _field(item: Field[Any], hint: Any) -> forms.Field:
    """Return the field for one setting; its own default stands in it."""
    told = item.metadata
    required = item.default is MISSING and item.default_factory is MISSING
    common: dict[str, Any] = {
        "label": told.get("label", item.name),
        "help_text": told.get("help", ""),
        "required": required,
        "initial": None if item.default is MISSING else item.default,
    }
    if "choices" in told:
        return forms.ChoiceField(choices=told["choices"], **common)
    if hint is bool:
        return forms.BooleanField(**(common | {"required": False}))
    return forms.IntegerField(**common) if hint is int else forms.CharField(**common)
