"""Making commands: counted in their groups, signed once, laid out for every device that they mean; the gateway sends them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loa.journal.keyring import keyring
from loa.lib import clock
from loa.lib.crypt import SIGN
from loa.speakers.models import Command, Group
from loa.speakers.queries.groups import BEHIND, kind_of
from loa.units.models import Person
from loa_wire import commands
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.words import Ask

CHANNEL = "loa_speakers"
"""PostgreSQL's channel on which the gateway is woken."""
# Groups are locked in the order of their names, whoever orders.
_COUNT = """
INSERT INTO speakers_group (name, seq)
SELECT name, number FROM unnest(%s::text[], %s::bigint[]) AS t(name, number) ORDER BY name COLLATE "C"
    ON CONFLICT (name) DO UPDATE SET seq = speakers_group.seq + excluded.seq RETURNING name, seq
"""
_LAY_OUT = """
INSERT INTO speakers_commandcopy (command_id, device_id, sent, why)
SELECT command.id, device.id, 0, ''
  FROM speakers_command command, speakers_cluster cluster, speakers_device device
 WHERE command.id = ANY(%s) AND device.cluster_id = cluster.id AND cluster.closed_at IS NULL AND device.revoked_at IS NULL
   AND {behind} AND (command."only" = '{{}}' OR cluster.id = ANY(command."only"))
"""
LEARNT_WITHIN = timedelta(days=7)
"""How long after its beginning a new key signs nothing yet: a device that does not know it would refuse everything, its own keys too."""
MADE_AGO = timedelta(seconds=5)
"""A command counts from a little before it was made: clocks differ."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a group, or of some of its clusters (`only`, ids), and until when."""

    ask: Ask
    group: str
    until: datetime
    body: Mapping[str, Any] | None = None
    since: datetime | None = None
    only: Sequence[int] = ()
    made_by: Person | None = None
    urgent: bool = False


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
    """Sign a command for a group and lay a copy out for each device behind it; as `order_many`."""
    (command,) = order_many([Order(ask, group, until, body, since, only, made_by, urgent)])
    return command


@transaction.atomic
def order_many(orders: Sequence[Order]) -> list[Command]:
    """Sign commands, in their order, and lay copies out for each device that they mean.

    It is part of the act that calls it, which writes the journal. The groups' rows are locked until that act commits, so that
    sequences are given in the order in which commands become visible. An act orders all it has to say at once: two that lock several
    groups one after the other could wait for each other.
    """
    if not orders:
        return []
    now, key = clock.now(), signing_key()
    numbers = _numbers([each.group for each in orders])
    made = Command.objects.bulk_create(
        [_command(each, seq, now, key) for each, seq in zip(orders, numbers, strict=True)]
    )
    _lay_out(made)
    wake()
    return made


def _command(asked: Order, seq: int, now: datetime, key: SignKey) -> Command:
    since = asked.since or now - MADE_AGO
    message = commands.Command(
        asked.ask,
        asked.group,
        seq,
        ms(now),
        ms(since),
        ms(asked.until),
        tuple(f"c{each}" for each in asked.only),
        dict(asked.body or {}),
    )
    return Command(
        group=Group(name=asked.group),
        seq=seq,
        ask=asked.ask.value,
        envelope=seal(Purpose.COMMAND, message.to_wire(), key),
        only=list(asked.only),
        since_at=since,
        until_at=asked.until,
        made_by=asked.made_by,
        made_at=now,
        urgent=asked.urgent,
    )


def next_seq(group: str) -> int:
    """Return the next sequence of a group, whose row stays locked until the transaction ends."""
    return _numbers([group])[0]


def _numbers(groups: Sequence[str]) -> list[int]:
    """Return the next sequence of each group; one named twice is counted twice."""
    wanted = Counter(groups)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(wanted), list(wanted.values())])
        last = dict(cursor.fetchall())
    given = {name: last[name] - number for name, number in wanted.items()}
    found = []
    for name in groups:
        given[name] += 1
        found.append(given[name])
    return found


def _lay_out(made: Sequence[Command]) -> None:
    """Write a copy for each device that is meant; one statement for each kind of group, for a city has ten thousand."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for command in made:
        by_kind[kind_of(command.group_id)].append(command.pk)
    with connection.cursor() as cursor:
        for kind, ids in by_kind.items():
            cursor.execute(_LAY_OUT.format(behind=BEHIND[kind]), [ids])


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
