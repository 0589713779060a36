"""What a device without MQTT is given when it asks: commands for it that it did not acknowledge, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from loa.lib import clock
from loa.speakers.gateway import ledger
from loa.speakers.models import Device

MOST, MOST_BYTES = 200, 1_000_000
EVERY = 2
"""Seconds after which a device asks again, a fifth more at most: the kill switch silences within three."""
_WAITING = f"""
SELECT copy.id, command.id, command.envelope
  FROM speakers_commandcopy copy JOIN speakers_command command ON command.id = copy.command_id
 WHERE copy.device_id = %s AND copy.answered_at IS NULL AND command.until_at > %s
   AND (command.id > %s OR copy.sent_at IS NULL OR copy.sent_at < %s - make_interval(secs => {ledger.PAUSE}))
 ORDER BY command.id LIMIT %s
"""  # noqa: S608  a constant


@dataclass(frozen=True, slots=True)
class Down:
    """Envelopes for one device, and the number after which it asks next."""

    envelopes: list[str]
    after: int


def give(device: Device, after: int) -> Down:
    """Return what waits for a device and note that it was sent; what is too much comes at the next question.

    That is what came after what it has, what was never sent to it (numbers are given before they are committed, so a lower one may come
    later), and what it has not answered for a while: it may have refused because it did not know the time.
    """
    with connection.cursor() as cursor:
        now = clock.now()
        cursor.execute(_WAITING, [device.pk, now, after, now, MOST])
        rows = cursor.fetchall()
    envelopes: list[str] = []
    copies: list[int] = []
    size = 0
    for copy, command, envelope in rows:
        size += len(envelope)
        if envelopes and size > MOST_BYTES:
            break
        envelopes.append(bytes(envelope).decode())
        copies.append(copy)
        after = max(after, command)
    if copies:
        ledger.mark_sent(copies)
    return Down(envelopes, after)
