"""Keeping stations, handing over run sheets, and taking the word of who carried them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from loa.channels.base import Message
from loa.channels.errors import BadConfig
from loa.delivery.actions import confirm_delivery
from loa.delivery.models import Delivery, Receipt
from loa.delivery.states import State
from loa.files.actions import store_file
from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.kinds.manual import links
from loa.kinds.manual.errors import BadSheetLink, SheetEnded, SheetLate, StationNameTaken
from loa.kinds.manual.models import Form, RunSheet, Station
from loa.kinds.manual.photos import PHOTO
from loa.kinds.manual.standing import standing_of
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
    *,
    token: str,
    done: bool,
    happened_at: datetime | None = None,
    photo: UploadedFile[Any] | None = None,
    note: str = "",
) -> Receipt:
    """Take the word of the station's keeper, who has the sheet but no account, once; a second one changes nothing.

    Raises: BadSheetLink, SheetEnded, SheetLate, NotConfirmable; what `store_file` refuses of a photo.
    """
    sheet = _lock(RunSheet.objects.filter(delivery_id=links.read_sheet_token(token)))
    said = Said(done, happened_at, photo, note, reporter=f"manual.station:{sheet.station_id}")
    return _take(SYSTEM, sheet, said)


@transaction.atomic
def confirm_as_officer(
    *,
    actor: Actor,
    sheet: RunSheet,
    done: bool,
    happened_at: datetime | None = None,
    photo: UploadedFile[Any] | None = None,
    note: str = "",
) -> Receipt:
    """Take the word of an officer of the station's body, in one tap; a second one changes nothing.

    Raises: Forbidden, SheetEnded, NotConfirmable; what `store_file` refuses of a photo.
    """
    access.require(actor, Permission.DELIVERY_CONFIRM, body=sheet.station.body)
    return _take(actor, _lock(RunSheet.objects.filter(pk=sheet.pk)), Said(done, happened_at, photo, note))


@dataclass(frozen=True)
class Said:
    """One word on a sheet; `reporter` is the station where its keeper speaks without an account."""

    done: bool
    happened_at: datetime | None
    photo: UploadedFile[Any] | None
    note: str
    reporter: str = ""


def _lock(sheets: QuerySet[RunSheet]) -> RunSheet:
    """Return the sheet, held so that of two answers at once the second finds the first."""
    sheet = sheets.select_for_update(of=("self",)).select_related("station__body").first()
    if sheet is None:
        raise BadSheetLink
    return sheet


def _take(actor: Author, sheet: RunSheet, said: Said) -> Receipt:
    """Return the sheet's receipt: the one it has, else a new one with the photo."""
    if given := Receipt.objects.filter(delivery_id=sheet.delivery_id).order_by("-recorded_at").first():
        return given
    standing = standing_of(sheet)
    if said.reporter and standing.is_late:
        raise SheetLate
    if not standing.is_open_for(said.happened_at):
        raise SheetEnded
    return confirm_delivery(
        actor=actor,
        delivery=Delivery.objects.get(pk=sheet.delivery_id),
        state=_state(sheet.station, done=said.done),
        happened_at=said.happened_at,
        body=sheet.station.body,
        reporter=said.reporter,
        photo=_keep_photo(actor, sheet, said.photo),
        note=said.note,
    )


def _keep_photo(actor: Author, sheet: RunSheet, photo: UploadedFile[Any] | None) -> str:
    if photo is None:
        return ""
    name, body = photo.name or "", sheet.station.body
    return str(store_file(actor=actor, name=name, data=photo.read(), purpose=PHOTO.key, body=body).pk)


def _state(station: Station, *, done: bool) -> State:
    """Return what the word means: sounded for what is heard, delivered for what is seen, failed for not done."""
    if not done:
        return State.FAILED
    return State.PLAYED if station.form in {Form.FM, Form.CAR} else State.DELIVERED
