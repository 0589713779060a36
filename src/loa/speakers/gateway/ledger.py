"""What is to be sent: commands nobody published yet, and copies without an answer whose time has come again.

The ledger is the truth; the broker may forget everything. A command goes out once to its group, then to each device alone: after 5, 15
and 60 seconds and every five minutes, while its time lasts, to devices that are being heard of. `sent` counts these.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from loa.lib import clock
from loa_wire import topics

AT_ONCE = 500
AGAIN_AT_ONCE = 2_000
FEW = 100
"""A command for so few clusters of a group goes to their devices alone."""
HEARD_WITHIN = timedelta(seconds=150)
"""A device is there when a heartbeat came within two and a half of its intervals."""
FIRST = 5
"""Seconds before a copy is sent again for the first time, and the least between two sendings to a device that comes back."""
YOUNG, LATELY = timedelta(seconds=60), timedelta(seconds=2)
"""While words on a young command still come in, nobody is sent it again: the others' words are on their way."""

PAUSE = "coalesce((ARRAY[5, 15, 60])[copy.sent + 1], 300)"
"""Seconds until a copy without an answer is sent again, in SQL."""
STATES_FIRST = "(command.ask IN ('groups', 'keys')) DESC"
"""A device that was away learns its groups and keys before what it obeys only with them."""

_NEW = """
SELECT id, group_id, envelope, "only" FROM speakers_command
 WHERE published_at IS NULL AND until_at > %s
 ORDER BY urgent DESC, id LIMIT %s
"""
_ALONE = """
SELECT copy.command_id, device.name FROM speakers_commandcopy copy JOIN speakers_device device ON device.id = copy.device_id
 WHERE copy.command_id = ANY(%s) AND device.revoked_at IS NULL
"""
_PUBLISHED = "UPDATE speakers_command SET published_at = %s WHERE id = ANY(%s)"
_WAITING = """
WITH due AS MATERIALIZED (
  SELECT copy.id, device.name, copy.command_id, command.published_at > %(young)s AS is_young
    FROM speakers_command command
    JOIN speakers_commandcopy copy ON copy.command_id = command.id AND copy.answered_at IS NULL
    JOIN speakers_device device ON device.id = copy.device_id AND device.revoked_at IS NULL
    LEFT JOIN speakers_beat beat ON beat.cluster_id = device.cluster_id
   WHERE command.until_at > %(now)s AND command.published_at IS NOT NULL AND {condition}),
flowing AS MATERIALIZED (
  SELECT young.id FROM (SELECT DISTINCT command_id AS id FROM due WHERE is_young) young
   WHERE EXISTS (SELECT FROM speakers_commandcopy word WHERE word.command_id = young.id AND word.answered_at > %(lately)s))
SELECT due.id, due.name, command.envelope
  FROM due JOIN speakers_command command ON command.id = due.command_id
 WHERE due.command_id NOT IN (SELECT id FROM flowing)
 ORDER BY {first_of_all}, command.urgent DESC, command.id, due.id LIMIT %(most)s
"""
_DUE = _WAITING.format(
    first_of_all=STATES_FIRST,
    condition=f"""beat.at > %(heard)s AND coalesce(copy.sent_at, command.published_at)
       < %(now)s - make_interval(secs => {PAUSE})""",
)
_OF_DEVICES = _WAITING.format(
    first_of_all=STATES_FIRST,
    condition="""device.name = ANY(%(names)s)
   AND coalesce(copy.sent_at, command.published_at) < %(now)s - make_interval(secs => %(first)s)""",
)
# One that is being answered in this moment is left to it: neither waits for the other.
_SENT = """
UPDATE speakers_commandcopy SET sent = least(sent + 1, 32767), sent_at = %s
 WHERE id IN (SELECT id FROM speakers_commandcopy WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One envelope on its way: the row that says so (a command or a copy), where it goes."""

    row: int
    topics: tuple[str, ...]
    envelope: bytes


def list_new() -> list[Letter]:
    """Return commands that were never published, urgent ones first, each group's in its order."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [clock.now(), AT_ONCE])
        rows = cursor.fetchall()
        narrow = {row for row, _, _, only in rows if only and len(only) <= FEW}
        alone: dict[int, list[str]] = {row: [] for row in narrow}
        if narrow:
            cursor.execute(_ALONE, [list(narrow)])
            for row, name in cursor.fetchall():
                alone[row].append(topics.down(name))
    return [
        Letter(row, tuple(alone[row]) if row in narrow else (topic_of(group),), bytes(envelope))
        for row, group, envelope, _ in rows
    ]


def list_due() -> list[Letter]:
    """Return copies without an answer whose next moment has come, of devices that are there."""
    return _again(_DUE, {"heard": clock.now() - HEARD_WITHIN})


def list_for(devices: Collection[str]) -> list[Letter]:
    """Return what devices that have just come back did not answer."""
    return _again(_OF_DEVICES, {"names": list(devices), "first": FIRST})


@transaction.atomic
def mark_published(rows: Sequence[int]) -> None:
    """Note that the broker was given these commands."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, [clock.now(), list(rows)])


@transaction.atomic
def mark_sent(rows: Sequence[int]) -> None:
    """Note that these copies were sent to their devices alone."""
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [clock.now(), list(rows)])


def topic_of(group: str) -> str:
    """Return where a group's commands are published; a device's own group is its own topic."""
    return topics.down(group[1:]) if group.startswith("d") else topics.group(group)


def _again(statement: str, facts: dict[str, Any]) -> list[Letter]:
    now = clock.now()
    facts |= {"now": now, "young": now - YOUNG, "lately": now - LATELY, "most": AGAIN_AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [
            Letter(row, (topics.down(name),), bytes(envelope)) for row, name, envelope in cursor.fetchall()
        ]
