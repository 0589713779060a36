"""In which order the chunks of a lane are claimed: bodies take turns, measured in receivers, so that none holds up the rest.

Each chunk has a place in its lane's line (`Chunk.turn`): a body's work starts where the line stands, or behind what the
same body has waiting, and moves on by what is called for it. Lanes come first; a place never moves work between them.
Source: Goyal, Vin and Cheng, Start-time Fair Queuing, SIGCOMM 1996.
"""

from __future__ import annotations

from django.db import connection

from loa.delivery.models import Dispatch

# The line stands where its foremost chunk is that is being sent, or was never looked at; the chunks of the dispatch
# that are ready and in nobody's hands get their places behind that and behind the body's own work.
LINE_UP = """
WITH line AS (
  SELECT greatest(coalesce(min(c.turn) FILTER (WHERE c.worker <> '' OR c.fence = 0), max(c.turn), 0),
                  coalesce(max(c.turn + c.expected) FILTER (WHERE d.body_id = %(body)s), 0)) AS start
    FROM delivery_chunk c JOIN delivery_dispatch d ON d.id = c.dispatch_id
   WHERE c.state IN ('ready', 'running') AND c.lane = %(lane)s AND c.dispatch_id <> %(dispatch)s),
placed AS (
  SELECT id, sum(expected) OVER (ORDER BY id) - expected AS before FROM delivery_chunk
   WHERE dispatch_id = %(dispatch)s AND state = 'ready' AND worker = '')
UPDATE delivery_chunk c SET turn = line.start + placed.before FROM placed, line WHERE c.id = placed.id
"""


def line_up(dispatch: Dispatch) -> None:
    """Give the ready chunks of a dispatch their places in line, inside the transaction that makes them ready."""
    values = {"dispatch": dispatch.pk, "body": dispatch.body_id, "lane": dispatch.lane}
    with connection.cursor() as cursor:
        cursor.execute(LINE_UP, values)
