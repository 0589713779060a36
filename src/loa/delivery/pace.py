"""How fast an account may send: its rate, what its provider asks for, and rest while the provider takes nothing in.

One row per account that ever had to wait; workers on all hosts share it. Accounts without a rate never touch it while
all goes well. What is granted is decided by `rules.grant`; the clock is the database's.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from loa.delivery import rules
from loa.delivery.models import DatabaseNow, Pace
from loa.delivery.states import Lane

_READ = """
SELECT extract(epoch FROM clock_timestamp())::float8, coalesce(extract(epoch FROM taken_until), 0)::float8
  FROM delivery_pace WHERE account_id = %s FOR UPDATE
"""
_MAKE = "INSERT INTO delivery_pace (account_id, closings, code) VALUES (%s, 0, '') ON CONFLICT DO NOTHING"
_TAKE = """
UPDATE delivery_pace SET taken_until = to_timestamp(%s), ordinary_from = CASE WHEN %s THEN to_timestamp(%s) ELSE ordinary_from END
 WHERE account_id = %s
"""
_CLOSE = """
UPDATE delivery_pace
   SET closings = least(closings + 1, 100), code = left(%(code)s, 60),
       closed_until = greatest(closed_until, clock_timestamp() + make_interval(secs => coalesce(
         %(seconds)s::float8, least(%(longest)s, %(first)s * power(2, least(closings, 10))))))
 WHERE account_id = %(account)s
RETURNING extract(epoch FROM closed_until - clock_timestamp())::float8
"""
_REOPEN = "UPDATE delivery_pace SET closings = 0, closed_until = NULL, code = '' WHERE account_id = %s AND closings > 0"


@dataclass(frozen=True, slots=True)
class Grant:
    """How many calls may begin now, and in how many seconds more may (0: all that was asked for)."""

    number: int
    wait: float = 0.0


def take(account_id: int, rate_per_minute: int, lane: int, wanted: int) -> Grant:
    """Grant up to so many calls under the account's rate, inside the caller's transaction.

    A part of the rate is kept for emergencies, so that a running mass send never makes one wait.
    """
    now, taken_until = _locked(account_id)
    granted = rules.grant(now, taken_until, rate_per_minute, wanted, is_urgent=lane == Lane.EMERGENCY)
    holds_back = granted.number < wanted and lane != Lane.EMERGENCY
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [granted.taken_until, holds_back, granted.next_at, account_id])
    return Grant(granted.number, max(0.0, granted.next_at - now) if granted.number < wanted else 0.0)


@transaction.atomic
def close(account_id: int, *, code: str, seconds: float | None = None) -> float:
    """Let nobody call through the account for so many seconds, or for longer each time; return how long.

    Without `seconds` the rest doubles from one closing to the next until something is taken in again (`reopen`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [account_id])
        values = {"first": rules.FIRST_REST, "longest": rules.LONGEST_REST}
        cursor.execute(_CLOSE, values | {"account": account_id, "code": code, "seconds": seconds})
        return float(cursor.fetchone()[0])


def reopen(account_id: int) -> None:
    """Note that the provider takes messages in again."""
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, [account_id])


def closings(account_id: int) -> int:
    """Return how often in a row the account was closed: above 0 it is tried with one call first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT closings FROM delivery_pace WHERE account_id = %s", [account_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def resting() -> list[Pace]:
    """Return the rows, with their accounts, of those that are left alone at this moment."""
    rows = Pace.objects.filter(closed_until__gt=DatabaseNow()).select_related("account")
    return list(rows.order_by("closed_until", "pk"))


def _locked(account_id: int) -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [account_id])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_MAKE, [account_id])
            cursor.execute(_READ, [account_id])
            row = cursor.fetchone()
    return float(row[0]), float(row[1])
