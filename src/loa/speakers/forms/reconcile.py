"""What the reconciliation, its rows and a cluster's log are narrowed by."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.lib.clock import HANOI
from loa.speakers.models import Play
from loa.speakers.queries.reconcile import NARROWED, Wanted
from loa.speakers.rules.words import WHY_WORDS
from loa.units.actor import Actor
from loa.units.lists import bodies_to_choose
from loa.units.permissions import Permission
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form
from loa.web.lists import FilterForm

ANY = ("", _("Tất cả"))
BY = (("body", _("cơ quan")), ("cluster", _("cụm loa")), ("airing", _("buổi phát")))
OUTCOMES = (
    ANY,
    ("played", _("đã phát")),
    ("partly", _("phát dở")),
    ("not_played", _("không phát")),
    ("unknown", _("chưa rõ")),
    ("told", _("báo đã phát (chưa kiểm chứng)")),
    ("waiting", _("chờ phát hoặc chờ bằng chứng")),
    ("cancelled", _("đã hủy")),
    ("late", _("phát chậm")),
)


def begin(day: Any) -> datetime:
    """Return the first moment of a day in Hanoi."""
    return datetime.combine(day, time.min, HANOI)


class ReconcileForm(Form):
    """A day, or several; empty fields stand for today and for every body in reach."""

    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến hết ngày"), required=False)
    body = NamedChoice(label=_("Cơ quan quản lý"), required=False, empty_label=_("Tất cả"))
    by = forms.ChoiceField(label=_("Cộng theo"), choices=BY, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        today = clock.today()
        super().__init__(*args, initial={"since": today, "until": today, "by": "body"}, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.SPEAKERS_READ))

    def wanted(self) -> Wanted:
        """Return what is asked for; what is missing or wrong is today's."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        since = given.get("since") or given.get("until") or clock.today()
        until = max(given.get("until") or since, since)
        return Wanted(since, until, given.get("body"), given.get("by") or "body")


class _Days(FilterForm):
    """From a day to a day, both included, by the moment named."""

    moment = "moment"
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến hết ngày"))

    def filter_since(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep what began on the day or later."""
        return rows.filter(**{f"{self.moment}__gte": begin(value)})

    def filter_until(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep what began before the day was over."""
        return rows.filter(**{f"{self.moment}__lt": begin(value + timedelta(days=1))})


class PlaysFilter(_Days):
    """Days, outcome, reason, body."""

    outcome = forms.ChoiceField(label=_("Kết quả"), choices=OUTCOMES)
    why = forms.ChoiceField(
        label=_("Lý do"), choices=[ANY, *((why.value, text) for why, text in WHY_WORDS.items())]
    )
    body = NamedChoice(label=_("Cơ quan quản lý"), empty_label=_("Tất cả"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor  # type: ignore[attr-defined]  # every reader of the list acts
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.SPEAKERS_READ))

    def filter_outcome(self, rows: QuerySet[Play], value: str) -> QuerySet[Play]:
        """Keep what a sum of the reconciliation counts."""
        return rows.filter(NARROWED[value])


class LogFilter(_Days):
    """The days of a cluster's log."""

    moment = "started_at"
