"""Keeping stations, handing over run sheets, and taking the word of who carried them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from loa.channels.base import Message
from loa.channels.errors import BadConfig
from loa.delivery.actions import confirm_delivery
from loa.delivery.models import Delivery, Receipt
from loa.delivery.states import State
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.kinds.manual import links
from loa.kinds.manual.errors import BadSheetLink, StationNameTaken
from loa.kinds.manual.models import Form, RunSheet, Station
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Area, Body
from loa.units.permissions import Permission


def check_form(form: str) -> None:
    """Refuse a form that nobody knows. Raises: BadConfig."""
    if form not in Form.values:
        known = ", ".join(Form.values)
        raise BadConfig(_("Hình thức thực hiện chưa đúng. Hãy chọn một trong: %(known)s.") % {"known": known})


@transaction.atomic
def open_station(*, actor: Actor, body: Body, area: Area, form: Form, name: str, keeper: str = "") -> Station:
    """List a station under its body. Raises: Forbidden, StationNameTaken."""
    access.require(actor, Permission.CHANNELS_MANAGE, body=body)
    try:
        with transaction.atomic():
            station = Station.objects.create(
                body=body,
                area=area,
                form=form,
                name=name.strip(),
                keeper=keeper.strip(),
                opened_at=clock.now(),
            )
    except IntegrityError as error:
        raise StationNameTaken from error
    journal.write(actor=actor, verb="manual.station_opened", thing=f"manual.station:{station.pk}")
    return station


@transaction.atomic
def close_station(*, actor: Actor, station: Station) -> None:
    """Take a station off the list; what it did stays counted. Raises: Forbidden."""
    access.require(actor, Permission.CHANNELS_MANAGE, body=station.body)
    if Station.objects.filter(pk=station.pk, closed_at__isnull=True).update(closed_at=clock.now()):
        journal.write(actor=actor, verb="manual.station_closed", thing=f"manual.station:{station.pk}")


@transaction.atomic
def hand_over(messages: Sequence[Message]) -> None:
    """Write a run sheet per message; handing over twice writes it once."""
    now = clock.now()
    RunSheet.objects.bulk_create(
        [
            RunSheet(
                delivery_id=message.delivery_id,
                dispatch_id=message.dispatch_id,
                station_id=message.receiver,
                payload=dict(message.content),
                handed_at=now,
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def confirm_by_link(
    *, token: str, done: bool, happened_at: datetime | None = None, photo: str = "", note: str = ""
) -> Receipt:
    """Take the word of the station's keeper, who has the sheet but no account; a second tap changes nothing.

    Raises: BadSheetLink, NotConfirmable.
    """
    sheet = (
        RunSheet.objects.select_related("station").filter(delivery_id=links.read_sheet_token(token)).first()
    )
    if sheet is None:
        raise BadSheetLink
    return confirm_delivery(
        actor=SYSTEM,
        delivery=Delivery.objects.get(pk=sheet.delivery_id),
        state=_state(sheet.station, done=done),
        happened_at=happened_at,
        reporter=f"manual.station:{sheet.station_id}",
        photo=photo,
        note=note,
    )


@transaction.atomic
def confirm_as_officer(
    *, actor: Actor, sheet: RunSheet, done: bool, happened_at: datetime | None = None, note: str = ""
) -> Receipt:
    """Take the word of a signed-in officer, in one tap. Raises: Forbidden, NotConfirmable."""
    return confirm_delivery(
        actor=actor,
        delivery=Delivery.objects.get(pk=sheet.delivery_id),
        state=_state(sheet.station, done=done),
        happened_at=happened_at,
        note=note,
    )


def _state(station: Station, *, done: bool) -> State:
    """Return what the word means: sounded for what is heard, delivered for what is seen, failed for not done."""
    if not done:
        return State.FAILED
    return State.PLAYED if station.form in {Form.FM, Form.CAR} else State.DELIVERED
