"""The filters of the ledger's lists, and the word of an officer about one delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Account, Mode
from loa.delivery import queries
from loa.delivery.actions.confirm import CONFIRMABLE
from loa.delivery.models import Delivery, Difference, Dispatch
from loa.delivery.states import PROVEN, DispatchState, State
from loa.web.lists.filters import FilterForm

_ANY = [("", _("Tất cả"))]


class DispatchFilter(FilterForm):
    """What a list of dispatches is narrowed by."""

    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*_ANY, *DispatchState.choices])
    mode = forms.ChoiceField(label=_("Chế độ"), choices=[*_ANY, *Mode.choices])
    moving = forms.BooleanField(label=_("Đang gửi hoặc chờ đến giờ"))
    waiting = forms.BooleanField(label=_("Chờ quyết định"))
    unknown = forms.BooleanField(label=_("Có lượt chưa rõ kết quả"))

    def filter_moving(self, rows: QuerySet[Dispatch], value: object) -> QuerySet[Dispatch]:
        """Keep what is planned, being sent, paused or missed."""
        return rows.filter(pk__in=queries.going_out(self._actor).values("pk")) if value else rows

    def filter_waiting(self, rows: QuerySet[Dispatch], value: object) -> QuerySet[Dispatch]:
        """Keep what waits for a person."""
        return rows.filter(pk__in=queries.needs_a_person(self._actor).values("pk")) if value else rows

    def filter_unknown(self, rows: QuerySet[Dispatch], value: object) -> QuerySet[Dispatch]:
        """Keep what has deliveries of unknown outcome."""
        return rows.filter(pk__in=queries.with_unknown(self._actor).values("pk")) if value else rows

    @property
    def _actor(self) -> Any:
        return getattr(self.request, "actor", None)


class DifferenceFilter(FilterForm):
    """What the list of differences is narrowed by."""

    side = forms.ChoiceField(label=_("Lệch ở đâu"), choices=[*_ANY, *Difference.Side.choices])


class DeliveryFilter(FilterForm):
    """What the rows of one dispatch are narrowed by; the same in the export."""

    state = forms.ChoiceField(label=_("Trạng thái"), choices=[*_ANY, *State.choices])
    proof = forms.ChoiceField(
        label=_("Căn cứ"), choices=[*_ANY, ("channel", _("Bằng chứng của kênh")), ("word", _("Tự báo"))]
    )
    account_id = forms.TypedChoiceField(label=_("Kênh"), coerce=int, empty_value=None)
    area_id = forms.IntegerField(label=_("Địa bàn"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dispatch = self.request.resolver_match.kwargs["dispatch_id"] if self.request.resolver_match else None
        accounts = Account.objects.filter(pk__in=queries.account_ids(dispatch))
        names = [(str(a.pk), a.name) for a in accounts.order_by("name")]
        self.fields["account_id"].choices = [*_ANY, *names]  # type: ignore[attr-defined]

    def filter_proof(self, rows: QuerySet[Delivery], value: str) -> QuerySet[Delivery]:
        """Keep what a person's word alone confirms, or what the channel itself proves."""
        return rows.filter(Q(is_word_alone=value == "word"), state__in=PROVEN)


class ConfirmForm(forms.Form):
    """What became of one delivery, by the word of an officer."""

    state = forms.TypedChoiceField(
        label=_("Kết quả"),
        choices=[(s.value, s.label) for s in State if s in CONFIRMABLE],
        coerce=State,
        widget=forms.RadioSelect,
        initial=State.DELIVERED.value,
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
