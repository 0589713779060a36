"""Making a command: counted in its group, signed once, laid out for every device that it means; the gateway sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loa.journal.keyring import keyring
from loa.lib import clock
from loa.lib.crypt import SIGN
from loa.speakers.models import Command, Group
from loa.speakers.queries.groups import devices_behind
from loa.units.models import Person
from loa_wire import commands
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.words import Ask

CHANNEL = "loa_speakers"
"""PostgreSQL's channel on which the gateway is woken."""
LAY_OUT = """
INSERT INTO speakers_commandcopy (command_id, device_id, sent, why) SELECT %s, device.id, 0, '' FROM ({meant}) AS device (id)
"""
LEARNT_WITHIN = timedelta(days=7)
"""How long after its beginning a new key signs nothing yet: a device that does not know it would refuse everything, its own keys too."""


@transaction.atomic
def order(
    *,
    ask: Ask,
    group: str,
    body: Mapping[str, Any] | None = None,
    until: datetime,
    since: datetime | None = None,
    only: Sequence[int] = (),
    made_by: Person | None = None,
    urgent: bool = False,
) -> Command:
    """Sign a command for a group, or for some of its clusters (`only`, ids), and lay a copy out for each device behind it.

    It is part of the act that calls it, which writes the journal. The group's row is locked until that act commits, so that
    sequences are given in the order in which commands become visible.
    """
    now = clock.now()
    since = since or now - timedelta(seconds=5)
    seq = next_seq(group)
    message = commands.Command(
        ask, group, seq, ms(now), ms(since), ms(until), tuple(f"c{each}" for each in only), dict(body or {})
    )
    command = Command.objects.create(
        group=Group(name=group),
        seq=seq,
        ask=ask.value,
        envelope=seal(Purpose.COMMAND, message.to_wire(), signing_key()),
        only=list(only),
        since_at=since,
        until_at=until,
        made_by=made_by,
        made_at=now,
        urgent=urgent,
    )
    _lay_out(command)
    wake()
    return command


def next_seq(group: str) -> int:
    """Return the next sequence of a group, whose row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO speakers_group (name, seq) VALUES (%s, 1)"
            " ON CONFLICT (name) DO UPDATE SET seq = speakers_group.seq + 1 RETURNING seq",
            [group],
        )
        (seq,) = cursor.fetchone()
    return int(seq)


def _lay_out(command: Command) -> None:
    """Write a copy for each device that is meant; one statement, for a city has ten thousand."""
    devices = devices_behind(command.group_id).filter(
        **({"cluster__in": command.only} if command.only else {})
    )
    meant, values = devices.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(LAY_OUT.format(meant=meant), [command.pk, *values])


def wake() -> None:
    """Tell the gateway, when this transaction commits, that there is something to send."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def signing_key() -> SignKey:
    """Return the key that commands are signed with: the newest that devices had a week to learn, else the oldest held."""
    held = [key for key in keyring().held() if key.purpose == SIGN]
    known = [key for key in held if key.created <= clock.now() - LEARNT_WITHIN]
    key = known[-1] if known else held[0]
    return SignKey.from_seed(key.id, key.secret)


def ms(moment: datetime) -> int:
    """Return a moment as the wire writes it."""
    return int(moment.timestamp() * 1000)
