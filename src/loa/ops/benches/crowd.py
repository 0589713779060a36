"""Ten thousand receivers on five channels: how soon each is tried first, and how quick the screens stay meanwhile.

Worker, database and provider are real processes; the screens go through the whole stack of this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection, connections

from loa.channels.models import Account
from loa.channels.testing import installed
from loa.delivery.actions import open_dispatch
from loa.delivery.bench.ground import make_body
from loa.delivery.bench.receiver import receiving
from loa.delivery.bench.urgent import working
from loa.delivery.models import Dispatch
from loa.delivery.plan import DispatchPlan, TargetPlan
from loa.delivery.testing import make_account, make_plan, tallied
from loa.journal.actions import SYSTEM
from loa.lib.measure import Bench, Goal, Outcome, Plan, median, percentile
from loa.ops.benches.ground import Ground, client, make_ground
from loa.ops.benches.pages import Screen, milliseconds
from loa.ops.errors import OpsError
from loa.ops.prepare import collect_static

RECEIVERS, CHANNELS = 10_000, 5
QUIET_ROUNDS = 30
PATIENCE = 300.0

# Seconds from the start of a dispatch to each first attempt: how many there are, the 99th percentile, the last.
FIRST = """
SELECT count(*), percentile_disc(0.99) WITHIN GROUP (ORDER BY s), max(s)
  FROM (SELECT extract(epoch FROM a.at - d.started_at)::float8 AS s FROM delivery_attempt a
          JOIN delivery_delivery r ON r.id = a.delivery_id AND r.month = a.month
          JOIN delivery_dispatch d ON d.id = r.dispatch_id
         WHERE a.month = %(month)s AND a.number = 1 AND d.id = %(dispatch)s) AS first
"""


def run(plan: Plan) -> Outcome:
    """Ask for the screens on a quiet machine, then while the dispatch goes out."""
    collect_static(plan.say)
    screens = _screens(make_ground(plan))
    receivers = plan.scaled(RECEIVERS, least=200)
    with installed(), receiving() as receiver:
        accounts = [
            make_account(make_body(), receiver.url, name=f"Kênh {number + 1}") for number in range(CHANNELS)
        ]
        quiet = _asked(screens, _after(QUIET_ROUNDS))
        plan.say(f"quiet: median {median(quiet):.0f} ms")
        dispatch = open_dispatch(actor=SYSTEM, plan=_to_all(accounts, receivers))
        with working():
            busy = _asked(screens, lambda: _is_done(dispatch))
        taken = receiver.counts().taken
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"month": dispatch.month, "dispatch": dispatch.pk})
        tried, p99, last = cursor.fetchone()
    states = tallied(dispatch)
    connections.close_all()
    return _outcome(receivers * CHANNELS, tried, (p99, last), (quiet, busy), taken, states)


def _outcome(
    wanted: int,
    tried: int,
    first: tuple[float, float],
    pages: tuple[list[float], list[float]],
    taken: int,
    states: dict[str, int],
) -> Outcome:
    quiet, busy = pages
    figures = {
        "first_attempt_p99_s": round(first[0], 1),
        "untried": float(wanted - tried),
        "lost": float(wanted - min(taken, states.get("accepted", 0))),
        "pages_p95_ms": round(percentile(busy, 0.95)),
    }
    lines = [
        (f"first attempts of {wanted:,}, 99 of 100 within", f"{first[0]:.1f} s"),
        ("the last first attempt", f"{first[1]:.1f} s"),
        ("screens on a quiet machine, 95th percentile", f"{percentile(quiet, 0.95):.0f} ms"),
        (f"screens meanwhile ({len(busy)} asked), 95th percentile", f"{percentile(busy, 0.95):.0f} ms"),
    ]
    return Outcome(dict(figures), lines)


def _screens(ground: Ground) -> list[Screen]:
    """Return what somebody looks at while a message goes out."""
    desk = ground.editor
    return [
        Screen("today", "/desk/", desk),
        Screen("dispatches", "/desk/dispatches/", desk),
        Screen("ledger", f"/desk/dispatches/{ground.dispatch}/", desk),
        Screen("bulletins", "/desk/bulletins/", desk),
        Screen("front", "/", client()),
    ]


def _to_all(accounts: list[Account], receivers: int) -> DispatchPlan:
    """Return the plan of one message to the same number of receivers through every account."""
    rule = {"from": 1, "to": receivers}
    targets = tuple(TargetPlan(account.pk, "main", "numbers", rule) for account in accounts)
    count = receivers * len(accounts)
    return make_plan(accounts[0], receivers, targets=targets, approved_count=count)


def _asked(screens: list[Screen], is_over: Callable[[], bool]) -> list[float]:
    """Ask for the screens in turn until it is over; return how long each took, in milliseconds. Raises: OpsError."""
    times: list[float] = []
    until = time.monotonic() + PATIENCE
    while not is_over():
        if time.monotonic() > until:
            raise OpsError("The dispatch of the bench did not end in time.")
        times += [milliseconds(screen.ask) for screen in screens]
    return times


def _after(rounds: int) -> Callable[[], bool]:
    left = iter(range(rounds))
    return lambda: next(left, None) is None


def _is_done(dispatch: Dispatch) -> bool:
    return Dispatch.objects.filter(pk=dispatch.pk, state="done").exists()


BENCH = Bench(
    "crowd",
    "Ten thousand receivers on five channels, and the screens meanwhile",
    run,
    (
        Goal("first_attempt_p99_s", at_most=60),
        Goal("untried", at_most=0),
        Goal("lost", at_most=0),
        Goal("pages_p95_ms", at_most=1_000),
    ),
)
