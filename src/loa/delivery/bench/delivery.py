"""How fast a dispatch leaves with the whole ledger kept, beside the same client without one and beside Celery.

Measured twice: one worker process beside one bare loop, and the machine as `loa up` fills it (so many workers) beside a
bare loop on every core and beside Celery with as many processes. Workers, database, receiver and rivals are real processes
on this machine; a dispatch counts until its figures hold every outcome.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from django.conf import settings
from django.db import connections

from loa.channels.testing import installed
from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.bench import bare, celery_rival
from loa.delivery.bench.ground import make_body
from loa.delivery.bench.receiver import Receiver, receiving
from loa.delivery.models import Dispatch
from loa.delivery.states import SETTLED, State
from loa.delivery.testing import make_account, make_plan, start_worker, tallied
from loa.journal.actions import SYSTEM
from loa.lib.errors import DomainError
from loa.lib.measure import Bench, Goal, Outcome, Plan, in_turn, median, ratio

MESSAGES = 50_000
CELERY_SHARE = 25  # Celery is timed on a part, as it is slow; rates are compared
TIMES_FASTER = 3.0
PATIENCE = 300.0
IN_FLIGHT = worker.Tuning().in_flight
LEDGER, LOOP = "one worker with the ledger", "one bare loop"
MACHINE, LOOPS = "all workers with the ledger", "a bare loop on every core"


class Void(DomainError):
    """The receiver was no faster than what was measured through it."""

    def __init__(self, times: float) -> None:
        super().__init__(
            f"The receiver is only {times:.1f} times as fast as the fastest client; the figures say nothing."
        )


class Ground:
    """One receiver, one account, and the worst that any dispatch came to."""

    def __init__(self, receiver: Receiver, messages: int) -> None:
        self.receiver = receiver
        self.messages = messages
        self.account = make_account(make_body(), receiver.url)
        self.lost = self.doubled = self.unknown = 0

    def send(self, workers: int = 1) -> float:
        """Send a dispatch through so many workers with everything written down; return messages a second."""
        before = self.receiver.counts()
        processes = [start_worker(lease=30, in_flight=IN_FLIGHT) for _ in range(workers)]
        try:
            began = time.perf_counter()
            dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(self.account, self.messages))
            _until_folded(dispatch)
            spent = time.perf_counter() - began
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)
        after = self.receiver.counts()
        states = tallied(dispatch)
        self.unknown += states.get(State.UNKNOWN, 0)
        self.lost += self.messages - min(states.get(State.ACCEPTED, 0), after.taken - before.taken)
        self.doubled += after.doubled - before.doubled
        return self.messages / spent


def _until_folded(dispatch: Dispatch) -> None:
    """Wait until the figures hold the outcome of every delivery. Raises: TimeoutError."""
    until = time.monotonic() + PATIENCE
    while _settled(dispatch) < dispatch.approved_count:
        if time.monotonic() > until:
            raise TimeoutError("the dispatch did not end in time")
        time.sleep(0.05)
    connections.close_all()


def _settled(dispatch: Dispatch) -> int:
    return sum(count for state, count in tallied(dispatch).items() if State(state) in SETTLED)


def run(plan: Plan) -> Outcome:
    """Show the receiver's speed, then send in turn."""
    messages = plan.scaled(MESSAGES, least=2_000)
    with installed(), receiving() as receiver, ExitStack() as rivals:
        ground = Ground(receiver, messages)
        url, cores, workers = receiver.url, settings.CORES, settings.WORKERS
        wire = bare.rate("wire", url, messages, IN_FLIGHT)
        ways = {
            LEDGER: ground.send,
            LOOP: lambda: bare.rate("client", url, messages, IN_FLIGHT),
            MACHINE: lambda: ground.send(workers),
            LOOPS: lambda: bare.rate("client", url, messages, IN_FLIGHT, processes=cores),
        }
        if celery_rival.is_possible():
            rivals.enter_context(celery_rival.broker())
            way = celery_rival.best_way(url, workers, plan.say)
            ways[f"Celery, {way}"] = lambda: celery_rival.rate(url, max(500, messages // CELERY_SHARE), way)
        else:
            plan.say("Celery or redis-server is not installed: it is left out")
        found = in_turn(ways, plan)
    times = wire / max(median(rates) for rates in found.values())
    if times < TIMES_FASTER:
        raise Void(times)
    return _outcome(ground, found, wire)


def _outcome(ground: Ground, found: dict[str, list[float]], wire: float) -> Outcome:
    outcome = Outcome(
        {
            "loop_ratio": round(ratio(found[LEDGER], found[LOOP]), 3),
            "machine_ratio": round(ratio(found[MACHINE], found[LOOPS]), 3),
            "lost": float(ground.lost),
            "doubled": float(ground.doubled),
            "unknown": float(ground.unknown),
            "receiver_times_client": round(wire / median(found[LOOP]), 1),
        },
        [(name, f"{median(values):,.0f} messages/s") for name, values in found.items()],
    )
    outcome.lines.append(("the receiver by itself", f"{wire:,.0f} messages/s"))
    outcome.lines.append(("one worker / one bare loop", f"{outcome.figures['loop_ratio']:.2f}"))
    outcome.lines.append(
        (
            f"{settings.WORKERS} workers / {settings.CORES} bare loops",
            f"{outcome.figures['machine_ratio']:.2f}",
        )
    )
    for name, rates in found.items():
        if name.startswith("Celery"):
            outcome.figures["celery_ratio"] = round(ratio(found[MACHINE], rates), 1)
            outcome.lines.append(
                (f"{settings.WORKERS} workers / {name}", f"{outcome.figures['celery_ratio']:.1f}")
            )
    return outcome


BENCH = Bench(
    "delivery",
    "A dispatch with the whole ledger kept, beside the bare client and Celery",
    run,
    (
        Goal("loop_ratio", at_least=0.7),
        Goal("celery_ratio", at_least=15),
        Goal("lost", at_most=0),
        Goal("doubled", at_most=0),
        Goal("unknown", at_most=0),
    ),
)
