"""What nobody needs any more: commands whose time is long over, with their copies, and old refusals. Proofs and plays stay.

Machine tidings: no rows in the journal. In parts with a transaction each, so that nobody waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from loa.lib import clock
from loa_wire.words import Ask

KEPT = timedelta(days=30)
"""How long a command is kept after its time is over, or a state after a newer one took its place."""
REFUSALS_KEPT = timedelta(days=90)
STATES = (Ask.KILL, Ask.MUTE, Ask.VOLUME, Ask.CONFIG, Ask.GROUPS, Ask.KEYS)
"""What holds until the next one of its kind; the newest of each group is never removed."""
AT_ONCE, COPIES_AT_ONCE = 200, 10_000

_OVER = """
SELECT c.id FROM speakers_command c
 WHERE c.made_at < %(before)s
   AND CASE WHEN c.ask = ANY(%(states)s)
            THEN EXISTS (SELECT FROM speakers_command n
                          WHERE n.group_id = c.group_id AND n.ask = c.ask AND n.seq > c.seq AND n.made_at < %(before)s)
            ELSE c.until_at < %(before)s END
   AND NOT EXISTS (SELECT FROM speakers_silence s WHERE s.command_id = c.id)
   AND NOT EXISTS (SELECT FROM speakers_silence s WHERE s.off_command_id = c.id)
"""
_COPIES = """
DELETE FROM speakers_commandcopy WHERE id IN (
  SELECT id FROM speakers_commandcopy WHERE command_id = ANY(%(ids)s) LIMIT %(most)s)
"""
_COMMANDS = "DELETE FROM speakers_command WHERE id = ANY(%(ids)s)"
_REFUSALS = """
DELETE FROM speakers_refusal WHERE id IN (SELECT id FROM speakers_refusal WHERE at < %(before)s LIMIT %(most)s)
"""


def run_prune() -> int:
    """Remove what is over and return how many commands and refusals that were."""
    now = clock.now()
    return _prune_commands(now - KEPT) + _all(_REFUSALS, before=now - REFUSALS_KEPT)


def _prune_commands(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_OVER, {"before": before, "states": [each.value for each in STATES]})
        over = [key for (key,) in cursor.fetchall()]
    for begin in range(0, len(over), AT_ONCE):
        part = over[begin : begin + AT_ONCE]
        _all(_COPIES, ids=part)
        _run(_COMMANDS, ids=part)
    return len(over)


def _all(statement: str, **facts: Any) -> int:
    """Run a statement of so many rows at most until it finds no more; return how many there were."""
    total = 0
    while found := _run(statement, **facts, most=COPIES_AT_ONCE):
        total += found
    return total


@transaction.atomic
def _run(statement: str, **facts: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return int(cursor.rowcount)
