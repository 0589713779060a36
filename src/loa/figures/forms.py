"""Whose figures and of which days: asked in the address, so that a page can be shared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.figures.scope import Scope
from loa.lib import clock
from loa.units.actor import Actor
from loa.units.lists import bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form


class ScopeForm(Form):
    """A body, alone or with all below it, and the days; empty fields stand for one's own body and this year."""

    body = NamedChoice(label=_("Cơ quan – đơn vị"), required=False, empty_label=None)
    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến hết ngày"), required=False)
    whole = forms.BooleanField(label=_("Tính cả đơn vị cấp dưới"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        today = clock.today()
        self._default = Scope(actor.body, date(today.year, 1, 1), today)
        kwargs["initial"] = {"body": actor.body, "since": self._default.since, "until": today} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.FIGURES_READ))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải sau ngày đầu. Hãy chọn lại."))
        return given

    def scope(self) -> Scope:
        """Return the scope asked for; what is missing or wrong is taken from the default."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        until = given.get("until") or self._default.until
        return Scope(
            given.get("body") or self._default.body,
            given.get("since") or date(until.year, 1, 1),
            until,
            bool(given.get("whole")),
        )
