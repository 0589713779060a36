"""Numbers: taken from a body's register one after the other, kept for ever."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from loa.documents.errors import NumberFromRegister, NumberMissing
from loa.documents.models import Document, Numbering, Register
from loa.documents.queries.numbering import numbering_of, usual_symbol
from loa.documents.rules import kinds, numbers
from loa.documents.rules.words import Side
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.text import squeeze
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission


def next_number(body: Body, side: Side, kind: str, year: int, symbol: str = "") -> tuple[Register, int]:
    """Give the next number of a register, opening it with its first; called inside the act that needs the number.

    The row stays locked until the act commits: whoever comes next waits, and an act that fails gives nothing away.
    """
    register, _is_new = Register.objects.get_or_create(
        body=body, side=side, kind=kind, year=year, defaults={"symbol": symbol}
    )
    locked = Register.objects.select_for_update().get(pk=register.pk)
    Register.objects.filter(pk=locked.pk).update(last=F("last") + 1, symbol=symbol or locked.symbol)
    locked.refresh_from_db()
    return locked, locked.last


def give_number(document: Document, *, typed: str, symbol: str, dated: date) -> dict[str, object]:
    """Return the fields that give an outgoing document its number: the register's next, or as it was printed.

    Raises:
        NumberFromRegister: when a number was typed though the register gives it.
        NumberMissing: when the register gives none and none was typed.

    """
    found = numbering_of(document.issuer, document.kind)
    typed = squeeze(typed)[:80]
    if found is None:
        if not typed:
            raise NumberMissing
        return {"full_number": typed}
    if typed:
        raise NumberFromRegister
    kind = kinds.COPIES if document.copy_kind else document.kind
    used = squeeze(symbol)[:40] or usual_symbol(document, found)
    register, serial = next_number(document.issuer, Side.OUTGOING, kind, dated.year, used)
    return {
        "register": register,
        "serial": serial,
        "full_number": numbers.full_number(document.form, serial, used),
    }


@transaction.atomic
def set_numbering(*, actor: Actor, body: Body, kind: str, is_on: bool, symbol: str) -> Numbering:
    """Say whether a body takes its numbers for a kind here, and with which office symbol."""
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=body)
    row, _is_new = Numbering.objects.update_or_create(
        body=body, kind=kind, defaults={"is_on": is_on, "symbol": squeeze(symbol)[:40]}
    )
    journal.write(
        actor=actor,
        verb="documents.numbering_set",
        thing=f"documents.numbering:{row.pk}",
        facts={"kind": kind, "on": is_on, "at": clock.now()},
    )
    return row
