"""What a kill costs: workers and the database killed with -9 in mid-dispatch, before receivers that cut, lie and dawdle.

Everything is real: worker processes, PostgreSQL, HTTP on this machine. Nothing is measured in seconds.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connections

from loa.channels.testing import Behaviour, Receiver, installed
from loa.delivery import folder, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.bench.ground import make_body
from loa.delivery.models import Delivery, Dispatch
from loa.delivery.states import State
from loa.delivery.testing import make_account, make_plan, start_worker, tallied
from loa.journal.actions import SYSTEM
from loa.lib.measure import Bench, Goal, Outcome, Plan
from loa.ops import database, postgres
from loa.ops.errors import OpsError

RECEIVERS = 20_000
DEATHS = 10
LEASE = 3
PATIENCE = 180.0
IN_FLIGHT = worker.Tuning().in_flight


def unfriendly(number: int, calls: int) -> str:
    """Let one receiver in twelve misbehave on its first call: slow, busy, cut before or after, an error too late, a lie."""
    manners = {0: "slow", 14: "busy", 28: "cut", 42: "cut_after", 56: "error_after", 63: "lie"}
    return manners.get(number % 70, "ok") if calls == 1 else "ok"


def friendly(number: int, calls: int) -> str:
    """Take everything in; the killing is trouble enough."""
    del number, calls
    return "ok"


@dataclass
class Trial:
    """One dispatch through one kind, and what is done to it on its way."""

    name: str
    kind: str
    receivers: int
    behaviour: Behaviour
    deaths: int
    database_deaths: int
    plan: Plan

    def run(self) -> Counter[str]:
        """Send, kill, finish and count: lost, doubled, unknown, kills."""
        with Receiver(self.behaviour, dedupes=self.kind == "loopback", delay=0.005) as receiver:
            account = make_account(make_body(), receiver.url, kind=self.kind, name=self.name)
            dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, self.receivers))
            step = self.receivers // (2 * (self.deaths + self.database_deaths + 1))
            for death in range(self.deaths):
                self._kill_a_worker(receiver, step)
                self.plan.say(
                    f"{self.name}: worker {death + 1} of {self.deaths} killed at {len(receiver.taken):,}"
                )
            self._finish(dispatch, receiver, step)
            folder.catch_up()
            states = tallied(dispatch)
            self.plan.say(f"{self.name}: {states}")
            return Counter(
                lost=self._lost(dispatch, receiver),
                doubled=receiver.doubled,
                unknown=states.get("unknown", 0),
                lied=self._lied(receiver),
                kills=self.deaths + self.database_deaths,
            )

    def _lost(self, dispatch: Dispatch, receiver: Receiver) -> int:
        """Count, one by one, deliveries that are told wrongly: reached without being there, or given up or forgotten.

        No receiver here refuses for good, so nothing may fail, expire or wait; what a lying receiver said yes to
        and did not keep is its own doing and counted apart.
        """
        ids = dict(Delivery.objects.filter(dispatch_id=dispatch.pk).values_list("pk", "state"))
        taken = {int(key.removeprefix("loa-")) for key in receiver.taken}
        liars = {int(key.removeprefix("loa-")) for key in receiver.lied}
        reached = {pk for pk, state in ids.items() if state == State.ACCEPTED}
        in_doubt = {pk for pk, state in ids.items() if state == State.UNKNOWN}
        missing = self.receivers - len(ids)
        return missing + len(reached - taken - liars) + len(ids.keys() - reached - in_doubt)

    def _lied(self, receiver: Receiver) -> int:
        return len(receiver.lied - set(receiver.taken))

    def _kill_a_worker(self, receiver: Receiver, step: int) -> None:
        process = start_worker(lease=LEASE)
        seen = len(receiver.taken)
        wait_for(lambda: len(receiver.taken) >= seen + step)
        process.kill()
        process.wait(10)

    def _finish(self, dispatch: Dispatch, receiver: Receiver, step: int) -> None:
        """Let one worker live to the end, the database dying under it as often as the trial says."""
        process = start_worker(lease=LEASE)
        try:
            for _death in range(self.database_deaths):
                seen = len(receiver.taken)
                wait_for(lambda seen=seen: len(receiver.taken) >= seen + step)  # type: ignore[misc]
                kill_database(self.plan)
            wait_for(lambda: is_done(dispatch))
        finally:
            process.terminate()
            process.wait(20)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it holds. Raises: OpsError when it does not in time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise OpsError("The dispatch under trial did not get on; see the messages above.")
        time.sleep(0.02)


def is_done(dispatch: Dispatch) -> bool:
    """Say whether the dispatch is done; no while the database is away."""
    try:
        return Dispatch.objects.filter(pk=dispatch.pk, state="done").exists()
    except Error:
        connections.close_all()
        return False


def kill_database(plan: Plan) -> None:
    """Kill the scratch copy's server with -9 and start it again, as the supervisor would."""
    cluster = database.own_cluster()
    lines = (settings.HOME / "postgres" / "postmaster.pid").read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    connections.close_all()
    _servers.append(cluster.start(plan.say))
    plan.say("database killed and started again")


_servers: list[postgres.Server] = []


def run(plan: Plan) -> Outcome:
    """Try a kind with an idempotency key against everything at once, and one without against single kills."""
    many = plan.scaled(RECEIVERS, least=1_100)
    few = plan.scaled(RECEIVERS // 10, least=600)
    trials = [
        Trial(
            "with a key: 10 workers and the database killed", "loopback", many, unfriendly, DEATHS, 1, plan
        ),
        Trial("without a key: a worker killed", "loopback_blind", few, friendly, 1, 0, plan),
        Trial("without a key: the database killed", "loopback_blind", few, friendly, 0, 1, plan),
    ]
    try:
        with installed():
            found = {trial.name: trial.run() for trial in trials}
    finally:
        connections.close_all()
        for server in _servers:
            server.stop()
    keyed, *blind = found.values()
    figures = {
        "lost": float(sum(counts["lost"] for counts in found.values())),
        "doubled": float(sum(counts["doubled"] for counts in found.values())),
        "unknown": float(max(counts["unknown"] for counts in blind)),
        "unknown_with_key": float(keyed["unknown"]),
        "in_flight": float(IN_FLIGHT),
    }
    lines = [
        (
            name,
            f"lost {c['lost']}, doubled {c['doubled']}, unknown {c['unknown']}, lied to {c['lied']}, kills {c['kills']}",
        )
        for name, c in found.items()
    ]
    return Outcome(dict(figures), lines)


BENCH = Bench(
    "faults",
    "What is lost, doubled or unknown after kills in mid-dispatch",
    run,
    (
        Goal("lost", at_most=0),
        Goal("doubled", at_most=0),
        Goal("unknown", at_most=IN_FLIGHT),
        Goal("unknown_with_key", at_most=0),
    ),
)
